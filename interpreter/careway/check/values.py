"""Numbers: literals, parameters, results, limits, doses, counts, changes, and arithmetic on them."""

from __future__ import annotations

from fractions import Fraction

from careway.base.source import Span
from careway.check import definitions, measures, selections, times
from careway.check.findings import Checking
from careway.check.naming import concept_named, declared_label, group_alone, instead, too_deep, unfit
from careway.check.place import Place, Subject
from careway.check.scope import Sort, Space
from careway.ir.expressions import (
    Arithmetic,
    Bound,
    CandidateLimit,
    CountOf,
    CurrentDose,
    DefinedValue,
    LimitOf,
    Literal,
    ParameterValue,
    Selection,
    Series,
    Value,
    ValueOf,
)
from careway.ir.expressions import Window as CoreWindow
from careway.model.quantity import Quantity
from careway.model.terms import Operator, Pick
from careway.model.units import conversion, divide_units, multiply_units
from careway.model.vocabulary import Concept, Kind
from careway.syntax.declarations import GroupNode
from careway.syntax.expressions import (
    Age,
    Binary,
    Change,
    Count,
    DoseOf,
    DrugChanged,
    FirstTimeOf,
    Its,
    Length,
    Limit,
    Moved,
    Name,
    Number,
    Operand,
    Ref,
    Selected,
    StepEntered,
    Within,
)

_MEASURED = (Kind.LAB, Kind.VITAL)


def value(c: Checking, operand: Operand, place: Place) -> Value | None:
    """The number that an operand means; reports one that means none."""
    if too_deep(c, operand.span):
        return None
    c.depth += 1
    try:
        made = _value(c, operand, place)
    finally:
        c.depth -= 1
    return made if made is None else c.placed(made, operand.span)


def _value(c: Checking, operand: Operand, place: Place) -> Value | None:
    match operand:
        case Number():
            return measures.literal(c, operand)
        case Ref():
            return _named(c, operand, place)
        case Its(name=name):
            instance = definitions.of_subject(c, name, place, definitions.Want.VALUE)
            return DefinedValue(instance.name, instance.unit) if instance and instance.unit else None
        case Limit():
            return _limit(c, operand, place)
        case Selected():
            selection = selections.selection(c, operand, place, current=True)
            return _of_selection(c, selection, operand.name.span) if selection else None
        case DoseOf(drug=drug):
            concept = concept_named(c, drug, place, "a drug", (Kind.DRUG,))
            unit = concept.unit if concept else None
            return CurrentDose(concept.name, unit) if concept and unit else None
        case Change():
            return _change(c, operand, place)
        case Count(name=name, filter=kept, windows=windows):
            concept = concept_named(c, name, place, "something that is recorded")
            series = selections.series(c, concept, name.span, kept, windows, place) if concept else None
            return CountOf(series) if series else None
        case Binary():
            return _arithmetic(c, operand, place)
        case Length():
            c.report("CW210", "a duration stands here where a number is needed", operand.span)
            return None
        case Age():
            c.report(
                "CW210",
                "`age` is a duration: it is compared with years, months or days, and not used in arithmetic",
                operand.span,
                help="write `age >= 65 years`",
            )
            return None
        case DrugChanged() | StepEntered() | FirstTimeOf() | Moved():
            c.report("CW209", "a time stands here where a number is needed", operand.span)
            return None


def _of_selection(c: Checking, selection: Selection, span: Span) -> Value | None:
    concept = c.concepts[selection.series.concept]
    if concept.kind not in selections.NUMBERED:
        title = f"{concept.name} is a {concept.kind.value} and has no number"
        c.report("CW209", title, span, because=[declared_label(c, concept, span)], help=instead(concept))
        return None
    unit = concept.unit
    return ValueOf(selection, unit) if unit else None


