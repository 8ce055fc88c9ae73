"""Schedules: what a monitor's phases are as Timings, in words, and what of them a Timing cannot hold.

A phase with a length has it as `boundsDuration`. One that lasts until something is so has no bounds; where the
guideline has a name for that something, the phase's action has a condition of kind `stop` with that definition.
"""

from __future__ import annotations

from collections.abc import Iterator

from careway.base.record import record
from careway.export import names
from careway.export.fhir.doses import varies
from careway.export.fhir.elements import PERIOD_UNITS, Element, duration, element
from careway.ir import expressions as e
from careway.ir.nodes import Every, Guideline, Interval, Monitor, Phase, TimesPer
from careway.ir.wording import criterion, length, plain, several, stretch, time
from careway.model.terms import Gap
from careway.model.time import Duration

_GAPS = {
    Gap.CONTINUE: "goes on by the calendar",
    Gap.SUSPEND: "stands still for that time and then goes on",
    Gap.RESTART: "starts anew",
}


@record
class Stretch:
    """One phase: in words, as a Timing, and the definition whose truth ends it, where there is one."""

    text: str
    timing: Element
    ends_when: str | None


def stretches(core: Guideline, monitor: Monitor) -> tuple[Stretch, ...]:
    """The phases of a monitor, in order."""
    return tuple(_stretch(core, phase) for phase in monitor.phases)


def _stretch(core: Guideline, phase: Phase) -> Stretch:
    lasts = _lasts(core, phase.length)
    text = _how_often(phase.interval)
    if phase.length is not None:
        text += f" for {_named(core, phase.length)}"
    if phase.until is not None:
        text += f" until {criterion(phase.until)}"
    repeat = element(boundsDuration=duration(lasts) if lasts is not None else None) | _repeat(phase.interval)
    ends = names.defined(phase.until.name) if isinstance(phase.until, e.DefinedCriterion) else None
    return Stretch(text, {"repeat": repeat}, ends)


def _repeat(interval: Interval) -> Element:
    count = interval.count if isinstance(interval, TimesPer) else 1
    return {
        "frequency": count,
        "period": interval.period.amount,
        "periodUnit": PERIOD_UNITS[interval.period.unit],
    }


def _how_often(interval: Interval) -> str:
    match interval:
        case Every():
            return f"every {interval.period.unit.value}" if interval.period.amount == 1 else f"every {interval.period}"
        case TimesPer():
            period = interval.period
            times = "once" if interval.count == 1 else f"{interval.count} times"
            return f"{times} every {period.unit.value if period.amount == 1 else period}"


def _lasts(core: Guideline, given: e.Length | None) -> Duration | None:
    """A length as it stands for everyone; None where it is given by a parameter that a set changes."""
    if given is None or isinstance(given, Duration):
        return given
    held = next(one.value for one in core.parameters if one.name == given.name)
    return held if isinstance(held, Duration) and not varies(core, given.name) else None


def _named(core: Guideline, given: e.Length) -> str:
    lasts = _lasts(core, given)
    if isinstance(given, Duration) or lasts is None:
        return length(given)
    return f"{length(given)} ({lasts})"


# --- what is said in words -------------------------------------------------------------------------------------------


def in_words(core: Guideline, monitor: Monitor, step: str | None) -> str:
    """A schedule in words, with everything that its Timings leave out."""
    phases = ", then ".join(one.text for one in stretches(core, monitor))
    start = f"entry to {plain(step or '')}" if monitor.start is None else time(monitor.start)
    parts = [f"{phases[:1].upper()}{phases[1:]}, counted from {start}"]
    parts += [text for _, text in particulars(core, monitor)]
    return ". ".join(parts) + "."


def particulars(core: Guideline, monitor: Monitor) -> Iterator[tuple[str, str]]:
    """What a Timing does not hold: a short name of it, and it in words."""
    if _some(monitor.before) or _some(monitor.after):
        sides = [
            f"{monitor.before} before" if _some(monitor.before) else "",
            f"{monitor.after} after" if _some(monitor.after) else "",
        ]
        yield "window", f"A result counts up to {several(filter(None, sides))} its due date"
    if _some(monitor.late):
        yield "late", f"It is late {monitor.late} after its due date"
    if monitor.from_last_result:
        yield "last result", "Each date is counted from the result before it"
    if monitor.only_in:
        steps = several(map(plain, monitor.only_in), "or")
        yield "steps", f"Only in the steps {steps}; on return the count {_GAPS[monitor.on_return]}"
    for one in monitor.interruptions:
        # `suspend after X paused at least D`
        lasted = f"{stretch(one.comparison)} {_named(core, one.length)}"
        yield "interruption", f"After {plain(one.drug)} was paused for {lasted} the count {_GAPS[one.effect]}"


def unsaid(core: Guideline, monitor: Monitor) -> Iterator[str]:
    """What the Timings of a monitor cannot say."""
    for _, text in particulars(core, monitor):
        yield f"In words only: {text[:1].lower()}{text[1:]}"
    for phase in monitor.phases:
        if isinstance(phase.interval, TimesPer) and phase.interval.count > 1:
            yield f"On which days the occasions of `{_how_often(phase.interval)}` fall: a Timing leaves that open"
        if phase.until is not None and not isinstance(phase.until, e.DefinedCriterion):
            yield f"The end of a phase, `until {criterion(phase.until)}`, has no definition of its own to refer to"
        if phase.length is not None and _lasts(core, phase.length) is None:
            yield f"The length {length(phase.length)} depends on the parameter set"


def _some(given: Duration) -> bool:
    return given.amount > 0
