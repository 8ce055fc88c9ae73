"""What the page of the studio is told of a patient: each answer a record, as those of `answers` are."""

from __future__ import annotations

from enum import Enum

from careway.base.record import record
from careway.studio.answers import Finding, Place


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
