"""What a mutant is about: the concepts, numbers and lengths of time of the place that it changes, before and after.

A search for a patient who shows the mutant moves these and nothing else. Where the place itself reads no record (a
deadline, a rule left out) the whole rule counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from careway.base.record import record
from careway.ir import expressions as ex
from careway.ir import nodes as n
from careway.ir.reads import definition_reads, reads_of, walk
from careway.model.quantity import Quantity
from careway.model.time import Duration
from careway.model.vocabulary import Concept
from careway.mutants.mutant import Mutant, at, mutated
from careway.mutants.spots import owner_of, spots


@record
class Reach:
    """Concepts to be moved, numbers with their units, plain numbers (factors, counts), and lengths of time."""

    concepts: tuple[Concept, ...]
    numbers: tuple[tuple[Fraction, str], ...]
    factors: tuple[Fraction, ...]
    durations: tuple[Duration, ...]


def reach_of(core: n.Guideline, mutant: Mutant) -> Reach:
    """What a mutant is about."""
    # A path of one field is a list of whole rules: what is left out of it says nothing of the others.
    found = _read(core, (at(core, mutant.path), mutant.node) if len(mutant.path) > 1 else ())
    whole = tuple(node for version in (core, mutated(core, mutant)) for node in _owned(version, mutant.rule))
    rule = _read(core, whole)
    return Reach(
        found.concepts or rule.concepts,
        tuple(dict.fromkeys((*found.numbers, *rule.numbers))),
        tuple(dict.fromkeys((*found.factors, *rule.factors))),
        tuple(dict.fromkeys((*found.durations, *rule.durations))),
    )


def _read(core: n.Guideline, roots: Iterable[object]) -> Reach:
    roots = tuple(roots)
    reads = reads_of(roots, definition_reads(core.definitions))
    bodies = {one.name: one.body for one in core.definitions}
    parameters = {one.name: one.value for one in core.parameters}
    groups = {group.name: group.members for group in core.vocabulary.groups}
    names = dict.fromkeys(sorted(reads.concepts))
    numbers: dict[tuple[Fraction, str], None] = {}
    factors: dict[Fraction, None] = {}
    durations: dict[Duration, None] = {}
    for root in (*roots, *(bodies[name] for name in sorted(reads.definitions))):
        for node in walk(root):
            names |= dict.fromkeys(one for name in _asked(node) for one in groups.get(name, (name,)))
            value: object = node
            if isinstance(node, ex.ParameterValue | ex.ParameterDuration):
                value = parameters[node.name]
            match value:
                case ex.Literal(value=number, unit="1") | Quantity(value=number, unit="1"):
                    factors[number] = None
                case ex.Literal(value=number, unit=unit) | Quantity(value=number, unit=unit):
                    numbers[number, unit] = None
                case Duration() if value.amount:
                    durations[value] = None
                case _:
                    pass
    concepts = {one.name: one for one in core.vocabulary.concepts}
    known = tuple(concepts[name] for name in names if name in concepts)
    return Reach(known, tuple(numbers), tuple(factors), tuple(durations))


def _asked(node: object) -> Iterator[str]:
    """The concepts and groups that a statement names without a condition."""
    match node:
        case n.Monitor(targets=names) | n.Task(targets=names):
            yield from names
        case n.AdviseDrug(drugs=names) | n.AdviseConsider(drugs=names):
            yield from names
        case n.AdviseDose(drug=name) | n.Interruption(drug=name) | Concept(name=name):
            yield name
        case _:
            yield from getattr(node, "members", ())


def _owned(core: n.Guideline, rule: str) -> Iterator[object]:
    """The nodes that carry a name: of a rule, a definition, a parameter or a concept, or the rules that rest on it."""
    for spot in spots(core):
        if owner_of((spot.node,))[0] == rule or (isinstance(spot.node, n.Setting) and spot.node.parameter == rule):
            yield spot.node
