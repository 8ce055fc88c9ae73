"""Answers of both engines in one form: truths as they are, numbers, times and occasions so that equal is equal.

A number is a text (`30`, `above 300`, `2 to 5`), to as many places as the other engine reckons with; a time is the
instants between which it lies; a list of occasions is the due date and standing of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from careway.base.record import record
from careway.evaluate.moment import Moment, NotYet, Unclear
from careway.model.quantity import Span
from careway.model.time import Instant
from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth

Occasions = tuple[tuple[str, str], ...]
"""Of each occasion the due date and where it stands, by date."""
Said = bool | str | Occasions | None
PLACES = 6
"""Decimal places in which numbers are compared: CQL has eight, and the other engine reckons in binary."""

NOT_YET = "not yet"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@record
class NotSaid:
    """That an engine has no answer, and why."""

    why: str


NOT_EXPORTED = NotSaid("not exported")
Theirs = Said | NotSaid


def truth_said(value: Truth) -> bool | None:
    """A truth of Careway."""
    return {TRUE: True, FALSE: False, UNKNOWN: None}[value]


def number_said(value: Span | None) -> Said:
    """A number of Careway; None where nothing is known of it."""
    return None if value is None else _number(value.low, value.high, value.low_open, value.high_open)


def moment_said(value: Moment) -> Said:
    """A time of Careway; None where it is unclear."""
    if isinstance(value, NotYet):
        return NOT_YET
    return None if isinstance(value, Unclear) else _moment(value.first, value.last)


def said_by_other(value: Any) -> Theirs:
    """An answer of the other engine, as its JSON has it."""
    if value is None or isinstance(value, (bool, str)):
        return value
    try:
        if isinstance(value, list):
            return tuple(sorted((str(one["due"]), str(one["standing"])) for one in value))
        if isinstance(value, Mapping) and {"low", "high", "lowOpen", "highOpen"} == set(value):
            low, high = _fraction(value["low"]), _fraction(value["high"])
            return _number(low, high, value["lowOpen"] is True, value["highOpen"] is True)
        if isinstance(value, Mapping) and {"come", "first", "last"} == set(value):
            if value["come"] is True:
                return _moment(_instant(value["first"]), _instant(value["last"]))
            return NOT_YET if value["come"] is False else None
    except (KeyError, TypeError, ValueError):
        pass
    return NotSaid("no truth, number, time, text or list of occasions")


def _number(low: Fraction | None, high: Fraction | None, low_open: bool, high_open: bool) -> str | None:
    if low is not None and low == high:
        return _digits(low)
    parts = []
    if low is not None:
        parts.append(f"{'above' if low_open else 'at least'} {_digits(low)}")
    if high is not None:
        parts.append(f"{'below' if high_open else 'at most'} {_digits(high)}")
    return ", ".join(parts) or None


def _digits(value: Fraction) -> str:
    scaled = round(abs(value) * 10**PLACES)
    digits = str(scaled).rjust(PLACES + 1, "0")
    sign = "-" if value < 0 and scaled else ""
    return sign + f"{digits[:-PLACES]}.{digits[-PLACES:]}".rstrip("0").rstrip(".")


def _fraction(value: Any) -> Fraction | None:
    return None if value is None else Fraction(value)


def _moment(first: Instant, last: Instant) -> str:
    return _shown(first) if first == last else f"{_shown(first)} to {_shown(last)}"


def _shown(instant: Instant) -> str:
    return (_EPOCH + timedelta(seconds=instant)).strftime("%Y-%m-%dT%H:%M:%SZ")


def _instant(text: str) -> Instant:
    since = datetime.fromisoformat(text) - _EPOCH
    return since.days * 86400 + since.seconds
