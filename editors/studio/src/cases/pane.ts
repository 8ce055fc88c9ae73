// The tab of the cases: what came of them, what they show, patients that lack, and their text.
import type { Asking } from "../asking";
import type { Documents } from "../documents";
import type { Editor } from "../editor/editor";
import { yamlEditor } from "../editor/yaml";
import { element } from "../elements";
import type { Guideline } from "../guideline";
import type { Finding, Kept, Place } from "../protocol";
import { CasesList } from "./list";
import type { Coverage } from "./coverage";
import { Offers } from "./offers";
import { failed, type RunningCases, total } from "./running";

export class CasesPane {
  readonly panel: HTMLElement;
  private readonly words = element("span", { class: "grow", role: "status" });
  private readonly list: CasesList;
  private readonly offers: Offers;
  private readonly places = element("div", { class: "editors" });
  private readonly editors: Map<string, { editor: Editor; place: HTMLElement }> = new Map();
  private marked: readonly Finding[] | null = null;

  constructor(
    asking: Asking,
    private readonly documents: Documents,
    private readonly guideline: Guideline,
    private readonly running: RunningCases,
    coverage: Coverage,
    tell: (sentence: string) => void,
  ) {
    this.list = new CasesList((one) => this.goTo(one.place));
    this.offers = new Offers(asking, guideline, (kept) => this.keep(kept), tell);
    this.panel = element(
      "div",
      {},
      element("div", { class: "toolbar" }, this.words, this.offers.controls),
      element("div", { class: "above" }, coverage.place, this.offers.place, this.list.place),
      this.places,
    );
    running.changed.on(() => this.show());
    guideline.chosen.on(() => this.show());
    documents.on((event) => {
      if (event.about === "files" || (event.about === "state" && event.name === guideline.casesName())) this.show();
    });
  }

  goTo(place: Place): void {
    this.shownEditor()?.goTo(place);
  }

  fix(finding: Finding, take: (editor: Editor, finding: Finding) => void): void {
    const editor = this.shownEditor();
    if (editor !== null) take(editor, finding);
  }

  /** The cases with one more: they come to stand in the text, where they can be undone. */
  keep(kept: Kept): void {
    const name = this.guideline.casesName();
    if (name === null) return;
    if (this.documents.get(name) === null) this.documents.create(name, kept.text);
    else this.documents.write(name, kept.text, this);
    this.running.soon();
    this.shownEditor()?.view.dispatch({ selection: { anchor: Math.min(kept.place.start, kept.text.length) } });
  }

  /** A few words on what came of the cases, and how they look. */
  total(): { words: string; look: "good" | "bad" | "open" } {
    const { cameOut, running, trouble } = this.running;
    if (this.guideline.cases() === null) return { words: "none", look: "open" };
    if (running === null && trouble !== null) return { words: "cannot run", look: "open" };
    if (cameOut === null) return { words: "running …", look: "open" };
    const wrong = cameOut.findings.some((one) => one.severity === "error");
    const bad = wrong || cameOut.cases.some(failed);
    const words = wrong ? "mistakes" : total(cameOut.cases);
    if (running === null) return { words, look: bad ? "bad" : "good" };
    return bad ? { words: `${words} · running …`, look: "bad" } : { words: "running …", look: "open" };
  }

  private show(): void {
    const { cameOut, running, trouble } = this.running;
    const editor = this.shownEditor();
    const name = this.guideline.casesName();
    const done = running === null || (cameOut?.cases.some(failed) ?? false);
    const came = cameOut === null || cameOut.findings.length > 0 || !done ? "" : capital(total(cameOut.cases));
    if (editor === null) {
      this.words.textContent = "There are no cases yet. Keep a patient as a case, or accept one at a limit.";
    } else if (running !== null) {
      const far = running.of === null ? "running …" : `running: ${running.done} of ${running.of} …`;
      this.words.textContent = came === "" ? far : `${came} · ${far}`;
    } else {
      this.words.textContent = trouble === null ? came : `The cases cannot run: ${trouble}`;
    }
    this.list.show(cameOut === null || editor === null ? [] : cameOut.cases);
    const findings = cameOut?.findings ?? [];
    if (editor !== null && cameOut?.of.text === editor.view.state.doc.toString() && this.marked !== findings) {
      this.marked = findings;
      editor.showFindings(findings);
    }
    for (const [other, one] of this.editors) one.place.hidden = other !== name;
  }

  private shownEditor(): Editor | null {
    const name = this.guideline.casesName();
    const open = name === null ? null : this.documents.get(name);
    if (open === null) return null;
    const there = this.editors.get(open.name);
    if (there !== undefined) return there.editor;
    const place = element("div", { class: "editor" });
    this.places.append(place);
    const editor = yamlEditor(this.documents, open, place, `Cases ${open.name}`);
    this.editors.set(open.name, { place, editor });
    return editor;
  }
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}
