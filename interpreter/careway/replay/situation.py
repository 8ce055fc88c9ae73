"""A patient at an instant, as both engines are asked of it; and where Careway stands then."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from careway.base.record import record
from careway.evaluate.assemble import assemble
from careway.evaluate.engine import Engine
from careway.evaluate.result import Result
from careway.evaluate.run import Session, as_of_instant
from careway.ir.nodes import Guideline
from careway.model.quantity import Quantity
from careway.model.time import Calendar, Duration, Instant
from careway.model.timeline import Timeline

_EXACT_PLACES = 28


@record
class Situation:
    """A timeline, the instant at which it is asked of, the population, and the value of every parameter."""

    core: Guideline
    timeline: Timeline
    as_of: Instant
    shown: str
    """The instant as Careway shows it: a date, or a date with its time."""
    population: str | None
    parameters: Mapping[str, Quantity | Duration]


@record
class Stand:
    """What Careway says at the instant of a situation: the result, and the engine that gave it, for what it leaves
    out."""

    situation: Situation
    engine: Engine
    result: Result


def situation(
    core: Guideline,
    timeline: Timeline,
    *,
    as_of: str | None = None,
    population: str | None = None,
    parameters: Mapping[str, Quantity | Duration] | None = None,
) -> Situation:
    """A situation as `careway run` would have it: by default at the end of the day of the last record. Raises
    `RunError` for a date, set or parameter that is none."""
    session = Session(core, timeline, population=population, parameters=parameters, entries=())
    if as_of is None:
        calendar = timeline.calendar
        newest = max((session.usable_from(entry) for entry in timeline.entries), default=0)
        day = calendar.day_of(newest)
        instant, shown = calendar.end_of(day), calendar.show(calendar.on_day(day))
    else:
        instant, shown = as_of_instant(as_of, timeline.calendar)
    return Situation(core, timeline, instant, shown, session.population, session.parameters)


def stand(given: Situation) -> Stand:
    """Careway's own run of a situation."""
    timeline = given.timeline
    engine = Engine(given.core, timeline.patient, timeline.calendar, given.parameters)
    session = Session(given.core, timeline, entries=())
    for entry in timeline.entries:
        engine.enqueue(entry, session.usable_from(entry))
    engine.advance(given.as_of)
    return Stand(given, engine, assemble(engine, timeline, given.population, given.shown))


def instant_text(instant: Instant, calendar: Calendar) -> str:
    """An instant as FHIR and CQL write it, with the offset of the patient's own time."""
    offset = calendar.offset(instant)
    local = calendar.local(instant)
    if offset % 60:  # an offset of old, with seconds, which neither can write
        offset, local = 0, Calendar().local(instant)
    sign, minutes = ("-", -offset // 60) if offset < 0 else ("+", offset // 60)
    return f"{local.strftime('%Y-%m-%dT%H:%M:%S')}.000{sign}{minutes // 60:02}:{minutes % 60:02}"


def decimal_text(value: Fraction) -> str:
    """A number in decimals: exact where it ends, else to as many places as are of use to anyone."""
    places = 0
    while (value * 10**places).denominator != 1 and places < _EXACT_PLACES:
        places += 1
    digits = str(round(abs(value) * 10**places)).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (digits if not places else f"{digits[:-places]}.{digits[-places:]}")
