// Saving: the keys, the button and the words for it, and looking at the disk from time to time.
import type { Documents } from "./documents";
import type { Frame } from "./frame";

const BETWEEN_LOOKS = 4000;

/** Keep saying what is saved, and save when asked to. */
export function keepSaved(documents: Documents, frame: Frame): void {
  let away: string | null = null;
  const say = (): void => {
    const all = documents.all();
    const unsaved = all.filter((one) => one.unsaved);
    const saving = all.some((one) => one.saving);
    const words = saving ? "Saving …" : unsaved.length === 0 ? "All saved" : `Not saved: ${named(unsaved.map((one) => one.name))}`;
    const text = away ?? words;
    if (frame.state.textContent !== text) frame.state.textContent = text;
    frame.state.classList.toggle("unsaved", away !== null || unsaved.length > 0);
    frame.save.disabled = unsaved.length === 0;
  };
  const look = async (): Promise<void> => {
    away = (await documents.look())?.why ?? null;
    say();
  };

  documents.on(say);
  frame.save.addEventListener("click", () => void documents.saveAll());
  addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "s") {
      event.preventDefault();
      void documents.saveAll();
    }
  });
  addEventListener("beforeunload", (event) => {
    if (documents.all().some((one) => one.unsaved)) event.preventDefault();
  });
  addEventListener("focus", () => void look());
  setInterval(() => {
    if (document.visibilityState === "visible") void look();
  }, BETWEEN_LOOKS);
  say();
}

function named(names: readonly string[]): string {
  const [first = "", ...others] = names.map((name) => name.split("/").at(-1) ?? name);
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
