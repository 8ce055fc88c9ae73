"""Truths and numbers: True, False and None (unknown); a number is known to lie in a range, or None.

Comparing and reckoning go by the ends of the ranges, with exact fractions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import inf

Truth = bool | None
End = Fraction | float
"""A fraction, or one of the two infinities of `math`, with which nothing is reckoned but its sign."""


def all_of(items: Iterable[Truth]) -> Truth:
    """False as soon as one is, true if all are."""
    found = list(items)
    return False if False in found else None if None in found else True


def any_of(items: Iterable[Truth]) -> Truth:
    """True as soon as one is, false if all are."""
    return not_(all_of(not_(item) for item in items))


def at_least(count: int, items: Iterable[Truth]) -> Truth:
    """True as soon as so many are, false as soon as so many can no longer be."""
    found = list(items)
    if found.count(True) >= count:
        return True
    return None if found.count(True) + found.count(None) >= count else False


def not_(item: Truth) -> Truth:
    """Unknown stays so."""
    return None if item is None else not item


@dataclass(frozen=True)
class Range:
    """All numbers between two ends; an open end is not one of them."""

    low: End
    high: End
    low_open: bool = False
    high_open: bool = False


def point(value: Fraction) -> Range:
    """One number."""
    return Range(value, value)


def known(value: Range) -> Range | None:
    """A range that says nothing is unknown."""
    return None if value.low == -inf and value.high == inf else value


def compare(sign: str, left: Range | None, right: Range | None) -> Truth:
    """True or false where all pairs of numbers agree."""
    if left is None or right is None:
        return None
    if sign == ">=":
        return _reaches(left, right)
    if sign == "<":
        return not_(_reaches(left, right))
    if sign == "<=":
        return _reaches(right, left)
    if sign == ">":
        return not_(_reaches(right, left))
    if left.low == left.high == right.low == right.high:
        return True
    apart = _reaches(left, right) is False or _reaches(right, left) is False
    return False if apart else None


def _reaches(left: Range, right: Range) -> Truth:
    if left.low >= right.high:
        return True
    if left.high < right.low or (left.high == right.low and (left.high_open or right.low_open)):
        return False
    return None


def reckon(operator: str, left: Range | None, right: Range | None) -> Range | None:
    """Two numbers combined."""
    if left is None or right is None:
        return None
    if operator == "-":
        right = Range(-right.high, -right.low, right.high_open, right.low_open)
    if operator in "+-":
        low_open, high_open = left.low_open or right.low_open, left.high_open or right.high_open
        return known(Range(left.low + right.low, left.high + right.high, low_open, high_open))
    if operator == "×":
        return known(_product(left, right))
    inverse = _inverse(right)
    return None if inverse is None else known(_product(left, inverse))


def _inverse(value: Range) -> Range | None:
    if value.low == value.high and value.low != 0:
        return point(1 / Fraction(value.low))
    if value.low < 0 or (value.low == 0 and not value.low_open):
        return None
    low = Fraction(0) if value.high == inf else 1 / Fraction(value.high)
    high = inf if value.low == 0 else 1 / Fraction(value.low)
    return Range(low, high, value.high_open or value.high == inf, value.low_open)


def _product(left: Range, right: Range) -> Range:
    corners = []
    for one, one_open in ((left.low, left.low_open), (left.high, left.high_open)):
        for two, two_open in ((right.low, right.low_open), (right.high, right.high_open)):
            nothing = (one == 0 and not one_open) or (two == 0 and not two_open)
            value: End = Fraction(0) if one == 0 or two == 0 else one * two
            corners.append((value, (one_open or two_open) and not nothing))
    low, high = min(value for value, _ in corners), max(value for value, _ in corners)
    return Range(
        low,
        high,
        all(is_open for value, is_open in corners if value == low),
        all(is_open for value, is_open in corners if value == high),
    )


def highest(values: Iterable[Range]) -> Range:
    """The highest of some numbers."""
    found = list(values)
    low, high = max(value.low for value in found), max(value.high for value in found)
    return Range(
        low,
        high,
        any(value.low_open for value in found if value.low == low),
        all(value.high_open for value in found if value.high == high),
    )


def lowest(values: Iterable[Range]) -> Range:
    """The lowest of some numbers."""
    turned = highest(negative(value) for value in values)
    return negative(turned)


def negative(value: Range) -> Range:
    """The same below zero."""
    return Range(-value.high, -value.low, value.high_open, value.low_open)


NOTHING_KNOWN = Range(-inf, inf)
