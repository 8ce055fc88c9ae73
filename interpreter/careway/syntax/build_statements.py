"""From the parser's trees to nodes: whole statements, and the clauses of the guideline's head and its vocabulary."""

from __future__ import annotations

from datetime import date as Date
from typing import Any

from careway.base.source import Span
from careway.model.terms import EligibilityKind, InvariantKind, TaskVerb
from careway.model.vocabulary import GroupKind, Kind
from careway.syntax.build_operands import Kids, Mistake, Sign, condition, one, operand
from careway.syntax.build_rules import Deadline, RuleWhen
from careway.syntax.declarations import (
    AbsentUnlessRecorded,
    CodeClause,
    ConceptNode,
    CurrentFor,
    DateClause,
    DefineNode,
    GroupNode,
    GuidelineNode,
    MolarMass,
    NormalClause,
    ParameterNode,
    Plausible,
    SetNode,
    SettingNode,
    SourceClause,
    SourceNode,
    StatusClause,
    Title,
    Values,
    Version,
    WorseWhen,
)
from careway.syntax.expressions import Name, Text
from careway.syntax.grounds import Cites
from careway.syntax.rules import (
    AfterStopNode,
    BackgroundNode,
    CautionNode,
    EligibilityNode,
    InvariantNode,
    PathwayNode,
    StepNode,
    StopNode,
)
from careway.syntax.schedules import MonitorNode, TaskNode

# --- the head ------------------------------------------------------------------------------------------------------


def guideline(kids: Kids, span: Span) -> GuidelineNode:
    return GuidelineNode(kids[0], tuple(kids[1:]), span)


def title(kids: Kids, span: Span) -> Title:
    return Title("title", kids[0], span)


def disclaimer(kids: Kids, span: Span) -> Title:
    return Title("disclaimer", kids[0], span)


def version(kids: Kids, span: Span) -> Version:
    return Version(kids[0].text, span)


def status(kids: Kids, span: Span) -> StatusClause:
    return StatusClause(kids[0], span)


def date(kids: Kids, span: Span) -> DateClause:
    return DateClause("date", _date(kids[0]), None, span)


def effective(kids: Kids, span: Span) -> DateClause:
    return DateClause("effective", _date(kids[0]), _date(kids[1]) if len(kids) > 1 else None, span)


def _date(sign: Sign) -> Date:
    try:
        return Date.fromisoformat(sign.text)
    except ValueError:
        raise Mistake("CW125", sign.span, sign.text) from None


def source(kids: Kids, span: Span) -> SourceNode:
    key, kind, title_, *clauses = kids
    return SourceNode(Name(key.text, key.span), kind, title_, tuple(clauses), span)


def by(kids: Kids, span: Span) -> SourceClause:
    return SourceClause("by", kids[0], None, span)


def year(kids: Kids, span: Span) -> SourceClause:
    sign = kids[0]
    if not (sign.text.isdigit() and len(sign.text) == 4):
        raise Mistake("CW126", sign.span, sign.text)
    return SourceClause("in", None, int(sign.text), span)


def indirect(kids: Kids, span: Span) -> SourceClause:
    return SourceClause("indirect", kids[0], None, span)


def url(kids: Kids, span: Span) -> SourceClause:
    return SourceClause("url", kids[0], None, span)


def parameter(kids: Kids, span: Span) -> ParameterNode:
    return ParameterNode(kids[0], one(kids, Text), kids[-1], span)


def set_(kids: Kids, span: Span) -> SetNode:
    settings = tuple(kid for kid in kids if isinstance(kid, SettingNode))
    return SetNode(kids[0], one(kids, Text), settings, span)


def setting(kids: Kids, span: Span) -> SettingNode:
    return SettingNode(kids[0], kids[-1], span)


# --- vocabulary ----------------------------------------------------------------------------------------------------


def concept(kids: Kids, span: Span) -> ConceptNode:
    kind, name, *rest = kids
    unit = one(rest, Sign)
    clauses = tuple(kid for kid in rest if not isinstance(kid, Text | Sign))
    return ConceptNode(
        Kind(kind.text), name, one(rest, Text), None if unit is None else Name(unit.text, unit.span), clauses, span
    )


def code(kids: Kids, span: Span) -> CodeClause:
    return CodeClause(kids[0], kids[1].text, span)


def normal_up_to(kids: Kids, span: Span) -> NormalClause:
    return NormalClause(None, kids[0], one(kids, Name), span)


def normal_range(kids: Kids, span: Span) -> NormalClause:
    return NormalClause(kids[0], kids[1], one(kids, Name), span)


