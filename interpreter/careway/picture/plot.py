"""What is in the picture of a run, before it is drawn: exact numbers, times and words.

Times are local wall-clock times written `2025-04-20T00:00:00`, so that they sort as they lie.
"""

from __future__ import annotations

from enum import Enum

from careway.base.record import record
from careway.evaluate.result import Standing
from careway.model.quantity import Span

At = str


@record
class Point:
    """A result. `span` None: it was reported without a usable value. `until`: it is only known that it was between the
    two times. `number` is its number in the report, where a reason there rests on it; `gone`: corrected since;
    `decisive`: it made the stop in force true, or keeps the patient out."""

    at: At
    until: At | None
    span: Span | None
    shown: str
    dated: str
    key: str
    number: int | None
    gone: bool
    decisive: bool


@record
class Stretch:
    """A limit while it stayed the same."""

    start: At
    end: At
    value: Span


@record
class Limit:
    """A limit of rules over time: what it is called, the rules, and where the rule asked and it was not known."""

    label: str
    rules: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    unknown: tuple[tuple[At, At], ...]


@record
class LabPanel:
    """A lab or vital with the limits that the rules compare it with."""

    concept: str
    title: str
    unit: str
    points: tuple[Point, ...]
    normal: tuple[Limit, ...]
    limits: tuple[Limit, ...]


@record
class DosePiece:
    """A stretch in which a drug was recorded at a dose (None: not known); `taken` false: not taken."""

    start: At
    end: At
    taken: bool
    amount: Span | None
    shown: str
    dated: str
    key: str
    number: int | None
    decisive: bool


@record
class DosePanel:
    """A drug as recorded."""

    concept: str
    title: str
    unit: str
    pieces: tuple[DosePiece, ...]
    limits: tuple[Limit, ...]


class Sort(Enum):
    """What a row of findings tells of."""

    PRESENT = "present"
    ABSENT = "absent"
    ANSWER = "answer"


@record
class Bar:
    """A symptom, a condition, a test or an answer: how long it lasted or for how long it speaks."""

    row: str
    start: At
    end: At
    sort: Sort
    shown: str
    dated: str
    key: str
    number: int | None
    decisive: bool


@record
class Band:
    """A stay in a step."""

    row: str
    title: str
    start: At
    end: At
    ongoing: bool


@record
class Mark:
    """An occasion of a monitor, or a task: when it was due (done: when it was done), and what became of it."""

    row: str
    at: At
    standing: Standing
    dated: str
    told: str


@record
class StopLine:
    """A stop."""

    at: At
    dated: str
    title: str


@record
class Picture:
    """The whole picture, from `start` to `end`."""

    title: str
    start: At
    end: At
    now: At
    as_of: str
    bands: tuple[Band, ...]
    labs: tuple[LabPanel, ...]
    doses: tuple[DosePanel, ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    stops: tuple[StopLine, ...]
    notes: tuple[str, ...]
    """What is not in the picture, and why, in words."""
