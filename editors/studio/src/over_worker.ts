// Questions to Careway in a worker of this browser: the playground has no server.
import { type Asking, type Refused, refused } from "./asking";
import type { Said, Told } from "./playground/messages";
import type { Answers, Questions } from "./protocol";

type Answered = Extract<Told, { id: number }>;

export class OverWorker implements Asking {
  private readonly waiting = new Map<number, (told: Answered) => void>();
  private next = 0;

  constructor(private readonly worker: Worker) {
    worker.addEventListener("message", (event: MessageEvent<Told>) => {
      const told = event.data;
      if (!("id" in told)) return;
      this.waiting.get(told.id)?.(told);
      this.waiting.delete(told.id);
    });
  }

  async ask<K extends keyof Questions>(node: K, question: Questions[K]): Promise<Answers[K] | Refused> {
    const told = await this.say({ node: "ask", id: this.next++, question: JSON.stringify({ question: { node, ...question } }) });
    if (told.node === "broken") return refused(told.why);
    return (JSON.parse(told.answer) as { answer: Answers[K] | Refused }).answer;
  }

  /** Have the folder as it was at first; null, or why that was not possible. */
  async startOver(): Promise<string | null> {
    const told = await this.say({ node: "start_over", id: this.next++ });
    return told.node === "broken" ? told.why : null;
  }

  private say(said: Said): Promise<Answered> {
    return new Promise((resolve) => {
      this.waiting.set(said.id, resolve);
      this.worker.postMessage(said);
    });
  }
}
