"""Times: when a node of the core says, as a moment, not yet, or unclear."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from typing import assert_never

from careway.evaluate.history import History
from careway.evaluate.moment import NOT_YET, UNCLEAR, Moment, NotYet, Unclear
from careway.evaluate.numbers import Numbers
from careway.ir import expressions as e
from careway.model.terms import DrugEdge, Pick
from careway.model.time import Instant, When
from careway.model.timeline import Event
from careway.model.truth import FALSE, TRUE, UNKNOWN


class Moments(Numbers):
    """The part of the judge that gives times."""

    @abstractmethod
    def history(self, criterion: e.Criterion) -> History:
        """The course of a criterion over the timeline up to now."""

    def moment(self, node: e.Time) -> Moment:
        """When a time node says, as far as it is known now."""
        match node:
            case e.TimeOf():
                picked = self.pick(node.selection)
                return picked.when if isinstance(picked, Event) else picked
            case e.DefinedTime():
                result = self.defined(node.name)
                assert isinstance(result, (When, NotYet, Unclear))
                return result
            case e.DrugChange():
                return self.drug_change(node)
            case e.StepEntry():
                entries = [when for when in self.position.entries(node.step) if when.first <= self.now]
                if not entries:
                    return NOT_YET
                return entries[0] if node.pick is Pick.FIRST else entries[-1]
            case e.FirstTime():
                return self.first_time(node)
            case e.Shifted():
                base = self.moment(node.time)
                if not isinstance(base, When):
                    return base
                return self.calendar.shift(base, self.length(node.duration), node.sign)
            case e.Birth():
                return UNCLEAR if self.patient.born is None else self.patient.born
            case _:
                assert_never(node)

    def drug_change(self, node: e.DrugChange) -> Moment:
        """The first or last start or stop of a drug in a window."""
        record = self.chart.in_force(node.drug, self.now)
        if record is not None and record.until is not None:
            self.wake(self.calendar.end_of(record.until.day_last) + 1)
        spells = self.chart.spells(node.drug, self.now, self.today)
        if node.edge is DrugEdge.START:
            changes = [spell.start for spell in spells]
        else:
            changes = [spell.stop for spell in spells if spell.stop is not None]
        for when in changes if node.pick is Pick.FIRST else reversed(changes):
            inside = self.inside(node.window, when)
            if inside is TRUE:
                return when
            if inside is UNKNOWN:
                return UNCLEAR
        return NOT_YET

    def first_time(self, node: e.FirstTime) -> Moment:
        """The first instant in the window at which a criterion is known to be true."""
        unknown = False
        for segment in self.history(node.criterion).segments:
            if segment.start > self.now:
                break
            if segment.truth is FALSE:
                continue
            start = self.segment_start(node.window, segment.start, segment.end)
            if start is None:
                continue
            if isinstance(start, Unclear):
                return UNCLEAR
            if segment.truth is TRUE:
                return self.day_or_instant(start)
            unknown = True
        return UNCLEAR if unknown else NOT_YET

    def segment_start(self, window: e.Window | None, start: Instant, end: Instant | None) -> Instant | Unclear | None:
        """The first instant of a stretch that lies in a window; None if none does."""
        if window is None:
            return start
        for instant in self.instants_of(window, start):
            if end is not None and instant >= end:
                return None
            if instant > self.now:
                return None
            inside = self.inside(window, self.day_or_instant(instant))
            if inside is TRUE:
                return instant
            if inside is UNKNOWN:
                return UNCLEAR
        return None

    def instants_of(self, window: e.Window, start: Instant) -> Iterator[Instant]:
        """The instants, from `start` on, at which a window may open."""
        yield start
        bound = window.start
        if bound is None:
            return
        moment = self.bound_moment(bound)
        if isinstance(moment, When):
            later = {
                moment.first,
                moment.first + 1,
                self.calendar.start_of(moment.day_first),
                self.calendar.start_of(moment.day_last),
                self.calendar.start_of(moment.day_last + 1),
            }
            yield from sorted(instant for instant in later if instant > start)
