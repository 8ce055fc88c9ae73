"""Doses that are advised, as far as FHIR's Dosage can hold them.

A Dosage holds decimal numbers whose bounds are meant. What depends on the patient (`below previous_dose`), has no end
as a decimal (1/3 of 50 mg), or is an open bound is said in words only, and no number stands in its place: half a range
would be read as another dose.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from careway.base.record import record
from careway.export.fhir.elements import Element, element, exact, quantity
from careway.ir import expressions as e
from careway.ir.nodes import AdviseDose, Guideline
from careway.ir.wording import dose as dose_text
from careway.ir.wording import plain, value
from careway.model.quantity import Quantity, show
from careway.model.terms import DoseChange, Operator
from careway.model.units import ucum_code

_CHANGES = {
    DoseChange.GIVE: "",
    DoseChange.START: "start ",
    DoseChange.INCREASE: "increase to ",
    DoseChange.REDUCE: "reduce to ",
}
_TOTALS = {"d": "a day", "wk": "a week", "h": "an hour"}


@record
class Dose:
    """A dose in words, as a Dosage where it can be one, and why it cannot where not."""

    text: str
    dosage: Element | None
    unsaid: str | None


def dose(core: Guideline, advised: AdviseDose) -> Dose:
    """A dose that is advised."""
    text = f"{_CHANGES[advised.change]}{_range(core, advised)}"
    if advised.over is not None:
        shortest, longest = advised.over
        text += f" over {shortest if shortest == longest else f'{shortest} to {longest}'}"
    bounds = [_number(core, one) for one in (advised.low, advised.high) if one is not None]
    unsaid = next((why for why in (_why(core, one, advised) for one in (advised.low, advised.high)) if why), None)
    unit = _unit(advised)
    if unsaid is None and unit is None:
        unsaid = "its unit is none of UCUM"
    if unsaid is not None or unit is None:
        return Dose(text, None, unsaid)
    amount, per = unit
    numbers = [exact(bound) for bound in bounds if bound is not None]
    low = numbers[0] if advised.low is not None else None
    high = numbers[-1] if advised.high is not None else None
    return Dose(text, _dosage(text, low, high, amount, per), None)


def _dosage(text: str, low: int | Decimal | None, high: int | Decimal | None, amount: str, per: str | None) -> Element:
    repeat = element(frequency=1, period=1, periodUnit=per)
    timing = element(repeat=repeat) if per is not None else None
    if low is not None and low == high:
        given = {"doseQuantity": quantity(low, amount, amount)}
    else:
        given = {
            "doseRange": element(
                low=quantity(low, amount, amount) if low is not None else None,
                high=quantity(high, amount, amount) if high is not None else None,
            )
        }
    kind = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/dose-rate-type", "code": "ordered"}]}
    total = f"{text}, in total {_TOTALS[per]}" if per is not None else text
    return element(text=total, timing=timing, doseAndRate=[{"type": kind, **given}])


def _unit(advised: AdviseDose) -> tuple[str, str | None] | None:
    """The unit of an amount and the stretch of time that it is for: (`mg`, `d`) for mg/day."""
    bound = advised.low if advised.low is not None else advised.high
    code = ucum_code(bound.unit) if bound is not None else None
    if code is None:
        return None
    amount, slash, per = code.rpartition("/")
    return (amount, per) if slash and per in _TOTALS and amount else (code, None)


def _why(core: Guideline, bound: e.Value | None, advised: AdviseDose) -> str | None:
    if bound is None:
        return None
    number = _number(core, bound)
    if number is None:
        varied = sorted(plain(name) for name in _varied(core, bound))
        if varied:
            return f"{', '.join(varied)} depends on the parameter set"
        return f"{value(bound)} depends on the patient"
    if (bound is advised.low and advised.low_open) or (bound is advised.high and advised.high_open):
        return f"the bound {value(bound)} itself is not meant, and a Range of FHIR includes its bounds"
    if exact(number) is None:
        return f"{value(bound)} has no end as a decimal"
    return None


def _range(core: Guideline, advised: AdviseDose) -> str:
    low, high = (_shown(core, one) if one is not None else None for one in (advised.low, advised.high))
    return dose_text(low, high, advised.low_open, advised.high_open)


def _shown(core: Guideline, bound: e.Value) -> str:
    words, number = value(bound), _number(core, bound)
    if isinstance(bound, e.Literal) or number is None:
        return words
    return f"{words} ({show(number, bound.unit)})"


# --- what a bound is, where it does not depend on the patient --------------------------------------------------------


def _number(core: Guideline, node: e.Value) -> Fraction | None:
    match node:
        case e.Literal():
            return node.value
        case e.ParameterValue():
            held = next(one.value for one in core.parameters if one.name == node.name)
            fixed = isinstance(held, Quantity) and not varies(core, node.name)
            return held.value * node.factor if fixed and isinstance(held, Quantity) else None
        case e.Convert():
            inner = _number(core, node.value)
            return None if inner is None else inner * node.factor
        case e.Arithmetic():
            left, right = _number(core, node.left), _number(core, node.right)
            return None if left is None or right is None else _combined(node.operator, left, right)
        case _:
            return None


def _combined(operator: Operator, left: Fraction, right: Fraction) -> Fraction | None:
    match operator:
        case Operator.ADD:
            return left + right
        case Operator.SUBTRACT:
            return left - right
        case Operator.MULTIPLY:
            return left * right
        case Operator.DIVIDE:
            return left / right if right else None


def _varied(core: Guideline, node: e.Value) -> set[str]:
    match node:
        case e.ParameterValue():
            return {node.name} if varies(core, node.name) else set()
        case e.Convert():
            return _varied(core, node.value)
        case e.Arithmetic():
            return _varied(core, node.left) | _varied(core, node.right)
        case _:
            return set()


def varies(core: Guideline, parameter: str) -> bool:
    """Whether a parameter set gives a parameter another value than its own."""
    return any(setting.parameter == parameter for one in core.sets for setting in one.settings)
