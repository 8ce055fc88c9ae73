"""Advice in words, which advice holds, and how what was recorded differs from it (docs/meaning.md, 11)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from careway.base.record import record
from careway.evaluate import phrases
from careway.evaluate.judge import Judge, compare
from careway.evaluate.records_in_words import shown
from careway.ir import expressions as e
from careway.ir import wording
from careway.ir.nodes import (
    Action,
    Advice,
    AdviseConsider,
    AdviseDose,
    AdviseDrug,
    AdviseOrder,
    AdviseRefer,
    AdviseText,
    Heading,
)
from careway.ir.regimen import regimen
from careway.model.quantity import show
from careway.model.terms import Comparison, DrugOrder, Operator
from careway.model.time import Instant, shift_day
from careway.model.truth import FALSE, TRUE


@record
class Standing:
    """A piece of advice that holds, the rule that gives it, and since when."""

    advice: Advice
    heading: Heading
    since: Instant


@record
class Difference:
    """What was recorded against advice: `key` tells one difference from another as days pass."""

    key: tuple[str, str, str]
    heading: Heading
    text: str


def text_of(action: Action, judge: Judge) -> str:
    """A piece of advice in words, with the numbers that hold now."""
    match action:
        case AdviseDose():
            return _dose_text(action, judge)
        case AdviseDrug():
            return f"{action.order.value} {wording.several([wording.plain(drug) for drug in action.drugs])}"
        case AdviseOrder():
            return phrases.obtain("order", [judge.chart.concepts[concept] for concept in action.concepts])
        case AdviseConsider():
            return f"consider {wording.several([wording.plain(drug) for drug in action.drugs], 'or')}"
        case AdviseRefer():
            return f"refer to {wording.plain(action.to)}"
        case AdviseText():
            return action.text
        case _:
            assert_never(action)


def all_of(advice: Iterable[Advice], judge: Judge) -> str:
    """Pieces of advice in words, in one line."""
    return "; ".join(text_of(item.action, judge) for item in advice)


def order_of(action: Action) -> str:
    """What a piece of advice asks, in one word."""
    match action:
        case AdviseDose():
            return action.change.value
        case AdviseDrug():
            return action.order.value
        case AdviseOrder():
            return "order"
        case AdviseConsider():
            return "consider"
        case AdviseRefer():
            return "refer"
        case AdviseText():
            return "do"
        case _:
            assert_never(action)


def drugs_of(action: Action) -> tuple[str, ...]:
    """The drugs that a piece of advice is about."""
    match action:
        case AdviseDose():
            return (action.drug,)
        case AdviseDrug() | AdviseConsider():
            return action.drugs
        case AdviseOrder() | AdviseRefer() | AdviseText():
            return ()
        case _:
            assert_never(action)


def _dose_text(action: AdviseDose, judge: Judge) -> str:
    text = f"{phrases.CHANGES[action.change]}{wording.plain(action.drug)} "
    if action.change.value in ("increase", "reduce"):
        text += "to "
    text += _range_text(action, judge)
    if action.over is not None:
        short, long = action.over
        from_ = str(short.amount if short.unit is long.unit else short)
        text += f" over {long}" if short == long else f" over {from_} to {long}"
    return text


def _range_text(action: AdviseDose, judge: Judge) -> str:
    """The dose in numbers, and in the author's words where these are a name or a part of one."""
    low, high = action.low, action.high
    numbers = [_known(node, judge) for node in (low, high)]
    words = [None if node is None else _words(node) for node in (low, high)]
    named = any(
        word is not None and not isinstance(node, e.Literal) for word, node in zip(words, (low, high), strict=True)
    )
    opens = (action.low_open, action.high_open)
    said = wording.dose(*_trimmed(words[0], words[1]), *opens)
    if any(node is not None and number is None for node, number in zip((low, high), numbers, strict=True)):
        return said
    if not named:
        return said
    counted = wording.dose(*_trimmed(numbers[0], numbers[1]), *opens)
    return f"{counted} ({said})"


def _trimmed(low: str | None, high: str | None) -> tuple[str | None, str | None]:
    """Two bounds said in one breath: what both end with (a unit, `of the usual dose`) is said once."""
    if low is None or high is None or low == high:
        return low, high
    (first, _, rest), (_, _, tail) = low.partition(" "), high.partition(" ")
    return (first, high) if rest and rest == tail else (low, high)


def _known(node: e.Value | None, judge: Judge) -> str | None:
    span = None if node is None else judge.value(node)
    return None if node is None or span is None or span.point is None else show(span.point, node.unit)


