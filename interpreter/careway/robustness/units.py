"""Units that laboratories and wards take for one another, and the number that a result is in the other one.

A wrong unit is a number of one unit under the name of another: `17` for `1.0 mg/dL` of bilirubin. Only pairs that are
in use for the same thing are listed; whether a value converts is asked of the concept (its molar mass).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from careway.ingest.chart import Number
from careway.ingest.values import reading
from careway.model.conversion import linear
from careway.model.units import conversion
from careway.model.vocabulary import Concept

_TAKEN_FOR = (
    ("mg/dL", "mmol/L"),
    ("mg/dL", "umol/L"),
    ("mg/dL", "mg/L"),
    ("g/dL", "g/L"),
    ("g/dL", "mmol/L"),
    ("g/L", "umol/L"),
    ("mg/L", "umol/L"),
    ("ug/L", "nmol/L"),
    ("ug/dL", "umol/L"),
    ("ug/dL", "ug/L"),
    ("ng/dL", "nmol/L"),
    ("ng/dL", "pmol/L"),
    ("ng/L", "pmol/L"),
    ("mmol/L", "umol/L"),
    ("U/L", "ukat/L"),
    ("U/L", "nkat/L"),
    ("10*3/uL", "/uL"),
    ("10*6/uL", "10*3/uL"),
    ("Cel", "[degF]"),
    ("mm[Hg]", "kPa"),
    ("kg", "[lb_av]"),
    ("cm", "m"),
    ("cm", "[in_i]"),
    ("%", "1"),
)
_SMALLEST = Fraction(1, 10)
"""A smaller number is not what anybody reports in that unit."""


def taken_for(unit: str) -> Iterator[str]:
    """The units that may be taken for this one, however it is spelled."""
    for pair in _TAKEN_FOR:
        for one, other in (pair, pair[::-1]):
            if conversion(unit, one) == 1:
                yield other


def other_numbers(written: Number, concept: Concept) -> list[tuple[str, str]]:
    """The numbers that a result is in other units: `("17.1", "umol/L")`; none where its own cannot be read."""
    target = concept.unit or "1"
    read = reading(written.unit, concept)
    if isinstance(read, str):
        return []
    value = Fraction(written.digits) * read.factor + read.shift
    found = []
    for unit in dict.fromkeys((target, *taken_for(target))):
        way = linear(target, unit, concept.molar_mass)
        if way is None:
            continue
        number = value * way.factor + way.shift
        # The unit in which it was reported, under whatever spelling, is none that it is taken for.
        if number >= _SMALLEST and number != Fraction(written.digits):
            found.append((_shown(number), unit))
    return found


def _shown(number: Fraction) -> str:
    """A number as a laboratory writes it: to three figures."""
    places = 0 if number >= 100 else 1 if number >= 10 else 2
    return rounded(number, places)


def rounded(number: Fraction, places: int) -> str:
    """A number to some places, halves away from zero."""
    scaled = abs(number) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = str(whole).rjust(places + 1, "0")
    sign = "-" if number < 0 and whole else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
