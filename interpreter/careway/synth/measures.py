"""What the results of each lab and vital look like: where a healthy patient's lie, how fine they are reported, and the
numbers that the guideline compares them with.

In: a core. Out: a `Measure` for each measured concept. A declared normal range comes first; where there is none the
usual values of its code; else values on the good side of the guideline's own thresholds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from careway.base.record import record
from careway.ir import expressions as e
from careway.ir.nodes import Definition, Guideline
from careway.ir.reads import definition_reads, reads_of, walk
from careway.model.conversion import linear
from careway.model.quantity import Quantity, show_number
from careway.model.vocabulary import Concept, GroupKind, Kind, Worse
from careway.synth.usual import usual_result


@record
class Measure:
    """How results of one concept are drawn: a healthy level lies from `low` to `high`; a result is a multiple of
    `quantum`, shown with `places` decimals. `marks` are the numbers that the guideline compares it with, `peers` the
    concepts that move with it (of one panel, in the same unit, with the same upper limit)."""

    concept: Concept
    low: Fraction
    high: Fraction
    quantum: Fraction
    places: int
    marks: tuple[Fraction, ...]
    peers: tuple[str, ...]

    def rounded(self, value: Fraction) -> Fraction:
        """A value as a laboratory would report it."""
        return self.confined(round(value / self.quantum) * self.quantum)

    def confined(self, value: Fraction) -> Fraction:
        """A value within what is possible."""
        low, high = self.concept.plausible or (None, None)
        if low is None and self.concept.kind is Kind.LAB:
            low = Fraction(0)
        if low is not None and value < low:
            return low
        return high if high is not None and value > high else value

    def text(self, value: Fraction) -> str:
        """A value with its unit as a record has it."""
        return with_unit(decimals(value, self.places), self.concept.unit or "1")


def decimals(value: Fraction, places: int) -> str:
    """A number with at least so many decimals; more where it needs them to be exact."""
    scaled = value * 10**places
    if scaled.denominator != 1:
        return show_number(value)
    sign, digits = ("-" if scaled < 0 else ""), str(abs(scaled.numerator)).rjust(places + 1, "0")
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)


def with_unit(number: str, unit: str) -> str:
    """A number with its unit, which a plain number has not."""
    return number if unit == "1" else f"{number} {unit}"


def measures(core: Guideline, parameters: Mapping[str, object]) -> dict[str, Measure]:
    """How results of each measured concept of a core are drawn, under these values of its parameters."""
    marks = _marks(core, parameters)
    concepts = [concept for concept in core.vocabulary.concepts if concept.kind.measured]
    panels = [group.members for group in core.vocabulary.groups if group.kind is GroupKind.PANEL]
    return {
        concept.name: _measure(concept, marks[concept.name], _peers(concept, concepts, panels)) for concept in concepts
    }


def _peers(concept: Concept, concepts: Iterable[Concept], panels: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    together = {name for panel in panels if concept.name in panel for name in panel}
    limits = [normal.high for normal in concept.normal]
    return tuple(
        other.name
        for other in concepts
        if other.name != concept.name
        and other.name in together
        and other.unit == concept.unit
        and limits
        and [normal.high for normal in other.normal] == limits
    )


def _measure(concept: Concept, marks: tuple[Fraction, ...], peers: tuple[str, ...]) -> Measure:
    usual = usual_result(concept)
    low, high = (usual.low, usual.high) if usual is not None else _healthy(concept, marks)
    for normal in concept.normal:
        if normal.high is not None and high > normal.high * Fraction(19, 20):
            high = normal.high * Fraction(19, 20)
        if normal.low is not None and low < normal.low * Fraction(21, 20):
            low = normal.low * Fraction(21, 20)
    if low >= high:
        low, high = _healthy(concept, marks)
    places = usual.places if usual is not None else _places(low, high, marks)
    quantum = Fraction(1, 10**places)
    while not places and high >= 1000 * quantum:
        quantum *= 10
    return Measure(concept, low, high, quantum, places, marks, peers)


def _healthy(concept: Concept, marks: tuple[Fraction, ...]) -> tuple[Fraction, Fraction]:
    """Where healthy values lie, from what the guideline says of a concept."""
    for normal in concept.normal:
        if normal.low is not None and normal.high is not None:
            part = (normal.high - normal.low) / 4
            return normal.low + part, normal.high - part
        if normal.high is not None:
            return normal.high * Fraction(2, 5), normal.high * Fraction(4, 5)
        if normal.low is not None:
            return normal.low * Fraction(6, 5), normal.low * Fraction(8, 5)
    if concept.unit == "Cel":
        return Fraction("36.3"), Fraction("37.1")
    if marks and concept.worse is Worse.HIGHER:
        return _between(concept, min(marks) * Fraction(3, 10), min(marks) * Fraction(7, 10))
    if marks:
        return _between(concept, max(marks) * Fraction(6, 5), max(marks) * 2)
    if concept.plausible is not None:
        low, high = concept.plausible
        return low + (high - low) * 2 / 5, low + (high - low) * 3 / 5
    return Fraction(10), Fraction(20)


def _between(concept: Concept, low: Fraction, high: Fraction) -> tuple[Fraction, Fraction]:
    """A range that lies within what is plausible; around 0 it has a width all the same."""
    if low >= high:
        low, high = low - 1, low + 1
    if concept.plausible is None:
        return low, high
    least, most = concept.plausible
    low, high = max(low, least), min(high, most)
    return (low, high) if low < high else (least + (most - least) / 4, most - (most - least) / 4)


def _places(low: Fraction, high: Fraction, marks: tuple[Fraction, ...]) -> int:
    """The decimals of a result: fine enough for the range to hold several values, and for the thresholds' own."""
    places = 0
    while places < 3 and (high - low) * 10**places < 5:
        places += 1
    for mark in marks:
        while places < 3 and mark < 100 and (mark * 10**places).denominator != 1:
            places += 1
    return places


