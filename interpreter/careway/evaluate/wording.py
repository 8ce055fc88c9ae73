"""How nodes of the core are said in a clinician's words: names, windows, times, comparisons, advice."""

from __future__ import annotations

from typing import assert_never

from careway.ir import expressions as e
from careway.model.quantity import show
from careway.model.terms import Comparison, DoseChange, DrugEdge, Pick
from careway.model.time import Duration
from careway.model.vocabulary import Concept, Kind


def plain(name: str) -> str:
    """A name as words."""
    return name.replace("_", " ")


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


def length(value: e.Length) -> str:
    """A duration in words; one that a parameter holds by the parameter's name."""
    return str(value) if isinstance(value, Duration) else plain(value.name)


def number(node: e.Literal) -> str:
    """A number as the author wrote it."""
    shown = show(node.value, node.unit)
    if node.unit == "1":
        return node.written if "/" in node.written else shown
    return node.written or shown


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


def stretch(comparison: Comparison) -> str:
    """A comparison of a stretch of time."""
    return {
        Comparison.AT_LEAST: "at least",
        Comparison.ABOVE: "more than",
        Comparison.AT_MOST: "at most",
        Comparison.BELOW: "less than",
        Comparison.EQUAL: "exactly",
    }[comparison]


def window(node: e.Window | None) -> str:
    """A window: `within 7 days`, `on or before restart`; empty for none."""
    if node is None:
        return ""
    start, end = node.start, node.end
    if start is not None and start.offset is not None:
        span = length(start.offset)
        if start.time is None:
            return f"within {span}"
        both = end is not None and end.offset is not None
        return f"within {span} {'of' if both else 'before'} {time(start.time)}"
    if end is not None and end.offset is not None and end.time is not None:
        return f"within {length(end.offset)} after {time(end.time)}"
    parts = []
    if start is not None and start.time is not None:
        word = ("since" if start.by_day else "from") if start.inclusive else "after"
        parts.append(f"{word} {time(start.time)}")
    if end is not None and end.time is not None:
        parts.append(f"{'on or before' if end.inclusive else 'before'} {time(end.time)}")
    return " and ".join(parts)


def time(node: e.Time) -> str:
    """A time in words."""
    match node:
        case e.DefinedTime():
            return plain(node.name)
        case e.TimeOf():
            return selection(node.selection)
        case e.DrugChange():
            return _joined(node.pick.value, node.edge.value, "of", plain(node.drug), window(node.window))
        case e.StepEntry():
            return f"entry to {plain(node.step)}"
        case e.FirstTime():
            return _joined("the first time of its condition", window(node.window))
        case e.Shifted():
            return f"{length(node.duration)} {'after' if node.sign > 0 else 'before'} {time(node.time)}"
        case e.Birth():
            return "birth"
        case _:
            assert_never(node)


def selection(node: e.Selection) -> str:
    """A selected record in words: `last ALT before restart`."""
    return _joined(node.pick.value, plain(node.series.concept), window(node.series.window))


def short_selection(node: e.Selection) -> str:
    """A selected record as a subject: the last one is called by the concept's name alone."""
    return plain(node.series.concept) if node.pick is Pick.LAST and node.series.window is None else selection(node)


def dose(low: str | None, high: str | None, low_open: bool, high_open: bool) -> str:
    """A dose advised: `50 mg/day`, `50 to 75 mg/day`, `below 100 mg/day`."""
    if low is not None and low == high:
        return low
    if low is None:
        return f"{'below' if high_open else 'at most'} {high}"
    if high is None:
        return f"{'above' if low_open else 'at least'} {low}"
    return f"{low} to {'below ' if high_open else ''}{high}"


CHANGES = {
    DoseChange.GIVE: "",
    DoseChange.START: "start ",
    DoseChange.INCREASE: "increase ",
    DoseChange.REDUCE: "reduce ",
}

EDGES = {DrugEdge.START: "started", DrugEdge.STOP: "stopped"}


def several(names: list[str], last: str = "and") -> str:
    """Names in a row: `ALT, AST and ALP`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}" if names else ""


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
