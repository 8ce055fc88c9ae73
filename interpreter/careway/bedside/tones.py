"""How weighty a decision, a part of the report or a day is."""

from __future__ import annotations

from enum import Enum

from careway.evaluate.result import Admission, Kind, Result
from careway.report.decisions import heads


class Tone(Enum):
    """A stop (or what keeps a patient out), what asks for attention, what cannot be decided, and all else."""

    STOP = "stop"
    CAUTION = "caution"
    OPEN = "open"
    PLAIN = "plain"


_OF_KINDS = {
    Kind.STOP: Tone.STOP,
    Kind.CAUTION: Tone.CAUTION,
    Kind.LATE: Tone.CAUTION,
    Kind.MISSED: Tone.CAUTION,
    Kind.TASK_MISSED: Tone.CAUTION,
    Kind.DEVIATION: Tone.CAUTION,
    Kind.UNDECIDED: Tone.OPEN,
}
_OF_SECTIONS = {"Cannot decide": Tone.OPEN, "Missed": Tone.CAUTION, "Not as advised": Tone.CAUTION}
_ORDER = tuple(Tone)


def of_kind(kind: Kind) -> Tone:
    """The tone of an entry of the log."""
    return _OF_KINDS.get(kind, Tone.PLAIN)


def of_section(heading: str) -> Tone:
    """The tone of a section of the report."""
    return _OF_SECTIONS.get(heading, Tone.PLAIN)


def weightier(one: Tone, other: Tone) -> Tone:
    """The weightier of two."""
    return min(one, other, key=_ORDER.index)


def of_decisions(result: Result) -> tuple[Tone, ...]:
    """The tones of the blocks at the head of a report (`report.decisions`), in their order."""
    found = [] if result.stop is None else [Tone.STOP]
    match result.eligibility.admission:
        case Admission.NOT_ELIGIBLE:
            found.append(Tone.STOP)
        case Admission.UNDECIDED:
            found.append(Tone.OPEN)
        case Admission.ELIGIBLE:
            pass
    if result.stop is None:
        found += [Tone.OPEN for item in result.undecided if heads(item, result)]
    return (*found, *(Tone.CAUTION for _ in result.cautions))
