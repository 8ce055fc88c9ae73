// The list of cases: those that fail first and with what was expected otherwise; a press goes to the case.
import { element } from "../elements";
import type { CaseSeen } from "../protocol";
import { failed } from "./running";

const SIGNS = { passed: "✓", failed: "✗", invalid: "✗", skipped: "–" } as const;
const WORDS = { passed: "passes", failed: "fails", invalid: "cannot run", skipped: "left out" } as const;

export class CasesList {
  readonly place = element("div", { class: "cases-list" });
  private open = false;
  private shown = "";

  constructor(private readonly goTo: (one: CaseSeen) => void) {}

  show(cases: readonly CaseSeen[]): void {
    const shown = JSON.stringify(cases);
    if (shown === this.shown) return;
    this.shown = shown;
    const bad = cases.filter(failed);
    const others = cases.filter((one) => !failed(one));
    const parts: HTMLElement[] = [];
    if (bad.length > 0) parts.push(element("ul", {}, ...bad.map((one) => this.item(one))));
    if (others.length > 0) parts.push(this.rest(others, bad.length > 0));
    this.place.replaceChildren(...parts);
  }

  /** A long list is made when it is opened. */
  private rest(cases: readonly CaseSeen[], beside: boolean): HTMLElement {
    const list = element("ul");
    const fill = (): void => list.replaceChildren(...cases.map((one) => this.item(one)));
    const words = `${cases.length}${beside ? " other" : ""} ${cases.length === 1 ? "case" : "cases"}`;
    const details = element("details", {}, element("summary", {}, words), list);
    details.open = this.open;
    if (this.open) fill();
    details.addEventListener("toggle", () => {
      this.open = details.open;
      if (details.open && list.childElementCount === 0) fill();
    });
    return details;
  }

  private item(one: CaseSeen): HTMLElement {
    return element(
      "li",
      { class: one.outcome },
      element(
        "button",
        { type: "button", class: "plain", onclick: () => this.goTo(one) },
        element("span", { class: "sign", "aria-hidden": "true" }, SIGNS[one.outcome]),
        element("span", { class: "outcome" }, WORDS[one.outcome]),
        ` ${one.name} `,
        element("span", { class: "where" }, `line ${one.line}`),
      ),
      ...(one.failures.length === 0
        ? []
        : [element("ul", { class: "failures" }, ...one.failures.map((failure) => element("li", {}, failure)))]),
    );
  }
}
