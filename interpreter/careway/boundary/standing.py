"""Where a run stood beside the boundaries of a guideline while they mattered.

In: the boundaries, as an observer of a run. Out: for each place beside a boundary at which the question that it belongs
to was alone decisive, the days, what the rule came to, and the number that stood there. A place is counted in steps: 0
is exactly at the limit or on the last day that counts, 1 a step above or further inside, -1 a step below or outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from careway.base.record import record
from careway.boundary.points import Boundaries, Question
from careway.coverage.edges import Clock, Edged, Fringe, Limit, Order, Stretch, Validity
from careway.coverage.probes import moments, newest
from careway.coverage.recorder import in_question
from careway.evaluate.engine import Engine
from careway.evaluate.judge import Judge
from careway.evaluate.observer import Observer
from careway.ir import expressions as e
from careway.ir.nodes import Transition
from careway.model.quantity import show
from careway.model.time import Day, When, shift_day
from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth

NOT_KNOWN = -1
"""The `edge` of a point at which the question itself is unknown."""


@record
class Point:
    """A place beside a boundary of a question of a rule; all by their places."""

    ruling: int
    gate: int
    edge: int
    offset: int


@record
class Stand:
    """A patient at a point, on a day: what the rule's criterion came to, the number at hand, if any, and whether the
    rule is decided either way, whatever the answer to the question."""

    point: Point
    day: Day
    truth: Truth
    shown: str | None
    settled: bool


class Watch(Observer):
    """Looks on at one run, at some of the rules, and on one day only, where one is given."""

    def __init__(self, found: Boundaries, rulings: Iterable[int], day: Day | None = None) -> None:
        self._rulings = found.rulings
        self._day = day
        self._places: dict[int, list[int]] = {}
        for place in rulings:
            self._places.setdefault(id(found.rulings[place].node), []).append(place)
        self._questions: dict[int, list[Question]] = {}
        for question in found.questions:
            self._questions.setdefault(question.ruling, []).append(question)
        self.stands: dict[Point, dict[Day, Stand]] = {}
        self.judged_on: dict[int, Day] = {}
        """For each rule, the last day on which it was judged."""
        self.last: Day | None = None
        """The day on which the run ended."""
        self.beside: dict[Point, dict[Day, Truth]] = {}
        """What the rule came to at each point, decided by the question alone or not."""

    def at(self, point: Point, day: Day) -> Stand | None:
        """The patient at that point on that day, if they were."""
        return self.stands.get(point, {}).get(day)

    def judged(self, judge: Judge, node: e.Criterion, result: Truth) -> None:
        for place in self._places.get(id(node), ()):
            with judge.apart():
                self._stand(judge, place, None, None)

    def way_judged(self, judge: Judge, way: Transition, since: When, after: Truth | None, result: Truth) -> None:
        for place in self._places.get(id(way), ()):
            with judge.apart():
                self._stand(judge, place, since, after)

    def ended(self, engine: Engine) -> None:
        self.last = engine.judge.today
        with engine.judge.apart():
            for node in in_question(engine):
                for place in self._places.get(id(node), ()):
                    self._stand(engine.judge, place, None, None)

    def _stand(self, judge: Judge, place: int, since: When | None, after: Truth | None) -> None:
        if self._day is not None and judge.today != self._day:
            return
        self.judged_on[place] = judge.today
        circuit = self._rulings[place].circuit
        asked: list[Truth] = []
        for gate in circuit.asked:
            node = circuit.gates[gate].node
            if isinstance(node, Transition):
                assert after is not None
                asked.append(after)
            else:
                asked.append(judge.criterion(node))
        answers = circuit.answers(asked)
        for question in self._questions.get(place, ()):
            yes, other = (circuit.answers(asked, question.gate, to)[-1] for to in (TRUE, FALSE))
            for brink in question.brinks if self._day is not None else ():
                for offset, _ in offsets(brink.edge.edged, judge, since):
                    point = Point(place, question.gate, brink.place, offset)
                    self.beside.setdefault(point, {})[judge.today] = answers[-1]
            if (yes is TRUE) is (other is TRUE):
                continue
            settled = UNKNOWN not in (yes, other)
            if answers[question.gate] is UNKNOWN:
                self._add(Point(place, question.gate, NOT_KNOWN, 0), judge, answers[-1], None, settled)
            for brink in question.brinks:
                for offset, shown in offsets(brink.edge.edged, judge, since):
                    self._add(Point(place, question.gate, brink.place, offset), judge, answers[-1], shown, settled)

    def _add(self, point: Point, judge: Judge, truth: Truth, shown: str | None, settled: bool) -> None:
        self.stands.setdefault(point, {})[judge.today] = Stand(point, judge.today, truth, shown, settled)


# --- how far from a boundary ------------------------------------------------------------------------------------------


def offsets(edged: Edged, judge: Judge, since: When | None) -> Iterator[tuple[int, str | None]]:
    """How many steps from a boundary the patient stands, where that is at most one, and the number that stands there.
    What is counted in hours or minutes is not looked at."""
    match edged:
        case Limit():
            yield from _limit(edged, judge)
        case Stretch():
            yield from _near(_stretch(edged.node, judge))
        case Order():
            earlier, later = judge.moment(edged.node.earlier), judge.moment(edged.node.later)
            if isinstance(earlier, When) and isinstance(later, When) and earlier.one_day and later.one_day:
                yield from _near(later.day_first - earlier.day_first)
        case Fringe():
            for distance in _fringe(edged, judge):
                yield from _near(distance)
        case Validity():
            for distance in _validity(edged, judge):
                yield from _near(distance)
        case Clock():
            if since is not None and edged.way.after is not None:
                yield from _near(_past(judge, since, edged.way.after))
        case _:
            return


def _near(distance: int | None) -> Iterator[tuple[int, str | None]]:
    if distance is not None and -1 <= distance <= 1:
        yield distance, None


def _limit(limit: Limit, judge: Judge) -> Iterator[tuple[int, str | None]]:
    if limit.each is None:
        yield from _compared(limit, judge)
        return
    records = judge.chart.records[limit.each.concept]
    for event in records.events[: records.count(judge.now)]:
        judge.at_hand = event
        yield from _compared(limit, judge)
    judge.at_hand = None


def _compared(limit: Limit, judge: Judge) -> Iterator[tuple[int, str | None]]:
    node = limit.node
    left, right = judge.value(node.left), judge.value(node.right)
    if left is None or right is None or left.point is None or right.point is None:
        return
    above = left.point - right.point
    if abs(above) <= (1 if limit.whole else step(right.point, named=_named(judge, node.right))):
        yield (above > 0) - (above < 0), show(left.point, node.left.unit)


def step(limit: Fraction, *, named: bool = False) -> Fraction:
    """The step in which results near a limit are told: ones from 20 on, tenths from 1 on, below that one in the second
    digit; of a number that the author gave (`named`) at most one in its last decimal place."""
    size = abs(limit)
    found = Fraction(1 if size >= 20 or not size else Fraction(1, 10))
    while 0 < size < 1:
        size, found = size * 10, found / 10
    places = Fraction(1)
    while named and (limit / places).denominator != 1 and places > Fraction(1, 1000):
        places /= 10
    return min(found, places)


def _named(judge: Judge, node: e.Value) -> bool:
    """Whether a number is one that the author wrote, here or under a name."""
    if isinstance(node, e.DefinedValue):
        body = judge.definitions[node.name].body
        return isinstance(body, e.Literal | e.ParameterValue)
    return isinstance(node, e.Literal | e.ParameterValue)


def _past(judge: Judge, since: When, length: e.Length) -> int | None:
    duration = judge.length(length)
    if duration.by_clock or not since.one_day:
        return None
    return judge.today - shift_day(since.day_first, duration)


def _stretch(node: e.Elapsed | e.Taking | e.Paused | e.HeldFor, judge: Judge) -> int | None:
    match node:
        case e.Elapsed():
            since = judge.moment(node.since)
            return _past(judge, since, node.duration) if isinstance(since, When) else None
        case e.HeldFor():
            segments = [one for one in judge.history(node.criterion).segments if one.start <= judge.now]
            if not segments or segments[-1].truth is not TRUE:
                return None
            return _past(judge, judge.day_or_instant(segments[-1].start), node.duration)
        case e.Taking() | e.Paused():
            spells = judge.chart.spells(node.drug, judge.now, judge.today)
            if not spells or node.at_least is None:
                return None
            start, stop = spells[-1].start, spells[-1].stop
            if isinstance(node, e.Taking):
                return _past(judge, start, node.at_least) if stop is None else None
            return None if stop is None else _past(judge, stop, node.at_least)


def _fringe(fringe: Fringe, judge: Judge) -> Iterator[int]:
    bound = fringe.bound
    assert bound.offset is not None
    at = judge.bound_moment(bound)
    if not isinstance(at, When) or not at.one_day or judge.length(bound.offset).by_clock:
        return
    inward = -1 if fringe.ending else 1
    for when in moments(fringe, judge):
        if when.one_day:
            yield inward * (when.day_first - at.day_first)


def _validity(validity: Validity, judge: Judge) -> Iterator[int]:
    """Days left on which the newest record counts."""
    concept = validity.concept
    assert concept.current_for is not None
    for event in newest(concept, judge):
        past = _past(judge, event.when, concept.current_for)
        if past is not None:
            yield -past
