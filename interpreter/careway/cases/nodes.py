"""Cases as read: a patient's records, how to run, and what is expected. Plain frozen data."""

from __future__ import annotations

from enum import Enum

from careway.base.record import record
from careway.base.source import Span
from careway.model.quantity import Quantity
from careway.model.time import Duration


class Key(Enum):
    """What a case may expect."""

    ELIGIBLE = "eligible"
    PHASE = "phase"
    STEP = "step"
    STOP = "stop"
    UNDECIDED = "undecided"
    NOT_UNDECIDED = "not undecided"
    WANTED = "wanted"
    FLIPS = "flips"
    CAUTIONS = "cautions"
    NOT_CAUTIONS = "not cautions"
    ADVICE = "advice"
    NOT_ADVICE = "not advice"
    DEVIATIONS = "deviations"
    NOT_DEVIATIONS = "not deviations"
    MISSED = "missed"
    LATE = "late"
    DUE = "due"
    DONE = "done"
    NEXT = "next"
    TASKS = "tasks"
    LOG = "log"
    NOT_LOG = "not log"
    REFUSED = "refused"
    USED = "used"
    REASONS = "reasons"


@record
class Word:
    """One word: of eligibility or phase."""

    word: str


@record
class Listed:
    """Names or texts, each of which must be there; none: nothing may be there."""

    items: tuple[str, ...]


@record
class StopWanted:
    """A stop (None: none), its day, and the stops that were true at the same instant (None: not judged)."""

    rule: str | None
    on: str | None
    also: tuple[str, ...] | None


@record
class PerName:
    """For each named rule, pathway, monitor or task what is wanted of it."""

    pairs: tuple[tuple[str, tuple[str, ...]], ...]


@record
class Count:
    """A number of records."""

    number: int


@record
class EntryWanted:
    """A log entry: its date (or date and time), its kind, and its rule (None: any)."""

    at: str
    kind: str
    rule: str | None

    def __str__(self) -> str:
        return " ".join(part for part in (self.at, self.kind, self.rule) if part)


@record
class Entries:
    """Log entries, each of which must be there (or must not)."""

    entries: tuple[EntryWanted, ...]


Wanted = Word | Listed | StopWanted | PerName | Count | Entries


@record
class Expectation:
    """One thing that a case expects, and where it says so."""

    key: Key
    wanted: Wanted
    span: Span


@record
class Document:
    """A timeline composed from a case, as text in the native form; `places` has for each of its lines the place in
    the cases file from which it comes."""

    text: str
    places: tuple[Span, ...]


@record
class Case:
    """One case, or one row of a case with `each`."""

    name: str
    span: Span
    document: Document
    population: str | None
    parameters: tuple[tuple[str, Quantity | Duration], ...]
    as_of: str | None
    expectations: tuple[Expectation, ...]
    only: bool
    skip: str | None
