"""Concrete patients for the formulas: drawn at random, and pinned to the unknowns of a symbolic patient."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import z3
from hypothesis import strategies as st

from careway.evaluate.chart import Chart
from careway.evaluate.judge import Judge
from careway.evaluate.program import program_of
from careway.evaluate.run import Session, resolve
from careway.evaluate.view import Position
from careway.ingest.native_text import native_text
from careway.ingest.read import read_timelines
from careway.ir.nodes import Guideline
from careway.model.vocabulary import Kind, Sex
from careway.prove.patient import DAY_ZERO, SEXES, Patient
from careway.prove.person import Fact, Person, written
from property.timelines import Grain


@st.composite
def people(draw: st.DrawFn, grain: Grain, most: int) -> Person:
    """A patient with at most so many records of each concept, values on and beside the thresholds."""
    facts = []
    days = st.integers(20, 60) | st.sampled_from([20 + gap for gap in grain.gaps])
    for concept in grain.concepts:
        for day in sorted(draw(st.sets(days, max_size=most))):
            says = draw(st.booleans())
            match concept.kind:
                case Kind.LAB | Kind.VITAL:
                    values = st.sampled_from(grain.values[concept.name])
                    high = draw(st.none() | values)
                    high = None if high is None or high <= 0 else high
                    value = draw(values) if draw(st.integers(0, 5)) else None
                    facts.append(Fact(concept.name, day, value, True, None, None if value is None else high))
                case Kind.DRUG:
                    value = draw(st.none() | st.sampled_from(grain.values[concept.name]))
                    value = None if value is None or value <= 0 else value
                    facts.append(Fact(concept.name, day, value if says else None, says))
                case Kind.SYMPTOM | Kind.CONDITION:
                    facts.append(Fact(concept.name, day, None, says))
                case Kind.TEST | Kind.QUESTION:
                    facts.append(Fact(concept.name, day, None, True, draw(st.sampled_from(concept.values))))
    sex = draw(st.sampled_from([None, Sex.FEMALE, Sex.MALE]))
    born = draw(st.none() | st.sampled_from([-365 * 18, -10_000]))
    return Person(tuple(sorted(facts, key=lambda fact: (fact.day, fact.concept))), sex, born)


def judge_of(core: Guideline, person: Person, day: int) -> Judge:
    """The real judge of a patient at the end of a day, in no step."""
    text = native_text(written(person, {concept.name: concept for concept in core.vocabulary.concepts}, "p"))
    read = read_timelines("p.yaml", text.encode(), core.vocabulary)
    assert not read.timelines[0].records.refused, read.timelines[0].records.refused
    timeline = read.timelines[0]
    program = program_of(core)
    chart = Chart(program.concepts, timeline.calendar)
    now = timeline.calendar.end_of(DAY_ZERO + day)
    session = Session(core, timeline, entries=())
    for entry in sorted(timeline.entries, key=lambda entry: (session.usable_from(entry), entry.key)):
        if session.usable_from(entry) <= now:
            chart.take_in(entry)
    judge = Judge(chart, timeline.patient, program, resolve(core, None, {}), Position())
    judge.at(now)
    return judge


def pin(patient: Patient, person: Person) -> list[Any]:
    """What makes the unknowns those of a patient."""
    pinned: list[Any] = [patient.sex == SEXES.index(person.sex), patient.born_known == (person.born is not None)]
    if person.born is not None:
        pinned.append(patient.born == person.born)
    by_concept: dict[str, list[Fact]] = {}
    for fact in person.facts:
        by_concept.setdefault(fact.concept, []).append(fact)
    for concept, slots in patient.slots.items():
        facts = by_concept.get(concept, [])
        assert len(facts) <= len(slots)
        for slot, fact in zip(slots, [*facts, *[None] * (len(slots) - len(facts))], strict=True):
            pinned.append(slot.there == (fact is not None))
            if fact is None:
                continue
            pinned += [slot.day == fact.day, slot.says == fact.says]
            if fact.number is not None:
                pinned.append(slot.value == exact(fact.number))
            if slot.known is not True:
                pinned.append(slot.known == (fact.number is not None))
            if fact.answer is not None:
                pinned.append(slot.answer == patient.concepts[concept].values.index(fact.answer))
            for has, limit, own in ((slot.has_high, slot.high, fact.high), (slot.has_low, slot.low, fact.low)):
                if has is not False:
                    pinned.append(has == (own is not None))
                    if own is not None:
                        pinned.append(limit == exact(own))
    return pinned


def exact(value: Fraction) -> Any:
    """A number for the solver."""
    return z3.Q(value.numerator, value.denominator)
