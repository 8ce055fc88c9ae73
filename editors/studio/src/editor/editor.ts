// An editor of an open text. What is typed goes into the document; what is written to the document from elsewhere comes
// into the editor as a step that can be undone.
import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory, redo, undo } from "@codemirror/commands";
import { bracketMatching, indentUnit } from "@codemirror/language";
import { lintGutter, nextDiagnostic, previousDiagnostic } from "@codemirror/lint";
import { diff } from "@codemirror/merge";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Annotation, type ChangeSpec, EditorState, type Extension } from "@codemirror/state";
import {
  crosshairCursor,
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from "@codemirror/view";
import type { Documents, OpenText } from "../documents";
import type { Finding, Place } from "../protocol";
import { markFindings, nowLookedAt, since } from "./findings_marks";
import { hanging } from "./hanging";
import { look } from "./theme";

export interface Editor {
  readonly view: EditorView;
  /** Select a place, bring it into view, and the focus with it. */
  goTo(place: Place): void;
  /** Mark the findings of the text as it stands. */
  showFindings(findings: readonly Finding[]): void;
  undo(): void;
  redo(): void;
  /** Take the editor away; its text stays open. */
  close(): void;
}

const fromElsewhere = Annotation.define<boolean>();
const MOST_DIFFERENCES = 500;

/** An editor inside `place`. `label` is what a screen reader calls it. */
export function editorOf(
  documents: Documents,
  open: OpenText,
  place: HTMLElement,
  label: string,
  ...more: readonly Extension[]
): Editor {
  // a shadow root, as there the styles of CodeMirror are sheets, which no content security policy stands against
  const root = place.shadowRoot ?? place.attachShadow({ mode: "open" });
  const view: EditorView = new EditorView({
    parent: root,
    root,
    state: EditorState.create({ doc: open.text, extensions: [...basics(label), ...more, typed()] }),
  });
  const stop = documents.on((event) => {
    if (event.about === "text" && event.name === open.name && event.by !== view) {
      replace(view, documents.get(open.name)?.text ?? "");
    }
  });
  return {
    view,
    goTo: (there) => goTo(view, there),
    showFindings(findings) {
      view.dispatch({ effects: nowLookedAt() });
      markFindings(view, findings);
    },
    undo: () => void undo(view),
    redo: () => void redo(view),
    close() {
      stop();
      view.destroy();
    },
  };

  function typed(): Extension {
    return EditorView.updateListener.of((update) => {
      if (!update.docChanged || update.transactions.some((one) => one.annotation(fromElsewhere))) return;
      documents.write(open.name, update.state.doc.toString(), update.view);
    });
  }
}

/** Select a place, and bring it into view. A place beyond the text is its end. */
export function goTo(view: EditorView, place: Place): void {
  const most = view.state.doc.length;
  const anchor = Math.min(place.start, most);
  view.dispatch({
    selection: { anchor, head: Math.min(place.end, most) },
    effects: EditorView.scrollIntoView(anchor, { y: "center" }),
    userEvent: "select",
  });
  view.focus();
}

/** Another text, as a step of its own that can be undone. Only what differs is changed, so that places stay. */
function replace(view: EditorView, text: string): void {
  const now = view.state.doc.toString();
  if (now === text) return;
  const changes: ChangeSpec[] = diff(now, text, { scanLimit: MOST_DIFFERENCES }).map((one) => ({
    from: one.fromA,
    to: one.toA,
    insert: text.slice(one.fromB, one.toB),
  }));
  view.dispatch({ changes, annotations: [fromElsewhere.of(true), isolateHistory.of("full")] });
}

function basics(label: string): readonly Extension[] {
  return [
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    dropCursor(),
    EditorState.allowMultipleSelections.of(true),
    EditorState.tabSize.of(2),
    indentUnit.of("  "),
    bracketMatching(),
    rectangularSelection(),
    crosshairCursor(),
    highlightActiveLine(),
    hanging,
    highlightSelectionMatches(),
    lintGutter(),
    since,
    search({ top: true }),
    keymap.of([
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      { key: "F8", run: nextDiagnostic, shift: previousDiagnostic },
      indentWithTab, // Escape and then Tab leaves the editor, for whoever has but a keyboard
    ]),
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0", spellcheck: "false", autocapitalize: "off" }),
    look,
  ];
}
