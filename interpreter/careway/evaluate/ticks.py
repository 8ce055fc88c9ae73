"""The scale on which a schedule counts: calendar days, or seconds where it speaks of hours or several times a day."""

from __future__ import annotations

from careway.base.record import record
from careway.ir.nodes import Every, Interval, Monitor, TimesPer
from careway.model.time import DAY_SECONDS, LAST_DAY, Calendar, Duration, Instant, TimeUnit, When, shift_beyond

_MONTH_DAYS = 30


@record
class Ticks:
    """A schedule's scale. A tick is a day (an ordinal) or, `by_clock`, an instant."""

    calendar: Calendar
    by_clock: bool

    def of(self, when: When) -> tuple[int, int]:
        """The first and the last tick that a moment may be."""
        return (when.first, when.last) if self.by_clock else (when.day_first, when.day_last)

    def at(self, instant: Instant) -> int:
        """The tick of an instant."""
        return instant if self.by_clock else self.calendar.day_of(instant)

    def start(self, tick: int) -> Instant:
        """The first instant of a tick."""
        return tick if self.by_clock else self.calendar.start_of(tick)

    @property
    def end(self) -> int:
        """The first tick after the calendar's end."""
        return self.calendar.start_of(LAST_DAY + 1) if self.by_clock else LAST_DAY + 1

    def shift(self, tick: int, duration: Duration, sign: int = 1) -> int:
        """A tick moved by a duration."""
        if not self.by_clock:
            return shift_beyond(tick, duration, sign)
        if duration.by_clock:
            return tick + sign * duration.seconds
        day = self.calendar.day_of(tick)
        return tick + (shift_beyond(day, duration, sign) - day) * DAY_SECONDS

    def when(self, tick: int) -> When:
        """A tick as a time."""
        return self.calendar.at(tick) if self.by_clock else self.calendar.on_day(tick)

    def show(self, tick: int) -> str:
        """A tick as a clinician reads it."""
        return self.calendar.show(self.when(tick))

    def due(self, interval: Interval, start: int, number: int) -> int:
        """The due tick of the `number`-th occasion (from 1) after the start of a phase.

        Several times in a period: the i-th of n falls i/n of the period after its start, rounded down to whole days
        (a month counts as 30 days, its last occasion is the calendar month's end).
        """
        match interval:
            case Every():
                return self.shift(start, times(interval.period, number))
            case TimesPer():
                whole, part = divmod(number, interval.count)
                base = self.shift(start, times(interval.period, whole))
                if part == 0:
                    return base
                if self.by_clock:
                    length = self.shift(base, interval.period) - base
                    return base + length * part // interval.count
                days = {TimeUnit.MONTH: _MONTH_DAYS, TimeUnit.YEAR: 365}.get(interval.period.unit)
                length = shift_beyond(base, interval.period) - base if days is None else days * interval.period.amount
                return base + length * part // interval.count


def times(duration: Duration, count: int) -> Duration:
    """A duration repeated."""
    return Duration(duration.amount * count, duration.unit)


def needs_clock(monitor: Monitor) -> bool:
    """Whether a monitor counts in hours, or several times a day."""
    for phase in monitor.phases:
        match phase.interval:
            case Every():
                if phase.interval.period.by_clock:
                    return True
            case TimesPer():
                if phase.interval.period.by_clock or (
                    phase.interval.period.unit is TimeUnit.DAY and phase.interval.count > phase.interval.period.amount
                ):
                    return True
    return False
