"""The records that a run takes in, each when it becomes usable, and what the log says of one that changes the past."""

from __future__ import annotations

import heapq

from careway.evaluate.chart import Chart
from careway.evaluate.log import Log
from careway.evaluate.records_in_words import shown
from careway.evaluate.result import Kind
from careway.ir.headings import headings
from careway.ir.nodes import Guideline, Heading
from careway.model.time import Instant
from careway.model.timeline import Entry, Event, Override

_CORRECTION = Heading("correction", "Correction", (), (), None, None, 0)


class Intake:
    """Records on their way into the chart."""

    def __init__(self, core: Guideline, chart: Chart, log: Log) -> None:
        self._core = core
        self._chart = chart
        self._log = log
        self._queue: list[tuple[Instant, str, int]] = []
        self._entries: list[Entry] = []

    def expect(self, entry: Entry, usable_from: Instant) -> None:
        """Take note of a record that will be usable from an instant on."""
        heapq.heappush(self._queue, (usable_from, entry.key, len(self._entries)))
        self._entries.append(entry)

    def next(self) -> Instant | None:
        """The instant at which the next record becomes usable."""
        return self._queue[0][0] if self._queue else None

    def take_in(self, now: Instant) -> set[str]:
        """Take in what is usable by now; gives the concepts whose records changed."""
        batch: list[Entry] = []
        while self._queue and self._queue[0][0] <= now:
            batch.append(self._entries[heapq.heappop(self._queue)[2]])
        changed: set[str] = set()
        for entry in batch:
            concept, old = self._chart.take_in(entry)
            if concept is not None:
                changed.add(concept)
            if isinstance(entry, Override):
                heading = self._heading_of(entry.rule)
                self._log.add(now, Kind.OVERRIDE, heading, f"overridden: {entry.reason}")
            if old is not None and old.known < now:
                self._correction(now, old, entry)
        return changed

    def _heading_of(self, rule: str) -> Heading:
        for heading in headings(self._core):
            if heading.name == rule:
                return heading
        return Heading(rule, rule, (), (), None, None, 0)

    def _correction(self, now: Instant, old: Event, entry: Entry) -> None:
        name = old.concept.replace("_", " ")
        what = f"{name} {shown(old)} of {self._log.calendar.show(old.when)}"
        now_says = f"is corrected to {shown(entry)}" if isinstance(entry, Event) else "was entered in error"
        rested = [(heading, called) for heading, called, keys in self._log.rested_on if old.key in keys]
        if not rested:
            self._log.add(now, Kind.CORRECTION, _CORRECTION, f"{what} {now_says}")
        for heading, called in rested:
            self._log.add(now, Kind.CORRECTION, heading, f"{what} {now_says}; it was a reason for: {called}")
