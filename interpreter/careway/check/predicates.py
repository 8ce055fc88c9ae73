"""What is said of one subject: compared, present, active, answered, recorded, missed, before or after."""

from __future__ import annotations

from dataclasses import replace

from careway.base.diagnostics import Edit
from careway.base.source import Span
from careway.check import conditions, contradictions, measures, naming, selections, times, values
from careway.check.findings import Checking
from careway.check.place import Place, Subject
from careway.check.scope import Sort, Space, described_kind
from careway.ir.expressions import (
    All,
    Answered,
    AnyOf,
    Birth,
    Compare,
    Criterion,
    Elapsed,
    Exists,
    Found,
    Happened,
    HeldFor,
    InARow,
    Monitoring,
    Not,
    Paused,
    Precedes,
    Recorded,
    Series,
    SexIs,
    Taking,
)
from careway.model.terms import MonitorState
from careway.model.vocabulary import Concept, Kind, Sex
from careway.syntax.declarations import GroupNode
from careway.syntax.expressions import (
    Age,
    Compares,
    DoseOf,
    HasHappened,
    IsActive,
    IsPresent,
    IsRecorded,
    IsValue,
    Length,
    MonitorIs,
    Name,
    Number,
    Operand,
    Persistence,
    Predicate,
    Selected,
    StandsTo,
    Window,
)


def predicate(c: Checking, subject: Operand, said: Predicate, place: Place) -> Criterion | None:
    """The criterion that a predicate makes of a subject."""
    match said:
        case Compares():
            return _compares(c, subject, said, place)
        case IsPresent():
            return _present(c, subject, said, place)
        case IsActive():
            return _active(c, subject, said, place)
        case IsValue():
            return _is_value(c, subject, said, place)
        case IsRecorded(negated=negated, count=count, windows=windows):
            return _recorded(c, subject, said.span, negated, count, windows, place)
        case HasHappened(negated=negated):
            time = times.time(c, subject, place)
            if time is None:
                return None
            return Not(Happened(time)) if negated else Happened(time)
        case MonitorIs():
            return _monitor(c, subject, said, place)
        case StandsTo(relation=relation, time=other):
            first, second = times.time(c, subject, place), times.time(c, other, place)
            if first is None or second is None:
                return None
            if relation in ("after", "on or after"):
                first, second = second, first
            return Precedes(first, second, relation.startswith("on"))


_WANTED: dict[tuple[Kind, ...], str] = {
    selections.FOUND: "a symptom or condition",
    selections.ANSWERED: "a test or question",
    (Kind.DRUG,): "a drug",
}


def _concept(c: Checking, subject: Operand, place: Place, said: str, kinds: tuple[Kind, ...]) -> Concept | None:
    """The concept that a subject names; reports a subject of which this cannot be said."""
    name = selections.name_of(subject)
    if name is None:
        c.report("CW205", f"`{said}` is said of a declared name, not of a number or a time", subject.span)
        return None
    if place.bound is not None and name.text == place.bound[0]:
        concept = c.concepts.get(place.bound[1])
    else:
        found = c.scope.find(Space.THING, name.text)
        if found is not None and found.sort is not Sort.CONCEPT and not isinstance(found.node, GroupNode):
            c.used.add((Space.THING, name.text))
            title = f"`{said}` cannot be said of {name.text}, which is {found.described}"
            c.report("CW205", title, name.span, because=[c.declared(found)])
            return None
        concept = naming.concept_named(c, name, place, _WANTED.get(kinds, "something that is recorded"), likely=kinds)
    if concept is None or concept.kind in kinds:
        return concept
    title = f"`{said}` cannot be said of {name.text}, which is {described_kind(concept.kind)}"
    because = [naming.declared_label(c, concept, name.span)]
    c.report("CW205", title, name.span, because=because, help=naming.instead(concept))
    return None


# --- comparisons -----------------------------------------------------------------------------------------------------


