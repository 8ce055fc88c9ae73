"""Parameters, and the named sets of values for them."""

from __future__ import annotations

from fractions import Fraction

from careway.base.diagnostics import Edit, Label
from careway.base.source import Span
from careway.check import measures
from careway.check.clauses import once
from careway.check.findings import Checking
from careway.check.scope import Sort, Space
from careway.ir.nodes import Parameter, ParameterSet, Setting
from careway.model.quantity import Quantity
from careway.model.time import Duration
from careway.model.units import conversion, kind_of
from careway.syntax.declarations import ParameterNode, SetNode, SettingNode
from careway.syntax.expressions import Length, Number


def parameters(c: Checking) -> None:
    """Reads the parameter statements."""
    for node in c.tree.statements:
        if isinstance(node, ParameterNode) and node.name.text not in c.parts.parameters:
            value = _value(c, node.value)
            if value is not None:
                title = node.title.text if node.title is not None else node.name.text.replace("_", " ")
                made = Parameter(node.name.text, title, c.placed(value, node.value.span), c.line(node.span))
                c.parts.parameters[node.name.text] = c.placed(made, node.span)


def _value(c: Checking, written: Number | Length) -> Quantity | Duration | None:
    if isinstance(written, Number):
        literal = measures.literal(c, written)
        return Quantity(literal.value, literal.unit) if literal else None
    if isinstance(written.value, Duration):
        return written.value
    title = "a parameter's value is written out: a number with its unit, or a duration"
    c.report("CW210", title, written.span, help="write, for example, `300 U/L` or `30 days`")
    return None


def sets(c: Checking) -> None:
    """Reads the parameter sets, each value in the unit of its parameter."""
    seen: set[str] = set()
    for node in c.tree.statements:
        if isinstance(node, SetNode) and node.name.text not in seen:
            seen.add(node.name.text)
            once(c, ((setting.name.text, setting.name.span) for setting in node.settings))
            settings = [made for setting in node.settings if (made := _setting(c, setting)) is not None]
            title = node.title.text if node.title is not None else node.name.text.replace("_", " ")
            whole = ParameterSet(node.name.text, title, tuple(settings), c.line(node.span))
            c.parts.sets.append(c.placed(whole, node.span))


def _setting(c: Checking, node: SettingNode) -> Setting | None:
    found = c.scope.find(Space.THING, node.name.text)
    if found is None or found.sort is not Sort.PARAMETER:
        c.resolve(node.name, Space.THING, "a parameter", (Sort.PARAMETER,))
        return None
    c.refer(node.name, found)
    value, own = _value(c, node.value), c.parts.parameters.get(node.name.text)
    if value is None or own is None:
        return None
    because = [Label(found.span, f"{node.name.text} is {own.value}")]
    match own.value, value:
        case Duration(), Duration():
            return c.placed(Setting(own.name, value), node.span)
        case Quantity(unit=unit), Quantity():
            factor = Fraction(1) if value.unit == unit else conversion(value.unit, unit)
            if factor is not None and (value.unit == unit or value.unit != "1"):
                return c.placed(Setting(own.name, Quantity(value.value * factor, unit)), node.span)
            if value.unit == "1":
                end = Span(node.value.span.end, node.value.span.end)
                c.report(
                    "CW204",
                    "this number needs a unit",
                    node.value.span,
                    because=because,
                    help=f"write `{value} {unit}`",
                    edit=Edit(end, f" {unit}"),
                )
                return None
            what = f"in {unit} ({kind_of(unit)}), and this is in {value.unit} ({kind_of(value.unit)})"
        case Duration(), Quantity():
            what = "a duration, and this is a number"
        case _:
            what = "a number, and this is a duration"
    c.report("CW251", f"{node.name.text} is {what}", node.value.span, because=because)
    return None
