// The records of a patient as a table in which values and dates are changed in place. What cannot be taken is said at
// the record, and what was typed stays.
import { button, element } from "../elements";
import type { RecordSeen } from "../protocol";
import type { Keys } from "./keys";

type Field = "value" | "at";
type Input = HTMLInputElement | HTMLSelectElement;

export interface Changes {
  /** Another value or date; null: done, else why not. */
  change(key: string, field: Field, text: string): Promise<string | null>;
  remove(record: RecordSeen): void;
  /** Show the record in the picture; false where it is not there. */
  show(key: string): void;
}

interface Line {
  readonly record: RecordSeen;
  readonly row: HTMLTableRowElement;
  readonly inputs: ReadonlyMap<Field, Input>;
  readonly problem: HTMLElement;
}

export class Records {
  readonly part: HTMLElement;
  private readonly body = element("tbody");
  private readonly filter = element("input", { type: "search", id: "only", placeholder: "name or date" });
  private readonly count = element("span", { class: "faint" });
  private lines: Map<string, Line> = new Map();
  private shown = "";

  constructor(
    private readonly changes: Changes,
    private readonly keys: Keys,
  ) {
    const heads = ["date", "what", "value", "remove"].map((head) =>
      element("th", { scope: "col" }, head === "remove" ? element("span", { class: "hidden" }, head) : head),
    );
    this.filter.addEventListener("input", () => this.sift());
    this.part = element(
      "div",
      { class: "records" },
      element("p", { class: "line" }, element("label", { for: "only" }, "Only"), this.filter, this.count),
      element(
        "div",
        { class: "scroll", tabindex: "0", role: "region", "aria-label": "Records" },
        element("table", {}, element("thead", {}, element("tr", {}, ...heads)), this.body),
      ),
    );
  }

  /** The records, with what was not yet known as of a day marked as such. */
  show(records: readonly RecordSeen[], editable: boolean, asOf: string | null): void {
    const shown = JSON.stringify([records, editable, asOf]);
    if (shown === this.shown) return;
    this.shown = shown;
    const kept = this.typed();
    const before = this.lines;
    this.lines = new Map();
    for (const record of records) this.lines.set(record.key, this.line(record, editable, asOf));
    this.body.replaceChildren(...[...this.lines.values()].map((line) => line.row));
    for (const one of kept) this.restore(one, before);
    this.sift();
  }

  /** Say why a record cannot be as it was written. */
  private say(line: Line, field: Field, why: string): void {
    line.problem.textContent = why;
    line.inputs.get(field)?.setAttribute("aria-invalid", "true");
  }

  private line(record: RecordSeen, editable: boolean, asOf: string | null): Line {
    const name = record.concept.replaceAll("_", " ");
    const problem = element("p", { class: "problem", role: "alert" });
    const row = element("tr", { class: record.refused === null ? "" : "refused" });
    row.dataset["key"] = record.key;
    const inputs = new Map<Field, Input>();
    const held: Line = { record, row, inputs, problem };
    const field = (of: Field, input: Input): Input => {
      input.setAttribute("aria-label", `${of === "at" ? "date" : "value"} of ${name} on ${record.at}`);
      input.addEventListener("change", () => void this.changed(held, of, input));
      input.addEventListener("keydown", (event) => {
        if ((event as KeyboardEvent).key === "Escape") this.reset(held, of, input);
      });
      inputs.set(of, input);
      return input;
    };
    const canEdit = editable && record.place !== null;
    row.append(
      element("td", { class: "at" }, canEdit ? field("at", text(record.at)) : record.at),
      element("th", { scope: "row", title: record.title }, name, ...this.number(record), ...remarks(record, asOf)),
      element("td", {}, canEdit ? field("value", valueInput(record)) : record.value, problem),
      element(
        "td",
        {},
        canEdit
          ? button("×", () => this.changes.remove(record), { "aria-label": `remove ${name} on ${record.at}`, class: "plain" })
          : "",
      ),
    );
    return held;
  }

