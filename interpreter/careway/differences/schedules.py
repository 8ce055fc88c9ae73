"""Monitors, tasks and ways between steps in words, and what differs between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from careway.differences.bare import same
from careway.differences.conditions import nodes, optional, quoted
from careway.ir import expressions as e
from careway.ir import wording
from careway.ir.nodes import Before, Every, Interruption, Monitor, Phase, Task, TimesPer, Transition, Within
from careway.model.terms import Gap
from careway.model.time import TimeUnit

_RHYTHMS = {TimeUnit.DAY: "daily", TimeUnit.WEEK: "weekly", TimeUnit.MONTH: "monthly", TimeUnit.YEAR: "yearly"}
_GAPS = {
    Gap.CONTINUE: "the schedule goes on by the calendar",
    Gap.SUSPEND: "the schedule stands still",
    Gap.RESTART: "the schedule starts anew",
}


def rhythm(phase: Phase) -> str:
    """A stretch of a schedule: `twice monthly for 2 months`."""
    interval = phase.interval
    period = interval.period
    match interval:
        case Every():
            said = _RHYTHMS[period.unit] if period.amount == 1 and period.unit in _RHYTHMS else f"every {period}"
        case TimesPer():
            times = "twice" if interval.count == 2 else f"{interval.count} times"
            per = _RHYTHMS[period.unit] if period.amount == 1 and period.unit in _RHYTHMS else f"every {period}"
            said = f"{times} {per}"
        case _:
            assert_never(interval)
    length = f" for {wording.length(phase.length)}" if phase.length is not None else ""
    until = f" until {wording.criterion(phase.until)}" if phase.until is not None else ""
    return said + length + until


def phases(every: Sequence[Phase]) -> str:
    """A whole schedule: `weekly for 1 month, then monthly`."""
    return ", then ".join(map(rhythm, every))


def interruption(pause: Interruption) -> str:
    """What an interruption of a drug does: `starts anew after clozapine was paused at least 30 days`."""
    long = f"{wording.stretch(pause.comparison)} {wording.length(pause.length)}"
    return f"{_GAPS[pause.effect]} after {wording.plain(pause.drug)} was paused {long}"


def steps(names: Sequence[str]) -> str:
    """The steps in which something applies."""
    return f"only in {wording.several(map(wording.plain, names))}" if names else "in every step"


def monitors(old: Monitor, new: Monitor) -> list[str]:
    """What differs between two monitors."""
    found: list[str] = []
    if set(old.targets) != set(new.targets):
        found += _members(old.targets, new.targets, "is now asked for too", "is no longer asked for")
    found += moments(old.start, new.start, "counted from", "counted from the entry to the step")
    if not same(old.phases, new.phases):
        found += _phases(old.phases, new.phases)
    for name, what in (("before", "before its date"), ("after", "after its date")):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            found.append(f"a result counts up to {before} {what} → up to {after}")
    if old.late != new.late:
        found.append(f"late after {old.late} → after {new.late}")
    if old.from_last_result != new.from_last_result:
        ways = {True: "from the result before it", False: "by the calendar"}
        found.append(f"each occasion is counted {ways[old.from_last_result]} → {ways[new.from_last_result]}")
    found += only_in(old.only_in, new.only_in)
    if old.on_return is not new.on_return:
        found.append(f"on return: {_GAPS[old.on_return]} → {_GAPS[new.on_return]}")
    if not same(old.interruptions, new.interruptions):
        before_, after_ = (
            wording.several(map(interruption, one.interruptions)) or "no interruption changes it" for one in (old, new)
        )
        found += nodes(old.interruptions, new.interruptions, before_, after_)
    return found


def _phases(old: Sequence[Phase], new: Sequence[Phase]) -> list[str]:
    before, after = phases(old), phases(new)
    if len(old) != len(new) or before == after:
        return nodes(tuple(old), tuple(new), before, after)
    return [
        f"{rhythm(one)} → {rhythm(other)}" if rhythm(one) != rhythm(other) else nodes(one, other, "", "")[0]
        for one, other in zip(old, new, strict=True)
        if not same(one, other)
    ]


def tasks(old: Task, new: Task) -> list[str]:
    """What differs between two tasks."""
    found: list[str] = []
    if old.verb is not new.verb:
        found.append(f"{old.verb.value} → {new.verb.value}")
    if set(old.targets) != set(new.targets):
        found += _members(old.targets, new.targets, "is now asked for too", "is no longer asked for")
    if not same(old.deadline, new.deadline):
        found += nodes(old.deadline, new.deadline, deadline(old.deadline), deadline(new.deadline))
    return found + optional(old.when, new.when) + only_in(old.only_in, new.only_in)


def deadline(one: Within | Before) -> str:
    """When a task is due: `within 7 days of injury`."""
    match one:
        case Within():
            return f"within {wording.length(one.length)} of {wording.time(one.of)}"
        case Before():
            return f"before {wording.time(one.time)}"
        case _:
            assert_never(one)


def transition(way: Transition) -> str:
    """A way out of a step: `to maintenance after 2 weeks when normal enzymes`."""
    back = "back " if way.back else ""
    return wording.joined(
        "to the end" if way.to is None else f"{back}to {wording.plain(way.to)}",
        "" if way.after is None else f"after {wording.length(way.after)}",
        "" if way.without is None else f"without {wording.criterion(way.without)}",
        "" if way.when is None else f"when {wording.criterion(way.when)}",
    )


def transitions(old: Transition, new: Transition) -> list[str]:
    """What differs between two ways that lead to the same step."""
    to = wording.joined("to", "the end" if new.to is None else wording.plain(new.to))
    found: list[str] = []
    if old.after != new.after:
        ends = ("at once" if one is None else f"after {wording.length(one)}" for one in (old.after, new.after))
        found.append(f"{to}: {' → '.join(ends)}")
    found += [f"{to}: {one}" for one in optional(old.when, new.when, "asks for {} now", "no longer asks for {}")]
    without = optional(old.without, new.without, "only time without {} counts now", "time with {} counts too now")
    found += [f"{to}: {one}" for one in without]
    if old.back is not new.back:
        found.append(f"{to}: {'leads back now' if new.back else 'no longer leads back'}")
    return found


def moments(old: e.Time | None, new: e.Time | None, what: str, without: str) -> list[str]:
    """That something is counted from another time."""
    if same(old, new):
        return []
    before, after = (without if one is None else f"{what} {wording.time(one)}" for one in (old, new))
    return nodes(old, new, before, after)


def only_in(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """That something applies in other steps."""
    return [] if set(old) == set(new) else [f"{steps(old)} → {steps(new)}"]


def _members(old: Sequence[str], new: Sequence[str], added: str, dropped: str) -> list[str]:
    return [
        *(f"{quoted(wording.plain(name))} {dropped}" for name in old if name not in new),
        *(f"{quoted(wording.plain(name))} {added}" for name in new if name not in old),
    ]
