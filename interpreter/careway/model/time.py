"""Time as a timeline has it: moments of known or unknown time of day, calendar durations, and a patient's calendar.

One axis carries everything: an `Instant` is a whole number of seconds since 1970-01-01T00:00:00, in UTC where the
timeline knows its offset, in the patient's wall-clock time where it does not. A day is an ordinal of the proleptic
Gregorian calendar (`datetime.date.toordinal`). Days and longer are counted on the calendar of the timeline's zone,
hours and minutes between instants (the rule of CQL: the unit of a duration sets its precision).

The calendar ends with the years 1 and 9999. The axis goes on: the day after the last has a start, so that what ends
with the last day can be asked for, and the day after the last is shown as the last.
"""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import Enum
from functools import cached_property

from careway.base.record import record

Instant = int
Day = int

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_EPOCH = datetime(1970, 1, 1)
_EPOCH_UTC = datetime(1970, 1, 1, tzinfo=UTC)
LAST_DAY = date.max.toordinal()
DAY_SECONDS = 86_400
_FIRST_SECOND, _LAST_SECOND = (1 - _EPOCH_DAY) * DAY_SECONDS, (LAST_DAY + 1 - _EPOCH_DAY) * DAY_SECONDS - 1
_FIRST_WITH_OFFSET, _LAST_WITH_OFFSET = _FIRST_SECOND + DAY_SECONDS, _LAST_SECOND - DAY_SECONDS
"""A day less at either end: with its offset an instant must still lie on the calendar."""


class TimeUnit(Enum):
    """The units in which a guideline counts time."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


_CLOCK_SECONDS = {TimeUnit.MINUTE: 60, TimeUnit.HOUR: 3600}
_IN_DAYS = {TimeUnit.DAY: 1, TimeUnit.WEEK: 7}
_IN_MONTHS = {TimeUnit.MONTH: 1, TimeUnit.YEAR: 12}


@record
class Duration:
    """A length of time as an author writes it: `3 days`, `24 hours`, `1 month`. The amount is not negative."""

    amount: int
    unit: TimeUnit

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.value}" + ("" if self.amount == 1 else "s")

    @property
    def by_clock(self) -> bool:
        """Whether it is counted between instants (hours, minutes) and not on the calendar."""
        return self.unit in _CLOCK_SECONDS

    @property
    def seconds(self) -> int:
        """Its length in seconds; only for a duration that is counted by the clock."""
        return self.amount * _CLOCK_SECONDS[self.unit]


@record
class When:
    """When something happened, as far as the record says.

    `first` and `last` are the earliest and the latest instant it can have been; `day_first` and `day_last` the
    calendar days of these. A date without a time of day spans its day; `2026-01` spans its month.
    """

    first: Instant
    last: Instant
    day_first: Day
    day_last: Day

    @property
    def exact(self) -> bool:
        """Whether the time of day is known."""
        return self.first == self.last

    @property
    def one_day(self) -> bool:
        """Whether the calendar day is known."""
        return self.day_first == self.day_last


def shift_beyond(day: Day, duration: Duration, sign: int = 1) -> Day:
    """The day `duration` after `day` (before it, with `sign` -1), for a duration in days or longer.

    Months and years keep the day of the month and clamp to the month's end: 31 January + 1 month is 28 or 29
    February. Where that is beyond the calendar's ends (years 1 and 9999), it is the day after the last or before the
    first: a day that does not come.
    """
    day, amount = on_calendar(day), sign * duration.amount
    if duration.unit in _IN_DAYS:
        return max(0, min(LAST_DAY + 1, day + amount * _IN_DAYS[duration.unit]))
    start = date.fromordinal(day)
    months = start.year * 12 + start.month - 1 + amount * _IN_MONTHS[duration.unit]
    year, month = divmod(months, 12)
    if year < 1:
        return 0
    if year > 9999:
        return LAST_DAY + 1
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])).toordinal()


def shift_day(day: Day, duration: Duration, sign: int = 1) -> Day:
    """The same, but beyond the calendar's ends it stays at the end."""
    return on_calendar(shift_beyond(day, duration, sign))


def _seconds(delta: timedelta) -> int:
    return delta.days * DAY_SECONDS + delta.seconds


def on_calendar(day: Day) -> Day:
    """A day, or the end of the calendar that it lies beyond."""
    return max(1, min(LAST_DAY, day))


def show_day(day: Day) -> str:
    """A day as a clinician reads it: 2025-04-20."""
    return date.fromordinal(on_calendar(day)).isoformat()


