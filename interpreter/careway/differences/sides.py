"""One patient under two guidelines, or under two parameter sets of one: from a file of records to what is different.

A file is read for each side by its own vocabulary, so a side may be unable to use it, or a record of it; that is said
of the patient and nothing is dropped. Both sides run to the same day.
"""

from __future__ import annotations

from careway.base.diagnostics import Severity
from careway.base.record import record
from careway.differences.outcomes import Outcome, Shift, outcome, shifts
from careway.evaluate.result import Result
from careway.evaluate.run import RunError, run
from careway.ingest.read import read_timelines
from careway.ir.nodes import Guideline
from careway.model.timeline import Timeline


@record
class Side:
    """A guideline as it is run: with a parameter set (None: as the timeline asks), and what its rules are called on
    the other side."""

    core: Guideline
    population: str | None = None
    names: tuple[tuple[str, str], ...] = ()


@record
class Sides:
    """The two that are compared, and the time zone of records that name none."""

    old: Side
    new: Side
    zone: str | None = None


@record
class File:
    """A file of records: its name, and its bytes."""

    name: str
    data: bytes


@record
class Compared:
    """A patient under both. `old_refuses` and `new_refuses` say why a side cannot run the timeline (None: it can);
    `unused` counts the records that only one of the two can use."""

    file: str
    patient: str
    shifts: tuple[Shift, ...]
    old_refuses: str | None = None
    new_refuses: str | None = None
    unused: int = 0


@record
class Ran:
    """A patient's results under both; None where a side cannot run the timeline."""

    patient: str
    old: Result | None
    new: Result | None
    old_refuses: str | None
    new_refuses: str | None


def compare_file(sides: Sides, file: File) -> tuple[Compared, ...]:
    """What is different for the patients of a file."""
    return tuple(_compared(sides, file, one) for one in run_file(sides, file))


def _compared(sides: Sides, file: File, ran: Ran) -> Compared:
    if ran.old is None or ran.new is None:
        return Compared(file.name, ran.patient, (), ran.old_refuses, ran.new_refuses)
    before, after = _outcome(sides.old, ran.old), _outcome(sides.new, ran.new)
    refused = [{(one.record, one.reason) for one in result.records.refused} for result in (ran.old, ran.new)]
    unknown = [dict(result.records.unused) for result in (ran.old, ran.new)]
    names = unknown[0].keys() ^ unknown[1].keys()
    unused = len(refused[0] ^ refused[1]) + sum(max(one.get(name, 0) for one in unknown) for name in names)
    return Compared(file.name, ran.patient, shifts(before, after), unused=unused)


def _outcome(side: Side, result: Result) -> Outcome:
    return outcome(result, dict(side.names))


def run_file(sides: Sides, file: File) -> tuple[Ran, ...]:
    """The results of the patients of a file under both."""
    old, old_refuses = _read(sides.old, file, sides.zone)
    alike = sides.old.core.vocabulary == sides.new.core.vocabulary
    new, new_refuses = (old, old_refuses) if alike else _read(sides.new, file, sides.zone)
    if not old and not new:
        return (Ran("", None, None, old_refuses, new_refuses),)
    # Both read the same patients in the same order, unless one of them cannot read the file at all.
    none: list[Timeline | None] = [None] * max(len(old), len(new))
    pairs = zip([*old, *none][: len(none)], [*new, *none][: len(none)], strict=True)
    return tuple(_both(sides, before, after, (old_refuses, new_refuses)) for before, after in pairs)


def _read(side: Side, file: File, zone: str | None) -> tuple[list[Timeline], str | None]:
    read = read_timelines(file.name, file.data, side.core.vocabulary, zone=zone)
    wrong = [one for one in read.diagnostics if one.severity is Severity.ERROR]
    if not wrong:
        return list(read.timelines), None if read.timelines else "no patient is in the file"
    line = read.source.position(min(wrong[0].label.span.start, len(read.source.text)))[0]
    return [], f"{wrong[0].title} (line {line})"


def _both(sides: Sides, old: Timeline | None, new: Timeline | None, refusals: tuple[str | None, str | None]) -> Ran:
    (before, old_refuses), (after, new_refuses) = (
        _run(side, timeline, None) if timeline is not None else (None, refusal)
        for side, timeline, refusal in zip((sides.old, sides.new), (old, new), refusals, strict=True)
    )
    if before is not None and after is not None and before.as_of != after.as_of:
        # A last record that one side cannot use must not end the run of that side early.
        end = max(one.as_of for one in (before, after) if one.as_of[:1].isdigit())
        assert old is not None and new is not None
        before, after = _run(sides.old, old, end[:10])[0], _run(sides.new, new, end[:10])[0]
    patient = next(one.patient.label for one in (old, new) if one is not None)
    return Ran(patient, before, after, old_refuses, new_refuses)


def _run(side: Side, timeline: Timeline, as_of: str | None) -> tuple[Result | None, str | None]:
    try:
        return run(side.core, timeline, as_of=as_of, population=side.population), None
    except RunError as error:
        return None, str(error)
