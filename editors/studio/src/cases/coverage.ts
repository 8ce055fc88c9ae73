// What of the guideline its cases show: marks in the guideline while they are wanted, and what is lacking as a list.
import type { Asking, Refused } from "../asking";
import type { Documents } from "../documents";
import { element } from "../elements";
import type { Guideline } from "../guideline";
import { Latest } from "../latest";
import type { CoverMark, CoverSeen, Place } from "../protocol";
import { Signal } from "../signal";

const TYPING = 700;

export class Coverage {
  readonly changed = new Signal();
  /** What is lacking, and what share is met. */
  readonly place = element("div", { class: "lacking" });
  private on_ = false;
  private seen: CoverSeen | null = null;
  private readonly asked: Latest<({ readonly node: "cover_seen" } & CoverSeen) | Refused>;

  constructor(
    asking: Asking,
    documents: Documents,
    private readonly guideline: Guideline,
    private readonly goTo: (place: Place) => void,
  ) {
    this.asked = new Latest(
      TYPING,
      (signal) => {
        const text = guideline.text();
        const cases = guideline.cases();
        if (!this.on_ || text === null || cases === null) return null;
        return asking.ask("cover", { guideline: text, cases }, signal);
      },
      (answer) => this.take(answer),
    );
    documents.on((event) => {
      const ours = event.about === "text" && (event.name === guideline.name || event.name === guideline.casesName());
      if (ours && this.on_) this.soon();
    });
    guideline.chosen.on(() => {
      if (this.on_) this.soon();
    });
  }

  get on(): boolean {
    return this.on_;
  }

  /** The marks of the guideline's text as it stands; null: none are wanted or known. */
  get marks(): readonly CoverMark[] | null {
    return this.on_ ? (this.seen?.marks ?? null) : null;
  }

  toggle(): void {
    this.on_ = !this.on_;
    if (this.on_) {
      this.soon();
    } else {
      this.asked.stop();
      this.seen = null;
      this.place.replaceChildren();
      this.changed.give();
    }
  }

  private soon(): void {
    this.seen = null;
    const words = this.guideline.cases() === null ? "There are no cases yet: they would show nothing." : "Measuring …";
    this.place.replaceChildren(element("p", { role: "status" }, words));
    this.asked.soon();
  }

  private take(answer: ({ readonly node: "cover_seen" } & CoverSeen) | Refused): void {
    this.seen = answer.node === "refusal" ? null : answer;
    if (answer.node === "refusal") {
      this.place.replaceChildren(element("p", { role: "status" }, answer.why));
    } else {
      const lacking = answer.marks.filter((mark) => mark.shade !== "all");
      this.place.replaceChildren(
        element("p", { role: "status" }, `Coverage: ${answer.met} of ${answer.of} objectives met.`),
        element(
          "details",
          { hidden: lacking.length === 0 },
          element("summary", {}, "What no case shows"),
          element("ul", {}, ...lacking.flatMap((mark) => mark.told.map((told) => this.item(mark, told)))),
        ),
      );
    }
    this.changed.give();
  }

  private item(mark: CoverMark, told: string): HTMLElement {
    const press = (): void => this.goTo(mark.place);
    return element("li", {}, element("button", { type: "button", class: "plain", onclick: press }, told));
  }
}
