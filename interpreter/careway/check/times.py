"""Times and windows: what stands after `at`, `from`, `since`, `before`, `after`, and whatever is defined as a time."""

from __future__ import annotations

from careway.base.diagnostics import Label
from careway.base.source import Span
from careway.check import conditions, definitions, selections
from careway.check.findings import Checking
from careway.check.naming import concept_named, length, too_deep, unfit
from careway.check.place import Place
from careway.check.scope import Sort, Space
from careway.ir.expressions import (
    Bound,
    DefinedTime,
    DrugChange,
    FirstTime,
    Shifted,
    StepEntry,
    Time,
    TimeOf,
)
from careway.ir.expressions import Window as CoreWindow
from careway.model.terms import Pick
from careway.model.vocabulary import Kind
from careway.syntax.expressions import (
    Age,
    Binary,
    Change,
    Count,
    DoseOf,
    DrugChanged,
    FirstTimeOf,
    Its,
    Length,
    Limit,
    Moved,
    Number,
    Operand,
    Ref,
    Relative,
    Selected,
    StepEntered,
    Window,
    Within,
)


def time(c: Checking, operand: Operand, place: Place) -> Time | None:
    """The time that an operand means; reports one that means none."""
    if too_deep(c, operand.span):
        return None
    c.depth += 1
    try:
        made = _time(c, operand, place)
    finally:
        c.depth -= 1
    return made if made is None else c.placed(made, operand.span)


def _time(c: Checking, operand: Operand, place: Place) -> Time | None:
    match operand:
        case Ref():
            return _named(c, operand, place)
        case Its(name=name):
            instance = definitions.of_subject(c, name, place, definitions.Want.TIME)
            return DefinedTime(instance.name) if instance else None
        case Selected():
            selection = selections.selection(c, operand, place, current=False)
            return TimeOf(selection) if selection else None
        case DrugChanged(pick=pick, edge=edge, drug=drug):
            concept = concept_named(c, drug, place, "a drug", (Kind.DRUG,))
            seen, span = window(c, operand.windows, place)
            return DrugChange(concept.name, edge, pick or Pick.LAST, span) if concept and seen else None
        case StepEntered(pick=pick, step=step):
            found = c.resolve(step, Space.RULE, "a step", (Sort.STEP,))
            return StepEntry(found.name, pick or Pick.LAST) if found else None
        case FirstTimeOf():
            return _first_time(c, operand, place)
        case Moved(length=moved, before=before, time=anchor):
            by, start = length(c, moved), time(c, anchor, place)
            return Shifted(start, by, -1 if before else 1) if by and start else None
        case Number() | Length() | Limit() | DoseOf() | Change() | Count() | Age() | Binary():
            what = "a duration" if isinstance(operand, Length) else "a number"
            c.report(
                "CW208",
                f"{what} stands here where a time is needed",
                operand.span,
                help="a time is, for example, `first start of DRUG`, `last ALT > ULN` or a defined name",
            )
            return None


def _first_time(c: Checking, operand: FirstTimeOf, place: Place) -> Time | None:
    criterion = conditions.criterion(c, operand.criterion, place)
    seen, span = window(c, operand.windows, place)
    if criterion is None or not seen:
        return None
    if asks_for_state(c, criterion):
        c.report(
            "CW223",
            "`first time (...)` looks back over the records and cannot ask for a step or a monitor",
            operand.criterion.span,
            help="ask for the records that matter, or use `entry to STEP`",
        )
        return None
    return FirstTime(criterion, span)


def asks_for_state(c: Checking, node: object) -> bool:
    """Whether a part of the core depends on steps or monitors, through definitions too."""
    return definitions.reads(c, node).state


