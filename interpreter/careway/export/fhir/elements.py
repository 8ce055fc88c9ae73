"""The data types that all resources are made of, as plain values in the order in which they are written.

Nothing here is empty: a field without content is left out, since FHIR knows no empty list and no null. Numbers are
`int` or `Decimal`, never a float.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import TypeAlias

from careway.model.time import Duration, TimeUnit

JsonValue: TypeAlias = "bool | int | Decimal | str | Sequence[JsonValue] | Mapping[str, JsonValue]"
Element: TypeAlias = "dict[str, JsonValue]"
Resource: TypeAlias = "dict[str, JsonValue]"
"""An element with a `resourceType`."""

UCUM = "http://unitsofmeasure.org"
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
CORE = "http://hl7.org/fhir/StructureDefinition"

PERIOD_UNITS = {
    TimeUnit.MINUTE: "min",
    TimeUnit.HOUR: "h",
    TimeUnit.DAY: "d",
    TimeUnit.WEEK: "wk",
    TimeUnit.MONTH: "mo",
    TimeUnit.YEAR: "a",
}
"""The units of time as both UCUM and `Timing.repeat.periodUnit` spell them."""

MOST_DIGITS = 18
"""As many significant digits as FHIR asks of a decimal."""


def element(**fields: JsonValue | None) -> Element:
    """An element of those fields that have content. A trailing `_` is taken off (`use_`, `type_`)."""
    return {
        name.rstrip("_"): value for name, value in fields.items() if value is not None and value not in ("", [], {})
    }


def coding(system: str, code: str, display: str | None = None) -> Element:
    """A code of a system."""
    return element(system=system, code=code, display=display)


def concept(codings: Sequence[Element], text: str | None = None) -> Element:
    """A CodeableConcept."""
    return element(coding=codings, text=text)


def quantity(value: int | Decimal, unit: str, code: str) -> Element:
    """A number with a UCUM unit."""
    return element(value=value, unit=unit, system=UCUM, code=code)


def duration(length: Duration) -> Element:
    """A length of time as FHIR's Duration. A month is UCUM's there, which knows no calendar."""
    return quantity(length.amount, str(length).partition(" ")[2], PERIOD_UNITS[length.unit])


def extension(url: str, **value: JsonValue) -> Element:
    """An extension with one value: `extension(url, valueCode="shareable")`."""
    return {"url": url, **value}


def exact(number: Fraction) -> int | Decimal | None:
    """A number as decimal digits, or None where it has no end (1/3) or more digits than FHIR carries."""
    if number.denominator == 1:
        return number.numerator if len(str(abs(number.numerator))) <= MOST_DIGITS else None
    rest = number.denominator
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    if rest != 1:
        return None
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
    scaled = (number * 10**places).numerator
    if len(str(abs(scaled))) > MOST_DIGITS:
        return None
    return Decimal(scaled).scaleb(-places, Context(prec=2 * MOST_DIGITS))
