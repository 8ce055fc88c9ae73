// Written from the records of interpreter/careway/studio by `make schemas`; do not edit.

/**
 * One more record.
 */
export interface Add {
  readonly guideline: Text;
  readonly patient: Text;
  readonly concept: string;
  readonly at: string;
  readonly value: string;
}

/**
 * Another value or date for a record, as a person writes them; None leaves it as it is.
 */
export interface Change {
  readonly guideline: Text;
  readonly patient: Text;
  readonly key: string;
  readonly value: string | null;
  readonly at: string | null;
}

/**
 * What may be written at a place.
 */
export interface Complete {
  readonly guideline: Text;
  readonly at: number;
}

/**
 * What of the guideline its cases show, by place in its text.
 */
export interface Cover {
  readonly guideline: Text;
  readonly cases: Text;
}

/**
 * Another value or date for a result, as a pointer shows them: `value` is a decimal number in the unit of the picture,
 * and is rounded to what a laboratory would report; `at` is a day.
 */
export interface Drag {
  readonly guideline: Text;
  readonly patient: Text;
  readonly key: string;
  readonly value: string | null;
  readonly at: string | null;
}

/**
 * Where the name at a place is declared, and where else it stands.
 */
export interface Find {
  readonly guideline: Text;
  readonly at: number;
}

/**
 * The patient, as they stand and with what the guideline says of them now, as one more case at the end of the cases
 * (None: of new ones).
 */
export interface Keep {
  readonly guideline: Text;
  readonly cases: Text | null;
  readonly patient: Text;
  readonly setting: Setting;
  readonly name: string;
}

/**
 * An offered case, as one more case at the end of the cases.
 */
export interface KeepOffered {
  readonly guideline: Text;
  readonly cases: Text | null;
  readonly case: string;
}

/**
 * The standard layout of a text.
 */
export interface LayOut {
  readonly guideline: Text;
}

/**
 * Which files there are, and whether they changed.
 */
export interface ListFiles {
}

/**
 * What is wrong with a text, and what its parts are.
 */
export interface Look {
  readonly guideline: Text;
}

/**
 * Patients beside a limit or a due date whom no case holds yet, at most so many; of one rule (None: of all, which
 * takes longer).
 */
export interface Offer {
  readonly guideline: Text;
  readonly cases: Text | null;
  readonly rule: string | null;
  readonly most: number;
}

/**
 * The text of a file.
 */
export interface Open {
  readonly name: string;
}

/**
 * One record less.
 */
export interface Remove {
  readonly guideline: Text;
  readonly patient: Text;
  readonly key: string;
}

/**
 * Another name for what stands at a place.
 */
export interface Rename {
  readonly guideline: Text;
  readonly at: number;
  readonly new: string;
}

/**
 * The records of a file of another form (a table, a FHIR bundle) in Careway's own, which can be edited.
 */
export interface Rewrite {
  readonly guideline: Text;
  readonly patient: Text;
}

/**
 * What the guideline says of a patient; the picture at most so many pixels wide (`picture.spec.fitting`).
 */
export interface Run {
  readonly guideline: Text;
  readonly patient: Text;
  readonly setting: Setting;
  readonly width: number;
}

/**
 * What came of each case, or of a part of them: at most so many from the one with this number on (counted from 0).
 * There may be hundreds, so that a page asks for a few at a time.
 */
export interface RunCases {
  readonly guideline: Text;
  readonly cases: Text;
  readonly first: number;
  readonly most: number;
}

/**
 * A text in place of a file's. `expected` is the SHA-256 of the file that the page has seen (None: there was none);
 * where another stands there now, nothing is written.
 */
export interface Save {
  readonly file: Text;
  readonly expected: string | null;
}

/**
 * How a run is to be made: up to the end of which day or time (None: the day of the last record), with which parameter
 * set, and with which single parameters (name and value as written).
 */
export interface Setting {
  readonly as_of: string | null;
  readonly population: string | null;
  readonly parameters: readonly (readonly [string, string])[];
}

/**
 * The guideline as a clinician's document.
 */
export interface Show {
  readonly guideline: Text;
}

/**
 * What the name at a place means.
 */
export interface Tell {
  readonly guideline: Text;
  readonly at: number;
}

/**
 * A file as it stands in the page; `name` is its path within the folder, with `/`.
 */
