// The list of what is wrong, below the texts: a press goes to the place, and a button writes what mends it.
import { button, element } from "./elements";
import type { Finding } from "./protocol";

/** The findings of a text, and what can be done with them. */
export interface FindingsOf {
  /** What the text is called, such as "guideline". */
  readonly what: string;
  /** Null: nobody has looked yet. */
  readonly findings: readonly Finding[] | null;
  /** Why there is no answer, where there is none. */
  readonly trouble: string | null;
  goTo(finding: Finding): void;
  fix(finding: Finding): void;
}

export class FindingsList {
  readonly place: HTMLElement;
  private readonly heading = element("summary", {}, "No findings");
  private readonly list = element("ul");
  private shown = "";

  constructor() {
    const details = element("details", { open: true }, this.heading, this.list);
    this.place = element("section", { class: "findings", "aria-label": "Findings" }, details);
  }

  show(all: readonly FindingsOf[]): void {
    // the same findings at other places are other buttons; the same at the same keep the focus that is on one
    const shown = JSON.stringify(all.map(({ what, findings, trouble }) => [what, findings, trouble]));
    if (shown === this.shown) return;
    this.shown = shown;
    this.heading.textContent = counted(all);
    const items = all.flatMap((one) => [
      ...(one.trouble === null ? [] : [element("li", { class: "error" }, one.trouble)]),
      ...(one.findings ?? []).map((finding) => item(one, finding)),
    ]);
    const errors = items.filter((one) => one.className === "error");
    this.list.replaceChildren(...errors, ...items.filter((one) => !errors.includes(one)));
  }
}

function counted(all: readonly FindingsOf[]): string {
  if (all.some((one) => one.trouble !== null)) return "Not checked";
  if (all.some((one) => one.findings === null)) return "Checking …";
  const findings = all.flatMap((one) => [...(one.findings ?? [])]);
  const errors = findings.filter((finding) => finding.severity === "error").length;
  const parts = [count(errors, "error"), count(findings.length - errors, "warning")].filter((part) => part !== "");
  return parts.length === 0 ? "No findings" : parts.join(", ");
}

function count(number: number, what: string): string {
  return number === 0 ? "" : `${number} ${what}${number === 1 ? "" : "s"}`;
}

function item(of: FindingsOf, finding: Finding): HTMLElement {
  const { fix } = finding;
  const where = of.what === "guideline" ? `line ${finding.line}` : `${of.what}, line ${finding.line}`;
  return element(
    "li",
    { class: finding.severity },
    element(
      "div",
      { class: "said" },
      element(
        "button",
        { type: "button", class: "plain", onclick: () => of.goTo(finding) },
        element("strong", {}, finding.severity === "error" ? "Error" : "Warning"),
        ` ${finding.title} `,
        element("span", { class: "where" }, where),
      ),
      ...(finding.help === "" ? [] : [element("p", {}, finding.help)]),
    ),
    ...(fix === null ? [] : [button(fix.label, () => of.fix(finding), { class: "fix" })]),
  );
}
