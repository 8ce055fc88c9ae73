"""Definitions, spelled out as they are asked for: one of each lab becomes one for each lab that it is asked of.

What a definition is (a condition, a number, a time) follows from its body; one that selects a record (`last ALT
before restart`) is a number where a number is asked for and a time where a time is. A definition enters the core
after those that it uses, so that the core's list is in an order in which each can be judged.
"""

from __future__ import annotations

from enum import Enum

from careway.base.diagnostics import Label
from careway.check import conditions, times, values
from careway.check.findings import Checking
from careway.check.parts import Instance
from careway.check.place import Place
from careway.check.scope import Sort, Space
from careway.ir.expressions import Criterion, Time, Value
from careway.ir.nodes import Definition
from careway.ir.reads import NOTHING, Reads, reads_of
from careway.model.vocabulary import Concept
from careway.syntax.declarations import DefineNode
from careway.syntax.expressions import (
    Bracketed,
    Bulleted,
    Chain,
    DrugChanged,
    FirstTimeOf,
    InSteps,
    Its,
    Moved,
    Name,
    Named,
    Negation,
    Ref,
    Selected,
    Since,
    Statement,
    StepEntered,
)


class Want(Enum):
    """What is asked of a definition."""

    CRITERION = "a condition"
    VALUE = "a number"
    TIME = "a time"


class Nature(Enum):
    """What the body of a definition is."""

    CRITERION = "a defined condition"
    VALUE = "a defined number"
    TIME = "a defined time"
    RECORD = "a defined result"


_FITTING = {
    Want.CRITERION: (Nature.CRITERION,),
    Want.VALUE: (Nature.VALUE, Nature.RECORD),
    Want.TIME: (Nature.TIME, Nature.RECORD),
}

_CONDITIONS = (Statement, Named, Since, InSteps, Negation, Bulleted, Chain, Bracketed)


def nature(c: Checking, node: DefineNode) -> Nature:
    """What a definition's body is; one that is another name for a definition is what that is."""
    seen: set[str] = set()
    while node.name.text not in seen:
        seen.add(node.name.text)
        body = node.body
        if node.is_condition:
            return Nature.CRITERION
        match body:
            case Selected():
                return Nature.RECORD
            case DrugChanged() | StepEntered() | FirstTimeOf() | Moved():
                return Nature.TIME
            case Ref(name=name) | Its(name=name):
                other = c.scope.definition(name.text)
                if other is None:
                    return Nature.VALUE
                node = other
            case _:
                return Nature.VALUE
    return Nature.VALUE


def named(c: Checking, ref: Ref, place: Place, want: Want) -> Instance | None:
    """The definition that a name, or `X of ALT`, refers to, as what is wanted."""
    name = ref.name
    found = c.scope.find(Space.THING, name.text)
    if found is None or not isinstance(found.node, DefineNode):
        if ref.of is not None and found is not None:
            c.used.add((Space.THING, name.text))
            title = f"{name.text} is {found.described}; `of` goes with a definition"
            c.report("CW212", title, ref.span, because=[c.declared(found)])
        elif name.text not in c.damaged:
            c.unknown(name, Space.THING, want.value, (Sort.DEFINITION,))
        return None
    node = found.node
    c.use(Space.THING, name, found)
    if ref.of is not None:
        concept = _asked_of(c, ref.of, place)
        if concept is None:
            return None
        return _of(c, node, concept, name, want)
    if node.of is None:
        return _instance(c, node, None, name, want)
    if place.bound is not None:
        return _of(c, node, c.concepts[place.bound[1]], name, want)
    if want is Want.CRITERION and place.subject is not None:
        return _of(c, node, c.concepts[place.subject.concept], name, want)
    example = next((one.name for one in c.concepts.values() if one.kind.value == node.of.text), node.of.text.upper())
    c.report(
        "CW212",
        f"{name.text} is defined for each {node.of.text}: say of which",
        name.span,
        because=[c.declared(found, f"{name.text} is defined of {node.of.text}")],
        help=f"write `{name.text} of {example}`, or `its {name.text}` beside the {node.of.text} that is compared",
    )
    return None


def of_subject(c: Checking, name: Name, place: Place, want: Want) -> Instance | None:
    """The definition that `its X` refers to: X of the concept at hand."""
    found = c.scope.find(Space.THING, name.text)
    if found is None or not isinstance(found.node, DefineNode):
        if name.text not in c.damaged:
            if found is not None:
                c.used.add((Space.THING, name.text))
                title = f"{name.text} is {found.described}; `its` goes with a definition"
                c.report("CW212", title, name.span, because=[c.declared(found)])
            else:
                c.unknown(name, Space.THING, want.value, (Sort.DEFINITION,))
        return None
    c.use(Space.THING, name, found)
    if found.node.of is None:
        c.report(
            "CW212",
            f"{name.text} is the same for all; `its` asks for one of each",
            name.span,
            because=[c.declared(found, "defined here without `of lab`")],
            help=f"write `{name.text}` alone, or `define {name.text} of lab = ...`",
        )
        return None
    if place.bound is not None and place.subject is None:
        return _of(c, found.node, c.concepts[place.bound[1]], name, want)
    if place.subject is None and place.lost:
        return None
    if place.subject is None:
        c.report(
            "CW211",
            "whose is meant? There is nothing here that `its` could refer to",
            name.span,
            help=f"name it: `{name.text} of ALT`",
        )
        return None
    return _of(c, found.node, c.concepts[place.subject.concept], name, want)


