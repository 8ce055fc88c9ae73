"""Conditions that can never hold together, or that one of must always hold, whatever the patient's data."""

from __future__ import annotations

from fractions import Fraction

from careway.base.diagnostics import Label
from careway.base.source import Span
from careway.check.findings import Checking
from careway.check.scope import Space
from careway.ir.expressions import (
    Answered,
    CandidateValue,
    Compare,
    Criterion,
    Elapsed,
    Found,
    Literal,
    Not,
    Paused,
    Taking,
    ValueOf,
)
from careway.model.quantity import show, show_number
from careway.model.terms import Comparison
from careway.model.time import Duration, TimeUnit

_OPPOSITE = {
    Comparison.AT_LEAST: Comparison.BELOW,
    Comparison.BELOW: Comparison.AT_LEAST,
    Comparison.AT_MOST: Comparison.ABOVE,
    Comparison.ABOVE: Comparison.AT_MOST,
}
_LOWER = (Comparison.AT_LEAST, Comparison.ABOVE, Comparison.EQUAL)
_UPPER = (Comparison.AT_MOST, Comparison.BELOW, Comparison.EQUAL)
_SCALE = {
    TimeUnit.MINUTE: ("minutes", 1),
    TimeUnit.HOUR: ("minutes", 60),
    TimeUnit.DAY: ("days", 1),
    TimeUnit.WEEK: ("days", 7),
    TimeUnit.MONTH: ("months", 1),
    TimeUnit.YEAR: ("months", 12),
}

Bounded = tuple[object, Comparison, Fraction | object]
"""What is compared, how, and with what: a number, or something whose value is not known here."""


def never(c: Checking, items: list[tuple[Criterion, Span]]) -> None:
    """Reports the first item that cannot be true together with one before it."""
    for index, (item, span) in enumerate(items):
        for earlier, other in items[:index]:
            if excluded(earlier, item):
                c.report(
                    "CW216",
                    "these can never both be true",
                    span,
                    because=[Label(other, "together with this")],
                    help="was `or` meant, or another number?",
                )
                return


def always(c: Checking, items: list[tuple[Criterion, Span]]) -> None:
    """Reports the first item that is true whenever one before it is false."""
    for index, (item, span) in enumerate(items):
        for earlier, other in items[:index]:
            if excluded(_negated(earlier), _negated(item)):
                c.report(
                    "CW217",
                    "one of these is always true",
                    span,
                    because=[Label(other, "together with this")],
                    help="was `and` meant, or another number?",
                )
                return


def implausible(c: Checking, found: Compare, span: Span) -> None:
    """Reports a comparison that every plausible result satisfies, or none: results outside are refused."""
    left, right = found.left, found.right
    match left:
        case ValueOf(selection=selection):
            concept = c.concepts.get(selection.series.concept)
        case CandidateValue(concept=name):
            concept = c.concepts.get(name)
        case _:
            return
    if concept is None or concept.plausible is None or not concept.kind.measured or not isinstance(right, Literal):
        return
    low, high = (
        Compare(one, left, Literal(end, right.unit, "")) for one, end in zip(_ENDS, concept.plausible, strict=True)
    )
    if excluded(found, low) or excluded(found, high):
        always = "never"
    elif excluded(_negated(found), low) or excluded(_negated(found), high):
        always = "always"
    else:
        return
    declared = c.scope.find(Space.THING, concept.name)
    ends = f"{show_number(concept.plausible[0])} to {show(concept.plausible[1], concept.unit or '1')}"
    c.report(
        "CW247",
        f"this is {always} true of a plausible {concept.name}",
        span,
        because=[c.declared(declared, f"declared plausible from {ends}")] if declared else [],
        help="a result outside what is plausible is refused: correct the limit, or what is plausible",
    )


_ENDS = (Comparison.AT_LEAST, Comparison.AT_MOST)


def _negated(item: Criterion) -> Criterion:
    if isinstance(item, Not):
        return item.item
    if isinstance(item, Compare) and item.comparison in _OPPOSITE:
        return Compare(_OPPOSITE[item.comparison], item.left, item.right)
    return Not(item)


def excluded(first: Criterion, second: Criterion) -> bool:
    """Whether two criteria can never both be true."""
    first, second = _plain(first), _plain(second)
    if isinstance(first, Not) or isinstance(second, Not):
        return (isinstance(first, Not) and first.item == second) or (isinstance(second, Not) and second.item == first)
    match first, second:
        case Found(), Found():
            same = first.concept == second.concept and first.window == second.window
            return same and first.presence is not second.presence
        case Answered(), Answered():
            same = first.concept == second.concept and first.window == second.window
            return same and not set(first.values) & set(second.values)
        case (Taking(drug=drug), Paused(drug=other)) | (Paused(drug=drug), Taking(drug=other)):
            return drug == other
        case _:
            return _apart(_bounded(first), _bounded(second))


def _plain(item: Criterion) -> Criterion:
    """`not ALT >= 3` is `ALT < 3`."""
    if isinstance(item, Not) and isinstance(item.item, Compare) and item.item.comparison in _OPPOSITE:
        return _negated(item.item)
    return item


def _bounded(item: Criterion) -> Bounded | None:
    match item:
        case Compare(comparison=comparison, left=left, right=Literal(value=number)) if not isinstance(left, Literal):
            return left, comparison, number
        case Compare(comparison=comparison, left=left, right=right):
            return left, comparison, right
        case Elapsed(comparison=comparison, duration=Duration(amount=amount, unit=unit), since=since):
            scale, factor = _SCALE[unit]
            return (since, scale), comparison, Fraction(amount * factor)
    return None


def _apart(first: Bounded | None, second: Bounded | None) -> bool:
    """Whether two bounds on the same thing leave no number between them."""
    if first is None or second is None or first[0] != second[0]:
        return False
    for low, high in ((first, second), (second, first)):
        if low[1] not in _LOWER or high[1] not in _UPPER:
            continue
        closed = low[1] is not Comparison.ABOVE and high[1] is not Comparison.BELOW
        if isinstance(low[2], Fraction) and isinstance(high[2], Fraction):
            if low[2] > high[2] or (low[2] == high[2] and not closed):
                return True
        elif low[2] == high[2] and not closed:
            return True
    return False
