"""The sentences of the log about occasions and tasks."""

from __future__ import annotations

from careway.evaluate import phrases
from careway.evaluate.reasons import Explainer
from careway.evaluate.result import Kind
from careway.evaluate.schedule import Occurrence, Schedule
from careway.evaluate.tasks import Errand
from careway.ir import wording


def lacking(occasion: Occurrence, schedule: Schedule) -> tuple[str, ...]:
    """What an occasion lacks, in words."""
    missing = [name for name in schedule.members if name not in occasion.found]
    return tuple(
        f"{wording.plain(name)} ({occasion.blank[name]})" if name in occasion.blank else wording.plain(name)
        for name in missing
    )


def occasion_text(kind: Kind, occasion: Occurrence, schedule: Schedule, explainer: Explainer) -> str:
    """What a log entry says of an occasion."""
    ticks = schedule.ticks
    due = f"due {ticks.show(occasion.due)}"
    names = wording.several([wording.plain(target) for target in schedule.monitor.targets])
    without = lacking(occasion, schedule)
    nothing = not occasion.found and not occasion.blank
    missing = "nothing" if nothing else f"missing: {wording.several(list(without))}"
    window = f"window {ticks.show(occasion.earliest)} to {ticks.show(occasion.last)}"
    if occasion.earliest == occasion.last:
        window = f"counts on {ticks.show(occasion.due)} only"
    match kind:
        case Kind.DONE:
            assert occasion.done_on is not None
            on = explainer.date(occasion.done_on)
            return f"{names} ({due})" if on == ticks.show(occasion.due) else f"{names} on {on} ({due})"
        case Kind.DUE:
            return f"{names} due, {window}"
        case Kind.LATE:
            return f"{names} {due}: {missing} so far"
        case Kind.MISSED:
            return f"{names} {due} ({window}): {missing}"
        case _:
            return f"{names} {due}: a result that completed it no longer counts; {missing}"


def task_text(kind: Kind, errand: Errand, explainer: Explainer) -> str:
    """What a log entry says of a task."""
    concepts, members = explainer.judge.chart.concepts, explainer.judge.program.members(errand.task.targets)
    what = phrases.obtain(errand.task.verb.value, [concepts[name] for name in members])
    by = f" by {explainer.date(errand.deadline)}" if errand.deadline is not None else ""
    match kind:
        case Kind.TASK:
            return what + by
        case Kind.TASK_DONE:
            done = [f"{wording.plain(name)} {explainer.result(event)}" for name, event in errand.found.items()]
            return f"{what}: {wording.several(done)}"
        case Kind.TASK_MISSED:
            return f"{what}{by}: not done"
        case Kind.CORRECTION:
            return f"{what}{by}: what had settled it no longer counts"
        case _:
            doubtful = [f"{wording.plain(name)} {explainer.result(event)}" for name, event in errand.doubtful.items()]
            return f"{what}{by}: whether {wording.several(doubtful)} was in time cannot be said without times of day"
