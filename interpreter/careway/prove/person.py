"""A patient whom the solver found: the records of a model as facts, and as a timeline in Careway's own form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import z3

from careway.base.record import record
from careway.ingest.native_text import Said, Written
from careway.model.quantity import show
from careway.model.vocabulary import Concept, Kind, Sex
from careway.prove.patient import DAY_ZERO, SEXES, Patient, Slot, fraction


@record
class Fact:
    """One record: its concept, its day (1: the first of the timeline's calendar), and what it says: a number, taken or
    present or not, an answer; and a result's own limits."""

    concept: str
    day: int
    number: Fraction | None = None
    says: bool = True
    answer: str | None = None
    high: Fraction | None = None
    low: Fraction | None = None


@record
class Person:
    """A patient in the facts that matter."""

    facts: tuple[Fact, ...]
    sex: Sex | None = None
    born: int | None = None


def person(patient: Patient, model: z3.ModelRef) -> Person:
    """The patient of a model."""
    facts = [
        _fact(patient.concepts[concept], slot, model)
        for concept, slots in patient.slots.items()
        for slot in slots
        if z3.is_true(model.eval(slot.there, model_completion=True))
    ]
    born = model.eval(patient.born_known, model_completion=True)
    return Person(
        tuple(sorted(facts, key=lambda fact: (fact.day, fact.concept))),
        SEXES[model.eval(patient.sex, model_completion=True).as_long()],
        model.eval(patient.born, model_completion=True).as_long() if z3.is_true(born) else None,
    )


def _fact(concept: Concept, slot: Slot, model: z3.ModelRef) -> Fact:
    def true(bit: object) -> bool:
        return bit is True or z3.is_true(model.eval(bit, model_completion=True))

    day = model.eval(slot.day, model_completion=True).as_long()
    match concept.kind:
        case Kind.LAB | Kind.VITAL:
            high = fraction(model, slot.high) if slot.has_high is not False and true(slot.has_high) else None
            low = fraction(model, slot.low) if slot.has_low is not False and true(slot.has_low) else None
            number = fraction(model, slot.value) if true(slot.known) else None
            return Fact(concept.name, day, number, True, None, high, low)
        case Kind.DRUG:
            taken = true(slot.says)
            dose = fraction(model, slot.value) if taken and true(slot.known) else None
            return Fact(concept.name, day, dose, taken)
        case Kind.SYMPTOM | Kind.CONDITION:
            return Fact(concept.name, day, None, true(slot.says))
        case Kind.TEST | Kind.QUESTION:
            answer = concept.values[model.eval(slot.answer, model_completion=True).as_long()]
            return Fact(concept.name, day, None, True, answer)


def day_text(day: int) -> str:
    """A day of a witness as a date."""
    return date.fromordinal(DAY_ZERO + day).isoformat()


def written(one: Person, concepts: Mapping[str, Concept], label: str, population: str | None = None) -> Written:
    """A patient as records to be read. Every number must have an end in decimals."""
    return Written(
        label,
        tuple(_said(fact, concepts[fact.concept]) for fact in one.facts),
        born=None if one.born is None else day_text(one.born),
        sex=None if one.sex is None else one.sex.value,
        population=population,
    )


def _said(fact: Fact, concept: Concept) -> Said:
    unit = concept.unit or "1"
    value = _value(fact, concept, unit)
    return Said(day_text(fact.day), concept.name, value, range=_range(fact, unit))


def _value(fact: Fact, concept: Concept, unit: str) -> str:
    match concept.kind:
        case Kind.LAB | Kind.VITAL:
            return "no value" if fact.number is None else show(fact.number, unit)
        case Kind.DRUG:
            if not fact.says:
                return "stopped"
            return "taken" if fact.number is None else show(fact.number, unit)
        case Kind.SYMPTOM | Kind.CONDITION:
            return "present" if fact.says else "absent"
        case Kind.TEST | Kind.QUESTION:
            return fact.answer or concept.values[0]


def _range(fact: Fact, unit: str) -> str | None:
    if fact.high is not None and fact.low is not None:
        return f"{show(fact.low, unit)} to {show(fact.high, unit)}"
    if fact.high is not None:
        return f"up to {show(fact.high, unit)}"
    return None if fact.low is None else f"from {show(fact.low, unit)}"
