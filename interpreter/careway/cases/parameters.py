"""Values that a caller gives to a guideline's parameters, and the choice of a parameter set, read and checked."""

from __future__ import annotations

import re
from fractions import Fraction

from careway.base.suggestions import nearest
from careway.ir.nodes import Guideline
from careway.model.quantity import Quantity
from careway.model.time import Duration, TimeUnit

_WRITTEN = re.compile(r"(-?\d{1,15}(?:\.\d{1,15})?)\s*(\S.*)?", re.ASCII)
_SPELLINGS = {unit.value + ending: unit for unit in TimeUnit for ending in ("", "s")}


class NotUsable(Exception):
    """A parameter or a set that a guideline does not have, or a value that does not fit; the text says which."""


def read_parameter(core: Guideline, name: str, text: str) -> Quantity | Duration:
    """The value of a parameter, in the unit in which the guideline declares it; raises `NotUsable`."""
    declared = next((parameter for parameter in core.parameters if parameter.name == name), None)
    if declared is None:
        names = [parameter.name for parameter in core.parameters]
        raise NotUsable(_unknown("parameter", name, names))
    match = _WRITTEN.fullmatch(text.strip())
    if match is None:
        raise NotUsable(f"parameter {name}: write a number with its unit, such as {declared.value}")
    number, unit = Fraction(match[1]), (match[2] or "").strip()
    if isinstance(declared.value, Duration):
        return _duration(name, number, unit, declared.value)
    return _quantity(name, number, unit, declared.value)


def _duration(name: str, number: Fraction, unit: str, declared: Duration) -> Duration:
    found = _SPELLINGS.get(unit)
    if found is None or number.denominator != 1 or number < 0:
        raise NotUsable(f"parameter {name} is a duration: write it such as {declared}")
    duration = Duration(int(number), found)
    if duration.by_clock != declared.by_clock:
        counted = "hours or minutes" if declared.by_clock else "days, weeks, months or years"
        raise NotUsable(f"parameter {name} is counted in {counted}: write it such as {declared}")
    return duration


def _quantity(name: str, number: Fraction, unit: str, declared: Quantity) -> Quantity:
    if not unit:
        if declared.unit != "1":
            raise NotUsable(f"parameter {name} needs a unit: write it such as {declared}")
        return Quantity(number, "1")
    from careway.model.units import conversion, normalise_alias

    factor = conversion(unit, declared.unit)
    if factor is None:
        factor = conversion(normalise_alias(unit) or unit, declared.unit)
    if factor is None:
        raise NotUsable(f"parameter {name} is in {declared.unit}: {unit} cannot be converted to it")
    return Quantity(number * factor, declared.unit)


def check_set(core: Guideline, name: str) -> None:
    """Raise `NotUsable` where the guideline has no parameter set of that name."""
    names = [one.name for one in core.sets]
    if name not in names:
        raise NotUsable(_unknown("parameter set", name, names))


def _unknown(what: str, name: str, names: list[str]) -> str:
    if not names:
        return f"there is no {what} {name}: this guideline has none"
    meant = nearest(name, names)
    advice = f"did you mean {meant}?" if meant else f"there are: {', '.join(names)}"
    return f"there is no {what} {name}; {advice}"
