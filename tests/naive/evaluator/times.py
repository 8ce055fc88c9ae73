"""Moments and the calendar of a timeline: instants are whole seconds of one axis, days are ordinals.

With a zone the axis is UTC, without one it is the clock on the wall.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from naive.evaluator.numbers import Truth

EPOCH = datetime(1970, 1, 1)
LAST_DAY = date.max.toordinal()
NOT_YET = "not yet"
UNCLEAR = "unclear"


class NotRead(Exception):
    """What this evaluator does not read."""


class When(NamedTuple):
    """The first and the last instant that it can have been, and their days."""

    first: int
    last: int
    day: int
    last_day: int

    @property
    def exact(self) -> bool:
        """Whether the time of day is known."""
        return self.first == self.last


Time = When | str
"""A moment, NOT_YET or UNCLEAR."""


def by_clock(duration: dict[str, Any]) -> bool:
    """Whether a duration is counted in hours or minutes."""
    return duration["unit"] in ("minute", "hour")


def seconds(duration: dict[str, Any]) -> int:
    """The length of one that is."""
    return int(duration["amount"]) * {"minute": 60, "hour": 3600}[duration["unit"]]


def shift_day(day: int, duration: dict[str, Any], sign: int = 1) -> int:
    """A day moved on the calendar; months keep the day of the month, or end with the month."""
    amount, unit = sign * int(duration["amount"]), duration["unit"]
    if unit in ("day", "week"):
        return max(1, min(LAST_DAY, day + amount * (7 if unit == "week" else 1)))
    at = date.fromordinal(day)
    year, month = divmod(at.year * 12 + at.month - 1 + amount * (12 if unit == "year" else 1), 12)
    if year < 1:
        return 1
    if year > 9999:
        return LAST_DAY
    return date(year, month + 1, min(at.day, monthrange(year, month + 1)[1])).toordinal()


class Calendar:
    """Which day an instant belongs to."""

    def __init__(self, zone: str | None) -> None:
        self.zone = ZoneInfo(zone) if zone else None

    def local(self, instant: int) -> datetime:
        """The time on the wall."""
        at = EPOCH + timedelta(seconds=instant)
        return at if self.zone is None else at.replace(tzinfo=UTC).astimezone(self.zone).replace(tzinfo=None)

    def day_of(self, instant: int) -> int:
        """The day of an instant."""
        return self.local(instant).toordinal()

    def instant(self, local: datetime, fold: int = 0) -> int:
        """The instant of a time on the wall: the first of two, and one that was skipped by the offset before."""
        at = local - EPOCH
        offset = timedelta(0) if self.zone is None else local.replace(tzinfo=self.zone, fold=fold).utcoffset()
        assert offset is not None
        return (at - offset) // timedelta(seconds=1)

    def start(self, day: int) -> int:
        """The first instant of a day."""
        return self.instant(datetime.combine(date.fromordinal(day), datetime.min.time()))

    def end(self, day: int) -> int:
        """The last whole second of a day."""
        return self.start(day + 1) - 1

    def days(self, first: int, last: int) -> When:
        """Some moment of these days."""
        return When(self.start(first), self.end(last), first, last)

    def at(self, instant: int) -> When:
        """A moment whose time of day is known."""
        return When(instant, instant, self.day_of(instant), self.day_of(instant))

    def stands_for(self, instant: int) -> When:
        """An instant as a time: the start of a day stands for that date."""
        day = self.day_of(instant)
        return self.days(day, day) if instant == self.start(day) else self.at(instant)

    def dated(self, instant: int) -> When:
        """An instant of the log: the start or the end of a day stands for that date."""
        day = self.day_of(instant)
        return self.days(day, day) if instant in (self.start(day), self.end(day)) else self.at(instant)

    def shift(self, when: When, duration: dict[str, Any], sign: int) -> When:
        """A moment moved; by days or longer it becomes a date."""
        if by_clock(duration):
            by = sign * seconds(duration)
            first, last = when.first + by, when.last + by
            return When(first, last, self.day_of(first), self.day_of(last))
        return self.days(shift_day(when.day, duration, sign), shift_day(when.last_day, duration, sign))

    def read(self, text: str) -> When:
        """A time as a timeline writes it."""
        if len(text) == 4:
            return self.days(date(int(text), 1, 1).toordinal(), date(int(text), 12, 31).toordinal())
        if len(text) == 7:
            year, month = int(text[:4]), int(text[5:])
            last = date(year, month, monthrange(year, month)[1])
            return self.days(date(year, month, 1).toordinal(), last.toordinal())
        if len(text) == 10:
            day = date.fromisoformat(text).toordinal()
            return self.days(day, day)
        at = datetime.fromisoformat(text)
        if at.tzinfo is not None:
            if self.zone is None:
                raise NotRead("an offset in a timeline without a zone")
            return self.at((at.astimezone(UTC).replace(tzinfo=None) - EPOCH) // timedelta(seconds=1))
        first, second = self.instant(at, 0), self.instant(at, 1)
        if second <= first:
            return self.at(first)
        return When(first, second, self.day_of(first), self.day_of(second))

    def show(self, when: When) -> str:
        """As results show it."""
        if when.day != when.last_day:
            return f"{date.fromordinal(when.day)} to {date.fromordinal(when.last_day)}"
        return self.show_instant(when.first) if when.exact else str(date.fromordinal(when.day))

    def show_instant(self, instant: int) -> str:
        """Date and time, with seconds where there are any."""
        return self.local(instant).strftime("%Y-%m-%d %H:%M" + (":%S" if instant % 60 else ""))


def reaches(one: When, other: When, inclusive: bool, days: bool) -> Truth:
    """Whether one moment is after another, or at it where that counts; by days, or by instants."""
    first, last = (one.day, one.last_day) if days else (one.first, one.last)
    from_, to = (other.day, other.last_day) if days else (other.first, other.last)
    if first > to or (inclusive and first == to):
        return True
    if last < from_ or (not inclusive and last == from_):
        return False
    return None


def in_order(one: When, other: When) -> bool:
    """Whether one moment is before another for certain."""
    if one.exact and other.exact:
        return one.last < other.first
    return one.last_day < other.day


def has_come(when: Time, now: int, today: int) -> Truth:
    """A date has come from its start on, a partial one from the start of the last day that it may be."""
    if isinstance(when, str):
        return False if when == NOT_YET else None
    if when.exact:
        return now >= when.first
    if today >= when.last_day:
        return True
    return None if now >= when.first else False


def compare_elapsed(sign: str, duration: dict[str, Any], since: When, now: int, today: int) -> Truth:
    """The time since a moment against a length: `>=` is reached on the day that lies so far after it."""

    def reached(more: int) -> Truth:
        if by_clock(duration):
            first, last = (at + seconds(duration) + more for at in (since.first, since.last))
            at = now
        else:
            first, last = (shift_day(day, duration) + more for day in (since.day, since.last_day))
            at = today
        return True if at >= last else None if at >= first else False

    at_least, more = reached(0), reached(1)
    if sign == "=":
        if at_least is False or more is True:
            return False
        return None if None in (at_least, more) else True
    answer = at_least if sign in (">=", "<") else more
    if sign in ("<", "<="):
        return None if answer is None else not answer
    return answer
