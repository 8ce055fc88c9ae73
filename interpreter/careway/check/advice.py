"""Advice: doses, drugs, orders, referrals and words, with the condition under which each is given."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from careway.base.diagnostics import Label
from careway.base.source import Span
from careway.check import conditions, measures, values
from careway.check.evidence import cited
from careway.check.findings import Checking
from careway.check.naming import concept_named, members, plain_length
from careway.check.place import Place, Subject
from careway.ir import nodes as ir
from careway.ir.expressions import Arithmetic, Literal, Value
from careway.model.quantity import show_number
from careway.model.terms import Operator
from careway.model.time import Duration, TimeUnit
from careway.model.vocabulary import Concept, Kind
from careway.syntax.advice import Advise, ConsiderAction, DoseAction, DrugAction, OrderAction, ReferAction, TextAction
from careway.syntax.expressions import Name, Number, Operand

_ORDERED = (Kind.LAB, Kind.VITAL, Kind.TEST, Kind.QUESTION)


def advised(c: Checking, clauses: list[Advise], place: Place, cites: tuple[str, ...]) -> tuple[ir.Advice, ...]:
    """The advice of a rule; each rests on the rule's sources where it names none of its own."""
    out: list[ir.Advice] = []
    for clause in clauses:
        action = _action(c, clause, place)
        when = conditions.criterion(c, clause.when.condition, place) if clause.when else None
        own = cited(c, clause.cites)
        if action is not None and (when is not None or clause.when is None):
            advice = ir.Advice(c.placed(action, clause.action.span), when, own or cites, c.line(clause.span))
            out.append(c.placed(advice, clause.span))
    return tuple(out)


def _action(c: Checking, clause: Advise, place: Place) -> ir.Action | None:
    match clause.action:
        case DoseAction() as action:
            return dosed(c, action, place)
        case DrugAction(order=order, drugs=names):
            drugs = members(c, names, place, "a drug", (Kind.DRUG,))
            return ir.AdviseDrug(order, texts(drugs)) if drugs else None
        case OrderAction(targets=names):
            wanted = members(c, names, place, "a lab, vital sign, test or question", _ORDERED)
            return ir.AdviseOrder(texts(wanted)) if wanted else None
        case ConsiderAction(drugs=names):
            drugs = members(c, names, place, "a drug", (Kind.DRUG,))
            return ir.AdviseConsider(texts(drugs)) if drugs else None
        case ReferAction(to=to):
            return ir.AdviseRefer(to.text.replace("_", " ") if isinstance(to, Name) else to.text)
        case TextAction(text=text):
            return ir.AdviseText(text.text)


def texts(names: list[Name]) -> tuple[str, ...]:
    """Names, each once."""
    return tuple(dict.fromkeys(name.text for name in names))


def dosed(c: Checking, action: DoseAction, place: Place) -> ir.AdviseDose | None:
    """A dose of a drug, in the drug's unit."""
    over = _over(c, action) if action.over else None
    concept = concept_named(c, action.drug, place, "a drug", (Kind.DRUG,))
    if concept is None or (action.over and over is None):
        return None
    inside = place.about(Subject(concept.name))
    dose = action.dose
    if isinstance(dose.low, Number) and isinstance(dose.high, Number) and dose.low.unit is None and dose.of is None:
        dose = replace(dose, low=replace(dose.low, unit=dose.high.unit))  # `50 to 75 mg/day`: the unit stands once
    low = _amount(c, concept, action, dose.low, inside) if dose.low else None
    if dose.low is not None and dose.low == dose.high:
        high = low
    else:
        high = _amount(c, concept, action, dose.high, inside) if dose.high else None
    if (dose.low and low is None) or (dose.high and high is None):
        return None
    if _reversed(low, high, dose.low_open or dose.high_open):
        title = f"this dose runs from {_shown(low)} to {_shown(high)}"
        c.report("CW360", title, dose.span, help="the lower dose comes first")
        return None
    return ir.AdviseDose(action.change, concept.name, low, high, dose.low_open, dose.high_open, over)


def _amount(c: Checking, concept: Concept, action: DoseAction, operand: Operand, place: Place) -> Value | None:
    """A dose in the drug's unit; `1/4 of X` is a quarter of X."""
    found = values.value(c, operand, place)
    span = operand.span
    of = action.dose.of
    if of is not None:
        base = values.value(c, of, place)
        if found is None or base is None:
            return None
        if found.unit != "1":
            c.report("CW203", f"`of` goes with a plain number such as `1/4`, this is in {found.unit}", span)
            return None
        found, span = Arithmetic(Operator.MULTIPLY, found, base, base.unit), span.to(of.span)
    unit = concept.unit
    if found is None or unit is None:
        return None
    declared = c.scope.concept(concept.name)
    where = declared.unit.span if declared is not None and declared.unit is not None else action.drug.span
    label = Label(where, f"{concept.name} is in {unit}")
    return measures.in_unit_of(c, found, span, unit, concept.name, label)


def _reversed(low: Value | None, high: Value | None, open_end: bool) -> bool:
    pair = _factors(low, high)
    return pair is not None and (pair[0] > pair[1] or (pair[0] == pair[1] and open_end))


def _factors(low: Value | None, high: Value | None) -> tuple[Fraction, Fraction] | None:
    """Two numbers that stand to each other as the two doses do, where that is known."""
    if isinstance(low, Literal) and isinstance(high, Literal):
        return low.value, high.value
    if isinstance(low, Arithmetic) and isinstance(high, Arithmetic) and low.right == high.right:
        same = low.operator is high.operator is Operator.MULTIPLY
        if same and isinstance(low.left, Literal) and isinstance(high.left, Literal):
            return low.left.value, high.left.value
    return None


def _shown(value: Value | None) -> str:
    match value:
        case Literal(written=written):
            return written
        case Arithmetic(left=Literal(written=written)):
            return written
        case Literal(value=number):
            return show_number(number)
        case _:
            return "..."


_ROUGHLY = {
    TimeUnit.MINUTE: 1,
    TimeUnit.HOUR: 60,
    TimeUnit.DAY: 1440,
    TimeUnit.WEEK: 10_080,
    TimeUnit.MONTH: 43_200,
    TimeUnit.YEAR: 525_600,
}


def _over(c: Checking, action: DoseAction) -> tuple[Duration, Duration] | None:
    if action.over is None:
        return None
    first, last = action.over
    low = plain_length(c, first, "how long a change takes")
    high = low if first == last else plain_length(c, last, "how long a change takes")
    if low is None or high is None:
        return None
    if low.amount * _ROUGHLY[low.unit] > high.amount * _ROUGHLY[high.unit]:
        span = Span(first.span.start, last.span.end)
        c.report("CW360", f"this runs from {low} to {high}", span, help="the shorter time comes first")
        return None
    return low, high
