"""Of which drugs an action says how they are to be taken: of one rule, later advice on a drug takes the place of
earlier advice on it. To avoid a drug, or to consider one, is no regimen: it replaces none and is replaced by none."""

from __future__ import annotations

from careway.ir.nodes import Action, AdviseDose, AdviseDrug
from careway.model.terms import DrugOrder


def regimen(action: Action) -> tuple[str, ...]:
    """The drugs of which an action says how they are to be taken."""
    match action:
        case AdviseDose(drug=drug):
            return (drug,)
        case AdviseDrug(order=order, drugs=drugs) if order is not DrugOrder.AVOID:
            return drugs
        case _:
            return ()
