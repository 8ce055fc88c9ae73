// Questions to Careway in workers of this browser: the playground has no server. What takes long has a worker of its own,
// which begins with the first such question, so that an author who types is not kept waiting.
import { type Asking, type Refused, refused } from "./asking";
import type { Said, Told } from "./playground/messages";
import type { Answers, Questions } from "./protocol";

const LONG: ReadonlySet<keyof Questions> = new Set(["run_cases", "cover", "offer"]);

type Answered = Extract<Told, { id: number }>;

export class OverWorker implements Asking {
  private readonly quick: Line;
  private long: Line | null = null;

  /** `begin` gives another worker like `worker`. */
  constructor(
    worker: Worker,
    private readonly begin: () => Worker,
  ) {
    this.quick = new Line(worker);
  }

  async ask<K extends keyof Questions>(node: K, question: Questions[K]): Promise<Answers[K] | Refused> {
    const line = LONG.has(node) ? (this.long ??= new Line(this.begin())) : this.quick;
    const asked = JSON.stringify({ question: { node, ...question } });
    const told = await line.say((id) => ({ node: "ask", id, question: asked }));
    return told.node === "broken" ? refused(told.why) : (JSON.parse(told.answer) as { answer: Answers[K] }).answer;
  }

  /** Have the folder as it was at first; null, or why that was not possible. */
  async startOver(): Promise<string | null> {
    const told = await this.quick.say((id) => ({ node: "start_over", id }));
    return told.node === "broken" ? told.why : null;
  }
}

/** A worker, and who waits for its answers. */
class Line {
  private readonly waiting = new Map<number, (told: Answered) => void>();
  private next = 0;
  private failed: string | null = null;

  constructor(private readonly worker: Worker) {
    worker.addEventListener("message", (event: MessageEvent<Told>) => {
      const told = event.data;
      if (told.node === "failed") this.fail(told.why);
      if (!("id" in told)) return;
      this.waiting.get(told.id)?.(told);
      this.waiting.delete(told.id);
    });
    worker.addEventListener("error", () => this.fail("Careway does not run in this browser any more: load the page again."));
  }

  say(said: (id: number) => Said): Promise<Answered> {
    const id = this.next++;
    if (this.failed !== null) return Promise.resolve({ node: "broken", id, why: this.failed });
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.worker.postMessage(said(id));
    });
  }

  private fail(why: string): void {
    this.failed = why;
    for (const [id, resolve] of this.waiting) resolve({ node: "broken", id, why });
    this.waiting.clear();
  }
}
