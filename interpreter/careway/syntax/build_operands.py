"""From the parser's trees to nodes: leaves, operands, times and windows.

A handler gets the nodes made of a rule's children, in order and without what was left out, and its span. What is in
round brackets stays a `Paren` until the rule around it says whether a condition or a value is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from careway.base.record import record
from careway.base.source import Span
from careway.model.terms import Comparison, DrugEdge, Edge, Operator, Pick
from careway.model.time import Duration, TimeUnit
from careway.model.timeline import Presence
from careway.syntax.expressions import (
    Age,
    Binary,
    Bracketed,
    Change,
    Compares,
    Condition,
    Count,
    DoseOf,
    DrugChanged,
    Filter,
    FirstTimeOf,
    IsPresent,
    IsValue,
    Its,
    Length,
    Limit,
    Moved,
    Name,
    Named,
    Number,
    Operand,
    Predicate,
    Ref,
    Relative,
    Selected,
    Statement,
    StepEntered,
    Window,
    Within,
)

Kids = list[Any]
Handler = Callable[[Kids, Span], object]

_Kind = TypeVar("_Kind")

LONGEST = 1_000_000


class Mistake(Exception):
    """A mistake that shows only when a node is made of its parts; `code` says which."""

    def __init__(self, code: str, span: Span, found: str = "") -> None:
        super().__init__(code)
        self.code, self.span, self.found = code, span, found


@record
class Sign:
    """A word or sign that is not a name, by its terminal."""

    kind: str
    text: str
    span: Span


@record
class Paren:
    """What stands in round brackets: a condition, a value, or another such thing."""

    inner: Any
    span: Span


class Windows(tuple[Window, ...]):
    """The windows that follow something."""


COMPARISONS = {
    ">=": Comparison.AT_LEAST,
    "≥": Comparison.AT_LEAST,
    "<=": Comparison.AT_MOST,
    "≤": Comparison.AT_MOST,
    ">": Comparison.ABOVE,
    "<": Comparison.BELOW,
    "=": Comparison.EQUAL,
}
_TIME_UNITS = frozenset(unit.value for unit in TimeUnit)
_OPERATORS = {"PLUS": Operator.ADD, "MINUS": Operator.SUBTRACT, "TIMES": Operator.MULTIPLY, "SLASH": Operator.DIVIDE}


def operand(made: Any) -> Operand:
    """A value: of what stood in brackets, the value inside."""
    while isinstance(made, Paren):
        span, made = made.span, made.inner
        match made:
            case Named(name):
                made = Ref(name, span=name.span)
            case Statement(subject, predicate) if isinstance(subject, Selected | Count):
                made = with_filter(subject, predicate, span)
            case Paren():
                pass
            case _ if isinstance(made, Condition):
                raise Mistake("CW117", span)
    result: Operand = made
    return result


def condition(made: Any) -> Condition:
    """A condition: of what stood in brackets, that in brackets."""
    if isinstance(made, Paren):
        inner = made.inner
        if not isinstance(inner, Paren | Condition):
            raise Mistake("CW116", made.span)
        return Bracketed(condition(inner), made.span)
    result: Condition = made
    return result


def with_filter(subject: Selected | Count, predicate: Predicate, span: Span) -> Selected | Count:
    """`(first ANC < mild)` where a time or number is meant: the comparison says which record."""
    if subject.filter is not None or subject.windows:
        raise Mistake("CW118", span)
    match predicate:
        case Compares(comparison, right, windows, None):
            kept = Filter(comparison, right, None, (), predicate.span)
        case IsPresent(presence, windows, None):
            kept = Filter(None, None, presence, (), predicate.span)
        case IsValue(values, False, windows):
            kept = Filter(None, None, None, values, predicate.span)
        case _:
            raise Mistake("CW118", span)
    if isinstance(subject, Count):
        return Count(subject.name, kept, windows, span)
    return Selected(subject.pick, subject.name, subject.dose, kept, windows, span)


def one(kids: Kids, kind: type[_Kind]) -> _Kind | None:
    """The first child of a class."""
    return next((kid for kid in kids if isinstance(kid, kind)), None)


def windows_of(kids: Kids) -> tuple[Window, ...]:
    """All windows among the children."""
    return tuple(window for kid in kids if isinstance(kid, Windows) for window in kid)


def whole(sign: Sign, least: int = 1) -> int:
    """A whole number, as in `at least 2 of`."""
    if "." in sign.text or len(sign.text) > 6 or int(sign.text) < least:
        raise Mistake("CW119", sign.span, sign.text)
    return int(sign.text)


def names(kids: Kids, span: Span) -> tuple[Name, ...]:
    return tuple(kids)


def number(kids: Kids, span: Span) -> Number:
    signs = {kid.kind: kid.text for kid in kids}
    value = Decimal(signs["NUMBER"])
    return Number(value.copy_negate() if "MINUS" in signs else value, signs.get("UNIT"), span)


def length(kids: Kids, span: Span) -> Length:
    amount, unit = kids
    if "." in amount.text:
        raise Mistake("CW120", span, amount.text)
    if int(amount.text) > LONGEST:
        raise Mistake("CW121", span, amount.text)
    return Length(Duration(int(amount.text), TimeUnit(unit.text.removesuffix("s"))), span)


def length_name(kids: Kids, span: Span) -> Length:
    if kids[0].text.removesuffix("s") in _TIME_UNITS:
        raise Mistake("CW134", span, kids[0].text)
    return Length(kids[0], span)


def ref(kids: Kids, span: Span) -> Ref:
    return Ref(kids[0], kids[1] if len(kids) > 1 else None, span)


def its(kids: Kids, span: Span) -> Its:
    return Its(kids[0], span)


def limit(kids: Kids, span: Span) -> Limit:
    return Limit(Edge(kids[0].text), kids[1] if len(kids) > 1 else None, span)


def dose_of(kids: Kids, span: Span) -> DoseOf:
    return DoseOf(kids[0], span)


def age(kids: Kids, span: Span) -> Age:
    return Age(span)


def binary(kids: Kids, span: Span) -> Binary:
    left, sign, right = kids
    return Binary(_OPERATORS[sign.kind], operand(left), operand(right), span)


def paren(kids: Kids, span: Span) -> Paren:
    return Paren(kids[0], span)


def selected(kids: Kids, span: Span) -> Selected:
    pick, name, *dose = kids
    return Selected(Pick(pick.text), name, bool(dose), None, (), span)


def drug_changed(kids: Kids, span: Span) -> DrugChanged:
    *pick, edge, name = kids
    return DrugChanged(_pick(pick), DrugEdge(edge.text), name, (), span)


def step_entered(kids: Kids, span: Span) -> StepEntered:
    *pick, name = kids
    return StepEntered(_pick(pick), name, span)


def _pick(signs: Sequence[Sign]) -> Pick | None:
    if not signs:
        return None
    if signs[0].text not in ("first", "last"):
        raise Mistake("CW122", signs[0].span, signs[0].text)
    return Pick(signs[0].text)


def first_time(kids: Kids, span: Span) -> FirstTimeOf:
    return FirstTimeOf(condition(kids[1]), (), span)


def windowed(kids: Kids, span: Span) -> Operand:
    """A selection of a record or a time, with windows of its own."""
    found = windows_of(kids)
    match kids[0]:
        case Selected() as head:
            return Selected(head.pick, head.name, head.dose, head.filter, found, span)
        case DrugChanged() as head:
            return DrugChanged(head.pick, head.edge, head.drug, found, span)
        case FirstTimeOf() as head:
            return FirstTimeOf(head.criterion, found, span)
        case _:
            # an entry to a step has no windows in the tree
            raise Mistake("CW123", found[0].span)


def filtered(kids: Kids, span: Span) -> Selected:
    head: Selected = kids[0]
    return Selected(head.pick, head.name, head.dose, kids[1], windows_of(kids), span)


def moved(kids: Kids, span: Span) -> Moved:
    length_, sign, time = kids
    return Moved(length_, sign.kind == "BEFORE", operand(time), span)


def count_head(kids: Kids, span: Span) -> Name:
    name: Name = kids[0]
    return name


def counted(kids: Kids, span: Span) -> Count:
    return Count(kids[0], one(kids, Filter), windows_of(kids), span)


def change(kids: Kids, span: Span) -> Change:
    return Change(kids[0], kids[1], span)


def filter_compares(kids: Kids, span: Span) -> Filter:
    return Filter(COMPARISONS[kids[0].text], operand(kids[1]), None, (), span)


def filter_presence(kids: Kids, span: Span) -> Filter:
    return Filter(None, None, Presence(kids[0].text), (), span)


def filter_values(kids: Kids, span: Span) -> Filter:
    return Filter(None, None, None, kids[0], span)


def windows(kids: Kids, span: Span) -> Windows:
    return Windows(kids)


def within(kids: Kids, span: Span) -> Within:
    return Within(kids[0], None, None, span)


def within_of(kids: Kids, span: Span) -> Within:
    length_, sign, time = kids
    return Within(length_, sign.kind.lower(), operand(time), span)


def relative(kids: Kids, span: Span) -> Relative:
    return Relative(kids[0].kind.lower().replace("_", " "), operand(kids[1]), span)
