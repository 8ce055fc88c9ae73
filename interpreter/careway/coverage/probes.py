"""Whether a run stood beside an edge: asked of the judge at an instant, or of the engine at its end.

In: an `Edged` and where the run is. Out: the sides on which it stands there. Days are compared as days; a stretch in
hours or minutes is looked at to within one of them, since nobody writes a case to the second.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from careway.coverage.edges import (
    Allowance,
    Deadline,
    Edged,
    Fringe,
    Limit,
    Order,
    Pause,
    Side,
    Stretch,
    Validity,
)
from careway.evaluate.engine import Engine
from careway.evaluate.judge import Judge
from careway.evaluate.schedule import Schedule
from careway.evaluate.tasks import Errand
from careway.ir import expressions as e
from careway.ir.nodes import Within
from careway.model.terms import Comparison, DrugEdge
from careway.model.time import DAY_SECONDS, Duration, TimeUnit, When, shift_day
from careway.model.timeline import Event, NoValue
from careway.model.truth import FALSE, TRUE
from careway.model.vocabulary import Concept, Kind

_CLOCK = {TimeUnit.MINUTE: 60, TimeUnit.HOUR: 3600}
_UPWARD = (Comparison.ABOVE, Comparison.AT_MOST)


def sides_now(edged: Edged, judge: Judge) -> Iterator[Side]:
    """The sides of an edge on which the patient stands at the judge's now."""
    match edged:
        case Limit():
            yield from _limit(edged, judge)
        case Stretch():
            yield from _stretch(edged.node, judge)
        case Order():
            yield from _order(edged.node, judge)
        case Fringe():
            yield from _fringe(edged, judge)
        case Validity():
            yield from _validity(edged, judge)
        case _:
            return


def sides_at_end(edged: Edged, engine: Engine) -> Iterator[Side]:
    """The sides of an edge on which results stood, seen from the end of a run."""
    match edged:
        case Allowance():
            for schedule in engine.agenda.schedules():
                if schedule.monitor is edged.monitor:
                    yield from _allowance(edged, schedule)
        case Pause():
            yield from _pause(edged, engine)
        case Deadline():
            for board in engine.agenda.boards():
                if board.task is edged.task:
                    for errand in board.errands:
                        yield from _deadline(errand, board.members, engine.judge)
        case _:
            return


# --- numbers ---------------------------------------------------------------------------------------------------------


def _limit(limit: Limit, judge: Judge) -> Iterator[Side]:
    if limit.each is None:
        yield from _compared(limit, judge)
        return
    records = judge.chart.records[limit.each.concept]
    for event in records.events[: records.count(judge.now)]:
        judge.at_hand = event
        yield from _compared(limit, judge)
    judge.at_hand = None


def _compared(limit: Limit, judge: Judge) -> Iterator[Side]:
    node = limit.node
    left, right = judge.value(node.left), judge.value(node.right)
    if left is None or right is None or left.point is None or right.point is None:
        return
    above = left.point - right.point
    if above == 0:
        yield Side.AT
        return
    if abs(above) * 10 > abs(right.point) and not limit.whole and right.point:
        return  # a step is never more than a tenth of the limit
    near = abs(above) <= (1 if limit.whole else _step(right.point))
    if near and (node.comparison is Comparison.EQUAL or (above > 0) is (node.comparison in _UPWARD)):
        yield Side.BESIDE


def _step(limit: Fraction) -> Fraction:
    """How far from a limit is still beside it: one in its second digit (10 of 300, 0.1 of 2.4)."""
    step, size = Fraction(1, 10), abs(limit)
    if not size:
        return Fraction(1)
    while size >= 10:
        step, size = step * 10, size / 10
    while size < 1:
        step, size = step / 10, size * 10
    return step


# --- time ------------------------------------------------------------------------------------------------------------


def passed(judge: Judge, since: When, length: e.Length, *, more: bool = False) -> Iterator[Side]:
    """The sides of a stretch of time that is counted from a moment."""
    duration = judge.length(length)
    if duration.by_clock:
        if since.exact:
            yield from _near(judge.now - since.first - duration.seconds - more, _CLOCK[duration.unit])
    elif since.one_day:
        yield from _near(judge.today - shift_day(since.day_first, duration) - more, 1)


def _near(distance: int, unit: int) -> Iterator[Side]:
    if 0 <= distance < unit:
        yield Side.AT
    elif -unit <= distance < 0:
        yield Side.BESIDE


def _stretch(node: e.Elapsed | e.Taking | e.Paused | e.HeldFor, judge: Judge) -> Iterator[Side]:
    match node:
        case e.Elapsed():
            since = judge.moment(node.since)
            if isinstance(since, When):
                yield from passed(judge, since, node.duration, more=node.comparison in _UPWARD)
        case e.HeldFor():
            segments = [one for one in judge.history(node.criterion).segments if one.start <= judge.now]
            if segments and segments[-1].truth is TRUE:
                yield from passed(judge, judge.day_or_instant(segments[-1].start), node.duration)
        case e.Taking() | e.Paused():
            spells = judge.chart.spells(node.drug, judge.now, judge.today)
            if not spells or node.at_least is None:
                return
            start, stop = spells[-1].start, spells[-1].stop
            if isinstance(node, e.Taking) and stop is None:
                yield from passed(judge, start, node.at_least)
            elif isinstance(node, e.Paused) and stop is not None:
                yield from passed(judge, stop, node.at_least)


