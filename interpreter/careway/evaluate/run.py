"""Running a guideline on a timeline, whole or record by record (docs/meaning.md, 5).

`run` is a function of the core, the timeline, the as-of time and the parameters, and of nothing else. A `Session` takes
records as they become known and can be asked for a result between them; both go through the same engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from fractions import Fraction

from careway.evaluate.assemble import assemble
from careway.evaluate.chart import usable_from
from careway.evaluate.engine import Engine
from careway.evaluate.observer import Observer
from careway.evaluate.result import Result
from careway.ir.nodes import Guideline
from careway.model.quantity import Quantity
from careway.model.time import DAY_SECONDS, Calendar, Duration, Instant
from careway.model.timeline import Entry, Timeline
from careway.model.units import conversion


class RunError(Exception):
    """What was asked cannot be run (an unknown parameter, a date that is none); the message says what to write."""


_EPOCH = date(1970, 1, 1).toordinal()

Parameters = Mapping[str, Quantity | Duration]


def run(
    core: Guideline,
    timeline: Timeline,
    *,
    as_of: str | None = None,
    population: str | None = None,
    parameters: Parameters | None = None,
    observer: Observer | None = None,
) -> Result:
    """Run a guideline on one patient's timeline and give everything that it says.

    `as_of` is a date (the end of that day is meant) or a local date and time, by default the day of the last record.
    `population` names a parameter set (default: the one that the timeline asks for); `parameters` set single ones.
    An `observer` is told what is judged, and changes nothing.
    Raises RunError for a date, set or parameter that is none.
    """
    session = Session(core, timeline, population=population, parameters=parameters, entries=(), observer=observer)
    session.feed(timeline.entries)
    return session.result(as_of)


class Session:
    """A run that takes records as they become known."""

    def __init__(
        self,
        core: Guideline,
        timeline: Timeline,
        *,
        population: str | None = None,
        parameters: Parameters | None = None,
        entries: Iterable[Entry] | None = None,
        observer: Observer | None = None,
    ) -> None:
        """`entries` are the records to begin with (default: those of the timeline)."""
        self.core = core
        self.timeline = timeline
        self.observer = observer
        self.population = population if population is not None else timeline.population
        self.parameters = resolve(core, self.population, parameters or {})
        self._entries: list[Entry] = []
        self._extra: list[Instant] = []
        self._engine = self._begin()
        self.feed(timeline.entries if entries is None else entries)

    def _begin(self) -> Engine:
        engine = Engine(self.core, self.timeline.patient, self.timeline.calendar, self.parameters, self.observer)
        for entry in self._entries:
            engine.enqueue(entry, self.usable_from(entry))
        for instant in self._extra:
            engine.visit_afresh(instant)
        return engine

    def usable_from(self, entry: Entry) -> Instant:
        """The instant from which an entry may be used."""
        return usable_from(entry, self.timeline.calendar)

    def feed(self, entries: Iterable[Entry]) -> None:
        """Take in records. One that was known before what has been decided already makes the run begin anew."""
        late = False
        for entry in entries:
            self._entries.append(entry)
            usable = self.usable_from(entry)
            late = late or (self._engine.reached is not None and usable <= self._engine.reached)
            if not late:
                self._engine.enqueue(entry, usable)
        if late:
            self._engine = self._begin()

    def visit(self, instants: Iterable[Instant]) -> None:
        """Evaluate at further instants too. It changes nothing of the result: tests hold the engine to that."""
        self._extra.extend(instants)
        self._engine = self._begin()

    def result(self, as_of: str | None = None) -> Result:
        """The result as of a time (default: the day of the last record so far)."""
        calendar = self.timeline.calendar
        if as_of is None:
            newest = max((self.usable_from(entry) for entry in self._entries), default=None)
            day = _EPOCH if newest is None else calendar.day_of(newest)
            end = calendar.end_of(day)
            shown = "no record" if newest is None else calendar.show(calendar.on_day(day))
        else:
            end, shown = as_of_instant(as_of, calendar)
        if self._engine.reached is not None and self._engine.reached > end:
            self._engine = self._begin()
        self._engine.advance(end)
        if self.observer is not None:
            self.observer.ended(self._engine)
        return assemble(self._engine, self.timeline, self.population, shown)


def as_of_instant(text: str, calendar: Calendar) -> tuple[Instant, str]:
    """The instant that an as-of time means, and how it is shown. Raises RunError where it is no date or time."""
    text = text.strip()
    try:
        if len(text) == 10:
            day = date.fromisoformat(text).toordinal()
            return calendar.end_of(day), calendar.show(calendar.on_day(day))
        local = datetime.fromisoformat(text)
    except ValueError:
        raise RunError(f"'{text}' is not a date or time: write 2025-04-20 or 2025-04-20T14:30") from None
    try:
        if local.tzinfo is not None:
            since = local.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
            instant = since.days * DAY_SECONDS + since.seconds
        else:
            instant = calendar.instant_of(local.replace(microsecond=0))
        return instant, calendar.show_instant(instant)
    except OverflowError:
        raise RunError(f"'{text}' lies outside of the calendar, which has the years 1 to 9999") from None


def resolve(core: Guideline, population: str | None, given: Parameters) -> dict[str, Quantity | Duration]:
    """The parameters of a run: each one's own value, that of the set, that given, in this order.

    Raises RunError for an unknown set or parameter, or a value of another kind of unit.
    """
    values = {parameter.name: parameter.value for parameter in core.parameters}
    chosen: list[tuple[str, Quantity | Duration]] = []
    if population is not None:
        sets = {item.name: item for item in core.sets}
        if population not in sets:
            known = ", ".join(sets) or "none"
            raise RunError(f"the guideline has no parameter set '{population}' (it has: {known})")
        chosen += [(setting.parameter, setting.value) for setting in sets[population].settings]
    chosen += list(given.items())
    for name, value in chosen:
        if name not in values:
            raise RunError(f"the guideline has no parameter '{name}' (it has: {', '.join(values) or 'none'})")
        values[name] = _in_unit(name, value, values[name])
    return values


def _in_unit(name: str, value: Quantity | Duration, declared: Quantity | Duration) -> Quantity | Duration:
    if isinstance(declared, Duration) or isinstance(value, Duration):
        if isinstance(declared, Duration) and isinstance(value, Duration):
            return value
        raise RunError(f"the parameter '{name}' is {_example(declared)}; write it as {_example(declared)} is written")
    factor = Fraction(1) if value.unit == declared.unit else conversion(value.unit, declared.unit)
    if factor is None:
        raise RunError(f"the parameter '{name}' is in {declared.unit}, which {value.unit} cannot be converted into")
    return Quantity(value.value * factor, declared.unit)


def _example(value: Quantity | Duration) -> str:
    return str(value)
