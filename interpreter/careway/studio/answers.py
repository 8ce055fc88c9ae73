"""What the page of the studio is told: each answer a record, told apart in JSON by its `node`.

Places count UTF-16 units from 0. Where a field says HTML, it is made by Careway with every text in it escaped; all
other fields are plain texts, and the page shows them as such.
"""

from __future__ import annotations

from enum import Enum

from careway.base.record import record


@record
class Place:
    """A stretch of a text."""

    start: int
    end: int


@record
class Edit:
    """A text in place of a stretch; `label` says in a few words what it does."""

    place: Place
    text: str
    label: str


@record
class Finding:
    """Something that is wrong with a text: what, where, what to write instead; `fix` mends it."""

    code: str
    severity: str
    title: str
    help: str
    place: Place
    line: int
    column: int
    fix: Edit | None


@record
class Refusal:
    """What was asked cannot be done, and why, in words for the author. Nothing of a patient stands in it."""

    why: str


@record
class Edits:
    """How a text is to be changed; the edits do not overlap, and all places are those of the text before."""

    edits: tuple[Edit, ...]
    note: str | None


# --- the guideline's text ---------------------------------------------------------------------------------------------


@record
class Entry:
    """A statement in the outline: its name or first words, what it is, the whole of it and the place of its name."""

    name: str
    detail: str
    sort: str
    whole: Place
    place: Place
    inside: tuple[Entry, ...]


@record
class Coloured:
    """A name, and what it is (the token types of the language server protocol); or of another stretch, what it is:
    comment, text, statement, word, joint, limit, citation, number, unit, duration, date, version, code, sign, bullet,
    punctuation, odd."""

    place: Place
    colour: str


@record
class Looked:
    """A text as the checker sees it. `sound`: it has no errors, and can run. `words` are the stretches that are not
    names: comments, texts, keywords, numbers and units."""

    sound: bool
    findings: tuple[Finding, ...]
    outline: tuple[Entry, ...]
    folds: tuple[Place, ...]
    names: tuple[Coloured, ...]
    words: tuple[Coloured, ...]


@record
class Offered:
    """Something that may be written."""

    text: str
    what: str
    detail: str


@record
class Completed:
    """What may stand in a place, the likeliest first."""

    place: Place
    offers: tuple[Offered, ...]


@record
class Told:
    """What is said of the name at `place` (None: no name stands there)."""

    place: Place | None
    heading: str
    title: str | None
    lines: tuple[str, ...]


@record
class Found:
    """Where a name is declared (None: no name stands there), and all places where it stands."""

    declared: Place | None
    places: tuple[Place, ...]


@record
class Shown:
    """The guideline as a clinician's document: a part of a page, HTML, a `div` of the class `document` in which every
    id begins with `document-`; and the style that it needs, which touches nothing else of the page."""

    html: str
    style: str


# --- its cases --------------------------------------------------------------------------------------------------------


class CaseOutcome(Enum):
    """What came of a case."""

    PASSED = "passed"
    FAILED = "failed"
    INVALID = "invalid"
    SKIPPED = "skipped"


@record
class CaseSeen:
    """A case: where it stands in the cases file, what came of it, what was expected otherwise (a sentence each), and
    which rules it names."""

    name: str
    place: Place
    line: int
    outcome: CaseOutcome
    failures: tuple[str, ...]
    rules: tuple[str, ...]


@record
class CasesRun:
    """What came of the cases that were asked for, of how many there are; `findings` are mistakes of the cases file
    itself, with their places in it (then none was run)."""

    cases: tuple[CaseSeen, ...]
    of: int
    findings: tuple[Finding, ...]


class Shade(Enum):
    """How much of what a part of a text could show is shown."""

    ALL = "all"
    SOME = "some"
    NOTHING = "nothing"


@record
class CoverMark:
    """A part of the guideline, how much of it the cases show, and what is lacking, in sentences."""

    place: Place
    shade: Shade
    told: tuple[str, ...]


@record
class CoverSeen:
    """The coverage of a guideline: how many of its objectives are met, and the marks."""

    met: int
    of: int
    marks: tuple[CoverMark, ...]


@record
class PatientOffered:
    """A patient beside a limit or a due date whom no case holds: of which rule, in a sentence, and the case."""

    rule: str
    name: str
    sentence: str
    line: int
    case: str


@record
class PatientsOffered:
    """Such patients; `note` says what was left out."""

    patients: tuple[PatientOffered, ...]
    note: str | None


@record
class Kept:
    """The cases file with one case more, and where it stands in it."""

    text: str
    place: Place


# --- the patient ------------------------------------------------------------------------------------------------------


class Tone(Enum):
    """How weighty a headline is."""

    STOP = "stop"
    CAUTION = "caution"
    OPEN = "open"
    PLAIN = "plain"


@record
class Headline:
    """What is decided, in a line."""

    text: str
    tone: Tone


