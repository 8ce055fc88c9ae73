// The coverage of a guideline beside its lines: how much of what a line could show is shown by the cases, by colour and
// by sign, and what is lacking where the pointer rests or the line's mark is pressed.
import { type Extension, RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, gutter, GutterMarker, hoverTooltip } from "@codemirror/view";
import { element } from "../elements";
import type { CoverMark, Shade } from "../protocol";

const covered = StateEffect.define<readonly CoverMark[]>();
const SIGNS: Readonly<Record<Shade, string>> = { all: "✓", some: "◐", nothing: "✗" };
const WORDS: Readonly<Record<Shade, string>> = {
  all: "The cases show all of this",
  some: "The cases show part of this",
  nothing: "No case shows this",
};
const BY_WEIGHT: readonly Shade[] = ["nothing", "some", "all"];

class Mark extends GutterMarker {
  override elementClass: string;

  constructor(readonly shade: Shade, readonly told: string) {
    super();
    this.elementClass = `cm-cover-${shade}`;
  }

  override eq(other: Mark): boolean {
    return other.shade === this.shade && other.told === this.told;
  }

  override toDOM(): Node {
    return element("span", { title: this.told }, SIGNS[this.shade]);
  }
}

interface Covered {
  readonly marks: RangeSet<GutterMarker>;
  readonly stretches: DecorationSet;
}

const NONE: Covered = { marks: RangeSet.empty, stretches: Decoration.none };

const field = StateField.define<Covered>({
  create: () => NONE,
  update(value, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(covered)) return coveredBy(effect.value, (at) => transaction.state.doc.lineAt(at).from, transaction.state.doc.length);
    }
    if (!transaction.docChanged) return value;
    return { marks: value.marks.map(transaction.changes), stretches: value.stretches.map(transaction.changes) };
  },
  provide: (own) => EditorView.decorations.from(own, (value) => value.stretches),
});

function coveredBy(marks: readonly CoverMark[], lineOf: (at: number) => number, most: number): Covered {
  const lines: Map<number, CoverMark[]> = new Map();
  const inside = marks.filter((mark) => mark.place.end <= most);
  for (const mark of inside) {
    const line = lineOf(mark.place.start);
    lines.set(line, [...(lines.get(line) ?? []), mark]);
  }
  const gutters = [...lines].map(([line, all]) => new Mark(worst(all), sentences(all)).range(line));
  const stretches = inside
    .filter((mark) => mark.place.start < mark.place.end)
    .map((mark) =>
      Decoration.mark({ class: `cm-covered cm-covered-${mark.shade}`, told: toldOf(mark) }).range(
        mark.place.start,
        mark.place.end,
      ),
    );
  return { marks: RangeSet.of(gutters, true), stretches: Decoration.set(stretches, true) };
}

function worst(marks: readonly CoverMark[]): Shade {
  return BY_WEIGHT.find((shade) => marks.some((mark) => mark.shade === shade)) ?? "all";
}

function toldOf(mark: CoverMark): readonly string[] {
  return mark.told.length === 0 ? [`${WORDS[mark.shade]}.`] : [`${WORDS[mark.shade]}:`, ...mark.told];
}

function sentences(marks: readonly CoverMark[]): string {
  return marks.flatMap((mark) => [...toldOf(mark)]).join("\n");
}

const hover = hoverTooltip((view, at) => {
  const lines: string[] = [];
  view.state.field(field).stretches.between(at, at, (_from, _to, value) => {
    if (value.spec.class !== "cm-covered cm-covered-all") lines.push(...(value.spec.told as readonly string[]));
  });
  if (lines.length === 0) return null;
  const dom = element("div", { class: "cm-told" }, ...lines.map((line) => element("div", {}, line)));
  return { pos: at, above: false, create: () => ({ dom }) };
});

/** Show the coverage of the text as it stands; no marks: show none. */
export function showCover(view: EditorView, marks: readonly CoverMark[]): void {
  view.dispatch({ effects: covered.of(marks) });
}

export const coverGutter: Extension = [
  field,
  hover,
  gutter({ class: "cm-coverGutter", markers: (view) => view.state.field(field).marks }),
  EditorView.baseTheme({
    ".cm-coverGutter": { fontSize: "0.75em" },
    ".cm-cover-all": { color: "var(--good)", backgroundColor: "var(--good-ground)" },
    ".cm-cover-some": { color: "var(--warn)", backgroundColor: "var(--warn-ground)" },
    ".cm-cover-nothing": { color: "var(--stop)", backgroundColor: "var(--stop-ground)" },
    ".cm-coverGutter .cm-gutterElement": { padding: "0 0.3em" },
    ".cm-covered-some": { borderBottom: "2px dotted var(--warn)" },
    ".cm-covered-nothing": { borderBottom: "2px dashed var(--stop)" },
  }),
];
