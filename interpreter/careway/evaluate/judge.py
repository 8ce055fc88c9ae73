"""The meaning of criteria, at an instant: docs/meaning.md sections 2 to 4, node by node.

A `Judge` sees the chart as of `now` and nothing later. Judging a node gives its truth, number or moment, and calls
`wake` with each later instant at which the answer may change without a new record. It makes no reasons: `reasons` and
`missing` walk the same nodes with the same judge, so that an explanation cannot disagree with the decision. Values
are in `numbers`, times in `moments`, the records that they speak of in `selecting`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import assert_never

from careway.evaluate.history import History
from careway.evaluate.moment import NotYet, Unclear
from careway.evaluate.moments import Moments
from careway.evaluate.windows import elapsed, reach
from careway.ir import expressions as e
from careway.model import quantity, truth
from careway.model.quantity import Span
from careway.model.terms import Comparison
from careway.model.time import Instant
from careway.model.timeline import Answer, Event, Finding, NoValue, Presence
from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth


class Held:
    """What a definition gave, until when time alone cannot change it, and the state of the records that it read."""

    __slots__ = ("changes", "result", "versions", "wake")

    def __init__(self, result: object, wake: Instant | None, changes: int, versions: list[int]) -> None:
        self.result = result
        self.wake = wake
        self.changes = changes
        self.versions = versions


class Judge(Moments):
    """Judges nodes at `now`. One judge serves one patient's run; `at` moves it on, or back for a look at the past."""

    @cached_property
    def _cells(self) -> dict[str, Held]:
        return {}

    @cached_property
    def _histories(self) -> dict[int, History]:
        return {}

    def forget(self) -> None:
        """Keep no answer from before."""
        self._cells.clear()
        self._scanned.clear()

    def decide(self, node: e.Criterion) -> Truth:
        """Whether a rule's own criterion holds now; an observer is told."""
        result = self.criterion(node)
        if self.observer is not None:
            self.observer.judged(self, node, result)
        return result

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Questions asked inside wake nobody: the run is as if they had not been asked."""
        saved = self.wakes, self.at_hand
        self.wakes, self.at_hand = [], None
        try:
            yield
        finally:
            self.wakes, self.at_hand = saved

    def criterion(self, node: e.Criterion) -> Truth:
        """Whether a criterion holds now."""
        match node:
            case e.All():
                return truth.every([self.criterion(item) for item in node.items])
            case e.AnyOf():
                return truth.some([self.criterion(item) for item in node.items])
            case e.Compare():
                return compare(node.comparison, self.value(node.left), self.value(node.right))
            case e.Not():
                return truth.negate(self.criterion(node.item))
            case e.AtLeast():
                return truth.at_least(node.count, [self.criterion(item) for item in node.items])
            case e.Found():
                at_hand = self._asked_of_record(node)
                present = self.present(node.concept, node.window) if at_hand is None else _presence(at_hand)
                return present if node.presence is Presence.PRESENT else truth.negate(present)
            case e.Taking():
                return self.taking(node.drug, node.at_least)
            case e.Paused():
                return self.paused(node.drug, node.at_least)
            case e.Answered():
                return self.answered(node)
            case e.Recorded():
                return self.recorded(node)
            case e.Exists():
                return self.exists(node)
            case e.InARow():
                return self.in_a_row(node)
            case e.HeldFor():
                return self.history(node.criterion).held_for(self, self.length(node.duration))
            case e.Elapsed():
                return self.elapsed(node)
            case e.Happened():
                return self.happened(node.time)
            case e.Precedes():
                return self.precedes(node)
            case e.SexIs():
                return UNKNOWN if self.patient.sex is None else truth.of(self.patient.sex in node.values)
            case e.InStep():
                return truth.of(not self.position.active_steps().isdisjoint(node.steps))
            case e.Monitoring():
                return self.monitoring(node)
            case e.DefinedCriterion():
                result = self.defined(node.name)
                assert isinstance(result, Truth)
                return result
            case _:
                assert_never(node)

    def defined(self, name: str) -> object:
        """What a definition gives now: judged once and again only when something that it reads has changed."""
        if self.looking_back or self.reads[name].state:
            return self._body(name)
        changes = self.chart.changes
        cell = self._cells.get(name)
        if cell is not None and (cell.wake is None or self.now < cell.wake):
            if cell.changes != changes and cell.versions == self._versions(name):
                cell.changes = changes
            if cell.changes == changes:
                if cell.wake is not None:
                    self.wakes.append(cell.wake)
                return cell.result
        outer, self.wakes = self.wakes, []
        result = self._body(name)
        next_wake = min(self.wakes, default=None)
        self.wakes = outer
        if next_wake is not None:
            self.wakes.append(next_wake)
        self._cells[name] = Held(result, next_wake, changes, self._versions(name))
        return result

    def _versions(self, name: str) -> list[int]:
        """The versions of the records that a definition reads."""
        records = self._read_by.get(name)
        if records is None:
            records = [self.chart.records[concept] for concept in sorted(self.reads[name].concepts)]
            self._read_by[name] = records
        return [item.version for item in records]

    def _body(self, name: str) -> object:
        body = self.definitions[name].body
        candidate, self.at_hand = self.at_hand, None
        try:
            if isinstance(body, CRITERIA):
                return self.criterion(body)
            if isinstance(body, VALUES):
                return self.value(body)
            return self.moment(body)
        finally:
            self.at_hand = candidate

    def history(self, criterion: e.Criterion) -> History:
        """The course of a criterion over the timeline up to now."""
        history = self._histories.get(id(criterion))
        if history is None:
            history = self._histories[id(criterion)] = History(criterion, self)
        history.extend(self)
        return history

    def look_back(self, criterion: e.Criterion, instant: Instant) -> tuple[Truth, Instant | None]:
        """The truth of a criterion at an earlier instant, on the records up to then as known now, and the next
        instant at which it may change without a new record."""
        saved = (self.now, self.today, self.wakes, self.looking_back)
        self.wakes = []
        self.looking_back = self.looking_back or instant != self.now
        self.at(instant)
        try:
            return self.criterion(criterion), min(self.wakes, default=None)
        finally:
            self.now, self.today, self.wakes, self.looking_back = saved

    def present(self, concept: str, window: e.Window | None) -> Truth:
        """Whether a symptom or condition is present: as last recorded, or in a window."""
        declared = self.chart.concepts[concept]
        nothing = FALSE if declared.absent_unless_recorded else UNKNOWN
        if window is None:
            tied = self.latest(e.Series(concept))
            if not tied:
                return nothing
            if isinstance(tied, Unclear):
                return UNKNOWN
            found = [event for event in tied if _is_present(event)]
            if not found:
                read = all(isinstance(event.value, Finding) for event in tied)
                return FALSE if read and self.current(tied[0], declared) else UNKNOWN
            ends = [event.until for event in found]
            ended = [end is not None and end.day_last < self.today for end in ends]
            for end in ends:
                if end is not None:
                    self.wake(self.calendar.end_of(end.day_last) + 1)
            if all(ended):
                return FALSE
            return TRUE if self.current(found[0], declared) else UNKNOWN
        absent = possible = False
        for event, inside in self.members(e.Series(concept, None, window), newest_first=True):
            if _is_present(event):
                if inside is TRUE:
                    return TRUE
                possible = True
            elif inside is TRUE and isinstance(event.value, Finding):
                absent = True
            else:
                possible = True
        if possible:
            return UNKNOWN
        return FALSE if absent else nothing

    def _asked_of_record(self, node: e.Found | e.Answered) -> Event | None:
        """The record at hand, where a series' own criterion asks of it (and not of what holds now)."""
        event = self.at_hand
        return event if event is not None and node.window is None and event.concept == node.concept else None

    def answered(self, node: e.Answered) -> Truth:
        """Whether the last answer is one of the values named."""
        at_hand = self._asked_of_record(node)
        if at_hand is not None:
            given_here = at_hand.value
            return truth.of(given_here.value in node.values) if isinstance(given_here, Answer) else UNKNOWN
        tied = self.latest(e.Series(node.concept, None, node.window))
        if not tied or isinstance(tied, Unclear):
            return UNKNOWN
        if node.window is None and not self.current(tied[0], self.chart.concepts[node.concept]):
            return UNKNOWN
        given = {event.value.value in node.values for event in tied if isinstance(event.value, Answer)}
        if any(isinstance(event.value, NoValue) for event in tied) or len(given) != 1:
            return UNKNOWN
        return truth.of(given.pop())

    def recorded(self, node: e.Recorded) -> Truth:
        """Whether so many usable records are there."""
        count = 0
        for event, inside in self.members(node.series, newest_first=True):
            if inside is TRUE and not isinstance(event.value, NoValue):
                count += 1
                if count >= node.count:
                    return TRUE
        return FALSE

    def exists(self, node: e.Exists) -> Truth:
        """Whether so many results of the window satisfy the comparison; unknown where there is none to judge."""
        judged: list[Truth] = []
        series = e.Series(node.series.concept, None, node.series.window)
        for event, inside in self.members(series, newest_first=True):
            satisfied = TRUE if node.series.where is None else self.candidate(node.series.where, event)
            judged.append(truth.every((inside, satisfied)))
        return truth.at_least(node.count, judged) if judged else UNKNOWN

    def in_a_row(self, node: e.InARow) -> Truth:
        """Whether the last results, so many of them, all satisfy the comparison."""
        series = e.Series(node.series.concept, None, node.series.window)
        judged: list[Truth] = []
        for event, inside in self.members(series, newest_first=True):
            satisfied = TRUE if node.series.where is None else self.candidate(node.series.where, event)
            judged.append(satisfied if inside is TRUE else truth.every((UNKNOWN, satisfied)))
            if len(judged) == node.count:
                break
        result = truth.every(judged)
        return result if len(judged) == node.count or result is FALSE else UNKNOWN

    def elapsed(self, node: e.Elapsed) -> Truth:
        """The time since a moment against a duration."""
        since = self.moment(node.since)
        if isinstance(since, NotYet):
            return FALSE
        if isinstance(since, Unclear):
            return UNKNOWN
        if since.first > self.now:
            self.wake(since.first)
            return FALSE
        duration = self.length(node.duration)
        more = node.comparison in (Comparison.ABOVE, Comparison.AT_MOST)
        if node.comparison is Comparison.EQUAL:
            reached = elapsed(since, duration, self.calendar, self.now, self.wake, more=False)
            exceeded = elapsed(since, duration, self.calendar, self.now, self.wake, more=True)
            return truth.every((reached, truth.negate(exceeded)))
        result = elapsed(since, duration, self.calendar, self.now, self.wake, more=more)
        positive = node.comparison in (Comparison.AT_LEAST, Comparison.ABOVE)
        return result if positive else truth.negate(result)

    def happened(self, time: e.Time) -> Truth:
        """Whether a time has come."""
        moment = self.moment(time)
        if isinstance(moment, NotYet):
            return FALSE
        if isinstance(moment, Unclear):
            return UNKNOWN
        last_day = self.calendar.start_of(moment.day_last)
        whole_days = moment.first == self.calendar.start_of(moment.day_first)
        whole_days = whole_days and moment.last == self.calendar.end_of(moment.day_last)
        come = last_day if whole_days else moment.last
        if self.now >= come:
            return TRUE
        self.wake(moment.first)
        self.wake(come)
        return FALSE if self.now < moment.first else UNKNOWN

    def precedes(self, node: e.Precedes) -> Truth:
        """Whether one time lies before another."""
        earlier, later = self.moment(node.earlier), self.moment(node.later)
        if isinstance(earlier, NotYet):
            return FALSE
        if isinstance(earlier, Unclear) or isinstance(later, Unclear):
            return UNKNOWN
        if isinstance(later, NotYet):
            return TRUE
        return reach(later, earlier, inclusive=node.on_day, by_day=node.on_day)

    def monitoring(self, node: e.Monitoring) -> Truth:
        """What is asked of a monitor."""
        missed, late, complete = self.position.monitor(node.monitor)
        match node.state.value:
            case "missed":
                return truth.of(missed >= node.count)
            case "late":
                return truth.of(late)
            case _:
                return truth.of(complete)


