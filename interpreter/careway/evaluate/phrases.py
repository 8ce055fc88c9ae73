"""What a report says beside the words of the core's nodes (`ir.wording`): subjects, orders, comparisons that hold."""

from __future__ import annotations

from typing import assert_never

from careway.ir import expressions as e
from careway.ir.wording import plain, selection, several
from careway.model.quantity import show
from careway.model.terms import Comparison, DoseChange, DrugEdge, Pick
from careway.model.vocabulary import Concept, Kind


def long_name(concept: Concept) -> str:
    """A concept as it stands in an order: its title, which says more than its short name."""
    return concept.title or plain(concept.name)


def called(concept: Concept) -> str:
    """A concept as the subject of a sentence: a lab, vital or drug by its short name, what is found or asked by its
    title where that says more and is short."""
    name = plain(concept.name)
    if concept.kind in (Kind.LAB, Kind.VITAL, Kind.DRUG) or concept.title.lower() == name.lower():
        return name
    return concept.title if len(concept.title) <= _SHORT else name


_SHORT = 40


def obtain(verb: str, concepts: list[Concept]) -> str:
    """What is to be obtained: `order total bilirubin`; of a question, its answer."""
    tests = [long_name(concept) for concept in concepts if concept.kind is not Kind.QUESTION]
    asked = [f'"{concept.title}"' for concept in concepts if concept.kind is Kind.QUESTION]
    parts = [f"{verb} {several(tests)}"] if tests else []
    if asked:
        parts.append(f"record the answer to {several(asked)}")
    return " and ".join(parts)


def number(node: e.Literal) -> str:
    """A number as the author wrote it."""
    shown = show(node.value, node.unit)
    if node.unit == "1":
        return node.written if "/" in node.written else shown
    return node.written or shown


def limit(where: e.Criterion | None) -> str:
    """A series' own criterion, where it is a comparison, without numbers of a patient: `>= 3 × ULN`."""
    return f"{where.comparison.value} {_value(where.right)}" if isinstance(where, e.Compare) else ""


def _value(node: e.Value) -> str:
    match node:
        case e.Literal():
            return number(node)
        case e.CandidateLimit():
            return node.edge.value
        case e.Arithmetic():
            return f"{_value(node.left)} {node.operator.value} {_value(node.right)}"
        case e.ParameterValue() | e.DefinedValue():
            return plain(node.name)
        case _:
            return "its limit"


def compared(comparison: Comparison, holds: bool) -> str:
    """A comparison as a verb, for one that holds or does not."""
    match comparison:
        case Comparison.AT_LEAST:
            return "reaches" if holds else "is below"
        case Comparison.ABOVE:
            return "is above" if holds else "is not above"
        case Comparison.AT_MOST:
            return "is not above" if holds else "is above"
        case Comparison.BELOW:
            return "is below" if holds else "is not below"
        case Comparison.EQUAL:
            return "equals" if holds else "is not equal to"
        case _:
            assert_never(comparison)


def short_selection(node: e.Selection) -> str:
    """A selected record as a subject: the last one is called by the concept's name alone."""
    return plain(node.series.concept) if node.pick is Pick.LAST and node.series.window is None else selection(node)


CHANGES = {
    DoseChange.GIVE: "",
    DoseChange.START: "start ",
    DoseChange.INCREASE: "increase ",
    DoseChange.REDUCE: "reduce ",
}

EDGES = {DrugEdge.START: "started", DrugEdge.STOP: "stopped"}
