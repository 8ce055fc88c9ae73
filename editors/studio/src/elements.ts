// Elements of the page, made without markup: whatever a text holds, it is shown as text.

type Attributes = Readonly<Record<string, string | boolean | ((event: Event) => void)>>;

/** An element. An attribute that begins with `on` is a listener; `true` sets one without a value, `false` none. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...inside: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false) made.setAttribute(key, value);
  }
  made.append(...inside);
  return made;
}

/** A button that says `label`. */
export function button(label: string, press: () => void, attributes: Attributes = {}): HTMLButtonElement {
  return element("button", { type: "button", onclick: press, ...attributes }, label);
}
