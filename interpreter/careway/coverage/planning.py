"""A core -> the plan of what its cases are asked to show (docs/coverage.md says each kind of objective in full).

A rule's criterion is taken apart as far as the author wrote it there; a definition that it names is one question of the
rule, and has objectives of its own, which any rule that reaches it can meet. What no rule reaches has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from careway.base.record import record
from careway.coverage.decisions import Circuit, circuit, criterion_of, way_circuit
from careway.coverage.edges import (
    Edge,
    edges_below,
    monitor_edges,
    task_edge,
    validity_edge,
    way_edge,
)
from careway.coverage.objectives import Decision, Group, Mark, Objective, Plan, PlannedEdge, Unit
from careway.coverage.unknowns import Unknowns
from careway.evaluate.judge import CRITERIA
from careway.evaluate.result import Admission, Kind
from careway.ir import expressions as e
from careway.ir import wording
from careway.ir.nodes import (
    Advice,
    Definition,
    Every,
    Guideline,
    Heading,
    Monitor,
    Phase,
    Step,
    Task,
    Transition,
)
from careway.ir.reads import definition_reads, reads_of, walk
from careway.model.aspect import Aspect
from careway.model.terms import EligibilityKind

LineOf = Callable[[object], int | None]
"""The line at which a node of the core stands in the text, where that is known."""


@record
class _Leaf:
    """A smallest question of a rule: its node, its path in the rule (`1.2`), and whether it is asked to be true."""

    node: e.Criterion | Transition
    path: str
    asked: bool


@record
class _Effect:
    """What a criterion does by being true, and by not being so, in words."""

    true: str
    other: str


def plan(core: Guideline, line_of: LineOf = lambda node: None) -> Plan:
    """What the cases of a guideline are asked to show."""
    return _Planner(core, line_of).made()


class _Planner:
    def __init__(self, core: Guideline, line_of: LineOf) -> None:
        self.core = core
        self.line_of = line_of
        self.definitions = {definition.name: definition for definition in core.definitions}
        self.unknowns = Unknowns(core)
        self.reads = definition_reads(core.definitions)
        self.units: list[Unit] = []
        self.objectives: dict[str, Objective] = {}
        self.events: list[tuple[object, str, str]] = []
        self.roots: list[tuple[object, Circuit, tuple[object, ...]]] = []
        """Each decision: its root, its circuit, and the parts of the core that are read for it."""
        self.marks: dict[int, list[tuple[Aspect, str]]] = {}
        """What the answer of a node may show, by the node's identity."""
        self.edges: list[PlannedEdge] = []
        self.edges_of: dict[int, list[int]] = {}
        """The edges that belong to a part of the core, by its identity; parts are roots and definitions."""
        self.concept_edges: dict[str, int] = {}
        self.known_edges: dict[tuple[int, object], int] = {}

    def made(self) -> Plan:
        self._reached()
        self._eligibility()
        for pathway in self.core.pathways:
            for step in pathway.steps:
                self._step(step)
        for monitor in self.core.monitors:
            self._monitor(monitor)
        for task in self.core.tasks:
            self._task(task)
        for stop in self.core.stops:
            unit = self._unit("stop", stop.heading)
            name = stop.heading.name
            self._event(unit, "fired", (Kind.STOP, name), "the stop", "never fired", stop, stop.heading.line)
            effect = _Effect(f"makes {name} true", f"keeps {name} from being true")
            self._decision(unit, "when", stop.when, stop.when, effect, stop.heading.line)
            self._advice(unit, stop.advice)
        for caution in self.core.cautions:
            unit = self._unit("caution", caution.heading)
            name = caution.heading.name
            line = caution.heading.line
            self._event(unit, "begun", (Kind.CAUTION, name), "the caution", "never given", caution, line)
            effect = _Effect(f"makes {name} true", f"keeps {name} from being true")
            self._decision(unit, "when", caution.when, caution.when, effect, line)
            self._advice(unit, caution.advice)
        for after in self.core.after_stop:
            self._advice(self._unit("after stop", after.heading), after.advice)
        return self._closed()

    # --- units ------------------------------------------------------------------------------------------------------

    def _unit(self, sort: str, heading: Heading) -> Unit:
        unit = Unit(sort, heading.name, heading.title, heading.line)
        self.units.append(unit)
        return unit

    def _eligibility(self) -> None:
        rules = self.core.eligibility
        if not rules:
            return
        unit = Unit("eligibility", "as_a_whole", "Eligibility as a whole", rules[0].heading.line)
        self.units.append(unit)
        outcomes = [Admission.ELIGIBLE, Admission.NOT_ELIGIBLE]
        if any(self.unknowns.may_be(rule.when) for rule in rules):
            outcomes.append(Admission.UNDECIDED)
        for outcome in outcomes:
            lacks = f"no patient comes out as {outcome.value!r}".replace("'", "`")
            what = (outcome, "")
            self._event(unit, outcome.value.replace(" ", "-"), what, "all rules together", lacks, rules, unit.line)
        for rule in rules:
            name, line = rule.heading.name, rule.heading.line
            unit = self._unit("eligible" if rule.kind is EligibilityKind.ELIGIBLE else "exclude", rule.heading)
            effect = _Effect(f"makes {name} true", f"keeps {name} from being true")
            self._decision(unit, "when", rule.when, rule.when, effect, line)

    def _step(self, step: Step) -> None:
        unit, name, line = self._unit("step", step.heading), step.heading.name, step.heading.line
        self._event(unit, "entered", (Kind.STEP, name), "the step", "never entered", step, line)
        if step.begin is not None:
            begin = e.Happened(step.begin)
            effect = _Effect(f"begins {name}", f"keeps {name} from beginning")
            self._decision(unit, "begin", step.begin, begin, effect, line, beside=(step.begin,))
        if step.begin_again is not None:
            effect = _Effect(f"begins {name} again", f"keeps {name} from beginning again")
            self._decision(unit, "begin-again", step.begin_again, step.begin_again, effect, line)
        self._advice(unit, step.advice)
        for number, way in enumerate(step.transitions, 1):
            self._way(unit, f"way{number}", way)
        for monitor in step.monitors:
            self._monitor(monitor)
        for task in step.tasks:
            self._task(task)

    def _way(self, unit: Unit, path: str, way: Transition) -> None:
        to = "the end of the pathway" if way.to is None else wording.plain(way.to)
        said = "finish" if way.to is None else f"{'back' if way.back else 'go'} to {way.to}"
        self._event(unit, f"{path}.taken", way, f"`{said}`", "never taken", way, way.line)
        leaves: list[_Leaf] = []
        if way.after is not None:
            leaves.append(_Leaf(way, "after", True))
        if way.without is not None:
            leaves += self._leaves(way.without, "without", False)
        if way.when is not None:
            leaves += self._leaves(way.when, "when", True)
        made = way_circuit(way, self.definitions)
        root = made.gates[-1].node
        effect = _Effect(f"opens the way to {to}", f"closes the way to {to}")
        self._judged(unit, path, root, leaves, effect, way.line, f"`{said}`")
        parts = tuple(part for part in (way.without, way.when) if part is not None)
        self.roots.append((way, made, parts))
        self._edges_of(unit, path, parts, way.line)
        edge = way_edge(way)
        if edge is not None:
            self._edge(unit, f"{path}.after", edge, way.line)

    def _monitor(self, monitor: Monitor) -> None:
        unit, name, line = self._unit("monitor", monitor.heading), monitor.heading.name, monitor.heading.line
        for kind, lacks in ((Kind.DONE, "none was done"), (Kind.MISSED, "none was missed")):
            self._event(unit, kind.value, (kind, name), "occasions", lacks, monitor, line)
        if _may_be_late(monitor):
            self._event(unit, "late", (Kind.LATE, name), "occasions", "none was late", monitor, line)
        for number, phase in enumerate(monitor.phases):
            at = self.line_of(phase) or line
            said = _phase(phase)
            self._event(
                unit, f"phase{number + 1}.occasion", (monitor, number), f"`{said}`", "no occasion of it", phase, at
            )
            if phase.until is not None:
                effect = _Effect(f"ends `{said}`", f"keeps `{said}` going")
                self._decision(unit, f"phase{number + 1}.until", phase.until, phase.until, effect, at)
        for place, edge in enumerate(monitor_edges(monitor), 1):
            self._edge(unit, f"edge{place}", edge, line)
        if monitor.start is not None:
            self._edges_of(unit, "from", (monitor.start,), line)

    def _task(self, task: Task) -> None:
        unit, name, line = self._unit("task", task.heading), task.heading.name, task.heading.line
        for kind, lacks in ((Kind.TASK_DONE, "never done"), (Kind.TASK_MISSED, "never missed")):
            self._event(unit, kind.value.removeprefix("task "), (kind, name), "the task", lacks, task, line)
        if task.when is not None:
            effect = _Effect(f"makes {name} due", f"keeps {name} from being due")
            self._decision(unit, "when", task.when, task.when, effect, line)
        edge = task_edge(task)
        if edge is not None:
            self._edge(unit, "deadline", edge, line)
        self._edges_of(unit, "of", (task.deadline,), line)

    def _advice(self, unit: Unit, advices: Iterable[Advice]) -> None:
        for number, advice in enumerate(advices, 1):
            said = wording.advised(self.core.vocabulary, advice.action)
            path = f"advice{number}"
            self._event(unit, f"{path}.given", advice, f"`{said}`", "never advised", advice, advice.line)
            if advice.when is not None:
                effect = _Effect("brings this advice", "keeps this advice back")
                self._decision(unit, f"{path}.when", advice.when, advice.when, effect, advice.line)
            self._edges_of(unit, path, (advice.action,), advice.line)

    # --- decisions --------------------------------------------------------------------------------------------------

    def _decision(
        self,
        unit: Unit,
        path: str,
        root: object,
        node: e.Criterion,
        effect: _Effect,
        line: int,
        beside: tuple[object, ...] = (),
    ) -> None:
        """The objectives of a criterion that a rule rests on. `root` is by what an observer is told of it."""
        leaves = list(self._leaves(node, "", True))
        self._judged(unit, path, node, leaves, effect, line, None)
        parts = beside or (node,)
        self.roots.append((root, circuit(node, self.definitions), parts))
        self._edges_of(unit, path, parts, line)

    def _judged(
        self,
        unit: Unit,
        path: str,
        root: e.Criterion | Transition,
        leaves: list[_Leaf],
        effect: _Effect,
        line: int,
        called: str | None,
    ) -> None:
        whole = called or (self._said(leaves[0].node) if len(leaves) == 1 else "the whole condition")
        nodes = [leaf.node for leaf in leaves]
        may_be = any(self.unknowns.may_be(node) for node in nodes)
        for aspect in _outcomes(may_be):
            self._mark(unit, path, root, aspect, whole, f"never {aspect.value}", self.line_of(root) or line)
        if len(leaves) == 1:
            return
        for leaf in leaves:
            at = self.line_of(leaf.node) or line
            said = self._said(leaf.node)
            here = f"{path}.{leaf.path}"
            for aspect in _outcomes(self.unknowns.may_be(leaf.node)):
                self._mark(unit, here, leaf.node, aspect, said, f"never {aspect.value}", at)
            true, other = (effect.true, effect.other) if leaf.asked else (effect.other, effect.true)
            lacks = f"never alone decisive: no case in which, being true, it alone {true}"
            self._mark(unit, here, leaf.node, Aspect.ALONE_TRUE, said, lacks, at)
            lacks = f"never alone decisive: no case in which, not being true, it alone {other}"
            self._mark(unit, here, leaf.node, Aspect.ALONE_OTHER, said, lacks, at)

    def _mark(self, unit: Unit, path: str, node: object, aspect: Aspect, subject: str, lacks: str, line: int) -> None:
        group = Group.DECISIVE if aspect in (Aspect.ALONE_TRUE, Aspect.ALONE_OTHER) else Group.DECISION
        made = self._add(unit, f"{path}:{_SHORT[aspect]}", group, line, subject, aspect.value, lacks, node)
        self.marks.setdefault(id(node), []).append((aspect, made))

    def _said(self, node: e.Criterion | Transition) -> str:
        if isinstance(node, Transition):
            return f"`after {'' if node.after is None else wording.length(node.after)}`"
        return f"`{wording.criterion(node)}`"

    def _leaves(self, node: e.Criterion, path: str, asked: bool) -> Iterator[_Leaf]:
        """The smallest questions that the author wrote in a rule."""
        match node:
            case e.All() | e.AnyOf() | e.AtLeast():
                for number, item in enumerate(node.items, 1):
                    yield from self._leaves(item, f"{path}.{number}" if path else str(number), asked)
            case e.Not():
                yield from self._leaves(node.item, path, not asked)
            case _:
                yield _Leaf(node, path or "1", asked)

    # --- events, edges ----------------------------------------------------------------------------------------------

    def _event(self, unit: Unit, path: str, what: object, subject: str, lacks: str, node: object, line: int) -> None:
        said = path.rsplit(".", 1)[-1].replace("-", " ")
        made = self._add(unit, path, Group.OUTCOME, line, subject, said, lacks, node)
        kind, name = what if isinstance(what, tuple) else (what, "")
        self.events.append((kind, str(name), made))

    def _edges_of(self, unit: Unit, path: str, parts: Iterable[object], line: int) -> None:
        for part in parts:
            if id(part) in self.edges_of:
                continue
            found = []
            for number, edge in enumerate(edges_below(part, self.definitions), 1):
                found.append(self._edge(unit, f"{path}.edge{number}", edge, self.line_of(edge.node) or line))
            self.edges_of[id(part)] = found

    def _edge(self, unit: Unit, path: str, edge: Edge, line: int) -> int:
        """The place of an edge in the plan. A record that a definition selects is spoken of in rules too (`its ULN`):
        its edge is that of the definition."""
        known = self.known_edges.get((id(edge.node), edge.sides))
        if known is not None:
            return known
        self.known_edges[id(edge.node), edge.sides] = len(self.edges)
        subject, sides = f"`{edge.subject}`", []
        for side, lacks in edge.sides:
            here = f"{path}:{side.value.replace(' ', '-')}"
            shows = lacks.removeprefix("no ")
            sides.append((side, self._add(unit, here, Group.EDGE, line, subject, shows, lacks, edge.node)))
        self.edges.append(PlannedEdge(edge, tuple(sides)))
        return len(self.edges) - 1

    def _add(
        self, unit: Unit, path: str, group: Group, line: int, subject: str, aspect: str, lacks: str, node: object
    ) -> str:
        made = f"{unit.key}.{path}"
        assert made not in self.objectives, made
        self.objectives[made] = Objective(made, unit.key, group, line, subject, aspect, lacks, node)
        return made

    # --- definitions and concepts that rules reach ------------------------------------------------------------------

    def _rules(self) -> tuple[object, ...]:
        core = self.core
        return (
            core.eligibility,
            core.pathways,
            core.monitors,
            core.tasks,
            core.stops,
            core.cautions,
            core.after_stop,
        )

    def _reached(self) -> None:
        reads = reads_of(self._rules(), self.reads)
        for definition in self.core.definitions:
            if definition.name in reads.definitions:
                self._definition(definition)
        reached = [*self._rules(), *(self.definitions[name].body for name in reads.definitions)]
        current = {name for part in reached for name in asks_for_the_present(part)}
        for concept in self.core.vocabulary.concepts:
            edge = validity_edge(concept) if concept.name in current else None
            if edge is not None:
                unit = Unit(concept.kind.value, concept.name, concept.title, concept.line)
                self.units.append(unit)
                self.concept_edges[concept.name] = self._edge(unit, "current", edge, concept.line)

    def _definition(self, definition: Definition) -> None:
        unit = Unit("define", definition.name, wording.plain(definition.name), definition.line)
        self.units.append(unit)
        body = definition.body
        if isinstance(body, CRITERIA):
            node = criterion_of(definition)
            effect = _Effect("decides a rule", "decides a rule")
            self._judged(unit, "when", node, list(self._leaves(node, "", True)), effect, definition.line, None)
        self._edges_of(unit, "when" if isinstance(body, CRITERIA) else "as", (body,), definition.line)

    def _closed(self) -> Plan:
        decisions = []
        read_by_decisions: set[int] = set()
        for root, made, parts in self.roots:
            marks = [
                Mark(place, aspect, objective)
                for place, gate in enumerate(made.gates)
                for aspect, objective in self.marks.get(id(gate.node), ())
            ]
            edges = self._edges_read(parts)
            read_by_decisions |= set(edges)
            decisions.append(Decision(root, made, tuple(marks), tuple(sorted(edges))))
        loose = tuple(place for place in range(len(self.edges)) if place not in read_by_decisions)
        self.units.sort(key=lambda unit: unit.line)
        spoken_of = {objective.unit for objective in self.objectives.values()}
        return Plan(
            self.reads,
            tuple(unit for unit in self.units if unit.key in spoken_of),
            tuple(self.objectives.values()),
            tuple(decisions),
            tuple(self.edges),
            loose,
            tuple(self.events),
        )

    def _edges_read(self, parts: tuple[object, ...]) -> set[int]:
        """The edges that judging some parts of the core reads, through definitions too."""
        reads = reads_of(parts, self.reads)
        bodies = [self.definitions[name].body for name in reads.definitions]
        found = {place for part in (*parts, *bodies) for place in self.edges_of.get(id(part), ())}
        concepts = {name for part in (*parts, *bodies) for name in asks_for_the_present(part)}
        return found | {self.concept_edges[name] for name in concepts if name in self.concept_edges}


