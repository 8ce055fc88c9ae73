"""What is to be measured or done, and when: monitors with their rhythms, and tasks."""

from __future__ import annotations

from dataclasses import field

from careway.base.record import record
from careway.base.source import NOWHERE, Span
from careway.model.terms import Comparison, TaskVerb
from careway.syntax.expressions import Condition, Length, Name, Operand, Text
from careway.syntax.grounds import Cites, Note, OnlyIn, When


@record
class Rhythm:
    """`weekly`, `daily`, `monthly`, `yearly` (count 1), `twice weekly`, `twice monthly`, `3 times weekly`,
    `3 times daily`, `every 2 weeks` (`every` set)."""

    count: int
    period: Length | None
    """For `weekly` and the like one day, week, month or year; for `every 2 weeks` that."""
    every: bool
    span: Span = field(default=NOWHERE, compare=False)


@record
class PhaseLine:
    """`weekly for 1 month`, `then monthly`, `then 3 times weekly until ANC >= 1500 /uL`."""

    rhythm: Rhythm
    length: Length | None
    until: Condition | None
    span: Span = field(default=NOWHERE, compare=False)


@record
class From:
    """`from T`; `from the last result` (`time` None)."""

    time: Operand | None
    span: Span = field(default=NOWHERE, compare=False)


@record
class Allow:
    """`allow 3 days either side`, `allow 3 days before`, `allow 7 days after`, `allow 3 days before and 7 days
    after`."""

    before: Length | None
    after: Length | None
    span: Span = field(default=NOWHERE, compare=False)


@record
class LateAfter:
    """`late after 2 days`: days past the due date."""

    length: Length
    span: Span = field(default=NOWHERE, compare=False)


@record
class OnReturn:
    """`on return continue`, `on return suspend` (the count stood still meanwhile), `on return restart`."""

    gap: str
    """`continue`, `suspend`, `restart`."""
    span: Span = field(default=NOWHERE, compare=False)


@record
class AfterPause:
    """`restart after clozapine paused at least 30 days` (`suspend`, `continue` likewise; `more than`, `at most`,
    `less than`)."""

    effect: str
    drug: Name
    comparison: Comparison
    length: Length
    span: Span = field(default=NOWHERE, compare=False)


MonitorClause = From | PhaseLine | Allow | LateAfter | OnlyIn | OnReturn | AfterPause | Note


@record
class MonitorNode:
    """`monitor TARGETS ["title"] [as NAME] [cites]` and its clauses: a statement, or a clause of a step."""

    targets: tuple[Name, ...]
    title: Text | None
    name: Name | None
    cites: Cites | None
    clauses: tuple[MonitorClause, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class TaskNode:
    """`task VERB TARGETS ["title"] [as NAME] once within D of T | before T [cites]` and its clauses."""

    verb: TaskVerb
    targets: tuple[Name, ...]
    title: Text | None
    name: Name | None
    within: Length | None
    time: Operand
    cites: Cites | None
    clauses: tuple[When | OnlyIn | Note, ...]
    span: Span = field(default=NOWHERE, compare=False)
