"""What a part of the core depends on: concepts, definitions, steps and monitors, found by walking its nodes.

The evaluator judges a rule again only when something that it reads has changed; an export lists its data needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from careway.base.record import record
from careway.ir.expressions import (
    Answered,
    CandidateLimit,
    CandidateValue,
    CurrentDose,
    DefinedCriterion,
    DefinedTime,
    DefinedValue,
    DrugChange,
    Found,
    InStep,
    Monitoring,
    Paused,
    Series,
    StepEntry,
    Taking,
)
from careway.ir.nodes import Definition


@record
class Reads:
    """The names that a node depends on, through definitions too; `state` where it asks where the patient stands in
    the protocol (steps, monitors), which is no function of the records alone."""

    concepts: frozenset[str]
    definitions: frozenset[str]
    state: bool


NOTHING = Reads(frozenset(), frozenset(), False)


def walk(node: object) -> Iterator[object]:
    """A node and all nodes below it, not through definitions; depth first, in the order of their fields."""
    stack = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, tuple):
            stack.extend(reversed(item))
        elif (names := getattr(item, "__match_args__", None)) is not None:  # of a record, the names of its fields
            yield item
            stack.extend(getattr(item, name) for name in reversed(names))


def reads_of(nodes: Iterable[object], definitions: dict[str, Reads]) -> Reads:
    """What these nodes read, given what each definition reads."""
    concepts: set[str] = set()
    names: set[str] = set()
    state = False
    for root in nodes:
        for node in walk(root):
            match node:
                case Series() | Found() | Answered() | CandidateValue() | CandidateLimit():
                    concepts.add(node.concept)
                case Taking() | Paused() | CurrentDose() | DrugChange():
                    concepts.add(node.drug)
                case DefinedCriterion() | DefinedTime() | DefinedValue():
                    known = definitions[node.name]
                    names.add(node.name)
                    names |= known.definitions
                    concepts |= known.concepts
                    state = state or known.state
                case InStep() | Monitoring() | StepEntry():
                    state = True
                case _:
                    pass
    return Reads(frozenset(concepts), frozenset(names), state)


def definition_reads(definitions: Iterable[Definition]) -> dict[str, Reads]:
    """What each definition reads; definitions stand after those that they use."""
    known: dict[str, Reads] = {}
    for definition in definitions:
        known[definition.name] = reads_of((definition.body,), known)
    return known
