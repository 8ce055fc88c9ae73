"""Which records of a timeline were in force, and what became of each: versions of one record, as FHIR has them.

A correction is a later version of the record that it corrects, where it is of the same concept and time; else the
record is taken back and the correction is a record of its own. The order is that of the evaluator: as records become
usable, and those of one instant by key. A version that another one replaces at the very same instant was never seen
by anyone and is left out, so that the time of issue puts versions in order without doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import Enum

from careway.base.record import record
from careway.model.time import Calendar, Instant
from careway.model.timeline import Entry, Event, Override, Retraction


class Fate(Enum):
    """What a version is: the first of its record, a correction of the one before, or that it was taken back."""

    FIRST = "first"
    CORRECTION = "correction"
    TAKEN_BACK = "taken back"
    NEVER = "never in force"
    """Corrected or taken back before it could be used: it counts for nothing."""


@record
class Version:
    """One version of a record: what it says, its own key and that of the record's first version, when it was issued,
    and whether other versions of the record stand beside it (then its time of issue must be said). `instead` is the
    event that it corrects though it is no version of it: of another time, or said by another type of resource."""

    event: Event
    key: str
    first: str
    issued: Instant
    fate: Fate
    several: bool = False
    instead: Event | None = None


def usable_from(entry: Entry, calendar: Calendar) -> Instant:
    """The instant from which an entry may be used: when it was known, never before it happened (a date counts from
    its start, of several possible days from the start of the last)."""
    if not isinstance(entry, Event):
        return entry.known
    when = entry.when
    return max(entry.known, when.first if when.one_day else calendar.start_of(when.day_last))


def versions(
    entries: Iterable[Entry], calendar: Calendar, as_of: Instant | None, alike: Callable[[Event, Event], bool]
) -> list[Version]:
    """The versions of all records that can be used up to `as_of` (None: all), ordered by the time at which they
    happened. `alike` says whether two events can be versions of one resource."""
    ordered = sorted(((usable_from(entry, calendar), entry.key), entry) for entry in entries)
    histories = _Histories(alike)
    for (at, _), entry in ordered:
        if as_of is None or at <= as_of:
            histories.take_in(entry, at)
    return histories.found()


class _Histories:
    def __init__(self, alike: Callable[[Event, Event], bool]) -> None:
        self.alike = alike
        self.gone: set[str] = set()
        self.in_force: dict[str, list[Version]] = {}
        """For the key of a record in force, the versions that led to it; it is the last of them."""
        self.records: list[list[Version]] = []

    def take_in(self, entry: Entry, at: Instant) -> None:
        match entry:
            case Override():
                return
            case Retraction():
                self._end(entry.retracts, entry.key, at)
            case Event():
                before = None if entry.replaces is None else self.in_force.get(entry.replaces)
                replaced_itself = entry.key in self.gone
                if before is not None and not replaced_itself and self.alike(before[-1].event, entry):
                    self._correct(before, entry, at)
                    return
                instead = None if before is None else before[-1].event
                if entry.replaces is not None:
                    self._end(entry.replaces, f"{entry.key} in its place", at)
                fate = Fate.NEVER if replaced_itself else Fate.FIRST
                history = [Version(entry, entry.key, entry.key, at, fate, instead=instead)]
                self.records.append(history)
                if not replaced_itself:
                    self.in_force[entry.key] = history

    def _correct(self, history: list[Version], event: Event, at: Instant) -> None:
        self.gone.add(history[-1].key)
        del self.in_force[history[-1].key]
        if history[-1].issued == at:
            history.pop()
        first = history[0].key if history else event.key
        history.append(Version(event, event.key, first, at, Fate.CORRECTION if history else Fate.FIRST))
        self.in_force[event.key] = history

    def _end(self, key: str, by: str, at: Instant) -> None:
        self.gone.add(key)
        history = self.in_force.pop(key, None)
        if history is None:
            return
        event = history[-1].event
        if history[-1].issued == at:
            history.pop()
        if history:
            history.append(Version(event, by, history[0].key, at, Fate.TAKEN_BACK))
        else:
            self.records.append([Version(event, event.key, event.key, at, Fate.NEVER)])

    def found(self) -> list[Version]:
        """All versions, those of one record beside each other."""
        every = [history for history in self.records if history]
        every.sort(key=lambda history: (history[0].event.when.first, history[0].event.when.last, history[0].key))
        return [replace(one, several=len(history) > 1) for history in every for one in history]
