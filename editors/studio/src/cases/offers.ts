// Patients beside a limit or a due date whom no case holds: each can be taken as a case, or be put aside.
import type { Asking } from "../asking";
import { button, element } from "../elements";
import type { Guideline } from "../guideline";
import type { Kept, PatientOffered } from "../protocol";

const MOST = 12;
/** What a rule is in the outline. */
const RULES: readonly string[] = ["eligibility rule", "step", "monitor", "task", "stop", "caution"];

export class Offers {
  readonly place = element("div", { class: "offers" });
  /** What begins to look for them, of which rule. */
  readonly controls: HTMLElement;
  private readonly rule = element("select", { id: "offers-of" });
  private readonly rejected: Set<string> = new Set();
  private stopping = new AbortController();

  constructor(
    private readonly asking: Asking,
    private readonly guideline: Guideline,
    private readonly keep: (kept: Kept) => void,
    private readonly tell: (sentence: string) => void,
  ) {
    this.controls = element(
      "span",
      { class: "line" },
      button("Offer boundary patients", () => void this.ask()),
      element("label", { for: "offers-of" }, "of"),
      this.rule,
    );
    guideline.chosen.on(() => this.close());
    guideline.changed.on(() => this.fillRules());
    this.fillRules();
  }

  private fillRules(): void {
    const outline = this.guideline.looked()?.looked.outline;
    if (outline === undefined && this.rule.childElementCount > 0) return;
    const names = (outline ?? []).filter((one) => RULES.includes(one.sort)).map((one) => one.name);
    const values = ["", ...names];
    if ([...this.rule.options].map((one) => one.value).join() === values.join()) return;
    const chosen = this.rule.value;
    this.rule.replaceChildren(
      ...values.map((name) => element("option", { value: name }, name === "" ? "all rules" : name)),
    );
    this.rule.value = names.includes(chosen) ? chosen : "";
  }

  private close(): void {
    this.stopping.abort();
    this.place.replaceChildren();
  }

  /** Look for such patients; an answer for another guideline is dropped. */
  private async ask(): Promise<void> {
    const guideline = this.guideline.text();
    if (guideline === null) return;
    this.close();
    const { signal } = (this.stopping = new AbortController());
    this.place.append(
      element("p", { role: "status" }, "Looking for patients at the limits, which can take minutes …"),
      button("Stop looking", () => this.close()),
    );
    const rule = this.rule.value === "" ? null : this.rule.value;
    const question = { guideline, cases: this.guideline.cases(), rule, most: MOST };
    const answer = await this.asking.ask("offer", question, signal);
    if (signal.aborted) return;
    if (answer.node === "refusal") return this.show([], answer.why);
    this.show(answer.patients.filter((one) => !this.rejected.has(one.case)), answer.note);
  }

  private show(patients: readonly PatientOffered[], note: string | null): void {
    const words = patients.length === 0 ? "No patient to offer." : "Is what the guideline says of each of them right?";
    this.place.replaceChildren(
      element("div", { class: "line" }, element("h3", {}, "Boundary patients"), button("Close", () => this.close())),
      element("p", { role: "status" }, note === null ? words : `${words} ${note}`),
      element("ul", {}, ...patients.map((one) => this.item(one))),
    );
  }

  private item(one: PatientOffered): HTMLElement {
    const done = (sentence: string): void => {
      const next = (item.nextElementSibling ?? item.previousElementSibling)?.querySelector("button");
      item.remove();
      (next ?? this.place.querySelector("button"))?.focus();
      this.tell(sentence);
    };
    const accept = button("Accept", () => void this.accept(one, accept, done), { "aria-label": `Accept: ${one.name}` });
    const reject = button(
      "Reject",
      () => {
        this.rejected.add(one.case);
        done("Put aside.");
      },
      { "aria-label": `Reject: ${one.name}` },
    );
    const item = element(
      "li",
      {},
      element("p", {}, element("strong", {}, one.name), ` ${one.sentence}, line ${one.line}`),
      element("pre", { tabindex: "0", "aria-label": "The case" }, one.case),
      element("span", { class: "buttons" }, accept, reject),
    );
    return item;
  }

  private async accept(one: PatientOffered, pressed: HTMLButtonElement, done: (sentence: string) => void): Promise<void> {
    const guideline = this.guideline.text();
    if (guideline === null) return;
    pressed.disabled = true;
    const cases = this.guideline.cases();
    const kept = await this.asking.ask("keep_offered", { guideline, cases, case: one.case });
    pressed.disabled = false;
    if (kept.node === "refusal") return this.tell(kept.why);
    if (this.guideline.cases()?.text !== cases?.text) return this.tell("The cases have changed meanwhile: accept once more.");
    this.keep(kept);
    done(`Kept as a case: ${one.name}`);
  }
}
