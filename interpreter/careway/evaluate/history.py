"""The course of a criterion over the timeline: stretches of equal truth, judged on what is known now.

It is kept from instant to instant and extended, so that looking back costs each stretch once; a record that changes
the past (a correction, a result that comes late) makes it begin anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from careway.evaluate.windows import elapsed
from careway.ir import expressions as e
from careway.model.time import Duration, Instant
from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth

if TYPE_CHECKING:
    from careway.evaluate.judge import Judge


@dataclass(slots=True)
class Segment:
    """A stretch of equal truth, from `start` until `end` (None: up to now)."""

    start: Instant
    end: Instant | None
    truth: Truth


class History:
    """The stretches of one criterion, up to the instant to which it was last extended."""

    def __init__(self, criterion: e.Criterion, judge: Judge) -> None:
        self.criterion = criterion
        self.concepts = judge.program.reads_of(criterion)[1]
        self.segments: list[Segment] = []
        self.upto: Instant | None = None
        self.next_wake: Instant | None = None
        self.rewrites: tuple[int, ...] = ()
        self.counts: tuple[int, ...] = ()

    def extend(self, judge: Judge) -> None:
        """Bring it up to the judge's now (never further: a look back sees what lies before it)."""
        rewrites = tuple(judge.chart.records[concept].rewrites for concept in self.concepts)
        counts = tuple(len(judge.chart.records[concept].events) for concept in self.concepts)
        if rewrites != self.rewrites or self._came_late(judge, counts):
            self.segments, self.upto, self.next_wake = [], None, None
        self.rewrites, self.counts = rewrites, counts
        now = judge.now
        if self.upto is None:
            first = min((r.seen[0][0] for r in self._records(judge) if r.seen), default=None)
            if first is None or first > now:
                return
            self._judge(judge, first)
        while self.upto is not None and self.upto < now:
            following = self._next(judge)
            if following is None or following > now:
                break
            self._judge(judge, following)
        if judge.afresh and not judge.looking_back and self.upto is not None and self.upto < now:
            self._judge(judge, now)
        if self.upto is not None and self.upto <= now and self.next_wake is not None:
            judge.wake(self.next_wake)

    def _came_late(self, judge: Judge, counts: tuple[int, ...]) -> bool:
        """Whether a record was added, though at the end of its own concept, before the instant reached."""
        if self.upto is None or counts == self.counts:
            return False
        for records, count in zip(self._records(judge), self.counts, strict=True):
            if len(records.events) > count and records.seen[count][0] <= self.upto:
                return True
        return False

    def _records(self, judge: Judge) -> list:  # type: ignore[type-arg]
        return [judge.chart.records[concept] for concept in self.concepts]

    def _next(self, judge: Judge) -> Instant | None:
        """The next instant after `upto` at which the criterion may change."""
        assert self.upto is not None
        following = self.next_wake
        for records in self._records(judge):
            place = records.first_at_or_after(self.upto + 1)
            if place < len(records.seen):
                seen = records.seen[place][0]
                following = seen if following is None else min(following, seen)
        return following

    def _judge(self, judge: Judge, instant: Instant) -> None:
        result, self.next_wake = judge.look_back(self.criterion, instant)
        self.upto = instant
        if self.segments and self.segments[-1].truth is result:
            return
        if self.segments:
            self.segments[-1].end = instant
        self.segments.append(Segment(instant, None, result))

    def held_for(self, judge: Judge, duration: Duration) -> Truth:
        """Whether the criterion has been true without a break for at least this long, up to now."""
        past = [segment for segment in self.segments if segment.start <= judge.now]
        if not past:
            return UNKNOWN
        if past[-1].truth is FALSE:
            return FALSE
        sure = possible = None
        for segment in reversed(past):
            if segment.truth is FALSE:
                break
            possible = segment.start
            if segment.truth is TRUE and (sure is None or segment.end == sure):
                sure = segment.start
        if past[-1].truth is not TRUE:
            sure = None
        if sure is not None:
            since = judge.day_or_instant(sure)
            result = elapsed(since, duration, judge.calendar, judge.now, judge.wake, more=False)
            if result is not FALSE or possible == sure:
                return result
        assert possible is not None
        longest = elapsed(judge.day_or_instant(possible), duration, judge.calendar, judge.now, judge.wake, more=False)
        return FALSE if longest is FALSE else UNKNOWN
