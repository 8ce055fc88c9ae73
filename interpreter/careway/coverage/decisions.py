"""A rule's criterion as a circuit of its smallest questions, which can be worked out again with one answer changed.

In: a criterion of the core and the definitions. Out: a `Circuit`, each distinct node of the text once, inner nodes
before outer ones, through definitions too. A definition that is named twice is one node: changing it changes both, as
it would for a patient. The circuit is what "alone decisive" means: with one answer other, the whole is other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import assert_never

from careway.base.record import record
from careway.evaluate.judge import CRITERIA
from careway.ir import expressions as e
from careway.ir.nodes import Definition, Transition
from careway.model import truth
from careway.model.truth import TRUE, Truth


class Join(Enum):
    """How a gate's answer follows from those of its inputs."""

    ASKED = "asked"
    """It does not: it is asked of the judge."""
    ALL = "all"
    ANY = "any"
    AT_LEAST = "at least"
    NOT = "not"
    SAME = "same"


@record
class Gate:
    """One node: its answer is asked, or follows from the answers of earlier gates, by their places."""

    node: e.Criterion | Transition
    join: Join
    inputs: tuple[int, ...] = ()
    count: int = 0


@record
class Circuit:
    """A decision: its gates, the last of which is the decision itself. A `Transition` as a node stands for its clock:
    whether the time that it names has passed."""

    gates: tuple[Gate, ...]

    @property
    def asked(self) -> tuple[int, ...]:
        """The places of the gates that are asked."""
        return tuple(place for place, gate in enumerate(self.gates) if gate.join is Join.ASKED)

    def answers(self, asked: Sequence[Truth], changed: int | None = None, to: Truth = TRUE) -> list[Truth]:
        """The answer of each gate, given those that were asked, in order; that of one gate `changed` `to` another."""
        found: list[Truth] = []
        given = iter(asked)
        for place, gate in enumerate(self.gates):
            answer = next(given) if gate.join is Join.ASKED else _joined(gate, [found[one] for one in gate.inputs])
            found.append(to if place == changed else answer)
        return found


def _joined(gate: Gate, answers: list[Truth]) -> Truth:
    match gate.join:
        case Join.ALL:
            return truth.every(answers)
        case Join.ANY:
            return truth.some(answers)
        case Join.AT_LEAST:
            return truth.at_least(gate.count, answers)
        case Join.NOT:
            return truth.negate(answers[0])
        case Join.SAME | Join.ASKED:
            return answers[0]
        case _:
            assert_never(gate.join)


class _Building:
    """Gates under way, each node of the text once."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = definitions
        self._places: dict[int, int] = {}
        self.gates: list[Gate] = []

    def add(self, node: e.Criterion | Transition, join: Join, inputs: tuple[int, ...] = (), count: int = 0) -> int:
        self.gates.append(Gate(node, join, inputs, count))
        self._places[id(node)] = len(self.gates) - 1
        return len(self.gates) - 1

    def place(self, node: e.Criterion) -> int:
        known = self._places.get(id(node))
        if known is not None:
            return known
        match node:
            case e.All():
                return self.add(node, Join.ALL, tuple(self.place(item) for item in node.items))
            case e.AnyOf():
                return self.add(node, Join.ANY, tuple(self.place(item) for item in node.items))
            case e.AtLeast():
                return self.add(node, Join.AT_LEAST, tuple(self.place(item) for item in node.items), node.count)
            case e.Not():
                return self.add(node, Join.NOT, (self.place(node.item),))
            case e.DefinedCriterion():
                return self.add(node, Join.SAME, (self.place(criterion_of(self._definitions[node.name])),))
            case _:
                return self.add(node, Join.ASKED)


def criterion_of(definition: Definition) -> e.Criterion:
    """The body of a definition that is a criterion."""
    body = definition.body
    assert isinstance(body, CRITERIA)
    return body


def circuit(node: e.Criterion, definitions: Mapping[str, Definition]) -> Circuit:
    """The circuit of a criterion."""
    building = _Building(definitions)
    building.place(node)
    return Circuit(tuple(building.gates))


def way_circuit(way: Transition, definitions: Mapping[str, Definition]) -> Circuit:
    """The circuit of a way on: all of its time, `when`, and not `without`."""
    building = _Building(definitions)
    parts: list[int] = []
    if way.after is not None:
        parts.append(building.add(way, Join.ASKED))
    named: list[e.Criterion] = []
    if way.without is not None:
        named.append(e.Not(way.without))
    if way.when is not None:
        named.append(way.when)
    parts += [building.place(node) for node in named]
    building.add(e.All(tuple(named)), Join.ALL, tuple(parts))
    return Circuit(tuple(building.gates))
