// The store of open texts: what can come between two questions loses nobody's text.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Asking } from "../src/asking";
import { Documents } from "../src/documents";
import { type Draft, type Drafts, keptIn } from "../src/drafts";

/** A folder whose answers come when the test lets them. */
class Disk {
  readonly files: Map<string, string> = new Map();
  private waiting: (() => void)[] | null = null;

  /** From now on answers wait for `release`; what they say is settled when they are asked for. */
  hold(): void {
    this.waiting = [];
  }

  async release(): Promise<void> {
    const waiting = this.waiting ?? [];
    this.waiting = null;
    for (const go of waiting) go();
    for (let turns = 0; turns < 20; turns += 1) await Promise.resolve();
  }

  get asking(): Asking {
    return {
      ask: (async (node: string, question: never) => {
        const answer = this.answer(node, question);
        if (this.waiting !== null) await new Promise<void>((go) => this.waiting?.push(go));
        return answer;
      }) as Asking["ask"],
    };
  }

  listed(): { node: "listed"; folder: string; files: { name: string; kind: "guideline"; sha256: string }[]; note: null } {
    const files = [...this.files].map(([name, text]) => ({ name, kind: "guideline" as const, sha256: sha(text) }));
    return { node: "listed", folder: "desk", files, note: null };
  }

  private answer(node: string, question: { name: string; file: { name: string; text: string }; expected: string | null }): unknown {
    if (node === "list_files") return this.listed();
    const name = node === "open" ? question.name : question.file.name;
    const text = this.files.get(name);
    const opened = text === undefined ? null : { name, text, sha256: sha(text) };
    if (node === "open") return opened === null ? { node: "refusal", why: "no such file" } : { node: "opened", ...opened };
    if ((opened?.sha256 ?? null) !== question.expected) return { node: "changed_on_disk", now: opened };
    this.files.set(name, question.file.text);
    return { node: "saved", sha256: sha(question.file.text) };
  }
}

function sha(text: string): string {
  return `sha of ${text}`;
}

class Kept implements Drafts {
  readonly all: Map<string, Draft> = new Map();
  read = (name: string): Draft | null => this.all.get(name) ?? null;
  write = (name: string, draft: Draft): boolean => (this.all.set(name, draft), true);
  remove = (name: string): void => void this.all.delete(name);
  names = (): string[] => [...this.all.keys()];
}

const NAME = "a.care";

async function begun(): Promise<{ disk: Disk; drafts: Kept; documents: Documents }> {
  const disk = new Disk();
  disk.files.set(NAME, "one");
  const drafts = new Kept();
  const documents = new Documents(disk.asking, drafts, disk.listed());
  await documents.open(NAME);
  return { disk, drafts, documents };
}

test("what is typed while a save is under way is not saved, and not lost", async () => {
  const { disk, drafts, documents } = await begun();
  documents.write(NAME, "two", null);
  disk.hold();
  const saved = documents.save(NAME);
  documents.write(NAME, "three", null);
  await disk.release();
  await saved;
  assert.equal(disk.files.get(NAME), "two");
  assert.equal(documents.get(NAME)?.text, "three");
  assert.equal(documents.get(NAME)?.unsaved, true);
  assert.deepEqual(drafts.read(NAME), { text: "three", base: sha("two") });
  await documents.save(NAME);
  assert.equal(disk.files.get(NAME), "three");
  assert.equal(drafts.read(NAME), null);
});

test("a list from before a save is no change on disk", async () => {
  const { disk, documents } = await begun();
  disk.hold();
  const looked = documents.look();
  documents.write(NAME, "two", null);
  const saved = documents.save(NAME);
  await disk.release();
  await Promise.all([looked, saved]);
  assert.equal(documents.get(NAME)?.conflict, null);
  assert.equal(documents.get(NAME)?.text, "two");
  assert.equal(documents.get(NAME)?.unsaved, false);
});

test("what is typed while a changed file is read stays", async () => {
  const { disk, documents } = await begun();
  disk.files.set(NAME, "theirs");
  disk.hold();
  const looked = documents.look();
  documents.write(NAME, "mine", null);
  await disk.release();
  await looked;
  assert.equal(documents.get(NAME)?.text, "mine");
  assert.equal(documents.get(NAME)?.conflict?.now?.text, "theirs");
  await documents.save(NAME);
  assert.equal(disk.files.get(NAME), "theirs");
});

