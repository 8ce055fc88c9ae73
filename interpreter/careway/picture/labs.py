"""The labs of the picture, with their limits as the rules saw them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from careway.evaluate.records_in_words import shown
from careway.evaluate.result import Admission, Result
from careway.ir import expressions as e
from careway.ir import wording
from careway.model.quantity import Span
from careway.model.terms import Edge
from careway.model.timeline import Event, Measured, NoValue
from careway.model.vocabulary import Concept, Worse
from careway.picture.lookout import Course, Speaker, Speaks
from careway.picture.plot import At, LabPanel, Limit, Point, Stretch
from careway.picture.stage import Stage, local, of_text


def labs_of(stage: Stage, concepts: Iterable[Concept]) -> tuple[list[LabPanel], list[str]]:
    """A panel for each lab that a rule compares or a told reason rests on, and what cannot be drawn, in words."""
    panels: list[LabPanel] = []
    notes: list[str] = []
    used = {event.concept for event in stage.events if event.key in stage.numbers}
    for concept in concepts:
        if not concept.kind.measured:
            continue
        limits = limits_of(stage, concept)
        if not limits and concept.name not in used:
            continue
        points = [_point(stage, event) for event in stage.events if event.concept == concept.name]
        points = [point for point in points if point.at >= stage.start]
        name = wording.plain(concept.name)
        notes += [_unknown(name, limit) for limit in limits if limit.unknown]
        if not points:
            notes.append(f"No result of {name} lies in the time of the picture.")
            continue
        normal = _normal(stage, concept)
        ends = {limit.label for limit in normal}
        kept = tuple(limit for limit in limits if limit.label not in ends)
        panels.append(LabPanel(concept.name, concept.title, concept.unit or "1", tuple(points), normal, kept))
    return panels, notes


def _unknown(name: str, limit: Limit) -> str:
    since, until = limit.unknown[0][0][:10], limit.unknown[-1][1][:10]
    rules = wording.several(limit.rules)
    return f"{name}: {limit.label} is not drawn from {since} to {until}: it is not known ({rules})."


def _point(stage: Stage, event: Event) -> Point:
    span = event.value.span if isinstance(event.value, Measured) else None
    until = None if event.when.one_day else local(stage.calendar, event.when.last)
    number = stage.numbers.get(event.key)
    told = event.value.reason if isinstance(event.value, NoValue) else shown(event)
    return Point(
        at=stage.at(event.when),
        until=until,
        span=span,
        shown=told,
        dated=stage.dated(event),
        key=event.key,
        number=number,
        gone=event.key in stage.gone,
        decisive=event.key in stage.decisive,
    )


def _normal(stage: Stage, concept: Concept) -> tuple[Limit, ...]:
    """The limit of normal on the side that is worse, as it goes with each result."""
    assert stage.lookout.engine is not None
    judge = stage.lookout.engine.judge
    edge = Edge.ULN if concept.worse is Worse.HIGHER else Edge.LLN
    known: list[tuple[At, Span | None]] = []
    for event in stage.events:
        if event.concept == concept.name and event.key not in stage.gone:
            known.append((stage.at(event.when), judge.limit(edge, concept.name, event)))
    stretches = _stretches(known, [(stage.start, stage.now)])
    return (Limit(edge.value, (), stretches, ()),) if stretches else ()


def limits_of(stage: Stage, concept: Concept) -> tuple[Limit, ...]:
    """The limits that rules compare a concept with, those of one name and one course as one."""
    found: dict[str, list[Course]] = {}
    for course in stage.lookout.courses:
        if course.compared.concept == concept.name and course.values and _tells(course, stage.result):
            found.setdefault(course.compared.label, []).append(course)
    limits = [_limit(stage, label, courses) for label, courses in found.items()]
    return tuple(limit for limit in limits if limit.stretches or limit.unknown)


def _tells(course: Course, result: Result) -> bool:
    """Whether a limit belongs in the picture: one of eligibility only where that is the question, and not the dose
    before the dose at hand."""
    if course.speaker.when is Speaks.BEFORE:
        return result.eligibility.admission is not Admission.ELIGIBLE
    limit = course.compared.limit
    return not (isinstance(limit, e.ValueOf) and limit.selection.series.concept == course.compared.concept)


def _limit(stage: Stage, label: str, courses: Sequence[Course]) -> Limit:
    stretches: list[Stretch] = []
    unknown: list[tuple[At, At]] = []
    for course in courses:
        known = [(local(stage.calendar, instant), value) for instant, value in course.values]
        times = _speaks(stage, course.speaker, known[0][0])
        stretches += _stretches(known, times)
        if course.speaker.when is not Speaks.BEFORE or known[-1][1] is None:
            asked = _unknown_times(known, times)
            unknown += [(max(start, stage.start), end) for start, end in asked if end >= stage.start]
    seen = [Stretch(max(one.start, stage.start), one.end, one.value) for one in stretches if one.end >= stage.start]
    rules = tuple(dict.fromkeys(course.speaker.heading.title for course in courses))
    return Limit(label, rules, _joined(seen), tuple(sorted(set(unknown))))


def _speaks(stage: Stage, speaker: Speaker, first: At) -> list[tuple[At, At]]:
    """When a rule spoke, since it was asked first."""
    stays = sorted(
        (of_text(stay.since), of_text(stay.until) if stay.until else stage.now, stay.step)
        for pathway in stage.result.pathways
        for stay in pathway.stays
    )
    match speaker.when:
        case Speaks.BEFORE:
            return [(first, stays[0][0] if stays else stage.now)]
        case Speaks.IN_STEPS:
            return [(start, end) for start, end, step in stays if not speaker.steps or step in speaker.steps]
        case Speaks.AFTER:
            begins = [*(start for start, _, _ in stays[1:]), stage.now][: len(stays)]
            return [(end, begin) for (_, end, _), begin in zip(stays, begins, strict=True) if begin > end]
        case Speaks.ALWAYS:
            return [(first, stage.now)]
        case _:
            assert_never(speaker.when)


def _pieces(known: Sequence[tuple[At, Span | None]], start: At, end: At) -> list[tuple[At, At, Span | None]]:
    """What is known from time to time, in one stretch of time."""
    ends = [at for at, _ in known[1:]] + [end]
    cut = [(max(at, start), min(until, end), value) for (at, value), until in zip(known, ends, strict=True)]
    return [piece for piece in cut if piece[0] < piece[1] or (start == end == piece[0])]


def _stretches(known: Sequence[tuple[At, Span | None]], times: Iterable[tuple[At, At]]) -> tuple[Stretch, ...]:
    found = [piece for start, end in times for piece in _pieces(known, start, end)] if known else []
    return _joined([Stretch(start, end, value) for start, end, value in found if value is not None])


def _unknown_times(known: Sequence[tuple[At, Span | None]], times: Iterable[tuple[At, At]]) -> list[tuple[At, At]]:
    found = [piece for start, end in times for piece in _pieces(known, start, end)]
    return [(start, end) for start, end, value in found if value is None]


def _joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Stretches in order, those of one value that meet or overlap as one."""
    joined: list[Stretch] = []
    for one in sorted(stretches, key=lambda stretch: (stretch.start, stretch.end)):
        last = joined[-1] if joined else None
        if last is not None and last.value == one.value and one.start <= last.end:
            joined[-1] = Stretch(last.start, max(last.end, one.end), last.value)
        elif one not in joined:
            joined.append(one)
    return tuple(joined)