def _named(c: Checking, ref: Ref, place: Place) -> Value | None:
    name = ref.name
    if place.bound is not None and name.text == place.bound[0]:
        return of_concept(c, c.concepts[place.bound[1]], name)
    found = c.scope.find(Space.THING, name.text)
    if found is not None and (found.sort is Sort.DEFINITION or ref.of is not None):
        instance = definitions.named(c, ref, place, definitions.Want.VALUE)
        return DefinedValue(instance.name, instance.unit) if instance and instance.unit else None
    if found is not None and found.sort is Sort.PARAMETER:
        c.use(Space.THING, name, found)
        parameter = c.parts.parameters.get(name.text)
        if parameter is None:
            return None
        if not isinstance(parameter.value, Quantity):
            title = f"{name.text} is a duration ({parameter.value}); a number is needed here"
            c.report("CW210", title, name.span, because=[c.declared(found, f"{name.text} is declared here")])
            return None
        return ParameterValue(name.text, parameter.value.unit)
    if found is not None and found.sort is Sort.CONCEPT:
        c.use(Space.THING, name, found)
        concept = c.concepts.get(name.text)
        return of_concept(c, concept, name) if concept else None
    if found is not None and isinstance(found.node, GroupNode):
        group_alone(c, name, found)
        return None
    unfit(c, name, "a lab, a number or a name for one", found, numbers(c))
    return None


def numbers(c: Checking) -> list[str]:
    """The names that may stand for a number."""
    concepts = [one.name for one in c.concepts.values() if one.kind in _MEASURED]
    return concepts + c.scope.names(Space.THING, (Sort.PARAMETER, Sort.DEFINITION))


def of_concept(c: Checking, concept: Concept, name: Name) -> Value | None:
    """The number that a concept's bare name means: its last result."""
    if concept.kind not in _MEASURED:
        title = f"{name.text} is a {concept.kind.value}, not a number"
        because = [declared_label(c, concept, name.span)]
        c.report("CW209", title, name.span, because=because, help=instead(concept))
        return None
    return ValueOf(selections.of_bare(concept), concept.unit) if concept.unit else None


def subject_of(c: Checking, found: Value | None) -> Subject | None:
    """What `its` and `ULN` refer to beside a number: the concept and the record that it comes from."""
    match found:
        case ValueOf(selection=selection):
            return Subject(selection.series.concept, selection)
        case DefinedValue(name=name):
            instance = c.parts.instances.get(name)
            return Subject(instance.concept, instance.selection) if instance and instance.concept else None
        case CurrentDose(drug=drug):
            return Subject(drug)
        case Arithmetic(left=left, right=right):
            sides = {one for one in (subject_of(c, left), subject_of(c, right)) if one is not None}
            return sides.pop() if len(sides) == 1 else None
        case _:
            return None


def _limit(c: Checking, limit: Limit, place: Place) -> Value | None:
    edge, subject = limit.edge, place.subject
    if limit.of is not None and c.scope.definition(limit.of.text) is not None:
        return _limit_of_defined(c, limit, limit.of, place)
    if limit.of is not None:
        concept = concept_named(c, limit.of, place, "a lab", _MEASURED)
        if concept is None:
            return None
        if subject is None or subject.concept != concept.name:
            subject = Subject(concept.name, selections.of_bare(concept))
    elif subject is None and place.lost:
        return None
    elif subject is None:
        c.report(
            "CW211",
            f"whose {edge.value} is meant? There is no lab here that it could belong to",
            limit.span,
            help=f"name the lab: `{edge.value} of ALT`",
        )
        return None
    concept = c.concepts[subject.concept]
    if concept.kind not in _MEASURED or not (subject.candidate or subject.selection):
        c.report(
            "CW211",
            f"{concept.name} is a {concept.kind.value} and has no {edge.value}",
            limit.span,
            help=f"name the lab: `{edge.value} of ALT`",
        )
        return None
    if concept.unit is None:
        return None
    c.asked_limits.setdefault((concept.name, edge), limit.span)
    if subject.candidate or subject.selection is None:
        return CandidateLimit(edge, concept.name, concept.unit)
    return LimitOf(edge, subject.selection, concept.unit)


