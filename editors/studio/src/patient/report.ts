// The parts of the report, made by Careway as HTML with every text in it escaped, and the ways between its numbers,
// the points of the picture, the records and the sources.
import { element } from "../elements";
import type { Block } from "../protocol";
import { sign } from "./headlines";

const FOUND = "found";

/** The reasons of what is decided. */
export function decisions(blocks: readonly Block[]): HTMLElement[] {
  return blocks.map((block) =>
    element("article", { class: `decision ${block.tone}` }, heading(block), inside(block.html)),
  );
}

/** The sections of the report. Each stays open or closed as it was `before`; at first the one that says what to do, and
 * those that ask for attention, are open. */
export function sections(blocks: readonly Block[], before: ReadonlyMap<string, boolean>): HTMLElement[] {
  return blocks.map((block, place) => {
    const open = before.get(block.heading) ?? (place === 0 || block.tone !== "plain");
    const part = element("details", { class: `section ${block.tone}`, open });
    part.dataset["heading"] = block.heading;
    part.append(element("summary", {}, heading(block)), inside(block.html));
    return part;
  });
}

/** Let the links inside `place` lead to where they point, and leave the address of the page alone. */
export function followLinks(place: HTMLElement): void {
  place.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[href^='#']") : null;
    if (link === null) return;
    event.preventDefault();
    const there = target(place, link.getAttribute("href")?.slice(1) ?? "");
    if (there !== null) lead(place, there);
  });
}

/** What a link leads to: that of a numbered record to its point in the picture, where it has one. */
function target(place: HTMLElement, name: string): Element | null {
  const named = (id: string): Element | null => place.querySelector(`[id="${CSS.escape(id)}"]`);
  return (name.startsWith("record-") ? named(name.replace("record-", "point-")) : null) ?? named(name);
}

/** Show a part of the page, and bring the focus there. */
export function lead(place: HTMLElement, there: Element): void {
  for (let around = there.closest("details"); around !== null; around = around.parentElement?.closest("details") ?? null) {
    around.open = true;
  }
  for (const one of place.querySelectorAll(`.${FOUND}`)) one.classList.remove(FOUND);
  there.classList.add(FOUND);
  const focus = there.matches("a[href], button, input, select") ? there : there.querySelector("a[href], input, select");
  if (focus instanceof HTMLElement || focus instanceof SVGElement) focus.focus({ preventScroll: true });
  there.scrollIntoView({ block: "center" });
}

function heading(block: Block): HTMLElement {
  return element("h3", {}, sign(block.tone), " ", block.heading);
}

function inside(html: string): HTMLElement {
  const made = document.createElement("template");
  made.innerHTML = html;
  for (const link of made.content.querySelectorAll("a[href^='http']")) link.setAttribute("target", "_blank");
  return element("div", { class: "told" }, made.content);
}
