"""Conditions, values and times as text. Brackets around a value are no part of the tree: they are written where the
grammar needs them, and nowhere else."""

from __future__ import annotations

from enum import Enum
from typing import assert_never

from careway.format.sheet import Sheet
from careway.model.terms import Operator
from careway.syntax.expressions import (
    Age,
    Binary,
    Bracketed,
    Bulleted,
    Chain,
    Change,
    Compares,
    Condition,
    Count,
    DoseOf,
    DrugChanged,
    Filter,
    FirstTimeOf,
    HasHappened,
    InSteps,
    IsActive,
    IsPresent,
    IsRecorded,
    IsValue,
    Its,
    Length,
    Limit,
    MonitorIs,
    Moved,
    Name,
    Named,
    Negation,
    Number,
    Operand,
    Persistence,
    Predicate,
    Quantifier,
    Ref,
    Relative,
    Selected,
    Since,
    StandsTo,
    Statement,
    StepEntered,
    Subjects,
    Window,
    Within,
)


class Place(Enum):
    """Where a value stands, which decides what of it needs brackets."""

    TIME = "where nothing but a value or time can stand"
    SUBJECT = "before a predicate"
    SUM = "the right side of a comparison, or a part of a sum"
    PRODUCT = "a part of a product, or the right side of a minus"
    FACTOR = "the right side of a product"
    WINDOW = "the time of a window"
    DOSE = "one end of a dose"
    DOSE_FACTOR = "the right side of a product in a dose"
    BRACKETS = "inside brackets"


def show_length(length: Length) -> str:
    """`3 days`, or the name of a parameter."""
    return length.value.text if isinstance(length.value, Name) else str(length.value)


def show_number(number: Number) -> str:
    """A number as its author wrote it, with its unit."""
    return format(number.value, "f") + ("" if number.unit is None else f" {number.unit}")


def names(items: tuple[Name, ...]) -> str:
    """`ALT, AST`."""
    return ", ".join(name.text for name in items)


# --- values and times ----------------------------------------------------------------------------------------------


def operand(sheet: Sheet, node: Operand, place: Place) -> None:
    """Writes a value or a time."""
    if _needs_brackets(node, place):
        sheet.opening("(")
        operand(sheet, node, Place.BRACKETS)
        sheet.closing(")")
        return
    match node:
        case Number():
            sheet.add(show_number(node))
        case Length():
            sheet.add(show_length(node))
        case Ref(name, of):
            sheet.add(name.text if of is None else f"{name.text} of {of.text}")
        case Its(name):
            sheet.add(f"its {name.text}")
        case Limit(edge, of):
            sheet.add(edge.value if of is None else f"{edge.value} of {of.text}")
        case Selected(pick, name, dose, filter_, windows_):
            sheet.add(f"{pick.value} {name.text}" + (" dose" if dose else ""))
            _filter(sheet, filter_)
            windows(sheet, windows_)
        case DrugChanged(pick, edge, drug, windows_):
            sheet.add(f"{'' if pick is None else pick.value + ' '}{edge.value} of {drug.text}")
            windows(sheet, windows_)
        case StepEntered(pick, step):
            sheet.add(f"{'' if pick is None else pick.value + ' '}entry to {step.text}")
        case FirstTimeOf(Named(name), windows_):
            sheet.add(f"first time {name.text}")
            windows(sheet, windows_)
        case FirstTimeOf(criterion, windows_):
            sheet.add("first time")
            sheet.opening("(")
            condition(sheet, criterion)
            sheet.resume((windows_[0].span.start if windows_ else node.span.end) - 1)
            sheet.closing(")")
            windows(sheet, windows_)
        case DoseOf(drug):
            sheet.add(f"{drug.text} dose")
        case Change(name, window):
            sheet.add(f"change in {name.text}")
            windows(sheet, (window,))
        case Count(name, filter_, windows_):
            sheet.add(f"number of {name.text}")
            _filter(sheet, filter_)
            windows(sheet, windows_)
        case Age():
            sheet.add("age")
        case Binary():
            _binary(sheet, node, place)
        case Moved(length, before, time):
            sheet.add(f"{show_length(length)} {'before' if before else 'after'}")
            operand(sheet, time, Place.TIME if place is Place.TIME else Place.WINDOW)
        case _:
            assert_never(node)