def _limit_of_defined(c: Checking, limit: Limit, name: Name, place: Place) -> Value | None:
    """`ULN of injury_ALT`: the limit that goes with the result that a definition selects."""
    instance = definitions.named(c, Ref(name, None, name.span), place, definitions.Want.VALUE)
    if instance is None:
        return None
    concept = c.concepts.get(instance.concept or "")
    if instance.selection is None or concept is None or concept.unit is None or concept.kind not in _MEASURED:
        title = f"{name.text} is no single result of a lab, so it has no {limit.edge.value}"
        c.report("CW211", title, name.span, help=f"name the lab: `{limit.edge.value} of ALT`")
        return None
    c.asked_limits.setdefault((concept.name, limit.edge), limit.span)
    return LimitOf(limit.edge, instance.selection, concept.unit)


def _change(c: Checking, change: Change, place: Place) -> Value | None:
    """`since T`: the last result less the last on or before T; `within D`: the last less the first in the window."""
    concept = concept_named(c, change.name, place, "a lab or vital sign", _MEASURED)
    if concept is None or concept.unit is None:
        return None
    place = place.about(Subject(concept.name))
    if isinstance(change.window, Within):
        seen, stretch = times.window(c, (change.window,), place)
        if not seen:
            return None
        latest = Selection(Pick.LAST, Series(concept.name, window=stretch))
        earlier = Selection(Pick.FIRST, Series(concept.name, window=stretch))
    else:
        if change.window.relation not in ("since", "on or after", "after"):
            c.report(
                "CW220",
                f"a change is counted since a time, not `{change.window.relation}` one",
                change.window.span,
                help=f"write `change in {concept.name} since ...` or `change in {concept.name} within 14 days`",
            )
            return None
        since = times.time(c, change.window.time, place)
        if since is None:
            return None
        latest = selections.of_bare(concept)
        before = CoreWindow(None, Bound(since, by_day=True))
        earlier = Selection(Pick.LAST, Series(concept.name, window=before))
    unit = concept.unit
    return Arithmetic(Operator.SUBTRACT, ValueOf(latest, unit), ValueOf(earlier, unit), unit)


def _arithmetic(c: Checking, binary: Binary, place: Place) -> Value | None:
    left = value(c, binary.left, place)
    right = value(c, binary.right, place)
    if left is None or right is None:
        return None
    operator = binary.operator
    match operator:
        case Operator.ADD | Operator.SUBTRACT:
            pair = measures.alike(c, left, binary.left.span, right, binary.right.span)
            if pair is None:
                return None
            left, right = pair
            unit = left.unit
        case Operator.MULTIPLY:
            unit = _product(left.unit, right.unit)
        case Operator.DIVIDE:
            if isinstance(right, Literal) and right.value == 0:
                c.report("CW228", "nothing can be divided by zero", binary.right.span)
                return None
            if conversion(right.unit, left.unit) is not None and right.unit != "1":
                right = measures.converted(right, left.unit, None) or right
                unit = "1"
            else:
                unit = left.unit if right.unit == "1" else divide_units(left.unit, right.unit)
    if isinstance(left, Literal) and isinstance(right, Literal):
        return Literal(_computed(operator, left.value, right.value), unit, c.written(binary.span))
    return Arithmetic(operator, left, right, unit)


def _product(left: str, right: str) -> str:
    if left == "1":
        return right
    return left if right == "1" else multiply_units(left, right)


def _computed(operator: Operator, left: Fraction, right: Fraction) -> Fraction:
    match operator:
        case Operator.ADD:
            return left + right
        case Operator.SUBTRACT:
            return left - right
        case Operator.MULTIPLY:
            return left * right
        case Operator.DIVIDE:
            return left / right
