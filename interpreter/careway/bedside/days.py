"""The days of a patient's course: what was recorded, became known, was decided, fell due or was missed on each.

In: a run up to its end, and its timeline. Out: every such day in order, with what the log says of it in sentences, and
days ahead on which something is due, or will have been missed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from careway.base.record import record
from careway.bedside.tones import Tone, of_kind, weightier
from careway.evaluate.records_in_words import shown
from careway.evaluate.result import Kind, Occasion, Result, Standing
from careway.ir.wording import plain
from careway.model.time import Instant, show_day
from careway.model.timeline import Entry, Event, Timeline
from careway.report.nodes import Rows
from careway.report.sections import log

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_AHEAD = (Standing.COMING, Standing.OPEN, Standing.DUE, Standing.LATE)


@record
class Day:
    """A day, what is said of it in sentences, and how weighty that is."""

    date: str
    told: tuple[str, ...]
    tone: Tone


@dataclass(slots=True)
class _Telling:
    recorded: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    tone: Tone = Tone.PLAIN


def days_of(result: Result, timeline: Timeline, usable_from: Callable[[Entry], Instant]) -> tuple[Day, ...]:
    """The days of a course that was run to its end."""
    found: dict[str, _Telling] = {}
    for date, words, is_record in _recorded(timeline, usable_from):
        day = found.setdefault(date, _Telling())
        (day.recorded if is_record else day.told).extend(words)
    for node in log(result):
        for at, kind, text in node.rows if isinstance(node, Rows) else ():
            day = found.setdefault(at[:10], _Telling())
            day.told.append(f"{kind}: {text}")
            day.tone = weightier(day.tone, of_kind(Kind(kind)))
    until = result.as_of[:10]
    for item in result.occasions:
        for date, text in _ahead(item):
            if date > until:
                found.setdefault(date, _Telling()).told.append(text)
    return tuple(Day(date, (*_together(day.recorded), *day.told), day.tone) for date, day in sorted(found.items()))


def _recorded(
    timeline: Timeline, usable_from: Callable[[Entry], Instant]
) -> Iterator[tuple[str, tuple[str, ...], bool]]:
    """The day of each record and the day on which it became known, with what is said of it there."""
    for entry in timeline.entries:
        known = show_day(timeline.calendar.day_of(usable_from(entry)))
        if not isinstance(entry, Event):
            yield known, (), False
            continue
        words, when = f"{plain(entry.concept)} {shown(entry)}", entry.when
        happened = show_day(when.day_first)
        if happened == known and when.one_day:
            yield happened, (words,), True
            continue
        yield known, (f"becomes known: {words} of {timeline.calendar.show(when)}",), False
        if when.one_day:
            yield happened, (f"not yet known: {words}, known on {known}",), False


def _together(recorded: list[str]) -> tuple[str, ...]:
    return (f"recorded: {', '.join(recorded)}",) if recorded else ()


def _ahead(item: Occasion) -> Iterator[tuple[str, str]]:
    """The days to come of an occasion or a task that is not done."""
    if item.standing not in _AHEAD:
        return
    if _DAY.match(item.due):
        yield item.due[:10], f"{item.title}: due"
    if item.missed is not None and _DAY.match(item.missed):
        yield item.missed[:10], f"{item.title}: missed, if it is not done before"