  private number(record: RecordSeen): Node[] {
    if (record.number === null) return [];
    const show = (): void => this.changes.show(record.key);
    const badge = button(String(record.number), show, { class: "ref", "aria-label": `point ${record.number} in the picture` });
    return [document.createTextNode(" "), element("span", { id: `record-${record.number}` }, badge)];
  }

  private async changed(line: Line, field: Field, input: Input): Promise<void> {
    const written = line.record[field];
    if (input.value.trim() === written) return this.reset(line, field, input);
    const why = await this.changes.change(line.record.key, field, input.value.trim());
    if (why === null) return;
    this.say(this.lines.get(line.record.key) ?? line, field, why);
  }

  private reset(line: Line, field: Field, input: Input): void {
    input.value = line.record[field];
    input.removeAttribute("aria-invalid");
    line.problem.textContent = "";
  }

  // --- what stands in the table and is not in the file ----------------------------------------------------------------

  /** What is typed and not taken, and where the focus is. */
  private typed(): Kept[] {
    const found: Kept[] = [];
    for (const [key, line] of this.lines) {
      for (const [field, input] of line.inputs) {
        const focused = input === document.activeElement;
        if (!focused && input.value === line.record[field]) continue;
        const problem = input.hasAttribute("aria-invalid") ? (line.problem.textContent ?? "") : "";
        found.push({ key, field, text: input.value, focused, problem });
      }
    }
    return found;
  }

  private restore(kept: Kept, before: ReadonlyMap<string, Line>): void {
    const line = this.lines.get(this.keys.among(kept.key, this.lines) ?? kept.key);
    const input = line?.inputs.get(kept.field);
    const was = before.get(kept.key)?.record[kept.field];
    if (line === undefined || input === undefined) return;
    // taken meanwhile, or written anew from elsewhere: the file has the word
    if (kept.text !== was && line.record[kept.field] === was) input.value = kept.text;
    if (kept.problem !== "" && input.value === kept.text) this.say(line, kept.field, kept.problem);
    if (kept.focused) input.focus({ preventScroll: true });
  }

  private sift(): void {
    const wanted = this.filter.value.trim().toLowerCase();
    let found = 0;
    for (const { record, row } of this.lines.values()) {
      const words = `${record.concept.replaceAll("_", " ")} ${record.title} ${record.at}`.toLowerCase();
      row.hidden = !words.includes(wanted);
      if (!row.hidden) found += 1;
    }
    this.count.textContent = wanted === "" ? `${this.lines.size} records` : `${found} of ${this.lines.size} records`;
  }
}

interface Kept {
  readonly key: string;
  readonly field: Field;
  readonly text: string;
  readonly focused: boolean;
  readonly problem: string;
}

function valueInput(record: RecordSeen): Input {
  if (record.answers.length === 0) return text(record.value);
  return chooser(record.answers, record.value);
}

/** A chooser between words, also of a word that is not among them. */
export function chooser(answers: readonly string[], chosen: string): HTMLSelectElement {
  const all = answers.includes(chosen) || chosen === "" ? answers : [chosen, ...answers];
  const made = element("select", {}, ...all.map((word) => element("option", { value: word }, word)));
  if (chosen !== "") made.value = chosen;
  return made;
}

function text(value: string): HTMLInputElement {
  const input = element("input", { type: "text", autocomplete: "off", spellcheck: "false" });
  input.value = value;
  input.size = Math.max(10, Math.min(24, value.length + 1));
  return input;
}

function remarks(record: RecordSeen, asOf: string | null): HTMLElement[] {
  const found: HTMLElement[] = [];
  const known = record.known ?? record.at;
  if (record.refused !== null) found.push(element("p", { class: "warn" }, `Not used: ${record.refused}`));
  found.push(...record.notes.map((note) => element("p", {}, note)));
  if (record.known !== null && record.known !== record.at) found.push(element("p", {}, `Known on ${record.known}`));
  if (asOf !== null && known.slice(0, 10) > asOf) found.push(element("p", { class: "faint" }, `Not yet known on ${asOf}`));
  return found;
}
