"""What rules speak of: the guideline itself, its sources, parameters and sets, vocabulary and definitions."""

from __future__ import annotations

from dataclasses import field
from datetime import date

from careway.base.record import record
from careway.base.source import NOWHERE, Span
from careway.model.vocabulary import GroupKind, Kind
from careway.syntax.expressions import Condition, Length, Name, Number, Operand, Text


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
