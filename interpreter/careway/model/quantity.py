"""Exact numbers: quantities as written, and the spans in which a number is known to lie.

No float is made anywhere. A value is a `Fraction`, so that 3 × 0.1 is 0.3 and a molar conversion is exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from careway.base.record import record
from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth, negate


@record
class Quantity:
    """A number with its unit in UCUM (`U/L`, `mg/dL`, `/uL`; `1` for a plain number)."""

    value: Fraction
    unit: str

    def __str__(self) -> str:
        return show(self.value, self.unit)


def show_number(value: Fraction) -> str:
    """A number in plain decimals, exact where it ends within six places, else rounded to four significant places
    and marked with `≈`."""
    sign, value = ("-", -value) if value < 0 else ("", value)
    for places in range(7):
        scaled = value * 10**places
        if scaled.denominator == 1:
            digits = str(scaled.numerator).rjust(places + 1, "0")
            return sign + (digits if not places else f"{digits[:-places]}.{digits[-places:]}")
    places = 0
    while places < 12 and value * 10**places < 1000:
        places += 1
    digits = str(round(value * 10**places)).rjust(places + 1, "0")
    return f"≈{sign}" + (digits if not places else f"{digits[:-places]}.{digits[-places:]}".rstrip("0").rstrip("."))


def show(value: Fraction, unit: str) -> str:
    """A number with its unit as a clinician reads it: `93 U/L`, `1500 /uL`, `2.5`."""
    return show_number(value) if unit == "1" else f"{show_number(value)} {unit}"


@record
class Span:
    """What is known of a number: it lies between two bounds; `None` is no bound. A known number has equal bounds."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    @property
    def point(self) -> Fraction | None:
        """The number, where it is known exactly."""
        return self.low if self.low is not None and self.low == self.high else None


ANYTHING = Span(None, None)


def exactly(value: Fraction | int) -> Span:
    """A number known exactly."""
    value = Fraction(value)
    return Span(value, value)


def reaches(left: Span, right: Span) -> Truth:
    """Whether left >= right: true or false only where every pair of numbers in the two spans agrees."""
    if left.low is not None and right.high is not None and left.low >= right.high:
        return TRUE
    if left.high is None or right.low is None:
        return UNKNOWN
    below = left.high < right.low or (left.high == right.low and (left.high_open or right.low_open))
    return FALSE if below else UNKNOWN


def exceeds(left: Span, right: Span) -> Truth:
    """Whether left > right."""
    return negate(reaches(right, left))


def add(left: Span, right: Span) -> Span:
    """The sum of two spans."""
    low = None if left.low is None or right.low is None else left.low + right.low
    high = None if left.high is None or right.high is None else left.high + right.high
    return Span(low, high, left.low_open or right.low_open, left.high_open or right.high_open)


def minus(span: Span) -> Span:
    """The span of the negated numbers."""
    low = None if span.high is None else -span.high
    high = None if span.low is None else -span.low
    return Span(low, high, span.high_open, span.low_open)


def highest(spans: Iterable[Span]) -> Span:
    """The span of the highest of several numbers: at least as high as each that has a low bound, without a high bound
    where one has none."""
    found: Span | None = None
    for span in spans:
        found = span if found is None else _higher(found, span)
    return ANYTHING if found is None else found


def lowest(spans: Iterable[Span]) -> Span:
    """The span of the lowest of several numbers."""
    return minus(highest(minus(span) for span in spans))


def _higher(left: Span, right: Span) -> Span:
    if left.low is None or (right.low is not None and right.low >= left.low):
        low, low_open = right.low, right.low_open or (right.low == left.low and left.low_open)
    else:
        low, low_open = left.low, left.low_open
    if left.high is None or right.high is None:
        return Span(low, None, low_open)
    if left.high == right.high:
        return Span(low, left.high, low_open, left.high_open and right.high_open)
    high = left if left.high > right.high else right
    return Span(low, high.high, low_open, high.high_open)


def scale(span: Span, factor: Fraction) -> Span:
    """The span times an exact number."""
    if factor == 0:
        return exactly(0)
    if factor < 0:
        return minus(scale(span, -factor))
    low = None if span.low is None else span.low * factor
    high = None if span.high is None else span.high * factor
    return Span(low, high, span.low_open, span.high_open)


def multiply(left: Span, right: Span) -> Span:
    """The product of two spans, anything where neither is a known number and one has no bound or changes sign."""
    if left.point is not None:
        return scale(right, left.point)
    if right.point is not None:
        return scale(left, right.point)
    if left.low is None or right.low is None or left.low < 0 or right.low < 0:
        return ANYTHING
    high = None if left.high is None or right.high is None else left.high * right.high
    naught = any(one.low == 0 and not one.low_open for one in (left, right))  # nothing times any number is nothing
    low_open = (left.low_open or right.low_open) and not naught
    return Span(left.low * right.low, high, low_open, left.high_open or right.high_open)


def divide(left: Span, right: Span) -> Span:
    """The quotient of two spans; anything where the divisor may be zero or is not known to be above it."""
    if right.point is not None:
        return ANYTHING if right.point == 0 else scale(left, 1 / right.point)
    if right.low is None or right.low <= 0:
        return ANYTHING
    high = 1 / right.low
    low = Fraction(0) if right.high is None else 1 / right.high
    inverse = Span(low, high, right.high is None or right.high_open, right.low_open)
    return multiply(left, inverse)
