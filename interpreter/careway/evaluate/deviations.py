"""Deviations: what was recorded against advice, judged at the end of each day (docs/meaning.md, section 11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from careway.evaluate.advice import Standing, differences
from careway.evaluate.judge import Judge
from careway.evaluate.log import Log
from careway.evaluate.result import Kind, Reason
from careway.ir.nodes import Guideline, Heading
from careway.model.time import Instant


@dataclass(slots=True)
class Departure:
    """A deviation: since when, until when."""

    heading: Heading
    text: str
    since: Instant
    until: Instant | None = None


class Deviations:
    """The deviations of a run, in the order in which they began."""

    def __init__(self, core: Guideline, judge: Judge, log: Log) -> None:
        self._judge = judge
        self._log = log
        self._warns_only = frozenset(caution.heading.name for caution in core.cautions)
        self.departures: list[Departure] = []
        self._open: dict[tuple[str, str, str], Departure] = {}
        self._today = False
        """Whether drugs or advice have changed today, so that its end has to be looked at."""
        self._from: Instant | None = None
        """The next instant from which time alone may make a difference."""

    def judge_today(self) -> None:
        """Something has changed that the end of this day has to be judged for."""
        self._today = True

    def add(self, now: Instant, heading: Heading, text: str, reason: Reason | None = None) -> Departure:
        """Note a deviation that begins now."""
        departure = Departure(heading, text, now)
        self.departures.append(departure)
        self._log.add(now, Kind.DEVIATION, heading, text, reason)
        return departure

    def at_the_end_of(self, now: Instant, standing: Iterable[Standing]) -> Instant | None:
        """Judge the day if this is its end; else the end of the day, where it has to be visited."""
        judge = self._judge
        end = judge.calendar.end_of(judge.today)
        if self._from is not None and now >= self._from:
            self._today = True
        if now < end:
            return end if self._today else None
        judged = [item for item in standing if item.heading.name not in self._warns_only]
        outer, judge.wakes = judge.wakes, []
        found = {item.key: item for item in differences(judged, judge)}
        self._from = min(judge.wakes, default=None)
        judge.wakes = [*outer, *judge.wakes]
        said = {key: item.text for key, item in found.items()}
        for key in [key for key, departure in self._open.items() if departure.text != said.get(key)]:
            departure = self._open.pop(key)
            departure.until = now
            self._log.add(now, Kind.DEVIATION_ENDED, departure.heading, f"no longer: {departure.text}")
        for key, item in found.items():
            if key not in self._open:
                self._open[key] = self.add(now, item.heading, item.text)
        self._today = False
        return None
