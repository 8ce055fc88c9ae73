"""Which units may stand behind a number: those of what is measured there, and what converts to them."""

from __future__ import annotations

from collections.abc import Iterator

from careway.check.scope import Sort, Space
from careway.desk.before import Before, unit_of_parameter
from careway.model.quantity import Quantity
from careway.model.units import conversion, kind_of
from careway.model.vocabulary import Kind

_USUAL = (
    *("U/L", "[IU]/L", "mg/dL", "umol/L", "mmol/L", "nmol/L", "pmol/L", "g/dL", "g/L", "mg/L", "ug/L", "ng/mL"),
    *("/uL", "10*3/uL", "10*6/uL", "10*9/L", "10*12/L", "%", "mL/min", "mL/min/{1.73_m2}", "mmol/mol", "fL", "pg"),
    *("Cel", "mm[Hg]", "/min", "kg", "g", "mg", "ug", "cm", "m", "kg/m2", "s"),
)
_USUAL_DOSES = ("mg/day", "g/day", "ug/day", "[IU]/day", "mg/wk", "mg/kg/day")


def units(b: Before) -> Iterator[tuple[str, str]]:
    """The units that may be meant, each with what it measures: the declared one first."""
    if b.word(1) == "in":
        yield from _declared(b)
        return
    subject = b.subject()
    if subject is not None and subject.age:
        return  # an age is a length of time
    unit, molar = _asked(b)
    if unit is None:
        yield from _any(b)
        return
    if unit == "1":
        return
    for one in dict.fromkeys((unit, *_in_use(b), *_USUAL, *_USUAL_DOSES)):
        if one == unit or (one != "1" and conversion(one, unit, molar) is not None):
            yield one, kind_of(one)


def _declared(b: Before) -> Iterator[tuple[str, str]]:
    """Behind `in` of a declaration."""
    if b.statement not in {kind.value for kind in Kind}:
        return
    drug = b.statement == Kind.DRUG.value
    own = [c.unit for c in b.c.concepts.values() if c.unit is not None and (c.kind is Kind.DRUG) is drug]
    for one in dict.fromkeys((*own, *(_USUAL_DOSES if drug else _USUAL))):
        yield one, kind_of(one)


def _asked(b: Before) -> tuple[str | None, Quantity | None]:
    """The unit of what the number is compared with, and its molar mass; no unit where that cannot be told."""
    if b.statement in {kind.value for kind in Kind}:
        if any(piece.text == "mass" for piece in b.pieces[-2:]):
            return "g/mol", None
        own = b.concept(b.own_name or "")
        return (None, None) if own is None else (own.unit, own.molar_mass)
    if b.statement == "set" and b.word(2) == "=":
        return unit_of_parameter(b.c, b.text(3)), None
    drug = b.dosed()
    if drug is not None:
        return drug.unit, drug.molar_mass
    subject = b.subject()
    if subject is None:
        return None, None
    return subject.unit, None if subject.concept is None else subject.concept.molar_mass


def _in_use(b: Before) -> Iterator[str]:
    for concept in b.c.concepts.values():
        if concept.unit is not None:
            yield concept.unit
    for name in b.c.scope.names(Space.THING, (Sort.PARAMETER,)):
        unit = unit_of_parameter(b.c, name)
        if unit is not None and unit != "1":
            yield unit


def _any(b: Before) -> Iterator[tuple[str, str]]:
    """What a number of unknown purpose may be in: in a parameter, the units that the guideline uses."""
    if b.statement == "parameter" or b.word(2) in (">=", ">", "<=", "<", "=", "≥", "≤"):
        for one in dict.fromkeys(_in_use(b)):
            yield one, kind_of(one)
