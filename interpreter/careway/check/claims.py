"""`always` and `never`: what an author claims of every run, for `careway prove`.

In: a claim of the tree. Out: an invariant of the core. A claim needs no source: it says nothing new to a clinician,
only what the author takes to follow from the rules.
"""

from __future__ import annotations

from careway.check import conditions, schedules
from careway.check.advice import dosed, texts
from careway.check.clauses import once
from careway.check.evidence import heading
from careway.check.findings import Checking, Suggestion
from careway.check.naming import members
from careway.check.place import TOP
from careway.ir import nodes as ir
from careway.model.terms import AdviceOrder, DoseChange
from careway.model.vocabulary import Kind
from careway.syntax.advice import DoseAction
from careway.syntax.expressions import Name
from careway.syntax.grounds import OnlyIn, When
from careway.syntax.rules import Claim, ClaimedDose, ClaimedOrders, InvariantNode

_NOT_CLAIMED = ("order", "refer")
"""What rules advise and no claim speaks of. Neither word can be the name of a drug."""


def invariant(c: Checking, node: InvariantNode) -> None:
    """Elaborates a claim, what it says of advice first and then its condition, wherever they stand."""
    head = heading(c, node.name.text, node.title, node.cites, node.clauses, node.span)
    named = [clause for clause in node.clauses if isinstance(clause, Claim)]
    whens = [clause for clause in node.clauses if isinstance(clause, When)]
    limits = [clause for clause in node.clauses if isinstance(clause, OnlyIn)]
    for what, given in (("advise", named), ("when", whens), ("only in", limits)):
        once(c, ((what, clause.span) for clause in given))
    advice = _claimed(c, named[0].advice) if named else None
    when = conditions.criterion(c, whens[0].condition, TOP) if whens else None
    steps = schedules.only_in(c, limits[0]) if limits else ()
    if steps is None or (named and advice is None) or (whens and when is None) or not (named or whens):
        return
    c.parts.invariants.append(c.placed(ir.Invariant(head, node.kind, advice, when, steps), node.span))


def _claimed(c: Checking, claimed: ClaimedOrders | ClaimedDose) -> ir.Claimed | None:
    made: ir.Claimed | None = None
    match claimed:
        case ClaimedOrders(orders=orders, drugs=names):
            once(c, ((order.text, order.span) for order in orders))
            drugs = members(c, names, TOP, "a drug", (Kind.DRUG,))
            if drugs:
                distinct = dict.fromkeys(AdviceOrder(order.text) for order in orders)
                made = ir.ClaimedOrders(tuple(distinct), texts(drugs))
        case ClaimedDose(drug=drug) if drug.text in _NOT_CLAIMED:  # read as a drug: a dose may be a mere name
            help = "write an order and drugs, `advise stop azathioprine`, or a drug and a dose"
            c.report("CW205", f"a claim speaks of drugs, `{drug.text}` of something else", claimed.span, help=help)
        case ClaimedDose(drug=drug) if (near := _order_meant(c, drug)) is not None:
            c.report("CW200", f"`{drug.text}` is not declared", drug.span, "expected an order or a drug", **near)
        case ClaimedDose(drug=drug, dose=dose):
            found = dosed(c, DoseAction(DoseChange.GIVE, drug, dose, None, claimed.span), TOP)
            if found is not None:
                made = ir.ClaimedDose(found.drug, found.low, found.high, found.low_open, found.high_open)
    return made if made is None else c.placed(made, claimed.span)


def _order_meant(c: Checking, drug: Name) -> Suggestion | None:
    """What to say of an order that is misspelled: whatever is no order is read as the name of a drug."""
    if c.scope.anywhere(drug.text) is not None or drug.text in c.damaged:
        return None
    return c.meant(drug, [order.value for order in AdviceOrder]) or None
