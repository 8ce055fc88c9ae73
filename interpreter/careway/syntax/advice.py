"""What a rule says is to be done: doses, orders of drugs and tests, referrals, plain words."""

from __future__ import annotations

from dataclasses import field

from careway.base.record import record
from careway.base.source import NOWHERE, Span
from careway.model.terms import DoseChange, DrugOrder
from careway.syntax.expressions import Length, Name, Operand, Text
from careway.syntax.grounds import Cites, When


@record
class DoseRange:
    """A dose: `50 mg/day`, `50 to 75 mg/day`, `below X`, `at most X`, `50 mg/day to below X`, `1/4 to 1/3 of X`.

    A single number is both `low` and `high`. `low_open`/`high_open`: `above X` / `below X`.
    """

    low: Operand | None
    high: Operand | None
    low_open: bool
    high_open: bool
    of: Operand | None
    span: Span = field(default=NOWHERE, compare=False)


@record
class DoseAction:
    """`azathioprine 50 mg/day`, `start X at DOSE`, `increase X to DOSE over 2 to 3 weeks`, `reduce X to DOSE`."""

    change: DoseChange
    drug: Name
    dose: DoseRange
    over: tuple[Length, Length] | None
    span: Span = field(default=NOWHERE, compare=False)


@record
class DrugAction:
    """`start`, `continue`, `hold`, `resume`, `stop`, `avoid` and the names of drugs or groups."""

    order: DrugOrder
    drugs: tuple[Name, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class OrderAction:
    """`order TPMT, liver_tests`."""

    targets: tuple[Name, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class ReferAction:
    """`refer haematology`, `refer "the haematology clinic"`."""

    to: Name | Text
    span: Span = field(default=NOWHERE, compare=False)


@record
class ConsiderAction:
    """`consider mycophenolate, tacrolimus` (a clause of its own, without `advise`)."""

    drugs: tuple[Name, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class TextAction:
    """`advise "..."`."""

    text: Text
    span: Span = field(default=NOWHERE, compare=False)


Action = DoseAction | DrugAction | OrderAction | ReferAction | ConsiderAction | TextAction


@record
class Advise:
    """`advise ACTION [when CONDITION] [cites]`, `consider NAMES [when CONDITION] [cites]`."""

    action: Action
    when: When | None
    cites: Cites | None
    span: Span = field(default=NOWHERE, compare=False)