@record
class Block:
    """A part of the report: its heading and tone, and HTML. In it the number of a record leads to `#record-3`, where
    the page shows that record, and a citation to `#source-1`, which is there; the first place where a number is told
    has the id `reason-3`."""

    heading: str
    tone: Tone
    html: str


@record
class RecordSeen:
    """A record of the timeline. `key` names it in other questions; `value` and `at` are as written. `answers` are what
    may stand as its value where these are few words; `unit` is that of the picture. `refused` says why the record is
    not used, or not as it stands, `notes` how it was read otherwise than it is written; `number` is that of the reason
    which rests on it. `place` is the record's in the file (None: a form of file that is not edited here)."""

    key: str
    concept: str
    title: str
    kind: str
    value: str
    at: str
    known: str | None
    unit: str
    answers: tuple[str, ...]
    line: int
    place: Place | None
    number: int | None
    refused: str | None
    notes: tuple[str, ...]


@record
class Panel:
    """A panel of the picture in which results or doses can be dragged: its place from the top among all panels, the
    numbers at its lower and upper edge (decimal), whether it is logarithmic, the smallest step between two results as a
    laboratory reports them (decimal), and the keys of the records that can be."""

    place: int
    concept: str
    low: str
    high: str
    logarithmic: bool
    step: str
    keys: tuple[str, ...]


@record
class Drawing:
    """The picture: a Vega-Lite specification as JSON text, what it says in words (for a screen reader), what is not in
    it and why, the times at its left and right edge (`2025-03-01T00:00:00`, local), and where records can be dragged.
    In the data of the specification a record has its `key`."""

    spec: str
    words: str
    notes: tuple[str, ...]
    start: str
    end: str
    panels: tuple[Panel, ...]


@record
class Day:
    """A day on which something is recorded, becomes known, is decided or is due: for the slider. `told` are the
    sentences for it: what was recorded, and the log."""

    date: str
    told: tuple[str, ...]
    tone: Tone


@record
class ParameterSeen:
    """A parameter of the guideline, with its value in this run."""

    name: str
    title: str
    value: str


@record
class Vocable:
    """A name of which a record can be added: what it is, an example of a value, and its words where these are few."""

    name: str
    title: str
    kind: str
    example: str
    answers: tuple[str, ...]


@record
class Ran:
    """What the guideline says of the patient as of a time. `editable`: the file can be changed record by record.
    `days` and `records` are all there are, also what was not yet known as of `as_of`; headlines, decisions, sections
    and the drawing know nothing of that. `last` is the day of the last record; days after it are those on which
    something falls due. `notices` are what must be shown with any output; `names` are what a record can be added of."""

    patient: str
    guideline: str
    as_of: str
    last: str
    headlines: tuple[Headline, ...]
    decisions: tuple[Block, ...]
    sections: tuple[Block, ...]
    drawing: Drawing
    records: tuple[RecordSeen, ...]
    days: tuple[Day, ...]
    populations: tuple[str, ...]
    population: str | None
    parameters: tuple[ParameterSeen, ...]
    names: tuple[Vocable, ...]
    editable: bool
    warnings: tuple[str, ...]
    notices: tuple[str, ...]


@record
class NotRun:
    """The guideline could not run on the patient: why, and what is wrong with the patient's file."""

    why: str
    findings: tuple[Finding, ...]


@record
class Changed:
    """A patient's file after a change, and where it was changed; `value` and `at` are what stands there now."""

    text: str
    place: Place
    key: str | None
    value: str | None
    at: str | None


# --- the folder -------------------------------------------------------------------------------------------------------


class FileKind(Enum):
    """What a file is for the studio."""

    GUIDELINE = "guideline"
    CASES = "cases"
    TIMELINE = "timeline"


@record
class FileSeen:
    """A file of the folder: its path with `/`, and the SHA-256 of its bytes."""

    name: str
    kind: FileKind
    sha256: str


@record
class Listed:
    """The files of the folder, in order; `folder` is its name, `note` what was left out."""

    folder: str
    files: tuple[FileSeen, ...]
    note: str | None


@record
class Opened:
    """The text of a file with its lines ending in a single newline, and the SHA-256 of its bytes."""

    name: str
    text: str
    sha256: str


@record
class Saved:
    """A text was written; the SHA-256 of the file's bytes now."""

    sha256: str


@record
class ChangedOnDisk:
    """The file is not the one that the page has seen; nothing was written. What stands there now (None: nothing)."""

    now: Opened | None


Answer = (
    Looked
    | Completed
    | Told
    | Found
    | Edits
    | Shown
    | CasesRun
    | CoverSeen
    | PatientsOffered
    | Kept
    | Ran
    | NotRun
    | Changed
    | Listed
    | Opened
    | Saved
    | ChangedOnDisk
    | Refusal
)
