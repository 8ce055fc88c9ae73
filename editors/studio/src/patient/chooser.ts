// Which patient is shown: one of the files of the folder, those beside the guideline first, or a new one.
import { button, element } from "../elements";
import type { Surroundings } from "../surroundings";

const LEAST_WIDTH = 300;

export class Chooser {
  readonly part: HTMLElement;
  private readonly select = element("select", { id: "patient" });
  private readonly form: HTMLFormElement;
  private readonly name = element("input", { id: "new-patient", autocomplete: "off", required: true, placeholder: "a pseudonym" });
  private readonly problem = element("p", { class: "problem", role: "alert" });

  private shown = "";

  /** `chosen` shows a patient's file, which may have been made just now. */
  constructor(
    private readonly around: Surroundings,
    private readonly chosen: (name: string) => void,
  ) {
    this.select.addEventListener("change", () => this.chosen(this.select.value));
    this.form = element(
      "form",
      { class: "line", hidden: true, onsubmit: (event) => void this.make(event) },
      element("label", { for: "new-patient" }, "Name"),
      this.name,
      element("button", {}, "Begin"),
      this.problem,
    );
    this.part = element(
      "div",
      { class: "patients" },
      element("p", { class: "line" }, element("label", { for: "patient" }, "Patient"), this.select, button("New patient", () => this.ask())),
      this.form,
    );
  }

  /** The patient to begin with: the one that was shown last, else the first beside the guideline. */
  first(): string | null {
    const { beside, others } = this.sorted();
    const last = remembered(this.memory());
    return last !== null && [...beside, ...others].includes(last) ? last : (beside[0] ?? others[0] ?? null);
  }

  /** Whether a patient stands beside the guideline. */
  suits(name: string): boolean {
    return this.sorted().beside.includes(name);
  }

  /** A patient was chosen, and is the one to begin with after a reload. */
  chose(name: string): void {
    remember(this.memory(), name);
    this.show(name);
  }

  show(chosen: string | null): void {
    const { beside, others } = this.sorted();
    const options = (names: readonly string[]): HTMLElement[] =>
      names.map((name) => element("option", { value: name }, this.told(name)));
    const groups = [
      ...(beside.length > 0 ? [element("optgroup", { label: "Beside this guideline" }, ...options(beside))] : []),
      ...(others.length > 0 ? [element("optgroup", { label: "Others" }, ...options(others))] : []),
    ];
    const made = groups.map((group) => group.outerHTML).join("");
    if (made !== this.shown) this.select.replaceChildren(...groups);
    this.shown = made;
    if (chosen !== null) this.select.value = chosen;
    this.select.disabled = groups.length === 0;
  }

  /** A name in the folder of another file that no file has. */
  free(beside: string, stem: string): string {
    const folder = beside.includes("/") ? beside.slice(0, beside.lastIndexOf("/") + 1) : "";
    const taken = new Set(this.around.patients());
    for (let number = 1; ; number += 1) {
      const name = `${folder}${stem}${number === 1 ? "" : `-${number}`}.yaml`;
      if (!taken.has(name) && this.around.documents.get(name) === null) return name;
    }
  }

  /** Where it is remembered which patient was shown last beside a guideline. */
  private memory(): string {
    return `careway patient ${this.around.documents.listed.folder}/${this.around.guideline()?.text.name ?? ""}`;
  }

  private told(name: string): string {
    return this.around.documents.get(name)?.unsaved === true ? `${name} (not saved)` : name;
  }

  /** The patients whose path has a folder in common with that of the guideline, and all others. */
  private sorted(): { beside: string[]; others: string[] } {
    const folders = new Set((this.around.guideline()?.text.name ?? "").split("/").slice(0, -1));
    const isBeside = (name: string): boolean => {
      const own = name.split("/").slice(0, -1);
      return own.length === 0 || own.some((folder) => folders.has(folder));
    };
    const all = this.around.patients();
    return { beside: all.filter(isBeside), others: all.filter((name) => !isBeside(name)) };
  }

  private ask(): void {
    this.form.hidden = !this.form.hidden;
    if (!this.form.hidden) this.name.focus();
  }

  private async make(event: Event): Promise<void> {
    event.preventDefault();
    const label = this.name.value.trim().toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
    const first = label === "" ? "A name has letters or digits." : await this.firstRecord();
    if (typeof first === "string") {
      this.problem.textContent = first;
      return;
    }
    const beside = this.first() ?? this.around.guideline()?.text.name ?? "";
    const name = this.free(beside, label);
    this.around.documents.create(name, `patient: ${label}\nevents:\n  - {at: ${today()}, ${first.name}: ${first.value}}\n`);
    this.problem.textContent = "";
    this.name.value = "";
    this.form.hidden = true;
    this.chosen(name);
  }

  /** A timeline begins with a record: an example of the first that the guideline knows; or why there is none. */
  private async firstRecord(): Promise<{ name: string; value: string } | string> {
    const guideline = this.around.guideline();
    if (guideline === null) return "There is no guideline.";
    const patient = { name: "new.yaml", text: `patient: new\nevents:\n  - {at: ${today()}, nothing: known}\n` };
    const setting = { as_of: null, population: null, parameters: [] };
    const ran = await this.around.asking.ask("run", { guideline: guideline.text, patient, setting, width: LEAST_WIDTH });
    if (ran.node !== "ran") return ran.why;
    const known = ran.names[0];
    if (known === undefined) return "The guideline declares nothing that could be recorded.";
    return { name: known.name, value: /[[\]{},:#]/.test(known.example) ? JSON.stringify(known.example) : known.example };
  }
}

function remember(place: string, name: string): void {
  try {
    sessionStorage.setItem(place, name);
  } catch {
    // a browser that keeps nothing begins with the first patient
  }
}

function remembered(place: string): string | null {
  try {
    return sessionStorage.getItem(place);
  } catch {
    return null;
  }
}

function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}
