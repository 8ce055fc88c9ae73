// The texts that are open in the page, guideline, cases and patients alike: what stands in each, whether it is saved,
// and whether its file has changed meanwhile. No text is lost: an unsaved one is kept as a draft, and a file that
// changed on disk is neither overwritten nor taken without being asked for.
import type { Asking, Refused } from "./asking";
import { refused } from "./asking";
import type { Drafts } from "./drafts";
import type { Answers, FileKind, Listed, Opened, Text } from "./protocol";

/** An open text. A new object at each change. */
export interface OpenText {
  readonly name: string;
  readonly text: string;
  /** The SHA-256 of the file that the text began from; null: there is no such file yet. */
  readonly base: string | null;
  readonly unsaved: boolean;
  readonly saving: boolean;
  /** What stands on disk now, where that is not what the text began from (`now` null: the file is gone). */
  readonly conflict: { readonly now: Opened | null } | null;
  /** Why the text could not be saved, or not be kept as a draft. */
  readonly trouble: string | null;
}

/** What has happened: to the text of `name`, to anything else about it, or to the list of files. */
export type Event =
  | { readonly about: "text"; readonly name: string; readonly by: unknown }
  | { readonly about: "state"; readonly name: string }
  | { readonly about: "files" };

interface Held extends OpenText {
  /** What stands on disk as far as is known. */
  readonly savedText: string | null;
}

export class Documents {
  private readonly open_: Map<string, Held> = new Map();
  private readonly listeners: Set<(event: Event) => void> = new Set();
  private listed_: Listed;

  /** `listed` is the folder as it was listed first. New texts that were never saved are there again at once. */
  constructor(
    private readonly asking: Asking,
    private readonly drafts: Drafts,
    listed: Listed,
  ) {
    this.listed_ = listed;
    const there = new Set(listed.files.map((file) => file.name));
    for (const name of drafts.names()) {
      const draft = drafts.read(name);
      if (draft !== null && draft.base === null && !there.has(name)) this.create(name, draft.text);
    }
  }

  /** The files of the folder as they were seen last. */
  get listed(): Listed {
    return this.listed_;
  }

  /** The names of the files of a kind, with those that are open and not yet saved. */
  names(kind: FileKind): string[] {
    const there = new Map(this.listed_.files.map((file) => [file.name, file.kind]));
    for (const name of this.open_.keys()) if (!there.has(name)) there.set(name, kindOf(name));
    return [...there].filter(([, its]) => its === kind).map(([name]) => name).sort();
  }

  get(name: string): OpenText | null {
    return this.open_.get(name) ?? null;
  }

  /** An open text as it goes into a question. */
  text(name: string): Text | null {
    const held = this.open_.get(name);
    return held === undefined ? null : { name, text: held.text };
  }

  all(): OpenText[] {
    return [...this.open_.values()];
  }

  /** Open a file, with its draft where there is one. */
  async open(name: string): Promise<OpenText | Refused> {
    const already = this.open_.get(name);
    if (already !== undefined) return already;
    const opened = await this.asking.ask("open", { name });
    const meanwhile = this.open_.get(name);
    if (meanwhile !== undefined) return meanwhile;
    const held = this.opened(name, opened);
    if (!isRefused(held)) this.tell({ about: "state", name });
    return held;
  }

  private opened(name: string, opened: Answers["open"] | Refused): OpenText | Refused {
    const draft = this.drafts.read(name);
    if (opened.node === "refusal") {
      if (draft === null) return opened;
      return this.hold({ ...blank(name, draft.text), base: draft.base, unsaved: true, conflict: { now: null } });
    }
    const held = { ...blank(name, opened.text), base: opened.sha256, savedText: opened.text };
    if (draft === null || draft.text === opened.text) {
      this.drafts.remove(name);
      return this.hold(held);
    }
    const conflict = draft.base === opened.sha256 ? null : { now: opened };
    return this.hold({ ...held, text: draft.text, base: draft.base, unsaved: true, conflict });
  }

  /** A new text, which is saved as a file when it is saved. */
  create(name: string, text: string): OpenText {
    if (this.open_.has(name) || this.listed_.files.some((file) => file.name === name)) {
      throw new Error("there is already such a file");
    }
    const held = this.hold({ ...blank(name, text), unsaved: true });
    this.draft(held);
    this.tell({ about: "files" });
    return held;
  }

  /** Another text for an open one; `by` is whoever wrote it, to know its own change by. */
  write(name: string, text: string, by: unknown): void {
    const held = this.held(name);
    if (held.text === text) return;
    const unsaved = text !== held.savedText || held.conflict !== null;
    this.draft(this.change(name, { text, unsaved }));
    this.tell({ about: "text", name, by });
    this.tell({ about: "state", name });
  }

