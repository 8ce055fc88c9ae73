"""What the parts of the picture are gathered from, and the stretch of time that it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from careway.base.record import record
from careway.evaluate.result import Result, Standing
from careway.model.time import Calendar, Instant, When
from careway.model.timeline import Event, Timeline
from careway.model.vocabulary import Kind
from careway.picture.lookout import Lookout
from careway.picture.numbers import Numbers, decisive
from careway.picture.plot import At


@record
class Stage:
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
        return local(self.calendar, when.first)

    def dated(self, event: Event) -> str:
        return self.calendar.show(event.when)


def local(calendar: Calendar, instant: Instant) -> At:
    return calendar.local(instant).isoformat()


def of_text(text: str) -> At:
    """A date, or a date and time, of the result as a place on the axis; of a span, where it begins."""
    day, _, time = text.partition(" to ")[0].partition(" ")
    return datetime.fromisoformat(f"{day}T{time or '00:00'}").isoformat()


def _moved(at: At, by: timedelta) -> At:
    try:
        return (datetime.fromisoformat(at) + by).isoformat()
    except OverflowError:
        return at


def stage_of(timeline: Timeline, result: Result, lookout: Lookout, numbers: Numbers) -> Stage:
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
    here = local(calendar, now)
    concepts = lookout.core.vocabulary.concepts
    telling = _telling(calendar, events, numbers, {concept.name: concept.kind for concept in concepts})
    begun = [of_text(stay.since) for pathway in result.pathways for stay in pathway.stays]
    first = local(calendar, events[0].when.first) if events else here
    from_here = min((*telling, *begun[:1]), default=first)
    length = datetime.fromisoformat(here) - datetime.fromisoformat(from_here)
    start = max(first, _moved(from_here, -max(length / 2, timedelta(days=7))))
    start = f"{min(start, here)[:10]}T00:00:00"
    length = datetime.fromisoformat(here) - datetime.fromisoformat(start)
    furthest = _moved(here, max(length / 4, timedelta(days=2)))
    coming = [of_text(item.due) for item in result.occasions if item.due and _waits(item.standing)]
    end = max([here, *(at for at in coming if at <= furthest)])
    if end <= start:
        end = _moved(start, timedelta(days=1))
    gone = frozenset(event.key for event in events if event.key not in chart.by_key)
    return Stage(timeline, result, lookout, numbers, calendar, start, here, end, events, gone, decisive(result))


def _telling(calendar: Calendar, events: Sequence[Event], numbers: Numbers, kinds: Mapping[str, Kind]) -> list[At]:
    """The times that the picture must reach back to: of numbered results and findings, and the ends of numbered doses.
    A condition is drawn from the edge on."""
    found: list[At] = []
    for place, event in enumerate(events):
        kind = kinds[event.concept]
        if event.key not in numbers or kind is Kind.CONDITION:
            continue
        if kind is Kind.DRUG:
            after = [one.when.first for one in events[place + 1 :] if one.concept == event.concept]
            found += [local(calendar, instant) for instant in after[:1]]
        else:
            found.append(local(calendar, event.when.first))
    return found


def _waits(standing: Standing) -> bool:
    return standing in (Standing.COMING, Standing.OPEN, Standing.DUE, Standing.LATE)
