"""Slips in schedules and tasks: another rhythm, length or tolerance, a test left out, another reading of gaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from careway.ir import nodes as n
from careway.ir import wording
from careway.model.terms import Gap, TaskVerb
from careway.model.time import Duration, TimeUnit
from careway.mutants.change import Change, Scene
from careway.mutants.mutant import Sort
from careway.mutants.of_rules import without
from careway.mutants.slips import STRICTER, durations_beside, in_another_time_unit
from careway.mutants.spots import Spot

_RHYTHMS = {TimeUnit.DAY: "daily", TimeUnit.WEEK: "weekly", TimeUnit.MONTH: "monthly", TimeUnit.YEAR: "yearly"}
_GAPS = {
    Gap.CONTINUE: "the schedule goes on by the calendar",
    Gap.SUSPEND: "the schedule stands still",
    Gap.RESTART: "the schedule starts anew",
}
_OTHER_GAP = {Gap.CONTINUE: Gap.RESTART, Gap.SUSPEND: Gap.CONTINUE, Gap.RESTART: Gap.SUSPEND}
_OTHER_VERB = {TaskVerb.REPEAT: TaskVerb.CHECK, TaskVerb.CHECK: TaskVerb.REPEAT}
_LENGTHS = {
    ("Phase", "length"): (Sort.SCHEDULE, "a stretch of the schedule that lasts {}"),
    ("Monitor", "before"): (Sort.SCHEDULE, "the time allowed before a due date, {},"),
    ("Monitor", "after"): (Sort.SCHEDULE, "the time allowed after a due date, {},"),
    ("Monitor", "late"): (Sort.SCHEDULE, "the time until a due test is late, {},"),
    ("Interruption", "length"): (Sort.SCHEDULE, "the interruption that counts, {},"),
    ("Within", "length"): (Sort.TASK, "the deadline, {},"),
    ("Transition", "after"): (Sort.WAY, "the wait of {} before going on"),
    ("AdviseDose", "over"): (Sort.DOSE, "the time over which the dose is changed, {},"),
}


def rhythm(interval: n.Interval) -> str:
    """How often: `weekly`, `every 2 weeks`, `3 times weekly`."""
    period = interval.period
    per = _RHYTHMS[period.unit] if period.amount == 1 and period.unit in _RHYTHMS else f"every {period}"
    if isinstance(interval, n.Every):
        return per
    return f"{'twice' if interval.count == 2 else f'{interval.count} times'} {per}"


def often(spot: Spot, scene: Scene) -> Iterator[Change]:
    """Another rhythm."""
    node = spot.node
    if not isinstance(node, n.Every | n.TimesPer):
        return
    others: list[n.Interval] = []
    if isinstance(node, n.Every):
        others += [n.Every(near) for near in durations_beside(node.period) if near.amount]
    else:
        others += [replace(node, count=near) for near in (node.count - 1, node.count + 1) if near]
    slip = in_another_time_unit(node.period)
    if slip is not None:
        others.append(replace(node, period=slip))
    for other in others:
        yield Change(Sort.SCHEDULE, other, f"{rhythm(node)} becomes {rhythm(other)}")


def lasting(spot: Spot, scene: Scene) -> Iterator[Change]:
    """A length of time a step shorter or longer, or in another unit."""
    node, parent = spot.node, spot.parent
    said = _LENGTHS.get((type(parent).__name__, spot.field))
    if not isinstance(node, Duration) or said is None:
        return
    if spot.field == "late" and node.amount == 0 and parent.after.amount == 0:
        return  # a test is missed the day after, so it is never late
    sort, words = said
    nearby = [*durations_beside(node)]
    slip = in_another_time_unit(node)
    for other in [*nearby, *([] if slip is None else [slip])]:
        yield Change(sort, other, f"{words.format(node)} becomes {other}")


def phased(spot: Spot, scene: Scene) -> Iterator[Change]:
    """A stretch of a schedule left out, or no longer ended by its condition or its length."""
    node = spot.node
    if isinstance(node, n.Monitor) and len(node.phases) > 1:
        for index, phase in enumerate(node.phases):
            how = f"the stretch `{rhythm(phase.interval)}` is left out"
            yield Change(Sort.SCHEDULE, without(node.phases, index), how, ("phases",), about=phase)
    if isinstance(node, n.Phase):
        if node.until is not None:
            how = f"`until {wording.criterion(node.until)}` is left out of `{rhythm(node.interval)}`"
            yield Change(Sort.SCHEDULE, None, how, ("until",))
        if node.length is not None:
            how = f"`for {wording.length(node.length)}` is left out of `{rhythm(node.interval)}`"
            yield Change(Sort.SCHEDULE, None, how, ("length",))


def asked(spot: Spot, scene: Scene) -> Iterator[Change]:
    """A test left out of a monitor or a task."""
    node = spot.node
    if isinstance(node, n.Monitor | n.Task):
        sort = Sort.TASK if isinstance(node, n.Task) else Sort.SCHEDULE
        for index, name in enumerate(node.targets) if len(node.targets) > 1 else ():
            how = f"{wording.plain(name)} is no longer asked for"
            yield Change(sort, without(node.targets, index), how, ("targets",))


def gaps(spot: Spot, scene: Scene) -> Iterator[Change]:
    """Another effect of a gap or an interruption, or none; occasions counted from results and not from the calendar."""
    node = spot.node
    if isinstance(node, n.Monitor):
        if node.only_in:
            other = _OTHER_GAP[node.on_return]
            how = f"on return {_GAPS[node.on_return]}: becomes {_GAPS[other]}"
            yield Change(Sort.SCHEDULE, other, how, ("on_return",))
        for index, one in enumerate(node.interruptions):
            how = f"an interruption of {wording.plain(one.drug)} no longer counts"
            yield Change(Sort.SCHEDULE, without(node.interruptions, index), how, ("interruptions",), about=one)
        how = (
            "occasions are counted by the calendar and not from the last result"
            if node.from_last_result
            else "occasions are counted from the last result and not by the calendar"
        )
        yield Change(Sort.SCHEDULE, not node.from_last_result, how, ("from_last_result",))
    if isinstance(node, n.Interruption):
        drug = wording.plain(node.drug)
        effect = _OTHER_GAP[node.effect]
        how = f"after an interruption of {drug} {_GAPS[node.effect]}: becomes {_GAPS[effect]}"
        yield Change(Sort.SCHEDULE, effect, how, ("effect",))
        strict = STRICTER[node.comparison]
        before, after = wording.stretch(node.comparison), wording.stretch(strict)
        how = f"an interruption of {drug} of {before} {wording.length(node.length)} becomes {after}"
        yield Change(Sort.COMPARISON, strict, how, ("comparison",))


def task(spot: Spot, scene: Scene) -> Iterator[Change]:
    """`check` for `repeat`: a result from before then does as well, or no longer."""
    node = spot.node
    if isinstance(node, n.Task) and node.verb in _OTHER_VERB and isinstance(node.deadline, n.Within):
        other = _OTHER_VERB[node.verb]
        yield Change(Sort.TASK, other, f"{node.verb.value} becomes {other.value}", ("verb",))


OPERATORS = (often, lasting, phased, asked, gaps, task)
