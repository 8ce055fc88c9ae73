"""What the cases of a guideline are asked to show: one objective for each thing that can come out one way or another.

In: nothing but names. Out: the records in which a plan speaks: units (a rule, a definition, a concept), objectives with
their place in the text and what is said where no case meets them, and decisions with the circuit that is recomputed.
An objective's id is made of names and of places in the rule, so that it stays the same while the rule does.
"""

from __future__ import annotations

from enum import Enum

from careway.base.record import record
from careway.coverage.decisions import Circuit
from careway.coverage.edges import Edge, Side
from careway.ir.reads import Reads
from careway.model.aspect import Aspect


class Group(Enum):
    """The sorts of objectives, as a report counts them."""

    DECISION = "decisions"
    """A rule's criterion, or one of its smallest questions, came out true, false, unknown."""
    DECISIVE = "decisive"
    """A question was alone decisive."""
    OUTCOME = "outcomes"
    """Something was done: a step entered, a stop fired, an occasion missed."""
    EDGE = "edges"
    """A case stood beside a limit."""


@record
class Unit:
    """What objectives are counted by: its sort in words (`stop`), its name, its title and its line."""

    sort: str
    name: str
    title: str
    line: int

    @property
    def key(self) -> str:
        """The beginning of its objectives' ids."""
        return f"{self.sort.replace(' ', '-')}.{self.name}"


@record
class Objective:
    """One thing to show: of which unit and group, at which line, what it is about in clinical words, what of it is to
    be shown (`true`, `taken`, `case exactly at the limit`), and what is said where no case shows it. `node` is the
    node of the core whose text it belongs to."""

    id: str
    unit: str
    group: Group
    line: int
    subject: str
    aspect: str
    lacks: str
    node: object


@record
class Mark:
    """An objective that is met by the answer of one gate of a decision."""

    gate: int
    aspect: Aspect
    objective: str


@record
class Decision:
    """A rule's own criterion (`root`), or a way on from a step, with its circuit and what its answers may show."""

    root: object
    circuit: Circuit
    marks: tuple[Mark, ...]
    edges: tuple[int, ...]
    """The places in the plan of the edges that it reads."""


@record
class PlannedEdge:
    """An edge, and the objective of each of its sides."""

    edge: Edge
    objectives: tuple[tuple[Side, str], ...]


@record
class Plan:
    """All that the cases of a guideline are asked to show. `events` are the objectives that are met by something that a
    run does, by what does it and what it is."""

    reads: dict[str, Reads]
    units: tuple[Unit, ...]
    objectives: tuple[Objective, ...]
    decisions: tuple[Decision, ...]
    edges: tuple[PlannedEdge, ...]
    loose: tuple[int, ...]
    """The places of the edges that no decision reads: they are looked at whenever anything is judged."""
    events: tuple[tuple[object, str, str], ...]
