"""Dates and times of a timeline as FHIR writes them, each with the offset of local time that it had.

FHIR's dates are texts of a known precision (`2026`, `2026-01`, `2026-01-05`, or a time with its offset), which is what
a timeline distinguishes too. Local times of a wall clock, where no record says an offset, are written `+00:00`.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, timedelta

from careway.base.record import record
from careway.model.time import Calendar, Day, Instant, When, show_day

_EPOCH = datetime(1970, 1, 1)
_MOST_OFFSET = 14 * 3600


@record
class Between:
    """It happened at some moment from `start` to `end`."""

    start: str
    end: str


class Dates:
    """Writes the dates of one timeline, and keeps the offsets that it wrote."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._carried: set[tuple[Instant, int]] = set()

    def when(self, when: When) -> str | Between:
        """When something happened: one text, or two where FHIR has no text for all that it can have been."""
        calendar = self.calendar
        if when.exact:
            return self.time(when.first, when.day_first)
        if when == calendar.between_days(when.day_first, when.day_last):
            whole = _whole(when.day_first, when.day_last)
            return Between(show_day(when.day_first), show_day(when.day_last)) if whole is None else whole
        starts, ends = calendar.start_of(when.day_first), calendar.end_of(when.day_last)
        return Between(
            show_day(when.day_first) if when.first == starts else self.time(when.first, when.day_first),
            show_day(when.day_last) if when.last == ends else self.time(when.last, when.day_last),
        )

    def known_with(self, when: When) -> Instant:
        """From when a record of that time counts as known where it does not say it: a date from its start (of several
        days, that of the last), a time of day at once."""
        written = self.when(when)
        end = written.end if isinstance(written, Between) else written
        return when.last if "T" in end else self.calendar.start_of(when.day_last)

    def time(self, instant: Instant, day: Day | None = None) -> str:
        """An instant in local time, with its offset; `day` is the local day on which its record puts it."""
        offset = self._offset(instant, day)
        if offset % 60 or abs(offset) > _MOST_OFFSET:
            offset = 0  # an offset to the second (of the time before time zones) is none that FHIR can write
        self._carried.add((instant, offset))
        sign, minutes = "-" if offset < 0 else "+", abs(offset) // 60
        local = _EPOCH + timedelta(seconds=instant + offset)
        return f"{local.isoformat()}{sign}{minutes // 60:02}:{minutes % 60:02}"

    def keep_the_calendar(self) -> bool:
        """Whether the offsets written so far give the days of the timeline's own calendar."""
        calendar = self.calendar
        if calendar.zone is not None:
            return True
        again = Calendar(None, tuple(sorted(self._carried)))
        changes = [instant for instant, _ in (*calendar.offsets, *again.offsets)]
        return all(calendar.offset(at) == again.offset(at) for one in changes for at in (one - 1, one))

    def _offset(self, instant: Instant, day: Day | None) -> int:
        """The offset at an instant. Without a zone records carry their own, and two of one instant may differ: the one
        that gives the record's own day is meant."""
        usual = self.calendar.offset(instant)
        if day is None or self.calendar.zone is not None or _day(instant + usual) == day:
            return usual
        others = sorted(self.calendar.offsets, key=lambda item: (abs(item[0] - instant), item))
        return next((offset for _, offset in others if _day(instant + offset) == day), usual)


def _day(local: Instant) -> Day:
    return (_EPOCH + timedelta(seconds=local)).toordinal()


def _whole(first: Day, last: Day) -> str | None:
    """The text of a day, a whole month or a whole year."""
    start, end = date.fromordinal(first), date.fromordinal(last)
    if start == end:
        return start.isoformat()
    if start.day != 1 or start.year != end.year:
        return None
    if start.month == end.month and end.day == monthrange(end.year, end.month)[1]:
        return f"{start.year:04}-{start.month:02}"
    return f"{start.year:04}" if (start.month, end.month, end.day) == (1, 12, 31) else None
