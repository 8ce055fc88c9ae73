"""What is not known yet, as formulas: three-valued truths, numbers within bounds, and days.

A formula is z3's; a constant is Python's own `bool`, so that what is settled costs nothing. The meaning is that of
`model.truth`, `model.quantity` and `evaluate.windows`, with a date for every time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any, TypeVar

import z3

from careway.base.record import record

Bit = Any
"""A Python bool, or a formula that is true or false."""
Term = Any
"""A number as a formula: a day (whole) or a value (real)."""
Choice = TypeVar("Choice")


def both(*items: Bit) -> Bit:
    """Every one holds."""
    return every(items)


def either(*items: Bit) -> Bit:
    """At least one holds."""
    return some(items)


def every(items: Iterable[Bit]) -> Bit:
    """All hold."""
    open_: list[Bit] = []
    for item in items:
        if item is False:
            return False
        if item is not True:
            open_.append(item)
    if not open_:
        return True
    return open_[0] if len(open_) == 1 else z3.And(open_)


def some(items: Iterable[Bit]) -> Bit:
    """One holds."""
    open_: list[Bit] = []
    for item in items:
        if item is True:
            return True
        if item is not False:
            open_.append(item)
    if not open_:
        return False
    return open_[0] if len(open_) == 1 else z3.Or(open_)


def no(item: Bit) -> Bit:
    """It does not hold."""
    return (not item) if isinstance(item, bool) else z3.Not(item)


def choose(condition: Bit, then: Term, otherwise: Term) -> Term:
    """One of two numbers."""
    if isinstance(condition, bool):
        return then if condition else otherwise
    return then if then is otherwise else z3.If(condition, then, otherwise)


def number(value: Fraction | int) -> Term:
    """An exact number as a formula."""
    value = Fraction(value)
    return z3.RealVal(f"{value.numerator}/{value.denominator}")


def at_least(count: int, items: Sequence[Bit]) -> Bit:
    """So many of them hold."""
    sure = sum(1 for item in items if item is True)
    open_ = [item for item in items if not isinstance(item, bool)]
    if sure >= count:
        return True
    if sure + len(open_) < count:
        return False
    if count - sure == 1:
        return some(open_)
    return z3.AtLeast(*open_, count - sure)


@record
class Kleene:
    """A truth: `true`, `false`, or, where it is neither, unknown."""

    true: Bit
    false: Bit

    @property
    def unknown(self) -> Bit:
        """Whether it is neither."""
        return both(no(self.true), no(self.false))


YES = Kleene(True, False)
NO = Kleene(False, True)
OPEN = Kleene(False, False)


def of(item: Bit) -> Kleene:
    """A truth that is never unknown."""
    return Kleene(item, no(item))


def when(condition: Bit, then: Kleene, otherwise: Kleene) -> Kleene:
    """One of two truths."""
    if isinstance(condition, bool):
        return then if condition else otherwise
    return Kleene(
        either(both(condition, then.true), both(no(condition), otherwise.true)),
        either(both(condition, then.false), both(no(condition), otherwise.false)),
    )


def negate(item: Kleene) -> Kleene:
    """Its opposite; unknown stays unknown."""
    return Kleene(item.false, item.true)


def all_of(items: Sequence[Kleene]) -> Kleene:
    """True where every one is, false where one is."""
    return Kleene(every(item.true for item in items), some(item.false for item in items))


def any_of(items: Sequence[Kleene]) -> Kleene:
    """True where one is, false where every one is."""
    return Kleene(some(item.true for item in items), every(item.false for item in items))


def so_many_of(count: int, items: Sequence[Kleene]) -> Kleene:
    """True where so many are, false where so many no longer can be."""
    return Kleene(
        at_least(count, [item.true for item in items]), no(at_least(count, [no(item.false) for item in items]))
    )


def firsts(choices: Iterable[tuple[Kleene, Choice]]) -> tuple[list[tuple[Bit, Choice]], Bit]:
    """For each choice, whether it is the first that is true; and whether one that may be comes before it."""
    found: list[tuple[Bit, Choice]] = []
    unclear: list[Bit] = []
    before: Bit = True
    for truth, choice in choices:
        found.append((both(before, truth.true), choice))
        unclear.append(both(before, truth.unknown))
        before = both(before, truth.false)
    return found, some(unclear)


# --- numbers ---------------------------------------------------------------------------------------------------------


@record
class Between:
    """What is known of a number: a lower and an upper bound, each where its bit says that there is one. Of a number
    known exactly both bounds are the same formula."""

    has_low: Bit
    low: Term
    has_high: Bit
    high: Term

    @property
    def exact(self) -> bool:
        """Whether both bounds are one formula."""
        return self.low is self.high and self.has_low is self.has_high


def known(term: Term, condition: Bit = True) -> Between:
    """A number known exactly, where the condition holds; else nothing is known of it."""
    return Between(condition, term, condition, term)


NOTHING = Between(False, number(0), False, number(0))


def reaches(left: Between, right: Between) -> Kleene:
    """Whether left >= right."""
    return Kleene(
        both(left.has_low, right.has_high, left.low >= right.high),
        both(left.has_high, right.has_low, left.high < right.low),
    )


def exceeds(left: Between, right: Between) -> Kleene:
    """Whether left > right."""
    return negate(reaches(right, left))


def add(left: Between, right: Between) -> Between:
    """The sum."""
    has_low = both(left.has_low, right.has_low)
    low = left.low + right.low
    if left.exact and right.exact:
        return Between(has_low, low, has_low, low)
    return Between(has_low, low, both(left.has_high, right.has_high), left.high + right.high)


def minus(item: Between) -> Between:
    """The negated number."""
    if item.exact:
        return known(-item.low, item.has_low)
    return Between(item.has_high, -item.high, item.has_low, -item.low)


def scale(item: Between, factor: Fraction) -> Between:
    """The number times an exact one."""
    if factor == 1:
        return item
    if factor == 0:
        return known(number(0))
    if factor < 0:
        return minus(scale(item, -factor))
    if item.exact:
        return known(item.low * number(factor), item.has_low)
    return Between(item.has_low, item.low * number(factor), item.has_high, item.high * number(factor))


def pick(choices: Sequence[tuple[Bit, Between]]) -> Between:
    """The number whose condition holds (one at most does); nothing is known where none does."""
    has_low = some(both(condition, item.has_low) for condition, item in choices)
    if not choices or (has_low is False and all(item.exact for _, item in choices)):
        return NOTHING
    low = _chain([(condition, item.low) for condition, item in choices])
    if all(item.exact for _, item in choices):
        return Between(has_low, low, has_low, low)
    has_high = some(both(condition, item.has_high) for condition, item in choices)
    return Between(has_low, low, has_high, _chain([(condition, item.high) for condition, item in choices]))


def _chain(choices: Sequence[tuple[Bit, Term]]) -> Term:
    (_, last), *others = reversed(choices)
    return reduce(lambda rest, one: choose(one[0], one[1], rest), others, last)


# --- times -----------------------------------------------------------------------------------------------------------


@record
class Moment:
    """When something happened: a `day` where `come` holds, `unclear`, or, where it is neither, not yet."""

    come: Bit
    day: Term
    unclear: Bit

    @property
    def not_yet(self) -> Bit:
        """Whether it has not come."""
        return both(no(self.come), no(self.unclear))


def first_of(choices: Sequence[tuple[Kleene, Term]]) -> Moment:
    """The day of the first choice that is true; unclear where one that may be comes before it."""
    come, unclear = firsts(choices)
    found = some(condition for condition, _ in come)
    return Moment(found, z3.IntVal(0) if found is False else _chain(come), unclear)