export interface Text {
  readonly name: string;
  readonly text: string;
}

/**
 * What came of a case.
 */
export type CaseOutcome = "passed" | "failed" | "invalid" | "skipped";

/**
 * A case: where it stands in the cases file, what came of it, what was expected otherwise (a sentence each), and which
 * rules it names.
 */
export interface CaseSeen {
  readonly name: string;
  readonly place: Place;
  readonly line: number;
  readonly outcome: CaseOutcome;
  readonly failures: readonly string[];
  readonly rules: readonly string[];
}

/**
 * What came of the cases that were asked for, of how many there are; `findings` are mistakes of the cases file itself,
 * with their places in it (then none was run).
 */
export interface CasesRun {
  readonly cases: readonly CaseSeen[];
  readonly of: number;
  readonly findings: readonly Finding[];
}

/**
 * The file is not the one that the page has seen; nothing was written. What stands there now (None: nothing).
 */
export interface ChangedOnDisk {
  readonly now: Opened | null;
}

/**
 * A name, and what it is (the token types of the language server protocol); or of another stretch, what it is:
 * comment, text, statement, word, joint, limit, citation, number, unit, duration, date, version, code, sign, bullet,
 * punctuation, odd.
 */
export interface Coloured {
  readonly place: Place;
  readonly colour: string;
}

/**
 * What may stand in a place, the likeliest first.
 */
export interface Completed {
  readonly place: Place;
  readonly offers: readonly Offered[];
}

/**
 * A part of the guideline, how much of it the cases show, and what is lacking, in sentences.
 */
export interface CoverMark {
  readonly place: Place;
  readonly shade: Shade;
  readonly told: readonly string[];
}

/**
 * The coverage of a guideline: how many of its objectives are met, and the marks.
 */
export interface CoverSeen {
  readonly met: number;
  readonly of: number;
  readonly marks: readonly CoverMark[];
}

/**
 * A text in place of a stretch; `label` says in a few words what it does.
 */
export interface Edit {
  readonly place: Place;
  readonly text: string;
  readonly label: string;
}

/**
 * How a text is to be changed; the edits do not overlap, and all places are those of the text before.
 */
export interface Edits {
  readonly edits: readonly Edit[];
  readonly note: string | null;
}

/**
 * A statement in the outline: its name or first words, what it is, the whole of it and the place of its name.
 */
export interface Entry {
  readonly name: string;
  readonly detail: string;
  readonly sort: string;
  readonly whole: Place;
  readonly place: Place;
  readonly inside: readonly Entry[];
}

/**
 * What a file is for the studio.
 */
export type FileKind = "guideline" | "cases" | "timeline";

/**
 * A file of the folder: its path with `/`, and the SHA-256 of its bytes.
 */
export interface FileSeen {
  readonly name: string;
  readonly kind: FileKind;
  readonly sha256: string;
}

/**
 * Something that is wrong with a text: what, where, what to write instead; `fix` mends it.
 */
export interface Finding {
  readonly code: string;
  readonly severity: string;
  readonly title: string;
  readonly help: string;
  readonly place: Place;
  readonly line: number;
  readonly column: number;
  readonly fix: Edit | null;
}

/**
 * Where a name is declared (None: no name stands there), and all places where it stands.
 */
export interface Found {
  readonly declared: Place | null;
  readonly places: readonly Place[];
}

/**
 * The cases file with one case more, and where it stands in it.
 */
export interface Kept {
  readonly text: string;
  readonly place: Place;
}

/**
 * The files of the folder, in order; `folder` is its name, `note` what was left out.
 */
export interface Listed {
  readonly folder: string;
  readonly files: readonly FileSeen[];
  readonly note: string | null;
}

/**
 * A text as the checker sees it. `sound`: it has no errors, and can run. `words` are the stretches that are not names:
 * comments, texts, keywords, numbers and units.
 */
export interface Looked {
  readonly sound: boolean;
  readonly findings: readonly Finding[];
  readonly outline: readonly Entry[];
  readonly folds: readonly Place[];
  readonly names: readonly Coloured[];
  readonly words: readonly Coloured[];
}

/**
 * Something that may be written.
 */
export interface Offered {
  readonly text: string;
  readonly what: string;
  readonly detail: string;
}

