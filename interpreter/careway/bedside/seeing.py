"""What a guideline says of a patient as of a time, and the days of the whole course, in one run.

In: a core, a patient's file, until when, and the parameters. Out: `Seen`. The run goes on from the time that is asked
for to the last record: what is said as of that time is made before, and knows nothing of what follows.
"""

from __future__ import annotations

from careway.base.record import record
from careway.bedside.days import Day, days_of
from careway.cases.parameters import NotUsable, check_set, read_parameter
from careway.evaluate.result import Result
from careway.evaluate.run import Parameters, RunError, Session, as_of_instant
from careway.ir.nodes import Guideline
from careway.model.time import show_day
from careway.model.timeline import Timeline
from careway.page.make import Run, picture_of
from careway.picture.lookout import Lookout
from careway.picture.numbers import Numbers, numbered
from careway.picture.plot import Picture
from careway.report.nodes import Report
from careway.report.whole import report


@record
class Asked:
    """Until the end of which day, or which time (None: the day of the last record), with which parameter set, and with
    which single parameters, as written."""

    as_of: str | None = None
    population: str | None = None
    parameters: tuple[tuple[str, str], ...] = ()


@record
class Seen:
    """What is said as of a time. `days` are those of the whole course; `last` is the day of the last record."""

    result: Result
    report: Report
    picture: Picture
    numbers: Numbers
    days: tuple[Day, ...]
    last: str


def see(core: Guideline, timeline: Timeline, asked: Asked) -> Seen:
    """Run a guideline on a patient. Raises `RunError` for a time, set or parameter that is none."""
    lookout = Lookout(core)
    session = Session(
        core,
        timeline,
        population=_population(core, timeline, asked),
        parameters=_parameters(core, asked.parameters),
        entries=(),
        observer=lookout,
    )
    session.feed(timeline.entries)
    result = session.result(asked.as_of)
    words = report(result)
    picture = picture_of(Run(core, timeline, result, lookout), words)
    last, whole = result.as_of, result
    newest = max((session.usable_from(entry) for entry in timeline.entries), default=None)
    if newest is not None:
        day = timeline.calendar.day_of(newest)
        last = show_day(day)
        if asked.as_of is not None and as_of_instant(asked.as_of, timeline.calendar)[0] < timeline.calendar.end_of(day):
            whole = session.result(None)
    days = days_of(whole, timeline, session.usable_from)
    return Seen(result, words, picture, numbered(words), days, last)


def _population(core: Guideline, timeline: Timeline, asked: Asked) -> str | None:
    try:
        if asked.population is not None:
            check_set(core, asked.population)
    except NotUsable as error:
        raise RunError(str(error)) from None
    sets = [one.name for one in core.sets]
    if asked.population is None and timeline.population is not None and timeline.population not in sets:
        known = ", ".join(sets) or "none"
        raise RunError(f"the file asks for a parameter set that the guideline does not have (it has: {known})")
    return asked.population


def _parameters(core: Guideline, written: tuple[tuple[str, str], ...]) -> Parameters:
    try:
        return {name: read_parameter(core, name, value) for name, value in written}
    except NotUsable as error:
        raise RunError(str(error)) from None
