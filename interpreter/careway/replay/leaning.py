"""What leans on what: a rule on the definitions it names, on steps and monitors it asks of, and on what ends it.

Used for one thing only: to tell a difference that merely follows from another one of the same patient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from careway.export import names
from careway.ir import expressions as e
from careway.ir.nodes import Guideline, Monitor, Task
from careway.ir.reads import walk

_Lean = Callable[..., None]


def leaning(core: Guideline) -> Mapping[str, frozenset[str]]:
    """For each rule all that it leans on, directly or not: names of definitions, steps, pathways, stops, monitors."""
    direct: dict[str, set[str]] = {}
    home = {step.heading.name: pathway.name for pathway in core.pathways for step in pathway.steps}
    stops = {stop.heading.name for stop in core.stops}
    pathways = {pathway.name for pathway in core.pathways}

    def lean(rule: str, nodes: Iterable[object], *more: str) -> None:
        direct.setdefault(rule, set()).update(more)
        for node in nodes:
            direct[rule] |= _named(node, home)

    for definition in core.definitions:
        lean(definition.name, [definition.body])
    for rule in core.eligibility:
        lean(rule.heading.name, [rule.when])
    lean(names.ELIGIBILITY, [], *(rule.heading.name for rule in core.eligibility))
    for pathway in core.pathways:
        lean(pathway.name, [], *stops)
        for step in pathway.steps:
            lean(step.heading.name, step.advice, pathway.name)
            lean(pathway.name, [step.begin, step.begin_again, step.transitions])
            for monitor in step.monitors:
                _monitor(monitor, lean, [pathway.name])
            for task in step.tasks:
                _task(task, lean, [pathway.name])
    for monitor in core.monitors:
        _monitor(monitor, lean, pathways)
    for task in core.tasks:
        _task(task, lean, pathways if task.only_in else stops)
    for stop in core.stops:
        lean(stop.heading.name, [stop.when, stop.advice], *pathways)
    for name in (names.STOPPED_BY, names.STOPPED):
        lean(name, [], *stops, *pathways)
    for caution in core.cautions:
        lean(caution.heading.name, [caution.when, caution.advice], *(home[step] for step in caution.only_in))
    for after in core.after_stop:
        lean(after.heading.name, [after.advice], *stops, *pathways)
    return {rule: _all(rule, direct) for rule in direct}


def _monitor(monitor: Monitor, lean: _Lean, on: Iterable[str]) -> None:
    lean(monitor.heading.name, [monitor.start, monitor.phases, monitor.interruptions], *on)


def _task(task: Task, lean: _Lean, on: Iterable[str]) -> None:
    lean(task.heading.name, [task.deadline, task.when], *on)


def _named(root: object, home: Mapping[str, str]) -> set[str]:
    found: set[str] = set()
    for node in walk(root):
        match node:
            case e.DefinedCriterion() | e.DefinedValue() | e.DefinedTime():
                found.add(node.name)
            case e.InStep():
                found |= {home[step] for step in node.steps}
            case e.StepEntry():
                found.add(home[node.step])
            case e.Monitoring():
                found.add(node.monitor)
            case _:
                pass
    return found


def _all(rule: str, direct: Mapping[str, set[str]]) -> frozenset[str]:
    reached: set[str] = set()
    ahead = [rule]
    while ahead:
        for name in direct.get(ahead.pop(), ()):
            if name not in reached:
                reached.add(name)
                ahead.append(name)
    return frozenset(reached)
