"""Times, windows and what a record must be to count, as text."""

from __future__ import annotations

from typing import assert_never

from careway.export.text import criteria, values
from careway.export.text.scene import Place, Scene, Subject, unsaid
from careway.export.text.written import concept_name, duration, plain_name
from careway.ir.expressions import (
    Answered,
    Birth,
    Bound,
    CandidateValue,
    Compare,
    DefinedCriterion,
    DefinedTime,
    DrugChange,
    FirstTime,
    Found,
    Series,
    Shifted,
    StepEntry,
    Time,
    TimeOf,
    Window,
)

_NOW = Bound(None)


def time(scene: Scene, place: Place, node: Time) -> str:
    """A time, in brackets unless it is a defined name."""
    text = whole(scene, place, node)
    return text if isinstance(node, DefinedTime) else f"({text})"


def whole(scene: Scene, place: Place, node: Time) -> str:
    """A time where nothing but a time can stand, as after `begin at`."""
    place = place.deeper(node)
    match node:
        case TimeOf(selection=selection):
            if selection.current:
                raise unsaid(place, node, "the time of a record does not ask that it be current")
            return values.selected(scene, place, selection)
        case DrugChange(drug=drug, edge=edge, pick=pick, window=stretch):
            change = f"{pick.value} {edge.value} of {concept_name(place, drug)}"
            return change + window(scene, place, stretch)
        case StepEntry(step=step, pick=pick):
            return f"{pick.value} entry to {plain_name(place, step)}"
        case FirstTime(criterion=judged, window=stretch):
            text = criteria.criterion(scene, place, judged)
            inner = text if isinstance(judged, DefinedCriterion) else f"({text})"
            return f"first time {inner}{window(scene, place, stretch)}"
        case Shifted(time=anchor, duration=by, sign=sign):
            return f"{duration(by)} {'after' if sign > 0 else 'before'} {time(scene, place, anchor)}"
        case Birth():
            raise unsaid(place, node, "birth is spoken of as `age` only, compared with a length of time")
        case DefinedTime(name=name):
            return values.defined(scene, place, node, name)
        case _:
            assert_never(node)


def kept(scene: Scene, place: Place, series: Series) -> str:
    """What a record of a series must be, and in which window, after the name of its concept."""
    inside = place.about(Subject(series.concept))
    return where(scene, place, series) + window(scene, inside, series.window)


def where(scene: Scene, place: Place, series: Series) -> str:
    """` > ULN`, ` present`, ` is deficient`: what is asked of each record."""
    match series.where:
        case None:
            return ""
        case Compare(comparison=comparison, left=CandidateValue(concept=concept), right=right) if (
            concept == series.concept
        ):
            at_hand = place.compared(Subject(concept, candidate=True))
            return f" {comparison.value} {values.value(scene, at_hand, right)}"
        case Found(concept=concept, presence=presence, window=None) if concept == series.concept:
            return f" {presence.value}"
        case Answered(concept=concept, values=answers, window=None) if concept == series.concept:
            return f" {criteria.is_one_of(place, answers)}"
        case _:
            reason = (
                "records are chosen by one comparison, by `present` or `absent`, or by an answer, and not otherwise"
            )
            raise unsaid(place, series.where, reason)


def window(scene: Scene, place: Place, stretch: Window | None) -> str:
    """A window, with a space before it: nothing where there is none."""
    if stretch is None:
        return ""
    start, end = stretch.start, stretch.end
    near = _around_one_time(scene, place, start, end)
    if near is not None:
        return near
    if start is not None and start.time is None:
        if start.offset is None or start.sign != -1 or not start.inclusive or start.by_day or end is None:
            raise unsaid(place, stretch, "a window that begins now, or ends open after `within`, has no words")
        return ("" if end == _NOW else _end(scene, place, stretch, end)) + f" within {duration(start.offset)}"
    first = "" if start is None else _start(scene, place, stretch, start)
    last = "" if end is None else _end(scene, place, stretch, end)
    if not first and not last:
        raise unsaid(place, stretch, "a window has a start or an end")
    return last + first if scene.asked_after(start, end) else first + last


def _around_one_time(scene: Scene, place: Place, start: Bound | None, end: Bound | None) -> str | None:
    """`within 7 days before T`, `after T`, `of T`."""
    if start is None or end is None or start.time is None or start.time != end.time:
        return None
    sides = start, end
    at = start.time
    for relation, by in (("before", start.offset), ("after", end.offset), ("of", start.offset)):
        if by is None:
            continue
        wanted = {
            "before": (Bound(at, by, -1), Bound(at)),
            "after": (Bound(at), Bound(at, by, 1)),
            "of": (Bound(at, by, -1), Bound(at, by, 1)),
        }[relation]
        if sides == wanted:
            return f" within {duration(by)} {relation} {time(scene, place, at)}"
    return None


def _start(scene: Scene, place: Place, stretch: Window, bound: Bound) -> str:
    at = bound.time
    if at is not None and bound == Bound(at, inclusive=False):
        return f" after {time(scene, place, at)}"
    if at is not None and bound == Bound(at, by_day=True):
        return f" since {time(scene, place, at)}"
    raise unsaid(place, stretch, "a window begins `after` a time, `since` it, or `within` a length of time")


def _end(scene: Scene, place: Place, stretch: Window, bound: Bound) -> str:
    at = bound.time
    if at is not None and bound == Bound(at, inclusive=False):
        return f" before {time(scene, place, at)}"
    if at is not None and bound == Bound(at, by_day=True):
        return f" on or before {time(scene, place, at)}"
    raise unsaid(place, stretch, "a window ends `before` a time or `on or before` it")
