"""What an ordinary patient is like: preferred for a witness, never relied on in a proof.

A declared reference range is used rather than one of the laboratory's own, results stay within a few times what the
guideline compares them with, doses near those that it names, and the whole happens within a year or so.
"""

from __future__ import annotations

from fractions import Fraction

import z3

from careway.ir.expressions import Literal
from careway.ir.nodes import Guideline
from careway.ir.reads import walk
from careway.model.quantity import Quantity
from careway.model.units import conversion
from careway.model.vocabulary import Concept, Kind
from careway.prove.patient import Patient, Slot
from careway.prove.symbols import Bit, number

_SPAN = 500


def usual(patient: Patient, now: Bit) -> list[list[Bit]]:
    """What is preferred of the patient, in groups, the one to be given up first at the front."""
    ranges: list[Bit] = []
    numbers: list[Bit] = [now <= _SPAN]
    whole: list[Bit] = []
    for name, slots in patient.slots.items():
        concept = patient.concepts[name]
        low, high = _bounds(patient.core, concept)
        for slot in slots:
            ranges += [z3.Not(has) for has in (slot.has_high, slot.has_low) if has is not False]
            if high is not None:
                numbers += [slot.value >= number(low), slot.value <= number(high)]
                numbers += _own(slot, high)
                if high >= 20:
                    whole.append(z3.IsInt(slot.value))
            if concept.kind is Kind.DRUG:
                numbers.append(z3.Implies(slot.says, slot.known))
            elif concept.kind.measured:
                numbers.append(slot.known)
    return [whole, ranges, numbers]


def _own(slot: Slot, high: Fraction) -> list[Bit]:
    return [] if slot.has_high is False else [slot.high <= number(high)]


def _bounds(core: Guideline, concept: Concept) -> tuple[Fraction, Fraction | None]:
    """Between which numbers a result or a dose mostly lies, as far as the guideline tells; (0, None): it does not."""
    if concept.unit is None:
        return Fraction(0), None
    named = {node.value for node in walk(core) if isinstance(node, Literal) and node.unit == concept.unit}
    for parameter in core.parameters:
        if isinstance(parameter.value, Quantity):
            factor = conversion(parameter.value.unit, concept.unit) if parameter.value.unit != concept.unit else 1
            if factor is not None and (parameter.value.unit == "1") == (concept.unit == "1"):
                named.add(parameter.value.value * factor)
    limits = {bound for normal in concept.normal for bound in (normal.low, normal.high) if bound is not None}
    if concept.kind is Kind.DRUG:
        return (min(named) / 2, max(named) * 4) if named else (Fraction(10), Fraction(400))
    smallest = min((value for value in named | limits if value > 0), default=Fraction(0)) / 4
    if concept.plausible is not None:
        top = min([concept.plausible[1], *(3 * value for value in named | limits if value > 0)])
        return max(concept.plausible[0], smallest), max([top, *limits, *named])
    high = max([*(2 * value for value in named), *(15 * value for value in limits)], default=None)
    return smallest, high
