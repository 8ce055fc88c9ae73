"""Criteria that never decide: what could be struck out of a rule without any patient noticing, and why.

A criterion decides if for some patient the rule would say something else were the criterion false, and for some were it
true. One that decides only with a laboratory's own ULN beyond some value is a finding too, with that value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

import z3

from careway.base.record import record
from careway.ir import expressions as e
from careway.ir import wording
from careway.ir.expressions import Literal
from careway.ir.reads import walk
from careway.ir.without import without
from careway.model.quantity import show
from careway.model.terms import Edge, FindingKind
from careway.model.vocabulary import NormalRange
from careway.prove import symbols as s
from careway.prove.finding import Said, Shown, Unsettled, Witness
from careway.prove.inquiry import Inquiry, Judged, Place
from careway.prove.person import Person, day_text
from careway.prove.seek import Found, Impossible, possible, seek
from careway.prove.situation import Situation
from careway.prove.symbols import Bit, Kleene, both, either, no

_WOULD_BE = ((s.NO, False), (s.YES, True))


@record
class Clause:
    """A criterion as the author wrote it: one node, or the nodes into which it was spelled out (one for each lab), and
    the alternatives that stand beside each."""

    nodes: tuple[e.Criterion, ...]
    beside: tuple[tuple[e.Criterion, ...], ...]
    line: int
    words: str


def deciding(inquiry: Inquiry) -> Iterator[Said]:
    """Whether each criterion of each rule decides for somebody."""
    for judged in inquiry.all_judged():
        for clause in clauses(inquiry, judged.when, judged.line):
            yield from _of_clause(inquiry, judged, clause)


def clauses(inquiry: Inquiry, criterion: e.Criterion, line: int) -> list[Clause]:
    """The criteria of a rule that is made of more than one, grouped as they were written."""
    groups: dict[object, list[tuple[e.Criterion, tuple[e.Criterion, ...]]]] = {}
    lines: dict[object, int] = {}
    stack: list[tuple[e.Criterion, tuple[e.Criterion, ...], e.Criterion | None]] = [(criterion, (), None)]
    while stack:
        node, beside, among = stack.pop()
        match node:
            case e.AnyOf():
                for item in reversed(node.items):
                    stack.append((item, tuple(one for one in node.items if one is not item), among or node))
            case e.All() | e.AtLeast():
                stack += [(item, (), None) for item in reversed(node.items)]
            case e.Not(item=item):
                stack.append((item, (), None))
            case _:
                place = inquiry.where(node) or (None if among is None else id(among))
                key: object = id(node) if place is None else (place, _shape(inquiry, node))
                groups.setdefault(key, []).append((node, beside))
                lines[key] = place.line if isinstance(place, Place) else line
    if len(groups) < 2:
        return []
    return [
        Clause(
            tuple(node for node, _ in members),
            tuple(beside for _, beside in members),
            lines[key],
            wording.criterion(members[0][0]) if len(members) == 1 else _together([node for node, _ in members]),
        )
        for key, members in groups.items()
    ]


def _shape(inquiry: Inquiry, node: e.Criterion) -> str:
    """The words of a criterion without the concepts it speaks of: one comparison that is made of several labs has one
    shape, and `or >= 300 U/L` beside it another."""
    words = wording.criterion(node)
    for concept in sorted(inquiry.reads_of(node).concepts, key=len, reverse=True):
        words = re.sub(rf"\b{re.escape(wording.plain(concept))}\b", "·", words)
    return words


def _together(nodes: Sequence[e.Criterion]) -> str:
    return wording.several((wording.criterion(node) for node in nodes), "or")


def _of_clause(inquiry: Inquiry, judged: Judged, clause: Clause) -> Iterator[Said]:
    name = f"`{clause.words}` in {judged.name}"
    for truth, value in _WOULD_BE:
        told = _idle(inquiry, judged, clause, truth, own_ranges=True)
        if told is None:
            yield Unsettled(FindingKind.INDECISIVE, judged.heading.name, clause.line, f"whether {name} decides")
            return
        if isinstance(told, Impossible):
            yield _struck(inquiry, judged, clause, value, told, "")
            return
        if not _limits_matter(inquiry, judged):
            continue
        told = _idle(inquiry, judged, clause, truth, own_ranges=False)
        if isinstance(told, Impossible):
            yield _with_limit(inquiry, judged, clause, truth, value, told)
            return
    yield Shown(FindingKind.INDECISIVE, judged.heading.name, clause.line, f"{name} decides for some patient")


def _limits_matter(inquiry: Inquiry, judged: Judged) -> bool:
    """Whether a rule, or who is eligible, depends on a limit that a laboratory may set."""
    nodes = [judged.when, *(rule.when for rule in inquiry.core.eligibility)]
    bodies = {one.name: one.body for one in inquiry.core.definitions}
    names = inquiry.reads_of(*nodes).definitions
    inner = [node for root in (*nodes, *(bodies[name] for name in names)) for node in walk(root)]
    return any(isinstance(node, e.LimitOf | e.CandidateLimit) for node in inner)


def _idle(
    inquiry: Inquiry, judged: Judged, clause: Clause, truth: Kleene, *, own_ranges: bool, most: Fraction | None = None
) -> Impossible | bool | None:
    """That no patient notices if the clause is always so; True where one may, None where that cannot be told."""
    because: list[tuple[str, int]] = []
    for situation in inquiry.anywhere(judged, own_ranges=own_ranges):
        goal = _noticed(situation, judged, clause, truth)
        if most is not None:
            goal += highest_limit(situation, most)
        found = possible(situation, goal)
        if found is None:
            return None
        if not isinstance(found, Impossible):
            return True
        because += found.because
    return Impossible(tuple(dict.fromkeys(because)))


def _noticed(situation: Situation, judged: Judged, clause: Clause, truth: Kleene) -> list[Bit]:
    """That the rule would say something else."""
    is_, would = (
        situation.here.criterion(judged.when),
        situation.without({id(node): truth for node in clause.nodes}).criterion(judged.when),
    )
    return [either(_differ(is_.true, would.true), _differ(is_.false, would.false))]


def _differ(one: Bit, other: Bit) -> Bit:
    return either(both(one, no(other)), both(no(one), other))


def highest_limit(situation: Situation, most: Fraction) -> list[Bit]:
    """That no result brings a ULN above some value."""
    return [
        z3.Implies(slot.has_high, slot.high <= s.number(most))
        for slots in situation.patient.slots.values()
        for slot in slots
        if slot.has_high is not False
    ]


def _struck(inquiry: Inquiry, judged: Judged, clause: Clause, value: bool, told: Impossible, unless: str) -> Said:
    why = _why(inquiry, judged, clause) if not value else ""
    for_whom = "an eligible patient" if told.because else "any patient"
    effect = (
        f"whenever it is true, {judged.name} is so without it"
        if not value
        else f"where the rest of {judged.name} is so, it is so too"
    )
    sentence = f"`{clause.words}` in {judged.name} decides nothing for {for_whom}{unless}: {why or effect}"
    return inquiry.finding(FindingKind.INDECISIVE, judged.heading, clause.line, sentence, told.because)


def _why(inquiry: Inquiry, judged: Judged, clause: Clause) -> str:
    """The alternative that is true whenever the clause is."""
    reached: list[str] = []
    for node, beside in zip(clause.nodes, clause.beside, strict=True):
        for other in beside:
            if all(
                isinstance(
                    possible(
                        situation, [situation.here.criterion(node).true, no(situation.here.criterion(other).true)]
                    ),
                    Impossible,
                )
                for situation in inquiry.anywhere(judged, own_ranges=False)
            ):
                reached.append(wording.criterion(other))
                break
        else:
            return ""
    return f"{wording.several(dict.fromkeys(reached))} {'is' if len(set(reached)) == 1 else 'are'} true first"


def _with_limit(inquiry: Inquiry, judged: Judged, clause: Clause, truth: Kleene, value: bool, told: Impossible) -> Said:
    """What decides only with a ULN above a value: which, and a patient with whom it does."""
    limit = _bound(inquiry, judged, clause, truth)
    units = {
        node.unit
        for root in clause.nodes
        for node in walk(root)
        if isinstance(node, Literal | e.ValueOf | e.CandidateValue) and node.unit != "1"
    }
    unit = units.pop() if len(units) == 1 else "1"
    named = wording.several(dict.fromkeys(_concepts(clause)), "or")
    unless = f" whose ULN of {named} is at most {show(limit, unit)}" if limit is not None else " with the declared ULN"
    finding = _struck(inquiry, judged, clause, value, told, unless)
    found = _example(inquiry, judged, clause, truth, value)
    if found is None or isinstance(finding, Shown | Unsettled):
        return finding
    return inquiry.finding(
        FindingKind.INDECISIVE, judged.heading, clause.line, finding.sentence, told.because, (found,)
    )


def _concepts(clause: Clause) -> list[str]:
    return [wording.plain(node.concept) for root in clause.nodes for node in walk(root) if isinstance(node, e.Series)]


def _bound(inquiry: Inquiry, judged: Judged, clause: Clause, truth: Kleene) -> Fraction | None:
    """The highest ULN with which the clause still decides nothing, among those at which two criteria may meet."""
    literals = [node for node in walk(inquiry.core) if isinstance(node, Literal) and node.value > 0]
    own = {node.value for root in clause.nodes for node in walk(root) if isinstance(node, Literal)}
    factors = {node.value for node in literals if node.unit == "1"} | {Fraction(1)}
    declared = {
        bound
        for concept in inquiry.core.vocabulary.concepts
        for normal in concept.normal
        if (bound := _of(normal, Edge.ULN)) is not None
    }
    candidates = sorted({value / factor for value in own for factor in factors} | declared)
    low, high = 0, len(candidates)
    while low < high:
        middle = (low + high) // 2
        if isinstance(_idle(inquiry, judged, clause, truth, own_ranges=True, most=candidates[middle]), Impossible):
            low = middle + 1
        else:
            high = middle
    return candidates[low - 1] if low else None


def _of(normal: NormalRange, edge: Edge) -> Fraction | None:
    return normal.high if edge is Edge.ULN else normal.low


def _example(inquiry: Inquiry, judged: Judged, clause: Clause, truth: Kleene, value: bool) -> Witness | None:
    """A patient with a ULN of their own for whom the clause decides, confirmed by running the guideline without it."""
    changed = without(inquiry.core, {id(node): e.All(()) if value else e.AnyOf(()) for node in clause.nodes})

    for situation in inquiry.anywhere(judged):

        def holds(person: Person, day: int, situation: Situation = situation) -> bool:
            with_it, without_it = inquiry.evaluator.result(person, day), inquiry.evaluator.result(person, day, changed)
            if with_it is None or without_it is None or not inquiry.fits(situation, with_it):
                return False
            shown = day_text(day)
            return judged.in_force(with_it, shown) is not value and judged.in_force(without_it, shown) is value

        here = situation.here.criterion(judged.when).true
        would = situation.without({id(node): truth for node in clause.nodes}).criterion(judged.when).true
        goal = [no(here), would] if value else [here, no(would)]
        found = seek(situation, goal, holds, inquiry.evaluator)
        if isinstance(found, Found):
            says = f"{judged.name} is {'not ' if value else ''}so, and would {'' if value else 'not '}be without it"
            return inquiry.witness(found, "with a ULN of the laboratory's own it decides", says)
    return None