def _binary(sheet: Sheet, node: Binary, place: Place) -> None:
    product = node.operator in (Operator.MULTIPLY, Operator.DIVIDE)
    in_dose = place in (Place.DOSE, Place.DOSE_FACTOR)
    if node.operator is Operator.DIVIDE and _plain(node.left) and _plain(node.right):
        # a fraction such as 1/4 is read as one thing
        sheet.opening(format_plain(node.left) + "/")
        sheet.closing(format_plain(node.right))
        return
    left = (Place.DOSE if in_dose else Place.PRODUCT) if product else Place.SUM
    right = (Place.DOSE_FACTOR if in_dose else Place.FACTOR) if product else Place.PRODUCT
    operand(sheet, node.left, left)
    sheet.add(node.operator.value)
    operand(sheet, node.right, right)


def _plain(node: Operand) -> bool:
    return isinstance(node, Number) and node.unit is None and node.value >= 0 and not node.value.is_signed()


def format_plain(node: Operand) -> str:
    """A number without a unit."""
    return show_number(node) if isinstance(node, Number) else ""


def _needs_brackets(node: Operand, place: Place) -> bool:
    if place in (Place.TIME, Place.BRACKETS):
        return False
    match node:
        case Selected():
            if node.filter is not None:
                return True
            if place in (Place.DOSE, Place.DOSE_FACTOR):
                return True
            return bool(node.windows) and place is not Place.SUBJECT
        case DrugChanged() | FirstTimeOf():
            if place in (Place.DOSE, Place.DOSE_FACTOR):
                return True
            return bool(node.windows) and place is not Place.SUBJECT
        case Count():
            return node.filter is not None or place is not Place.SUBJECT
        case Change():
            return place is not Place.SUBJECT
        case Moved():
            if place is Place.WINDOW:
                return isinstance(node.length.value, Name)
            return place is not Place.SUBJECT
        case Binary(operator):
            if place in (Place.WINDOW, Place.FACTOR, Place.DOSE_FACTOR):
                return True
            return place in (Place.PRODUCT, Place.DOSE) and operator in (Operator.ADD, Operator.SUBTRACT)
        case StepEntered():
            return place in (Place.DOSE, Place.DOSE_FACTOR)
        case Number():
            return place is Place.WINDOW
        case Ref():
            return node.of is not None and place in (Place.DOSE, Place.DOSE_FACTOR)
        case Its():
            return False
        case Length() | Limit() | DoseOf() | Age():
            return place in (Place.WINDOW, Place.DOSE, Place.DOSE_FACTOR)
        case _:
            assert_never(node)


def _filter(sheet: Sheet, node: Filter | None) -> None:
    if node is None:
        return
    if node.presence is not None:
        sheet.add(node.presence.value)
    elif node.comparison is not None and node.operand is not None:
        sheet.add(node.comparison.value)
        operand(sheet, node.operand, Place.SUM)
    else:
        sheet.add(_is_one_of(node.values))


def _is_one_of(values: tuple[Name, ...], negated: bool = False) -> str:
    return f"is {'not ' if negated else ''}{'one of ' if len(values) > 1 else ''}{names(values)}"


def windows(sheet: Sheet, items: tuple[Window, ...]) -> None:
    """Writes windows one after the other."""
    for window in items:
        match window:
            case Within(length, relation, time):
                sheet.add(f"within {show_length(length)}")
                if relation is not None and time is not None:
                    sheet.add(relation)
                    operand(sheet, time, Place.WINDOW)
            case Relative(relation, time):
                sheet.add(relation)
                operand(sheet, time, Place.WINDOW)
            case _:
                assert_never(window)


