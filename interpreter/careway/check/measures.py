"""Units: whether one is known, and both sides of a comparison brought into one."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from careway.base.diagnostics import Edit, Label
from careway.base.source import Span
from careway.check.findings import Checking
from careway.ir.expressions import (
    Arithmetic,
    CandidateLimit,
    CandidateValue,
    Convert,
    CountOf,
    CurrentDose,
    DefinedValue,
    LimitOf,
    Literal,
    ParameterValue,
    Value,
    ValueOf,
)
from careway.model.quantity import Quantity
from careway.model.units import conversion, kind_of, normalise_alias, parse_unit
from careway.syntax.expressions import Number

_SOME_MOLAR_MASS = Quantity(Fraction(1), "g/mol")


def known_unit(c: Checking, unit: str, span: Span) -> bool:
    """Whether a unit is known; reports one that is not, with its UCUM spelling where that is clear."""
    alias = normalise_alias(unit)
    if parse_unit(unit) is not None and alias is None:
        return True
    start = c.source.text.find(unit, span.start, span.end)
    where = Span(start, start + len(unit)) if start >= 0 else span
    if alias is None:
        help = "units are written as in UCUM: `U/L`, `mg/dL`, `umol/L`, `10*9/L`, `/uL`, `mg/day`"
        c.report("CW207", f"`{unit}` is not a unit that is known here", where, help=help)
    else:
        c.report("CW207", f"`{unit}` is not the UCUM spelling", where, help=f"write `{alias}`", edit=Edit(where, alias))
    return False


def literal(c: Checking, number: Number) -> Literal | None:
    """A number as written, in its own unit."""
    if number.unit is not None and not known_unit(c, number.unit, number.span):
        return None
    written = c.written(number.span) or str(number.value)
    return Literal(Fraction(number.value), number.unit or "1", written)


def concept_of(c: Checking, value: Value) -> str | None:
    """The concept that a number is of, where it is of one."""
    match value:
        case ValueOf(selection=selection) | LimitOf(selection=selection):
            return selection.series.concept
        case CandidateValue(concept=concept) | CandidateLimit(concept=concept):
            return concept
        case CurrentDose(drug=drug):
            return drug
        case DefinedValue(name=name):
            instance = c.parts.instances.get(name)
            return instance.concept if instance else None
        case Convert(value=inner):
            return concept_of(c, inner)
        case Arithmetic(left=left, right=right):
            return concept_of(c, left) or concept_of(c, right)
        case Literal() | ParameterValue() | CountOf():
            return None


def molar_mass(c: Checking, value: Value) -> Quantity | None:
    """The molar mass declared for the concept that a number is of."""
    concept = c.concepts.get(concept_of(c, value) or "")
    return concept.molar_mass if concept is not None else None


def constant(value: Value) -> bool:
    """Whether a number is given by the guideline alone."""
    return isinstance(value, Literal | ParameterValue)


def converted(value: Value, unit: str, molar: Quantity | None) -> Value | None:
    """A number in another unit, exactly; `None` where the two measure different things."""
    if value.unit == unit:
        return value
    factor = conversion(value.unit, unit, molar)
    if factor is None:
        return None
    if isinstance(value, Literal | ParameterValue) and value.unit == "1" and factor != 1:
        return None  # a plain number may be an INR or a score; it is never silently a percentage
    match value:
        case Literal():
            return replace(value, value=value.value * factor, unit=unit)
        case ParameterValue() if factor != 1:
            return replace(value, unit=unit, factor=value.factor * factor)
        case _:
            return Convert(value, factor, unit)


def alike(c: Checking, left: Value, left_span: Span, right: Value, right_span: Span) -> tuple[Value, Value] | None:
    """Both numbers in one unit: that of the left, or of the right where the left is given by the guideline alone and
    the right is not. Reports what cannot be compared."""
    molar = molar_mass(c, left) or molar_mass(c, right)
    if constant(left) and not constant(right):
        mine = converted(left, right.unit, molar)
        if mine is not None:
            return c.placed(mine, left_span), c.placed(right, right_span)
        _clash(c, right, right_span, left, left_span)
        return None
    other = converted(right, left.unit, molar)
    if other is not None:
        return c.placed(left, left_span), c.placed(other, right_span)
    _clash(c, left, left_span, right, right_span)
    return None


def in_unit_of(c: Checking, value: Value, span: Span, unit: str, name: str, declared: Label) -> Value | None:
    """A number in the unit of something that is not itself a number here (a drug's dose); reports a clash."""
    molar = molar_mass(c, value)
    fitting = converted(value, unit, molar)
    if fitting is None:
        if _bare(value):
            _unit_missing(c, value, span, unit, name, [declared])
        else:
            title = f"{name} is in {unit} ({kind_of(unit)}), this is in {value.unit} ({kind_of(value.unit)})"
            c.report("CW203", title, span, because=[declared], help=f"write it in {unit}")
        return None
    return c.placed(fitting, span)


def _bare(value: Value) -> bool:
    return isinstance(value, Literal | ParameterValue) and value.unit == "1"


def _unit_missing(c: Checking, value: Value, span: Span, unit: str, what: str, because: list[Label]) -> None:
    if isinstance(value, ParameterValue):
        title = f"{value.name} is a plain number, {what} is in {unit}"
        c.report("CW204", title, span, because=because, help=f"give the parameter a unit: `{value.name} = ... {unit}`")
        return
    written = value.written if isinstance(value, Literal) else ""
    plain = written.replace(".", "", 1).isdecimal()
    c.report(
        "CW204",
        "this number needs a unit",
        span,
        because=because,
        help=f"write `{written} {unit}`" if plain else f"write its unit: {unit}",
        edit=Edit(Span(span.end, span.end), f" {unit}") if plain else None,
    )


def _clash(c: Checking, base: Value, base_span: Span, other: Value, other_span: Span) -> None:
    """Reports two numbers that cannot be compared; `base` is the side that says what is measured."""
    name = concept_of(c, base)
    concept = c.concepts.get(name or "")
    because: list[Label] = []
    if concept is not None:
        words = f"{concept.name} is declared in {concept.unit} at line {concept.line}"
        same = concept.unit == base.unit
        words += f" ({kind_of(base.unit)})" if same else f", so this is in {base.unit}"
        because.append(Label(base_span, words))
    else:
        because.append(Label(base_span, f"this is in {base.unit} ({kind_of(base.unit)})"))
    if _bare(other) and base.unit != "1":
        _unit_missing(c, other, other_span, base.unit, concept.name if concept else "the other side", because)
        return
    if _bare(base):
        c.report(
            "CW204",
            f"a plain number cannot be compared with {other.unit}",
            other_span,
            kind_of(other.unit),
            because=because,
            help="give the plain number a unit too",
        )
        return
    if conversion(other.unit, base.unit, _SOME_MOLAR_MASS) is not None:
        whose = concept.name if concept is not None else "the lab"
        c.report(
            "CW206",
            f"{other.unit} and {base.unit} can only be compared with the molar mass of {whose}",
            other_span,
            kind_of(other.unit),
            because=because,
            help=f"write the number in {base.unit}, or add `molar mass ... g/mol`, what one mole of it weighs, to the "
            f"declaration of {whose}",
        )
        return
    fitting = [
        one
        for one in c.concepts.values()
        if one.kind.measured and one.unit and conversion(other.unit, one.unit) is not None
    ]
    help = f"write the number in {base.unit}"
    if len(fitting) == 1 and isinstance(other, Literal):
        help = f"did you mean {fitting[0].name}, which is in {fitting[0].unit}? Otherwise {help}"
    c.report(
        "CW203",
        f"these cannot be compared: {base.unit} and {other.unit}",
        other_span,
        kind_of(other.unit),
        because=because,
        help=help,
    )
