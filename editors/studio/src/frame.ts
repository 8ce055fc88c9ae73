// What stands where on the page.
import { button, element } from "./elements";

const FIRST_NOTICE = "Decision support under development, not a medical device.";

/** The parts of the page, for whoever fills them. */
export interface Frame {
  readonly chooser: HTMLSelectElement;
  readonly state: HTMLElement;
  readonly save: HTMLButtonElement;
  readonly layOut: HTMLButtonElement;
  readonly warnings: HTMLElement;
  readonly author: HTMLElement;
  readonly patient: HTMLElement;
  showNotices(notices: readonly string[]): void;
  announce(sentence: string): void;
}

export function frameIn(body: HTMLElement, folder: string): Frame {
  const chooser = element("select", { id: "guideline" });
  const state = element("span", { class: "state", role: "status" });
  const save = button("Save", () => undefined, { class: "main", "aria-keyshortcuts": "Control+S", title: "Ctrl-S" });
  const layOut = button("Lay out", () => undefined, { "aria-keyshortcuts": "Shift+Alt+F", title: "Shift-Alt-F" });
  const warnings = element("div", { class: "warnings" });
  const author = element("section", { class: "author", "aria-label": "Writing" });
  const patient = element("section", { class: "patient", "aria-label": "Patient" });
  const notices = element("footer", { class: "notices", tabindex: "0" }, element("p", {}, FIRST_NOTICE));
  const said = element("div", { class: "hidden", "aria-live": "polite" });
  const header = element(
    "header",
    { class: "bar" },
    element("h1", {}, "Careway ", element("span", { class: "folder" }, folder)),
    element("span", { class: "chooser" }, element("label", { for: "guideline" }, "Guideline"), chooser),
    state,
    element("span", { class: "buttons" }, save, layOut),
  );
  body.append(header, warnings, element("main", { class: "sides" }, author, patient), notices, said);
  return {
    chooser,
    state,
    save,
    layOut,
    warnings,
    author,
    patient,
    showNotices: (all) => notices.replaceChildren(...all.map((one) => element("p", {}, one))),
    announce: (sentence) => said.replaceChildren(sentence),
  };
}
