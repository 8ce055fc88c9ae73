"""What a schedule is told of an interruption of a drug: pauses of which two lines speak and say different things, and
pauses between two lines of which none speaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from careway.evaluate.result import Result
from careway.ir import wording
from careway.ir.nodes import Interruption, Monitor
from careway.ir.without import without
from careway.model.terms import Comparison, FindingKind
from careway.model.time import Duration, shift_day
from careway.prove.finding import Said, Shown, Unsettled, Witness
from careway.prove.inquiry import Inquiry
from careway.prove.patient import DAY_ZERO
from careway.prove.person import Person, day_text
from careway.prove.seek import Found, seek
from careway.prove.situation import Situation
from careway.prove.symbols import both, no

LONGEST = 800
"""The longest pause that is looked at, in days."""


def interruptions(inquiry: Inquiry) -> Iterator[Said]:
    """Whether every pause is spoken of once by each schedule."""
    for monitor in (*inquiry.core.monitors, *(one for step in inquiry.steps.values() for one in step.monitors)):
        for first, second in combinations(monitor.interruptions, 2):
            if first.drug == second.drug:
                yield from _of_two(inquiry, monitor, first, second)


def _of_two(inquiry: Inquiry, monitor: Monitor, first: Interruption, second: Interruption) -> Iterator[Said]:
    line = monitor.heading.line
    drug = wording.plain(first.drug)
    name = wording.plain(monitor.heading.name)
    told = [{days for days in range(LONGEST) if _fits(inquiry, one, days)} for one in (first, second)]
    twice = sorted(told[0] & told[1])
    if twice and first.effect is not second.effect:
        effects = wording.several(f"`{one.effect.value}`" for one in (first, second))
        sentence = (
            f"{name} is told {effects} after a pause of {drug} of {_stretch(twice)}: the first of the two is done"
        )
        witness = _witness(inquiry, monitor, first, second, twice[0])
        if witness is None:
            yield Unsettled(FindingKind.CONFLICT, monitor.heading.name, line, sentence)
            return
        yield inquiry.finding(FindingKind.CONFLICT, monitor.heading, line, sentence, (), (witness,))
        return
    spoken = told[0] | told[1]
    between = [
        days
        for days in range(1, LONGEST)
        if days not in spoken and any(one < days for one in spoken) and max(spoken) > days
    ]
    if between:
        sentence = (
            f"{name} is told nothing of a pause of {drug} of {_stretch(between)}, but of shorter and of longer ones"
        )
        yield inquiry.finding(FindingKind.GAP, monitor.heading, line, sentence)
        return
    sentence = f"of every pause of {drug} {name} is told one thing at most"
    yield Shown(FindingKind.CONFLICT, monitor.heading.name, line, sentence)


def _stretch(days: list[int]) -> str:
    if len(days) == 1:
        return f"{days[0]} day{'' if days[0] == 1 else 's'}"
    return f"{days[0]} to {days[-1]} days" if days[-1] < LONGEST - 1 else f"{days[0]} days and more"


def _fits(inquiry: Inquiry, item: Interruption, days: int) -> bool:
    """Whether a line speaks of a pause of so many days (from the first day of the witnesses' calendar)."""
    length = item.length if isinstance(item.length, Duration) else inquiry.bounds.parameters[item.length.name]
    assert isinstance(length, Duration)
    if length.by_clock:
        end, found = length.seconds, days * 86_400
    else:
        end, found = shift_day(DAY_ZERO, length) - DAY_ZERO, days
    return {
        Comparison.AT_LEAST: found >= end,
        Comparison.ABOVE: found > end,
        Comparison.AT_MOST: found <= end,
        Comparison.BELOW: found < end,
        Comparison.EQUAL: found == end,
    }[item.comparison]


def _witness(
    inquiry: Inquiry, monitor: Monitor, first: Interruption, second: Interruption, days: int
) -> Witness | None:
    """A patient with such a pause, for whom it matters which of the two lines is done."""
    swapped = tuple({id(first): second, id(second): first}.get(id(one), one) for one in monitor.interruptions)
    other = without(inquiry.core, {id(monitor): replace(monitor, interruptions=swapped)})

    def due(result: Result) -> list[tuple[str, str]]:
        return [(one.due, one.standing.value) for one in result.occasions if one.rule == monitor.heading.name]

    steps = tuple(name for name, step in inquiry.steps.items() if monitor in step.monitors) or monitor.only_in
    for route in inquiry.routes(steps, through=True):
        situation = inquiry.situation(route)

        def holds(person: Person, day: int, situation: Situation = situation) -> bool:
            one, swapped_one = inquiry.evaluator.result(person, day), inquiry.evaluator.result(person, day, other)
            if one is None or swapped_one is None or not inquiry.fits(situation, one):
                return False
            return bool(due(one)) and due(one) != due(swapped_one)

        slots = situation.patient.records(first.drug)
        for start, stop, again in zip(slots, slots[1:], slots[2:], strict=False):
            goal = [
                both(start.there, start.says, stop.there, no(stop.says), again.there, again.says),
                again.day == stop.day + days,
                situation.now == again.day,
                situation.entered[0] <= stop.day - 10,
            ]
            found = seek(situation, goal, holds, inquiry.evaluator)
            if isinstance(found, Found):
                shown = inquiry.evaluator.result(found.person, found.day)
                then = inquiry.evaluator.result(found.person, found.day, other)
                assert shown is not None and then is not None
                says = f"{_next(shown, monitor)}; by the other line {_next(then, monitor)}"
                return inquiry.witness(found, f"a pause of {_stretch([days])}, ended on {day_text(found.day)}", says)
    return None


def _next(result: Result, monitor: Monitor) -> str:
    due = [one.due for one in result.occasions if one.rule == monitor.heading.name]
    return f"next due {due[-1]}" if due else "nothing is due"
