"""Gaps: a number, or a day, that lies between two rules of one kind and belongs to neither.

Of the rules that speak beside each other (the stops; the cautions; the ways out of a step; its advice) it is asked
whether a patient is passed over who would not be were one value the least bit higher, nor were it the least bit lower:
`> 3 ×` beside `< 3 ×`, or `more than 30 days` beside `less than 30 days`. A wide stretch of which no rule speaks (a
normal potassium) is no gap: that no rule speaks there is what the author says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from careway.base.record import record
from careway.evaluate.result import Result
from careway.ir import expressions as e
from careway.ir import wording
from careway.ir.reads import walk
from careway.model.quantity import show
from careway.model.terms import Comparison, FindingKind
from careway.prove import symbols as s
from careway.prove.finding import Said, Shown, Unsettled
from careway.prove.inquiry import Inquiry, Judged
from careway.prove.meaning import Meaning
from careway.prove.person import Person, day_text
from careway.prove.seek import Found, Impossible, Open, seek
from careway.prove.situation import Situation
from careway.prove.symbols import Bit, Kleene, no

_A_LITTLE = Fraction(1, 1000)
_UP = (Comparison.AT_LEAST, Comparison.ABOVE)
_DOWN = (Comparison.AT_MOST, Comparison.BELOW)


@record
class Family:
    """Rules that speak beside each other, and how they are called together."""

    words: str
    rules: tuple[Judged, ...]


@record
class Edge:
    """What two rules compare: a value with a value, or the time since a moment with a duration; with the comparisons in
    which it occurs."""

    words: str
    at: e.Compare | e.Elapsed
    nodes: tuple[e.Compare | e.Elapsed, ...]


def gaps(inquiry: Inquiry) -> Iterator[Said]:
    """Whether a patient falls between two rules."""
    for family in _families(inquiry):
        if not family.rules or not inquiry.asks(*(judged.heading.name for judged in family.rules)):
            continue
        for edge in _edges(inquiry, family):
            yield from _of_edge(inquiry, family, edge)


def _families(inquiry: Inquiry) -> Iterator[Family]:
    yield Family("stop or caution", (*inquiry.stops(), *inquiry.cautions()))
    for step in inquiry.steps.values():
        name = wording.plain(step.heading.name)
        yield Family(f"way out of {name}", tuple(inquiry.ways(step)))
        yield Family(f"advice of {name}", tuple(inquiry.advice(step)))


def _edges(inquiry: Inquiry, family: Family) -> Iterator[Edge]:
    """What the rules of a family compare in both directions without the bound itself."""
    bodies = {one.name: one.body for one in inquiry.core.definitions}
    names = sorted(inquiry.reads_of(*(judged.when for judged in family.rules)).definitions)
    roots: list[object] = [*(judged.when for judged in family.rules), *(bodies[name] for name in names)]
    found: dict[str, list[e.Compare | e.Elapsed]] = {}
    for root in roots:
        for node in walk(root):
            if isinstance(node, e.Compare | e.Elapsed):
                found.setdefault(_compared(node), []).append(node)
    for words, nodes in found.items():
        kinds = {_comparison(node) for node in nodes}
        if kinds & set(_UP) and kinds & set(_DOWN) and Comparison.EQUAL not in kinds:
            yield Edge(words, nodes[0], tuple(nodes))


def _compared(node: e.Compare | e.Elapsed) -> str:
    """The two sides, in an order that does not depend on how the author put them."""
    if isinstance(node, e.Elapsed):
        return f"the time since {wording.time(node.since)}, {wording.length(node.duration)}"
    return f"{wording.value(node.left)} and {_plain(node.right)}"


def _plain(node: e.Value) -> str:
    return show(node.value, node.unit) if isinstance(node, e.Literal) else wording.value(node)


def _comparison(node: e.Compare | e.Elapsed) -> Comparison:
    return node.comparison


def _of_edge(inquiry: Inquiry, family: Family, edge: Edge) -> Iterator[Said]:
    line = family.rules[-1].line
    for situation in _situations(inquiry, family):
        here = situation.here
        goal: list[Bit] = [_exactly(here, edge), *(no(_rule(here, judged).true) for judged in family.rules)]
        for above in (True, False):
            settled = {id(node): _beside(here, node, above=above) for node in edge.nodes}
            moved = situation.without(settled)
            goal.append(s.some(_rule(moved, judged).true for judged in family.rules))

        if family.words.startswith(("way", "advice")):
            goal += [no(here.criterion(stop.when).true) for stop in inquiry.core.stops]

        def holds(person: Person, day: int, situation: Situation = situation) -> bool:
            result = inquiry.evaluator.result(person, day)
            if result is None or not inquiry.fits(situation, result) or _speaks(family, result, day):
                return False
            return all(_speaks_for(inquiry, family, one, when) for one, when in _neighbours(edge, person, day))

        answer = seek(situation, goal, holds, inquiry.evaluator)
        match answer:
            case Found():
                about = [judged for judged in family.rules if _about(inquiry, judged, edge)]
                names = wording.several(dict.fromkeys(judged.heading.name for judged in about))
                heading, line = about[-1].heading, about[-1].line
                sentence = (
                    f"no {family.words} speaks where {_equal(edge)}: just above it and just below it one does ({names})"
                )
                witness = inquiry.witness(answer, "passed over", f"no {family.words}")
                yield inquiry.finding(FindingKind.GAP, heading, line, sentence, (), (witness,))
            case Impossible():
                sentence = f"no patient falls between the rules at {edge.words}"
                yield Shown(FindingKind.GAP, family.rules[-1].heading.name, line, sentence)
            case Open():
                sentence = f"whether a patient falls between the rules at {edge.words}: {answer.why}"
                yield Unsettled(FindingKind.GAP, family.rules[-1].heading.name, line, sentence)
        return


def _speaks(family: Family, result: Result, day: int) -> bool:
    return any(judged.in_force(result, day_text(day)) for judged in family.rules)


def _speaks_for(inquiry: Inquiry, family: Family, person: Person, day: int) -> bool:
    result = inquiry.evaluator.result(person, day)
    return result is not None and _speaks(family, result, day)


def _neighbours(edge: Edge, person: Person, day: int) -> Iterator[tuple[Person, int]]:
    """The same patient a little to either side of the bound: with another last result, or a day off."""
    if isinstance(edge.at, e.Elapsed):
        yield person, day - 1
        yield person, day + 1
        return
    concepts = {node.concept for node in walk(edge.at.left) if isinstance(node, e.Series)}
    mine = [fact for fact in person.facts if fact.concept in concepts and fact.day <= day]
    if not mine or mine[-1].number is None:
        return
    for sign in (-1, 1):
        number = mine[-1].number + sign * _A_LITTLE
        facts = tuple(replace(fact, number=number) if fact is mine[-1] else fact for fact in person.facts)
        yield replace(person, facts=facts), day


def _situations(inquiry: Inquiry, family: Family) -> Sequence[Situation]:
    steps = tuple(dict.fromkeys(step for judged in family.rules for step in judged.steps))
    if not steps:
        return [inquiry.situation(None)]
    return [inquiry.situation(route) for route in inquiry.routes(steps, through=True)][:1]


def _rule(meaning: Meaning, judged: Judged) -> Kleene:
    return meaning.criterion(judged.when)


def _about(inquiry: Inquiry, judged: Judged, edge: Edge) -> bool:
    """Whether a rule compares at the edge, itself or in a definition that it asks."""
    bodies = {one.name: one.body for one in inquiry.core.definitions}
    roots = [judged.when, *(bodies[name] for name in inquiry.reads_of(judged.when).definitions)]
    nodes = {id(node) for node in edge.nodes}
    return any(id(node) in nodes for root in roots for node in walk(root))


def _equal(edge: Edge) -> str:
    if isinstance(edge.at, e.Elapsed):
        return f"{wording.length(edge.at.duration)} have passed since {wording.time(edge.at.since)}"
    return f"{wording.value(edge.at.left)} is exactly {wording.value(edge.at.right)}"


def _exactly(here: Meaning, edge: Edge) -> Bit:
    """That the bound itself is met."""
    node = edge.at
    if isinstance(node, e.Elapsed):
        return here.criterion(e.Elapsed(Comparison.EQUAL, node.duration, node.since)).true
    left, right = here.value(node.left), here.value(node.right)
    return s.all_of((s.reaches(left, right), s.reaches(right, left))).true


def _beside(here: Meaning, node: e.Compare | e.Elapsed, *, above: bool) -> Kleene:
    """What a comparison at the bound would say a little above it, or below."""
    return s.of(_comparison(node) in (_UP if above else _DOWN))
