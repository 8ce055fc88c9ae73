// A question that is asked anew whenever something has changed: a moment after the last change, one at a time, and an
// answer to what no longer stands is dropped.

export class Latest<A> {
  private asked = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private busy = false;
  private again = false;
  private stopping = new AbortController();

  /** `wait` is in milliseconds; `ask` gives null where there is nothing to ask. Its signal tells that the answer is out of
   * date: for what takes long, and is stopped by it. */
  constructor(
    private readonly wait: number,
    private readonly ask: (signal: AbortSignal) => Promise<A> | null,
    private readonly take: (answer: A) => void,
  ) {}

  /** Something has changed: what is under way is out of date. */
  soon(): void {
    this.outdate();
    this.timer = setTimeout(() => void this.go(), this.wait);
  }

  /** No answer is wanted any more. */
  stop(): void {
    this.outdate();
    this.again = false;
    this.timer = undefined;
  }

  private outdate(): void {
    this.asked += 1;
    this.stopping.abort();
    clearTimeout(this.timer);
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
      this.stopping = new AbortController();
      const answer = await this.ask(this.stopping.signal);
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
