"""The typed tree of a guideline's text: what the author wrote, sugar and all, each node with its span.

Names are not resolved here and nothing is judged. `span` takes no part in equality, so that a tree can be compared
with that of its formatted text. A statement starts at the left margin; its clauses are indented and belong to it.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date

from careway.base.record import record
from careway.base.source import NOWHERE, Span
from careway.model.terms import (
    Comparison,
    DoseChange,
    DrugOrder,
    EligibilityKind,
    InvariantKind,
    TaskVerb,
)
from careway.model.vocabulary import GroupKind, Kind
from careway.syntax.expressions import Condition, Length, Name, Number, Operand, Text

# --- clauses -------------------------------------------------------------------------------------------------------


@record
class Cites:
    """`[1, 2]`: keys of sources."""

    keys: tuple[Name, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class Assuming:
    """`assuming "..."`."""

    text: Text
    span: Span = field(default=NOWHERE, compare=False)


@record
class Accepted:
    """`accepted because "..."`, `accepted overlap because "..."`."""

    kind: Name | None
    because: Text
    span: Span = field(default=NOWHERE, compare=False)


@record
class Grade:
    """`strength strong`, `certainty low`, `certainty very low`."""

    keyword: str
    """`strength` or `certainty`."""
    value: Name
    span: Span = field(default=NOWHERE, compare=False)


Note = Assuming | Accepted | Grade
"""What may stand in every rule and says nothing of when it holds."""


@record
class When:
    """`when CONDITION`."""

    condition: Condition
    span: Span = field(default=NOWHERE, compare=False)


@record
class Otherwise:
    """`otherwise "..."`."""

    text: Text
    span: Span = field(default=NOWHERE, compare=False)


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
class OnlyIn:
    """`only in treatment, escalation`."""

    steps: tuple[Name, ...]
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


# --- statements ----------------------------------------------------------------------------------------------------


@record
class Title:
    """`title "..."`, `disclaimer "..."`."""

    keyword: str
    text: Text
    span: Span = field(default=NOWHERE, compare=False)


@record
class Version:
    """`version 1.0.0`."""

    text: str
    span: Span = field(default=NOWHERE, compare=False)


@record
class StatusClause:
    """`status draft`."""

    value: Name
    span: Span = field(default=NOWHERE, compare=False)


@record
class DateClause:
    """`date 2025-10-25`; `effective from 2025-10-25 [until 2027-10-25]`."""

    keyword: str
    """`date` or `effective`."""
    first: date
    last: date | None
    span: Span = field(default=NOWHERE, compare=False)


@record
class GuidelineNode:
    """`guideline NAME` and its clauses."""

    name: Name
    clauses: tuple[Title | Version | StatusClause | DateClause, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class SourceClause:
    """`by "..."`, `in 2025`, `indirect "..."`, `url "..."`; `in` has `year`, the others `text`."""

    keyword: str
    text: Text | None
    year: int | None
    span: Span = field(default=NOWHERE, compare=False)


@record
class SourceNode:
    """`source KEY KIND "title"` and its clauses."""

    key: Name
    kind: Name
    title: Text
    clauses: tuple[SourceClause, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class ParameterNode:
    """`parameter NAME ["title"] = VALUE`."""

    name: Name
    title: Text | None
    value: Number | Length
    span: Span = field(default=NOWHERE, compare=False)


@record
class SettingNode:
    """`NAME = VALUE` inside a set."""

    name: Name
    value: Number | Length
    span: Span = field(default=NOWHERE, compare=False)


@record
class SetNode:
    """`set NAME ["title"]` and its settings."""

    name: Name
    title: Text | None
    settings: tuple[SettingNode, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class CodeClause:
    """`code loinc 1742-6`."""

    system: Name
    code: str
    span: Span = field(default=NOWHERE, compare=False)


@record
class NormalClause:
    """`normal up to 40 U/L`, `normal from 10 to 40 U/L`, `normal at least 1500 /uL`, each with `for female`."""

    low: Number | None
    high: Number | None
    sex: Name | None
    span: Span = field(default=NOWHERE, compare=False)


@record
class MolarMass:
    """`molar mass 584.66 g/mol`."""

    value: Number
    span: Span = field(default=NOWHERE, compare=False)


@record
class Plausible:
    """`plausible 0 to 20000 U/L`."""

    low: Number
    high: Number
    span: Span = field(default=NOWHERE, compare=False)


@record
class CurrentFor:
    """`current for 35 days`."""

    length: Length
    span: Span = field(default=NOWHERE, compare=False)


@record
class AbsentUnlessRecorded:
    """`absent unless recorded`."""

    span: Span = field(default=NOWHERE, compare=False)


@record
class WorseWhen:
    """`worse when lower`, `worse when higher`."""

    direction: Name
    span: Span = field(default=NOWHERE, compare=False)


@record
class Values:
    """`values normal, intermediate, deficient`."""

    values: tuple[Name, ...]
    span: Span = field(default=NOWHERE, compare=False)


ConceptClause = (
    CodeClause | NormalClause | MolarMass | Plausible | CurrentFor | AbsentUnlessRecorded | WorseWhen | Values
)


@record
class ConceptNode:
    """`lab NAME ["title"] [in UNIT]` and its clauses; `unit` is as written, with its own span."""

    kind: Kind
    name: Name
    title: Text | None
    unit: Name | None
    clauses: tuple[ConceptClause, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class GroupNode:
    """`panel NAME ["title"] = A, B`, `group NAME ["title"] = A, B`."""

    kind: GroupKind
    name: Name
    title: Text | None
    members: tuple[Name, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class DefineNode:
    """`define NAME [of KIND] = OPERAND` (a value or a time), `define NAME [of KIND] when CONDITION`."""

    name: Name
    of: Name | None
    """The word `lab`, `vital`, `drug`, `symptom`, `condition` or `test`; in the body it stands for the concept."""
    body: Operand | Condition
    is_condition: bool
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


Top = (
    GuidelineNode
    | SourceNode
    | ParameterNode
    | SetNode
    | ConceptNode
    | GroupNode
    | DefineNode
    | EligibilityNode
    | PathwayNode
    | StepNode
    | MonitorNode
    | TaskNode
    | StopNode
    | CautionNode
    | AfterStopNode
    | BackgroundNode
    | InvariantNode
)


@record
class Comment:
    """A comment with its `#`, where it stands; `own_line` where nothing precedes it on its line."""

    text: str
    span: Span
    own_line: bool


@record
class Tree:
    """A whole text."""

    statements: tuple[Top, ...]
    comments: tuple[Comment, ...] = field(default=(), compare=False)