def _compares(c: Checking, subject: Operand, said: Compares, place: Place) -> Criterion | None:
    if isinstance(subject, Age):
        return _age(c, said, place)
    concept = _bare(c, subject, place)
    if concept is not None and not _comparable(c, concept, subject):
        return None
    if concept is not None and (said.windows or (said.persistence and said.persistence.times)):
        return _of_results(c, concept, subject.span, said, place)
    left = values.value(c, subject, place)
    beside = place.about(values.subject_of(c, left)) if left else replace(place, subject=None, lost=True)
    right = values.value(c, said.operand, beside)
    if left is None or right is None:
        return None
    if said.windows or (said.persistence and said.persistence.times):
        where = said.windows[0].span if said.windows else said.persistence.span if said.persistence else said.span
        c.report(
            "CW220",
            "this goes with a lab's name alone, not with a chosen result or a computed number",
            where,
            help="write `last ALT within 30 days >= ...`, or `ALT >= ... within 30 days`",
        )
        return None
    pair = measures.alike(c, left, subject.span, right, said.operand.span)
    if pair is None:
        return None
    if measures.constant(left) and measures.constant(right):
        c.report(
            "CW217",
            "this compares two numbers of the guideline and is always the same",
            subject.span.to(said.span),
            help="compare a result with a number",
        )
        return None
    made = Compare(said.comparison, *pair)
    contradictions.implausible(c, made, subject.span.to(said.operand.span))
    return _lasting(c, made, said.persistence)


def _bare(c: Checking, subject: Operand, place: Place) -> Concept | None:
    """The concept whose records a subject means: a bare name, or a drug's dose."""
    name = subject.drug if isinstance(subject, DoseOf) else selections.name_of(subject)
    if name is None:
        return None
    return c.concepts.get(place.bound[1] if place.bound and name.text == place.bound[0] else name.text)


def _comparable(c: Checking, concept: Concept, subject: Operand) -> bool:
    if concept.kind.measured or isinstance(subject, DoseOf):
        return True
    c.used.add((Space.THING, concept.name))
    edit = None
    if concept.kind is Kind.DRUG:
        edit = Edit(Span(subject.span.end, subject.span.end), " dose")
    c.report(
        "CW205",
        f"{concept.name} is {described_kind(concept.kind)} and cannot be compared with a number",
        subject.span,
        because=[naming.declared_label(c, concept, subject.span)],
        help=naming.instead(concept),
        edit=edit,
    )
    return False


def _of_results(c: Checking, concept: Concept, span: Span, said: Compares, place: Place) -> Criterion | None:
    """`ALT >= 300 U/L within 30 days` (some result), `ALT > ULN twice in a row` (the last results)."""
    found = c.scope.find(Space.THING, concept.name)
    if found is not None:
        c.use(Space.THING, Name(concept.name, span), found)
    where = selections.candidate_compares(c, concept, span, said.comparison, said.operand, place)
    seen, stretch = times.window(c, said.windows, place.about(Subject(concept.name)))
    if where is None or not seen:
        return None
    series = Series(concept.name, where, stretch)
    if said.persistence is not None and said.persistence.times is not None:
        return _in_a_row(c, said.persistence, said.persistence.times, series)
    return _lasting(c, Exists(series), said.persistence)


def _in_a_row(c: Checking, persistence: Persistence, count: int, series: Series) -> Criterion | None:
    if count < 2:
        c.report("CW224", f"{count} in a row makes no sense", persistence.span, help="write `twice in a row` or more")
        return None
    return InARow(count, series)


def _lasting(c: Checking, criterion: Criterion, persistence: Persistence | None) -> Criterion | None:
    if persistence is None or persistence.length is None:
        return criterion
    by = naming.length(c, persistence.length)
    return HeldFor(criterion, by) if by else None


def _age(c: Checking, said: Compares, place: Place) -> Criterion | None:
    if said.windows or said.persistence:
        where = said.windows[0].span if said.windows else said.persistence.span if said.persistence else said.span
        c.report("CW220", "an age has no window", where, help="write `age >= 65 years` alone")
        return None
    operand = said.operand
    if isinstance(operand, Number):
        written = c.written(operand.span)
        c.report(
            "CW204",
            "an age needs its unit",
            operand.span,
            help=f"write `{written} years`",
            edit=Edit(Span(operand.span.end, operand.span.end), " years"),
        )
        return None
    written_length: Length | None = operand if isinstance(operand, Length) else None
    if written_length is None and (name := selections.name_of(operand)) is not None:
        written_length = Length(name, operand.span)
    if written_length is None:
        c.report("CW210", "an age is compared with a duration", operand.span, help="write `age >= 65 years`")
        return None
    by = naming.length(c, written_length)
    return Elapsed(said.comparison, by, Birth()) if by else None


# --- findings, drugs, answers ----------------------------------------------------------------------------------------


