// Findings as marks in an editor. Their places are those of the text that was looked at; they move along with what is
// typed meanwhile, so that a fix goes where it belongs.
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { type ChangeDesc, type EditorState, MapMode, StateEffect, StateField } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { element } from "../elements";
import type { Edit, Finding, Place } from "../protocol";

const lookedAt = StateEffect.define<null>();
const nothing: ChangeDesc | null = null;

/** What has been changed since the text was looked at (null: nothing). */
export const since = StateField.define<ChangeDesc | null>({
  create: () => nothing,
  update(value, transaction) {
    if (transaction.effects.some((effect) => effect.is(lookedAt))) return nothing;
    if (!transaction.docChanged) return value;
    return value === null ? transaction.changes.desc : value.composeDesc(transaction.changes.desc);
  },
});

/** The places that come next are those of the text as it stands. */
export function nowLookedAt(): StateEffect<null> {
  return lookedAt.of(null);
}

/** Where a place of the text that was looked at is now; null: it is gone. */
export function placeNow(state: EditorState, place: Place): Place | null {
  const changes = state.field(since);
  const most = state.doc.length;
  if (changes === null) return place.end <= most ? place : { start: Math.min(place.start, most), end: most };
  const start = changes.mapPos(place.start, 1, MapMode.Simple);
  const end = changes.mapPos(place.end, -1, MapMode.Simple);
  return start === null || end === null ? null : { start, end: Math.max(start, end) };
}

/** Mark the findings of the text as it stands. */
export function markFindings(view: EditorView, findings: readonly Finding[]): void {
  const most = view.state.doc.length;
  const diagnostics = findings.map((finding): Diagnostic => ({
    from: Math.min(finding.place.start, most),
    to: Math.min(finding.place.end, most),
    severity: finding.severity === "error" ? "error" : "warning",
    message: finding.help === "" ? finding.title : `${finding.title}\n${finding.help}`,
    renderMessage: () => told(finding),
    ...(finding.fix === null ? {} : { actions: [action(finding.fix)] }),
  }));
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

/** Write what mends a finding. False: the place is gone. */
export function takeFix(view: EditorView, fix: Edit): boolean {
  const place = placeNow(view.state, fix.place);
  if (place === null) return false;
  view.dispatch({
    changes: { from: place.start, to: place.end, insert: fix.text },
    selection: { anchor: place.start + fix.text.length },
    userEvent: "input.fix",
    scrollIntoView: true,
  });
  view.focus();
  return true;
}

function action(fix: Edit): { name: string; apply: (view: EditorView) => void } {
  return { name: fix.label, apply: (view) => void takeFix(view, fix) };
}

function told(finding: Finding): HTMLElement {
  return element(
    "div",
    {},
    element("strong", {}, finding.title),
    ...finding.help.split("\n").filter((line) => line !== "").map((line) => element("div", {}, line)),
    element("div", { class: "cm-code" }, finding.code),
  );
}
