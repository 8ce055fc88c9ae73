"""What every core satisfies beyond its types: names resolve, kinds and units agree, nothing refers to itself.

The checker makes no core that breaks one of these; a core that comes from a file is held to them before it runs. Each
violation begins with its place in the core (`definitions[3].body.left`), for whoever made the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import get_args

from careway.base.record import record
from careway.ir import expressions as ex
from careway.ir import nodes
from careway.ir.places import Place, places
from careway.ir.reads import walk
from careway.model.quantity import Quantity
from careway.model.terms import Operator, Pick
from careway.model.time import Duration
from careway.model.vocabulary import Concept, Group, Kind

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_FINDINGS = (Kind.SYMPTOM, Kind.CONDITION)
_ANSWERS = (Kind.TEST, Kind.QUESTION)
_EDGES = (Pick.FIRST, Pick.LAST)
_VALUES: tuple[type, ...] = get_args(ex.Value)
_TIMES: tuple[type, ...] = get_args(ex.Time)


def violations(guideline: nodes.Guideline) -> tuple[str, ...]:
    """Everything in which a core contradicts itself; empty for a good one."""
    names = _names(guideline)
    found = [*_whole(guideline, names), *_cycles(guideline)]
    for place in places(guideline):
        found += [f"{place.path}: {problem}" for problem in _look(place, names)]
    return tuple(found)


@record
class _Names:
    concepts: dict[str, Concept]
    groups: frozenset[str]
    sources: frozenset[str]
    parameters: dict[str, nodes.Parameter]
    definitions: dict[str, nodes.Definition]
    steps: frozenset[str]
    monitors: frozenset[str]
    stops: frozenset[str]


def _names(guideline: nodes.Guideline) -> _Names:
    steps = [step for pathway in guideline.pathways for step in pathway.steps]
    monitors = [*guideline.monitors, *(monitor for step in steps for monitor in step.monitors)]
    return _Names(
        {concept.name: concept for concept in guideline.vocabulary.concepts},
        frozenset(group.name for group in guideline.vocabulary.groups),
        frozenset(source.key for source in guideline.sources),
        {parameter.name: parameter for parameter in guideline.parameters},
        {definition.name: definition for definition in guideline.definitions},
        frozenset(step.heading.name for step in steps),
        frozenset(monitor.heading.name for monitor in monitors),
        frozenset(stop.heading.name for stop in guideline.stops),
    )


# --- the guideline as a whole --------------------------------------------------------------------------------------


def _whole(guideline: nodes.Guideline, names: _Names) -> Iterator[str]:
    if guideline.format != nodes.FORMAT:
        yield f"format: it is not {nodes.FORMAT}"
    if not _SHA256.fullmatch(guideline.sha256):
        yield "sha256: it is not a SHA-256 in hexadecimal"
    if guideline.effective_from and guideline.effective_until and guideline.effective_until < guideline.effective_from:
        yield "effective_until: it lies before effective_from"
    steps = [step for pathway in guideline.pathways for step in pathway.steps]
    families: tuple[tuple[str, Iterable[str]], ...] = (
        ("sources", (source.key for source in guideline.sources)),
        ("parameters", (parameter.name for parameter in guideline.parameters)),
        ("sets", (one.name for one in guideline.sets)),
        (
            "vocabulary",
            [*(c.name for c in guideline.vocabulary.concepts), *(g.name for g in guideline.vocabulary.groups)],
        ),
        ("definitions", (definition.name for definition in guideline.definitions)),
        ("eligibility", (rule.heading.name for rule in guideline.eligibility)),
        ("pathways", (pathway.name for pathway in guideline.pathways)),
        ("steps", (step.heading.name for step in steps)),
        ("monitors", (m.heading.name for m in [*guideline.monitors, *(m for step in steps for m in step.monitors)])),
        ("tasks", (t.heading.name for t in [*guideline.tasks, *(t for step in steps for t in step.tasks)])),
        ("stops", (stop.heading.name for stop in guideline.stops)),
        ("cautions", (caution.heading.name for caution in guideline.cautions)),
        ("invariants", (invariant.heading.name for invariant in guideline.invariants)),
    )
    for family, members in families:
        seen: set[str] = set()
        for name in members:
            if not name:
                yield f"{family}: a name is empty"
            elif name in seen:
                yield f'{family}: "{name}" stands twice'
            seen.add(name)
    for index, pathway in enumerate(guideline.pathways):
        own = {step.heading.name for step in pathway.steps}
        if own and not any(step.begin is not None for step in pathway.steps):
            yield f"pathways[{index}]: no step begins it"
        for number, step in enumerate(pathway.steps):
            for turn, transition in enumerate(step.transitions):
                if transition.to is not None and transition.to not in own:
                    where = f"pathways[{index}].steps[{number}].transitions[{turn}]"
                    yield f'{where}: the pathway has no step "{transition.to}"'
    for index, monitor in enumerate(guideline.monitors):
        if monitor.start is None:
            yield f"monitors[{index}]: it stands in no step, so it needs a start"


def _cycles(guideline: nodes.Guideline) -> Iterator[str]:
    """Definitions stand in the order in which they can be worked out: each after those that it asks for."""
    ready: set[str] = set()
    for index, definition in enumerate(guideline.definitions):
        for node in walk(definition.body):
            if isinstance(node, ex.DefinedValue | ex.DefinedTime | ex.DefinedCriterion):
                name = node.name
                if name == definition.name:
                    yield f'definitions[{index}]: "{name}" asks for itself'
                elif name not in ready:
                    yield f'definitions[{index}]: "{name}" is asked for before it is defined'
        ready.add(definition.name)


# --- every node, where it stands -----------------------------------------------------------------------------------


def _look(place: Place, names: _Names) -> Iterator[str]:
    node = place.node
    yield from _cited(node, names)
    if isinstance(node, _VALUES):
        yield from _value(node, place, names)
    elif isinstance(node, _TIMES):
        yield from _time(node, names)
    elif type(node).__module__ == ex.__name__:
        yield from _criterion(node, place, names)
    else:
        yield from _statement(node, names)


def _cited(node: object, names: _Names) -> Iterator[str]:
    cites = getattr(node, "cites", ())
    yield from (f'no source has the key "{key}"' for key in cites if key not in names.sources)
    if getattr(node, "line", 0) < 0:
        yield "line: it is below 0"


def _value(node: object, place: Place, names: _Names) -> Iterator[str]:
    match node:
        case ex.ParameterValue(name=name, factor=factor):
            parameter = names.parameters.get(name)
            if parameter is None:
                yield f'there is no parameter "{name}"'
            elif not isinstance(parameter.value, Quantity):
                yield f'the parameter "{name}" is a duration'
            elif factor == 1 and parameter.value.unit != node.unit:
                yield f"{parameter.value.unit} becomes {node.unit} without a factor"
            if factor <= 0:
                yield "factor: it is not above 0"
        case ex.ValueOf(selection=selection, unit=unit):
            yield from _in_unit(selection.series.concept, unit, names, (Kind.LAB, Kind.VITAL, Kind.DRUG))
        case ex.LimitOf(selection=selection, unit=unit):
            yield from _in_unit(selection.series.concept, unit, names, (Kind.LAB, Kind.VITAL))
        case ex.CandidateValue(concept=concept, unit=unit):
            yield from _candidate(concept, place)
            yield from _in_unit(concept, unit, names, (Kind.LAB, Kind.VITAL, Kind.DRUG))
        case ex.CandidateLimit(concept=concept, unit=unit):
            yield from _candidate(concept, place)
            yield from _in_unit(concept, unit, names, (Kind.LAB, Kind.VITAL))
        case ex.CurrentDose(drug=drug, unit=unit):
            yield from _in_unit(drug, unit, names, (Kind.DRUG,))
        case ex.CountOf(unit=unit):
            if unit != "1":
                yield "unit: a count has the unit 1"
        case ex.Arithmetic():
            yield from _arithmetic(node)
        case ex.Convert(factor=factor):
            if factor <= 0:
                yield "factor: it is not above 0"
        case ex.DefinedValue(name=name, unit=unit):
            yield from _defined(name, _VALUES, "a number", names)
            if name in names.definitions and getattr(names.definitions[name].body, "unit", unit) != unit:
                yield f'"{name}" is not in {unit}'
        case _:
            pass


def _arithmetic(node: ex.Arithmetic) -> Iterator[str]:
    left, right = node.left.unit, node.right.unit
    if node.operator in (Operator.ADD, Operator.SUBTRACT):
        if not left == right == node.unit:
            yield f"{left} {node.operator.value} {right} does not give {node.unit}"
    elif right == "1" and left != node.unit:
        yield f"{left} {node.operator.value} a plain number does not give {node.unit}"
    elif node.operator is Operator.MULTIPLY and left == "1" and right != node.unit:
        yield f"a plain number × {right} does not give {node.unit}"
    elif node.operator is Operator.DIVIDE and left == right and node.unit != "1":
        yield f"{left} / {right} does not give {node.unit}"


def _time(node: object, names: _Names) -> Iterator[str]:
    match node:
        case ex.DrugChange(drug=drug, pick=pick):
            yield from _of_kind(drug, (Kind.DRUG,), names)
            if pick not in _EDGES:
                yield "pick: a time is the first or the last"
        case ex.StepEntry(step=step, pick=pick):
            yield from _steps((step,), names)
            if pick not in _EDGES:
                yield "pick: a time is the first or the last"
        case ex.Shifted(sign=sign):
            if sign not in (1, -1):
                yield "sign: it is neither 1 nor -1"
        case ex.DefinedTime(name=name):
            yield from _defined(name, _TIMES, "a time", names)
        case _:
            pass


def _criterion(node: object, place: Place, names: _Names) -> Iterator[str]:
    match node:
        case ex.All(items=items) | ex.AnyOf(items=items):
            if not items:
                yield "items: there is none"
        case ex.AtLeast(count=count, items=items):
            if not 1 <= count <= len(items):
                yield f"count: it is not between 1 and {len(items)}"
        case ex.Compare(left=left, right=right):
            if left.unit != right.unit:
                yield f"{left.unit} is compared with {right.unit}"
        case ex.Found(concept=concept):
            yield from _of_kind(concept, _FINDINGS, names)
        case ex.Taking(drug=drug) | ex.Paused(drug=drug):
            yield from _of_kind(drug, (Kind.DRUG,), names)
        case ex.Answered(concept=concept, values=values):
            yield from _of_kind(concept, _ANSWERS, names)
            if not values:
                yield "values: there is none"
            declared = names.concepts[concept].values if concept in names.concepts else values
            yield from (f'values: "{value}" is no value of {concept}' for value in values if value not in declared)
        case ex.Recorded(count=count) | ex.Exists(count=count) | ex.InARow(count=count):
            if count < 1:
                yield "count: it is below 1"
            if isinstance(node, ex.InARow) and node.series.where is None:
                yield "series: nothing is asked of the results in a row"
        case ex.InStep(steps=steps):
            if not steps:
                yield "steps: there is none"
            yield from _steps(steps, names)
            if place.looking_back:
                yield "a first time cannot depend on the step"
        case ex.Monitoring(monitor=monitor, count=count):
            if monitor not in names.monitors:
                yield f'there is no monitor "{monitor}"'
            if count < 1:
                yield "count: it is below 1"
            if place.looking_back:
                yield "a first time cannot depend on a monitor"
        case ex.SexIs(values=values):
            if not values:
                yield "values: there is none"
        case ex.DefinedCriterion(name=name):
            yield from _defined(name, None, "a criterion", names)
        case ex.ParameterDuration(name=name):
            parameter = names.parameters.get(name)
            if parameter is None or not isinstance(parameter.value, Duration):
                yield f'there is no duration "{name}" among the parameters'
        case ex.Bound(sign=sign):
            if sign not in (1, -1):
                yield "sign: it is neither 1 nor -1"
        case ex.Series(concept=concept):
            if concept not in names.concepts:
                yield f'the vocabulary has no "{concept}"'
        case ex.Selection(pick=pick, series=series):
            if pick not in _EDGES:
                yield from _of_kind(series.concept, (Kind.LAB, Kind.VITAL, Kind.DRUG), names)
        case _:
            pass


def _statement(node: object, names: _Names) -> Iterator[str]:
    match node:
        case Duration(amount=amount):
            if amount < 0:
                yield "amount: it is below 0"
        case Concept():
            yield from _concept(node)
        case Group(members=members):
            if not members:
                yield "members: there is none"
            yield from (f'the vocabulary has no "{name}"' for name in members if name not in names.concepts)
        case nodes.Heading(accepted=accepted):
            for index, one in enumerate(accepted):
                if not one.because.strip():
                    yield f"accepted[{index}]: it gives no reason"
                if any(one.kind is earlier.kind for earlier in accepted[:index]):
                    yield f"accepted[{index}]: the same is accepted before"
        case nodes.ParameterSet(settings=settings):
            yield from _settings(settings, names)
        case nodes.AdviseDose(drug=drug, low=low, high=high) | nodes.ClaimedDose(drug=drug, low=low, high=high):
            yield from _of_kind(drug, (Kind.DRUG,), names)
            if low is None and high is None:
                yield "neither low nor high is given"
            for bound in (low, high):
                if bound is not None:
                    yield from _in_unit(drug, bound.unit, names, (Kind.DRUG,))
        case nodes.AdviseDrug(drugs=drugs) | nodes.AdviseConsider(drugs=drugs):
            for drug in drugs:
                yield from _of_kind(drug, (Kind.DRUG,), names)
        case nodes.ClaimedOrders(orders=orders, drugs=drugs):
            if not orders:
                yield "orders: there is none"
            if not drugs:
                yield "drugs: there is none"
            if len(set(orders)) < len(orders):
                yield "orders: one stands twice"
            for drug in drugs:
                yield from _of_kind(drug, (Kind.DRUG,), names)
        case nodes.Invariant(advice=advice, when=when):
            if advice is None and when is None:
                yield "it claims nothing: it has neither advice nor when"
        case nodes.AdviseOrder(concepts=wanted) | nodes.Task(targets=wanted):
            yield from _targets(wanted, names)
        case nodes.Every(period=period) | nodes.TimesPer(period=period):
            if period.amount < 1:
                yield "period: it is empty"
            if isinstance(node, nodes.TimesPer) and node.count < 1:
                yield "count: it is below 1"
        case nodes.Interruption(drug=drug):
            yield from _of_kind(drug, (Kind.DRUG,), names)
        case nodes.Monitor(targets=wanted, phases=phases):
            yield from _targets(wanted, names)
            if not phases:
                yield "phases: there is none"
            for index, phase in enumerate(phases):
                if phase.length is not None and phase.until is not None:
                    yield f"phases[{index}]: it ends in two ways"
                if phase.length is None and phase.until is None and index < len(phases) - 1:
                    yield f"phases[{index}]: it has no end, but another follows"
        case nodes.Transition(after=after, when=when, without=without):
            if after is None and when is None:
                yield "it says neither after how long nor when"
            if without is not None and after is None:
                yield "without: it needs a length of time"
        case nodes.AfterStop(stops=stops):
            yield from (f'there is no stop "{stop}"' for stop in stops if stop not in names.stops)
        case _:
            pass
    yield from _steps(getattr(node, "only_in", ()), names)


def _concept(concept: Concept) -> Iterator[str]:
    if (concept.unit is not None) != (concept.kind.measured or concept.kind is Kind.DRUG):
        yield f"unit: a {concept.kind.value} has {'none' if concept.unit is not None else 'one'}"
    if bool(concept.values) != (concept.kind in _ANSWERS):
        yield f"values: a {concept.kind.value} has {'none' if concept.values else 'some'}"
    if (concept.normal or concept.plausible) and not concept.kind.measured:
        yield f"a {concept.kind.value} has no range"
    for index, one in enumerate(concept.normal):
        if one.low is None and one.high is None:
            yield f"normal[{index}]: it has no limit"
        elif one.low is not None and one.high is not None and one.low >= one.high:
            yield f"normal[{index}]: low is not below high"
    if concept.plausible is not None and concept.plausible[0] >= concept.plausible[1]:
        yield "plausible: the lowest is not below the highest"
    if concept.molar_mass is not None and (
        concept.molar_mass.unit != "g/mol" or concept.molar_mass.value <= Fraction(0)
    ):
        yield "molar_mass: it is not above 0 g/mol"


def _settings(settings: tuple[nodes.Setting, ...], names: _Names) -> Iterator[str]:
    seen: set[str] = set()
    for setting in settings:
        parameter = names.parameters.get(setting.parameter)
        if parameter is None:
            yield f'there is no parameter "{setting.parameter}"'
        elif type(parameter.value) is not type(setting.value) or (
            isinstance(parameter.value, Quantity)
            and isinstance(setting.value, Quantity)
            and parameter.value.unit != setting.value.unit
        ):
            yield f'"{setting.parameter}" is set in another unit than its own'
        if setting.parameter in seen:
            yield f'"{setting.parameter}" is set twice'
        seen.add(setting.parameter)


# --- single questions ----------------------------------------------------------------------------------------------


def _of_kind(name: str, kinds: tuple[Kind, ...], names: _Names) -> Iterator[str]:
    concept = names.concepts.get(name)
    if concept is None:
        yield f'the vocabulary has no "{name}"'
    elif concept.kind not in kinds:
        yield f'"{name}" is a {concept.kind.value}, not a {" or ".join(kind.value for kind in kinds)}'


def _in_unit(name: str, unit: str, names: _Names, kinds: tuple[Kind, ...]) -> Iterator[str]:
    yield from _of_kind(name, kinds, names)
    if name in names.concepts and names.concepts[name].unit not in (unit, None):
        yield f'"{name}" is in {names.concepts[name].unit}, not in {unit}'


def _candidate(concept: str, place: Place) -> Iterator[str]:
    if place.candidate != concept:
        yield f'no record of "{concept}" is at hand here'


def _steps(steps: tuple[str, ...], names: _Names) -> Iterator[str]:
    yield from (f'there is no step "{step}"' for step in steps if step not in names.steps)


def _targets(targets: tuple[str, ...], names: _Names) -> Iterator[str]:
    if not targets:
        yield "nothing is asked for"
    for name in targets:
        if name not in names.concepts and name not in names.groups:
            yield f'the vocabulary has no "{name}"'


def _defined(name: str, family: tuple[type, ...] | None, what: str, names: _Names) -> Iterator[str]:
    definition = names.definitions.get(name)
    if definition is None:
        yield f'"{name}" is not defined'
        return
    wrong = (
        isinstance(definition.body, (*_VALUES, *_TIMES)) if family is None else not isinstance(definition.body, family)
    )
    if wrong:
        yield f'"{name}" is not defined as {what}'
