"""Advice that contradicts other advice, given to one patient at one time.

Two pieces of advice contradict each other where one wants a drug taken and the other does not, where one wants more of
it and the other less, or where no dose fits both.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from careway.evaluate.result import Result
from careway.ir import wording
from careway.ir.nodes import Advice, AdviseDose, AdviseDrug
from careway.model.terms import AdviceOrder, FindingKind
from careway.prove.finding import Said, Shown, Unsettled
from careway.prove.inquiry import Inquiry
from careway.prove.seek import Answer, Found, Impossible, Open
from careway.prove.situation import Situation
from careway.prove.speakers import Context, Speaker, at_rest, contexts, drugs_of, situations, speaks
from careway.prove.symbols import Bit, both, either

_TAKE = {AdviceOrder.GIVE, AdviceOrder.START, AdviceOrder.INCREASE, AdviceOrder.CONTINUE, AdviceOrder.RESUME}
_LEAVE = {AdviceOrder.STOP, AdviceOrder.HOLD, AdviceOrder.AVOID}


def agreeing(inquiry: Inquiry) -> Iterator[Said]:
    """Whether advice contradicts advice, in any step, after any stop, and elsewhere."""
    told: set[tuple[int, int]] = set()
    for context in contexts(inquiry):
        for first, second in combinations(context.speakers, 2):
            key = (id(first.advice), id(second.advice))
            drug = contradictory(first.advice, second.advice)
            if drug is None or key in told or not inquiry.asks(second.heading.name):
                continue
            answer = inquiry.first(_answers(inquiry, context, first, second, drug))
            if isinstance(answer, Found):
                told.add(key)
            yield _said(inquiry, context, first, second, drug, answer)


def contradictory(first: Advice, second: Advice) -> str | None:
    """The drug of which two pieces of advice may say contrary things; None where there is none."""
    for drug in drugs_of(first):
        if drug not in drugs_of(second):
            continue
        orders = {_order(first), _order(second)}
        if orders & _TAKE and orders & _LEAVE:
            return drug
        if orders == {AdviceOrder.INCREASE, AdviceOrder.REDUCE}:
            return drug
        if isinstance(first.action, AdviseDose) and isinstance(second.action, AdviseDose):
            return drug
    return None


def _order(advice: Advice) -> AdviceOrder:
    assert isinstance(advice.action, AdviseDose | AdviseDrug)
    action = advice.action
    return AdviceOrder(action.change.value if isinstance(action, AdviseDose) else action.order.value)


def _answers(inquiry: Inquiry, context: Context, first: Speaker, second: Speaker, drug: str) -> Iterator[Answer]:
    def holds(result: Result, day: str) -> bool:
        given = {(said.rule, said.line) for said in result.advice}
        return {(one.heading.name, one.advice.line) for one in (first, second)} <= given

    for situation in situations(inquiry, context):
        goal = at_rest(inquiry, situation, context.step)
        goal += speaks(situation, first) + speaks(situation, second)
        goal += _contrary(situation, first, second)
        yield inquiry.seek(situation, goal, holds)


def _contrary(situation: Situation, first: Speaker, second: Speaker) -> list[Bit]:
    """That no dose fits both, where both are about doses and their orders do not exclude each other already."""
    orders = {_order(first.advice), _order(second.advice)}
    if (orders & _TAKE and orders & _LEAVE) or orders == {AdviceOrder.INCREASE, AdviceOrder.REDUCE}:
        return []
    one, other = first.advice.action, second.advice.action
    assert isinstance(one, AdviseDose) and isinstance(other, AdviseDose)
    return [either(_above(situation, one, other), _above(situation, other, one))]


def _above(situation: Situation, one: AdviseDose, other: AdviseDose) -> Bit:
    """Whether every dose of one is above every dose of the other."""
    if one.low is None or other.high is None:
        return False
    low, high = situation.here.value(one.low), situation.here.value(other.high)
    apart = low.low >= high.high if one.low_open or other.high_open else low.low > high.high
    return both(low.has_low, high.has_high, apart)


def _said(inquiry: Inquiry, context: Context, first: Speaker, second: Speaker, drug: str, answer: Answer) -> Said:
    words = [
        f"{one.heading.name} says `{wording.advised(inquiry.core.vocabulary, one.advice.action)}`"
        for one in (first, second)
    ]
    line = second.advice.line
    heading = second.heading
    match answer:
        case Found():
            sentence = (
                f"advice on {wording.plain(drug)} contradicts itself {context.words}: "
                f"{words[0]} (line {first.advice.line}), and {words[1]}"
            )
            witness = inquiry.witness(answer, "both are given", " and ".join(words))
            return inquiry.finding(FindingKind.CONFLICT, heading, line, sentence, (), (witness,))
        case Impossible():
            return Shown(
                FindingKind.CONFLICT,
                heading.name,
                line,
                f"{context.words}, {words[0]} and {words[1]} never come together",
            )
        case Open():
            sentence = f"whether {context.words} {words[0]} while {words[1]}: {answer.why}"
            return Unsettled(FindingKind.CONFLICT, heading.name, line, sentence)