def normal_at_least(kids: Kids, span: Span) -> NormalClause:
    return NormalClause(kids[0], None, one(kids, Name), span)


def molar_mass(kids: Kids, span: Span) -> MolarMass:
    return MolarMass(kids[0], span)


def plausible(kids: Kids, span: Span) -> Plausible:
    return Plausible(kids[0], kids[1], span)


def current_for(kids: Kids, span: Span) -> CurrentFor:
    return CurrentFor(kids[0], span)


def absent_unless_recorded(kids: Kids, span: Span) -> AbsentUnlessRecorded:
    return AbsentUnlessRecorded(span)


def worse_when(kids: Kids, span: Span) -> WorseWhen:
    return WorseWhen(kids[0], span)


def values(kids: Kids, span: Span) -> Values:
    return Values(kids[0], span)


def group(kids: Kids, span: Span) -> GroupNode:
    return GroupNode(GroupKind(kids[0].text), kids[1], one(kids, Text), kids[-1], span)


# --- definitions and rules -----------------------------------------------------------------------------------------


def define_value(kids: Kids, span: Span) -> DefineNode:
    return DefineNode(kids[0], _of(kids), operand(kids[-1]), False, span)


def define_condition(kids: Kids, span: Span) -> DefineNode:
    return DefineNode(kids[0], _of(kids), condition(kids[-1]), True, span)


def _of(kids: Kids) -> Name | None:
    kind = next((kid for kid in kids[1:-1] if isinstance(kid, Sign) and kid.kind == "KIND"), None)
    return None if kind is None else Name(kind.text, kind.span)


def _rule(kids: Kids) -> tuple[Cites | None, tuple[Any, ...]]:
    """The citations of a rule, wherever they stand, and its clauses."""
    found: list[Cites] = []
    clauses: list[Any] = []
    for kid in kids:
        match kid:
            case Cites():
                found.append(kid)
            case RuleWhen(when_, cited):
                clauses.append(when_)
                found += [] if cited is None else [cited]
            case Name() | Text() | Sign() | tuple() | Deadline():
                pass
            case _:
                clauses.append(kid)
    if len(found) < 2:
        return (found[0] if found else None), tuple(clauses)
    keys = tuple(key for each_ in found for key in each_.keys)
    return Cites(keys, found[0].span), tuple(clauses)


def eligibility(kids: Kids, span: Span) -> EligibilityNode:
    cited, clauses = _rule(kids)
    kind = EligibilityKind.ELIGIBLE if kids[0].text == "eligible" else EligibilityKind.EXCLUDED
    return EligibilityNode(kind, one(kids, Name), one(kids, Text), cited, clauses, span)


def stop(kids: Kids, span: Span) -> StopNode:
    cited, clauses = _rule(kids)
    return StopNode(kids[0], one(kids, Text), cited, clauses, span)


def caution(kids: Kids, span: Span) -> CautionNode:
    cited, clauses = _rule(kids)
    return CautionNode(kids[0], one(kids, Text), cited, clauses, span)


def after_stop(kids: Kids, span: Span) -> AfterStopNode:
    cited, clauses = _rule(kids)
    return AfterStopNode(one(kids, tuple) or (), cited, clauses, span)


def invariant(kids: Kids, span: Span) -> InvariantNode:
    cited, clauses = _rule(kids)
    return InvariantNode(InvariantKind(kids[0].text), kids[1], one(kids, Text), cited, clauses, span)


def background(kids: Kids, span: Span) -> BackgroundNode:
    return BackgroundNode(kids[0], one(kids, Cites), span)


def pathway(kids: Kids, span: Span) -> PathwayNode:
    return PathwayNode(kids[0], one(kids, Text), span)


def step(kids: Kids, span: Span) -> StepNode:
    cited, clauses = _rule(kids)
    return StepNode(kids[0], one(kids, Text), cited, clauses, span)


def monitor(kids: Kids, span: Span) -> MonitorNode:
    cited, clauses = _rule(kids)
    return MonitorNode(kids[0], one(kids, Text), one(kids, Name), cited, clauses, span)


def task(kids: Kids, span: Span) -> TaskNode:
    cited, clauses = _rule(kids)
    deadline = one(kids, Deadline)
    assert deadline is not None
    return TaskNode(
        TaskVerb(kids[0].text),
        kids[1],
        one(kids, Text),
        one(kids, Name),
        deadline.within,
        deadline.time,
        cited,
        clauses,
        span,
    )
