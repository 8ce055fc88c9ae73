// Long lines go on below one another, each part as far from the left as the line begins: by classes, as a content
// security policy forbids styles in attributes.
import { type Extension, RangeSetBuilder } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";

const MOST = 16;
const FURTHER = 2;
const lines = Array.from({ length: MOST + 1 }, (_, columns) => Decoration.line({ class: `cm-hang-${columns}` }));

const theme = EditorView.baseTheme(
  Object.fromEntries(
    lines.map((_, columns) => [
      `.cm-hang-${columns}`,
      { paddingLeft: `calc(${columns + FURTHER}ch + 6px) !important`, textIndent: `-${columns + FURTHER}ch` },
    ]),
  ),
);

function hangs(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to; ) {
      const line = view.state.doc.lineAt(at);
      const decoration = lines[Math.min(line.text.search(/\S|$/), MOST)];
      if (decoration !== undefined) builder.add(line.from, line.from, decoration);
      at = line.to + 1;
    }
  }
  return builder.finish();
}

export const hanging: Extension = [
  EditorView.lineWrapping,
  theme,
  ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;

      constructor(view: EditorView) {
        this.decorations = hangs(view);
      }

      update(update: ViewUpdate): void {
        if (update.docChanged || update.viewportChanged) this.decorations = hangs(update.view);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  ),
];
