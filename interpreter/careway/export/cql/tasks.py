"""Tasks in CQL: what is due once, by a deadline, and whether it was done in time."""

from __future__ import annotations

from collections.abc import Iterator

from careway.export import names
from careway.export.cql.course import COURSE, TODAY
from careway.export.cql.expressions import AT, Phrases, asked, instant, records_of
from careway.export.cql.prelude import TYPES
from careway.export.cql.spelling import call, chosen, comment, listed, name, text, truth
from careway.export.cql.vocabulary import function
from careway.ir.nodes import Before, Guideline, Step, Task, Within
from careway.model.terms import TaskVerb

_OPEN, _MISSED = "S = 'open'", "S = 'missed'"


def tasks(core: Guideline) -> Iterator[tuple[Task, Step | None]]:
    """All tasks, with the step in which each stands."""
    for task in core.tasks:
        yield task, None
    for pathway in core.pathways:
        for step in pathway.steps:
            for task in step.tasks:
                yield task, step


def definitions(phrases: Phrases) -> list[str]:
    """The definitions of all tasks."""
    found: list[str] = []
    for task, step in tasks(phrases.core):
        found += _definitions(phrases, task, step)
    return found


def _definitions(phrases: Phrases, task: Task, step: Step | None) -> list[str]:
    of = task.heading.name
    title = comment(f"task {of}: {task.heading.title} (line {task.heading.line} of the guideline)")
    standing, now = name(names.standing(of)), name(TODAY)
    given = asked(f"standing of {of}", now)
    moment = task.deadline.of if isinstance(task.deadline, Within) else task.deadline.time
    return [
        function(f"time of {of}", phrases.time(moment)),
        *([] if task.when is None else [function(f"{of} asked for", phrases.criterion(task.when))]),
        f"{title}\n{function(f'errands of {of}', _errands(phrases, task, step))}",
        function(f"standing of {of}", _standing(phrases, task)),
        f"define {standing}:\n  Last({asked(f'standing of {of}', now)})",
        f"define {name(names.is_due(of))}:\n  exists {chosen(given, 'S', _OPEN)}",
        f"define {name(names.is_missed(of))}:\n  exists {chosen(given, 'S', _MISSED)}",
    ]


def _applies(task: Task, step: Step | None) -> str:
    """Whether a task may be asked for at an instant: in its steps, and not after a stop."""
    steps = (step.heading.name,) if step is not None else task.only_in
    parts = []
    if steps:
        within = f"T.step in {listed(map(text, steps))} and T.entered <= I and (T.left is null or T.left >= I)"
        parts.append(f"exists ({AT}.stays T where {within} return all T)")
    if step is None:
        parts.append(
            f"not Coalesce({name(COURSE)}.stoppedBy is not null and I > Max({AT}.stays T return all T.left), false)"
        )
    if task.when is not None:
        parts.append(f"{asked(f'{task.heading.name} asked for', instant('I', 'I', f'{AT}.stays'))}")
    return " and ".join(parts) or "true"


def _errands(phrases: Phrases, task: Task, step: Step | None) -> str:
    """The times for which the task was asked for: the anchors, or the one time before which it is wanted."""
    of = task.heading.name
    applies = _applies(task, step)
    asked_for = f"(({name('Instants')}) I where I <= {AT}.now and {applies} return all I)"
    past = asked(f"time of {of}", instant("I", "I", f"{AT}.stays"))
    if isinstance(task.deadline, Before):
        # Asked for from the beginning; its time is the first that is known.
        known = f"First(({name('Instants')} I where I <= {AT}.now return all {past}) M where M.come return all M)"
        return (
            f"if not exists {asked_for} then List<{TYPES['Moment']}>{{ }}\n"
            f"else {{ Coalesce({known}, {call('Not Yet')}) }}"
        )
    return f"distinct (({asked_for} I return all {past}) M where M.come and M.first <= {AT}.now return all M)"


def _standing(phrases: Phrases, task: Task) -> str:
    """Where each instance stands."""
    panels = {group.name: group.members for group in phrases.core.vocabulary.groups}
    members = dict.fromkeys(member for target in task.targets for member in panels.get(target, (target,)))
    records = listed(call("Known At", records_of(member), AT) for member in members)
    match task.deadline:
        case Within():
            clock = phrases.by_clock(task.deadline.length)
            end = call("Clock After" if clock else "Days After", "E", phrases.length(task.deadline.length))
            after = truth(task.verb is TaskVerb.REPEAT)
            row = call("Errand Within", "E", end, records, f"{AT}.now", after, truth(clock))
        case Before():
            row = call("Errand Before", "E", records, f"{AT}.now")
    return f"({asked(f'errands of {task.heading.name}')}) E\n  return all {row}"
