"""Symptoms, conditions and answers of the picture."""

from __future__ import annotations

from collections.abc import Iterable

from careway.evaluate.records_in_words import shown
from careway.ir import wording
from careway.model.timeline import Answer, Event, Finding, NoValue, Presence
from careway.model.vocabulary import Concept, Kind
from careway.picture.plot import Bar, Sort
from careway.picture.stage import Stage, local

_FOUND = (Kind.SYMPTOM, Kind.CONDITION)
_ASKED = (Kind.TEST, Kind.QUESTION)


def findings_of(stage: Stage, concepts: Iterable[Concept]) -> list[Bar]:
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


def _finding(stage: Stage, concept: Concept, event: Event, after: Event | None) -> Bar:
    start = stage.at(event.when)
    end = start
    if _is_present(event):
        ends = [stage.now]
        if after is not None:
            ends.append(stage.at(after.when))
        if event.until is not None:
            ends.append(local(stage.calendar, event.until.last + 1))
        elif concept.current_for is not None:
            ends.append(local(stage.calendar, stage.calendar.shift(event.when, concept.current_for).last + 1))
        end = max(start, min(ends))
    sort = Sort.PRESENT if _is_present(event) else Sort.ABSENT
    number = stage.numbers.get(event.key)
    row = wording.plain(concept.name)
    return Bar(row, start, end, sort, shown(event), stage.dated(event), event.key, number, event.key in stage.decisive)


def _answer(stage: Stage, concept: Concept, event: Event) -> Bar:
    start = stage.at(event.when)
    assert isinstance(event.value, Answer | NoValue)
    number = stage.numbers.get(event.key)
    row = wording.plain(concept.name)
    return Bar(
        row, start, start, Sort.ANSWER, shown(event), stage.dated(event), event.key, number, event.key in stage.decisive
    )
