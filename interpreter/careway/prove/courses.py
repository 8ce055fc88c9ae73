"""Steps without a way on, steps that nothing leads to, and stretches in which nobody asks for what is monitored."""

from __future__ import annotations

from collections.abc import Iterator

from careway.ir import expressions as e
from careway.ir import wording
from careway.ir.nodes import Monitor, Phase, Step
from careway.ir.reads import walk
from careway.model.terms import FindingKind, MonitorState
from careway.model.time import Duration, shift_day
from careway.prove.finding import Said, Shown, Unsettled
from careway.prove.inquiry import Inquiry
from careway.prove.patient import DAY_ZERO
from careway.prove.seek import Impossible, possible
from careway.prove.situation import routes
from careway.prove.symbols import no


def traps(inquiry: Inquiry) -> Iterator[Said]:
    """Whether something leads to each step, and something leads on from it."""
    for step in inquiry.steps.values():
        if not inquiry.asks(step.heading.name):
            continue
        ways = routes(inquiry.core, step.heading.name)
        name = wording.plain(step.heading.name)
        if not ways and step.begin_again is None:
            sentence = f"nothing leads to the step {name}"
            yield inquiry.finding(FindingKind.IDLE, step.heading, step.heading.line, sentence)
        elif not step.transitions:
            sentence = f"the step {name} has no way on: it lasts until a stop, however long that is"
            yield inquiry.finding(FindingKind.TRAP, step.heading, step.heading.line, sentence)
        elif ways:
            yield _left(inquiry, step)


def _left(inquiry: Inquiry, step: Step) -> Said:
    """Whether one of a step's ways can ever be open."""
    line, name = step.heading.line, wording.plain(step.heading.name)
    told: list[Impossible] = []
    for route in inquiry.routes((step.heading.name,), through=True):
        situation = inquiry.situation(route, eligible=False)
        for item in step.transitions:
            answer = possible(situation, [situation.way(item, situation.place, situation.now).true])
            if answer is True:
                return Shown(FindingKind.TRAP, step.heading.name, line, f"there is a way on from {name}")
            if not isinstance(answer, Impossible):
                return Unsettled(FindingKind.TRAP, step.heading.name, line, f"whether there is a way on from {name}")
            told.append(answer)
    because = tuple(dict.fromkeys(one for answer in told for one in answer.because))
    sentence = f"no way on from the step {name} is ever open"
    return inquiry.finding(FindingKind.TRAP, step.heading, line, sentence, because)


# --- schedules -------------------------------------------------------------------------------------------------------


def holes(inquiry: Inquiry) -> Iterator[Said]:
    """Whether schedules leave a stretch without occasions."""
    for monitor in _monitors(inquiry):
        for phase in monitor.phases:
            if _is_empty(inquiry, phase):
                sentence = f"{_called(monitor)} has a phase that is too short for its first occasion"
                yield inquiry.finding(FindingKind.HOLE, monitor.heading, monitor.heading.line, sentence)
        yield from _end(inquiry, monitor)
    yield from _unwatched(inquiry)


def _monitors(inquiry: Inquiry) -> list[Monitor]:
    return [*inquiry.core.monitors, *(monitor for step in inquiry.steps.values() for monitor in step.monitors)]


def _called(monitor: Monitor) -> str:
    return wording.plain(monitor.heading.name)


