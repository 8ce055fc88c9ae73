"""From the parser's trees to nodes: conditions and what is said of a subject."""

from __future__ import annotations

from careway.base.source import Span
from careway.model.terms import Comparison, MonitorState
from careway.model.timeline import Presence
from careway.syntax.build_operands import (
    COMPARISONS,
    Kids,
    Mistake,
    Sign,
    condition,
    one,
    operand,
    whole,
    windows_of,
    with_filter,
)
from careway.syntax.expressions import (
    Bulleted,
    Chain,
    Compares,
    Count,
    HasHappened,
    InSteps,
    IsActive,
    IsPresent,
    IsRecorded,
    IsValue,
    Length,
    MonitorIs,
    Name,
    Named,
    Negation,
    Persistence,
    Quantifier,
    Since,
    StandsTo,
    Statement,
    Subjects,
)


def chain(kids: Kids, span: Span) -> Chain:
    terms = tuple(condition(kid) for kid in kids[::2])
    return Chain(terms, tuple(Name(kid.text, kid.span) for kid in kids[1::2]), span)


def elided(kids: Kids, span: Span) -> Statement:
    return Statement(None, kids[0], span)


def negation(kids: Kids, span: Span) -> Negation:
    return Negation(condition(kids[-1]), span)


def named(kids: Kids, span: Span) -> Named:
    return Named(kids[0], span)


def bulleted(kids: Kids, span: Span) -> Bulleted:
    items = tuple(condition(kid) for kid in kids[1:] if not isinstance(kid, Sign))
    return _counted_in(Bulleted(kids[0], items, span), len(items))


def _counted_in(node: Bulleted, among: int) -> Bulleted:
    count = node.quantifier.count
    if count is not None and count > among:
        raise Mistake("CW124", node.quantifier.span, f"{count} of {among}")
    return node


def all_of(kids: Kids, span: Span) -> Quantifier:
    return Quantifier("all", None, span)


def any_of(kids: Kids, span: Span) -> Quantifier:
    return Quantifier("any", None, span)


def none_of(kids: Kids, span: Span) -> Quantifier:
    return Quantifier("none", None, span)


def at_least_of(kids: Kids, span: Span) -> Quantifier:
    return Quantifier("at least", whole(kids[0]), span)


def quantified(kids: Kids, span: Span) -> Statement:
    quantifier, members, predicate = kids
    subjects = Subjects(quantifier, members, Span(quantifier.span.start, members[-1].span.end))
    return Statement(subjects, predicate, span)


def asserted(kids: Kids, span: Span) -> Statement:
    return Statement(operand(kids[0]), kids[1], span)


def counts(kids: Kids, span: Span) -> Statement:
    windows = windows_of(kids)
    end = windows[-1].span.end if windows else kids[0].span.end
    return Statement(Count(kids[0], None, windows, Span(span.start, end)), kids[-1], span)


def counts_filtered(kids: Kids, span: Span) -> Statement:
    name, said, predicate = kids
    bare = Count(name, None, (), Span(span.start, name.span.end))
    return Statement(with_filter(bare, said, Span(span.start, said.span.end)), predicate, span)


def since_at_least(kids: Kids, span: Span) -> Since:
    return Since(Comparison.AT_LEAST, kids[0], operand(kids[1]), span)


def since_at_most(kids: Kids, span: Span) -> Since:
    return Since(Comparison.AT_MOST, kids[0], operand(kids[1]), span)


def since_more_than(kids: Kids, span: Span) -> Since:
    return Since(Comparison.ABOVE, kids[0], operand(kids[1]), span)


def since_less_than(kids: Kids, span: Span) -> Since:
    return Since(Comparison.BELOW, kids[0], operand(kids[1]), span)


def in_steps(kids: Kids, span: Span) -> InSteps:
    return InSteps(kids[0], span)


def compares(kids: Kids, span: Span) -> Compares:
    return Compares(COMPARISONS[kids[0].text], operand(kids[1]), windows_of(kids), one(kids, Persistence), span)


def is_present(kids: Kids, span: Span) -> IsPresent:
    return IsPresent(Presence(kids[0].text), windows_of(kids), one(kids, Persistence), span)


def twice_in_a_row(kids: Kids, span: Span) -> Persistence:
    return Persistence(2, None, span)


def times_in_a_row(kids: Kids, span: Span) -> Persistence:
    return Persistence(whole(kids[0]), None, span)


def held_for(kids: Kids, span: Span) -> Persistence:
    return Persistence(None, kids[0], span)


def is_active(kids: Kids, span: Span) -> IsActive:
    return IsActive(kids[0].text == "paused", one(kids, Length), span)


def is_value(kids: Kids, span: Span) -> IsValue:
    negated = isinstance(kids[0], Sign)
    values = kids[1] if negated else kids[0]
    if values[0].text in ("active", "paused", "recorded"):
        raise Mistake("CW158", values[0].span, values[0].text)
    return IsValue(values, negated, windows_of(kids), span)


def one_value(kids: Kids, span: Span) -> tuple[Name, ...]:
    return (kids[0],)


def one_of(kids: Kids, span: Span) -> tuple[Name, ...]:
    values: tuple[Name, ...] = kids[0]
    return values


def recorded(kids: Kids, span: Span) -> IsRecorded:
    times = one(kids, Sign)
    return IsRecorded(False, 1 if times is None else whole(times), windows_of(kids), span)


def not_recorded(kids: Kids, span: Span) -> IsRecorded:
    return IsRecorded(True, 1, windows_of(kids), span)


def has_happened(kids: Kids, span: Span) -> HasHappened:
    return HasHappened(False, span)


def has_not_happened(kids: Kids, span: Span) -> HasHappened:
    return HasHappened(True, span)


def is_missed(kids: Kids, span: Span) -> MonitorIs:
    return MonitorIs(MonitorState.MISSED, whole(kids[0]) if kids else 1, span)


def is_late(kids: Kids, span: Span) -> MonitorIs:
    return MonitorIs(MonitorState.LATE, 1, span)


def is_complete(kids: Kids, span: Span) -> MonitorIs:
    return MonitorIs(MonitorState.COMPLETE, 1, span)


def stands_to(kids: Kids, span: Span) -> StandsTo:
    return StandsTo(kids[0].kind.lower().replace("_", " "), operand(kids[1]), span)
