"""Of which advice a claim speaks. In: what a claim names, and an action. Out: whether the action is of that sort.

The words of an advice are not read, and neither are alternatives to consider: only orders and doses can be claimed.
Whether a dose lies in a claimed range is no question here: it may depend on the patient.
"""

from __future__ import annotations

from typing import assert_never

from careway.ir.nodes import (
    Action,
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
from careway.model.terms import AdviceOrder


def speaks_of(claimed: Claimed, action: Action) -> bool:
    """Whether a claim speaks of an action: for orders this decides it, for a dose its range is still to be compared."""
    match action:
        case AdviseDose(change=change, drug=drug):
            return _named(claimed, AdviceOrder(change.value), (drug,))
        case AdviseDrug(order=order, drugs=drugs):
            return not isinstance(claimed, ClaimedDose) and _named(claimed, AdviceOrder(order.value), drugs)
        case AdviseOrder() | AdviseConsider() | AdviseRefer() | AdviseText():
            return False
        case _:
            assert_never(action)


def _named(claimed: Claimed, order: AdviceOrder, drugs: tuple[str, ...]) -> bool:
    match claimed:
        case ClaimedOrders():
            return order in claimed.orders and any(drug in claimed.drugs for drug in drugs)
        case ClaimedDose():
            return claimed.drug in drugs
        case _:
            assert_never(claimed)