def _words(node: e.Value) -> str:
    """A bound of a dose in the author's words: `50 mg/day`, `the previous dose`, `1/4 of the usual dose`."""
    match node:
        case e.Literal():
            return phrases.number(node)
        case e.DefinedValue() | e.ParameterValue():
            return f"the {wording.plain(node.name)}"
        case e.Convert():
            return _words(node.value)
        case e.Arithmetic(operator=Operator.MULTIPLY):
            left, right = _words(node.left), _words(node.right)
            return f"{left} of {right}" if isinstance(node.left, e.Literal | e.Arithmetic) else f"{left} × {right}"
        case e.Arithmetic():
            left, right = _words(node.left), _words(node.right)
            tight = node.operator is Operator.DIVIDE and isinstance(node.left, e.Literal)
            return f"{left}{node.operator.value}{right}" if tight else f"{left} {node.operator.value} {right}"
        case e.CurrentDose():
            return f"the present dose of {wording.plain(node.drug)}"
        case e.ValueOf():
            return f"the {wording.selection(node.selection)}"
        case e.LimitOf() | e.CountOf() | e.CandidateValue() | e.CandidateLimit():
            return "its limit"
        case _:
            assert_never(node)


def holding(
    rules: Iterable[tuple[Heading, tuple[Advice, ...]]], holds: dict[int, bool]
) -> list[tuple[Heading, Advice]]:
    """The advice of rules that speak, in order; of one rule, later advice on a drug takes the place of earlier advice
    on it. `holds` says, by the advice's identity, whether its own criterion is true."""
    found: list[tuple[Heading, Advice]] = []
    for heading, advices in rules:
        mine = [advice for advice in advices if holds[id(advice)]]
        for place, advice in enumerate(mine):
            drugs = set(regimen(advice.action))
            later = {drug for other in mine[place + 1 :] for drug in regimen(other.action)}
            if drugs and drugs <= later:
                continue
            found.append((heading, advice))
    return found


def differences(standing: Iterable[Standing], judge: Judge) -> list[Difference]:
    """How the drugs as recorded differ from the advice that holds, at the end of a day."""
    found: list[Difference] = []
    for item in standing:
        action = item.advice.action
        match action:
            case AdviseDose():
                text = _dose_difference(action, item, judge)
                if text is not None:
                    found.append(Difference((item.heading.name, action.drug, action.change.value), item.heading, text))
            case AdviseDrug():
                for drug in action.drugs:
                    text = _order_difference(action.order, drug, judge)
                    if text is not None:
                        found.append(Difference((item.heading.name, drug, action.order.value), item.heading, text))
            case AdviseOrder() | AdviseConsider() | AdviseRefer() | AdviseText():
                pass
            case _:
                assert_never(action)
    return found


def _dose_difference(action: AdviseDose, item: Standing, judge: Judge) -> str | None:
    drug = wording.plain(action.drug)
    active = judge.taking(action.drug)
    advised = _dose_text(action, judge)
    if active is FALSE:
        return f"no {drug} recorded; advised: {advised}"
    given = judge.dose(action.drug)
    if active is not TRUE or given is None:
        return None
    record = judge.chart.in_force(action.drug, judge.now)
    amount = shown(record) if record is not None else ""
    too_low = too_high = FALSE
    if action.low is not None:
        rule = Comparison.AT_MOST if action.low_open else Comparison.BELOW
        too_low = compare(rule, given, judge.value(action.low))
    if action.high is not None:
        rule = Comparison.AT_LEAST if action.high_open else Comparison.ABOVE
        too_high = compare(rule, given, judge.value(action.high))
    if too_low is TRUE and not _still_changing(action, item, judge):
        return f"{drug} {amount} recorded; advised: {advised}"
    if too_high is TRUE:
        return f"{drug} {amount} recorded; advised: {advised}"
    return None


def _still_changing(action: AdviseDose, item: Standing, judge: Judge) -> bool:
    """Whether the time that the advice gives for a change has not passed yet."""
    if action.over is None:
        return False
    longest = action.over[1]
    day = judge.calendar.day_of(item.since)
    end = shift_day(day, longest) if not longest.by_clock else day
    if judge.today <= end:
        judge.wake(judge.calendar.end_of(end + 1))
        return True
    return False


def _order_difference(order: DrugOrder, drug: str, judge: Judge) -> str | None:
    name = wording.plain(drug)
    active = judge.taking(drug)
    match order:
        case DrugOrder.HOLD | DrugOrder.STOP | DrugOrder.AVOID:
            if active is not TRUE:
                return None
            record = judge.chart.in_force(drug, judge.now)
            verb = {DrugOrder.HOLD: "held", DrugOrder.STOP: "stopped", DrugOrder.AVOID: "avoided"}[order]
            return f"{name} still recorded at {shown(record) if record else '?'}; it was to be {verb}"
        case DrugOrder.CONTINUE:
            return f"{name} not taken; it was to be continued" if active is FALSE else None
        case DrugOrder.START | DrugOrder.RESUME:
            return None
        case _:
            assert_never(order)
