// Colours of a guideline's text. They come from the checker a moment after typing; until then those of before move along
// and grow with the word that is being written, so that nothing flickers.
import { type Extension, RangeSetBuilder, StateEffect, StateField, type Text } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView } from "@codemirror/view";
import type { Coloured, Looked } from "../protocol";

const coloured = StateEffect.define<DecorationSet>();

const colours = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    for (const effect of transaction.effects) if (effect.is(coloured)) return effect.value;
    return value.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Names as the language server protocol calls what they are; words as Careway's colours do. */
const theme = EditorView.baseTheme({
  ".cm-c-comment": { color: "var(--code-comment)", fontStyle: "italic" },
  ".cm-c-text": { color: "var(--code-text)" },
  ".cm-c-statement": { color: "var(--code-word)", fontWeight: "700" },
  ".cm-c-word, .cm-c-joint, .cm-c-limit": { color: "var(--code-word)" },
  ".cm-c-number, .cm-c-unit, .cm-c-duration, .cm-c-date, .cm-c-version": { color: "var(--code-number)" },
  ".cm-c-code, .cm-c-citation, .cm-c-namespace": { color: "var(--code-number)" },
  ".cm-c-odd": { textDecoration: "underline wavy var(--stop)" },
  ".cm-c-variable, .cm-c-struct, .cm-c-property, .cm-c-enumMember, .cm-c-enum": { color: "var(--code-name)" },
  ".cm-c-type": { color: "var(--code-drug)" },
  ".cm-c-event, .cm-c-interface": { color: "var(--code-rule)", fontWeight: "600" },
  ".cm-c-class, .cm-c-method, .cm-c-function, .cm-c-parameter": { color: "var(--code-step)" },
});

export const colouring: Extension = [colours, theme];

/** The colours of what was looked at. */
export function coloursOf(looked: Looked, text: Text): StateEffect<DecorationSet> {
  const all = [...looked.words, ...looked.names].sort((a, b) => a.place.start - b.place.start);
  const builder = new RangeSetBuilder<Decoration>();
  for (const { place, colour } of all) {
    if (place.start < place.end && place.end <= text.length) builder.add(place.start, place.end, markOf(colour));
  }
  return coloured.of(builder.finish());
}

const marks: Map<Coloured["colour"], Decoration> = new Map();

function markOf(colour: string): Decoration {
  const known = marks.get(colour);
  if (known !== undefined) return known;
  const made = Decoration.mark({ class: `cm-c-${colour.replace(/[^A-Za-z]/g, "")}`, inclusiveEnd: true });
  marks.set(colour, made);
  return made;
}