def _present(c: Checking, subject: Operand, said: IsPresent, place: Place) -> Criterion | None:
    concept = _concept(c, subject, place, said.presence.value, selections.FOUND)
    seen, stretch = times.window(c, said.windows, place.about(Subject(concept.name)) if concept else place)
    if concept is None or not seen:
        return None
    if said.persistence is not None and said.persistence.times is not None:
        series = Series(concept.name, Found(concept.name, said.presence), stretch)
        return _in_a_row(c, said.persistence, said.persistence.times, series)
    return _lasting(c, Found(concept.name, said.presence, stretch), said.persistence)


def _active(c: Checking, subject: Operand, said: IsActive, place: Place) -> Criterion | None:
    concept = _concept(c, subject, place, "paused" if said.paused else "active", (Kind.DRUG,))
    by = naming.length(c, said.length) if said.length else None
    if concept is None or (said.length and by is None):
        return None
    return Paused(concept.name, by) if said.paused else Taking(concept.name, by)


_SEXES = {sex.value: sex for sex in Sex}


def _is_value(c: Checking, subject: Operand, said: IsValue, place: Place) -> Criterion | None:
    name = selections.name_of(subject)
    found: Criterion
    if name is not None and name.text == "sex" and c.scope.concept("sex") is None:
        sexes = _sexes(c, said.values)
        if sexes is None:
            return None
        found = SexIs(sexes)
    else:
        concept = _concept(c, subject, place, f"is {said.values[0].text}", selections.ANSWERED)
        seen, stretch = times.window(c, said.windows, place.about(Subject(concept.name)) if concept else place)
        values = conditions.answers(c, concept, said.values) if concept else None
        if concept is None or values is None or not seen:
            return None
        found = Answered(concept.name, values, stretch)
    return Not(found) if said.negated else found


def _sexes(c: Checking, names: tuple[Name, ...]) -> tuple[Sex, ...] | None:
    whole = True
    for name in names:
        if name.text not in _SEXES:
            near = c.meant(name, _SEXES)
            if "help" not in near:
                near = {"help": f"it is one of {', '.join(_SEXES)}"}
            c.report("CW221", f"`{name.text}` is no sex that a record has", name.span, **near)
            whole = False
    return tuple(dict.fromkeys(_SEXES[name.text] for name in names)) if whole else None


def _recorded(
    c: Checking, subject: Operand, span: Span, negated: bool, count: int, windows: tuple[Window, ...], place: Place
) -> Criterion | None:
    series: Series | None
    if isinstance(subject, Selected):
        c.report(
            "CW220",
            "`recorded` is said of a name alone",
            subject.span,
            help="write the name and then the window: `TPMT recorded before restart`",
        )
        return None
    concept = _concept(c, subject, place, "recorded", tuple(Kind))
    series = selections.series(c, concept, subject.span, None, windows, place) if concept else None
    if count < 1:
        c.report("CW224", "recorded at least 0 times is always so", span)
        return None
    if series is None:
        return None
    return Not(Recorded(series, count)) if negated else Recorded(series, count)


# --- monitors --------------------------------------------------------------------------------------------------------


def _monitor(c: Checking, subject: Operand, said: MonitorIs, place: Place) -> Criterion | None:
    name = selections.name_of(subject)
    if name is None:
        c.report("CW205", f"`is {said.state.value}` is said of a monitor", subject.span)
        return None
    if said.count < 1:
        c.report("CW224", f"{said.state.value} at least 0 times is always so", said.span)
        return None
    if name.text == "monitoring":
        return _monitoring_of_step(c, name, said, place)
    found = c.resolve(name, Space.RULE, "a monitor", (Sort.MONITOR,))
    return Monitoring(found.name, said.state, said.count) if found else None


def _monitoring_of_step(c: Checking, name: Name, said: MonitorIs, place: Place) -> Criterion | None:
    if not place.monitors:
        where = "this step has no monitor" if place.monitors is not None else "this is not inside a step"
        c.report(
            "CW211",
            f"`monitoring` means the monitors of the step, and {where}",
            name.span,
            help="name the monitor: `monitor ALT as NAME`, then `NAME is complete`",
        )
        return None
    items: tuple[Criterion, ...] = tuple(Monitoring(one, said.state, said.count) for one in place.monitors)
    if len(items) == 1:
        return items[0]
    return All(items) if said.state is MonitorState.COMPLETE else AnyOf(items)
