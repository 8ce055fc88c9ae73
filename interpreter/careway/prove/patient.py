"""A patient of whom nothing is known but the guideline's vocabulary: for each concept a bounded number of records, each
with a day and a value as unknowns, and what must be so of them.

The bounds: days without times of day, one record of a concept a day, known on its day; results are numbers or have no
value (none is `<5`); a drug's record has no end of its own; the days are those of three years, one of them a leap year.
A month counted from elsewhere (from a birth) is any 28 to 31 days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import pairwise

import z3

from careway.base.record import record
from careway.ir.expressions import Literal
from careway.ir.nodes import Guideline
from careway.ir.reads import walk
from careway.model.quantity import Quantity
from careway.model.time import Duration, TimeUnit, shift_day
from careway.model.vocabulary import Concept, Kind, Sex
from careway.prove.symbols import Bit, Term, both, number

DAY_ZERO = date(2023, 12, 31).toordinal()
HORIZON = date(2026, 12, 31).toordinal() - DAY_ZERO
"""The last day that a record may have; the first is 1."""
MONTHS = tuple(date(year, month, 1).toordinal() - DAY_ZERO for year in range(2023, 2029) for month in range(1, 13))
"""The first days of the months whose lengths are known."""
SEXES = (None, Sex.FEMALE, Sex.MALE, Sex.OTHER)
_MONTH = {TimeUnit.MONTH: (28, 31), TimeUnit.YEAR: (365, 366)}
_EXACT = {TimeUnit.DAY: 1, TimeUnit.WEEK: 7}


@record
class Slot:
    """A record that may be there. `taken`, `present` and `answer` are what a drug's, a finding's and an answer's says;
    `value` the number of a result or of a dose; `high` and `low` the result's own reference range."""

    concept: str
    place: int
    there: Bit
    day: Term
    value: Term
    says: Bit
    """A drug is taken, a finding is present; else it is not."""
    known: Bit
    """The number is known: a result has a value, the dose of a drug that is taken is told."""
    answer: Term
    has_high: Bit
    high: Term
    has_low: Bit
    low: Term


