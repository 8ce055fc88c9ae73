"""Monitors and tasks as text."""

from __future__ import annotations

from careway.export.text import criteria, times
from careway.export.text.evidence import notes
from careway.export.text.layout import lines
from careway.export.text.scene import Place, Scene, unsaid
from careway.export.text.written import duration, names, plain_name, quoted
from careway.ir.nodes import Before, Every, Heading, Interruption, Monitor, Phase, Task, TimesPer
from careway.model.terms import Comparison, Gap
from careway.model.time import Duration, TimeUnit

_PERIODS = {TimeUnit.DAY: "daily", TimeUnit.WEEK: "weekly", TimeUnit.MONTH: "monthly", TimeUnit.YEAR: "yearly"}
_NONE = Duration(0, TimeUnit.DAY)
_SPAN = {
    Comparison.AT_LEAST: "at least",
    Comparison.AT_MOST: "at most",
    Comparison.ABOVE: "more than",
    Comparison.BELOW: "less than",
}


def _named(scene: Scene, heading: Heading, targets: tuple[str, ...], keyword: str) -> str:
    place = Place(heading.name)
    wanted = names(scene, place, targets, panels=False)
    return f"{keyword} {wanted} {quoted(place, heading.title)} as {plain_name(place, heading.name)}"


def monitor(scene: Scene, one: Monitor, cites: str, indent: int = 0) -> list[str]:
    """A monitor; `cites` are the sources that it names itself, `indent` its column."""
    place = Place(one.heading.name)
    if indent and one.only_in:
        raise unsaid(place, one, "a monitor inside a step has no `only in`: it runs while that step is active")
    clauses = [_phase(scene, place, phase, number) for number, phase in enumerate(one.phases)]
    if one.start is not None:
        at = next((i for i, phase in enumerate(one.phases) if scene.asked_after(one.start, phase)), 0)
        later = [i for i, phase in enumerate(one.phases) if not scene.asked_after(one.start, phase)]
        at = 0 if not at else max(later, default=at - 1) + 1
        clauses.insert(min(at, len(clauses)), f"from {times.whole(scene, place, one.start)}")
    if one.from_last_result:
        clauses.insert(0, "from the last result")
    clauses += _allowed(one.before, one.after)
    if one.late != _NONE:
        clauses.append(f"late after {one.late}")
    if one.only_in:
        clauses.append(f"only in {', '.join(plain_name(place, step) for step in one.only_in)}")
    if one.on_return is not Gap.CONTINUE:
        clauses.append(f"on return {one.on_return.value}")
    clauses += [_interruption(place, pause) for pause in one.interruptions]
    made = lines(indent, _named(scene, one.heading, one.targets, "monitor") + cites)
    for clause in clauses:
        made += lines(indent + 2, clause)
    return made + notes(one.heading, indent + 2)


def _allowed(before: Duration, after: Duration) -> list[str]:
    if before == after == _NONE:
        return []
    if before == after:
        return [f"allow {before} either side"]
    if after == _NONE:
        return [f"allow {before} before"]
    return [f"allow {after} after"] if before == _NONE else [f"allow {before} before and {after} after"]


def _phase(scene: Scene, place: Place, phase: Phase, number: int) -> str:
    interval = phase.interval
    period = interval.period
    if isinstance(interval, Every):
        one = period.amount == 1 and period.unit in _PERIODS
        rhythm = _PERIODS[period.unit] if one else f"every {period}"
    else:
        rhythm = _several(place, interval)
    length = f" for {duration(phase.length)}" if phase.length is not None else ""
    until = f" until {criteria.criterion(scene, place, phase.until)}" if phase.until is not None else ""
    return ("then " if number else "") + rhythm + length + until


def _several(place: Place, interval: TimesPer) -> str:
    if interval.period.amount != 1 or interval.period.unit not in _PERIODS or interval.count < 2:
        raise unsaid(place, interval, "several times is said of one day, week, month or year, and of two or more")
    times_ = "twice" if interval.count == 2 else f"{interval.count} times"
    return f"{times_} {_PERIODS[interval.period.unit]}"


def _interruption(place: Place, pause: Interruption) -> str:
    if pause.comparison not in _SPAN:
        raise unsaid(place, pause, "no words ask for a pause of exactly a length of time")
    drug, length = plain_name(place, pause.drug), duration(pause.length)
    return f"{pause.effect.value} after {drug} paused {_SPAN[pause.comparison]} {length}"


def task(scene: Scene, one: Task, cites: str, indent: int = 0) -> list[str]:
    """A task; `cites` are the sources that it names itself, `indent` its column."""
    place = Place(one.heading.name)
    named = _named(scene, one.heading, one.targets, f"task {one.verb.value}")
    deadline = one.deadline
    if isinstance(deadline, Before):
        at = f"before {times.whole(scene, place, deadline.time)}"
    else:
        at = f"once within {duration(deadline.length)} of {times.whole(scene, place, deadline.of)}"
    made = lines(indent, f"{named} {at}{cites}")
    if one.when is not None:
        made += lines(indent + 2, f"when {criteria.criterion(scene, place, one.when)}")
    if one.only_in:
        made.append(" " * (indent + 2) + f"only in {', '.join(plain_name(place, step) for step in one.only_in)}")
    return made + notes(one.heading, indent + 2)
