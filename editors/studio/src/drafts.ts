// Unsaved texts, kept in the browser until they are saved, so that a reload loses nothing.

/** A text that is not saved, and the SHA-256 of the file that it began from (null: of a file that is not there yet). */
export interface Draft {
  readonly text: string;
  readonly base: string | null;
}

export interface Drafts {
  read(name: string): Draft | null;
  /** False where the browser has no room for it, or keeps nothing. */
  write(name: string, draft: Draft): boolean;
  remove(name: string): void;
  names(): string[];
}

/** The drafts of the files of a folder, which is told from others by `folder`. A browser may refuse its `storage`. */
export function keptIn(storage: () => Storage, folder: string): Drafts {
  const front = `careway draft ${folder}/`;
  // a draft that another tab has written is not ours to remove
  const known: Map<string, string> = new Map();
  return {
    read(name) {
      try {
        const kept = storage().getItem(front + name) ?? "null";
        known.set(name, kept);
        return draftOf(JSON.parse(kept));
      } catch {
        return null;
      }
    },
    write(name, draft) {
      try {
        const kept = JSON.stringify(draft);
        storage().setItem(front + name, kept);
        known.set(name, kept);
        return true;
      } catch {
        return false;
      }
    },
    remove(name) {
      try {
        if (storage().getItem(front + name) === known.get(name)) storage().removeItem(front + name);
      } catch {
        // a browser that keeps nothing has nothing to remove
      }
    },
    names() {
      try {
        return Object.keys(storage())
          .filter((key) => key.startsWith(front))
          .map((key) => key.slice(front.length))
          .sort();
      } catch {
        return [];
      }
    },
  };
}

function draftOf(value: unknown): Draft | null {
  if (typeof value !== "object" || value === null) return null;
  const { text, base } = value as { text?: unknown; base?: unknown };
  if (typeof text !== "string" || (typeof base !== "string" && base !== null)) return null;
  return { text, base };
}