@dataclass
class Patient:
    """The unknowns, made as they are asked for, and what holds of them (`facts`)."""

    core: Guideline
    parameters: Mapping[str, Quantity | Duration]
    most: int
    own_ranges: bool = True
    facts: list[Bit] = field(default_factory=list)
    slots: dict[str, list[Slot]] = field(default_factory=dict)
    shifts: dict[tuple[int, Duration, int], tuple[Term, Term]] = field(default_factory=dict)
    left_open: set[str] = field(default_factory=set)
    """What the formulas do not say exactly, by the kind of node."""
    free: int = 0

    def __post_init__(self) -> None:
        self.concepts = {concept.name: concept for concept in self.core.vocabulary.concepts}
        self.definitions = {definition.name: definition for definition in self.core.definitions}
        self.below_zero = {node.unit for node in walk(self.core) if isinstance(node, Literal) and node.value < 0}
        self.sex = self.whole("sex", 0, len(SEXES) - 1)
        self.born_known = z3.Bool("born known")
        self.born = self.whole("born", -365 * 120, 0)

    def whole(self, name: str, low: int, high: int) -> Term:
        """A whole number between two others."""
        term = z3.Int(name)
        self.facts += [term >= low, term <= high]
        return term

    def day(self, name: str) -> Term:
        """A day of the timeline."""
        return self.whole(name, 1, HORIZON)

    def bit(self, name: str) -> Bit:
        """A new unknown that is true or false."""
        self.free += 1
        return z3.Bool(f"{name} #{self.free}")

    def some_day(self, name: str) -> Term:
        """A new unknown day, of the timeline or not far from it."""
        self.free += 1
        return self.whole(f"{name} #{self.free}", -10, 10_000)

    def real(self, name: str) -> Term:
        """A new unknown number."""
        self.free += 1
        return z3.Real(f"{name} #{self.free}")

    def records(self, concept: str) -> list[Slot]:
        """The records that a concept may have, the oldest first; one is there only where the one before it is."""
        found = self.slots.get(concept)
        if found is None:
            declared = self.concepts[concept]
            found = self.slots[concept] = [self._slot(declared, place) for place in range(self.most)]
            for earlier, later in pairwise(found):
                self.facts += [z3.Implies(later.there, earlier.there), earlier.day < later.day]
        return found

    def _slot(self, concept: Concept, place: int) -> Slot:
        def called(what: str) -> str:
            return f"{concept.name} {place + 1} {what}"

        value = z3.Real(called("value")) if concept.unit is not None else number(0)
        has_high: Bit = False
        has_low: Bit = False
        high = low = number(0)
        if concept.kind.measured:
            self.facts.append(self._fitting(concept, value))
            if self.own_ranges:
                has_high, high = z3.Bool(called("has a ULN")), z3.Real(called("ULN"))
                has_low, low = z3.Bool(called("has an LLN")), z3.Real(called("LLN"))
                self.facts += [high > 0, low >= 0, low < high]
        if concept.kind is Kind.DRUG:
            self.facts.append(value > 0)
        answer = self.whole(called("answer"), 0, len(concept.values) - 1) if concept.values else z3.IntVal(0)
        says = z3.Bool(called("says so"))
        measured = concept.kind.measured
        known = z3.Bool(called("number known")) if measured or concept.kind is Kind.DRUG else True
        there = z3.Bool(called("is there"))
        if measured and self.own_ranges:
            self.facts += [z3.Implies(has_high, known), z3.Implies(has_low, known)]
        return Slot(
            concept.name, place, there, self.day(called("day")), value, says, known, answer,
            has_high, high, has_low, low,
        )  # fmt: skip

    def fitting(self, concept: str, value: Term) -> Bit:
        """Whether a number may be a result of a concept."""
        return self._fitting(self.concepts[concept], value)

    def _fitting(self, concept: Concept, value: Term) -> Bit:
        """A result is plausible; without a word on that, not below zero unless the guideline names such values."""
        if concept.plausible is not None:
            return both(value >= number(concept.plausible[0]), value <= number(concept.plausible[1]))
        return True if concept.unit in self.below_zero else value >= number(0)

    # --- the calendar ------------------------------------------------------------------------------------------------

    def length(self, length: object) -> Duration:
        """A duration, also where a parameter holds it."""
        if isinstance(length, Duration):
            return length
        value = self.parameters[length.name]  # type: ignore[attr-defined]
        assert isinstance(value, Duration)
        return value

    def shifted(self, day: Term, duration: Duration, sign: int) -> Term:
        """A day moved by days, weeks, months or years."""
        if duration.unit in _EXACT:
            return day + sign * duration.amount * _EXACT[duration.unit]
        key = (day.get_id(), duration, sign)
        known = self.shifts.get(key)
        if known is None:
            self.free += 1
            end = z3.Int(f"{duration} {'after' if sign > 0 else 'before'} #{self.free}")
            shortest, longest = (bound * duration.amount for bound in _MONTH[duration.unit])
            moved = (end - day) if sign > 0 else (day - end)
            self.facts += [moved >= shortest, moved <= longest]
            for first, following in pairwise(MONTHS):
                target = shift_day(DAY_ZERO + first, duration, sign) - DAY_ZERO
                last = shift_day(DAY_ZERO + following - 1, duration, sign) - DAY_ZERO
                inside = z3.And(day >= first, day < following)
                self.facts.append(z3.Implies(inside, end == _at_most(target + day - first, last)))
            known = self.shifts[key] = (day, end)  # the day is kept with it: its number tells it from others
        return known[1]


def _at_most(term: Term, most: int) -> Term:
    return z3.If(term > most, most, term)


def fraction(model: z3.ModelRef, term: Term) -> Fraction:
    """The number that a model has for a formula, rounded to nine places where it has no end."""
    value = model.eval(term, model_completion=True)
    if isinstance(value, z3.AlgebraicNumRef):
        value = value.approx(9)
    return Fraction(value.numerator_as_long(), value.denominator_as_long())