def _order(node: e.Precedes, judge: Judge) -> Iterator[Side]:
    earlier, later = judge.moment(node.earlier), judge.moment(node.later)
    if isinstance(earlier, When) and isinstance(later, When) and earlier.one_day and later.one_day:
        yield from _near(later.day_first - earlier.day_first - (0 if node.on_day else 1), 1)


def _fringe(fringe: Fringe, judge: Judge) -> Iterator[Side]:
    bound = fringe.bound
    assert bound.offset is not None
    duration = judge.length(bound.offset)
    at = judge.bound_moment(bound)
    if not isinstance(at, When):
        return
    inside = Side.LAST_INSIDE if fringe.ending else Side.FIRST_INSIDE
    outside = Side.AFTER if fringe.ending else Side.BEFORE
    inward = -1 if fringe.ending else 1
    for when in moments(fringe, judge):
        if duration.by_clock:
            if not (when.exact and at.exact):
                continue
            distance, unit = inward * (when.first - at.first), _CLOCK[duration.unit]
        elif when.one_day and at.one_day:
            distance, unit = inward * (when.day_first - at.day_first), 1
        else:
            continue
        distance -= 0 if bound.inclusive else 1
        if 0 <= distance < unit:
            yield inside
        elif -unit <= distance < 0:
            yield outside


def moments(fringe: Fringe, judge: Judge) -> Iterator[When]:
    """The moments that a window may take in."""
    match fringe.of:
        case e.Series(concept=concept, where=where):
            records = judge.chart.records[concept]
            for event in records.events[: records.count(judge.now)]:
                if where is None or judge.candidate(where, event) is not FALSE:
                    yield event.when
        case e.DrugChange(drug=drug, edge=edge):
            for spell in judge.chart.spells(drug, judge.now, judge.today):
                when = spell.start if edge is DrugEdge.START else spell.stop
                if when is not None:
                    yield when
        case e.FirstTime(criterion=criterion):
            for segment in judge.history(criterion).segments:
                if segment.start <= judge.now and segment.truth is TRUE:
                    yield judge.day_or_instant(segment.start)


def newest(concept: Concept, judge: Judge) -> list[Event]:
    """The record of a concept that counts now: of several of one time that may be the last, each."""
    if concept.kind is Kind.DRUG:
        record = judge.chart.in_force(concept.name, judge.now)
        return [] if record is None else [record]
    found = judge.latest(e.Series(concept.name))
    return found if isinstance(found, list) else []


def _validity(validity: Validity, judge: Judge) -> Iterator[Side]:
    assert validity.concept.current_for is not None
    for event in newest(validity.concept, judge):
        for side in passed(judge, event.when, validity.concept.current_for, more=True):
            yield Side.AFTER if side is Side.AT else Side.LAST_INSIDE


# --- schedules and tasks, at the end ---------------------------------------------------------------------------------


def _allowance(edged: Allowance, schedule: Schedule) -> Iterator[Side]:
    ticks, monitor = schedule.ticks, schedule.monitor
    length = monitor.after if edged.ending else monitor.before
    unit = _CLOCK.get(length.unit, DAY_SECONDS) if ticks.by_clock else 1
    for occasion in schedule.occurrences:
        end = ticks.shift(occasion.due, length, 1 if edged.ending else -1)
        if end != (occasion.last if edged.ending else occasion.earliest):
            continue  # cut off by a neighbour: what lies beyond belongs to that
        for concept in schedule.members:
            for event in schedule.judge.chart.records[concept].events:
                first, last = ticks.of(event.when)
                if first != last or event.preliminary or isinstance(event.value, NoValue):
                    continue
                distance = (end - first) if edged.ending else (first - end)
                if 0 <= distance < unit:
                    yield Side.LAST_INSIDE if edged.ending else Side.FIRST_INSIDE
                elif -unit <= distance < 0:
                    yield Side.AFTER if edged.ending else Side.BEFORE


def _pause(edged: Pause, engine: Engine) -> Iterator[Side]:
    judge, item = engine.judge, edged.interruption
    length = judge.length(item.length)
    spells = judge.chart.spells(item.drug, judge.now, judge.today)
    for before, after in pairwise(spells):
        if before.stop is None:
            continue
        if length.by_clock:
            distance, unit = after.start.first - before.stop.first - length.seconds, _CLOCK[length.unit]
        else:
            distance, unit = after.start.day_first - shift_day(before.stop.day_first, length), 1
        if item.comparison in _UPWARD:
            yield from (Side.AT if side is Side.BESIDE else Side.BESIDE for side in _near(distance - unit, unit))
        else:
            yield from _near(distance, unit)


def _deadline(errand: Errand, members: tuple[str, ...], judge: Judge) -> Iterator[Side]:
    end = errand.deadline
    deadline = errand.task.deadline
    if end is None or not isinstance(deadline, Within):
        return
    clock: Duration = deadline.length
    for concept in members:
        for event in judge.chart.records[concept].events:
            if clock.by_clock:
                if not (end.exact and event.when.exact):
                    continue
                late, unit = event.when.first - end.first, _CLOCK[clock.unit]
            elif end.one_day and event.when.one_day:
                late, unit = event.when.day_first - end.day_last, 1
            else:
                continue
            if -unit < late <= 0:
                yield Side.LAST_INSIDE
            elif 0 < late <= unit:
                yield Side.AFTER
