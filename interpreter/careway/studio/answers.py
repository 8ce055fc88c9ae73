"""What the page of the studio is told of texts, cases and files: records, told apart in JSON by their `node`.

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
