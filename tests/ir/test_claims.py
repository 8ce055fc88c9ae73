"""Of which advice a claim speaks, and a claim in words."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from careway.ir import nodes as n
from careway.ir.claims import speaks_of
from careway.ir.expressions import Literal
from careway.ir.wording import claim, claimed
from careway.model.terms import AdviceOrder, DoseChange, DrugOrder, InvariantKind
from support.sample_core import CORE, DOSE

HIGH = Literal(Fraction(200), "mg/day", "200 mg/day")
DOSES = [replace(DOSE, change=change, drug="aza") for change in DoseChange]
ORDERS = [n.AdviseDrug(order, ("aza", "allo")) for order in DrugOrder]
OTHERS: list[n.Action] = [
    n.AdviseOrder(("aza",)),
    n.AdviseConsider(("aza",)),
    n.AdviseRefer("aza"),
    n.AdviseText("stop aza"),
]
DOSED = n.ClaimedDose("aza", HIGH, None, True, False)


def words(action: n.AdviseDose | n.AdviseDrug) -> str:
    return action.change.value if isinstance(action, n.AdviseDose) else action.order.value


@pytest.mark.parametrize("order", AdviceOrder)
def test_an_order_speaks_of_that_order_with_a_dose_or_without(order: AdviceOrder) -> None:
    met = [action for action in (*DOSES, *ORDERS) if speaks_of(n.ClaimedOrders((order,), ("aza",)), action)]
    assert [words(action) for action in met] == [order.value] * len(met)
    assert len(met) == (2 if order is AdviceOrder.START else 1)


def test_all_orders_speak_of_every_dose_and_order_and_of_nothing_else() -> None:
    every = n.ClaimedOrders(tuple(AdviceOrder), ("allo", "aza"))
    assert all(speaks_of(every, action) for action in (*DOSES, *ORDERS))
    assert not any(speaks_of(every, action) or speaks_of(DOSED, action) for action in OTHERS)


def test_only_of_the_drugs_that_are_named() -> None:
    other = n.ClaimedOrders(tuple(AdviceOrder), ("other",))
    assert not any(speaks_of(other, action) for action in (*DOSES, *ORDERS))
    assert speaks_of(n.ClaimedOrders((AdviceOrder.HOLD,), ("allo",)), n.AdviseDrug(DrugOrder.HOLD, ("aza", "allo")))


def test_a_dose_speaks_of_doses_of_its_drug() -> None:
    assert all(speaks_of(DOSED, action) for action in DOSES)
    assert not any(speaks_of(DOSED, action) for action in ORDERS)
    assert not speaks_of(replace(DOSED, drug="other"), DOSES[0])


def test_a_claim_in_words() -> None:
    first, second = CORE.invariants
    orders = n.ClaimedOrders((AdviceOrder.START, AdviceOrder.INCREASE), ("aza", "other_drug"))
    assert claimed(orders) == "start or increase aza or other drug"
    assert claimed(DOSED) == "aza above 200 mg/day"
    assert claim(second) == "always advise azathioprine below 200 mg/day"
    assert claim(first) == (
        "never advise start or increase azathioprine while ALT >= 3 × baseline of ALT, in step initial"
    )
    assert claim(replace(first, kind=InvariantKind.ALWAYS, advice=None, only_in=("initial", "escalation"))) == (
        "always ALT >= 3 × baseline of ALT, in step initial or escalation"
    )