/**
 * The text of a file with its lines ending in a single newline, and the SHA-256 of its bytes.
 */
export interface Opened {
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
}

/**
 * A patient beside a limit or a due date whom no case holds: of which rule, in a sentence, and the case.
 */
export interface PatientOffered {
  readonly rule: string;
  readonly name: string;
  readonly sentence: string;
  readonly line: number;
  readonly case: string;
}

/**
 * Such patients; `note` says what was left out.
 */
export interface PatientsOffered {
  readonly patients: readonly PatientOffered[];
  readonly note: string | null;
}

/**
 * A stretch of a text.
 */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/**
 * What was asked cannot be done, and why, in words for the author. Nothing of a patient stands in it.
 */
export interface Refusal {
  readonly why: string;
}

/**
 * A text was written; the SHA-256 of the file's bytes now.
 */
export interface Saved {
  readonly sha256: string;
}

/**
 * How much of what a part of a text could show is shown.
 */
export type Shade = "all" | "some" | "nothing";

/**
 * The guideline as a clinician's document: a part of a page, HTML, a `div` of the class `document` in which every id
 * begins with `document-`; and the style that it needs, which touches nothing else of the page.
 */
export interface Shown {
  readonly html: string;
  readonly style: string;
}

/**
 * What is said of the name at `place` (None: no name stands there).
 */
export interface Told {
  readonly place: Place | null;
  readonly heading: string;
  readonly title: string | null;
  readonly lines: readonly string[];
}

/**
 * A part of the report: its heading and tone, and HTML. In it the number of a record leads to `#record-3`, where the
 * page shows that record, and a citation to `#source-1`, which is there; the first place where a number is told has
 * the id `reason-3`.
 */
export interface Block {
  readonly heading: string;
  readonly tone: Tone;
  readonly html: string;
}

/**
 * A patient's file after a change, and where it was changed; `value` and `at` are what stands there now.
 */
export interface Changed {
  readonly text: string;
  readonly place: Place;
  readonly key: string | null;
  readonly value: string | null;
  readonly at: string | null;
}

/**
 * A day on which something is recorded, becomes known, is decided or is due: for the slider. `told` are the sentences
 * for it: what was recorded, and the log.
 */
export interface Day {
  readonly date: string;
  readonly told: readonly string[];
  readonly tone: Tone;
}

/**
 * The picture: a Vega-Lite specification as JSON text, what it says in words (for a screen reader), what is not in it
 * and why, the times at its left and right edge (`2025-03-01T00:00:00`, local), and where records can be dragged. In
 * the data of the specification a record has its `key`.
 */
export interface Drawing {
  readonly spec: string;
  readonly words: string;
  readonly notes: readonly string[];
  readonly start: string;
  readonly end: string;
  readonly panels: readonly Panel[];
}

/**
 * What is decided, in a line.
 */
export interface Headline {
  readonly text: string;
  readonly tone: Tone;
}

/**
 * The guideline could not run on the patient: why, and what is wrong with the patient's file.
 */
export interface NotRun {
  readonly why: string;
  readonly findings: readonly Finding[];
}

/**
 * A panel of the picture in which results or doses can be dragged: its place from the top among all panels, the
 * numbers at its lower and upper edge (decimal), whether it is logarithmic, the smallest step between two results as a
 * laboratory reports them (decimal), and the keys of the records that can be.
 */
export interface Panel {
  readonly place: number;
  readonly concept: string;
  readonly low: string;
  readonly high: string;
  readonly logarithmic: boolean;
  readonly step: string;
  readonly keys: readonly string[];
}

/**
 * A parameter of the guideline, with its value in this run.
 */
export interface ParameterSeen {
  readonly name: string;
  readonly title: string;
  readonly value: string;
}

/**
 * What the guideline says of the patient as of a time. `editable`: the file can be changed record by record. `days`
 * and `records` are all there are, also what was not yet known as of `as_of`; headlines, decisions, sections and the
 * drawing know nothing of that. `last` is the day of the last record; days after it are those on which something falls
 * due. `notices` are what must be shown with any output; `names` are what a record can be added of.
 */