def _marks(core: Guideline, parameters: Mapping[str, object]) -> dict[str, tuple[Fraction, ...]]:
    """The numbers that each measured concept is compared with somewhere in a core."""
    reads = definition_reads(core.definitions)
    concepts = {concept.name: concept for concept in core.vocabulary.concepts if concept.kind.measured}
    found: dict[str, set[Fraction]] = {name: set() for name in concepts}
    for node in walk(core):
        if not isinstance(node, e.Compare):
            continue
        numbers = _numbers(node, core.definitions, parameters)
        for name in reads_of((node,), reads).concepts & concepts.keys():
            concept = concepts[name]
            found[name] |= _of_concept(concept, numbers)
    return {name: tuple(sorted(_plausible(concepts[name], values))) for name, values in found.items()}


def _of_concept(concept: Concept, numbers: Iterable[Quantity]) -> set[Fraction]:
    """The numbers of a comparison that speak of a concept: in its unit, or how many times a limit of its range."""
    found = set()
    factors = [one.value for one in numbers if one.unit == "1" and one.value > 0] or [Fraction(1)]
    for one in numbers:
        read = linear(one.unit, concept.unit or "1", concept.molar_mass) if one.unit != "1" else None
        if read is not None or (concept.unit == "1" and one.unit == "1"):
            found.add(one.value * read.factor + read.shift if read is not None else one.value)
    for normal in concept.normal:
        found |= {bound * factor for bound in (normal.low, normal.high) if bound is not None for factor in factors}
    return found


def _numbers(node: object, definitions: tuple[Definition, ...], parameters: Mapping[str, object]) -> list[Quantity]:
    """The numbers that stand in a comparison, through parameters too."""
    found = []
    for inner in walk(node):
        if isinstance(inner, e.Literal):
            found.append(Quantity(inner.value, inner.unit))
        elif isinstance(inner, e.ParameterValue):
            value = parameters.get(inner.name)
            if isinstance(value, Quantity):
                found.append(Quantity(value.value * inner.factor, inner.unit))
    return found


def _plausible(concept: Concept, values: Iterable[Fraction]) -> Iterable[Fraction]:
    low, high = concept.plausible or (Fraction(0) if concept.kind is Kind.LAB else None, None)
    return (value for value in values if (low is None or value > low) and (high is None or value < high))
