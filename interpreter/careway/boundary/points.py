"""A core -> its boundaries: for each rule the smallest questions that it rests on, and the limits and lengths of time
in them.

A boundary that a rule's question names itself belongs to that rule. One inside a number or a time that the guideline
defines by name, and how long a record counts, belong to all rules that read them: they are offered once, with the first
rule, in the order of the text, of which a patient can be found.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from careway.base.record import record
from careway.coverage.decisions import Circuit, circuit, way_circuit
from careway.coverage.edges import Edge, Edged, Fringe, Limit, edges_below, validity_edge, way_edge
from careway.coverage.planning import asks_for_the_present
from careway.coverage.unknowns import Unknowns
from careway.ir import expressions as e
from careway.ir import wording
from careway.ir.nodes import Advice, Every, Guideline, Heading, Monitor, Phase, Step, Transition
from careway.ir.reads import definition_reads, reads_of


class Sort(Enum):
    """What a rule decides."""

    ELIGIBILITY = "eligibility"
    STOP = "stop"
    CAUTION = "caution"
    WAY = "way"
    ADVICE = "advice"
    AGAIN = "begin again"
    SCHEDULE = "schedule"
    """How long a stretch of a schedule lasts, or whether a task is due."""


@record
class Ruling:
    """A criterion that decides something: whose it is, what of the rule it is in words, and the node by which an
    observer is told of it. `owner`: the rule; of a way or a piece of advice, what it belongs to and itself. `steps`:
    those in which it is judged (none: wherever the patient stands)."""

    sort: Sort
    heading: Heading
    what: str
    node: e.Criterion | Transition
    owner: object
    circuit: Circuit
    line: int
    steps: tuple[str, ...]

    @property
    def name(self) -> str:
        """How it is called: by its rule, and by what of the rule it is."""
        own = self.sort in (Sort.STOP, Sort.CAUTION, Sort.ELIGIBILITY)
        return self.heading.name if own else f"{self.what} of {self.heading.name}"


@record
class Brink:
    """A boundary of a question of a rule. `ruling` and `gate` are places, `place` that of the edge among all edges.
    `own`: it decides the question by itself; else there is more to the question, and `shared` with other rules."""

    ruling: int
    gate: int
    place: int
    edge: Edge
    own: bool
    shared: bool


@record
class Question:
    """A smallest question of a rule that has a boundary; `open`: it may be unknown."""

    ruling: int
    gate: int
    node: e.Criterion | Transition
    brinks: tuple[Brink, ...]
    open: bool


@record
class Boundaries:
    """All of a guideline."""

    core: Guideline
    rulings: tuple[Ruling, ...]
    questions: tuple[Question, ...]


def boundaries(core: Guideline) -> Boundaries:
    """The boundaries of a guideline's rules, in the order of its text."""
    found = sorted(_rulings(core), key=lambda ruling: ruling.line)
    asking = _Asking(core)
    questions = [
        question
        for place, ruling in enumerate(found)
        for question in asking.questions(place, ruling)
        if question.brinks
    ]
    return Boundaries(core, tuple(found), tuple(questions))


def _rulings(core: Guideline) -> Iterator[Ruling]:
    definitions = {definition.name: definition for definition in core.definitions}

    def made(
        sort: Sort, heading: Heading, what: str, node: e.Criterion, owner: object, line: int, steps: tuple[str, ...]
    ) -> Ruling:
        return Ruling(sort, heading, what, node, owner, circuit(node, definitions), line, steps)

    every = tuple(step.heading.name for pathway in core.pathways for step in pathway.steps)
    for rule in core.eligibility:
        yield made(Sort.ELIGIBILITY, rule.heading, "eligibility", rule.when, rule, rule.heading.line, ())
    for stop in core.stops:
        yield made(Sort.STOP, stop.heading, "stop", stop.when, stop, stop.heading.line, every)
    for caution in core.cautions:
        yield made(
            Sort.CAUTION, caution.heading, "caution", caution.when, caution, caution.heading.line, caution.only_in
        )
    for pathway in core.pathways:
        for step in pathway.steps:
            yield from _of_step(core, step)
            if step.begin_again is not None:
                yield made(
                    Sort.AGAIN, step.heading, "a new beginning", step.begin_again, step, step.heading.line, every
                )
    for monitor, here in (*((one, one.only_in or every) for one in core.monitors), *_inside(core)):
        for phase in monitor.phases:
            if phase.until is not None:
                what, line = f"the end of `{stretch(phase)}`", monitor.heading.line
                yield made(Sort.SCHEDULE, monitor.heading, what, phase.until, monitor, line, here)
    tasks = [(task, task.only_in or every) for task in core.tasks]
    tasks += [
        (task, (step.heading.name,)) for pathway in core.pathways for step in pathway.steps for task in step.tasks
    ]
    for task, here in tasks:
        if task.when is not None:
            yield made(Sort.SCHEDULE, task.heading, "being due", task.when, task, task.heading.line, here)
    speaking: list[tuple[Heading, object, tuple[Advice, ...], tuple[str, ...]]] = [
        *((step.heading, step, step.advice, (step.heading.name,)) for one in core.pathways for step in one.steps),
        *((caution.heading, caution, caution.advice, caution.only_in) for caution in core.cautions),
        *((stop.heading, stop, stop.advice, every) for stop in core.stops),
        *((after.heading, after, after.advice, every) for after in core.after_stop),
    ]
    for heading, owner, advices, steps in speaking:
        for advice in advices:
            if advice.when is not None:
                said = wording.advised(core.vocabulary, advice.action)
                yield Ruling(
                    Sort.ADVICE, heading, f"`{said}`", advice.when, (owner, advice),
                    circuit(advice.when, definitions), advice.line, steps,
                )  # fmt: skip


