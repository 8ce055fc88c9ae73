"""Advice as text, and what a claim says of advice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from careway.export.text import criteria, values
from careway.export.text.evidence import own_cites
from careway.export.text.layout import lines
from careway.export.text.scene import Place, Scene, Subject, unsaid
from careway.export.text.written import concept_name, names, quoted, shares_unit
from careway.ir.expressions import Arithmetic, Literal, Value
from careway.ir.nodes import (
    Action,
    Advice,
    AdviseConsider,
    AdviseDose,
    AdviseDrug,
    AdviseOrder,
    AdviseRefer,
    AdviseText,
    Claimed,
    ClaimedDose,
    ClaimedOrders,
)
from careway.model.terms import DoseChange, Operator
from careway.model.time import Duration


def advised(scene: Scene, place: Place, given: Sequence[Advice], cites: tuple[str, ...]) -> list[list[str]]:
    """The lines of each piece of advice."""
    return [lines(2, _advice(scene, place, one, cites)) for one in given]


def _advice(scene: Scene, place: Place, one: Advice, cites: tuple[str, ...]) -> str:
    word = "" if isinstance(one.action, AdviseConsider) else "advise "
    when = f" when {criteria.criterion(scene, place, one.when)}" if one.when is not None else ""
    return f"{word}{_action(scene, place, one.action)}{when}{own_cites(place.rule, one, one.cites, cites)}"


def _action(scene: Scene, place: Place, action: Action) -> str:
    match action:
        case AdviseDose():
            return _dose(scene, place, action)
        case AdviseDrug(order=order, drugs=drugs):
            return f"{order.value} {names(scene, place, drugs, panels=True)}"
        case AdviseOrder(concepts=concepts):
            if any(one in {group.name for group in scene.groups} for one in concepts):
                raise unsaid(place, action, "what is ordered is spelled out in the core, panels too")
            return f"order {names(scene, place, concepts, panels=True)}"
        case AdviseConsider(drugs=drugs):
            return f"consider {names(scene, place, drugs, panels=True)}"
        case AdviseRefer(to=to):
            return f"refer {quoted(place, to)}"
        case AdviseText(text=text):
            return quoted(place, text)
        case _:
            assert_never(action)


def _dose(scene: Scene, place: Place, action: AdviseDose) -> str:
    drug = concept_name(place, action.drug)
    words = {
        DoseChange.GIVE: drug,
        DoseChange.START: f"start {drug} at",
        DoseChange.INCREASE: f"increase {drug} to",
        DoseChange.REDUCE: f"reduce {drug} to",
    }
    over = f" over {_over(*action.over)}" if action.over is not None else ""
    return f"{words[action.change]} {_range(scene, place.about(Subject(action.drug)), action)}{over}"


def claimed(scene: Scene, place: Place, advice: Claimed) -> str:
    """`start or increase azathioprine`, `azathioprine above 150 mg/day`."""
    match advice:
        case ClaimedOrders(orders=orders, drugs=drugs):
            return f"{' or '.join(order.value for order in orders)} {names(scene, place, drugs, panels=True)}"
        case ClaimedDose(drug=drug):
            return f"{concept_name(place, drug)} {_range(scene, place.about(Subject(drug)), advice)}"
        case _:
            assert_never(advice)


def _over(low: Duration, high: Duration) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _range(scene: Scene, place: Place, action: AdviseDose | ClaimedDose) -> str:
    low, high = action.low, action.high
    below, above = " below" if action.high_open else "", "above " if action.low_open else ""
    if (low is None and action.low_open) or (high is None and action.high_open):
        raise unsaid(place, action, "an end that is not given is not open either")
    if low is not None and high is not None:
        parts = _parts(low, high)
        if parts is not None and not above and not below:
            of = values.part(scene, place, parts[2])
            first, last = (values.in_dose_alone(scene, place, one) for one in parts[:2])
            return f"{first} to {last} of {of}"
        if low == high and not above and not below:
            return values.in_dose(scene, place, low)
        once = isinstance(low, Literal) and isinstance(high, Literal) and shares_unit(low, high)
        first = low.written if once and isinstance(low, Literal) else values.in_dose(scene, place, low)
        return f"{above}{first} to{below} {values.in_dose(scene, place, high)}"
    if low is not None:
        return f"{above or 'at least '}{values.in_dose(scene, place, low)}"
    if high is not None:
        return f"{below.strip() or 'at most'} {values.in_dose(scene, place, high)}"
    raise unsaid(place, action, "a dose has at least one end")


def _parts(low: Value, high: Value) -> tuple[Value, Value, Value] | None:
    """`1/4 to 1/3 of X`: both ends are parts of the same."""
    low, high = values.unconverted(low), values.unconverted(high)
    if not isinstance(low, Arithmetic) or not isinstance(high, Arithmetic) or low.right != high.right or low == high:
        return None
    if low.operator is not Operator.MULTIPLY or high.operator is not Operator.MULTIPLY:
        return None
    good = all(isinstance(one.left, Literal) and one.left.unit == "1" for one in (low, high))
    return (low.left, high.left, low.right) if good else None
