"""Units of measure after UCUM: parsing, exact factors, conversion, and what a unit measures in plain words.

A unit is a product of atoms with exponents. Its `factor` (a `Fraction`) takes it to base units, its `dimension` says
what it measures; two units convert into each other where these dimensions are equal. Arbitrary units (`[IU]`) and
special ones (`Cel`, `[pH]`) are dimensions of their own, so they convert into nothing else. A catalytic unit is
1 umol/min. The spellings that records use instead of UCUM (`mcg`, `K/uL`) are read by `normalise_alias`, never
silently by `parse_unit`; only the words day, week, hour and minute are read here, since authors write `mg/day`.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from careway.base.record import record
from careway.model.quantity import Quantity
from careway.model.unit_table import (
    ARBITRARY,
    ARBITRARY_METRIC,
    BASE,
    CAPITALS,
    COUNTED,
    METRIC,
    PLAIN,
    POWERS,
    PREFIXES,
    READABLE,
    WORDS,
)

Dimension = tuple[tuple[str, int], ...]
"""Base units with their exponents, none zero, in alphabetic order."""

Terms = tuple[tuple[str, int], ...]

LONGEST = 100
"""The longest text that is read as a unit."""
_DEEPEST = 8
_HIGHEST_EXPONENT = 40
_MULTIPLIERS = ("10*", "10^")


@record
class Unit:
    """A unit: as written, its exact factor to base units, what it measures, its atoms, and whether it is UCUM."""

    text: str
    factor: Fraction
    dimension: Dimension
    terms: Terms
    ucum: bool


@lru_cache(maxsize=2048)
def parse_unit(text: str) -> Unit | None:
    """The unit that a text names in UCUM (and day, week, hour, minute as words), or None."""
    terms = _split(text)
    if terms is None:
        return None
    factor = Fraction(1)
    powers: dict[str, int] = {}
    ucum = True
    for symbol, exponent in terms:
        if symbol in READABLE:
            ucum = False
        atom = _atom(READABLE.get(symbol, symbol))
        if atom is None:
            return None
        factor *= atom[0] ** exponent
        for base, power in atom[1]:
            powers[base] = powers.get(base, 0) + power * exponent
    dimension = tuple(sorted((base, power) for base, power in powers.items() if power))
    return Unit(text, factor, dimension, terms, ucum)


def dimension(text: str) -> Dimension | None:
    """What a unit measures: base units with exponents; None for a text that is no unit."""
    unit = parse_unit(text)
    return None if unit is None else unit.dimension


def conversion(from_unit: str, to_unit: str, molar_mass: Quantity | None = None) -> Fraction | None:
    """The exact number by which a value in `from_unit` is multiplied to give it in `to_unit`.

    None where the two measure different things. With a molar mass (in g/mol), mass converts into amount of substance
    and back: `conversion("umol/L", "mg/dL", Quantity(Fraction("584.66"), "g/mol"))` is 0.058466.
    """
    left, right = parse_unit(from_unit), parse_unit(to_unit)
    if left is None or right is None:
        return None
    if left.dimension == right.dimension:
        return left.factor / right.factor
    if molar_mass is None:
        return None
    molar = parse_unit(molar_mass.unit)
    if molar is None or molar.dimension != (("g", 1), ("mol", -1)) or molar_mass.value <= 0:
        return None
    powers = dict(left.dimension)
    for base, power in right.dimension:
        powers[base] = powers.get(base, 0) - power
    mass = powers.pop("g", 0)
    if mass == 0 or powers.pop("mol", 0) != -mass or any(powers.values()):
        return None
    return left.factor / right.factor / (molar_mass.value * molar.factor) ** mass


def is_catalytic(text: str) -> bool:
    """Whether a unit measures enzyme activity (U, kat), as it is or per something."""
    powers = dict(dimension(text) or ())
    return powers.get("mol") == 1 and powers.get("s") == -1


def catalytic_spelling(text: str) -> str | None:
    """`U/L` for `[IU]/L`: laboratories write international units for the catalytic unit of an enzyme."""
    unit = parse_unit(text)
    if unit is None or dict(unit.dimension).get("[iU]") != 1:
        return None
    return text.replace("[IU]", "U").replace("[iU]", "U")


def ucum_code(text: str) -> str | None:
    """The UCUM spelling of a unit: `mg/d` for `mg/day`; None for a text that is no unit."""
    unit = parse_unit(text)
    if unit is None:
        return None
    return text if unit.ucum else _spell(tuple((READABLE.get(symbol, symbol), power) for symbol, power in unit.terms))


def multiply_units(first: str, second: str) -> str:
    """The unit of a product, equal atoms cancelled: `mg/dL` times `dL` is `mg`."""
    return _combine(first, second, 1)


def divide_units(first: str, second: str) -> str:
    """The unit of a quotient, equal atoms cancelled: `U/L` by `U/L` is `1`."""
    return _combine(first, second, -1)


_KINDS: dict[Dimension, str] = {
    (): "plain number",
    (("m", 1),): "length",
    (("m", 2),): "area",
    (("m", 3),): "volume",
    (("g", 1),): "mass",
    (("s", 1),): "time",
    (("mol", 1),): "amount of substance",
    (("eq", 1),): "equivalents",
    (("osm", 1),): "osmoles",
    (("K", 1),): "temperature",
    (("Cel", 1),): "temperature",
    (("[degF]", 1),): "temperature",
    (("[pH]", 1),): "acidity",
    (("[iU]", 1),): "international units",
    (("rad", 1),): "angle",
    (("C", 1),): "electric charge",
    (("cd", 1),): "light intensity",
    (("mol", 1), ("s", -1)): "enzyme activity",
    (("g", 1), ("m", -1), ("s", -2)): "pressure",
    (("g", 1), ("m", 2), ("s", -2)): "energy",
    (("g", 1), ("m", 2), ("s", -3)): "power",
    (("g", 1), ("m", 1), ("s", -2)): "force",
    (("m", 1), ("s", -1)): "speed",
    (("m", 2), ("s", -2)): "absorbed dose",
}
_PER: tuple[tuple[str, int, str], ...] = (
    ("m", 3, "per volume"),
    ("s", 1, "per time"),
    ("g", 1, "per mass"),
    ("m", 2, "per area"),
    ("mol", 1, "per amount of substance"),
    ("m", 1, "per length"),
)


def kind_of(text: str) -> str:
    """What a unit measures, in plain words: `enzyme activity per volume`, `mass per time`, `number per volume`."""
    unit = parse_unit(text)
    if unit is None:
        return "no known unit"
    if unit.terms == (("%", 1),):
        return "percentage"
    masses = [power for symbol, power in unit.terms if dimension(symbol) == (("g", 1),)]
    if masses and unit.dimension == (("s", -1),):
        return "mass per body mass per time"
    if masses and not unit.dimension:
        return "mass per mass"
    return _kind(unit.dimension, 0)


def _kind(of: Dimension, depth: int) -> str:
    known = _KINDS.get(of)
    if known is not None:
        return known
    if depth < 4:
        powers = dict(of)
        rests: list[tuple[Dimension, str]] = []
        for base, power, words in _PER:
            if powers.get(base, 0) <= -power:
                rest = {**powers, base: powers[base] + power}
                rests.append((tuple(sorted((b, p) for b, p in rest.items() if p)), words))
        rests.sort(key=lambda item: item[0] not in _KINDS)
        for left, words in rests:
            return f"{_kind(left, depth + 1) if left else 'number'} {words}"
    names = {symbols[0][0]: name for symbols, name in _KINDS.items() if len(symbols) == 1 and symbols[0][1] == 1}
    return " × ".join(
        names.get(base, f"units of {base}") + ("" if power == 1 else f" to the power {power}") for base, power in of
    )


def normalise_alias(text: str) -> str | None:
    """The UCUM spelling of a unit that is written in another customary way: `[IU]/L` for `IU/L`, `10*3/uL` for
    `K/uL`, `ug` for `mcg`. None for one that `parse_unit` reads and that means what it says, or that is not known."""
    found = [alias for alias in aliases(text) if alias != text]
    strict = parse_unit(text)
    counts = [alias for alias in found if dimension(alias) == _COUNT]
    if strict is None:
        return next(iter(counts or found), None)
    # `K/uL` is kelvin per microlitre in UCUM, and `G/L` gauss per litre: never what a laboratory means.
    return counts[0] if counts and strict.dimension != _COUNT else None


def aliases(text: str) -> tuple[str, ...]:
    """The UCUM units that a customary spelling may stand for, though the text may be a unit of UCUM as it is:
    `10*9/L` and `g/L` for `G/L`. Only what is measured tells them apart."""
    if len(text) > LONGEST:
        return ()
    plain = "".join(text.replace("10³", "10^3").replace("10⁶", "10^6").replace("10⁹", "10^9").translate(_SIGNS).split())
    for sign in ("×", "x10", "X10"):
        if plain.startswith(sign):
            plain = plain[1:]
    found: list[str] = []
    if plain.isupper() and plain in _capitals():
        found.append(_capitals()[plain])
    parts = plain.split("/")
    spelled = [_spell_part(part, counts=index == 0 and len(parts) > 1) for index, part in enumerate(parts)]
    result = "/".join(part if part is not None else parts[index] for index, part in enumerate(spelled))
    unit = parse_unit(result)
    if unit is not None and unit.ucum and result not in found and result != text:
        found.append(result)
    return tuple(found)


_COUNT: Dimension = (("m", -3),)


def _spell_part(part: str, counts: bool) -> str | None:
    if part in WORDS:
        return WORDS[part]
    if part in COUNTED:
        return "" if counts else "{" + part + "}"
    if counts and part in POWERS:
        return f"10*{POWERS[part]}"
    if counts and part[:2] == "10":
        # `103/uL` is a number of UCUM (103 per microlitre), and 10³ that has lost its superscript: both stay in sight.
        exponent = part[2:].strip("Ee^*()")
        if exponent.isdigit() and 1 <= len(exponent) <= 2 and exponent[0] != "0":
            return f"10*{exponent}"
    return None


_SIGNS = str.maketrans({"µ": "u", "μ": "u", "²": "2", "³": "3", "⁄": "/", "∕": "/", "·": ".", "⋅": "."})


@lru_cache(maxsize=1)
def _capitals() -> dict[str, str]:
    found = {unit.replace("[", "").replace("]", "").upper(): unit for unit in CAPITALS}
    return found | {"MG/DAY": "mg/d", "MCG/ML": "ug/mL", "MCG/L": "ug/L", "SEC": "s"}


def _split(text: str) -> Terms | None:
    """The atoms of a unit with their exponents, brackets resolved; None where it is not written as UCUM asks."""
    if not text or len(text) > LONGEST or not text.isascii():
        return None
    terms: list[tuple[str, int]] = []
    outer = [1]
    sign = 1
    at = 0
    wanted = True
    if text[0] == "/":
        sign, at = -1, 1
    while at < len(text):
        character = text[at]
        if not wanted:
            at += 1
            if character in "./":
                sign, wanted = (1 if character == "." else -1), True
            elif character == ")" and len(outer) > 1:
                outer.pop()
            else:
                return None
        elif character == "(":
            if len(outer) > _DEEPEST:
                return None
            outer.append(outer[-1] * sign)
            sign, at = 1, at + 1
        else:
            end = _end_of_atom(text, at)
            if end > at:
                term = _term(text[at:end])
                if term is None:
                    return None
                terms.append((term[0], term[1] * sign * outer[-1]))
            after = _end_of_annotation(text, end)
            if after is None or after == at:
                return None
            at, wanted = after, False
    return None if wanted or len(outer) > 1 else tuple(terms)


def _end_of_atom(text: str, start: int) -> int:
    inside = False
    for at in range(start, len(text)):
        character = text[at]
        if character == "[":
            inside = True
        elif character == "]":
            inside = False
        elif not inside and character in "./(){":
            return at
    return len(text)


def _end_of_annotation(text: str, start: int) -> int | None:
    """Past an annotation that begins here; the same place where none does; None where it is not well formed."""
    if text[start : start + 1] != "{":
        return start
    end = text.find("}", start)
    inner = text[start + 1 : end]
    if end < 0 or "{" in inner or not all("!" <= character <= "~" for character in inner):
        return None
    return end + 1


def _term(body: str) -> tuple[str, int] | None:
    head = body.rstrip("0123456789")
    if not head:
        return (body, 1) if len(body) <= 12 else None
    digits = body[len(head) :]
    sign = ""
    if digits and head[-1] in "+-":
        sign, head = head[-1], head[:-1]
    if len(digits) > 2 or not head or head.isdigit():
        return None
    exponent = int(sign + digits) if digits else 1
    return (head, exponent) if abs(exponent) <= _HIGHEST_EXPONENT else None


@lru_cache(maxsize=1024)
def _atom(symbol: str) -> tuple[Fraction, Dimension] | None:
    """Factor and dimension of an atom, with its prefix."""
    if symbol.isdigit():
        return (Fraction(int(symbol)), ()) if symbol.strip("0") else None
    symbol = symbol.replace("[IU]", "[iU]")
    if symbol in BASE or symbol in ARBITRARY or symbol in ARBITRARY_METRIC:
        return Fraction(1), ((symbol, 1),)
    definition = METRIC.get(symbol) or PLAIN.get(symbol)
    if definition is not None:
        number, _, text = definition.partition(" ")
        unit = parse_unit(text)
        assert unit is not None, symbol
        return Fraction(number) * unit.factor, unit.dimension
    for length in (1, 2):
        prefix, rest = symbol[:length], symbol[length:]
        if prefix in PREFIXES and (rest in METRIC or rest in BASE or rest in ARBITRARY_METRIC):
            atom = _atom(rest)
            if atom is not None:
                return Fraction(PREFIXES[prefix]) * atom[0], atom[1]
    return None


def _combine(first: str, second: str, sign: int) -> str:
    left, right = parse_unit(first), parse_unit(second)
    if left is None or right is None:
        raise ValueError("multiply_units and divide_units take units that parse_unit reads")
    powers: dict[str, int] = {}
    if sign < 0 and left.dimension == right.dimension and left.factor == right.factor:
        return "1"
    for terms, direction in ((left.terms, 1), (right.terms, sign)):
        for symbol, exponent in terms:
            powers[symbol] = powers.get(symbol, 0) + exponent * direction
    return _spell(tuple((symbol, power) for symbol, power in powers.items() if power and symbol != "1"))


def _spell(terms: Terms) -> str:
    above: list[str] = []
    below: list[str] = []
    for symbol, power in terms:
        side = above if power > 0 or symbol in _MULTIPLIERS else below
        size = power if symbol in _MULTIPLIERS else abs(power)
        if symbol.isdigit():
            side.extend([symbol] * size)
        else:
            side.append(symbol if size == 1 and symbol not in _MULTIPLIERS else f"{symbol}{size}")
    return ".".join(above) + "".join(f"/{part}" for part in below) or "1"
