"""The disturbances under which a guideline is tried: what each is called, what it does, and what it does not model.

They are a closed list, so that every report speaks of the same ones; `variants` makes the disturbed records.
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction


class Disturbance(Enum):
    """What is done to a patient's records; the value is what reports call it."""

    LOW_10 = "laboratory reads 10 % low"
    LOW_5 = "laboratory reads 5 % low"
    HIGH_5 = "laboratory reads 5 % high"
    HIGH_10 = "laboratory reads 10 % high"
    SINCE_LOW_10 = "10 % low since the begin"
    SINCE_LOW_5 = "5 % low since the begin"
    SINCE_HIGH_5 = "5 % high since the begin"
    SINCE_HIGH_10 = "10 % high since the begin"
    SKIPPED = "a visit skipped"
    LATE = "a visit a week late"
    ALL_LATE = "every visit a week late"
    UNIT = "a result in another unit"


_PER_CENT = {
    Disturbance.LOW_10: -10,
    Disturbance.LOW_5: -5,
    Disturbance.HIGH_5: 5,
    Disturbance.HIGH_10: 10,
    Disturbance.SINCE_LOW_10: -10,
    Disturbance.SINCE_LOW_5: -5,
    Disturbance.SINCE_HIGH_5: 5,
    Disturbance.SINCE_HIGH_10: 10,
}
_SINCE = (
    Disturbance.SINCE_LOW_10,
    Disturbance.SINCE_LOW_5,
    Disturbance.SINCE_HIGH_5,
    Disturbance.SINCE_HIGH_10,
)
ERRORS = tuple(_PER_CENT)
"""Those that change the numbers of a laboratory."""
_MEANING = {
    Disturbance.SKIPPED: "one visit with results after the begin is left out: its results, findings "
    "and answers; the drugs stay as recorded",
    Disturbance.LATE: "one visit with results after the begin comes a week later; the drugs stay as recorded",
    Disturbance.ALL_LATE: "all visits with results after the begin come a week later; the drugs stay as recorded",
    Disturbance.UNIT: "one result after the begin is the number that it is in another usual unit, under the unit in "
    "which it was reported",
}


def factor(one: Disturbance) -> Fraction:
    """What a laboratory's numbers are multiplied by."""
    return 1 + Fraction(_PER_CENT[one], 100)


def since_the_begin(one: Disturbance) -> bool:
    """Whether only results after the begin of the protocol are changed."""
    return one in _SINCE


def meaning(one: Disturbance) -> str:
    """What is done, in a sentence."""
    if one in _PER_CENT:
        which = "each laboratory value after the begin" if since_the_begin(one) else "each laboratory value"
        return f"{which} is multiplied by {100 + _PER_CENT[one]}/100 and written to as many places as before"
    return _MEANING[one]
