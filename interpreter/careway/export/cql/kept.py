"""Definitions that the course of a pathway asks again and again: found once for each instant, and looked up.

CQL keeps what a definition gives, and not what a function gives. Such a definition of the guideline therefore has a
table of what it gives at each instant that matters; at any other instant, or of the past, it is worked out.
"""

from __future__ import annotations

from careway.export.cql.asking import AT, at_name, function, instant
from careway.export.cql.course import watched
from careway.export.cql.prelude import TYPES
from careway.export.cql.spelling import call, name
from careway.ir import expressions as e
from careway.ir.nodes import Definition, Guideline
from careway.ir.reads import definition_reads, walk


def kept_definitions(core: Guideline) -> frozenset[str]:
    """The definitions that the course depends on and that depend on records only."""
    reads = definition_reads(core.definitions)
    bodies = {definition.name: definition.body for definition in core.definitions}
    found: set[str] = set()
    stack: list[object] = list(watched(core))
    while stack:
        for node in walk(stack.pop()):
            if isinstance(node, e.DefinedCriterion | e.DefinedTime | e.DefinedValue) and node.name not in found:
                found.add(node.name)
                stack.append(bodies[node.name])
    return frozenset(key for key in found if not reads[key].state)


def kept_function(one: Definition, body: str) -> str:
    """The functions and the table of such a definition."""
    key = name(f"{one.name} by instant")
    row = f"Tuple {{ order System.Decimal, value {TYPES[_type(one)]} }}"
    found = name(f"{one.name} found at")
    anew = name(at_name(f"{one.name} anew"))
    at = f"{AT} {TYPES['At']}"
    past = instant("I", "I", f"List<{TYPES['Stay']}>{{ }}")
    return f"""{function(f"{one.name} anew", body)}

define {key}:
  (flatten {{ {name("Instants")}, {{ {name("Now")} }} }}) I
    return all Tuple {{ order: {call("Order Of", "I")}, value: {anew}({past}) }}

define function {found}({at}, row {row}):
  if row is null then {anew}({AT}) else row.value

define function {name(at_name(one.name))}({at}):
  {found}({AT}, First({key} T where T.order = {AT}.order return all T))"""


def _type(one: Definition) -> str:
    if isinstance(one.body, e.Value):
        return "Number"
    return "Moment" if isinstance(one.body, e.Time) else "Truth"
