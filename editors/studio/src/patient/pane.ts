// The patient's side of the page: who is looked at, as of which day, what the guideline says of them, and the ways to
// change their records. Whatever is changed is changed in the text of their file, and can be undone there.
import "./patient.css";
import { isRefused } from "../documents";
import type { Editor } from "../editor/editor";
import { button, element } from "../elements";
import type { Block, Changed, Finding, Ran, RecordSeen, Setting, Text } from "../protocol";
import type { Surroundings } from "../surroundings";
import { Adding } from "./adding";
import { type Looked, lookingAt, type Wanted } from "./asked";
import { Changing } from "./changing";
import { Chooser } from "./chooser";
import { Course } from "./course";
import { Days } from "./days";
import type { Aim } from "./handles";
import { headlineCards, spoken } from "./headlines";
import { Keeping } from "./keeping";
import { Keys } from "./keys";
import type { Newest } from "./newest";
import type { Held } from "./picture";
import { Records } from "./records";
import { decisions, followLinks, lead, sections } from "./report";
import { Settings } from "./settings";
import { stayer } from "./stay";

const TYPING = 150;
const USUAL_WIDTH = 600;

/** A result on its way, from the text as it was when it was taken hold of. */
interface Move {
  readonly from: Text;
  asked: Promise<void>;
  last: { readonly aim: Aim; readonly looked: Looked } | null;
  dropped: boolean;
}

export function patientPane(place: HTMLElement, around: Surroundings): void {
  new PatientPane(place, around);
}

