"""Careway's own form: what each line of it becomes."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from careway.model.quantity import Span, exactly
from careway.model.timeline import (
    Answer,
    Dose,
    Finding,
    Measured,
    NoValue,
    Off,
    Override,
    Presence,
    Retraction,
    Value,
)
from careway.model.vocabulary import Sex
from ingest.vocabulary import events, of_events, refusals, timeline


def only(event: str) -> Value:
    (found,) = events(of_events(event))
    return found.value


def test_a_visit_gives_one_record_for_each_name() -> None:
    found = of_events("at: 2025-03-15, ALT: 31 U/L, AST: 28.0 U/L, nausea: absent, TPMT: normal")
    values = {event.concept: event.value for event in events(found)}
    assert values == {
        "ALT": Measured(exactly(31), "31 U/L"),
        "AST": Measured(exactly(28), "28.0 U/L"),
        "nausea": Finding(Presence.ABSENT),
        "TPMT": Answer("normal"),
    }
    assert found.records.used == 4 and {event.line for event in events(found)} == {3}


def test_the_person() -> None:
    found = timeline(
        "patient: p1\nborn: 1985-06\ndied: 2025-05-01\nsex: female\nset: ethnic_neutropenia\nzone: Europe/Berlin\n"
        "events:\n- {at: 2025-03-15, ALT: 31 U/L}\n"
    )
    patient = found.patient
    assert patient.label == "p1" and patient.sex is Sex.FEMALE and found.population == "ethnic_neutropenia"
    assert patient.born is not None and patient.died is not None
    assert (
        patient.born.day_first == date(1985, 6, 1).toordinal() and patient.born.day_last == patient.born.day_first + 29
    )
    assert len(found.sha256) == 64


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("ALT: <5 U/L", Measured(Span(Fraction(0), Fraction(5), high_open=True), "<5 U/L")),
        ("ALT: <= 5 U/L", Measured(Span(Fraction(0), Fraction(5)), "<=5 U/L")),
        ("ALT: ≤5 U/L", Measured(Span(Fraction(0), Fraction(5)), "<=5 U/L")),
        ("ALT: >1000 U/L", Measured(Span(Fraction(1000), None, low_open=True), ">1000 U/L")),
        ('ALT: ">= 1000 U/L"', Measured(Span(Fraction(1000), None), ">=1000 U/L")),
        ("base_excess: <-5 mmol/L", Measured(Span(None, Fraction(-5), high_open=True), "<-5 mmol/L")),
        ("ALT: no value", NoValue("reported without a value")),
        ("ALT: null", NoValue("reported without a value")),
        ("ALT: ", NoValue("reported without a value")),
        ("ALT: haemolysed", NoValue("reported in words")),
        ("INR: 1.1", Measured(exactly(Fraction("1.1")), "1.1")),
        ("ALT: 1e2 U/L", Measured(exactly(100), "1e2 U/L")),
        ("azathioprine: 50 mg/day", Dose(exactly(50), "50 mg/day")),
        ("azathioprine: 50 mg/d", Dose(exactly(50), "50 mg/day")),
        ("azathioprine: 0.05 g/d", Dose(exactly(50), "0.05 g/d")),
        ("azathioprine: 25 to 50 mg/day", Dose(Span(Fraction(25), Fraction(50)), "25 to 50 mg/day")),
        ("azathioprine: 350 mg/week", Dose(exactly(50), "350 mg/week")),
        ("azathioprine: 0 mg/day", Off("0 mg/day")),
        ("azathioprine: stopped", Off("stopped")),
        ("azathioprine: held", Off("held")),
        ("azathioprine: paused", Off("paused")),
        ("azathioprine: not taken", Off("not taken")),
        ("azathioprine: taken", Dose(None, "dose not known")),
        ("azathioprine: 50 mg", Dose(None, "50 mg")),
        ("azathioprine: 2 tablets", Dose(None, "2 tablets")),
        ("nausea: present", Finding(Presence.PRESENT)),
        ("nausea: no", Finding(Presence.ABSENT)),
        ("other_causes_excluded: yes", Answer("yes")),
        ("TPMT: Normal", Answer("normal")),
        ("TPMT: null", NoValue("reported without a value")),
    ],
)
def test_values(written: str, value: Value) -> None:
    assert only(f"at: 2025-03-15, {written}") == value


def test_a_record_may_say_more_of_itself() -> None:
    said = "{value: 31 U/L, range: 10 to 40 U/L, status: preliminary, id: r1}"
    found = of_events(f"at: 2025-03-15T09:30, known: 2025-03-16, ALT: {said}")
    (event,) = events(found)
    assert event.key == "r1" and event.preliminary and event.when.exact
    assert event.value == Measured(exactly(31), "31 U/L", Fraction(10), Fraction(40))
    assert event.known == found.calendar.start_of(date(2025, 3, 16).toordinal())


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("10 to 40 U/L", 10, 40),
        ("10 - 40", 10, 40),
        ("10–40 U/L", 10, 40),
        ("up to 40 U/L", None, 40),
        ("<40 U/L", None, 40),
        ("from 10 U/L", 10, None),
        ("1/6 to 2/3 ukat/L", None, None),
        ("0.6 to 2.4 ukat/L", 36, 144),
        ("40 to 10 U/L", None, None),
        ("40 to 40 U/L", None, None),
        ("up to 0 U/L", None, None),
        ("up to 40 mg/dL", None, None),
        (">5", None, None),
        ("see comment", None, None),
    ],
)
def test_reference_ranges(written: str, low: int | None, high: int | None) -> None:
    found = of_events(f'at: 2025-03-15, ALT: {{value: 31 U/L, range: "{written}"}}')
    (event,) = events(found)
    assert isinstance(event.value, Measured)
    assert (event.value.low, event.value.high) == (low, high)
    noted = any("reference range not used" in one.note for one in found.records.converted)
    assert noted is (low is None and high is None)


def test_absent_of_a_group_is_absent_of_each_member() -> None:
    found = of_events("at: 2025-03-08, liver_symptoms: absent, drugs: not taken")
    assert {(event.concept, event.value) for event in events(found)} == {
        ("nausea", Finding(Presence.ABSENT)),
        ("vomiting", Finding(Presence.ABSENT)),
        ("azathioprine", Off("not taken")),
        ("allopurinol", Off("not taken")),
    }


@pytest.mark.parametrize("written", ["liver_symptoms: present", "liver_tests: 31 U/L", "liver_tests: absent"])
def test_anything_else_of_a_group_is_refused(written: str) -> None:
    found = of_events(f"at: 2025-03-08, {written}")
    assert found.entries == ()
    assert "by its name" in found.records.refused[0].reason


def test_ends() -> None:
    found = of_events("at: 2025-03-08, until: 2025-06-30, allopurinol: 300 mg/day, ALT: 31 U/L")
    drug, lab = events(found, "allopurinol")[0], events(found, "ALT")[0]
    assert drug.until is not None and drug.until.day_last == date(2025, 6, 30).toordinal()
    assert lab.until is None
    assert [one.note for one in found.records.converted] == ["an end means nothing for a lab"]


def test_corrections_and_retractions_name_their_record() -> None:
    found = of_events(
        "at: 2025-03-15, id: r1, ALT: 91 U/L",
        "at: 2025-03-15, known: 2025-03-17, id: r2, corrects: r1, ALT: 19 U/L",
        "at: 2025-03-15, known: 2025-03-18, corrects: r2, ALT: 29 U/L",
        "at: 2025-03-15, id: visit, ALT: 31 U/L, AST: 400 U/L",
        "at: 2025-03-15, known: 2025-03-19, corrects: visit, AST: 40 U/L",
        "at: 2025-03-20, retracts: visit",
        "at: 2025-03-21, known: 2025-03-22, retracts: r1",
    )
    replaces = {event.key: event.replaces for event in events(found)}
    assert replaces == {
        "r1": None,
        "r2": "r1",
        "ALT 2025-03-15": "r2",
        "visit/ALT": None,
        "visit/AST": None,
        "AST 2025-03-15": "visit/AST",
    }
    retractions = [entry for entry in found.entries if isinstance(entry, Retraction)]
    assert sorted(one.retracts for one in retractions) == ["r1", "visit/ALT", "visit/AST"]
    assert found.records.refused == ()
    last = next(one for one in retractions if one.retracts == "r1")
    assert found.calendar.day_of(last.known) == date(2025, 3, 22).toordinal()


def test_a_correction_of_what_is_not_there() -> None:
    found = of_events(
        "at: 2025-03-15, corrects: r9, ALT: 19 U/L",
        "at: 2025-03-15, id: r1, AST: 19 U/L",
        "at: 2025-03-16, corrects: r1, ALT: 31 U/L",
        "at: 2025-03-16, corrects: r7, id: r7, AST: 31 U/L",
        "at: 2025-03-17, retracts: r8",
        "at: 2025-03-18, id: v, ALT: 1 U/L, AST: 1 U/L",
        "at: 2025-03-18, corrects: v, bilirubin: 1 mg/dL",
    )
    assert refusals(found) == {
        "ALT 31 U/L on 2025-03-16": "it corrects r1, which is AST",
        "AST 31 U/L on 2025-03-16": "it corrects itself",
        "retraction on 2025-03-17": "there is no record with the id r8 in this file",
        "bilirubin 1 mg/dL on 2025-03-18": "it corrects v, which has no bilirubin",
    }
    assert "not in this file" in found.records.converted[0].note
    assert events(found, "ALT")[0].replaces is None


def test_a_correction_of_a_refused_record_stands_alone() -> None:
    found = of_events(
        "at: 2025-03-15, id: r1, status: entered-in-error, ALT: 910 U/L", "at: 2025-03-15, corrects: r1, ALT: 19 U/L"
    )
    (event,) = events(found)
    assert event.replaces is None
    assert refusals(found) == {"ALT 910 U/L on 2025-03-15": "entered in error"}


def test_overrides() -> None:
    found = of_events('at: 2025-04-22, override: rise_with_symptoms, reason: "gastroenteritis", known: 2025-04-23')
    (entry,) = found.entries
    assert isinstance(entry, Override)
    assert (entry.rule, entry.reason) == ("rise_with_symptoms", "gastroenteritis")


def test_names_of_other_guidelines_are_counted_and_slips_are_refused() -> None:
    found = of_events(
        "at: 2025-03-15, TSH: 2 mU/L, nausae: present, alt: 31 U/L", "at: 2025-03-16, TSH: 2 mU/L, note: x"
    )
    assert found.records.unused == (("TSH", 2),)
    assert refusals(found) == {
        "nausae on 2025-03-15": "the guideline declares no such name; did you mean nausea?",
        "alt on 2025-03-15": "the guideline declares no such name; did you mean ALT?",
    }


def test_json_says_the_same_as_yaml() -> None:
    yaml = "patient: p\nevents:\n- {at: 2025-03-15, ALT: 31 U/L, INR: 1.10, nausea: absent, AST: null}\n"
    json = (
        '{"patient": "p", "events":\n\n[{"at": "2025-03-15", "ALT": "31 U/L", "INR": 1.10, "nausea": "absent",'
        ' "AST": null}]}'
    )
    assert timeline(yaml).entries == timeline(json, "timeline.json").entries
    assert timeline(json, "piped").entries == timeline(yaml, "piped").entries


def test_yaml_scalars_are_text() -> None:
    found = of_events("at: 2025-03-15 12:30, TPMT: normal, other_causes_excluded: no")
    assert {event.value for event in events(found)} == {Answer("normal"), Answer("no")}
    assert found.calendar.show(events(found)[0].when) == "2025-03-15 12:30"
