"""Numbers as text. Whatever is more than one word stands in brackets; the layout takes those away that need not be."""

from __future__ import annotations

from typing import assert_never

from careway.export.text import times
from careway.export.text.scene import Place, Scene, Subject, subject_of, unsaid
from careway.export.text.written import concept_name, literal, plain_name
from careway.ir.expressions import (
    Arithmetic,
    CandidateLimit,
    CandidateValue,
    Convert,
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
from careway.model.terms import Edge, Operator, Pick
from careway.model.vocabulary import Kind


def value(scene: Scene, place: Place, node: Value) -> str:
    """A number, in brackets unless it is a single word or arithmetic."""
    text, single = _value(scene, place.deeper(node), node)
    return text if single or isinstance(unconverted(node), Arithmetic) else f"({text})"


def part(scene: Scene, place: Place, node: Value) -> str:
    """A number as a part of arithmetic, in brackets unless it is a single word."""
    text, single = _value(scene, place.deeper(node), node)
    return text if single else f"({text})"


def in_dose(scene: Scene, place: Place, node: Value) -> str:
    """A number as one end of a dose: a product, of which all but numbers and names stand in brackets."""
    node = unconverted(node)
    if isinstance(node, Arithmetic) and node.operator in (Operator.MULTIPLY, Operator.DIVIDE):
        left, right = in_dose_alone(scene, place, node.left), in_dose_alone(scene, place, node.right)
        return f"{left} {node.operator.value} {right}"
    return in_dose_alone(scene, place, node)


def in_dose_alone(scene: Scene, place: Place, node: Value) -> str:
    """A number as a part of a dose."""
    text, single = _value(scene, place.deeper(node), node)
    plain = isinstance(unconverted(node), Literal | ParameterValue | DefinedValue) and " of " not in text
    return text if single and plain else f"({text})"


def whole(scene: Scene, place: Place, node: Value) -> str:
    """A number where nothing but a number can stand, as after `define X =`."""
    return _value(scene, place.deeper(node), node)[0]


def unconverted(node: Value) -> Value:
    """What a conversion into the unit that is needed is made of: the language converts by itself."""
    while isinstance(node, Convert):
        node = node.value
    return node


def _value(scene: Scene, place: Place, node: Value) -> tuple[str, bool]:
    match node:
        case Literal():
            return literal(scene, place, node)
        case ParameterValue(name=name):
            return plain_name(place, name), True
        case ValueOf(selection=selection):
            return _of(scene, place, node, selection)
        case LimitOf(edge=edge, selection=selection):
            return _limit(scene, place, node, edge, selection), True
        case CandidateLimit(edge=edge, concept=concept):
            if place.subject != Subject(concept, candidate=True):
                raise unsaid(place, node, "a limit of the record at hand stands beside that record's value only")
            return edge.value, True
        case CandidateValue():
            raise unsaid(place, node, "the value of the record at hand stands on the left of its comparison only")
        case CurrentDose(drug=drug):
            return f"{concept_name(place, drug)} dose", True
        case CountOf(series=series):
            return counted(scene, place, series), False
        case Arithmetic(operator=operator, left=left, right=right):
            return f"{part(scene, place, left)} {operator.value} {part(scene, place, right)}", False
        case Convert(value=inner):
            return _value(scene, place, inner)
        case DefinedValue(name=name):
            return defined(scene, place, node, name), True
        case _:
            assert_never(node)


def defined(scene: Scene, place: Place, node: object, name: str) -> str:
    """`restart`, `baseline of ALT`: a definition by the author's name for it."""
    if name not in scene.origin:
        raise unsaid(place, node, f'"{name}" is not defined')
    shown, concept = scene.origin[name]
    if concept is not None and concept == place.own:
        return f"its {plain_name(place, shown)}"
    return plain_name(place, shown) + (f" of {concept_name(place, concept)}" if concept is not None else "")


def _of(scene: Scene, place: Place, node: ValueOf, selection: Selection) -> tuple[str, bool]:
    if selection.current != (selection.pick is Pick.LAST and selection.series.window is None):
        raise unsaid(place, node, "the last result without a window is asked to be current, and no other")
    if is_bare(scene, selection):
        return concept_name(place, selection.series.concept), True
    return selected(scene, place, selection), False


def is_bare(scene: Scene, selection: Selection) -> bool:
    """Whether a selection is what a lab's bare name means."""
    name = selection.series.concept
    return selection == Selection(Pick.LAST, Series(name), current=True) and scene.concepts[name].kind.measured


def selected(scene: Scene, place: Place, selection: Selection) -> str:
    """`last ALT before restart`, `highest azathioprine dose since restart`."""
    series = selection.series
    dose = " dose" if scene.concepts[series.concept].kind is Kind.DRUG else ""
    return f"{selection.pick.value} {concept_name(place, series.concept)}{dose}{times.kept(scene, place, series)}"


def counted(scene: Scene, place: Place, series: Series) -> str:
    """`number of ALT > ULN within 30 days`."""
    return f"number of {concept_name(place, series.concept)}{times.kept(scene, place, series)}"


def _limit(scene: Scene, place: Place, node: Value, edge: Edge, selection: Selection) -> str:
    """`ULN` beside the result that it goes with, else `ULN of ALT` or `ULN of` a definition of that result."""
    concept, beside = selection.series.concept, place.subject
    if beside is not None and not beside.candidate and beside.selection == selection:
        return edge.value
    elsewhere = beside is None or beside.concept != concept
    if elsewhere and selection == Selection(Pick.LAST, Series(concept), current=True):
        return f"{edge.value} of {concept_name(place, concept)}"
    for name, known in scene.limits:
        shown, of = scene.origin[name]
        if known == selection and of in (None, place.bound):
            return f"{edge.value} of {plain_name(place, shown)}"
    raise unsaid(place, node, f"no word says whose {edge.value} is meant here: define the result by a name")


def beside(scene: Scene, left: Value) -> Subject | None:
    """What `ULN` and `its` refer to on the right side of a comparison."""
    return subject_of(left, scene.subjects)
