"""What belongs in the picture of a run: its patient's records, the limits that the rules saw, steps, occasions, stops.

In: the timeline, the result, what looked on at the run, and the numbers of the records that the report speaks of. Out:
a `Picture`, exact. It begins where the course that matters begins: half as long before the first step (or the first
numbered result) as it lasts; what lies before is said in a note, and is in the log.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from careway.base.record import record
from careway.evaluate.records_in_words import shown
from careway.evaluate.result import Admission, Kind, Result, Standing
from careway.ir import expressions as e
from careway.ir import wording
from careway.model.quantity import Span, exactly, show
from careway.model.terms import Edge
from careway.model.time import Calendar, Instant, When
from careway.model.timeline import Answer, Dose, Event, Finding, Measured, NoValue, Off, Presence, Timeline
from careway.model.vocabulary import Concept, Worse
from careway.model.vocabulary import Kind as Sort_of
from careway.picture.lookout import Course, Lookout, Speaker
from careway.picture.numbers import Numbers, decisive
from careway.picture.plot import (
    At,
    Band,
    Bar,
    DosePanel,
    DosePiece,
    LabPanel,
    Limit,
    Mark,
    Picture,
    Point,
    Sort,
    StopLine,
    Stretch,
)

_FOUND = (Sort_of.SYMPTOM, Sort_of.CONDITION)
_ASKED = (Sort_of.TEST, Sort_of.QUESTION)


@record
class _Stage:
    """What the parts of the picture are gathered from."""

    timeline: Timeline
    result: Result
    lookout: Lookout
    numbers: Numbers
    calendar: Calendar
    start: At
    now: At
    end: At
    events: tuple[Event, ...]
    gone: frozenset[str]
    decisive: frozenset[str]

    def at(self, when: When) -> At:
        return _at(self.calendar, when.first)

    def dated(self, event: Event) -> str:
        return self.calendar.show(event.when)


def gather(timeline: Timeline, result: Result, lookout: Lookout, numbers: Numbers) -> Picture:
    """The picture of a run that the lookout has seen to its end."""
    stage = _stage(timeline, result, lookout, numbers)
    concepts = lookout.core.vocabulary.concepts
    labs, notes = _labs(stage, concepts)
    doses = _doses(stage, concepts)
    return Picture(
        title=result.guideline.title,
        start=stage.start,
        end=stage.end,
        now=stage.now,
        as_of=result.as_of,
        bands=tuple(_bands(stage)),
        labs=tuple(labs),
        doses=tuple(doses),
        bars=tuple(_bars(stage, concepts)),
        marks=tuple(_marks(stage)),
        stops=tuple(
            StopLine(_of_text(entry.at), entry.at, entry.title) for entry in result.log if entry.kind is Kind.STOP
        ),
        notes=(*notes, *_earlier(stage)),
    )


# --- the time axis ---------------------------------------------------------------------------------------------------


def _at(calendar: Calendar, instant: Instant) -> At:
    return calendar.local(instant).isoformat()


def _of_text(text: str) -> At:
    """A date, or a date and time, of the result as a place on the axis; of a span, where it begins."""
    day, _, time = text.partition(" to ")[0].partition(" ")
    return datetime.fromisoformat(f"{day}T{time or '00:00'}").isoformat()


def _moved(at: At, by: timedelta) -> At:
    try:
        return (datetime.fromisoformat(at) + by).isoformat()
    except OverflowError:
        return at


def _stage(timeline: Timeline, result: Result, lookout: Lookout, numbers: Numbers) -> _Stage:
    calendar = timeline.calendar
    assert lookout.engine is not None, "the run has not ended"
    chart = lookout.engine.chart
    now = lookout.engine.judge.now
    seen = [
        entry
        for entry in timeline.entries
        if isinstance(entry, Event) and entry.known <= now and (entry.key in chart.by_key or entry.key in numbers)
    ]
    events = tuple(sorted(seen, key=lambda event: (event.when.first, event.when.last, event.key)))
    here = _at(calendar, now)
    concepts = lookout.core.vocabulary.concepts
    telling = _telling(calendar, events, numbers, {concept.name: concept.kind for concept in concepts})
    begun = [_of_text(stay.since) for pathway in result.pathways for stay in pathway.stays]
    first = _at(calendar, events[0].when.first) if events else here
    from_here = min((*telling, *begun[:1]), default=first)
    length = datetime.fromisoformat(here) - datetime.fromisoformat(from_here)
    start = max(first, _moved(from_here, -max(length / 2, timedelta(days=7))))
    start = f"{min(start, here)[:10]}T00:00:00"
    length = datetime.fromisoformat(here) - datetime.fromisoformat(start)
    furthest = _moved(here, max(length / 4, timedelta(days=2)))
    coming = [_of_text(item.due) for item in result.occasions if item.due and _waits(item.standing)]
    end = max([here, *(at for at in coming if at <= furthest)])
    if end <= start:
        end = _moved(start, timedelta(days=1))
    gone = frozenset(event.key for event in events if event.key not in chart.by_key)
    return _Stage(timeline, result, lookout, numbers, calendar, start, here, end, events, gone, decisive(result))


def _telling(calendar: Calendar, events: Sequence[Event], numbers: Numbers, kinds: Mapping[str, Sort_of]) -> list[At]:
    """The times that the picture must reach back to: of numbered results and findings, and the ends of numbered doses.
    A condition is drawn from the edge on."""
    found: list[At] = []
    for place, event in enumerate(events):
        kind = kinds[event.concept]
        if event.key not in numbers or kind is Sort_of.CONDITION:
            continue
        if kind is Sort_of.DRUG:
            after = [one.when.first for one in events[place + 1 :] if one.concept == event.concept]
            found += [_at(calendar, instant) for instant in after[:1]]
        else:
            found.append(_at(calendar, event.when.first))
    return found


def _waits(standing: Standing) -> bool:
    return standing in (Standing.COMING, Standing.OPEN, Standing.DUE, Standing.LATE)


def _earlier(stage: _Stage) -> list[str]:
    before = sum(stage.at(event.when) < stage.start for event in stage.events)
    if not before:
        return []
    records = "1 record lies" if before == 1 else f"{before} records lie"
    return [f"The picture begins on {stage.start[:10]}; {records} before it."]


# --- labs and their limits -------------------------------------------------------------------------------------------


def _labs(stage: _Stage, concepts: Iterable[Concept]) -> tuple[list[LabPanel], list[str]]:
    """A panel for each lab that a rule compares or a told reason rests on, and what cannot be drawn, in words."""
    panels: list[LabPanel] = []
    notes: list[str] = []
    used = {event.concept for event in stage.events if event.key in stage.numbers}
    for concept in concepts:
        if not concept.kind.measured:
            continue
        limits = _limits(stage, concept)
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


def _point(stage: _Stage, event: Event) -> Point:
    span = event.value.span if isinstance(event.value, Measured) else None
    until = None if event.when.one_day else _at(stage.calendar, event.when.last)
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


def _normal(stage: _Stage, concept: Concept) -> tuple[Limit, ...]:
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


def _limits(stage: _Stage, concept: Concept) -> tuple[Limit, ...]:
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
    if course.speaker.decides_entry:
        return result.eligibility.admission is not Admission.ELIGIBLE
    limit = course.compared.limit
    return not (isinstance(limit, e.ValueOf) and limit.selection.series.concept == course.compared.concept)


def _limit(stage: _Stage, label: str, courses: Sequence[Course]) -> Limit:
    stretches: list[Stretch] = []
    unknown: list[tuple[At, At]] = []
    for course in courses:
        known = [(_at(stage.calendar, instant), value) for instant, value in course.values]
        times = _speaks(stage, course.speaker, known[0][0])
        stretches += _stretches(known, times)
        if not course.speaker.decides_entry or known[-1][1] is None:
            asked = _unknown_times(known, times)
            unknown += [(max(start, stage.start), end) for start, end in asked if end >= stage.start]
    seen = [Stretch(max(one.start, stage.start), one.end, one.value) for one in stretches if one.end >= stage.start]
    rules = tuple(dict.fromkeys(course.speaker.heading.title for course in courses))
    return Limit(label, rules, _joined(seen), tuple(sorted(set(unknown))))


def _speaks(stage: _Stage, speaker: Speaker, first: At) -> list[tuple[At, At]]:
    """When a rule spoke: in the steps that it names, in any step, or from when it was asked first."""
    stays = [stay for pathway in stage.result.pathways for stay in pathway.stays]
    if speaker.steps is None:
        until = min((_of_text(stay.since) for stay in stays), default=stage.now) if speaker.decides_entry else stage.now
        return [(first, until)]
    return [
        (_of_text(stay.since), _of_text(stay.until) if stay.until else stage.now)
        for stay in stays
        if not speaker.steps or stay.step in speaker.steps
    ]


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


# --- doses -----------------------------------------------------------------------------------------------------------


def _doses(stage: _Stage, concepts: Iterable[Concept]) -> list[DosePanel]:
    panels = []
    for concept in concepts:
        if concept.kind is not Sort_of.DRUG:
            continue
        events = [event for event in stage.events if event.concept == concept.name and event.key not in stage.gone]
        pieces = [piece for piece in _dose_pieces(stage, events) if piece.end > stage.start]
        if any(piece.taken for piece in pieces):
            limits = _limits(stage, concept)
            panels.append(DosePanel(concept.name, concept.title, concept.unit or "1", tuple(pieces), limits))
    return panels


def _dose_pieces(stage: _Stage, events: Sequence[Event]) -> list[DosePiece]:
    pieces = []
    for place, event in enumerate(events):
        following = stage.at(events[place + 1].when) if place + 1 < len(events) else stage.now
        end = following
        if event.until is not None:
            end = min(following, _at(stage.calendar, event.until.last + 1))
        match event.value:
            case Dose(amount):
                taken = amount is None or amount.point != 0
            case Off():
                taken, amount = False, exactly(0)
            case _:
                continue
        start = max(stage.at(event.when), stage.start)
        piece = DosePiece(
            start=start,
            end=end,
            taken=taken,
            amount=amount,
            shown=shown(event),
            dated=stage.dated(event),
            key=event.key,
            number=stage.numbers.get(event.key),
            decisive=event.key in stage.decisive,
        )
        if end > start or (end == start == stage.now):
            pieces.append(piece)
    return pieces


# --- findings, steps, occasions --------------------------------------------------------------------------------------


def _bars(stage: _Stage, concepts: Iterable[Concept]) -> list[Bar]:
    """Symptoms and conditions that were present at some time or that a reason rests on; answers that one rests on."""
    bars = []
    for concept in concepts:
        events = [event for event in stage.events if event.concept == concept.name and event.key not in stage.gone]
        if concept.kind in _FOUND:
            told = zip(events, [*events[1:], None][: len(events)], strict=True)
            some = any(_is_present(event) and stage.at(event.when) >= stage.start for event in events)
            if some or any(event.key in stage.numbers for event in events):
                bars += [_finding(stage, concept, event, after) for event, after in told]
        elif concept.kind in _ASKED:
            bars += [_answer(stage, concept, event) for event in events if event.key in stage.numbers]
    return [bar for bar in bars if bar.end >= stage.start]


def _is_present(event: Event) -> bool:
    return isinstance(event.value, Finding) and event.value.presence is Presence.PRESENT


def _finding(stage: _Stage, concept: Concept, event: Event, after: Event | None) -> Bar:
    start = stage.at(event.when)
    end = start
    if _is_present(event):
        ends = [stage.now]
        if after is not None:
            ends.append(stage.at(after.when))
        if event.until is not None:
            ends.append(_at(stage.calendar, event.until.last + 1))
        elif concept.current_for is not None:
            ends.append(_at(stage.calendar, stage.calendar.shift(event.when, concept.current_for).last + 1))
        end = max(start, min(ends))
    sort = Sort.PRESENT if _is_present(event) else Sort.ABSENT
    number = stage.numbers.get(event.key)
    row = wording.plain(concept.name)
    return Bar(row, start, end, sort, shown(event), stage.dated(event), event.key, number, event.key in stage.decisive)


def _answer(stage: _Stage, concept: Concept, event: Event) -> Bar:
    start = stage.at(event.when)
    assert isinstance(event.value, Answer | NoValue)
    number = stage.numbers.get(event.key)
    row = wording.plain(concept.name)
    return Bar(
        row, start, start, Sort.ANSWER, shown(event), stage.dated(event), event.key, number, event.key in stage.decisive
    )


def _bands(stage: _Stage) -> list[Band]:
    several = len(stage.result.pathways) > 1
    return [
        Band(
            pathway.title if several else "step",
            stay.title,
            _of_text(stay.since),
            _of_text(stay.until) if stay.until else stage.now,
            stay.until is None,
        )
        for pathway in stage.result.pathways
        for stay in pathway.stays
    ]


def _marks(stage: _Stage) -> list[Mark]:
    marks = []
    for item in stage.result.occasions:
        dated = item.done_on if item.standing is Standing.DONE and item.done_on else item.due
        if not dated:
            continue
        lacking = f"{wording.several(item.lacking)} missing" if item.lacking and item.data else ""
        told = f"due {item.due}" if item.standing is Standing.DONE and item.due else lacking
        mark = Mark(item.title, _of_text(dated), item.standing, dated, told)
        if stage.start <= mark.at <= stage.end:
            marks.append(mark)
    return marks


def limit_shown(limit: Limit, unit: str) -> str:
    """A limit as its label says it: its name, and its last value where the name is not the value."""
    if not limit.stretches:
        return limit.label
    value = limit.stretches[-1].value.point
    if value is None or limit.label.startswith(show(value, unit)):
        return limit.label
    return f"{limit.label} = {show(value, unit)}"
