// Tabs: arrow keys go from one to the other, and only the chosen one is a stop of the Tab key.
import { element } from "./elements";

export interface Tab {
  readonly name: string;
  readonly label: string;
  readonly panel: HTMLElement;
}

export class Tabs {
  readonly list: HTMLElement;
  private readonly buttons: HTMLButtonElement[];
  private readonly notes: HTMLElement[];

  constructor(
    label: string,
    private readonly tabs: readonly Tab[],
    private readonly chosen: (name: string) => void,
  ) {
    this.notes = tabs.map(() => element("span", { class: "note" }));
    this.buttons = tabs.map((tab, index) =>
      element(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${tab.name}`,
          "aria-controls": `panel-${tab.name}`,
          onclick: () => this.choose(tab.name),
          onkeydown: (event) => this.move(event as KeyboardEvent, index),
        },
        tab.label,
        this.notes[index] as HTMLElement,
      ),
    );
    this.list = element("div", { role: "tablist", "aria-label": label, class: "tabs" }, ...this.buttons);
    for (const tab of tabs) {
      tab.panel.id = `panel-${tab.name}`;
      tab.panel.setAttribute("role", "tabpanel");
      tab.panel.setAttribute("aria-labelledby", `tab-${tab.name}`);
    }
    this.show(0);
  }

  choose(name: string): void {
    const index = this.tabs.findIndex((tab) => tab.name === name);
    this.show(index);
    this.chosen(name);
  }

  /** A few words behind the label of a tab, and a class for how they look. */
  note(name: string, words: string, look: string): void {
    const note = this.notes[this.tabs.findIndex((tab) => tab.name === name)];
    if (note === undefined) return;
    note.textContent = words === "" ? "" : ` ${words}`;
    note.className = `note ${look}`;
  }

  private show(index: number): void {
    this.tabs.forEach((tab, at) => {
      tab.panel.hidden = at !== index;
      this.buttons[at]?.setAttribute("aria-selected", String(at === index));
      this.buttons[at]?.setAttribute("tabindex", at === index ? "0" : "-1");
    });
  }

  private move(event: KeyboardEvent, from: number): void {
    const last = this.tabs.length - 1;
    const to = { ArrowRight: from + 1, ArrowLeft: from - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const index = to < 0 ? last : to > last ? 0 : to;
    this.choose(this.tabs[index]?.name ?? "");
    this.buttons[index]?.focus();
  }
}
