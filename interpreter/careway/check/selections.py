"""Records of a concept: which one (`last ALT before T`), which ones (`ALT > ULN within 30 days`)."""

from __future__ import annotations

from careway.base.source import Span
from careway.check import conditions, contradictions, measures, times, values
from careway.check.findings import Checking
from careway.check.naming import concept_named, instead
from careway.check.place import Place, Subject
from careway.ir.expressions import (
    Answered,
    CandidateValue,
    Compare,
    Criterion,
    Found,
    Selection,
    Series,
)
from careway.model.terms import Comparison, Pick
from careway.model.vocabulary import Concept, Kind
from careway.syntax.expressions import Filter, Name, Operand, Ref, Selected, Window

NUMBERED = (Kind.LAB, Kind.VITAL, Kind.DRUG)
FOUND = (Kind.SYMPTOM, Kind.CONDITION)
ANSWERED = (Kind.TEST, Kind.QUESTION)


def selection(c: Checking, selected: Selected, place: Place, *, current: bool) -> Selection | None:
    """The record that `last ALT before T` and the like mean."""
    kinds = (Kind.DRUG,) if selected.dose else ()
    concept = concept_named(c, selected.name, place, "a drug" if selected.dose else "something that is recorded", kinds)
    if concept is None:
        times.window(c, selected.windows, place)
        return None
    if concept.kind is Kind.DRUG and not selected.dose:
        pick = selected.pick.value
        c.report(
            "CW205",
            f"{concept.name} is a drug: say whether its start, its stop or its dose is meant",
            selected.name.span,
            help=f"write `{pick} start of {concept.name}` or `{pick} {concept.name} dose`",
        )
        return None
    if selected.pick in (Pick.HIGHEST, Pick.LOWEST) and concept.kind not in NUMBERED:
        title = f"{concept.name} has no number, so none of its records is the {selected.pick.value}"
        c.report("CW205", title, selected.name.span, help=instead(concept))
        return None
    records = series(c, concept, selected.name.span, selected.filter, selected.windows, place)
    if records is None:
        return None
    return Selection(selected.pick, records, current=current and selected.pick is Pick.LAST and not selected.windows)


def series(
    c: Checking, concept: Concept, span: Span, kept: Filter | None, windows: tuple[Window, ...], place: Place
) -> Series | None:
    """The records of a concept in a window that a filter keeps."""
    seen, stretch = times.window(c, windows, place.about(Subject(concept.name)))
    where: Criterion | None = None
    if kept is not None:
        where = _where(c, concept, span, kept, place)
        if where is None:
            return None
    return Series(concept.name, where, stretch) if seen else None


def _where(c: Checking, concept: Concept, span: Span, kept: Filter, place: Place) -> Criterion | None:
    if kept.comparison is not None and kept.operand is not None:
        return candidate_compares(c, concept, span, kept.comparison, kept.operand, place)
    if kept.presence is not None:
        if concept.kind in FOUND:
            return Found(concept.name, kept.presence)
        _unsaid(c, concept, span, kept.presence.value)
        return None
    answers = conditions.answers(c, concept, kept.values)
    return Answered(concept.name, answers) if answers else None


def _unsaid(c: Checking, concept: Concept, span: Span, word: str) -> None:
    title = f"`{word}` cannot be said of {concept.name}, which is a {concept.kind.value}"
    c.report("CW205", title, span, help=instead(concept))


def candidate_compares(
    c: Checking, concept: Concept, span: Span, comparison: Comparison, operand: Operand, place: Place
) -> Criterion | None:
    """The comparison of the record at hand with a number; its ULN is the one that goes with that record."""
    unit = concept.unit
    inside = place.about(Subject(concept.name, candidate=True))
    right = values.value(c, operand, inside)
    if unit is None or right is None:
        return None
    pair = measures.alike(c, CandidateValue(concept.name, unit), span, right, operand.span)
    if pair is None:
        return None
    made = Compare(comparison, *pair)
    contradictions.implausible(c, made, operand.span)
    return made


def of_bare(concept: Concept) -> Selection:
    """The last record of a concept that still speaks for the present."""
    return Selection(Pick.LAST, Series(concept.name), current=True)


def name_of(operand: Operand) -> Name | None:
    """The name that an operand is, where it is nothing but a name."""
    return operand.name if isinstance(operand, Ref) and operand.of is None else None
