// The patient's text with one record changed, moved, added or removed: asked of Careway, and written to the document, in
// which it can be undone.
import type { Refused } from "../asking";
import type { Changed, Text } from "../protocol";
import type { Surroundings } from "../surroundings";
import type { Aim } from "./handles";
import type { Keys } from "./keys";

const CHANGED_MEANWHILE = "The text has changed meanwhile: try again.";

interface Texts {
  readonly guideline: Text;
  readonly patient: Text;
}

/** Each change gives null where it is done, else why not. */
export class Changing {
  /** `name` is the patient's file; `by` is who writes to its document. */
  constructor(
    private readonly around: Surroundings,
    private readonly keys: Keys,
    private readonly name: () => string | null,
    private readonly by: unknown,
  ) {}

  /** The patient's text as it stands. */
  text(): Text | null {
    const name = this.name();
    return name === null ? null : this.around.documents.text(name);
  }

  change(key: string, value: string | null, at: string | null): Promise<string | null> {
    return this.asked(key, (texts) => this.around.asking.ask("change", { ...texts, key: this.keys.now(key), value, at }));
  }

  /** `done` is told what stands there then. */
  drag({ key, value, at }: Aim, done: (changed: Changed) => void): Promise<string | null> {
    return this.asked(key, async (texts) => {
      const answer = await this.around.asking.ask("drag", { ...texts, key: this.keys.now(key), value, at });
      if (answer.node === "changed") done(answer);
      return answer;
    });
  }

  add(concept: string, at: string, value: string): Promise<string | null> {
    return this.asked(null, (texts) => this.around.asking.ask("add", { ...texts, concept, at, value }));
  }

  remove(key: string): Promise<string | null> {
    return this.asked(null, (texts) => this.around.asking.ask("remove", { ...texts, key: this.keys.now(key) }));
  }

  /** The records in a form that can be changed; they are written nowhere yet. */
  async inOwnForm(): Promise<{ readonly of: string; readonly text: string } | Refused | null> {
    const texts = this.texts();
    if (texts === null) return null;
    const answer = await this.around.asking.ask("rewrite", texts);
    return answer.node === "refusal" ? answer : { of: texts.patient.name, text: answer.text };
  }

  /** Write a changed text; the record that had the key `key` has another one now. */
  write(changed: Changed, key: string | null): void {
    const name = this.name();
    if (name === null) return;
    if (key !== null) this.keys.rename(this.keys.now(key), changed.key);
    this.around.documents.write(name, changed.text, this.by);
  }

  private texts(): Texts | null {
    const guideline = this.around.guideline()?.text ?? null;
    const patient = this.text();
    return guideline === null || patient === null ? null : { guideline, patient };
  }

  private async asked(
    key: string | null,
    ask: (texts: Texts) => Promise<Refused | ({ readonly node: "changed" } & Changed)>,
  ): Promise<string | null> {
    const texts = this.texts();
    if (texts === null) return "There is no patient.";
    const answer = await ask(texts);
    if (answer.node === "refusal") return answer.why;
    const now = this.text();
    if (now === null || now.name !== texts.patient.name || now.text !== texts.patient.text) return CHANGED_MEANWHILE;
    this.write(answer, key);
    return null;
  }
}
