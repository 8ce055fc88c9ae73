// Files that changed on disk while their text was changed here: nothing happens to either unless the author says so.
import { MergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import type { Documents, OpenText } from "./documents";
import { hanging } from "./editor/hanging";
import { look } from "./editor/theme";
import { button, element } from "./elements";

/** Keep `place` saying which files are left out, which texts are in conflict or in any other trouble, and what can be
 * done. */
export function showConflicts(place: HTMLElement, documents: Documents): void {
  const shown: Map<string, { state: string; item: HTMLElement }> = new Map();
  const show = (open: OpenText): void => {
    const state = open.conflict === null ? (open.trouble ?? "") : (open.conflict.now?.sha256 ?? "gone");
    const before = shown.get(open.name);
    if ((before?.state ?? "") === state) return;
    before?.item.remove();
    shown.delete(open.name);
    if (state === "") return;
    const item = open.conflict === null ? trouble(open) : conflict(documents, open);
    shown.set(open.name, { state, item });
    place.append(item);
  };
  const leftOut = element("div", { class: "left-out" });
  const showLeftOut = (): void => {
    const note = documents.listed.note ?? "";
    if (leftOut.textContent !== note) leftOut.textContent = note;
    leftOut.hidden = note === "";
  };
  place.append(leftOut);
  showLeftOut();
  documents.all().forEach(show);
  documents.on((event) => {
    if (event.about === "files") return showLeftOut();
    const open = documents.get(event.name);
    if (open !== null) show(open);
  });
}

function trouble(open: OpenText): HTMLElement {
  return element("div", { class: "warning", role: "alert" }, `${open.name}: ${open.trouble ?? ""}`);
}

function conflict(documents: Documents, open: OpenText): HTMLElement {
  const { name } = open;
  const gone = open.conflict?.now === null;
  const words = gone
    ? " is no longer on disk, and what stands here is not saved."
    : " was changed on disk, and what stands here is not saved.";
  const mine = button(gone ? "Keep mine (save it anew)" : "Keep mine", () => {
    documents.keepMine(name);
    void documents.save(name);
  });
  const theirs = button("Take theirs", () => documents.takeTheirs(name), { hidden: gone });
  const both = button("Compare", () => compare(documents, name), { hidden: gone });
  return element(
    "div",
    { class: "warning", role: "alert" },
    element("span", {}, element("strong", {}, name), words),
    element("span", { class: "buttons" }, mine, theirs, both),
  );
}

/** Both texts beside one another. Mine can be changed there, also by taking single places of theirs over. */
function compare(documents: Documents, name: string): void {
  const open = documents.get(name);
  const now = open?.conflict?.now;
  if (open === null || now === null || now === undefined) return;
  const folded = EditorView.theme({ ".cm-collapsedLines::before, .cm-collapsedLines::after": { content: '""' } });
  const place = element("div", { class: "compared" });
  const root = place.attachShadow({ mode: "open" });
  const merge = new MergeView({
    a: {
      doc: now.text,
      extensions: [
        lineNumbers(),
        look,
        hanging,
        folded,
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({ "aria-label": `${name} on disk` }),
      ],
    },
    b: {
      doc: open.text,
      extensions: [
        lineNumbers(),
        look,
        hanging,
        folded,
        EditorView.contentAttributes.of({ "aria-label": `${name} as it stands here` }),
      ],
    },
    revertControls: "a-to-b",
    collapseUnchanged: { margin: 3, minSize: 6 },
    parent: root,
    root,
  });
  const end = (): void => dialog.close();
  const keep = button(
    "Keep what stands on the right",
    () => {
      documents.write(name, merge.b.state.doc.toString(), merge);
      documents.keepMine(name);
      void documents.save(name);
      end();
    },
    { class: "main" },
  );
  const take = button("Take theirs, on the left", () => {
    documents.takeTheirs(name);
    end();
  });
  const dialog = element(
    "dialog",
    { class: "compare", "aria-label": `Compare ${name}` },
    element("div", { class: "line" }, element("h2", {}, name), keep, take, button("Cancel", end)),
    element("div", { class: "line heads" }, element("p", {}, "On disk"), element("p", {}, "Here")),
    place,
  );
  dialog.addEventListener("close", () => {
    merge.destroy();
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}
