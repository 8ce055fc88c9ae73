"""Cases as read: a patient's records, how to run, and what is expected. Plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

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


@dataclass(frozen=True, slots=True)
class Word:
    """One word: of eligibility or phase."""

    word: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Names or texts, each of which must be there; none: nothing may be there."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StopWanted:
    """A stop (None: none), its day, and the stops that were true at the same instant (None: not judged)."""

    rule: str | None
    on: str | None
    also: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class PerName:
    """For each named rule, pathway, monitor or task what is wanted of it."""

    pairs: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Count:
    """A number of records."""

    number: int


@dataclass(frozen=True, slots=True)
class EntryWanted:
    """A log entry: its date (or date and time), its kind, and its rule (None: any)."""

    at: str
    kind: str
    rule: str | None

    def __str__(self) -> str:
        return " ".join(part for part in (self.at, self.kind, self.rule) if part)


@dataclass(frozen=True, slots=True)
class Entries:
    """Log entries, each of which must be there (or must not)."""

    entries: tuple[EntryWanted, ...]


Wanted = Word | Listed | StopWanted | PerName | Count | Entries


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing that a case expects, and where it says so."""

    key: Key
    wanted: Wanted
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """A timeline composed from a case, as text in the native form; `places` has for each of its lines the place in
    the cases file from which it comes."""

    text: str
    places: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
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