# --- conditions ----------------------------------------------------------------------------------------------------


def condition(sheet: Sheet, node: Condition) -> None:
    """Writes a condition; bullets stand two columns in from the line on which their list begins."""
    match node:
        case Statement(subject, predicate_):
            if isinstance(subject, Subjects):
                sheet.add(f"{quantifier(subject.quantifier)} {names(subject.names)}")
            elif subject is not None:
                operand(sheet, subject, Place.SUBJECT)
            predicate(sheet, predicate_)
        case Named(name):
            sheet.add(name.text)
        case Since(comparison, length, time):
            words = {">=": "at least", "<=": "at most", ">": "more than", "<": "less than"}[comparison.value]
            sheet.add(f"{words} {show_length(length)} since")
            operand(sheet, time, Place.TIME)
        case InSteps(steps):
            sheet.add(f"in step {names(steps)}")
        case Negation(item):
            sheet.add("not")
            condition(sheet, item)
        case Bulleted(quantifier_, items):
            sheet.add(quantifier(quantifier_))
            indent = sheet.indent + 2
            for item in items:
                sheet.bullet(indent, item.span.start)
                condition(sheet, item)
            sheet.end_list(indent)
        case Chain(terms, words_):
            condition(sheet, terms[0])
            for word, term in zip(words_, terms[1:], strict=True):
                sheet.may_break(word.span.start)
                sheet.resume(word.span.start)
                sheet.add(word.text)
                condition(sheet, term)
        case Bracketed(item):
            sheet.opening("(")
            condition(sheet, item)
            sheet.resume(node.span.end - 1)
            sheet.closing(")")
        case _:
            assert_never(node)


def quantifier(node: Quantifier) -> str:
    """`all of`, `at least 2 of`."""
    return f"{node.word} of" if node.count is None else f"{node.word} {node.count} of"


def predicate(sheet: Sheet, node: Predicate) -> None:
    """Writes what is said of a subject."""
    match node:
        case Compares(comparison, right, windows_, persistence):
            sheet.add(comparison.value)
            operand(sheet, right, Place.SUM)
            _tail(sheet, windows_, persistence)
        case IsPresent(presence, windows_, persistence):
            sheet.add(presence.value)
            _tail(sheet, windows_, persistence)
        case IsActive(paused, length):
            sheet.add("paused" if paused else "active")
            if length is not None:
                sheet.add(f"for at least {show_length(length)}")
        case IsValue(values, negated, windows_):
            sheet.add(_is_one_of(values, negated))
            windows(sheet, windows_)
        case IsRecorded(negated, count, windows_):
            sheet.add(("not " if negated else "") + "recorded" + (f" at least {count} times" if count > 1 else ""))
            windows(sheet, windows_)
        case HasHappened(negated):
            sheet.add("has not happened" if negated else "has happened")
        case MonitorIs(state, count):
            sheet.add(f"is {state.value}" + (f" at least {count} times" if count > 1 else ""))
        case StandsTo(relation, time):
            sheet.add(f"is {relation}")
            operand(sheet, time, Place.TIME)
        case _:
            assert_never(node)


def _tail(sheet: Sheet, windows_: tuple[Window, ...], persistence: Persistence | None) -> None:
    cut = len(windows_)
    for index in range(1, len(windows_)):
        bare = windows_[index - 1]
        follows = windows_[index]
        if isinstance(bare, Within) and bare.relation is None and isinstance(follows, Relative):
            # `within 7 days before T` would be one window: the persistence keeps the two apart, as it did
            cut = index if follows.relation in ("before", "after") else cut
    windows(sheet, windows_[:cut])
    if persistence is not None and persistence.length is not None:
        sheet.add(f"for at least {show_length(persistence.length)}")
    elif persistence is not None:
        sheet.add("twice in a row" if persistence.times == 2 else f"{persistence.times} times in a row")
    windows(sheet, windows_[cut:])
