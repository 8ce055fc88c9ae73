// What can be asked of the name under the pointer or the cursor: what it means, where it is declared, where else it
// stands, and another name for it.
import { type Extension, Prec, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  hoverTooltip,
  keymap,
  showTooltip,
  type Tooltip,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import type { Asking } from "../asking";
import { button, element } from "../elements";
import { Latest } from "../latest";
import type { Found, Place, Text, Told } from "../protocol";
import { applyEdits } from "./edits";
import { goTo } from "./editor";

const RESTING = 150;

/** `tell` says a sentence to the author. */
export function names(asking: Asking, name: string, tell: (sentence: string) => void): Extension {
  const textOf = (view: EditorView): Text => ({ name, text: view.state.doc.toString() });

  const hover = hoverTooltip(
    async (view, at): Promise<Tooltip | null> => {
      const before = view.state.doc;
      const told = await asking.ask("tell", { guideline: textOf(view), at });
      if (told.node === "refusal" || told.place === null || !before.eq(view.state.doc)) return null;
      if (view.state.field(field) !== null) return null; // it would lie over the new name
      return { pos: told.place.start, end: told.place.end, above: true, create: () => ({ dom: toldOf(told) }) };
    },
    { hideOn: (transaction) => transaction.docChanged || transaction.effects.some((effect) => effect.is(renaming)) },
  );

  async function find(view: EditorView, at: number): Promise<Found | null> {
    const before = view.state.doc;
    const found = await asking.ask("find", { guideline: textOf(view), at });
    return found.node === "refusal" || !before.eq(view.state.doc) ? null : found;
  }

  async function goToDeclaration(view: EditorView, at: number): Promise<void> {
    const found = await find(view, at);
    if (found === null || found.declared === null) tell("No name that is declared stands here.");
    else goTo(view, found.declared);
  }

  async function beginRenaming(view: EditorView): Promise<void> {
    const at = view.state.selection.main.head;
    const found = await find(view, at);
    const place = found?.places.find((one) => one.start <= at && at <= one.end);
    if (place === undefined) tell("No name that can be changed stands here.");
    else view.dispatch({ effects: renaming.of(place) });
  }

  async function rename(view: EditorView, at: number, to: string): Promise<string | null> {
    const before = view.state.doc;
    const answer = await asking.ask("rename", { guideline: textOf(view), at, new: to });
    if (answer.node === "refusal") return answer.why;
    if (!before.eq(view.state.doc)) return "The text has changed meanwhile.";
    applyEdits(view, answer);
    tell(answer.note ?? `Written in ${answer.edits.length} ${answer.edits.length === 1 ? "place" : "places"}.`);
    return null;
  }

  const field = StateField.define<Tooltip | null>({
    create: () => null,
    update(value, transaction) {
      for (const effect of transaction.effects) {
        if (effect.is(renaming)) return effect.value === null ? null : renamingAt(effect.value, rename);
      }
      return transaction.docChanged ? null : value;
    },
    provide: (own) => showTooltip.from(own),
  });

  return [
    hover,
    field,
    sameName(find),
    theme,
    EditorView.domEventHandlers({
      mousedown(event, view) {
        if (!(event.ctrlKey || event.metaKey) || event.button !== 0) return false;
        const at = view.posAtCoords({ x: event.clientX, y: event.clientY });
        if (at === null) return false;
        event.preventDefault();
        void goToDeclaration(view, at);
        return true;
      },
    }),
    Prec.high(
      keymap.of([
        { key: "F12", run: (view) => (void goToDeclaration(view, view.state.selection.main.head), true) },
        { key: "F2", run: (view) => (void beginRenaming(view), true) },
      ]),
    ),
  ];
}

function toldOf(told: Told): HTMLElement {
  return element(
    "div",
    { class: "cm-told" },
    element("strong", {}, told.heading),
    ...(told.title === null ? [] : [element("div", {}, told.title)]),
    ...told.lines.map((line) => element("div", { class: "cm-told-line" }, line)),
  );
}

// --- another name -----------------------------------------------------------------------------------------------------

const renaming = StateEffect.define<Place | null>();

type Rename = (view: EditorView, at: number, to: string) => Promise<string | null>;

function renamingAt(place: Place, rename: Rename): Tooltip {
  return {
    pos: place.start,
    above: true,
    create(view) {
      const old = view.state.sliceDoc(place.start, place.end);
      const input = element("input", { type: "text", "aria-label": `New name for ${old}`, spellcheck: "false" });
      const why = element("div", { role: "alert", class: "cm-told-line" });
      input.value = old;
      const end = (): void => {
        view.dispatch({ effects: renaming.of(null) });
        view.focus();
      };
      const go = async (): Promise<void> => {
        const trouble = input.value === old ? null : await rename(view, place.start, input.value);
        if (trouble === null) end();
        else why.textContent = trouble;
      };
      const dom = element(
        "div",
        { class: "cm-told", role: "dialog", "aria-label": "Rename" },
        element("div", { class: "cm-renaming" }, input, button("Rename", () => void go()), button("Cancel", end)),
        why,
      );
      dom.addEventListener("keydown", (event) => {
        event.stopPropagation();
        if (event.key === "Escape") end();
        if (event.key === "Enter" && event.target === input) {
          event.preventDefault();
          void go();
        }
      });
      return {
        dom,
        mount() {
          input.focus();
          input.select();
        },
      };
    },
  };
}

// --- the same name elsewhere ------------------------------------------------------------------------------------------

const same = Decoration.mark({ class: "cm-sameName" });

function sameName(find: (view: EditorView, at: number) => Promise<Found | null>): Extension {
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet = Decoration.none;
      private readonly finding: Latest<Found | null>;

      constructor(private readonly view: EditorView) {
        this.finding = new Latest(RESTING, () => find(view, view.state.selection.main.head), (found) => this.show(found));
      }

      update(update: ViewUpdate): void {
        if (update.docChanged) this.decorations = this.decorations.map(update.changes);
        if (update.docChanged || (update.selectionSet && update.view.hasFocus)) this.finding.soon();
      }

      destroy(): void {
        this.finding.stop();
      }

      private show(found: Found | null): void {
        const places = found?.places ?? [];
        const shown = places.length < 2 ? [] : [...places].sort((a, b) => a.start - b.start);
        this.decorations = Decoration.set(shown.map((place) => same.range(place.start, place.end)));
        this.view.dispatch({});
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}

const theme = EditorView.baseTheme({
  ".cm-sameName": { backgroundColor: "var(--same)" },
  ".cm-told": { padding: "0.4rem 0.6rem", font: "0.875rem/1.4 system-ui, sans-serif" },
  ".cm-told-line": { color: "var(--ink)", whiteSpace: "pre-wrap" },
  ".cm-renaming": { display: "flex", gap: "0.3rem" },
  ".cm-renaming input": { font: "0.875rem var(--mono)", minWidth: "14rem" },
});