def _is_empty(inquiry: Inquiry, phase: Phase) -> bool:
    """Whether a phase of a given length ends before its first occasion, whatever the month in which it begins."""
    if phase.length is None:
        return False
    length = phase.length if isinstance(phase.length, Duration) else inquiry.bounds.parameters[phase.length.name]
    assert isinstance(length, Duration)
    period = phase.interval.period
    if length.by_clock or period.by_clock:
        return length.by_clock and period.by_clock and length.seconds < period.seconds
    count = getattr(phase.interval, "count", 1)
    for start in range(DAY_ZERO, DAY_ZERO + 366):
        span = shift_day(start, period) - start
        first = start + (span if count == 1 else span // count)
        if first <= shift_day(start, length):
            return False
    return True


def _end(inquiry: Inquiry, monitor: Monitor) -> Iterator[Said]:
    """What comes after a schedule's last phase, where that ends."""
    last = monitor.phases[-1]
    if (last.length is None and last.until is None) or _asked_for(inquiry, monitor):
        return
    name, line = _called(monitor), monitor.heading.line
    step = next((one for one in inquiry.steps.values() if monitor in one.monitors), None)
    if last.until is not None and step is not None:
        for route in inquiry.routes((step.heading.name,), through=True)[:1]:
            situation = inquiry.situation(route, eligible=False)
            ways = [no(situation.way(item, situation.place, situation.now).true) for item in step.transitions]
            stays = possible(situation, [situation.here.criterion(last.until).true, *ways])
            if isinstance(stays, Impossible):
                yield Shown(FindingKind.HOLE, monitor.heading.name, line, f"{name} ends only where its step is left")
                return
    others = [one for one in _monitors(inquiry) if one is not monitor and _replaces(inquiry, one, monitor, step)]
    if others:
        sentence = f"when {name} has ended, {_called(others[0])} goes on"
        yield Shown(FindingKind.HOLE, monitor.heading.name, line, sentence)
        return
    targets = wording.several(wording.plain(target) for target in monitor.targets)
    sentence = f"{name} ends, and nothing asks for {targets} after that" + (
        f" while the patient is still in {wording.plain(step.heading.name)}" if step is not None else ""
    )
    yield inquiry.finding(FindingKind.HOLE, monitor.heading, line, sentence)


def _asked_for(inquiry: Inquiry, monitor: Monitor) -> bool:
    """Whether a rule waits for a monitor to come to its end."""
    return any(
        isinstance(node, e.Monitoring) and node.monitor == monitor.heading.name and node.state is MonitorState.COMPLETE
        for node in walk(inquiry.core)
    )


def _members(inquiry: Inquiry, monitor: Monitor) -> set[str]:
    panels = {group.name: group.members for group in inquiry.core.vocabulary.groups}
    return {name for target in monitor.targets for name in panels.get(target, (target,))}


def _replaces(inquiry: Inquiry, other: Monitor, monitor: Monitor, step: Step | None) -> bool:
    """Whether another monitor asks for the same without an end, wherever this one does."""
    endless = other.phases[-1].length is None and other.phases[-1].until is None
    if not endless or not _members(inquiry, monitor) <= _members(inquiry, other):
        return False
    if step is not None:
        return _applies(inquiry, other, step)
    steps = monitor.only_in or tuple(inquiry.steps)
    return all(_applies(inquiry, other, inquiry.steps[name]) for name in steps)


def _applies(inquiry: Inquiry, monitor: Monitor, step: Step) -> bool:
    """Whether a monitor asks for its targets in a step."""
    if monitor in inquiry.core.monitors:
        return not monitor.only_in or step.heading.name in monitor.only_in
    return monitor in step.monitors


def _unwatched(inquiry: Inquiry) -> Iterator[Said]:
    """Steps in which something is not asked for that is monitored in others of their pathway."""
    everyone = _monitors(inquiry)
    for pathway in inquiry.core.pathways:
        watched: dict[str, list[Monitor]] = {}
        for monitor in everyone:
            if any(_applies(inquiry, monitor, step) for step in pathway.steps):
                for name in sorted(_members(inquiry, monitor)):
                    watched.setdefault(name, []).append(monitor)
        for step in pathway.steps:
            missing = [
                name
                for name, monitors in watched.items()
                if not any(_applies(inquiry, monitor, step) for monitor in monitors)
            ]
            name = wording.plain(step.heading.name)
            if missing:
                what = wording.several((wording.plain(one) for one in missing), "or")
                sentence = f"in the step {name} nothing asks for {what}, which other steps monitor"
                yield inquiry.finding(FindingKind.HOLE, step.heading, step.heading.line, sentence)
            elif watched:
                sentence = f"all that is monitored elsewhere is monitored in {name}"
                yield Shown(FindingKind.HOLE, step.heading.name, step.heading.line, sentence)
