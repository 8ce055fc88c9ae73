"""The units in which results of a concept may be reported, each with the exact factor into the concept's own.

CQL compares units as text or by a UCUM service that does not know that `[IU]/L` of an enzyme is `U/L`, and turns what
it cannot compare into null without a word. The exported logic therefore converts by itself, from a list that stands in
the text for everyone to read; a unit that is not on it gives a result without a value, which is unknown.
"""

from __future__ import annotations

from fractions import Fraction

from careway.base.record import record
from careway.model.conversion import linear
from careway.model.units import aliases, parse_unit
from careway.model.vocabulary import Concept

_AMOUNTS = (
    "g", "mg", "ug", "mcg", "µg", "μg", "ng", "pg", "mol", "mmol", "umol", "µmol", "μmol", "nmol", "pmol", "eq", "meq",
    "mosm", "ukat", "µkat", "μkat", "nkat", "kU", "U", "mU", "uU", "µU", "k[IU]", "[IU]", "m[IU]", "u[IU]", "[iU]",
    "kIU", "IU", "mIU", "uIU", "µIU", "10*3", "10*6", "10*9", "10*12", "10^3", "10^6", "10^9", "10^12", "x10^3",
    "x10^6", "x10^9", "10E3", "10E6", "10E9", "x10E3", "x10E6", "x10E9", "K", "M", "G", "T", "{cells}", "cells",
)  # fmt: skip
_VOLUMES = ("L", "dL", "mL", "uL", "µL", "μL", "mm3", "l", "dl", "ml", "ul")
_PLAIN = (
    "1", "%", "{ratio}", "{INR}", "Cel", "[degF]", "K", "mm[Hg]", "kPa", "cm[H2O]", "cm", "m", "[in_i]",
    "kg", "g", "[lb_av]", "kg/m2", "/min", "{beats}/min", "/s", "s", "min", "h", "d", "mo", "a", "fL", "pg",
    "/uL", "/ul", "/mL", "/L", "/mm3", "mL/min", "mL/min/{1.73_m2}", "mm/h", "mL/h", "g/g", "mg/g", "mg/mmol", "ms",
)  # fmt: skip
_DOSES = ("kg", "g", "mg", "ug", "mcg", "µg", "ng", "mol", "mmol", "umol", "U", "[IU]", "[iU]", "IU", "meq", "mL", "L")
_LEAST, _MOST = Fraction(1, 1_000_000), Fraction(1_000_000)
"""No laboratory reports a result a million times larger or smaller than its usual unit."""


@record
class UnitRow:
    """A unit, and how a number in it becomes one in the concept's unit: times `factor`, plus `shift`."""

    unit: str
    factor: Fraction
    shift: Fraction = Fraction(0)


def result_units(concept: Concept) -> tuple[UnitRow, ...]:
    """The units of results of a lab or vital sign: the concept's own first."""
    target = concept.unit or "1"
    candidates = [target, *_PLAIN, *(f"{amount}/{volume}" for amount in _AMOUNTS for volume in _VOLUMES)]
    return _rows(candidates, target, concept)


def dose_units(concept: Concept) -> tuple[UnitRow, ...]:
    """The units of one dose of a drug, whose concept is in such a unit for each day; and of a dose for a day."""
    target = concept.unit or "1"
    rows = _rows([f"{unit}/d" for unit in _DOSES], target, concept)
    days = _rows([f"{unit}/{day}" for unit in _DOSES for day in ("d", "day")], target, concept)
    return (*(UnitRow(row.unit.removesuffix("/d"), row.factor) for row in rows), *days)


def _rows(candidates: list[str], target: str, concept: Concept) -> tuple[UnitRow, ...]:
    found: dict[str, UnitRow] = {}
    for unit in candidates:
        row = _row(unit, target, concept)
        if row is not None:
            found.setdefault(unit, row)
    return tuple(found.values())


def _row(unit: str, target: str, concept: Concept) -> UnitRow | None:
    """A unit, or another spelling of one, that measures what the concept measures, in one way only."""
    meant = [unit, *aliases(unit)]
    known = [linear(one, target, concept.molar_mass) for one in dict.fromkeys(meant) if parse_unit(one) is not None]
    found = {(one.factor, one.shift) for one in known if one is not None}
    if len(found) != 1:
        return None
    factor, shift = found.pop()
    return UnitRow(unit, factor, shift) if _LEAST <= factor <= _MOST else None
