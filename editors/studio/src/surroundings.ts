// What the patient's side of the page has around it.
import type { Asking } from "./asking";
import type { Documents, OpenText } from "./documents";
import type { Editor } from "./editor/editor";
import type { Kept, Text } from "./protocol";

/** The guideline that is chosen, as it stands in the page. */
export interface GuidelineNow {
  readonly text: Text;
}

export interface Surroundings {
  readonly asking: Asking;
  readonly documents: Documents;
  guideline(): GuidelineNow | null;
  /** Be told when another guideline is chosen, its text changes, or it has been looked at. */
  onGuideline(listener: () => void): () => void;
  /** The files that hold patients, saved or not, by name. */
  patients(): string[];
  /** The text of the guideline's cases as it goes into a question (null: there are none yet). */
  cases(): Text | null;
  /** Take an answer to `keep`: the text comes to stand in the cases, unsaved, and can be undone there. */
  keepCase(kept: Kept): void;
  /** An editor of a text in YAML, inside an empty element, with undo over all that is written to that text from
   * elsewhere: keep it as long as the text is shown. It fills its place, which needs a height. */
  editor(place: HTMLElement, text: OpenText, label: string): Editor;
  /** What must be shown with any output, for the footer. */
  showNotices(notices: readonly string[]): void;
  /** Have a screen reader say something, once, when it is done with what it reads. */
  announce(sentence: string): void;
}
