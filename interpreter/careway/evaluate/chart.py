"""A patient's records as they are known at an instant, and the courses of drugs that follow from them.

The run adds entries in the order in which they become known. Records of a concept are kept by the time from which
they may be seen; looking back at an earlier instant sees only those up to it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort

from careway.base.record import record
from careway.model.time import Calendar, Day, Instant, When
from careway.model.timeline import Dose, Entry, Event, Off, Override, Retraction
from careway.model.vocabulary import Concept, Worse


@record
class Spell:
    """A stretch in which a drug was taken without a break; `stop` None: it goes on."""

    start: When
    stop: When | None


def seen_from(event: Event, calendar: Calendar) -> Instant:
    """The instant from which an event is part of the past: when it happened, a date counting from its start (of two
    possible days, the last)."""
    return event.when.first if event.when.one_day else calendar.start_of(event.when.day_last)


def usable_from(entry: Entry, calendar: Calendar) -> Instant:
    """The instant from which an entry may be used."""
    return max(entry.known, seen_from(entry, calendar)) if isinstance(entry, Event) else entry.known


def order_key(event: Event) -> tuple[int, int, int, str]:
    """The order of records of one concept: by time; of a drug's records of one date, a stop follows a dose."""
    return event.when.first, event.when.last, 1 if isinstance(event.value, Off) else 0, event.key


class Records:
    """The records of one concept, in order."""

    __slots__ = ("events", "rewrites", "seen", "spans", "version")

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.seen: list[tuple[Instant, tuple[int, int, int, str]]] = []
        self.spans = 0
        """How many of them have only a span of days; where there are any, the order is not one of days."""
        self.version = 0
        """Counts every change."""
        self.rewrites = 0
        """Counts the changes that were not an addition at the end."""

    def add(self, event: Event, seen: Instant) -> None:
        """Put a record in its place."""
        key = (seen, order_key(event))
        place = bisect_left(self.seen, key)
        if place < len(self.seen):
            self.rewrites += 1
        self.seen.insert(place, key)
        self.events.insert(place, event)
        self.spans += not event.when.one_day
        self.version += 1

    def remove(self, event: Event) -> None:
        """Take a record out."""
        place = self.events.index(event)
        del self.events[place], self.seen[place]
        self.spans -= not event.when.one_day
        self.version += 1
        self.rewrites += 1

    def count(self, now: Instant) -> int:
        """How many of the records are part of the past at an instant."""
        if not self.seen or self.seen[-1][0] <= now:
            return len(self.seen)
        return bisect_right(self.seen, now, key=lambda item: item[0])

    def first_at_or_after(self, instant: Instant) -> int:
        """The place of the first record seen from an instant on."""
        return bisect_left(self.seen, instant, key=lambda item: item[0])


class Chart:
    """All records known so far. `latest` moves on as entries are taken in."""

    def __init__(self, concepts: dict[str, Concept], calendar: Calendar) -> None:
        self.concepts = concepts
        self.calendar = calendar
        self.records: dict[str, Records] = {name: Records() for name in concepts}
        self.by_key: dict[str, Event] = {}
        self.gone: dict[str, str] = {}
        """Keys of records that were corrected or retracted, and by which record."""
        self.overrides: list[Override] = []
        self.changes = 0
        """Counts the entries taken in."""
        self._courses: dict[str, tuple[int, list[Event]]] = {}
        self._spells: dict[str, tuple[int, int, list[Spell], When | None]] = {}

    def take_in(self, entry: Entry) -> tuple[str | None, Event | None]:
        """Take in an entry that has become known. Gives the concept whose records changed, and the record that it put
        out of force, if any."""
        self.changes += 1
        match entry:
            case Override():
                insort(self.overrides, entry, key=lambda item: (item.known, item.key))
                return None, None
            case Retraction():
                self.gone[entry.retracts] = entry.key
                old = self.by_key.pop(entry.retracts, None)
                if old is not None:
                    self.records[old.concept].remove(old)
                return (old.concept if old else None), old
            case Event():
                old = None
                if entry.replaces is not None:
                    self.gone[entry.replaces] = entry.key
                    old = self.by_key.pop(entry.replaces, None)
                    if old is not None:
                        self.records[old.concept].remove(old)
                if entry.key not in self.gone:
                    self.by_key[entry.key] = entry
                    self.records[entry.concept].add(entry, seen_from(entry, self.calendar))
                return entry.concept, old

    def doses(self, drug: str, now: Instant) -> list[Event]:
        """The records of a drug up to an instant, in order; of doses of one date the higher stands last."""
        records = self.records[drug]
        cached = self._courses.get(drug)
        if cached is None or cached[0] != records.version:
            ordered = sorted(records.events, key=_course_key)
            cached = (records.version, ordered)
            self._courses[drug] = cached
        if records.count(now) == len(records.events):
            return cached[1]
        return [event for event in cached[1] if seen_from(event, self.calendar) <= now]

    def spells(self, drug: str, now: Instant, today: Day) -> list[Spell]:
        """The stretches in which a drug was taken, up to an instant."""
        records = self.records[drug]
        count = records.count(now)
        cached = self._spells.get(drug)
        if cached is None or cached[:2] != (records.version, count):
            spells, until = _spells(self.doses(drug, now))
            cached = (records.version, count, spells, until)
            self._spells[drug] = cached
        spells, until = cached[2], cached[3]
        if until is not None and until.day_last < today:
            return [*spells[:-1], Spell(spells[-1].start, until)]
        return spells

    def in_force(self, drug: str, now: Instant) -> Event | None:
        """The record of a drug that is in force: the last."""
        doses = self.doses(drug, now)
        return doses[-1] if doses else None


def _spells(doses: list[Event]) -> tuple[list[Spell], When | None]:
    """The spells that records give, and the end that the last record itself sets for the last spell."""
    spells: list[Spell] = []
    start: When | None = None
    until: When | None = None
    for event in doses:
        if start is not None and until is not None and event.when.day_first > until.day_last + 1:
            spells.append(Spell(start, until))
            start = None
        if taken(event):
            start = start or event.when
            until = event.until
        elif start is not None:
            stop = until if until is not None and until.day_last < event.when.day_first else event.when
            spells.append(Spell(start, stop))
            start = until = None
    if start is None:
        return spells, None
    return [*spells, Spell(start, None)], until


def taken(event: Event) -> bool:
    """Whether a drug's record says that it is taken: a dose of 0 is none."""
    if not isinstance(event.value, Dose):
        return False
    amount = event.value.amount
    return not (amount is not None and amount.point == 0)


def _course_key(event: Event) -> tuple[int, int, int, int, str]:
    dose = event.value.amount if isinstance(event.value, Dose) else None
    high = dose.high if dose is not None and dose.high is not None else None
    return (
        event.when.first,
        event.when.last,
        1 if isinstance(event.value, Off) else 0,
        0 if high is None else int(high * 1_000_000),
        event.key,
    )


def worse_of(concept: Concept, events: list[Event]) -> Event:
    """Of records that cannot be put in order, the worse: the higher value, or the lower where the concept says so; of
    ranges, the one that is worse for certain."""
    if len(events) == 1:
        return events[0]
    sign = 1 if concept.worse is Worse.HIGHER else -1

    def badness(event: Event) -> tuple[int, object, str]:
        span = getattr(event.value, "span", None) or getattr(event.value, "amount", None)
        bound = None if span is None else span.low if sign > 0 else span.high
        return (0, 0, event.key) if bound is None else (1, sign * bound, event.key)

    return max(events, key=badness)
