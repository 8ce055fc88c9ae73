// The outline of a guideline: type a few letters, and go to a statement.
import { button, element } from "./elements";
import type { Entry, Place } from "./protocol";

interface Row {
  readonly entry: Entry;
  readonly depth: number;
}

/** Open the outline; `go` is told the place of what is chosen. */
export function openOutline(outline: readonly Entry[], go: (place: Place) => void): void {
  const rows = flat(outline, 0);
  const filter = element("input", {
    type: "text",
    role: "combobox",
    "aria-label": "Go to a statement",
    "aria-expanded": "true",
    "aria-controls": "outline-list",
    "aria-autocomplete": "list",
    spellcheck: "false",
    placeholder: "Go to a statement",
  });
  const list = element("ul", { id: "outline-list", role: "listbox", "aria-label": "Statements" });
  const dialog = element(
    "dialog",
    { class: "outline", "aria-label": "Outline" },
    element("div", { class: "line" }, filter, button("Close", () => dialog.close())),
    list,
  );
  let shown: readonly Row[] = [];
  let at = 0;

  const choose = (row: Row | undefined): void => {
    if (row === undefined) return;
    dialog.close();
    go(row.entry.place);
  };
  const mark = (): void => {
    [...list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    filter.setAttribute("aria-activedescendant", shown.length === 0 ? "" : `outline-${at}`);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  };
  const fill = (): void => {
    const words = filter.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
    shown = rows.filter(({ entry }) => {
      const text = `${entry.sort} ${entry.name} ${entry.detail}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
    at = 0;
    list.replaceChildren(...shown.map((row, index) => option(row, index, () => choose(row))));
    mark();
  };
  filter.addEventListener("input", fill);
  filter.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      at = Math.min(Math.max(at + step, 0), Math.max(shown.length - 1, 0));
      mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(shown[at]);
    }
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  fill();
  dialog.showModal();
  filter.focus();
}

function option({ entry, depth }: Row, index: number, choose: () => void): HTMLElement {
  return element(
    "li",
    { id: `outline-${index}`, role: "option", class: `depth-${Math.min(depth, 3)}`, onclick: choose },
    element("span", { class: "sort" }, entry.sort),
    ` ${entry.name} `,
    element("span", { class: "detail" }, entry.detail),
  );
}

function flat(entries: readonly Entry[], depth: number): Row[] {
  return entries.flatMap((entry) => [{ entry, depth }, ...flat(entry.inside, depth + 1)]);
}
