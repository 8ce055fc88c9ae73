// The editor of a guideline.
import type { Asking } from "../asking";
import type { Documents, OpenText } from "../documents";
import { type Editor, editorOf } from "./editor";

export function guidelineEditor(_asking: Asking, documents: Documents, open: OpenText, place: HTMLElement): Editor {
  return editorOf(documents, open, place, `Guideline ${open.name}`);
}
