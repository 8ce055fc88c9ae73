"""What a bundle says to an engine that knows no time zones: CQL.

FHIR writes a date without a time of day without an offset, and CQL takes it for a day of the offset of the instant for
which it is asked (CQL 1.5, Appendix B, DateTime). Where clocks have changed between the two, such a day begins an hour
earlier or later than it did for the patient. Times of day carry their own offsets in both.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

from careway.model.time import Calendar, When
from careway.model.timeline import Entry, Event
from careway.replay.situation import Situation
from careway.replay.verify import read_back

NO_ZONES = "dates without a time of day are days of the offset of the instant asked: CQL knows no time zones"


def read_without_zone(given: Situation) -> tuple[Situation | None, tuple[str, ...]]:
    """The situation that the bundle holds, its dates taken as days of the offset of the instant asked."""
    read, unsaid = read_back(given)
    if read is None or read.timeline.calendar.zone is None:
        return read, unsaid
    fixed = Calendar(timezone(timedelta(seconds=read.timeline.calendar.offset(given.as_of))))
    timeline = read.timeline
    entries = tuple(_moved(entry, timeline.calendar, fixed) for entry in timeline.entries)
    return replace(read, timeline=replace(timeline, calendar=fixed, entries=entries)), (*unsaid, NO_ZONES)


def _moved(entry: Entry, was: Calendar, fixed: Calendar) -> Entry:
    if not isinstance(entry, Event):
        return entry
    when = entry.when
    usual = was.start_of(when.day_last)
    until = None if entry.until is None else _day(entry.until, was, fixed)
    known = fixed.start_of(when.day_last) if not when.exact and entry.known == usual else entry.known
    return replace(entry, when=_day(when, was, fixed), until=until, known=known)


def _day(when: When, was: Calendar, fixed: Calendar) -> When:
    if when.exact or when != was.between_days(when.day_first, when.day_last):
        return when
    return fixed.between_days(when.day_first, when.day_last)
