"""What a clause is made of, as written: names and numbers, windows and times, operands, conditions.

Names are not resolved here and nothing is judged. `span` takes no part in equality.
"""

from __future__ import annotations

from dataclasses import field
from decimal import Decimal

from careway.base.record import record
from careway.base.source import NOWHERE, Span
from careway.model.terms import (
    Comparison,
    DrugEdge,
    Edge,
    MonitorState,
    Operator,
    Pick,
)
from careway.model.time import Duration
from careway.model.timeline import Presence


@record
class Name:
    """A name as written."""

    text: str
    span: Span = field(default=NOWHERE, compare=False)


@record
class Text:
    """A text in double quotes, without them."""

    text: str
    span: Span = field(default=NOWHERE, compare=False)


@record
class Number:
    """A number with its unit (`None`: a plain number), exactly as written: `93 U/L`, `1/4` is two of them."""

    value: Decimal
    unit: str | None
    span: Span = field(default=NOWHERE, compare=False)


@record
class Length:
    """A duration written out (`3 days`), or the name of a parameter that holds one."""

    value: Duration | Name
    span: Span = field(default=NOWHERE, compare=False)


# --- windows and times ---------------------------------------------------------------------------------------------


@record
class Within:
    """`within 7 days` (before now), `within 7 days before T`, `... after T`, `... of T` (either side)."""

    length: Length
    relation: str | None
    """`before`, `after`, `of`, or None."""
    time: Operand | None
    span: Span = field(default=NOWHERE, compare=False)


@record
class Relative:
    """`before T`, `after T`, `on or before T`, `on or after T`, `since T`."""

    relation: str
    """One of `before`, `after`, `on or before`, `on or after`, `since`."""
    time: Operand
    span: Span = field(default=NOWHERE, compare=False)


Window = Within | Relative


@record
class Moved:
    """`3 days after T`, `3 days before T`: a time."""

    length: Length
    before: bool
    time: Operand
    span: Span = field(default=NOWHERE, compare=False)


# --- operands: whatever is a number, a time, or a record -----------------------------------------------------------


@record
class Ref:
    """A name that stands alone: a concept, a definition, a parameter. `of` is set in `baseline of ALT`."""

    name: Name
    of: Name | None = None
    span: Span = field(default=NOWHERE, compare=False)


@record
class Its:
    """`its baseline`: a definition, asked of the concept at hand."""

    name: Name
    span: Span = field(default=NOWHERE, compare=False)


@record
class Limit:
    """`ULN`, `its ULN`, `ULN of ALT` (and LLN)."""

    edge: Edge
    of: Name | None = None
    span: Span = field(default=NOWHERE, compare=False)