_HINTS = {
    Kind.LAB: "`last {0}` or `first {0} > ULN` is a time",
    Kind.VITAL: "`last {0}` is a time",
    Kind.DRUG: "`first start of {0}` or `last stop of {0}` is a time",
    Kind.SYMPTOM: "`first {0} present` is a time",
    Kind.CONDITION: "`first {0} present` is a time",
    Kind.TEST: "`last {0}` is a time",
    Kind.QUESTION: "`last {0}` is a time",
}


def _named(c: Checking, ref: Ref, place: Place) -> Time | None:
    name = ref.name
    found = c.scope.find(Space.THING, name.text)
    if found is not None and found.sort is Sort.DEFINITION:
        instance = definitions.named(c, ref, place, definitions.Want.TIME)
        return DefinedTime(instance.name) if instance else None
    concept = c.concepts.get(place.bound[1] if place.bound and name.text == place.bound[0] else name.text)
    if concept is not None:
        c.used.add((Space.THING, concept.name))
        title = f"{name.text} is not a time: say which record of it is meant"
        because = [c.declared(found)] if found else []
        c.report("CW208", title, name.span, because=because, help=_HINTS[concept.kind].format(name.text))
        return None
    other = found or c.scope.anywhere(name.text)
    if other is not None and other.sort is Sort.STEP and name.text not in c.damaged:
        title = f"{name.text} is a step, not a time"
        c.report("CW208", title, name.span, because=[c.declared(other)], help=f"write `entry to {name.text}`")
        return None
    if other is not None and name.text not in c.damaged:
        c.used.add((Space.THING, name.text))
        title = f"{name.text} is {other.described}, not a time"
        c.report("CW208", title, name.span, because=[c.declared(other)])
        return None
    unfit(c, name, "a time", found, c.scope.names(Space.THING, (Sort.DEFINITION,)))
    return None


def window(c: Checking, windows: tuple[Window, ...], place: Place) -> tuple[bool, CoreWindow | None]:
    """Whether all of the windows could be read, and the stretch of time that lies in all of them."""
    start: Bound | None = None
    end: Bound | None = None
    start_span: Span | None = None
    end_span: Span | None = None
    whole = True
    for written in windows:
        one = _sides(c, written, place)
        if one is None:
            whole = False
            continue
        begins, ends = one
        if begins is not None:
            if start_span is not None:
                _twice(c, written.span, start_span, "begins")
                whole = False
            start, start_span = begins, written.span
        if ends is not None:
            if end_span is not None:
                _twice(c, written.span, end_span, "ends")
                whole = False
            end, end_span = ends, written.span
    if not whole:
        return False, None
    if start is None and end is None:
        return True, None
    if end is None and any(isinstance(written, Within) for written in windows):
        end = Bound(None)
    return True, c.placed(CoreWindow(start, end), windows[0].span.to(windows[-1].span))


def _twice(c: Checking, span: Span, other: Span, verb: str) -> None:
    c.report(
        "CW219",
        f"two windows say when it {verb}",
        span,
        because=[Label(other, "the first")],
        help="keep one of them, or give one a name of its own with `define`",
    )


def _sides(c: Checking, written: Window, place: Place) -> tuple[Bound | None, Bound | None] | None:
    """The start and the end that a window sets. `within 7 days` sets the start only: nothing later than now is seen."""
    match written:
        case Within(length=span, relation=relation, time=anchor):
            by = length(c, span)
            if anchor is None:
                return (Bound(None, by, -1), None) if by else None
            at = time(c, anchor, place)
            if by is None or at is None:
                return None
            begins = Bound(at) if relation == "after" else Bound(at, by, -1)
            ends = Bound(at) if relation == "before" else Bound(at, by, 1)
            return begins, ends
        case Relative(relation=relation, time=anchor):
            at = time(c, anchor, place)
            if at is None:
                return None
            match relation:
                case "before":
                    return None, Bound(at, inclusive=False)
                case "after":
                    return Bound(at, inclusive=False), None
                case "on or before":
                    return None, Bound(at, by_day=True)
                case _:
                    return Bound(at, by_day=True), None
