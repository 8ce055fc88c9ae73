// The guideline that is chosen: its text, what the checker says of it, and the cases beside it.
import type { Asking, Refused } from "./asking";
import type { Documents } from "./documents";
import { Latest } from "./latest";
import type { Looked, Text } from "./protocol";
import { Signal } from "./signal";

const TYPING = 70;

/** What the checker says of a text. */
export interface LookedAt {
  readonly of: Text;
  readonly looked: Looked;
}

export class Guideline {
  /** Another guideline is chosen, its text has changed, or it has been looked at. */
  readonly changed = new Signal();
  /** Another guideline is chosen. */
  readonly chosen = new Signal();
  private name_: string | null = null;
  private last: LookedAt | null = null;
  private trouble_: string | null = null;
  private readonly looking: Latest<{ of: Text; answer: ({ readonly node: "looked" } & Looked) | Refused }>;

  constructor(asking: Asking, private readonly documents: Documents) {
    this.looking = new Latest(
      TYPING,
      () => {
        const of = this.text();
        return of === null ? null : asking.ask("look", { guideline: of }).then((answer) => ({ of, answer }));
      },
      ({ of, answer }) => {
        this.trouble_ = answer.node === "refusal" ? answer.why : null;
        this.last = answer.node === "refusal" ? null : { of, looked: answer };
        this.changed.give();
      },
    );
    documents.on((event) => {
      if (event.about === "text" && event.name === this.name_) {
        this.looking.soon();
        this.changed.give();
      }
    });
  }

  get name(): string | null {
    return this.name_;
  }

  /** Choose an open guideline. */
  choose(name: string): void {
    this.name_ = name;
    this.last = null;
    this.looking.soon();
    this.chosen.give();
    this.changed.give();
  }

  text(): Text | null {
    return this.name_ === null ? null : this.documents.text(this.name_);
  }

  /** What the checker says of the text as it stands; null: it has not looked yet. */
  looked(): LookedAt | null {
    const text = this.text();
    return text !== null && this.last?.of.name === text.name && this.last.of.text === text.text ? this.last : null;
  }

  /** Why the text cannot be looked at. */
  get trouble(): string | null {
    return this.trouble_;
  }

  /** The name of the file of its cases, whether or not there is one. */
  casesName(): string | null {
    if (this.name_ === null) return null;
    const stem = this.name_.replace(/\.care$/, "");
    const there = new Set(this.documents.names("cases"));
    return [`${stem}.cases.yaml`, `${stem}.cases.yml`].find((name) => there.has(name)) ?? `${stem}.cases.yaml`;
  }

  /** The text of its cases; null: there are none, or they are not open yet. */
  cases(): Text | null {
    const name = this.casesName();
    return name === null ? null : this.documents.text(name);
  }
}
