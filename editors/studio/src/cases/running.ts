// The cases of the guideline at hand, run whenever the guideline or they have changed: a few at a time, those first
// among which one failed before, so that what an author mends or breaks shows soon.
import type { Asking } from "../asking";
import type { Documents } from "../documents";
import type { Guideline } from "../guideline";
import type { CaseSeen, Finding, Text } from "../protocol";
import { Signal } from "../signal";

const TYPING = 300;
const PART = 10;

/** What came of the cases of `of`, as far as they have run. */
export interface CameOut {
  readonly of: Text;
  readonly cases: readonly CaseSeen[];
  readonly findings: readonly Finding[];
}

export class RunningCases {
  readonly changed = new Signal();
  private last: CameOut | null = null;
  private trouble_: string | null = null;
  private stopping = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running_: { readonly done: number; readonly of: number | null } | null = null;

  constructor(
    private readonly asking: Asking,
    documents: Documents,
    private readonly guideline: Guideline,
  ) {
    documents.on((event) => {
      if (event.about === "text" && (event.name === guideline.name || event.name === guideline.casesName())) this.soon();
    });
    guideline.chosen.on(() => {
      this.last = null;
      this.soon();
    });
  }

  /** Run them in a moment; what is under way is out of date. */
  soon(): void {
    this.stopping.abort();
    const { signal } = (this.stopping = new AbortController());
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.go(signal), TYPING);
    this.running_ = this.guideline.cases() === null ? null : { done: 0, of: null };
    this.changed.give();
  }

  /** How many have run of those that are to; null: no run is under way. */
  get running(): { readonly done: number; readonly of: number | null } | null {
    return this.running_;
  }

  /** Why they cannot run. */
  get trouble(): string | null {
    return this.trouble_;
  }

  /** What came of them last, of texts that may have changed since: during a run, some of it is from the run before. */
  get cameOut(): CameOut | null {
    return this.last !== null && this.last.of.name === this.guideline.casesName() ? this.last : null;
  }

  private async go(signal: AbortSignal): Promise<void> {
    const of = this.guideline.cases();
    const guideline = this.guideline.text();
    if (of === null || guideline === null) return;
    const before = this.cameOut?.cases ?? [];
    const all: (CaseSeen | undefined)[] = [...before];
    const asked: Set<number> = new Set();
    let done = 0;
    let count = Math.max(before.length, 1);
    for (let first = nextPart(before, asked, count); first !== undefined; first = nextPart(before, asked, count)) {
      const answer = await this.asking.ask("run_cases", { guideline, cases: of, first, most: PART }, signal);
      if (signal.aborted) return;
      if (answer.node === "refusal") return this.end(answer.why);
      asked.add(first);
      done += answer.cases.length;
      count = answer.of;
      all.splice(first, answer.cases.length, ...answer.cases);
      all.length = count;
      this.last = { of, cases: all.filter((one) => one !== undefined), findings: answer.findings };
      this.running_ = { done, of: count };
      this.changed.give();
    }
    this.end(null);
  }

  private end(trouble: string | null): void {
    this.trouble_ = trouble;
    this.running_ = null;
    this.changed.give();
  }
}

/** Where the next part begins of those that have not been asked for: first those in which a case failed before. */
function nextPart(before: readonly CaseSeen[], asked: ReadonlySet<number>, count: number): number | undefined {
  const open: number[] = [];
  for (let first = 0; first < count; first += PART) if (!asked.has(first)) open.push(first);
  return open.find((first) => before.slice(first, first + PART).some(failed)) ?? open[0];
}

/** What is no success and no omission. */
export function failed(one: CaseSeen): boolean {
  return one.outcome === "failed" || one.outcome === "invalid";
}

/** What came of all cases, in a few words: "989 cases: all pass", "2 of 12 fail". */
export function total(cases: readonly CaseSeen[]): string {
  const bad = cases.filter(failed).length;
  const skipped = cases.filter((one) => one.outcome === "skipped").length;
  const ran = cases.length - skipped;
  const left = skipped === 0 ? "" : `, ${skipped} left out`;
  if (bad > 0) return `${bad} of ${ran} ${bad === 1 ? "fails" : "fail"}${left}`;
  if (ran === 0) return `no cases${left}`;
  return `${ran} ${ran === 1 ? "case: passes" : "cases: all pass"}${left}`;
}