_SHORT = {
    Aspect.TRUE: "true",
    Aspect.FALSE: "false",
    Aspect.UNKNOWN: "unknown",
    Aspect.ALONE_TRUE: "alone-true",
    Aspect.ALONE_OTHER: "alone-not-true",
}


def _outcomes(may_be_unknown: bool) -> tuple[Aspect, ...]:
    return (Aspect.TRUE, Aspect.FALSE, Aspect.UNKNOWN) if may_be_unknown else (Aspect.TRUE, Aspect.FALSE)


def asks_for_the_present(part: object) -> Iterator[str]:
    """The concepts of which a part of the core asks what holds now."""
    for node in walk(part):
        match node:
            case e.Selection(current=True):
                yield node.series.concept
            case e.Found(window=None) | e.Answered(window=None):
                yield node.concept
            case e.Taking() | e.Paused() | e.CurrentDose():
                yield node.drug
            case _:
                pass


def _may_be_late(monitor: Monitor) -> bool:
    """Whether an occasion can be late before it is missed."""
    if monitor.after.by_clock or monitor.late.by_clock or monitor.after.unit is not monitor.late.unit:
        return monitor.after.amount > 0
    return monitor.after.amount > monitor.late.amount


def _phase(phase: Phase) -> str:
    """A stretch of a schedule in a few words."""
    interval = phase.interval
    period = interval.period
    rhythm = f"every {period}" if isinstance(interval, Every) else f"{interval.count} times in {period}"
    if phase.length is not None:
        return f"{rhythm} for {wording.length(phase.length)}"
    return rhythm if phase.until is None else f"{rhythm} until {wording.criterion(phase.until)}"