  /** Save a text. Where the file has changed meanwhile, nothing is written, and the text has a `conflict`. */
  async save(name: string): Promise<void> {
    const before = this.held(name);
    if (before.saving || before.conflict !== null || !before.unsaved) return;
    this.change(name, { saving: true, trouble: null });
    this.tell({ about: "state", name });
    const file = { name, text: before.text };
    const answer = await this.asking.ask("save", { file, expected: before.base });
    const now = this.change(name, { saving: false });
    switch (answer.node) {
      case "saved":
        this.draft(
          this.change(name, { base: answer.sha256, savedText: file.text, unsaved: now.text !== file.text }),
        );
        break;
      case "changed_on_disk":
        this.meet(name, answer.now);
        break;
      case "refusal":
        this.change(name, { trouble: answer.why });
        break;
    }
    this.tell({ about: "state", name });
    if (before.base === null && answer.node === "saved") await this.look();
  }

  async saveAll(): Promise<void> {
    for (const one of this.all()) await this.save(one.name);
  }

  /** In a conflict: stay with the text of the page; saving it then overwrites what stands on disk. */
  keepMine(name: string): void {
    const held = this.held(name);
    if (held.conflict === null) return;
    const now = held.conflict.now;
    const savedText = now?.text ?? null;
    const unsaved = held.text !== savedText;
    this.draft(this.change(name, { base: now?.sha256 ?? null, savedText, unsaved, conflict: null }));
    this.tell({ about: "state", name });
  }

  /** In a conflict: take what stands on disk; the text of the page can be had back by undoing. */
  takeTheirs(name: string): void {
    const now = this.held(name).conflict?.now;
    if (now !== null && now !== undefined) this.take(name, now);
  }

  /** Look whether files have come, gone or changed on disk. */
  async look(): Promise<Refused | null> {
    const before = new Map([...this.open_].map(([name, held]) => [name, held.base]));
    const listed = await this.asking.ask("list_files", {});
    if (listed.node === "refusal") return listed;
    const seen = new Map(listed.files.map((file) => [file.name, file.sha256]));
    const changed = JSON.stringify(listed) !== JSON.stringify(this.listed_);
    this.listed_ = listed;
    for (const [name, base] of before) {
      const held = this.held(name);
      // an answer from before a save says nothing of what stands there after it
      if (held.saving || held.base !== base) continue;
      const there = seen.get(name) ?? null;
      if (there !== (held.conflict === null ? base : (held.conflict.now?.sha256 ?? null))) await this.reread(name);
    }
    if (changed) this.tell({ about: "files" });
    return null;
  }

  /** Be told of each change; the function that is returned ends it. */
  on(listener: (event: Event) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private async reread(name: string): Promise<void> {
    const before = this.held(name);
    const opened = await this.asking.ask("open", { name });
    const held = this.held(name);
    if (held.saving || held.base !== before.base) return;
    if (opened.node === "refusal") {
      if (held.base !== null) this.meet(name, null);
    } else {
      this.meet(name, opened);
    }
    this.tell({ about: "state", name });
  }

  /** What stands on disk is not what the text began from. A text without changes of its own follows it. */
  private meet(name: string, now: Opened | null): void {
    const held = this.held(name);
    if (now !== null && (now.text === held.text || !held.unsaved)) {
      this.take(name, now);
    } else if (now !== null && now.sha256 === held.base) {
      this.draft(this.change(name, { savedText: now.text, conflict: null }));
    } else {
      this.draft(this.change(name, { conflict: { now }, unsaved: true }));
    }
  }

  private take(name: string, now: Opened): void {
    const changed = this.held(name).text !== now.text;
    const whole = { text: now.text, savedText: now.text, base: now.sha256, unsaved: false, conflict: null };
    this.draft(this.change(name, whole));
    if (changed) this.tell({ about: "text", name, by: this });
    this.tell({ about: "state", name });
  }

  private draft(held: Held): void {
    if (!held.unsaved) {
      this.drafts.remove(held.name);
    } else if (!this.drafts.write(held.name, { text: held.text, base: held.base })) {
      this.change(held.name, { trouble: "This browser keeps no drafts: save before you close the page." });
    }
  }

  private hold(held: Held): Held {
    this.open_.set(held.name, held);
    return held;
  }

  private change(name: string, change: Partial<Held>): Held {
    return this.hold({ ...this.held(name), ...change });
  }

  private held(name: string): Held {
    const held = this.open_.get(name);
    if (held === undefined) throw new Error("this text is not open");
    return held;
  }

  private tell(event: Event): void {
    for (const listener of [...this.listeners]) listener(event);
  }
}

/** What a new file is, by its name. */
export function kindOf(name: string): FileKind {
  if (name.endsWith(".care")) return "guideline";
  return /\.cases\.ya?ml$/.test(name) ? "cases" : "timeline";
}

export function isRefused(answer: OpenText | Refused): answer is Refused {
  return "node" in answer;
}

/** Documents of the folder behind `asking`. */
export async function documentsOf(asking: Asking, drafts: (folder: string) => Drafts): Promise<Documents | Refused> {
  const listed = await asking.ask("list_files", {});
  if (listed.node === "refusal") return refused(listed.why);
  return new Documents(asking, drafts(listed.folder), listed);
}

function blank(name: string, text: string): Held {
  return {
    name,
    text,
    base: null,
    unsaved: false,
    saving: false,
    conflict: null,
    trouble: null,
    savedText: null,
  };
}
