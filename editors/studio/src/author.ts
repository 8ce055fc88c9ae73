// The author's side of the page: the guideline, its cases, the document, and what is wrong with them.
import type { Asking } from "./asking";
import { Coverage } from "./cases/coverage";
import { CasesPane } from "./cases/pane";
import { RunningCases } from "./cases/running";
import { type Documents, isRefused } from "./documents";
import { DocumentTab } from "./document_tab";
import { showCover } from "./editor/cover_gutter";
import type { Editor } from "./editor/editor";
import { takeFix } from "./editor/findings_marks";
import { type GuidelineEditor, guidelineEditor } from "./editor/guideline_editor";
import { button, element } from "./elements";
import { FindingsList, type FindingsOf } from "./findings";
import type { Frame } from "./frame";
import type { Guideline, LookedAt } from "./guideline";
import { openOutline } from "./outline";
import type { CoverMark, Finding, Kept, Place } from "./protocol";
import { Tabs } from "./tabs";

const NONE: readonly CoverMark[] = [];

export class Author {
  private readonly tabs: Tabs;
  private readonly editors: Map<string, { editor: GuidelineEditor; place: HTMLElement }> = new Map();
  private readonly places = element("div", { class: "editors" });
  private readonly told = element("span", { class: "grow", role: "status" });
  private readonly findings = new FindingsList();
  private readonly running: RunningCases;
  private readonly coverage: Coverage;
  private readonly cases: CasesPane;
  private shown: LookedAt | null = null;
  private cover: readonly CoverMark[] = NONE;

  constructor(
    private readonly frame: Frame,
    private readonly asking: Asking,
    private readonly documents: Documents,
    private readonly guideline: Guideline,
  ) {
    this.running = new RunningCases(asking, documents, guideline);
    this.coverage = new Coverage(asking, documents, guideline, (place) => this.showGuideline(place));
    this.cases = new CasesPane(asking, documents, guideline, this.running, this.coverage, (words) => this.tell(words));
    const document = new DocumentTab(asking, documents, guideline);
    const panel = element("div", {}, this.toolbar(), this.places);
    this.tabs = new Tabs(
      "What to work on",
      [
        { name: "guideline", label: "Guideline", panel },
        { name: "cases", label: "Cases", panel: this.cases.panel },
        { name: "document", label: "Document", panel: document.panel },
      ],
      (name) => document.show(name === "document"),
    );
    frame.author.append(this.tabs.list, panel, this.cases.panel, document.panel, this.findings.place);
    frame.chooser.addEventListener("change", () => void this.choose(frame.chooser.value));
    frame.layOut.addEventListener("click", () => void this.editor()?.layOut());
    documents.on((event) => {
      if (event.about === "files") {
        void (guideline.name === null ? this.begin() : this.openCases());
        this.fillChooser();
      } else if (event.about === "text" && event.name === guideline.name) {
        this.tell("");
      }
    });
    guideline.changed.on(() => this.showLooked());
    this.running.changed.on(() => this.showRun());
    this.coverage.changed.on(() => this.showCoverage());
  }

  /** Open the first guideline, or the one that was open last. */
  async begin(): Promise<void> {
    this.fillChooser();
    const names = this.documents.names("guideline");
    const first = names.find((name) => name === lastChosen()) ?? names[0];
    if (first === undefined) this.tell("There is no guideline in this folder: careway new begins one.");
    else await this.choose(first);
  }

  private showGuideline(place: Place): void {
    this.tabs.choose("guideline");
    this.editor()?.goTo(place);
  }

  keepCase(kept: Kept): void {
    this.cases.keep(kept);
    this.tell(`Kept in ${this.guideline.casesName() ?? "the cases"}, which is not saved yet.`);
  }

  private toolbar(): HTMLElement {
    const outline = button("Outline", () => this.openOutline(), { title: "Ctrl-Shift-O" });
    const coverage = button("Coverage", () => this.coverage.toggle(), {
      "aria-pressed": "false",
      title: "What of the guideline its cases show",
    });
    this.coverage.changed.on(() => coverage.setAttribute("aria-pressed", String(this.coverage.on)));
    return element("div", { class: "toolbar" }, outline, coverage, this.told);
  }

