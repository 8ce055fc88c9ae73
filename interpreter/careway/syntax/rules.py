"""The rules: who is eligible, pathways and their steps, stops, cautions, background, and claims about all of them."""

from __future__ import annotations

from dataclasses import field

from careway.base.record import record
from careway.base.source import NOWHERE, Span
from careway.model.terms import EligibilityKind, InvariantKind
from careway.syntax.advice import Advise, DoseRange
from careway.syntax.expressions import Condition, Length, Name, Operand, Text
from careway.syntax.grounds import Cites, Note, OnlyIn, When
from careway.syntax.schedules import MonitorNode, TaskNode


@record
class Otherwise:
    """`otherwise "..."`."""

    text: Text
    span: Span = field(default=NOWHERE, compare=False)


@record
class Begin:
    """`begin at T`; `begin again when CONDITION` (`again` set)."""

    at: Operand | None
    again: Condition | None
    span: Span = field(default=NOWHERE, compare=False)


@record
class GoTo:
    """`go to X`, `back to X`, `finish` (`to` None); with `after D`, `after D without CONDITION`, `when CONDITION`."""

    to: Name | None
    back: bool
    after: Length | None
    without: Condition | None
    when: Condition | None
    cites: Cites | None
    span: Span = field(default=NOWHERE, compare=False)


@record
class EligibilityNode:
    """`eligible [NAME] ["title"] [cites] when CONDITION [otherwise "..."]`, `exclude ...`."""

    kind: EligibilityKind
    name: Name | None
    title: Text | None
    cites: Cites | None
    clauses: tuple[When | Otherwise | Note, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class PathwayNode:
    """`pathway NAME ["title"]`: the steps that follow, up to the next pathway, are its own."""

    name: Name
    title: Text | None
    span: Span = field(default=NOWHERE, compare=False)


@record
class StepNode:
    """`step NAME ["title"] [cites]` and its clauses."""

    name: Name
    title: Text | None
    cites: Cites | None
    clauses: tuple[Begin | Advise | GoTo | MonitorNode | TaskNode | Note, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class StopNode:
    """`stop NAME ["title"] [cites]` and its clauses."""

    name: Name
    title: Text | None
    cites: Cites | None
    clauses: tuple[When | Advise | Note, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class CautionNode:
    """`caution NAME ["title"] [cites]` and its clauses."""

    name: Name
    title: Text | None
    cites: Cites | None
    clauses: tuple[When | Advise | OnlyIn | Note, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class AfterStopNode:
    """`after stop [of NAME, NAME] [cites]` and its clauses."""

    stops: tuple[Name, ...]
    cites: Cites | None
    clauses: tuple[Advise | Note, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class BackgroundNode:
    """`background "..." [cites]`."""

    text: Text
    cites: Cites | None
    span: Span = field(default=NOWHERE, compare=False)


@record
class ClaimedOrders:
    """`start or increase azathioprine, methotrexate`: any of the orders, of any of the drugs; the orders as words."""

    orders: tuple[Name, ...]
    drugs: tuple[Name, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class ClaimedDose:
    """`azathioprine above 150 mg/day`."""

    drug: Name
    dose: DoseRange
    span: Span = field(default=NOWHERE, compare=False)


@record
class Claim:
    """`advise ...` in a claim: the advice that is never, or always, given."""

    advice: ClaimedOrders | ClaimedDose
    span: Span = field(default=NOWHERE, compare=False)


@record
class InvariantNode:
    """`always NAME ["title"] [cites]`, `never NAME ["title"] [cites]` and its clauses."""

    kind: InvariantKind
    name: Name
    title: Text | None
    cites: Cites | None
    clauses: tuple[Claim | When | OnlyIn | Note, ...]
    span: Span = field(default=NOWHERE, compare=False)
