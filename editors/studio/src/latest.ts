// A question that is asked anew whenever something has changed: a moment after the last change, one at a time, and an
// answer to what no longer stands is dropped.

export class Latest<A> {
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private busy = false;
  private again = false;

  /** `wait` is in milliseconds; `ask` gives null where there is nothing to ask. */
  constructor(
    private readonly wait: number,
    private readonly ask: () => Promise<A> | null,
    private readonly take: (answer: A) => void,
  ) {}

  /** Whether an answer is to come. */
  get pending(): boolean {
    return this.timer !== undefined || this.busy;
  }

  /** Something has changed: what is under way is out of date. */
  soon(): void {
    this.asked += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.go(), this.wait);
  }

  /** No answer is wanted any more. */
  stop(): void {
    this.asked += 1;
    this.again = false;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async go(): Promise<void> {
    this.timer = undefined;
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    const asked = this.asked;
    try {
      const answer = await this.ask();
      if (answer !== null && asked === this.asked) this.take(answer);
    } finally {
      this.busy = false;
      if (this.again) {
        this.again = false;
        void this.go();
      }
    }
  }
}