  private async choose(name: string): Promise<void> {
    const open = await this.documents.open(name);
    if (isRefused(open)) {
      this.frame.chooser.value = this.guideline.name ?? "";
      return this.tell(`${name} cannot be opened: ${open.why}`);
    }
    if (!this.editors.has(name)) {
      const place = element("div", { class: "editor" });
      this.places.append(place);
      const tell = (words: string): void => this.tell(words);
      const outline = (): void => this.openOutline();
      const editor = guidelineEditor(this.asking, this.documents, open, place, tell, outline);
      this.editors.set(name, { place, editor });
    }
    for (const [other, { place }] of this.editors) place.hidden = other !== name;
    this.shown = null;
    this.tell("");
    this.guideline.choose(name);
    this.frame.chooser.value = name;
    rememberChosen(name);
    await this.openCases();
  }

  /** Open the cases of the guideline where there are any. */
  private async openCases(): Promise<void> {
    const name = this.guideline.casesName();
    if (name === null || this.documents.get(name) !== null || !this.documents.names("cases").includes(name)) return;
    const open = await this.documents.open(name);
    if (isRefused(open)) this.tell(`${name} cannot be opened: ${open.why}`);
    else this.running.soon();
  }

  private editor(): GuidelineEditor | null {
    return this.editors.get(this.guideline.name ?? "")?.editor ?? null;
  }

  private tell(sentence: string): void {
    if (this.told.textContent !== sentence) this.told.textContent = sentence;
  }

  private openOutline(): void {
    const looked = this.guideline.looked();
    if (looked !== null) openOutline(looked.looked.outline, (place) => this.showGuideline(place));
  }

  private showLooked(): void {
    const looked = this.guideline.looked();
    if (looked !== null && looked !== this.shown) {
      this.shown = looked;
      this.editor()?.showLooked(looked.looked);
    }
    this.showFindings();
  }

  private showRun(): void {
    const { words, look } = this.cases.total();
    this.tabs.note("cases", words, look);
    this.showFindings();
  }

  private showCoverage(): void {
    const marks = this.coverage.marks ?? NONE;
    const editor = this.editor();
    if (editor === null || marks === this.cover) return;
    this.cover = marks;
    showCover(editor.view, marks);
    if (marks !== NONE) this.tell(this.coverage.place.querySelector("p")?.textContent ?? "");
  }

  private showFindings(): void {
    const looked = this.shown;
    const all: FindingsOf[] = [];
    const editor = this.editor();
    if (editor !== null) {
      all.push({
        what: "guideline",
        findings: looked?.looked.findings ?? null,
        trouble: this.guideline.trouble,
        goTo: (finding) => {
          this.tabs.choose("guideline");
          editor.goTo(finding.place);
        },
        fix: (finding) => {
          this.tabs.choose("guideline");
          fix(editor, finding);
        },
      });
    }
    const run = this.running.cameOut;
    if (run !== null) {
      all.push({
        what: "cases",
        findings: this.running.trouble === null ? run.findings : [],
        trouble: null,
        goTo: (finding) => {
          this.tabs.choose("cases");
          this.cases.goTo(finding.place);
        },
        fix: (finding) => {
          this.tabs.choose("cases");
          this.cases.fix(finding, fix);
        },
      });
    }
    this.findings.show(all);
  }

  private fillChooser(): void {
    const names = this.documents.names("guideline");
    this.frame.chooser.replaceChildren(...names.map((name) => element("option", { value: name }, name)));
    this.frame.chooser.value = this.guideline.name ?? "";
  }
}

function fix(editor: Editor, finding: Finding): void {
  if (finding.fix !== null) takeFix(editor.view, finding.fix);
}

const LAST = "careway guideline";

/** The guideline that this tab had open last. */
function lastChosen(): string | null {
  try {
    return sessionStorage.getItem(LAST);
  } catch {
    return null;
  }
}

function rememberChosen(name: string): void {
  try {
    sessionStorage.setItem(LAST, name);
  } catch {
    // the first guideline is then the one that is opened
  }
}
