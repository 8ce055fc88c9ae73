"""Dates and times as files write them, and their place on a patient's axis of time.

A text is read in two steps, because the calendar of a timeline without a zone rests on the offsets that its own
records carry: first every text becomes a `Moment`, then all moments make the `Calendar`, then each finds its `When`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import datetime, tzinfo

from careway.base.record import record
from careway.model.time import DAY_SECONDS, Calendar, Instant, When

EARLIEST_YEAR, LATEST_YEAR = 1850, 2200
_WRITTEN = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,12})?)?(Z|[+-]\d\d:?\d\d)?)?)?)?"
)
DATE_PATTERN = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"
"""How a date is written, for the schema."""
MOMENT_PATTERN = (
    r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,12})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?)?)?$"
)
"""How a date or a date and time is written, for the schema."""
_EPOCH = datetime(1970, 1, 1)


@record
class Moment:
    """A date or time as written. `local` is its first moment; `days` the number of days that it may have been (1 for
    a date, 31 for `2025-03`), 0 where the time of day is known; `offset` its own offset from UTC, in seconds."""

    text: str
    local: datetime
    days: int
    offset: int | None = None

    @property
    def instant(self) -> Instant | None:
        """The instant, where the text itself says it."""
        return None if self.offset is None else _wall(self.local) - self.offset


def read_moment(text: str) -> Moment | str:
    """A date or time, or the reason in words why the text is none."""
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        return "write a date as 2025-04-20, or with the time of day as 2025-04-20T14:30"
    year, month, day, hour, minute, second, offset = match.groups()
    if not EARLIEST_YEAR <= int(year) <= LATEST_YEAR:
        return f"the year must lie between {EARLIEST_YEAR} and {LATEST_YEAR}"
    if month is not None and not 1 <= int(month) <= 12:
        return "there is no such month: a year has 12"
    if day is not None and not 1 <= int(day) <= monthrange(int(year), int(month))[1]:
        return f"there is no such day: that month has {monthrange(int(year), int(month))[1]} days"
    if hour is None:
        last = 1 if day else monthrange(int(year), int(month))[1] if month else 365 + (monthrange(int(year), 2)[1] - 28)
        return Moment(match[0], datetime(int(year), int(month or 1), int(day or 1)), last)
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 60:
        return "a time of day lies between 00:00 and 23:59"
    # A leap second has no place on the axis: it is read as the second before.
    local = datetime(int(year), int(month), int(day), int(hour), int(minute), min(int(second or 0), 59))
    if offset is None:
        return Moment(match[0], local, 0)
    seconds = 0
    if offset != "Z":
        hours, minutes = int(offset[1:3]), int(offset[-2:])
        if hours > 14 or minutes > 59:
            return "an offset from UTC lies between -14:00 and +14:00"
        seconds = (hours * 3600 + minutes * 60) * (-1 if offset[0] == "-" else 1)
    return Moment(match[0], local, 0, seconds)


def calendar_of(moments: Iterable[Moment], zone: tzinfo | None) -> Calendar:
    """The calendar of a timeline: its zone's, else one of the offsets that its own records carry."""
    if zone is not None:
        return Calendar(zone)
    carried = sorted({(moment.instant, moment.offset) for moment in moments if moment.instant is not None})
    offsets: list[tuple[Instant, int]] = []
    for instant, offset in carried:
        assert instant is not None and offset is not None
        if not offsets or offsets[-1][1] != offset:
            offsets.append((instant, offset))
    return Calendar(None, tuple(offsets))


def place(moment: Moment, calendar: Calendar) -> When:
    """When that was, on the timeline's axis."""
    if moment.days:
        first = moment.local.toordinal()
        return calendar.between_days(first, first + moment.days - 1)
    if moment.instant is None:
        return calendar.local_time(moment.local)
    if calendar.zone is not None:
        return calendar.at(moment.instant)
    # Without a zone a record's own offset decides its day.
    day = moment.local.toordinal()
    return When(moment.instant, moment.instant, day, day)


def known_from(moment: Moment, when: When, calendar: Calendar) -> Instant:
    """The instant from which a record of that time may be used: a date counts from its start, a month from the start
    of its last day."""
    return calendar.start_of(when.day_last) if moment.days else when.last


def _wall(local: datetime) -> int:
    delta = local - _EPOCH
    return delta.days * DAY_SECONDS + delta.seconds
