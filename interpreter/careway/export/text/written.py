"""Names, texts, numbers and durations as the language writes them."""

from __future__ import annotations

import re
from fractions import Fraction
from unicodedata import normalize

from careway.export.text.scene import Place, Scene, Unsaid, unsaid
from careway.ir.expressions import Length, Literal, ParameterDuration
from careway.model.quantity import Quantity
from careway.model.time import Duration
from careway.model.units import conversion
from careway.model.vocabulary import GroupKind

_NAME = re.compile(r"[^\W\d][\w\u0300-\u036f]*")
_LONGEST_NAME = 100
_DECIMALS, _DIGITS = 6, 15
"""As many as the language reads."""
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_UNIT = r"(?:/?[A-Za-zµμ°%Ω{\[]|10[*^])[^\s()×]*"
_AMOUNT = rf"{_NUMBER}(?: ?{_UNIT})?"
_ALONE = re.compile(rf"(-?{_NUMBER})(?: ?({_UNIT}))?")
_COMPUTED = re.compile(rf"\(*{_AMOUNT}\)*(?: ?[×*/x+-] ?\(*{_AMOUNT}\)*)+")
_ENZYMES, _MASSES, _MOLES = (
    ("U/L", "ukat/L"),
    ("mg/dL", "g/dL", "g/L", "mg/L", "ug/L", "ng/mL"),
    ("mmol/L", "umol/L", "nmol/L"),
)
_CELLS, _DOSES = ("/uL", "10*3/uL", "10*9/L", "10*6/uL", "10*12/L"), ("mg/day", "g/day", "ug/day")
_UNITS = (*_ENZYMES, *_MASSES, *_MOLES, *_CELLS, *_DOSES)
"""Units in which a number is tried that has no end in its own: 40 U/L is two thirds of a ukat/L."""

MARK = "\x01"
"""Stands on both sides of the name of a concept, until it is known whether the definition is `of` a kind."""


def plain_name(place: Place, name: str) -> str:
    """A name, where it is one of the language's."""
    if not _NAME.fullmatch(name) or normalize("NFC", name) != name or len(name) > _LONGEST_NAME:
        raise Unsaid(place.rule, "name", f"{name[:40]!r} is no name in the language: letters, digits and _")
    return name


def concept_name(place: Place, name: str) -> str:
    """The name of a concept, marked."""
    return f"{MARK}{plain_name(place, name)}{MARK}"


def quoted(place: Place, text: str) -> str:
    """A text in double quotes."""
    if '"' in text or "\n" in text or "\r" in text:
        raise Unsaid(place.rule, "text", "a text of the language has no double quotation mark and no line end in it")
    return f'"{text}"'


def duration(length: Length) -> str:
    """`3 days`, or the name of a parameter."""
    return length.name if isinstance(length, ParameterDuration) else str(length)


def literal(scene: Scene, place: Place, number: Literal) -> tuple[str, bool]:
    """A number of a rule as its author wrote it, and whether it is a single one (not `1/4`). Where that cannot be read
    (a core need not come from a text), its value."""
    alone = _ALONE.fullmatch(number.written)
    if alone is not None and _means(number, Fraction(alone[1]), alone[2]):
        return number.written, not number.written.startswith("-")
    if alone is None and _COMPUTED.fullmatch(number.written) and _balanced(number.written):
        return number.written, False
    return amount(scene, place, number, number.value, number.unit)


def _means(number: Literal, value: Fraction, unit: str | None) -> bool:
    if unit is None:
        return value == number.value and number.unit == "1"
    factor = conversion(unit, number.unit)
    return factor is None or value * factor == number.value


def shares_unit(low: Literal, high: Literal) -> bool:
    """Whether the unit of a range stands once, at its end, as in `50 to 75 mg/day`."""
    first, last = _ALONE.fullmatch(low.written), _ALONE.fullmatch(high.written)
    if first is None or last is None or first[2] is not None or last[2] is None:
        return False
    return _means(low, Fraction(first[1]), last[2])


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0


def amount(scene: Scene, place: Place, node: object, value: Fraction, unit: str) -> tuple[str, bool]:
    """An exact number with its unit, in another unit of the same kind where it has no end in its own."""
    for other in (unit, *_units_of(scene)):
        factor = conversion(unit, other) if other != unit else Fraction(1)
        digits = _digits(value * factor) if factor is not None else None
        if digits is not None:
            return (digits if other == "1" else f"{digits} {other}"), value >= 0
    whole, parts = _digits(Fraction(abs(value.numerator))), _digits(Fraction(value.denominator))
    if unit == "1" and value >= 0 and whole is not None and parts is not None:
        return f"{whole}/{parts}", False
    raise unsaid(place, node, f"a number of the language has at most {_DECIMALS} decimals; this one has no such end")


def _units_of(scene: Scene) -> tuple[str, ...]:
    own = [one.unit for one in scene.core.vocabulary.concepts if one.unit is not None]
    own += [one.value.unit for one in scene.core.parameters if isinstance(one.value, Quantity)]
    return tuple(dict.fromkeys([*own, *_UNITS]))


def _digits(value: Fraction) -> str | None:
    scaled = value * 10**_DECIMALS
    if scaled.denominator != 1:
        return None
    whole, rest = divmod(abs(scaled.numerator), 10**_DECIMALS)
    decimals = f"{rest:0{_DECIMALS}d}".rstrip("0")
    if len(str(whole)) + len(decimals) > _DIGITS:
        return None
    return f"{'-' if value < 0 else ''}{whole}" + (f".{decimals}" if decimals else "")


def quantity(scene: Scene, place: Place, node: object, value: Quantity | Duration) -> str:
    """The value of a parameter."""
    return str(value) if isinstance(value, Duration) else amount(scene, place, node, value.value, value.unit)[0]


def names(scene: Scene, place: Place, members: tuple[str, ...], panels: bool) -> str:
    """Concepts by name, a whole group of them by its own name; `panels`: a panel of them likewise."""
    listed: list[str] = []
    rest = members
    groups = [one for one in scene.groups if len(one.members) > 1 and (panels or one.kind is GroupKind.GROUP)]
    if place.bound is not None:  # one of the members may be the lab that the definition is of
        groups = []
    groups.sort(key=lambda one: -len(one.members))
    while rest:
        group = next((one for one in groups if rest[: len(one.members)] == one.members), None)
        listed.append(plain_name(place, group.name) if group is not None else concept_name(place, rest[0]))
        rest = rest[len(group.members) if group is not None else 1 :]
    return ", ".join(listed)