export interface Ran {
  readonly patient: string;
  readonly guideline: string;
  readonly as_of: string;
  readonly last: string;
  readonly headlines: readonly Headline[];
  readonly decisions: readonly Block[];
  readonly sections: readonly Block[];
  readonly drawing: Drawing;
  readonly records: readonly RecordSeen[];
  readonly days: readonly Day[];
  readonly populations: readonly string[];
  readonly population: string | null;
  readonly parameters: readonly ParameterSeen[];
  readonly names: readonly Vocable[];
  readonly editable: boolean;
  readonly warnings: readonly string[];
  readonly notices: readonly string[];
}

/**
 * A record of the timeline. `key` names it in other questions; `value` and `at` are as written. `answers` are what may
 * stand as its value where these are few words; `unit` is that of the picture. `refused` says why the record is not
 * used, or not as it stands, `notes` how it was read otherwise than it is written; `number` is that of the reason
 * which rests on it. `place` is the record's in the file (None: a form of file that is not edited here).
 */
export interface RecordSeen {
  readonly key: string;
  readonly concept: string;
  readonly title: string;
  readonly kind: string;
  readonly value: string;
  readonly at: string;
  readonly known: string | null;
  readonly unit: string;
  readonly answers: readonly string[];
  readonly line: number;
  readonly place: Place | null;
  readonly number: number | null;
  readonly refused: string | null;
  readonly notes: readonly string[];
}

/**
 * How weighty a headline is.
 */
export type Tone = "stop" | "caution" | "open" | "plain";

/**
 * A name of which a record can be added: what it is, an example of a value, and its words where these are few.
 */
export interface Vocable {
  readonly name: string;
  readonly title: string;
  readonly kind: string;
  readonly example: string;
  readonly answers: readonly string[];
}

/** What each question may be answered with. */
export interface Answers {
  look: ({ readonly node: "looked" } & Looked);
  complete: ({ readonly node: "completed" } & Completed);
  tell: ({ readonly node: "told" } & Told);
  find: ({ readonly node: "found" } & Found);
  rename: ({ readonly node: "edits" } & Edits) | ({ readonly node: "refusal" } & Refusal);
  lay_out: ({ readonly node: "edits" } & Edits) | ({ readonly node: "refusal" } & Refusal);
  show: ({ readonly node: "shown" } & Shown) | ({ readonly node: "refusal" } & Refusal);
  run_cases: ({ readonly node: "cases_run" } & CasesRun) | ({ readonly node: "refusal" } & Refusal);
  cover: ({ readonly node: "cover_seen" } & CoverSeen) | ({ readonly node: "refusal" } & Refusal);
  offer: ({ readonly node: "patients_offered" } & PatientsOffered) | ({ readonly node: "refusal" } & Refusal);
  keep: ({ readonly node: "kept" } & Kept) | ({ readonly node: "refusal" } & Refusal);
  keep_offered: ({ readonly node: "kept" } & Kept) | ({ readonly node: "refusal" } & Refusal);
  run: ({ readonly node: "ran" } & Ran) | ({ readonly node: "not_run" } & NotRun);
  change: ({ readonly node: "changed" } & Changed) | ({ readonly node: "refusal" } & Refusal);
  drag: ({ readonly node: "changed" } & Changed) | ({ readonly node: "refusal" } & Refusal);
  add: ({ readonly node: "changed" } & Changed) | ({ readonly node: "refusal" } & Refusal);
  remove: ({ readonly node: "changed" } & Changed) | ({ readonly node: "refusal" } & Refusal);
  rewrite: ({ readonly node: "changed" } & Changed) | ({ readonly node: "refusal" } & Refusal);
  list_files: ({ readonly node: "listed" } & Listed);
  open: ({ readonly node: "opened" } & Opened) | ({ readonly node: "refusal" } & Refusal);
  save: ({ readonly node: "saved" } & Saved) | ({ readonly node: "changed_on_disk" } & ChangedOnDisk) | ({ readonly node: "refusal" } & Refusal);
}

/** The fields of each question. */
export interface Questions {
  look: Look;
  complete: Complete;
  tell: Tell;
  find: Find;
  rename: Rename;
  lay_out: LayOut;
  show: Show;
  run_cases: RunCases;
  cover: Cover;
  offer: Offer;
  keep: Keep;
  keep_offered: KeepOffered;
  run: Run;
  change: Change;
  drag: Drag;
  add: Add;
  remove: Remove;
  rewrite: Rewrite;
  list_files: ListFiles;
  open: Open;
  save: Save;
}
