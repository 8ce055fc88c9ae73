// The author's side of the page: the guideline, its cases, the document, and what is wrong with them.
import type { Asking } from "./asking";
import { type Documents, isRefused } from "./documents";
import { type Editor } from "./editor/editor";
import { guidelineEditor } from "./editor/guideline_editor";
import { element } from "./elements";
import type { Frame } from "./frame";
import type { Guideline } from "./guideline";
import type { Kept, Place } from "./protocol";
import { Tabs } from "./tabs";

export class Author {
  private readonly tabs: Tabs;
  private readonly editors: Map<string, { editor: Editor; place: HTMLElement }> = new Map();
  private readonly places = element("div", { class: "editors" });

  constructor(
    private readonly frame: Frame,
    private readonly asking: Asking,
    private readonly documents: Documents,
    private readonly guideline: Guideline,
  ) {
    const panels = { guideline: element("div", {}, this.places), cases: element("div"), document: element("div") };
    this.tabs = new Tabs(
      "What to work on",
      [
        { name: "guideline", label: "Guideline", panel: panels.guideline },
        { name: "cases", label: "Cases", panel: panels.cases },
        { name: "document", label: "Document", panel: panels.document },
      ],
      () => undefined,
    );
    frame.author.append(this.tabs.list, panels.guideline, panels.cases, panels.document);
    frame.chooser.addEventListener("change", () => void this.choose(frame.chooser.value));
    documents.on((event) => {
      if (event.about === "files") this.fillChooser();
    });
    guideline.changed.on(() => this.showLooked());
  }

  /** Open the first guideline. */
  async begin(): Promise<void> {
    this.fillChooser();
    const first = this.documents.names("guideline")[0];
    if (first !== undefined) await this.choose(first);
  }

  showGuideline(place: Place): void {
    this.tabs.choose("guideline");
    this.editor()?.goTo(place);
  }

  keepCase(kept: Kept): void {
    const name = this.guideline.casesName();
    if (name === null) return;
    if (this.documents.get(name) === null) this.documents.create(name, kept.text);
    else this.documents.write(name, kept.text, this);
  }

  private async choose(name: string): Promise<void> {
    const open = await this.documents.open(name);
    if (isRefused(open)) return this.frame.announce(open.why);
    this.guideline.choose(name);
    const cases = this.guideline.casesName();
    if (cases !== null && this.documents.names("cases").includes(cases)) await this.documents.open(cases);
    this.frame.chooser.value = name;
    if (!this.editors.has(name)) {
      const place = element("div", { class: "editor" });
      this.places.append(place);
      this.editors.set(name, { place, editor: guidelineEditor(this.asking, this.documents, open, place) });
    }
    for (const [other, { place }] of this.editors) place.hidden = other !== name;
    this.showLooked();
  }

  private editor(): Editor | null {
    return this.editors.get(this.guideline.name ?? "")?.editor ?? null;
  }

  private showLooked(): void {
    const looked = this.guideline.looked();
    if (looked !== null) this.editor()?.showFindings(looked.looked.findings);
  }

  private fillChooser(): void {
    const names = this.documents.names("guideline");
    this.frame.chooser.replaceChildren(...names.map((name) => element("option", { value: name }, name)));
    this.frame.chooser.value = this.guideline.name ?? "";
  }
}
