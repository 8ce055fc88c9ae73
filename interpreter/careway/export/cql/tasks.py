"""Tasks in CQL: what is due once, by a deadline, and whether it was done in time."""

from __future__ import annotations

from collections.abc import Iterator

from careway.export import names
from careway.export.cql.asking import AT, asked, function, instant, records_of
from careway.export.cql.comments import described
from careway.export.cql.course import COURSE, TODAY
from careway.export.cql.expressions import Phrases
from careway.export.cql.spelling import call, chosen, listed, name, text, truth
from careway.ir.nodes import Before, Guideline, Step, Task, Within
from careway.model.terms import TaskVerb

_INSTANTS = call("With Entries", name("Instants"), f"{AT}.stays")
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
    title = described(phrases.core, task.heading, "task")
    standing, now = name(names.standing(of)), name(TODAY)
    given = asked(f"standing of {of}", now)
    moment = task.deadline.of if isinstance(task.deadline, Within) else task.deadline.time
    return [
        function(f"time of {of}", phrases.time(moment)),
        *([] if task.when is None else [function(f"{of} asked for", phrases.criterion(task.when))]),
        f"{title}\n{function(f'errands of {of}', _errands(task, step))}",
        function(f"standing of {of}", _standing(phrases, task)),
        f"define {standing}:\n  Last({asked(f'standing of {of}', now)})",
        f"define {name(names.is_due(of))}:\n  exists {chosen(given, 'S', _OPEN)}",
        f"define {name(names.is_missed(of))}:\n  exists {chosen(given, 'S', _MISSED)}",
    ]


def _applies(task: Task, step: Step | None) -> list[str]:
    """When a task may be asked for: in its steps, and not after a stop."""
    parts = []
    if task.only_in:
        within = f"T.step in {listed(map(text, task.only_in))} and T.entered <= I and (T.left is null or T.left >= I)"
        parts.append(f"exists ({AT}.stays T where {within} return all T)")
    if step is None:
        stopped = f"{name(COURSE)}.stoppedBy is not null and I > Max({AT}.stays T return all T.left)"
        parts.append(f"not Coalesce({stopped}, false)")
    if task.when is not None:
        parts.append(f"{asked(f'{task.heading.name} asked for', instant('I', 'I', f'{AT}.stays'))}")
    return parts


def _errands(task: Task, step: Step | None) -> str:
    """The instances of the task: one for each time from which it counts, or the one that is wanted before a time. The
    tasks of a step are asked for anew in each stay."""
    if step is None:
        return _asked_for(task, step, [f"I <= {AT}.now"], f"{AT}.now", "false")
    till = f"Coalesce(S.left, {AT}.now)"
    stays = f"({AT}.stays S where S.step = {text(step.heading.name)} return all S)"
    found = _asked_for(task, step, ["I >= S.entered", f"I <= {till}"], till, "S.left is not null")
    return f"flatten ({stays} S\n  return all {found})"


def _asked_for(task: Task, step: Step | None, inside: list[str], till: str, over: str) -> str:
    past = asked(f"time of {task.heading.name}", instant("I", "I", f"{AT}.stays"))
    row = f"Tuple {{ now: I, moment: {past} }}"
    applies = " and ".join([*inside, *_applies(task, step)])
    if isinstance(task.deadline, Within):
        every = f"(({_INSTANTS}) I where {applies} return all {row})"
        return call("Errands", every, till, over)
    first = f"First{chosen(_INSTANTS, 'I', applies)}"
    every = f"(({_INSTANTS}) I where {' and '.join(inside)} return all {row})"
    return call("Errand To Come", first, every, till, over)


def _standing(phrases: Phrases, task: Task) -> str:
    """Where each instance stands."""
    panels = {group.name: group.members for group in phrases.core.vocabulary.groups}
    members = dict.fromkeys(member for target in task.targets for member in panels.get(target, (target,)))
    records = listed(map(records_of, members))
    match task.deadline:
        case Within():
            clock = phrases.by_clock(task.deadline.length)
            length = phrases.length(task.deadline.length)
            end = call("Clock After" if clock else "Days After", "E.anchor", length)
            row = call("Errand Within", "E", end, records, truth(task.verb is TaskVerb.REPEAT), truth(clock))
        case Before():
            row = call("Errand Before", "E", records)
    every = f"({asked(f'errands of {task.heading.name}')}) E\n  return all Tuple {{ standing: {row}, over: E.over }}"
    return call("Standings", f"(({every}) D return all D)")