@record
class Filter:
    """What a selected record must be: a comparison of its value (`first ANC < mild`), a presence (`first nausea
    present`), or an answer (`first TPMT is deficient`)."""

    comparison: Comparison | None
    operand: Operand | None
    presence: Presence | None
    values: tuple[Name, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class Selected:
    """`last ALT before restart`, `first ANC < mild`, `highest azathioprine dose before injury`."""

    pick: Pick
    name: Name
    dose: bool
    filter: Filter | None
    windows: tuple[Window, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class DrugChanged:
    """`first start of azathioprine after injury`, `last stop of clozapine`; without a pick the last is meant."""

    pick: Pick | None
    edge: DrugEdge
    drug: Name
    windows: tuple[Window, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class StepEntered:
    """`entry to escalation`, `first entry to escalation`."""

    pick: Pick | None
    step: Name
    span: Span = field(default=NOWHERE, compare=False)


@record
class FirstTimeOf:
    """`first time (all of ALT, AST <= ULN) after injury`: the criterion is in brackets, or a defined name; the windows
    that follow are those of the time."""

    criterion: Condition
    windows: tuple[Window, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class DoseOf:
    """`azathioprine dose`: the dose in force now."""

    drug: Name
    span: Span = field(default=NOWHERE, compare=False)


@record
class Change:
    """`change in ALT since restart`, `change in ALT within 14 days`: the last result less an earlier one."""

    name: Name
    window: Window
    span: Span = field(default=NOWHERE, compare=False)


@record
class Count:
    """`number of ALT within 30 days`, `number of ALT > ULN within 30 days`."""

    name: Name
    filter: Filter | None
    windows: tuple[Window, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class Age:
    """`age`: the time since birth; compared with a duration."""

    span: Span = field(default=NOWHERE, compare=False)


@record
class Binary:
    """Arithmetic as written; brackets are kept by the shape of the tree."""

    operator: Operator
    left: Operand
    right: Operand
    span: Span = field(default=NOWHERE, compare=False)


Operand = (
    Number
    | Length
    | Ref
    | Its
    | Limit
    | Selected
    | DrugChanged
    | StepEntered
    | FirstTimeOf
    | DoseOf
    | Change
    | Count
    | Age
    | Binary
    | Moved
)


# --- conditions ----------------------------------------------------------------------------------------------------


@record
class Quantifier:
    """`all of`, `any of`, `none of`, `at least 2 of`."""

    word: str
    """`all`, `any`, `none`, `at least`."""
    count: int | None
    span: Span = field(default=NOWHERE, compare=False)


@record
class Persistence:
    """`twice in a row`, `3 times in a row` (`times` set); `for at least 14 days` (`length` set)."""

    times: int | None
    length: Length | None
    span: Span = field(default=NOWHERE, compare=False)


@record
class Compares:
    """`>= 3 × its baseline`, with what may follow: windows, a persistence."""

    comparison: Comparison
    operand: Operand
    windows: tuple[Window, ...]
    persistence: Persistence | None
    span: Span = field(default=NOWHERE, compare=False)


@record
class IsPresent:
    """`present`, `absent`, with windows and persistence."""

    presence: Presence
    windows: tuple[Window, ...]
    persistence: Persistence | None
    span: Span = field(default=NOWHERE, compare=False)


@record
class IsActive:
    """`active`, `paused`, each also `for at least 14 days` / `at least 14 days`."""

    paused: bool
    length: Length | None
    span: Span = field(default=NOWHERE, compare=False)


@record
class IsValue:
    """`is deficient`, `is one of deficient, intermediate`, `is not deficient`."""

    values: tuple[Name, ...]
    negated: bool
    windows: tuple[Window, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class IsRecorded:
    """`recorded`, `not recorded`, with windows; `recorded at least 2 times`."""

    negated: bool
    count: int
    windows: tuple[Window, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class HasHappened:
    """`has happened`, `has not happened`: a time has come."""

    negated: bool
    span: Span = field(default=NOWHERE, compare=False)


@record
class MonitorIs:
    """`is missed`, `is missed at least 2 times`, `is late`, `is complete`: of a monitor, or of `monitoring`."""

    state: MonitorState
    count: int
    span: Span = field(default=NOWHERE, compare=False)


@record
class StandsTo:
    """`is before T`, `is after T`, `is on or before T`, `is on or after T`: of two times."""

    relation: str
    time: Operand
    span: Span = field(default=NOWHERE, compare=False)


Predicate = Compares | IsPresent | IsActive | IsValue | IsRecorded | HasHappened | MonitorIs | StandsTo


@record
class Subjects:
    """`any of ALT, AST` before a predicate."""

    quantifier: Quantifier
    names: tuple[Name, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class Statement:
    """A subject and what is said of it. `subject` None: that of the term before (`... or >= 300 U/L`)."""

    subject: Operand | Subjects | None
    predicate: Predicate
    span: Span = field(default=NOWHERE, compare=False)


@record
class Named:
    """A defined condition, or a question that is answered yes, by its name alone."""

    name: Name
    span: Span = field(default=NOWHERE, compare=False)


@record
class Since:
    """`at least 30 days since last stop of clozapine`."""

    comparison: Comparison
    length: Length
    time: Operand
    span: Span = field(default=NOWHERE, compare=False)


@record
class InSteps:
    """`in step treatment`, `in step treatment, escalation`."""

    steps: tuple[Name, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class Negation:
    """`not` before a term."""

    item: Condition
    span: Span = field(default=NOWHERE, compare=False)


@record
class Bulleted:
    """`all of` and its bullets."""

    quantifier: Quantifier
    items: tuple[Condition, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class Chain:
    """Terms joined by `and` and `or`, flat, as written (`words` has one less than `terms`). That the words differ is
    a mistake that the checker reports."""

    terms: tuple[Condition, ...]
    words: tuple[Name, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class Bracketed:
    """A condition in round brackets."""

    item: Condition
    span: Span = field(default=NOWHERE, compare=False)


Condition = Statement | Named | Since | InSteps | Negation | Bulleted | Chain | Bracketed