class PatientPane {
  private readonly looking: Newest<Wanted, Looked>;
  private readonly changing: Changing;
  private readonly chooser: Chooser;
  private readonly days: Days;
  private readonly course: Course;
  private readonly records: Records;
  private readonly adding: Adding;
  private readonly settings: Settings;
  private readonly keeping: Keeping;
  private readonly trouble = element("div", { class: "troubles" });
  private readonly done = element("p", { class: "line done", role: "status" });
  private readonly headlines = element("ul", { class: "headlines", "aria-label": "Decision" });
  private readonly why = element("section", { class: "why", "aria-label": "Reasons" });
  /** The first section of the report: what to do, or where the patient stands. */
  private readonly first = element("div");
  private readonly sections = element("div");
  private readonly foreign = element("div", { class: "foreign", hidden: true });
  private readonly written = element("div", { class: "written" });
  private readonly body: HTMLElement;
  private readonly undo: HTMLButtonElement;
  private readonly redo: HTMLButtonElement;
  private readonly editors: Map<string, { readonly place: HTMLElement; readonly editor: Editor }> = new Map();
  private readonly opened: Map<string, boolean> = new Map();
  private readonly keys = new Keys();
  private patient: string | null = null;
  /** How often a patient was chosen: only the last choice counts. */
  private choosing = 0;
  private guideline: string | null = null;
  private ran: Ran | null = null;
  /** What is shown, so that the same is not shown anew: whoever reads in it or goes through it would lose their place. */
  private sight = "";
  /** The guideline's text that was asked about last. */
  private asked = "";
  private moving: Move | null = null;
  private steps: Promise<void> = Promise.resolve();
  private stepping = 0;
  private moved: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly place: HTMLElement,
    private readonly around: Surroundings,
  ) {
    this.looking = lookingAt(around);
    this.changing = new Changing(around, this.keys, () => this.patient, this);
    this.chooser = new Chooser(around, (name) => void this.choose(name));
    this.days = new Days(() => this.look());
    this.course = new Course(
      {
        ready: () => this.moving === null && this.ran?.editable === true,
        move: (aim, held) => this.move(aim, held),
        drop: () => void this.drop(),
        cancel: () => this.putBack(),
        step: (aim) => this.step(aim),
      },
      this.keys,
      () => this.soon(),
    );
    this.records = new Records(
      {
        change: (key, field, text) =>
          this.changing.change(key, field === "value" ? text : null, field === "at" ? text : null),
        remove: (record) => void this.remove(record),
        show: (key) => void this.course.handles.focus(key),
      },
      this.keys,
    );
    this.adding = new Adding((concept, at, value) => this.changing.add(concept, at, value));
    this.settings = new Settings(() => void this.look());
    this.keeping = new Keeping(around, () => this.material());
    this.undo = button("Undo", () => this.editor()?.undo(), { "aria-keyshortcuts": "Control+Z" });
    this.redo = button("Redo", () => this.editor()?.redo());
    this.body = element(
      "div",
      { class: "body", hidden: true },
      this.days.part,
      this.course.part,
      this.why,
      this.first,
      this.keeping.part,
      folded("The patient's records", true, this.foreign, this.records.part, this.adding.part, this.done),
      folded("The file as text", false, this.written),
      this.sections,
      this.settings.part,
    );
    const head = element("p", { class: "line steps" }, this.undo, this.redo);
    place.append(element("div", { class: "top" }, this.chooser.part, head), this.trouble, this.headlines, this.body);
    place.addEventListener("keydown", (event) => this.press(event));
    followLinks(place);
    around.onGuideline(() => this.onGuideline());
    around.documents.on((event) => {
      if (event.about === "files") this.chooser.show(this.patient);
      else if (event.name !== this.patient) return;
      else if (event.about === "state") this.chooser.show(this.patient);
      else if (event.by === this) void this.look();
      else this.soon();
    });
    this.chooser.show(null);
    this.onGuideline();
  }

  // --- who is looked at, and with what --------------------------------------------------------------------------------

  private onGuideline(): void {
    const now = this.around.guideline();
    if (now === null) return;
    const before = this.guideline;
    this.guideline = now.text.name;
    if (before === this.guideline) {
      if (now.text.text !== this.asked || this.ran === null) this.soon();
      return;
    }
    this.settings.reset();
    this.chooser.show(this.patient);
    const suits = before === null ? this.choosing > 0 : this.patient !== null && this.chooser.suits(this.patient);
    const first = suits ? null : this.chooser.first();
    if (first === null || first === this.patient) void this.look();
    else void this.choose(first);
  }

  private async choose(name: string): Promise<void> {
    this.choosing += 1;
    const choice = this.choosing;
    // no decision stands beside the name of another patient
    this.place.classList.add("stale");
    this.headlines.replaceChildren(element("li", { class: "card open" }, "Asking …"));
    const open = await this.around.documents.open(name);
    if (choice !== this.choosing) return;
    if (isRefused(open)) {
      this.chooser.show(this.patient);
      return this.complain(open.why, []);
    }
    this.patient = name;
    this.ran = null;
    this.sight = "";
    this.keys.forget();
    this.days.reset();
    this.done.replaceChildren();
    this.chooser.chose(name);
    if (!this.editors.has(name)) {
      const place = element("div", { class: "editor" });
      this.written.append(place);
      const editor = this.around.editor(place, open, `The file ${name}`);
      this.editors.set(name, { place, editor });
    }
    for (const [other, { place }] of this.editors) place.hidden = other !== name;
    await this.look();
  }

  private editor(): Editor | null {
    return this.editors.get(this.patient ?? "")?.editor ?? null;
  }

  private setting(): Setting {
    return { as_of: this.days.asOf, population: this.settings.population, parameters: this.settings.parameters };
  }

  private material(): { patient: Text; setting: Setting } | null {
    const patient = this.changing.text();
    return patient === null || this.ran === null ? null : { patient, setting: this.setting() };
  }

  private wanted(patient: Text, aim: Aim | null): Wanted | null {
    const guideline = this.around.guideline()?.text ?? null;
    if (guideline === null) return null;
    this.asked = guideline.text;
    return { guideline, patient, setting: this.setting(), width: this.course.width() || USUAL_WIDTH, aim };
  }

  // --- looking --------------------------------------------------------------------------------------------------------

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), TYPING);
  }

  /** Ask anew what the guideline says of the text as it stands, and show it. */
  private async look(): Promise<void> {
    clearTimeout(this.timer);
    const text = this.changing.text();
    if (text === null || this.moving !== null) return;
    this.body.hidden = false;
    const wanted = this.wanted(text, null);
    const looked = wanted === null ? null : await this.looking.ask(wanted);
    if (looked === null || this.moving !== null || looked.wanted.patient.name !== this.patient) return;
    await this.show(looked, null);
  }

  private async show(looked: Looked, held: Held | null): Promise<void> {
    const { seen } = looked;
    switch (seen.node) {
      case "ran":
        return this.showRun(seen, looked.wanted.patient, held);
      case "not_run":
        return this.complain(seen.why, seen.findings);
      case "refusal":
        return this.complain(seen.why, []);
    }
  }

  private async showRun(ran: Ran, of: Text, held: Held | null): Promise<void> {
    this.ran = ran;
    const sight = JSON.stringify([ran, of.name, held]);
    if (sight === this.sight) return this.settle(of, held);
    this.sight = sight;
    this.editor()?.showFindings([]);
    const stay = stayer(this.course.part);
    this.place.classList.remove("stale");
    this.trouble.replaceChildren(...ran.warnings.map((warning) => element("p", { class: "warn" }, warning)));
    this.headlines.replaceChildren(...headlineCards(ran.headlines));
    this.days.show(ran.days, ran.last);
    const isOpen = (block: Block): boolean => block.tone === "open";
    this.why.replaceChildren(...decisions([...ran.decisions, ...ran.sections.filter(isOpen)]));
    const parts = sections(ran.sections.filter((one) => !isOpen(one)), this.openSections());
    this.first.replaceChildren(...parts.slice(0, 1));
    this.sections.replaceChildren(...parts.slice(1));
    this.settings.show(ran);
    this.around.showNotices([...ran.notices, ran.guideline]);
    this.showForeign(ran.editable);
    if (held === null) {
      this.records.show(ran.records, ran.editable, this.days.asOf);
      this.adding.show(ran.names, ran.as_of.slice(0, 10), ran.editable);
    }
    stay();
    if (this.moved !== null && held === null) {
      this.around.announce(`${this.moved}. ${spoken(ran.headlines)}`);
      this.moved = null;
    }
    const { drawing, records } = ran;
    await this.course.show({ drawing, records, held, settled: () => this.settled(of, held) });
    stay();
    this.settle(of, held);
  }

  /** Whether all that was done is in what was made of a text. */
  private settled(of: Text, held: Held | null): boolean {
    return this.stepping === 0 && held === null && this.changing.text()?.text === of.text;
  }

  private settle(of: Text, held: Held | null): void {
    if (this.settled(of, held)) this.keys.forget();
  }

  /** Which sections were shown, and whether they were open; one that is not there this time is not forgotten. */
  private openSections(): ReadonlyMap<string, boolean> {
    for (const part of this.body.querySelectorAll<HTMLDetailsElement>("details[data-heading]")) {
      this.opened.set(part.dataset["heading"] ?? "", part.open);
    }
    return this.opened;
  }

  /** Say why there is no decision; what was shown before stays, marked as out of date. */
  private complain(why: string, findings: readonly Finding[]): void {
    this.ran = null;
    this.sight = "";
    this.place.classList.add("stale");
    this.editor()?.showFindings(findings);
    const list = findings.map((one) =>
      element("li", {}, button(`Line ${one.line}`, () => this.goTo(one), { class: "plain" }), ` ${one.title} `, one.help),
    );
    this.headlines.replaceChildren(element("li", { class: "card open" }, "No decision now"));
    this.trouble.replaceChildren(
      element("div", { class: "problem", role: "alert" }, element("p", {}, why), element("ul", {}, ...list)),
    );
  }

  private goTo(finding: Finding): void {
    lead(this.place, this.written);
    this.editor()?.goTo(finding.place);
  }

  /** A file of another form is shown, and can be written as one that can be changed. */
  private showForeign(editable: boolean): void {
    this.foreign.hidden = editable;
    if (editable || this.foreign.hasChildNodes()) return;
    this.foreign.append(
      element("p", {}, "The records of a file of this form cannot be changed here."),
      button("Make an editable copy", () => void this.rewrite()),
    );
  }

  // --- changing -------------------------------------------------------------------------------------------------------

  private async remove(record: RecordSeen): Promise<void> {
    const name = `${record.concept.replaceAll("_", " ")} on ${record.at}`;
    const why = await this.changing.remove(record.key);
    if (why !== null) return void this.done.replaceChildren(why);
    const back = button("Undo", () => {
      this.editor()?.undo();
      this.done.replaceChildren(`${name} is back.`);
    });
    this.done.replaceChildren(`${name} removed. `, back);
    back.focus();
  }

  private async rewrite(): Promise<void> {
    const made = await this.changing.inOwnForm();
    if (made === null) return;
    if ("why" in made) return this.complain(made.why, []);
    const stem = made.of.split("/").at(-1)?.replace(/\..*$/, "") ?? "patient";
    const name = this.chooser.free(made.of, stem);
    this.around.documents.create(name, made.text);
    await this.choose(name);
  }

  private press(event: KeyboardEvent): void {
    const inField = event.target instanceof Element && event.target.closest("input, select, .editor") !== null;
    if (inField || event.defaultPrevented || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    if (event.shiftKey) this.editor()?.redo();
    else this.editor()?.undo();
  }

  // --- moving a result in the picture ---------------------------------------------------------------------------------

  private move(aim: Aim, held: Held): void {
    const from = this.moving?.from ?? this.changing.text();
    const wanted = from === null ? null : this.wanted(from, aim);
    if (from === null || wanted === null) return;
    const moving: Move = this.moving ?? { from, asked: Promise.resolve(), last: null, dropped: false };
    this.moving = moving;
    moving.asked = this.looking.ask(wanted).then((looked) => {
      if (looked === null || this.moving !== moving) return;
      moving.last = { aim, looked };
      if (looked.seen.node === "ran") void this.showRun(looked.seen, from, held);
    });
  }

  private async drop(): Promise<void> {
    const moving = this.moving;
    if (moving === null) return;
    await moving.asked;
    if (this.moving !== moving) return;
    this.moving = null;
    const last = moving.last;
    const changed = last?.looked.changed ?? null;
    if (last === null || changed === null || this.changing.text()?.text !== moving.from.text) return this.putBack(last?.looked);
    this.moved = this.told(last.aim, changed);
    this.changing.write(changed, last.aim.key);
    await this.look();
  }

  /** Nothing was moved; `looked` says why not. */
  private putBack(looked?: Looked): void {
    this.moving = null;
    const why = looked?.seen.node === "refusal" ? looked.seen.why : null;
    this.sight = "";
    void this.look().then(() => {
      if (why !== null) this.trouble.append(element("p", { class: "problem", role: "alert" }, why));
    });
  }

  private step(aim: Aim): void {
    this.stepping += 1;
    this.steps = this.steps.then(() => this.stepNow(aim)).finally(() => (this.stepping -= 1));
  }

  private async stepNow(aim: Aim): Promise<void> {
    const why = await this.changing.drag(aim, (changed) => (this.moved = this.told(aim, changed)));
    if (why === null) return;
    this.around.announce(why);
    this.trouble.replaceChildren(element("p", { class: "problem" }, why));
  }

  private told(aim: Aim, changed: Changed): string {
    const record = this.ran?.records.find((one) => one.key === aim.key || one.key === changed.key);
    const name = record?.concept.replaceAll("_", " ") ?? "";
    return `${name} ${changed.value ?? record?.value ?? ""} on ${changed.at ?? record?.at ?? ""}`.trim();
  }
}

function folded(heading: string, open: boolean, ...inside: readonly Node[]): HTMLElement {
  return element("details", { class: "section", open }, element("summary", {}, element("h3", {}, heading)), ...inside);
}
