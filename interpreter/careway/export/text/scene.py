"""What the printer knows while it writes: the tables of the core, and where the expression at hand stands.

The words `ULN` and `its` mean what stands beside them, so a place says what that is, as the checker will read it.
"""

from __future__ import annotations

from dataclasses import replace

from careway.base.record import record
from careway.ir.expressions import (
    Arithmetic,
    CurrentDose,
    DefinedCriterion,
    DefinedTime,
    DefinedValue,
    Selection,
    Value,
    ValueOf,
)
from careway.ir.nodes import Guideline
from careway.ir.reads import walk
from careway.model.vocabulary import Concept, Group

DEEPEST = 45
"""How deeply the language lets one expression be nested."""


class Unsaid(Exception):
    """Something that the language cannot say: the rule (or definition, or concept) that it stands in, the kind of node,
    and why, in words."""

    def __init__(self, rule: str, node: str, reason: str) -> None:
        super().__init__(f"{rule}: {node}: {reason}")
        self.rule, self.node, self.reason = rule, node, reason


@record
class Subject:
    """The concept spoken of, and which record of it: a selected one, or the one at hand (`candidate`)."""

    concept: str
    selection: Selection | None = None
    candidate: bool = False


@record
class Scene:
    """The tables of a core. `origin` gives for each definition the author's name for it and the concept that it is of;
    `reach` the places in the core's list of a definition and all that it rests on."""

    core: Guideline
    concepts: dict[str, Concept]
    groups: tuple[Group, ...]
    origin: dict[str, tuple[str, str | None]]
    reach: dict[str, frozenset[int]]
    subjects: dict[str, Subject | None]
    limits: tuple[tuple[str, Selection], ...]
    """Definitions that select a result, with their selection: `ULN of NAME` is the limit that goes with it."""

    def reached(self, node: object) -> frozenset[int]:
        """The places of all definitions that a node rests on."""
        found: set[int] = set()
        for part in walk(node):
            if isinstance(part, DefinedValue | DefinedTime | DefinedCriterion):
                found |= self.reach.get(part.name, frozenset())
        return frozenset(found)

    def asked_after(self, first: object, second: object) -> bool:
        """Whether the second was asked for before the first: definitions stand in the order in which they are asked
        for, so what names the newest comes last."""
        one, other = self.reached(first), self.reached(second)
        return max(one - other, default=-1) > max(other - one, default=-1) >= 0


@record
class Place:
    """Where an expression stands: in which rule, beside which subject, and in the definition of which concept.

    `own` is a concept whose definitions are written `its baseline`, as long as nothing else is spoken of.
    """

    rule: str
    subject: Subject | None = None
    bound: str | None = None
    own: str | None = None
    depth: int = 0

    def about(self, subject: Subject | None) -> Place:
        """The same place with another subject; the same place where there is none."""
        if subject is None:
            return self
        return replace(self, subject=subject, own=self.own if subject.concept == self.own else None)

    def compared(self, subject: Subject | None) -> Place:
        """The right side of a comparison with a number of this subject: its definitions are `its baseline`."""
        return self if subject is None else replace(self, subject=subject, own=subject.concept)

    def deeper(self, node: object) -> Place:
        """One level further in."""
        if self.depth >= DEEPEST:
            raise unsaid(self, node, f"nested more than {DEEPEST} levels deep: give a part of it a name")
        return replace(self, depth=self.depth + 1)


def unsaid(place: Place, node: object, reason: str) -> Unsaid:
    """The refusal of a node at a place."""
    return Unsaid(place.rule, type(node).__name__, reason)


def scene_of(core: Guideline) -> Scene:
    """The tables of a core."""
    origin = {one.name: _origin(one.name, one.shown) for one in core.definitions}
    reach: dict[str, frozenset[int]] = {}
    subjects: dict[str, Subject | None] = {}
    limits: list[tuple[str, Selection]] = []
    for index, one in enumerate(core.definitions):
        below = {index}
        for part in walk(one.body):
            if isinstance(part, DefinedValue | DefinedTime | DefinedCriterion):
                below |= reach.get(part.name, frozenset())
        reach[one.name] = frozenset(below)
        concept = origin[one.name][1]
        subject = subject_of(one.body, subjects) if isinstance(one.body, Value) else None
        subjects[one.name] = subject or (Subject(concept) if concept is not None else None)
        if subject is not None and subject.selection is not None:
            limits.append((one.name, subject.selection))
    return Scene(
        core,
        {one.name: one for one in core.vocabulary.concepts},
        core.vocabulary.groups,
        origin,
        reach,
        subjects,
        tuple(limits),
    )


def _origin(name: str, shown: str) -> tuple[str, str | None]:
    """`baseline of ALT`, `time of baseline of ALT`: the author's name and the concept."""
    rest = name.removeprefix("time of ") if name.startswith(f"time of {shown}") else name
    return (shown, rest[len(shown) + 4 :]) if rest.startswith(f"{shown} of ") else (shown, None)


def subject_of(value: Value, known: dict[str, Subject | None]) -> Subject | None:
    """What `its` and `ULN` refer to beside a number: the concept and the record that it comes from."""
    match value:
        case ValueOf(selection=selection):
            return Subject(selection.series.concept, selection)
        case DefinedValue(name=name):
            return known.get(name)
        case CurrentDose(drug=drug):
            return Subject(drug)
        case Arithmetic(left=left, right=right):
            sides = {one for one in (subject_of(left, known), subject_of(right, known)) if one is not None}
            return sides.pop() if len(sides) == 1 else None
        case _:
            return None
