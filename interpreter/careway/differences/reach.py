"""Which rules speak otherwise when a definition, a declaration, a parameter or another rule changes.

In: a core. Out: for each name, the rules that rest on it, in the order of the text, through definitions too.
"""

from __future__ import annotations

from collections.abc import Iterator

from careway.base.record import record
from careway.differences.rules import rules
from careway.ir import expressions as e
from careway.ir.nodes import AdviseConsider, AdviseDose, AdviseDrug, AdviseOrder, Guideline, Monitor, Task
from careway.ir.reads import definition_reads, reads_of, walk


@record
class Reach:
    """For each definition, concept, parameter, and step or monitor, the names of the rules that rest on it."""

    definitions: dict[str, list[str]]
    concepts: dict[str, list[str]]
    parameters: dict[str, list[str]]
    rules: dict[str, list[str]]


def reach(core: Guideline) -> Reach:
    """What the rules of a core rest on."""
    known = definition_reads(core.definitions)
    held = {one.name: frozenset(_parameters(one.body)) for one in core.definitions}
    state = {one.name: frozenset(_rules(one.body)) for one in core.definitions}
    panels = {group.name: group.members for group in core.vocabulary.groups}
    found = Reach({}, {}, {}, {})
    for rule in rules(core):
        name = rule.heading.name
        read = reads_of((rule.own,), known)
        concepts = set(read.concepts) | set(_asked(rule.own))
        for asked in tuple(concepts):
            concepts |= set(panels.get(asked, ()))
        parameters, others = set(_parameters(rule.own)), set(_rules(rule.own))
        for definition in read.definitions:
            parameters |= held[definition]
            others |= state[definition]
        for names, of in (
            (read.definitions, found.definitions),
            (concepts, found.concepts),
            (parameters, found.parameters),
            (others - {name}, found.rules),
        ):
            for one in names:
                of.setdefault(one, []).append(name)
    return found


def _parameters(node: object) -> Iterator[str]:
    for one in walk(node):
        if isinstance(one, e.ParameterValue | e.ParameterDuration):
            yield one.name


def _rules(node: object) -> Iterator[str]:
    for one in walk(node):
        match one:
            case e.Monitoring():
                yield one.monitor
            case e.InStep():
                yield from one.steps
            case e.StepEntry():
                yield one.step
            case _:
                pass


def _asked(node: object) -> Iterator[str]:
    """The concepts and panels that are to be obtained or given."""
    for one in walk(node):
        match one:
            case Monitor() | Task():
                yield from one.targets
            case AdviseOrder():
                yield from one.concepts
            case AdviseDrug() | AdviseConsider():
                yield from one.drugs
            case AdviseDose():
                yield one.drug
            case _:
                pass
