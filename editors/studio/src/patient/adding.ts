// One more record: what, when and how much, with the words and examples that the guideline knows.
import { element } from "../elements";
import type { Vocable } from "../protocol";
import { chooser } from "./records";

/** Another record; null: done, else why not. */
export type Add = (concept: string, at: string, value: string) => Promise<string | null>;

export class Adding {
  readonly part: HTMLFormElement;
  private readonly concept = element("input", { id: "add-what", list: "add-names", autocomplete: "off", required: true });
  private readonly at = element("input", { id: "add-date", autocomplete: "off", required: true, size: "12" });
  private readonly names = element("datalist", { id: "add-names" });
  private readonly problem = element("p", { class: "problem", role: "alert" });
  private readonly place = element("span");
  private value: HTMLInputElement | HTMLSelectElement = element("input");
  private known: readonly Vocable[] = [];
  private shown = "";
  private of: string | null = null;

  constructor(private readonly add: Add) {
    this.concept.addEventListener("input", () => this.fit());
    this.part = element(
      "form",
      { class: "adding line", "aria-label": "Add a record", onsubmit: (event) => void this.submit(event) },
      field("Add", this.concept),
      this.names,
      field("on", this.at),
      field("value", this.place, "add-value"),
      element("button", {}, "Add"),
      this.problem,
    );
    this.fit();
  }

  show(names: readonly Vocable[], day: string, editable: boolean): void {
    this.part.hidden = !editable;
    if (this.at.value === "" || this.at.value === this.at.dataset["offered"]) this.at.value = day;
    this.at.dataset["offered"] = day;
    const shown = JSON.stringify(names);
    if (shown === this.shown) return;
    this.shown = shown;
    this.known = names;
    this.names.replaceChildren(...names.map((one) => element("option", { value: one.name }, one.title)));
    this.fit();
  }

  /** A value of the sort that fits the name. */
  private fit(): void {
    const found = this.known.find((one) => one.name === this.concept.value.trim());
    const of = found === undefined ? "" : found.name;
    if (of === this.of) return;
    this.of = of;
    const answers = found?.answers ?? [];
    const made = answers.length > 0 ? chooser(answers, "") : element("input", { autocomplete: "off", size: "14" });
    made.id = "add-value";
    made.required = true;
    if (made instanceof HTMLInputElement && found !== undefined) made.placeholder = `e.g. ${found.example}`;
    this.value = made;
    this.place.replaceChildren(made);
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const why = await this.add(this.concept.value.trim(), this.at.value.trim(), this.value.value.trim());
    this.problem.textContent = why ?? "";
    if (why !== null) return;
    this.concept.value = "";
    this.of = null;
    this.fit();
    this.concept.focus();
  }
}

function field(label: string, inside: HTMLElement, id = inside.id): HTMLElement {
  return element("span", { class: "field" }, element("label", { for: id }, label), " ", inside);
}
