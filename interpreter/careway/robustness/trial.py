"""One patient under every disturbance: what is decided otherwise than on the records as they are.

In: a file of records, and the guideline. Out: for each patient which rules spoke, and for each disturbed variant what
is different. All runs go to one day, a week after the last record, so that a visit that comes late is still seen.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from careway.base.diagnostics import Severity
from careway.base.record import record
from careway.differences.outcomes import Outcome, Part, Shift, outcome, shifts
from careway.differences.sides import File
from careway.evaluate.run import RunError, run
from careway.ingest.bind import bind
from careway.ingest.read import read_charts
from careway.ir.nodes import Guideline
from careway.model.time import show_day
from careway.model.timeline import Timeline
from careway.robustness.disturbances import Disturbance
from careway.robustness.variants import variants

LOOKED_AT = (Part.STOPPED, Part.STOP, Part.ELIGIBILITY, Part.STEP, Part.FINISHED, Part.CAUTION)
"""What of an outcome counts here: what is decided, and when. Dates of a schedule move with the visits by themselves."""
_AFTER = 7
"""Days after the last record to which every run goes: as many as a visit may be late."""


@record
class Trial:
    """What is tried: a guideline, its parameter set, the zone of records that name none, the seed by which visits and
    results are chosen, and at most how many of each."""

    core: Guideline
    population: str | None
    zone: str | None
    seed: int
    most: int


@record
class Attempt:
    """A disturbed variant of a patient's records: what was done, what is different, and whether the reader refused a
    record of it that it took as it was."""

    disturbance: Disturbance
    said: str
    shifts: tuple[Shift, ...]
    refused: bool


@record
class Tried:
    """A patient who was tried. `refusal`: why the records cannot be run (None: they can). `spoke` are the rules that
    decided something on the records as they are."""

    file: str
    patient: str
    refusal: str | None
    begun: bool = False
    spoke: tuple[tuple[Part, str], ...] = ()
    attempts: tuple[Attempt, ...] = ()


def try_file(trial: Trial, file: File) -> tuple[Tried, ...]:
    """What becomes of the patients of a file."""
    read = read_charts(file.name, file.data, trial.core.vocabulary, zone=trial.zone)
    wrong = [one for one in read.diagnostics if one.severity is Severity.ERROR]
    if wrong or not read.charts:
        line = read.source.position(min(wrong[0].label.span.start, len(read.source.text)))[0] if wrong else 1
        return (Tried(file.name, "", f"{wrong[0].title} (line {line})" if wrong else "no patient is in this file"),)
    found = []
    for chart, zone in read.charts:
        timeline = bind(chart, zone, read.sha256)
        decide = partial(_decided, trial, _end(timeline))
        try:
            before = decide(timeline)
        except RunError as error:
            found.append(Tried(file.name, chart.label, str(error)))
            continue
        begun = None if before.begun is None else date.fromisoformat(before.begun[:10])
        attempts = []
        for variant in variants(chart, begun, trial.seed, trial.most):
            other = bind(variant.chart, zone, read.sha256)
            moved = tuple(one for one in shifts(before, decide(other)) if one.part in LOOKED_AT and not one.follows)
            refused = len(other.records.refused) > len(timeline.records.refused)
            attempts.append(Attempt(variant.disturbance, variant.said, moved, refused))
        spoke = dict.fromkeys(key for key, _ in (*before.dated, *before.held) if key[0] in LOOKED_AT)
        found.append(Tried(file.name, chart.label, None, begun is not None, tuple(spoke), tuple(attempts)))
    return tuple(found)


def _decided(trial: Trial, end: str | None, timeline: Timeline) -> Outcome:
    return outcome(run(trial.core, timeline, as_of=end, population=trial.population))


def _end(timeline: Timeline) -> str | None:
    """The day to which every run of a patient goes; None where no record can be used."""
    last = [max(timeline.calendar.day_of(one.known), one.when.day_last) for one in timeline.entries]
    return show_day(min(max(last) + _AFTER, date.max.toordinal())) if last else None
