"""The dated log of a run: entries are added in the order of the instants, and never changed."""

from __future__ import annotations

from careway.evaluate.result import Kind, LogEntry, Reason
from careway.ir.nodes import Heading
from careway.model.time import Calendar, Instant, When


class Log:
    """Collects entries; each is dated with the instant at which it was decided."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.entries: list[tuple[Instant, LogEntry]] = []
        self.rested_on: list[tuple[Heading, str, frozenset[str]]] = []
        """For each decision that a later correction may touch: its rule, what to call it, the keys of its records."""

    def dated(self, instant: Instant) -> str:
        """An instant of the log: a date where it is the start or end of a day, else date and time."""
        return self.calendar.show(self.as_when(instant))

    def as_when(self, instant: Instant) -> When:
        """An instant of the log as a time: the start or the end of a day stands for that date."""
        day = self.calendar.day_of(instant)
        if instant in (self.calendar.start_of(day), self.calendar.end_of(day)):
            return self.calendar.on_day(day)
        return self.calendar.at(instant)

    def add(self, instant: Instant, kind: Kind, heading: Heading, text: str, reason: Reason | None = None) -> None:
        """Add an entry."""
        entry = LogEntry(
            self.dated(instant), kind, heading.name, heading.title, text, heading.cites, heading.line, reason
        )
        self.entries.append((instant, entry))
        if reason is not None and kind in (Kind.STOP, Kind.STEP, Kind.CAUTION, Kind.FINISHED):
            called = f"{kind.value} {heading.title} of {entry.at}"
            self.rested_on.append((heading, called, frozenset(keys(reason))))


def keys(reason: Reason) -> set[str]:
    """The keys of all records that a reason used."""
    found = {datum.key for datum in reason.data}
    for part in reason.parts:
        found |= keys(part)
    return found
