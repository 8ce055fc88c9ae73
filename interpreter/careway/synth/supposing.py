"""What a number or a comparison would be if a concept had another result, or a drug another dose, now.

The evaluation answers for all else, so that a supposition rests on the very records of the patient. Where a part is
not known, there is no answer (None).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import assert_never

from careway.base.record import record
from careway.evaluate.judge import CRITERIA, VALUES, compare
from careway.evaluate.numbers import combine
from careway.ir import expressions as e
from careway.ir.reads import reads_of
from careway.model import truth
from careway.model.quantity import Span, exactly, scale
from careway.model.terms import Pick
from careway.model.timeline import Presence
from careway.model.truth import TRUE, UNKNOWN, Truth
from careway.model.vocabulary import Kind
from careway.synth.life import Life


@record
class Supposed:
    """A concept with a number that it does not have yet."""

    concept: str
    value: Fraction


def number(node: e.Value, life: Life, supposed: Supposed, at_hand: bool = False) -> Span | None:
    """The number of a value node under a supposition. `at_hand`: inside a series' own criterion, of which the supposed
    record is the one asked."""
    match node:
        case e.Literal():
            return exactly(node.value)
        case e.ParameterValue() | e.CountOf():
            return life.judge.value(node)
        case e.ValueOf():
            return _value_of(node, life, supposed)
        case e.LimitOf():
            known = life.judge.value(node)
            return known or life.judge.limit(node.edge, node.selection.series.concept, None)
        case e.CandidateValue():
            return exactly(supposed.value) if at_hand else None
        case e.CandidateLimit():
            return life.judge.limit(node.edge, node.concept, None)
        case e.CurrentDose():
            return exactly(supposed.value) if node.drug == supposed.concept else life.judge.value(node)
        case e.Arithmetic():
            left, right = number(node.left, life, supposed, at_hand), number(node.right, life, supposed, at_hand)
            return None if left is None or right is None else combine(node.operator, left, right)
        case e.Convert():
            inner = number(node.value, life, supposed, at_hand)
            return None if inner is None else scale(inner, node.factor)
        case e.DefinedValue():
            body = life.world.definitions[node.name]
            assert isinstance(body, VALUES)
            return number(body, life, supposed)
        case _:
            assert_never(node)


def _value_of(node: e.ValueOf, life: Life, supposed: Supposed) -> Span | None:
    known = life.judge.value(node)
    if not _would_count(node.selection, life, supposed):
        return known
    new = exactly(supposed.value)
    if known is None or known.point is None:
        return new
    match node.selection.pick:
        case Pick.LAST:
            return new
        case Pick.FIRST:
            return known
        case Pick.HIGHEST:
            return exactly(max(known.point, supposed.value))
        case Pick.LOWEST:
            return exactly(min(known.point, supposed.value))
        case _:
            assert_never(node.selection.pick)


def _would_count(selection: e.Selection, life: Life, supposed: Supposed) -> bool:
    """Whether the supposed record, of now, would belong to a selection."""
    series = selection.series
    if series.concept != supposed.concept:
        return False
    if life.judge.inside(series.window, life.calendar.at(life.now)) is not TRUE:
        return False
    return series.where is None or holds(series.where, life, supposed) is TRUE


def holds(node: e.Criterion, life: Life, supposed: Supposed) -> Truth:
    """Whether a series' own criterion would be true of the supposed record."""
    match node:
        case e.All():
            return truth.every([holds(item, life, supposed) for item in node.items])
        case e.AnyOf():
            return truth.some([holds(item, life, supposed) for item in node.items])
        case e.AtLeast():
            return truth.at_least(node.count, [holds(item, life, supposed) for item in node.items])
        case e.Not():
            return truth.negate(holds(node.item, life, supposed))
        case e.Compare():
            return compared(node, life, supposed, at_hand=True)
        case e.DefinedCriterion():
            body = life.world.definitions[node.name]
            assert isinstance(body, CRITERIA)
            return holds(body, life, supposed)
        case e.Found() | e.Answered() if node.window is None and node.concept == supposed.concept:
            return UNKNOWN
        case _:
            return life.truth(node)


def compared(node: e.Compare, life: Life, supposed: Supposed, at_hand: bool = False) -> Truth:
    """Whether a comparison would hold under a supposition."""
    left, right = (number(side, life, supposed, at_hand) for side in (node.left, node.right))
    return compare(node.comparison, left, right)


def levers(node: e.Compare, life: Life) -> list[str]:
    """The concepts whose next result, or dose, would change a comparison: each moves one of its sides."""
    found = []
    for name in dict.fromkeys(_asked(node, life)):
        kind = life.world.concepts[name].kind
        if not kind.measured and kind is not Kind.DRUG:
            continue
        sides = []
        for value in (Fraction(1), Fraction(1_000_003)):
            supposed = Supposed(name, value)
            sides.append([number(side, life, supposed) for side in (node.left, node.right)])
        if sides[0] != sides[1]:
            found.append(name)
    return found


def _asked(node: object, life: Life) -> Iterator[str]:
    yield from sorted(reads_of((node,), life.world.reads).concepts)


def presence_of(node: e.Found, want: bool) -> str:
    """What a record must say for a finding to be as it is asked."""
    present = (node.presence is Presence.PRESENT) is want
    return "present" if present else "absent"
