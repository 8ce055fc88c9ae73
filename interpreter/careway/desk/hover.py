"""What is said of a name where it stands: what it is, what it measures, what it rests on, in a clinician's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never, cast, get_args

from careway.base.record import record
from careway.base.source import Span
from careway.check.findings import Checking
from careway.check.scope import Declaration, Sort
from careway.desk.names import named_at
from careway.desk.view import View
from careway.ir import expressions as e
from careway.ir.wording import criterion, plain, several, time, value
from careway.model.quantity import show, show_number
from careway.model.vocabulary import Concept, Kind, NormalRange
from careway.syntax.declarations import (
    ConceptNode,
    DefineNode,
    GroupNode,
    GuidelineNode,
    ParameterNode,
    SetNode,
    SourceNode,
)
from careway.syntax.grounds import Accepted, Assuming, Cites, Grade
from careway.syntax.rules import (
    AfterStopNode,
    BackgroundNode,
    CautionNode,
    EligibilityNode,
    InvariantNode,
    PathwayNode,
    StepNode,
    StopNode,
)
from careway.syntax.schedules import MonitorNode, TaskNode

_MOST = 6
"""How many of the things for which a definition is spelled out are shown."""
_CRITERIA, _VALUES = get_args(e.Criterion), get_args(e.Value)
_Rule = StepNode | StopNode | CautionNode | InvariantNode | EligibilityNode | MonitorNode | TaskNode


@record
class Hover:
    """What is said of the name at `span`: a heading (name, what it is, title), and lines of plain text."""

    span: Span
    name: str
    described: str
    title: str | None
    lines: tuple[str, ...]


def hover(view: View, offset: int) -> Hover | None:
    """What is to be said of the name at an offset; `None` where no declared name stands."""
    found = named_at(view, offset)
    if found is None:
        return None
    declaration, c = found.declaration, view.checking
    return Hover(
        found.span, declaration.name, declaration.described, _title(declaration), tuple(_lines(c, declaration))
    )


def _title(declaration: Declaration) -> str | None:
    node = declaration.node
    match node:
        case DefineNode() | GuidelineNode() | AfterStopNode() | BackgroundNode():
            return None
        case SourceNode():
            return node.title.text
        case _:
            return None if node.title is None else node.title.text


def _lines(c: Checking, declaration: Declaration) -> Iterator[str]:
    node = declaration.node
    match node:
        case ConceptNode():
            concept = c.concepts.get(declaration.name)
            yield from () if concept is None else _concept(concept)
        case GroupNode():
            group = c.groups.get(declaration.name)
            members = group.members if group is not None else tuple(member.text for member in node.members)
            yield several(members)
        case ParameterNode():
            parameter = c.parts.parameters.get(declaration.name)
            yield from () if parameter is None else (str(parameter.value),)
            for one in c.parts.sets:
                for setting in one.settings:
                    if setting.parameter == declaration.name:
                        yield f"{setting.value} in the set {one.name}"
        case SetNode():
            for one in c.parts.sets:
                if one.name == declaration.name:
                    yield from (f"{setting.parameter} = {setting.value}" for setting in one.settings)
        case DefineNode():
            yield from _definition(c, declaration.name)
        case SourceNode():
            yield from _source(node)
        case StepNode() | StopNode() | CautionNode() | InvariantNode() | EligibilityNode() | MonitorNode() | TaskNode():
            yield from _rule(c, node)
        case PathwayNode() | GuidelineNode() | AfterStopNode() | BackgroundNode():
            return
        case _:
            assert_never(node)


# --- vocabulary ------------------------------------------------------------------------------------------------------


def _concept(concept: Concept) -> Iterator[str]:
    if concept.unit is not None:
        yield f"{'doses ' if concept.kind is Kind.DRUG else ''}in {concept.unit}"
    for normal in concept.normal:
        yield f"normal {_range(normal, concept.unit or '')}"
    if concept.values:
        yield f"one of {', '.join(concept.values)}"
    if concept.current_for is not None:
        yield f"a record speaks for the present for {concept.current_for}"
    if concept.plausible is not None:
        low, high = concept.plausible
        yield f"plausible from {show_number(low)} to {show(high, concept.unit or '1')}"
    if concept.molar_mass is not None:
        yield f"molar mass {concept.molar_mass}"
    if concept.absent_unless_recorded:
        taken = "not taken" if concept.kind is Kind.DRUG else "absent"
        yield f"{taken} unless recorded"
    for code in concept.codes:
        yield f"{code.system.value} {code.code}"


def _range(normal: NormalRange, unit: str) -> str:
    whose = "" if normal.sex is None else f" for {normal.sex.value}"
    low, high = (None if limit is None else show_number(limit) for limit in (normal.low, normal.high))
    if low is None:
        return f"up to {high} {unit}{whose}"
    return f"at least {low} {unit}{whose}" if high is None else f"from {low} to {high} {unit}{whose}"


# --- definitions -----------------------------------------------------------------------------------------------------


def _definition(c: Checking, name: str) -> Iterator[str]:
    order = {f"{name} of {concept}": place for place, concept in enumerate(c.concepts)}
    own = sorted((one for one in c.parts.definitions if one.shown == name), key=lambda one: order.get(one.name, -1))
    several_of_it = len(own) > 1 or any(one.name not in (name, f"time of {name}") for one in own)
    for one in own[:_MOST]:
        words = _body(one.body)
        yield f"{plain(one.name)}: {words}" if several_of_it else words
    if len(own) > _MOST:
        yield f"and {len(own) - _MOST} more"


def _body(body: e.Criterion | e.Value | e.Time) -> str:
    if isinstance(body, _CRITERIA):
        return criterion(body)
    if isinstance(body, _VALUES):
        return value(body)
    return time(cast(e.Time, body))


# --- rules and what they rest on -------------------------------------------------------------------------------------


def _rule(c: Checking, node: _Rule) -> Iterator[str]:
    if isinstance(node, MonitorNode | TaskNode):
        yield f"of {several(target.text for target in node.targets)}"
    yield from _cited(c, node.cites)
    for clause in node.clauses:
        match clause:
            case Grade(keyword=keyword, value=graded):
                yield f"{keyword}: {graded.text}"
            case Assuming(text=text):
                yield f"Read as: {text.text}"
            case Accepted(because=because):
                yield f"Accepted because: {because.text}"
            case _:
                pass


def _cited(c: Checking, cites: Cites | None) -> Iterator[str]:
    sources = c.scope.sources()
    for key in () if cites is None else cites.keys:
        source = sources.get(key.text)
        if source is not None:
            indirect = "".join(f"; indirect: {text}" for text in _texts(source, "indirect"))
            yield f"[{key.text}] {source.title.text}{indirect}"


def _source(node: SourceNode) -> Iterator[str]:
    year = next((str(clause.year) for clause in node.clauses if clause.keyword == "in"), "")
    by = " ".join(part for part in (*_texts(node, "by"), year) if part)
    if by:
        yield by
    yield from (f"indirect: {text}" for text in _texts(node, "indirect"))
    yield from _texts(node, "url")


def _texts(node: SourceNode, keyword: str) -> list[str]:
    return [clause.text.text for clause in node.clauses if clause.keyword == keyword and clause.text is not None]


def short(c: Checking, declaration: Declaration) -> str:
    """What a name is, in a few words, as it stands beside a name that is offered: `lab in U/L`."""
    if declaration.sort is Sort.CONCEPT:
        concept = c.concepts.get(declaration.name)
        if concept is not None:
            return f"{concept.kind.value} in {concept.unit}" if concept.unit else concept.kind.value
    if declaration.sort is Sort.PARAMETER:
        parameter = c.parts.parameters.get(declaration.name)
        if parameter is not None:
            return f"parameter, {parameter.value}"
    return declaration.described.split(" ", 1)[1]
