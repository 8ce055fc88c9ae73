"""Three-valued truth (Kleene's strong logic). Unknown is never false.

Source of the tables: S. C. Kleene, Introduction to Metamathematics (1952), section 64; the same tables stand in
the CQL specification, appendix B.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """What is known of a condition: it holds, it does not, or the data do not say."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("a Truth has three values: compare it with Truth.TRUE, .FALSE or .UNKNOWN")


TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


def of(value: bool) -> Truth:
    """The truth of a question that has been decided."""
    return TRUE if value else FALSE


def negate(value: Truth) -> Truth:
    """Not true is false, not false is true, not unknown is unknown."""
    if value is TRUE:
        return FALSE
    return TRUE if value is FALSE else UNKNOWN


def every(values: Iterable[Truth]) -> Truth:
    """True when all are; false as soon as one is; else unknown."""
    result = TRUE
    for value in values:
        if value is FALSE:
            return FALSE
        if value is UNKNOWN:
            result = UNKNOWN
    return result


def some(values: Iterable[Truth]) -> Truth:
    """True as soon as one is; false when all are; else unknown."""
    result = FALSE
    for value in values:
        if value is TRUE:
            return TRUE
        if value is UNKNOWN:
            result = UNKNOWN
    return result


def at_least(count: int, values: Iterable[Truth]) -> Truth:
    """Whether at least `count` of the values are true: unknown where the unknown ones could tip it."""
    true = unknown = 0
    for value in values:
        if value is TRUE:
            true += 1
        elif value is UNKNOWN:
            unknown += 1
    if true >= count:
        return TRUE
    return UNKNOWN if true + unknown >= count else FALSE
