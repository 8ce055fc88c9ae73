// The editor of a guideline: what the checker sees in its text, and what can be asked of it.
import { Prec } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import type { Asking } from "../asking";
import type { Documents, OpenText } from "../documents";
import type { Looked } from "../protocol";
import { colouring, coloursOf } from "./colouring";
import { completing } from "./completing";
import { coverGutter } from "./cover_gutter";
import { applyEdits } from "./edits";
import { type Editor, editorOf } from "./editor";
import { markFindings, nowLookedAt } from "./findings_marks";
import { folding, foldsOf } from "./folding";
import { names } from "./names";

export interface GuidelineEditor extends Editor {
  /** Show what the checker sees in the text as it stands. */
  showLooked(looked: Looked): void;
  /** Bring the text into the standard layout. */
  layOut(): Promise<void>;
}

/** `tell` says a sentence to the author; `outline` opens the outline. */
export function guidelineEditor(
  asking: Asking,
  documents: Documents,
  open: OpenText,
  place: HTMLElement,
  tell: (sentence: string) => void,
  outline: () => void,
): GuidelineEditor {
  const editor = editorOf(
    documents,
    open,
    place,
    `Guideline ${open.name}`,
    colouring,
    folding,
    coverGutter,
    completing(asking, open.name),
    names(asking, open.name, tell),
    Prec.high(
      keymap.of([
        { key: "Shift-Alt-f", run: () => (void layOut(), true) },
        { key: "Mod-Shift-o", run: () => (outline(), true), preventDefault: true },
      ]),
    ),
  );

  async function layOut(): Promise<void> {
    const before = editor.view.state.doc;
    const answer = await asking.ask("lay_out", { guideline: { name: open.name, text: before.toString() } });
    if (!before.eq(editor.view.state.doc)) return;
    if (answer.node === "refusal") return tell(answer.why);
    applyEdits(editor.view, answer);
    tell(answer.note ?? (answer.edits.length === 0 ? "The text is laid out already." : "Laid out."));
  }

  return {
    ...editor,
    layOut,
    showLooked(looked) {
      const { view } = editor;
      view.dispatch({ effects: [nowLookedAt(), coloursOf(looked, view.state.doc), foldsOf(looked.folds)] });
      markFindings(view, looked.findings);
    },
  };
}
