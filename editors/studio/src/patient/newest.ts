// One question at a time, and of those that come meanwhile only the newest: so that what is dragged is answered while
// it moves, and no answer is of anything older than the one before.

interface Waiting<Q, A> {
  readonly question: Q;
  readonly answer: (answer: A | null) => void;
  readonly fail: (reason: unknown) => void;
}

export class Newest<Q, A> {
  private busy = false;
  private waiting: Waiting<Q, A> | null = null;

  constructor(private readonly ask_: (question: Q) => Promise<A>) {}

  /** The answer; null where a newer question took the place of this one before its turn came. */
  ask(question: Q): Promise<A | null> {
    return new Promise((answer, fail) => {
      this.waiting?.answer(null);
      this.waiting = { question, answer, fail };
      if (!this.busy) void this.go();
    });
  }

  private async go(): Promise<void> {
    this.busy = true;
    while (this.waiting !== null) {
      const { question, answer, fail } = this.waiting;
      this.waiting = null;
      await this.ask_(question).then(answer, fail);
    }
    this.busy = false;
  }
}