CRITERIA = (
    e.All,
    e.AnyOf,
    e.AtLeast,
    e.Not,
    e.Compare,
    e.Found,
    e.Taking,
    e.Paused,
    e.Answered,
    e.Recorded,
    e.Exists,
    e.InARow,
    e.HeldFor,
    e.Elapsed,
    e.Happened,
    e.Precedes,
    e.SexIs,
    e.InStep,
    e.Monitoring,
    e.DefinedCriterion,
)
VALUES = (
    e.Literal,
    e.ParameterValue,
    e.ValueOf,
    e.LimitOf,
    e.CandidateValue,
    e.CandidateLimit,
    e.CurrentDose,
    e.CountOf,
    e.Arithmetic,
    e.Convert,
    e.DefinedValue,
)


def compare(comparison: Comparison, left: Span | None, right: Span | None) -> Truth:
    """Two numbers compared; unknown where one is, or where the ranges leave it open."""
    if left is None or right is None:
        return UNKNOWN
    match comparison:
        case Comparison.AT_LEAST:
            return quantity.reaches(left, right)
        case Comparison.ABOVE:
            return quantity.exceeds(left, right)
        case Comparison.AT_MOST:
            return quantity.reaches(right, left)
        case Comparison.BELOW:
            return quantity.exceeds(right, left)
        case Comparison.EQUAL:
            return truth.every((quantity.reaches(left, right), quantity.reaches(right, left)))
        case _:
            assert_never(comparison)


def _presence(event: Event) -> Truth:
    if not isinstance(event.value, Finding):
        return UNKNOWN
    return truth.of(event.value.presence is Presence.PRESENT)


def _is_present(event: Event) -> bool:
    return isinstance(event.value, Finding) and event.value.presence is Presence.PRESENT