def _inside(core: Guideline) -> Iterator[tuple[Monitor, tuple[str, ...]]]:
    for pathway in core.pathways:
        for step in pathway.steps:
            for monitor in step.monitors:
                yield monitor, (step.heading.name,)


def stretch(phase: Phase) -> str:
    """A stretch of a schedule in a few words."""
    interval = phase.interval
    said = f"every {interval.period}" if isinstance(interval, Every) else f"{interval.count} times in {interval.period}"
    if phase.length is not None:
        return f"{said} for {wording.length(phase.length)}"
    return said if phase.until is None else f"{said} until {wording.criterion(phase.until)}"


def _of_step(core: Guideline, step: Step) -> Iterator[Ruling]:
    definitions = {definition.name: definition for definition in core.definitions}
    for way in step.transitions:
        what = "the end" if way.to is None else f"the way to {wording.plain(way.to)}"
        what += "" if way.after is None else f" after {wording.length(way.after)}"
        made = way_circuit(way, definitions)
        yield Ruling(Sort.WAY, step.heading, what, way, (step, way), made, way.line, (step.heading.name,))


class _Asking:
    """Finds the boundaries of questions; each edge has one place, wherever it is read."""

    def __init__(self, core: Guideline) -> None:
        self._definitions = {definition.name: definition for definition in core.definitions}
        self._concepts = {concept.name: concept for concept in core.vocabulary.concepts}
        self._reads = definition_reads(core.definitions)
        self._unknowns = Unknowns(core)
        self._places: dict[object, int] = {}

    def questions(self, place: int, ruling: Ruling) -> Iterator[Question]:
        """The smallest questions of a rule."""
        for gate in ruling.circuit.asked:
            node = ruling.circuit.gates[gate].node
            brinks = tuple(self._brinks(place, gate, node))
            yield Question(place, gate, node, brinks, self._unknowns.may_be(node))

    def _brinks(self, ruling: int, gate: int, node: e.Criterion | Transition) -> Iterator[Brink]:
        if isinstance(node, Transition):
            edge = way_edge(node)
            if edge is not None:
                yield Brink(ruling, gate, self._place(edge, node), edge, True, False)
            return
        for edge in edges_below(node, self._definitions):
            yield Brink(
                ruling, gate, self._place(edge, edge.node), edge, edge.node is node and _alone(edge.edged), False
            )
        bodies = [self._definitions[name].body for name in sorted(reads_of((node,), self._reads).definitions)]
        for body in bodies:
            for edge in edges_below(body, self._definitions):
                yield Brink(ruling, gate, self._place(edge, edge.node), edge, False, True)
        for name in dict.fromkeys(name for part in (node, *bodies) for name in asks_for_the_present(part)):
            valid = validity_edge(self._concepts[name])
            if valid is not None:
                yield Brink(ruling, gate, self._place(valid, name), valid, False, True)

    def _place(self, edge: Edge, node: object) -> int:
        key = (node if isinstance(node, str) else id(node), edge.sides)
        return self._places.setdefault(key, len(self._places))


def _alone(edged: Edged) -> bool:
    """Whether what stands beside the edge settles the question: not where it asks each record, or any of several."""
    return not isinstance(edged, Fringe) and not (isinstance(edged, Limit) and edged.each is not None)
