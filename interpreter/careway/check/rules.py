"""Eligibility, stops, cautions, what follows a stop, background, claims, and the monitors and tasks of the whole
protocol."""

from __future__ import annotations

from collections.abc import Iterable

from careway.base.source import Span
from careway.check import claims, conditions, schedules
from careway.check.advice import advised
from careway.check.clauses import once
from careway.check.evidence import cited, heading, rests_on
from careway.check.findings import Checking
from careway.check.place import TOP
from careway.check.scope import Sort, Space
from careway.ir import nodes as ir
from careway.ir.expressions import Criterion
from careway.syntax.advice import Advise
from careway.syntax.grounds import OnlyIn, When
from careway.syntax.rules import (
    AfterStopNode,
    BackgroundNode,
    CautionNode,
    EligibilityNode,
    InvariantNode,
    Otherwise,
    StopNode,
)
from careway.syntax.schedules import MonitorNode, TaskNode


def rules(c: Checking) -> None:
    """Elaborates every rule outside the pathway."""
    for node in c.tree.statements:
        match node:
            case EligibilityNode():
                _eligibility(c, node)
            case StopNode():
                _stop(c, node)
            case CautionNode():
                _caution(c, node)
            case AfterStopNode():
                _after_stop(c, node)
            case BackgroundNode(text=text, cites=cites):
                keys = cited(c, cites)
                rests_on(c, None, "background", keys, node.text.span)
                said = ir.Background(text.text, keys, c.line(node.span))
                c.parts.background.append(c.placed(said, node.span))
            case InvariantNode():
                claims.invariant(c, node)
            case MonitorNode():
                monitor = schedules.monitor(c, node, TOP, (), in_step=False)
                if monitor is not None:
                    c.parts.monitors.append(monitor)
            case TaskNode():
                task = schedules.task(c, node, TOP, ())
                if task is not None:
                    c.parts.tasks.append(task)
            case _:
                pass


def _when(c: Checking, clauses: Iterable[object]) -> Criterion | None:
    """The condition of a rule; reports one that is given twice (one that is missing, the parser has reported)."""
    found = [clause for clause in clauses if isinstance(clause, When)]
    once(c, (("when", clause.span) for clause in found))
    return conditions.criterion(c, found[0].condition, TOP) if found else None


def _head_span(c: Checking, span: Span) -> Span:
    """The first word of a statement."""
    end = span.start
    while end < min(span.end, len(c.source.text)) and c.source.text[end].isalpha():
        end += 1
    return Span(span.start, end)


def _eligibility(c: Checking, node: EligibilityNode) -> None:
    name = c.names[id(node)]
    where = _head_span(c, node.span)
    head = heading(c, name, node.title, node.cites, node.clauses, node.span)
    rests_on(c, node.name, "rule of eligibility", head.cites, where)
    when = _when(c, node.clauses)
    texts = [clause for clause in node.clauses if isinstance(clause, Otherwise)]
    once(c, (("otherwise", clause.span) for clause in texts))
    if when is not None:
        otherwise = texts[0].text.text if texts else None
        c.parts.eligibility.append(c.placed(ir.Eligibility(head, node.kind, when, otherwise), node.span))


def _stop(c: Checking, node: StopNode) -> None:
    head = heading(c, node.name.text, node.title, node.cites, node.clauses, node.span)
    rests_on(c, node.name, "stop", head.cites, node.span)
    when = _when(c, node.clauses)
    clauses = [clause for clause in node.clauses if isinstance(clause, Advise)]
    advice = advised(c, clauses, TOP, head.cites)
    if not clauses and node.name.text not in c.damaged:
        c.report(
            "CW362",
            f"{node.name.text} stops the protocol and advises nothing",
            node.name.span,
            help="say what is to be done: `advise stop DRUG`",
        )
    if when is not None and len(advice) == len(clauses):
        c.parts.stops.append(c.placed(ir.Stop(head, when, advice), node.span))


def _caution(c: Checking, node: CautionNode) -> None:
    head = heading(c, node.name.text, node.title, node.cites, node.clauses, node.span)
    rests_on(c, node.name, "caution", head.cites, node.span)
    when = _when(c, node.clauses)
    clauses = [clause for clause in node.clauses if isinstance(clause, Advise)]
    advice = advised(c, clauses, TOP, head.cites)
    limits = [clause for clause in node.clauses if isinstance(clause, OnlyIn)]
    once(c, (("only in", clause.span) for clause in limits))
    steps = schedules.only_in(c, limits[0]) if limits else ()
    if when is not None and steps is not None and len(advice) == len(clauses):
        c.parts.cautions.append(c.placed(ir.Caution(head, when, advice, steps), node.span))


def _after_stop(c: Checking, node: AfterStopNode) -> None:
    stops = [c.resolve(name, Space.RULE, "a stop", (Sort.STOP,)) for name in node.stops]
    names = tuple(dict.fromkeys(stop.name for stop in stops if stop is not None))
    name = "after_stop" + (f"_of_{'_'.join(names)}" if names else "")
    taken = {made.heading.name for made in c.parts.after_stop} | set(c.scope.names(Space.RULE))
    free, count = name, 1
    while free in taken:
        count += 1
        free = f"{name}_{count}"
    title = "After a stop" if not names else f"After {', '.join(one.replace('_', ' ') for one in names)}"
    where = _head_span(c, node.span)
    head = heading(c, free, title, node.cites, node.clauses, node.span)
    clauses = [clause for clause in node.clauses if isinstance(clause, Advise)]
    own = all(clause.cites is not None for clause in clauses) and bool(clauses)
    if head.cites or not own:
        rests_on(c, None, "advice after a stop", head.cites, where)
    advice = advised(c, clauses, TOP, head.cites)
    if len(names) == len(stops) and len(advice) == len(clauses):
        c.parts.after_stop.append(c.placed(ir.AfterStop(head, names, advice), node.span))
