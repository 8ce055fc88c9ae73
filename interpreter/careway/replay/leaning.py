"""What leans on what: each definition of the exported library on the others that decide it.

Used for one thing only: to tell a difference that merely follows from another one of the same patient. The criterion
of a rule leans on the definitions that it names and on the steps and monitors that it asks of; whether the rule speaks
leans on its criterion, and on where the patient stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from careway.export import names
from careway.ir import expressions as e
from careway.ir.nodes import Advice, Guideline, Monitor, Task
from careway.ir.reads import walk


def leaning(core: Guideline) -> Mapping[str, frozenset[str]]:
    """For each definition all that it leans on, directly or not."""
    direct = _Leaning(core).direct
    return {name: _all(name, direct) for name in direct}


class _Leaning:
    def __init__(self, core: Guideline) -> None:
        self.direct: dict[str, set[str]] = {}
        self.home = {step.heading.name: pathway.name for pathway in core.pathways for step in pathway.steps}
        self.everywhere = [name for pathway in core.pathways for name in self.position(pathway.name)]
        for definition in core.definitions:
            self.lean(names.defined(definition.name), [definition.body])
        self.eligibility(core)
        self.pathways(core)
        for monitor in core.monitors:
            self.monitor(monitor, self.everywhere)
        for task in core.tasks:
            self.task(task, self.everywhere)
        self.stops(core)
        for caution in core.cautions:
            name = caution.heading.name
            asked = [one for step in caution.only_in for one in self.position(self.home[step])]
            self.lean(names.rule(name), [caution.when])
            self.lean(names.holds(name), [], names.rule(name), *asked)
            self.lean(names.undecided(name), [], names.rule(name), *asked)
            self.advice(name, caution.advice, [names.holds(name)])
        for after in core.after_stop:
            self.advice(after.heading.name, after.advice, [names.STOPPED_BY])

    def lean(self, definition: str, nodes: Iterable[object], *more: str) -> None:
        """A definition leans on what these nodes name, and on more."""
        found = self.direct.setdefault(definition, set())
        found.update(more)
        for node in nodes:
            found |= self.named(node)

    def position(self, pathway: str) -> tuple[str, str]:
        return names.step(pathway), names.phase(pathway)

    def eligibility(self, core: Guideline) -> None:
        for rule in core.eligibility:
            name = rule.heading.name
            self.lean(names.rule(name), [rule.when], *self.everywhere)  # it stands as it was when the pathway began
            self.lean(names.undecided(name), [], names.rule(name))
            self.lean(names.ELIGIBILITY, [], names.rule(name))
        for name in (names.ELIGIBLE, names.NOT_ELIGIBLE, names.ELIGIBILITY_UNDECIDED):
            self.lean(name, [], names.ELIGIBILITY)

    def pathways(self, core: Guideline) -> None:
        for pathway in core.pathways:
            both = self.position(pathway.name)
            for name in both:
                self.lean(name, [], names.STOPPED_BY, *both)
                for step in pathway.steps:
                    self.lean(name, [step.begin, step.begin_again, step.transitions])
            for step in pathway.steps:
                within = names.in_step(step.heading.name)
                self.lean(within, [], *both)
                self.advice(step.heading.name, step.advice, [within])
                for monitor in step.monitors:
                    self.monitor(monitor, both)
                for task in step.tasks:
                    self.task(task, both)

    def stops(self, core: Guideline) -> None:
        for stop in core.stops:
            name = stop.heading.name
            self.lean(names.rule(name), [stop.when])
            self.lean(names.holds(name), [], names.rule(name), names.STOPPED_BY)
            self.lean(names.undecided(name), [], names.rule(name), names.STOPPED_BY, *self.everywhere)
            self.lean(names.STOPPED_BY, [], names.rule(name), names.holds(name), *self.everywhere)
            self.advice(name, stop.advice, [names.holds(name)])
        self.lean(names.STOPPED, [], names.STOPPED_BY)

    def advice(self, rule: str, advice: Iterable[Advice], on: Iterable[str]) -> None:
        for number, item in enumerate(advice, 1):
            self.lean(names.advice(rule, number), [item.when], *on)
            self.lean(names.advice_undecided(rule, number), [item.when], *on)

    def monitor(self, monitor: Monitor, on: Iterable[str]) -> None:
        name = monitor.heading.name
        self.lean(names.occasions(name), [monitor.start, monitor.phases, monitor.interruptions], *on)
        self.lean(names.is_due(name), [], names.occasions(name))
        self.lean(names.is_missed(name), [], names.occasions(name))

    def task(self, task: Task, on: Iterable[str]) -> None:
        name = task.heading.name
        self.lean(names.standing(name), [task.deadline, task.when], *on)
        self.lean(names.is_due(name), [], names.standing(name))
        self.lean(names.is_missed(name), [], names.standing(name))

    def named(self, root: object) -> set[str]:
        found: set[str] = set()
        for node in walk(root):
            match node:
                case e.DefinedCriterion() | e.DefinedValue() | e.DefinedTime():
                    found.add(names.defined(node.name))
                case e.InStep():
                    found |= {one for step in node.steps for one in self.position(self.home[step])}
                case e.StepEntry():
                    found |= {*self.position(self.home[node.step])}
                case e.Monitoring():
                    found.add(names.occasions(node.monitor))
                case _:
                    pass
        return found


def _all(definition: str, direct: Mapping[str, set[str]]) -> frozenset[str]:
    reached: set[str] = set()
    ahead = [definition]
    while ahead:
        for name in direct.get(ahead.pop(), ()):
            if name not in reached:
                reached.add(name)
                ahead.append(name)
    return frozenset(reached - {definition})