@dataclass(frozen=True)
class Calendar:
    """A patient's calendar: which local day an instant belongs to.

    `zone` is the timeline's declared time zone. Without one, times are read as written: `offsets` then holds, in
    order, the UTC offset in seconds that the records themselves carry from an instant on (empty: none carries any,
    and the axis is wall-clock time).
    """

    zone: tzinfo | None = None
    offsets: tuple[tuple[Instant, int], ...] = ()
    _days: dict[Instant, Day] = field(default_factory=dict, compare=False, repr=False)
    _starts: dict[Day, Instant] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def _offset_instants(self) -> list[Instant]:
        return [instant for instant, _ in self.offsets]

    def offset(self, instant: Instant) -> int:
        """The offset of local time from the axis at an instant, in seconds."""
        if self.zone is not None:
            within = max(_FIRST_WITH_OFFSET, min(_LAST_WITH_OFFSET, instant))
            delta = (_EPOCH_UTC + timedelta(seconds=within)).astimezone(self.zone).utcoffset()
            return _seconds(delta) if delta is not None else 0
        if not self.offsets:
            return 0
        index = bisect_right(self._offset_instants, instant)
        return self.offsets[max(0, index - 1)][1]

    def day_of(self, instant: Instant) -> Day:
        """The local calendar day of an instant."""
        day = self._days.get(instant)
        if day is None:
            day = (instant + self.offset(instant)) // DAY_SECONDS + _EPOCH_DAY
            self._days[instant] = day
        return day

    def local(self, instant: Instant) -> datetime:
        """The local wall-clock time of an instant, without a zone."""
        seconds = instant + self.offset(instant)
        return _EPOCH + timedelta(seconds=max(_FIRST_SECOND, min(_LAST_SECOND, seconds)))

    def start_of(self, day: Day) -> Instant:
        """The first instant of a local day."""
        start = self._starts.get(day)
        if start is None:
            within = on_calendar(day)
            start = self.instant_of(datetime.combine(date.fromordinal(within), datetime.min.time()))
            start += (day - within) * DAY_SECONDS
            self._starts[day] = start
        return start

    def end_of(self, day: Day) -> Instant:
        """The last whole second of a local day."""
        return self.start_of(day + 1) - 1

    def instant_of(self, local: datetime, fold: int = 0) -> Instant:
        """The instant of a local wall-clock time; one that a clock change skips is read with the earlier offset."""
        if self.zone is not None:
            aware = local.replace(tzinfo=self.zone, fold=fold)
            delta = aware.utcoffset()
            return _seconds(local - _EPOCH) - (_seconds(delta) if delta is not None else 0)
        wall = _seconds(local - _EPOCH)
        guess = wall - self.offset(wall)
        return wall - self.offset(guess)

    def on_day(self, day: Day) -> When:
        """A date without a time of day."""
        return When(self.start_of(day), self.end_of(day), day, day)

    def between_days(self, first: Day, last: Day) -> When:
        """A date of which only the span is known (a month, a year)."""
        return When(self.start_of(first), self.end_of(last), first, last)

    def at(self, instant: Instant) -> When:
        """A moment of known time of day."""
        day = self.day_of(instant)
        return When(instant, instant, day, day)

    def local_time(self, local: datetime) -> When:
        """A local wall-clock time. In the hour that a clock change repeats, it may be either of two instants; in one
        that it skips, it is read with the offset before the change."""
        first, second = self.instant_of(local, 0), self.instant_of(local, 1)
        if second < first:
            return self.at(first)
        return When(first, second, self.day_of(first), self.day_of(second))

    def shift(self, when: When, duration: Duration, sign: int = 1) -> When:
        """`when` plus `duration` (minus, with `sign` -1): a day for a calendar duration, a moment for a clock one."""
        if duration.by_clock:
            delta = sign * duration.seconds
            first, last = when.first + delta, when.last + delta
            return When(first, last, self.day_of(first), self.day_of(last))
        return self.between_days(
            shift_beyond(when.day_first, duration, sign), shift_beyond(when.day_last, duration, sign)
        )

    def show(self, when: When) -> str:
        """2025-04-20, 2025-04-20 14:30, or `2026-01-01 to 2026-01-31` where only a span is known."""
        if not when.one_day:
            return f"{show_day(when.day_first)} to {show_day(when.day_last)}"
        if not when.exact:
            return show_day(when.day_first)
        return self.show_instant(when.first)

    def show_instant(self, instant: Instant) -> str:
        """An instant as local date and time, to the minute, or to the second where it has seconds."""
        local = self.local(instant)
        return local.isoformat(" ", "seconds" if local.second else "minutes")
