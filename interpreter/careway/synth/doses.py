"""Doses of each drug as they are prescribed: whole multiples of a tablet, near what the guideline or its code says.

In: a core. Out: a `Dosing` for each drug. Where nothing says how much is usual, a record says only that it is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from random import Random

from careway.base.record import record
from careway.ir import expressions as e
from careway.ir.nodes import AdviseDose, Guideline
from careway.ir.reads import definition_reads, reads_of, walk
from careway.model.conversion import linear
from careway.model.quantity import Quantity
from careway.model.vocabulary import Concept, Kind
from careway.synth.measures import decimals, with_unit
from careway.synth.usual import usual_dose

_STEPS = [
    Fraction(text) for text in ("0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "25", "50", "100", "250", "500")
]


@record
class Dosing:
    """How doses of a drug are drawn: `usual` is a common dose (None: nobody knows), `tablet` the smallest step;
    `advised` says that the guideline itself names doses of it."""

    concept: Concept
    usual: Fraction | None
    tablet: Fraction
    advised: bool

    def text(self, dose: Fraction | None) -> str:
        """A dose as a record has it."""
        return "taken" if dose is None else with_unit(decimals(dose, 0), self.concept.unit or "1")

    def rounded(self, dose: Fraction) -> Fraction:
        """A dose in whole tablets, at least one."""
        return max(1, round(dose / self.tablet)) * self.tablet

    def full(self, random: Random) -> Fraction | None:
        """A dose that is meant to last."""
        return None if self.usual is None else self.rounded(self.usual * random.choice(_FULL))

    def first(self, random: Random) -> Fraction | None:
        """A dose to begin with."""
        if self.usual is None:
            return None
        half = self.tablet / 2
        return max(1, round(self.usual * random.choice(_FIRST) / half)) * half

    def within(
        self, low: Fraction | None, high: Fraction | None, low_open: bool, high_open: bool, near: Fraction | None
    ) -> Fraction | None:
        """A dose between two bounds, in whole tablets where one fits and in parts of one where not: the highest that
        is not above `near`, else the lowest. None where no dose fits."""
        tablet = self.tablet
        for _ in range(6):
            least = Fraction(0) if low is None else low
            number = max(1, -(-least // tablet))
            if low is not None and low_open and number * tablet == low:
                number += 1
            if high is None:
                return max(number, 1 if near is None else near // tablet) * tablet
            most = high // tablet
            if high_open and most * tablet == high:
                most -= 1
            if number <= most:
                wanted = most if near is None else near // tablet
                return min(max(number, wanted), most) * tablet
            tablet /= 2
        return None


_FULL = (Fraction(1, 2), Fraction(2, 3), Fraction(1), Fraction(1), Fraction(1), Fraction(4, 3))
_FIRST = (Fraction(1, 12), Fraction(1, 12), Fraction(1, 6), Fraction(1, 4))


def dosings(core: Guideline, parameters: Mapping[str, object]) -> dict[str, Dosing]:
    """How doses of each drug of a core are drawn."""
    reads = definition_reads(core.definitions)
    numbers: dict[str, list[Fraction]] = {}
    advised = {node.drug for node in walk(core) if isinstance(node, AdviseDose)}
    drugs = {concept.name: concept for concept in core.vocabulary.concepts if concept.kind is Kind.DRUG}
    for node in walk(core):
        if not isinstance(node, e.Compare | AdviseDose):
            continue
        asked = reads_of((node,), reads).concepts & drugs.keys()
        if isinstance(node, AdviseDose):
            asked |= {node.drug}
        for name in asked:
            numbers.setdefault(name, []).extend(_doses(node, drugs[name], parameters))
    return {name: _dosing(concept, sorted(numbers.get(name, [])), name in advised) for name, concept in drugs.items()}


def _doses(node: object, drug: Concept, parameters: Mapping[str, object]) -> list[Fraction]:
    found = []
    for inner in walk(node):
        quantity: object = None
        if isinstance(inner, e.Literal):
            quantity = Quantity(inner.value, inner.unit)
        elif isinstance(inner, e.ParameterValue):
            quantity = parameters.get(inner.name)
        if isinstance(quantity, Quantity) and quantity.unit != "1" and quantity.value > 0:
            read = linear(quantity.unit, drug.unit or "1")
            if read is not None:
                found.append(quantity.value * read.factor)
    return found


def _dosing(concept: Concept, named: list[Fraction], advised: bool) -> Dosing:
    usual = usual_dose(concept)
    if usual is None and named:
        usual = named[-1] * (2 if len(named) == 1 else 1)
    reference = usual if usual is not None else Fraction(100)
    tablet = max((step for step in _STEPS if step * 4 <= reference), default=_STEPS[0])
    for dose in named:
        while tablet > _STEPS[0] and dose % tablet:
            tablet /= 2
            if tablet.denominator > 8:
                break
    return Dosing(concept, usual, tablet, advised)
