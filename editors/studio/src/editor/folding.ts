// Statements that can be folded, as the checker sees them.
import { codeFolding, foldGutter, foldKeymap, foldService } from "@codemirror/language";
import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import type { Place } from "../protocol";
import { placeNow } from "./findings_marks";

const folds = StateEffect.define<readonly Place[]>();

const foldable = StateField.define<readonly Place[]>({
  create: () => [],
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(folds)) return effect.value;
    return value;
  },
});

/** The folds of what was looked at. */
export function foldsOf(places: readonly Place[]): StateEffect<readonly Place[]> {
  return folds.of(places);
}

export const folding: Extension = [
  foldable,
  codeFolding(),
  foldGutter(),
  keymap.of(foldKeymap),
  foldService.of((state, lineStart, lineEnd) => {
    for (const fold of state.field(foldable)) {
      const place = placeNow(state, fold);
      if (place === null || place.start < lineStart || place.start > lineEnd) continue;
      const end = Math.min(place.end, state.doc.length);
      // the first line stays, whatever of it the fold covers
      if (end > lineEnd) return { from: lineEnd, to: end };
    }
    return null;
  }),
];