test("a file that changes again in a conflict is what is compared and overwritten then, not before", async () => {
  const { disk, documents } = await begun();
  documents.write(NAME, "mine", null);
  disk.files.set(NAME, "theirs");
  await documents.save(NAME);
  disk.files.set(NAME, "theirs again");
  documents.keepMine(NAME);
  await documents.save(NAME);
  assert.equal(disk.files.get(NAME), "theirs again");
  assert.equal(documents.get(NAME)?.conflict?.now?.text, "theirs again");
  documents.keepMine(NAME);
  await documents.save(NAME);
  assert.equal(disk.files.get(NAME), "mine");
});

test("a conflict ends where the file becomes what it was, or what stands here", async () => {
  const { disk, documents } = await begun();
  documents.write(NAME, "mine", null);
  disk.files.set(NAME, "theirs");
  await documents.look();
  assert.notEqual(documents.get(NAME)?.conflict, null);
  disk.files.set(NAME, "one");
  await documents.look();
  assert.equal(documents.get(NAME)?.conflict, null);
  assert.equal(documents.get(NAME)?.unsaved, true);
  disk.files.set(NAME, "mine");
  await documents.look();
  assert.equal(documents.get(NAME)?.conflict, null);
  assert.equal(documents.get(NAME)?.unsaved, false);
});

test("a file that went away and is not saved is not gone, and comes back", async () => {
  const { disk, documents } = await begun();
  disk.files.delete(NAME);
  await documents.look();
  assert.deepEqual(documents.get(NAME)?.conflict, { now: null });
  documents.keepMine(NAME);
  await documents.save(NAME);
  assert.equal(disk.files.get(NAME), "one");
});

test("a draft of another version than the file's is a conflict; one of the same is not", async () => {
  const { disk, drafts } = await begun();
  drafts.write(NAME, { text: "mine", base: sha("one") });
  const same = new Documents(disk.asking, drafts, disk.listed());
  await same.open(NAME);
  assert.equal(same.get(NAME)?.conflict, null);
  assert.equal(same.get(NAME)?.text, "mine");
  disk.files.set(NAME, "theirs");
  const other = new Documents(disk.asking, drafts, disk.listed());
  await other.open(NAME);
  assert.equal(other.get(NAME)?.conflict?.now?.text, "theirs");
  assert.equal(other.get(NAME)?.text, "mine");
});

test("a new text that was never saved is there again after a reload, and is saved as a file", async () => {
  const { disk, drafts, documents } = await begun();
  documents.create("new.yaml", "patient: new");
  const again = new Documents(disk.asking, drafts, disk.listed());
  assert.deepEqual(again.names("timeline"), ["new.yaml"]);
  await again.save("new.yaml");
  assert.equal(disk.files.get("new.yaml"), "patient: new");
  assert.throws(() => again.create("new.yaml", "another"));
});

test("a new text does not overwrite a file of that name that came meanwhile", async () => {
  const { disk, documents } = await begun();
  documents.create("new.yaml", "mine");
  disk.files.set("new.yaml", "theirs");
  await documents.save("new.yaml");
  assert.equal(disk.files.get("new.yaml"), "theirs");
  assert.equal(documents.get("new.yaml")?.conflict?.now?.text, "theirs");
});

test("the draft of another tab stays when a file is saved in this one", () => {
  const kept: Map<string, string> = new Map();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as Storage;
  const [ours, theirs] = [keptIn(() => storage, "desk"), keptIn(() => storage, "desk")];
  ours.write(NAME, { text: "ours", base: null });
  theirs.write(NAME, { text: "theirs", base: null });
  ours.remove(NAME);
  assert.equal(theirs.read(NAME)?.text, "theirs");
  theirs.remove(NAME);
  assert.equal(theirs.read(NAME), null);
});

test("a browser that keeps nothing says so", async () => {
  const disk = new Disk();
  disk.files.set(NAME, "one");
  const refusing = (): Storage => {
    throw new Error("SecurityError");
  };
  const documents = new Documents(disk.asking, keptIn(refusing, "desk"), disk.listed());
  await documents.open(NAME);
  documents.write(NAME, "two", null);
  assert.match(documents.get(NAME)?.trouble ?? "", /keeps no drafts/);
});