def _asked_of(c: Checking, name: Name, place: Place) -> Concept | None:
    if place.bound is not None and name.text == place.bound[0]:
        return c.concepts.get(place.bound[1])
    found = c.resolve(name, Space.THING, "a lab, drug or the like", (Sort.CONCEPT,))
    return c.concepts.get(found.name) if found else None


def _of(c: Checking, node: DefineNode, concept: Concept, name: Name, want: Want) -> Instance | None:
    because = [Label(node.name.span, f"{node.name.text} is defined here")]
    if node.of is None:
        c.report(
            "CW212",
            f"{node.name.text} is not defined of each lab or drug",
            name.span,
            because=because,
            help=f"write `{node.name.text}` alone, or `define {node.name.text} of {concept.kind.value} = ...`",
        )
        return None
    if node.of.text != concept.kind.value:
        title = f"{node.name.text} is defined of each {node.of.text}, and {concept.name} is a {concept.kind.value}"
        c.report("CW212", title, name.span, because=because)
        return None
    return _instance(c, node, concept, name, want)


def _instance(c: Checking, node: DefineNode, concept: Concept | None, name: Name, want: Want) -> Instance | None:
    """The definition in the core; it is put there if it is asked for the first time."""
    kind = nature(c, node)
    if kind not in _FITTING[want]:
        because = [Label(node.name.span, f"{node.name.text} is defined here")]
        code = {Want.CRITERION: "CW226", Want.VALUE: "CW209", Want.TIME: "CW208"}[want]
        help = None
        if want is Want.CRITERION and kind is Nature.TIME:
            help = f"write `{node.name.text} has happened`"
        elif want is Want.CRITERION:
            help = f"compare it: `{node.name.text} >= ...`"
        c.report(code, f"{node.name.text} is {kind.value}, not {want.value}", name.span, because=because, help=help)
        return None
    return instance(c, node, concept, want)


def instance(c: Checking, node: DefineNode, concept: Concept | None, want: Want) -> Instance | None:
    """A definition as what is wanted (which it can be), elaborated once."""
    own = node.name.text
    key = own if concept is None else f"{own} of {concept.name}"
    if want is Want.TIME and nature(c, node) is Nature.RECORD:
        key = f"time of {key}"
    if key in c.parts.instances:
        return c.parts.instances[key]
    if key in c.under_way:
        circle = c.under_way[c.under_way.index(key) :]
        others = [one for one in dict.fromkeys(circle) if one != key]
        through = f", through {', '.join(others)}" if others else ""
        c.report(
            "CW213",
            f"{own} is defined by itself{through}",
            node.name.span,
            help="a definition may only use what can be known without it",
        )
        return None
    c.under_way.append(key)
    try:
        made, result = _elaborated(c, node, concept, want, key)
    finally:
        c.under_way.pop()
    c.parts.instances[key] = result
    if result is not None and made is not None:
        c.parts.definitions.append(c.placed(Definition(key, own, made, c.line(node.span)), node.span))
    return result


def _elaborated(
    c: Checking, node: DefineNode, concept: Concept | None, want: Want, key: str
) -> tuple[Criterion | Value | Time | None, Instance | None]:
    bound = (node.of.text, concept.name) if node.of is not None and concept is not None else None
    place = Place(bound=bound)
    body = node.body
    floor, c.floor = c.floor, c.depth
    try:
        if isinstance(body, _CONDITIONS):
            criterion = conditions.criterion(c, body, place)
            return criterion, Instance(key) if criterion is not None else None
        if want is Want.TIME:
            time = times.time(c, body, place)
            return time, Instance(key) if time is not None else None
        value = values.value(c, body, place)
    finally:
        c.floor = floor
    if value is None:
        return None, None
    subject = values.subject_of(c, value)
    of = subject.concept if subject else concept.name if concept else None
    return value, Instance(key, value.unit, of, subject.selection if subject else None)


def reads(c: Checking, node: object) -> Reads:
    """What a part of the core depends on, through the definitions made so far."""
    known: dict[str, Reads] = {}
    for definition in c.parts.definitions:
        known[definition.name] = reads_of((definition.body,), known)
    for name in c.parts.instances:
        known.setdefault(name, NOTHING)
    return reads_of((node,), known)


def wanted_alone(c: Checking, node: DefineNode, bound: Concept | None = None) -> Want:
    """What a definition is elaborated as where nothing asks for it; `bound` is what the word after `of` stands for."""
    match nature(c, node):
        case Nature.CRITERION:
            return Want.CRITERION
        case Nature.TIME:
            return Want.TIME
        case Nature.VALUE:
            return Want.VALUE
        case Nature.RECORD:
            body = node.body
            concept = c.concepts.get(body.name.text) if isinstance(body, Selected) else None
            if isinstance(body, Selected) and node.of is not None and body.name.text == node.of.text:
                concept = bound
            numbered = concept is None or concept.kind.measured or (isinstance(body, Selected) and body.dose)
            return Want.VALUE if numbered else Want.TIME
