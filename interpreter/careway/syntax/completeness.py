"""What the grammar lets pass but a statement cannot be without, or cannot have twice; and notes whose indentation
says something else than their place."""

from __future__ import annotations

from careway.base.diagnostics import Diagnostic
from careway.base.source import Span
from careway.syntax.advice import Advise
from careway.syntax.explain import simple
from careway.syntax.grounds import Note, When
from careway.syntax.rules import CautionNode, Claim, EligibilityNode, InvariantNode, StepNode, StopNode
from careway.syntax.schedules import MonitorNode, PhaseLine, TaskNode
from careway.syntax.tree import Top


def incomplete(node: Top, text: str, base: int) -> list[Diagnostic]:
    """The mistakes of a statement that was read whole; its text begins at offset `base`."""
    match node:
        case StopNode():
            return _one_when(node, f"the stop `{node.name.text}`", text, base)
        case CautionNode():
            return _one_when(node, f"the caution `{node.name.text}`", text, base)
        case EligibilityNode():
            return _one_when(node, f"`{text.split(None, 1)[0]}`", text, base)
        case InvariantNode():
            return _claims_something(node, text)
        case MonitorNode():
            return _has_phase(node)
        case StepNode(clauses=clauses):
            found: list[Diagnostic] = []
            for clause in clauses:
                if isinstance(clause, MonitorNode | TaskNode):
                    found += _misleading_notes(clause, text, base)
                if isinstance(clause, MonitorNode):
                    found += _has_phase(clause)
            return found
        case _:
            return []


def _one_when(rule: StopNode | CautionNode | EligibilityNode, shown: str, text: str, base: int) -> list[Diagnostic]:
    whens = [clause for clause in rule.clauses if isinstance(clause, When)]
    if len(whens) > 1:
        return [simple("CW128", whens[1].span, shown)]
    if whens:
        return []
    head = _head(rule, text)
    stray = next((each.when for each in rule.clauses if isinstance(each, Advise) and each.when is not None), None)
    if stray is None:
        return [simple("CW127", head, shown)]
    return [simple("CW159", Span(stray.span.start, stray.span.end))]


def _head(node: Top, text: str) -> Span:
    """The first line of a statement."""
    return Span(node.span.start, node.span.start + len(text.split("\n", 1)[0].split("#", 1)[0].rstrip()))


def _claims_something(node: InvariantNode, text: str) -> list[Diagnostic]:
    whens = [clause for clause in node.clauses if isinstance(clause, When)]
    if len(whens) > 1:
        return [simple("CW128", whens[1].span, f"`{node.kind.value} {node.name.text}`")]
    if whens or any(isinstance(clause, Claim) for clause in node.clauses):
        return []
    return [simple("CW194", _head(node, text), f"`{node.kind.value} {node.name.text}`")]


def _has_phase(monitor: MonitorNode) -> list[Diagnostic]:
    if any(isinstance(clause, PhaseLine) for clause in monitor.clauses):
        return []
    return [simple("CW150", Span(monitor.span.start, monitor.targets[-1].span.end))]


def _misleading_notes(owner: MonitorNode | TaskNode, text: str, base: int) -> list[Diagnostic]:
    column = _indent(text, owner.span.start - base)
    return [
        simple("CW129", clause.span, "monitor" if isinstance(owner, MonitorNode) else "task")
        for clause in owner.clauses
        if isinstance(clause, Note)
        and column is not None
        and (own := _indent(text, clause.span.start - base)) is not None
        and len(own) <= len(column)
    ]


def _indent(text: str, place: int) -> str | None:
    """The space before a clause that begins its line; `None` where something precedes it."""
    before = text[text.rfind("\n", 0, place) + 1 : place]
    return None if before.strip() else before
