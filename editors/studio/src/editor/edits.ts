// Changes that Careway proposes for a whole text, as one step that can be undone.
import type { EditorView } from "@codemirror/view";
import type { Edits } from "../protocol";

/** Write edits whose places are those of the text as it stands. */
export function applyEdits(view: EditorView, edits: Edits): void {
  const changes = edits.edits.map((edit) => ({ from: edit.place.start, to: edit.place.end, insert: edit.text }));
  if (changes.length > 0) view.dispatch({ changes, userEvent: "input.edits", scrollIntoView: true });
}
