"""What a report is made of: headlines, sentences, criteria and rows, in the order in which a clinician reads them.

The terminal wraps them to its width, the page makes headings, lists and tables of them: the words are the same. A
sentence that speaks of records carries them, so that a page can lead from it to the point in the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from careway.base.record import record
from careway.evaluate.result import Datum


class Weight(Enum):
    """How much a sentence weighs: a stop, what asks for attention, and all else."""

    STOP = "stop"
    WARNING = "warning"
    PLAIN = "plain"


@record
class Headline:
    """What was decided, in one line, with its citations (`[1, 2]`)."""

    text: str
    cites: str
    weight: Weight


@record
class Sentence:
    """A sentence under a headline (`depth` 1) or under another sentence (2); `hangs`: its further lines stand further
    in."""

    text: str
    data: tuple[Datum, ...] = ()
    weight: Weight = Weight.PLAIN
    depth: int = 1
    hangs: bool = True


@record
class Criterion:
    """A criterion as it stood: `yes`, `no` or `unknown`, and why. `room` is the length of the longest such word beside
    it."""

    word: str
    text: str
    data: tuple[Datum, ...]
    depth: int
    room: int


@record
class Remainder:
    """Criteria that are counted and not shown."""

    text: str
    depth: int


@record
class Bullet:
    """One of several things to do."""

    text: str


@record
class Rows:
    """A table without a head: a date or a name first, all else after it."""

    rows: tuple[tuple[str, ...], ...]
    depth: int = 1


Node = Headline | Sentence | Criterion | Remainder | Bullet | Rows


@record
class Section:
    """A part of the report under its heading."""

    heading: str
    nodes: tuple[Node, ...]


@record
class Report:
    """A whole report: which guideline, which patient, the decisions, then the sections that have something to say."""

    guideline: str
    patient: str
    population: str | None
    warnings: tuple[str, ...]
    decisions: tuple[tuple[Node, ...], ...]
    sections: tuple[Section, ...]


def rows(found: Sequence[tuple[str, ...]], depth: int = 1) -> list[Node]:
    """A table, where there is a row to show."""
    return [Rows(tuple(found), depth)] if found else []
