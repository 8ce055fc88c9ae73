"""Stops: which of them fires, and which were undecided then (docs/meaning.md, section 8)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from careway.base.record import record
from careway.evaluate import advice as advising
from careway.evaluate.log import Log
from careway.evaluate.missing import Gap, Searcher
from careway.evaluate.result import Kind, Reason
from careway.ir import expressions as e
from careway.ir.nodes import Caution, Heading, Stop
from careway.model.time import Instant
from careway.model.truth import TRUE, UNKNOWN, Truth


@dataclass(slots=True)
class Fired:
    """A stop or a caution in force, as it was decided."""

    rule: Stop | Caution
    since: Instant
    reason: Reason
    also: tuple[str, ...] = ()


@record
class Doubt:
    """A stop that was undecided at an instant: its siblings are judged when one fires."""

    heading: Heading
    gap: Gap
    reason: Reason


class Stops:
    """The stops of a guideline, and the one in force."""

    def __init__(
        self, stops: tuple[Stop, ...], truth: Callable[[e.Criterion], Truth], searcher: Searcher, log: Log
    ) -> None:
        self._stops = stops
        self._truth = truth
        self._searcher = searcher
        self._explain = searcher.explainer.explain
        self._log = log
        self._truths: dict[str, Truth] = {}
        self.fired: Fired | None = None
        self.doubts: tuple[Doubt, ...] = ()
        """The stops that were undecided when it fired."""

    def judge(self, now: Instant) -> bool:
        """Judge the stops; True if one fires."""
        truths = [(stop, self._truth(stop.when)) for stop in self._stops]
        fired = [stop for stop, value in truths if value is TRUE]
        if not fired:
            self._note_doubts(truths, now)
            return False
        first, *others = fired
        reason = self._explain(first.when)
        self.fired = Fired(first, now, reason, tuple(stop.heading.name for stop in others))
        self.doubts = tuple(
            Doubt(stop.heading, self._searcher.gap(stop.when, "would stop too"), self._explain(stop.when))
            for stop, value in truths
            if value is UNKNOWN
        )
        self._log.add(now, Kind.STOP, first.heading, self._text(first, others), reason)
        self._truths = {}
        return True

    def lift(self) -> None:
        """A pathway begins again: no stop is in force any more."""
        self.fired, self.doubts = None, ()

    def _note_doubts(self, truths: list[tuple[Stop, Truth]], now: Instant) -> None:
        for stop, value in truths:
            if value is UNKNOWN and self._truths.get(stop.heading.name) is not UNKNOWN:
                gap = self._searcher.gap(stop.when, "stops")
                self._log.add(now, Kind.UNDECIDED, stop.heading, gap.sentence)
            self._truths[stop.heading.name] = value

    def _text(self, stop: Stop, others: list[Stop]) -> str:
        said = advising.all_of(stop.advice, self._searcher.judge) or "stop"
        also = [other.heading.title for other in others]
        return said + (f" (also true: {', '.join(also)})" if also else "")
