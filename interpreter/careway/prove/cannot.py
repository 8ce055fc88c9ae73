"""What no case can show: answers that a criterion never has, and criteria that are never alone decisive.

In: of which decision, which of its criteria, and what is looked for. Out: whether a patient is possible for whom it is
so, in any population, eligible or not; where none is, the objective is not held against an author's cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from careway.base.record import record
from careway.evaluate.run import resolve
from careway.ir import expressions as e
from careway.ir.nodes import Advice, Caution, Guideline, Stop, Transition
from careway.model.aspect import Aspect
from careway.prove import symbols as s
from careway.prove.inquiry import Inquiry, Judged
from careway.prove.meaning import Meaning
from careway.prove.seek import Impossible, possible
from careway.prove.situation import RECORDS, Situation
from careway.prove.speakers import at_rest
from careway.prove.symbols import Bit, Kleene, both, either, no

REASON = f"proved of every patient with at most {RECORDS} records of each concept (docs/proofs.md)"


@record
class Asked:
    """One way to meet an objective: a decision (the criterion of a rule, or a way out of a step), one of its criteria,
    and what it would show."""

    objective: str
    decision: e.Criterion | Transition
    node: e.Criterion
    shows: Aspect


def cannot(core: Guideline, asked: Iterable[Asked]) -> dict[str, str]:
    """The objectives that no patient can meet, by their names, each with the reason."""
    ways: dict[str, list[Asked]] = {}
    for one in asked:
        ways.setdefault(one.objective, []).append(one)
    populations = (None, *(item.name for item in core.sets))
    inquiries = [Inquiry(core, resolve(core, population, {}), population) for population in populations]
    return {
        objective: REASON
        for objective, every in ways.items()
        if all(_is_impossible(inquiry, one) for inquiry in inquiries for one in every)
    }


def _is_impossible(inquiry: Inquiry, asked: Asked) -> bool:
    found = False
    for situation, judged in _where(inquiry, asked.decision):
        found = True
        goal = judged if _begins_again(inquiry, asked) else [*judged, *_goal(situation, asked)]
        if not isinstance(possible(situation, goal), Impossible):
            return False
    return found


def _begins_again(inquiry: Inquiry, asked: Asked) -> bool:
    """Whether the decision is one to begin again: what it says later than at the end is not followed here."""
    return any(asked.decision is step.begin_again for step in inquiry.steps.values())


def _where(inquiry: Inquiry, decision: e.Criterion | Transition) -> Iterator[tuple[Situation, list[Bit]]]:
    """The situations in which a decision is taken, and what must be so for it; none where that is not known here."""
    for step in inquiry.steps.values():
        advice = any(decision is item.when for item in step.advice)
        inside = [*step.transitions, *(phase.until for monitor in step.monitors for phase in monitor.phases)]
        if advice or any(decision is item for item in inside):
            for route in inquiry.routes((step.heading.name,), through=True):
                situation = inquiry.situation(route, eligible=False)
                yield situation, at_rest(inquiry, situation, step) if advice else []
            return
        if decision is step.begin_again:
            yield from _finishes(inquiry, decision)
            return
    for rule in inquiry.core.eligibility:
        if decision is rule.when:
            yield inquiry.situation(None), []
            return
    for judged in (*inquiry.stops(), *inquiry.cautions()):
        own = decision is judged.when
        if not own and not any(decision is item.when for item in _advice_of(judged)):
            continue
        if inquiry.reads_of(judged.when, decision).state:
            yield from ((one, _speaks(one, judged, own)) for one in _everywhere(inquiry, judged))
        elif judged.steps:
            for route in inquiry.routes(judged.steps, through=False):
                situation = inquiry.situation(route, eligible=False)
                yield situation, _speaks(situation, judged, own)
        else:
            yield inquiry.situation(None), _speaks(inquiry.situation(None), judged, own)
        return


def _finishes(inquiry: Inquiry, again: e.Criterion) -> Iterator[tuple[Situation, list[Bit]]]:
    """Where a pathway ends and does not begin again at once: only there, and later, is it asked whether it may. Where a
    stop may end it, nothing is known here."""
    if inquiry.core.stops:
        return
    for step in inquiry.steps.values():
        for item in step.transitions:
            if item.to is None:
                for route in inquiry.routes((step.heading.name,), through=True):
                    situation = inquiry.situation(route, eligible=False)
                    ends = situation.way(item, situation.place, situation.now).true
                    yield situation, [ends, no(situation.here.criterion(again).true)]


def _advice_of(judged: Judged) -> tuple[Advice, ...]:
    return judged.node.advice if isinstance(judged.node, Stop | Caution) else ()


def _speaks(situation: Situation, judged: Judged, own: bool) -> list[Bit]:
    """A rule's advice is judged only while the rule speaks."""
    return [] if own else [situation.here.criterion(judged.when).true]


def _everywhere(inquiry: Inquiry, judged: Judged) -> Iterator[Situation]:
    """Every route to where a rule is judged; for one that is judged in no step, too, any patient."""
    if not judged.steps:
        yield inquiry.situation(None)
    for route in inquiry.routes(judged.steps, through=True):
        yield inquiry.situation(route, eligible=False)


def _goal(situation: Situation, asked: Asked) -> list[Bit]:
    node = situation.here.criterion(asked.node)
    match asked.shows:
        case Aspect.TRUE:
            return [node.true]
        case Aspect.FALSE:
            return [node.false]
        case Aspect.UNKNOWN:
            return [node.unknown]
        case Aspect.ALONE_TRUE:
            return [node.true, _differs(situation, asked, s.NO)]
        case Aspect.ALONE_OTHER:
            return [no(node.true), _differs(situation, asked, s.YES)]
        case _:
            assert_never(asked.shows)


def _differs(situation: Situation, asked: Asked, answer: Kleene) -> Bit:
    """Whether the decision would be true and is not, or is and would not be, were the criterion answered otherwise."""
    is_ = _decided(situation, asked.decision, situation.here).true
    would = _decided(situation, asked.decision, situation.without({id(asked.node): answer})).true
    return either(both(is_, no(would)), both(no(is_), would))


def _decided(situation: Situation, decision: e.Criterion | Transition, meaning: Meaning) -> Kleene:
    if isinstance(decision, Transition):
        return situation.way(decision, situation.place, situation.now, meaning)
    return meaning.criterion(decision)
