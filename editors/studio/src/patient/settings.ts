// Which parameter set and which parameters the guideline is run with, where it has any.
import { element } from "../elements";
import type { ParameterSeen, Ran } from "../protocol";

type Parameters = Pick<Ran, "populations" | "population" | "parameters">;

export class Settings {
  readonly part: HTMLDetailsElement;
  private readonly summary = element("summary");
  private readonly inside = element("div", { class: "setting" });
  private population_: string | null = null;
  private readonly given: Map<string, string> = new Map();
  private shown = "";
  private last: Parameters | null = null;

  constructor(private readonly changed: () => void) {
    this.part = element("details", { class: "section settings", hidden: true }, this.summary, this.inside);
  }

  get population(): string | null {
    return this.population_;
  }

  /** The parameters that have another value than the guideline gives them. */
  get parameters(): [string, string][] {
    return [...this.given];
  }

  /** Begin with another guideline. */
  reset(): void {
    this.population_ = null;
    this.given.clear();
  }

  show(ran: Parameters): void {
    this.last = ran;
    const shown = JSON.stringify([ran.populations, ran.population, ran.parameters, this.parameters]);
    if (shown === this.shown) return;
    this.shown = shown;
    this.part.hidden = ran.populations.length === 0 && ran.parameters.length === 0;
    const others = this.given.size === 0 ? "" : `, ${this.given.size} changed here`;
    this.summary.textContent = `Run with other parameters: ${ran.population ?? "now as the guideline has them"}${others}`;
    const focused = document.activeElement?.id ?? "";
    const rows = ran.parameters.map((one) => this.parameter(one));
    if (ran.populations.length > 0) rows.unshift(this.chooser(ran.populations, ran.population));
    this.inside.replaceChildren(...rows);
    if (focused.startsWith("set-")) document.getElementById(focused)?.focus({ preventScroll: true });
  }

  /** Something was chosen: shown at once, also where the guideline cannot run with it. */
  private chose(): void {
    if (this.last !== null) this.show(this.last);
    this.changed();
  }

  private chooser(populations: readonly string[], chosen: string | null): HTMLElement {
    const own = element("option", { value: "" }, "as the guideline and the patient have it");
    const options = populations.map((name) => element("option", { value: name }, name));
    const select = element("select", { id: "set-population" }, own, ...options);
    select.value = this.population_ ?? "";
    select.addEventListener("change", () => {
      this.population_ = select.value === "" ? null : select.value;
      this.chose();
    });
    const note = this.population_ === null && chosen !== null ? ` now ${chosen}` : "";
    return element("p", { class: "line" }, element("label", { for: select.id }, "Parameter set"), select, note);
  }

  private parameter(one: ParameterSeen): HTMLElement {
    const input = element("input", { id: `set-${one.name}`, autocomplete: "off", size: "16" });
    input.value = this.given.get(one.name) ?? one.value;
    input.addEventListener("change", () => {
      const text = input.value.trim();
      if (text === "") this.given.delete(one.name);
      else this.given.set(one.name, text);
      this.chose();
    });
    const back = element("button", { type: "button", hidden: !this.given.has(one.name) }, "As in the guideline");
    back.addEventListener("click", () => {
      this.given.delete(one.name);
      this.chose();
    });
    const name = element("label", { for: input.id }, one.title, " ", element("code", {}, one.name));
    return element("p", { class: "line" }, name, input, back);
  }
}
