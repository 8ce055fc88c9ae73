"""Each kind of record as a FHIR resource: elements, digits, times, versions, and what is left unsaid."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from careway.export.records.bundle import bundle, bundle_json, unsaid
from careway.ingest.read import read_timelines
from careway.ir.nodes import Guideline
from careway.model.quantity import Span, exactly
from careway.model.time import When
from careway.model.timeline import Dose, Event, Measured, Off, Timeline
from careway.model.vocabulary import Code, CodeSystem, Concept, Kind, Vocabulary, Worse
from export.records_law import contents, read_back
from property.guidelines import core as some_core

Json = dict[str, Any]
VOCABULARY = Vocabulary(
    (
        Concept("ALT", Kind.LAB, "alanine aminotransferase", "U/L", (Code(CodeSystem.LOINC, "1742-6"),)),
        Concept(
            "ALAT",
            Kind.LAB,
            "the same by another name",
            "U/L",
            (Code(CodeSystem.LOINC, "1742-6"), Code(CodeSystem.LOINC, "1743-4")),
        ),
        Concept("base_excess", Kind.LAB, "base excess", "mmol/L", plausible=(Fraction(-50), Fraction(50))),
        Concept("ANC", Kind.LAB, "neutrophils", "/uL", worse=Worse.LOWER),
        Concept("temperature", Kind.VITAL, "body temperature", "Cel"),
        Concept("azathioprine", Kind.DRUG, "azathioprine", "mg/day", (Code(CodeSystem.RXNORM, "1256"),)),
        Concept("methotrexate", Kind.DRUG, "methotrexate", "mg/week"),
        Concept("infusion", Kind.DRUG, "infusion", "mg/h"),
        Concept("once", Kind.DRUG, "a single dose", "mg"),
        Concept("nausea", Kind.SYMPTOM, "nausea", codes=(Code(CodeSystem.SNOMED, "422587007"),)),
        Concept("TPMT", Kind.TEST, "TPMT", values=("normal", "deficient")),
        Concept("fasting", Kind.QUESTION, "fasting?", values=("yes", "no")),
    ),
    (),
)


@pytest.fixture(scope="module")
def core() -> Guideline:
    """A bundle reads nothing of a guideline but its name and its vocabulary."""
    return replace(some_core("courses"), id="small", vocabulary=VOCABULARY)


def timeline(core: Guideline, *events: str, top: str = "") -> Timeline:
    text = f"patient: p1\n{top}events:\n" + "".join(f"  - {{{event}}}\n" for event in events)
    found = read_timelines("timeline.yaml", text.encode(), core.vocabulary)
    assert not found.diagnostics, [one.title for one in found.diagnostics]
    return found.timelines[0]


def resources(core: Guideline, found: Timeline, as_of: int | None = None, same: bool = True) -> list[Json]:
    """The resources of a bundle but the patient, which must be FHIR and, where all is said, come back the same."""
    made = bundle(core, found, as_of)
    Bundle.model_validate(made)
    if same and as_of is None and not unsaid(core, found):
        assert contents(read_back(core, found)) == contents(found)
    entries: Any = made["entry"]
    return [entry["resource"] for entry in entries[1:]]


def one(core: Guideline, event: str, top: str = "") -> Json:
    (only,) = resources(core, timeline(core, event, top=top))
    return only


def with_value(found: Timeline, value: Measured | Dose | Off) -> Timeline:
    (event,) = found.entries
    assert isinstance(event, Event)
    return replace(found, entries=(replace(event, value=value),))


# --- results ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value", "comparator"),
    [
        ("31 U/L", "31", None),
        ("31.10 U/L", "31.1", None),
        ("0.000000001 U/L", "0.000000001", None),
        ("123456789012345.123456789012345678 U/L", "123456789012345.123456789012345678", None),
        (">1000 U/L", "1000", ">"),
        (">=1000 U/L", "1000", ">="),
        ("<5 U/L", "5", "<"),
        ("<=5 U/L", "5", "<="),
        ("<0 U/L", "0", "<"),
        ("2 ukat/L", "120", None),
        ("0.31 kU/L", "310", None),
    ],
)
def test_a_result_is_in_the_declared_unit_with_all_its_digits(
    core: Guideline, written: str, value: str, comparator: str | None
) -> None:
    found = timeline(core, f'at: 2025-03-15, ALT: "{written}"')
    quantity = resources(core, found)[0]["valueQuantity"]
    assert quantity["value"] == Decimal(value) and quantity.get("comparator") == comparator
    assert (quantity["unit"], quantity["system"], quantity["code"]) == ("U/L", "http://unitsofmeasure.org", "U/L")
    assert unsaid(core, found) == ()
    assert f'"value": {value},' in bundle_json(core, found)


def test_a_result_has_all_codes_that_are_its_alone_and_its_own(core: Guideline) -> None:
    own = "urn:careway:small:concepts"
    codings = one(core, "at: 2025-03-15, ALAT: 31 U/L")["code"]["coding"]
    assert [(coding["system"], coding["code"]) for coding in codings] == [("http://loinc.org", "1743-4"), (own, "ALAT")]
    codings = one(core, "at: 2025-03-15, ALT: 31 U/L")["code"]["coding"]
    assert [(coding["system"], coding["code"]) for coding in codings] == [(own, "ALT")]
    codings = one(core, "at: 2025-03-15, azathioprine: 50 mg/day")["medicationCodeableConcept"]["coding"]
    assert [coding["code"] for coding in codings] == ["1256", "azathioprine"]


def test_a_reference_range_and_a_missing_value(core: Guideline) -> None:
    found = one(core, "at: 2025-03-15, ALT: {value: 31 U/L, range: 10 to 40.5 U/L}")["referenceRange"]
    assert [(end["value"], end["code"]) for end in (found[0]["low"], found[0]["high"])] == [
        (10, "U/L"),
        (Decimal("40.5"), "U/L"),
    ]
    upper = one(core, "at: 2025-03-15, ALT: {value: 31 U/L, range: up to 40 U/L}")["referenceRange"]
    assert "low" not in upper[0]
    missing = one(core, "at: 2025-03-15, ALT: no value")
    assert missing["dataAbsentReason"]["coding"][0]["code"] == "unknown" and "valueQuantity" not in missing
    assert one(core, "at: 2025-03-15, base_excess: -3.5 mmol/L")["valueQuantity"]["value"] == Decimal("-3.5")
    assert one(core, "at: 2025-03-15, temperature: 38.5 Cel")["valueQuantity"]["code"] == "Cel"


@pytest.mark.parametrize(
    ("concept", "span", "comparator", "bound", "words"),
    [
        ("ALT", Span(Fraction(2), Fraction(5)), ">=", 2, "at least 2 U/L and at most 5 U/L; the bundle says >= 2 U/L"),
        ("ANC", Span(Fraction(2), Fraction(5)), "<=", 5, "at least 2 /uL and at most 5 /uL; the bundle says <= 5 /uL"),
        ("ALT", Span(None, Fraction(5)), "<=", 5, "at most 5 U/L; the bundle says <= 5 U/L"),
        ("base_excess", Span(Fraction(0), Fraction(5)), ">=", 0, "at least 0 mmol/L and at most 5 mmol/L; the bundle"),
    ],
)
def test_a_result_between_two_bounds_becomes_a_wider_one_and_that_is_told(
    core: Guideline, concept: str, span: Span, comparator: str, bound: int, words: str
) -> None:
    unit = {"ALT": "U/L", "ANC": "/uL", "base_excess": "mmol/L"}[concept]
    found = with_value(timeline(core, f"at: 2025-03-15, {concept}: 3 {unit}"), Measured(span, "3"))
    (made,) = resources(core, found)
    assert (made["valueQuantity"]["comparator"], made["valueQuantity"]["value"]) == (comparator, bound)
    (told,) = unsaid(core, found)
    assert told.startswith(f"{concept} on 2025-03-15: {words}")


def test_a_result_that_may_be_anything_has_no_value_and_a_third_is_rounded(core: Guideline) -> None:
    base = timeline(core, "at: 2025-03-15, ALT: 3 U/L")
    anything = with_value(base, Measured(Span(None, None), "?"))
    assert "dataAbsentReason" in resources(core, anything)[0]
    assert unsaid(core, anything) == (
        "ALT on 2025-03-15: anything is possible; the bundle says a result without a value",
    )
    third = with_value(base, Measured(exactly(Fraction(-2, 3)), "?", Fraction(1, 3), Fraction(5)))
    assert '"value": -0.666666666667,' in bundle_json(core, third)
    assert [line.partition("; ")[2] for line in unsaid(core, third)] == [
        "the bundle rounds it to 12 places",
        "the bundle rounds it",
    ]


# --- findings and answers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("word", "code"), [("present", "52101004"), ("absent", "2667000")])
def test_a_finding_is_present_or_absent(core: Guideline, word: str, code: str) -> None:
    made = one(core, f"at: 2025-03-15, nausea: {word}")
    assert made["resourceType"] == "Observation" and made["valueCodeableConcept"]["coding"][0]["code"] == code


@pytest.mark.parametrize(("word", "verified"), [("present", "confirmed"), ("absent", "refuted")])
def test_a_finding_with_an_end_is_a_condition(core: Guideline, word: str, verified: str) -> None:
    made = one(core, f"at: 2025-03-15, until: 2025-04, known: 2025-03-20, nausea: {word}")
    assert made["resourceType"] == "Condition"
    assert made["verificationStatus"]["coding"][0]["code"] == verified
    assert (made["onsetDateTime"], made["abatementDateTime"]) == ("2025-03-15", "2025-04")
    assert made["recordedDate"] == "2025-03-20T00:00:00+00:00"


def test_answers_are_values_of_the_guideline(core: Guideline) -> None:
    value = one(core, "at: 2025-03-15, TPMT: deficient")["valueCodeableConcept"]
    assert value["coding"] == [
        {"system": "urn:careway:small:concepts", "code": "TPMT.deficient", "display": "deficient"}
    ]
    assert value["text"] == "deficient"
    assert one(core, "at: 2025-03-15, fasting: no")["valueCodeableConcept"]["text"] == "no"


# --- drugs -----------------------------------------------------------------------------------------------------------


def dose_of(made: Json) -> tuple[Any, str, str]:
    (dosage,) = made["dosage"]
    (given,) = dosage["doseAndRate"]
    repeat = dosage.get("timing", {}).get("repeat", {})
    assert not repeat or (repeat["frequency"], repeat["period"]) == (1, 1)
    quantity = given["doseQuantity"]
    return quantity["value"], quantity["code"], repeat.get("periodUnit", "")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("azathioprine: 50 mg/day", (50, "mg", "d")),
        ("azathioprine: 100 mg/week", (100, "mg", "wk")),
        ("methotrexate: 15 mg/week", (15, "mg", "wk")),
        ("methotrexate: 0.123456789 mg/day", (Decimal("0.864197523"), "mg", "wk")),
        ("infusion: 2.5 mg/h", (Decimal("2.5"), "mg", "h")),
        ("infusion: 100 mg/day", (100, "mg", "d")),
        ("once: 250 mg", (250, "mg", "")),
    ],
)
def test_a_dose_is_an_amount_for_a_stretch_of_time(core: Guideline, said: str, expected: tuple[Any, str, str]) -> None:
    made = one(core, f"at: 2025-03-15, {said}")
    assert made["status"] == "active" and made["effectiveDateTime"] == "2025-03-15"
    assert dose_of(made) == expected


def test_a_range_of_doses_and_a_dose_that_is_not_known(core: Guideline) -> None:
    given = one(core, "at: 2025-03-15, azathioprine: 25 to 50 mg/day")["dosage"][0]["doseAndRate"][0]["doseRange"]
    assert (given["low"]["value"], given["high"]["value"]) == (25, 50)
    least = one(core, 'at: 2025-03-15, azathioprine: ">= 25 mg/day"')["dosage"][0]["doseAndRate"][0]["doseRange"]
    assert list(least) == ["low"]
    assert "dosage" not in one(core, "at: 2025-03-15, azathioprine: taken")
    above = timeline(core, 'at: 2025-03-15, azathioprine: ">25 mg/day"')
    assert resources(core, above)[0]["dosage"][0]["doseAndRate"][0]["doseRange"]["low"]["value"] == 25
    assert unsaid(core, above) == (
        "azathioprine on 2025-03-15: above 25 mg/day; the bundle has the bound itself inside",
    )


@pytest.mark.parametrize("word", ["stopped", "held", "paused", "not taken"])
def test_a_drug_that_is_not_taken_says_how(core: Guideline, word: str) -> None:
    found = timeline(core, f"at: 2025-03-15T09:30, known: 2025-03-16, azathioprine: {word}")
    (made,) = resources(core, found)
    assert made["status"] == "not-taken" and made["statusReason"] == [{"text": word}]
    assert made["effectiveDateTime"] == "2025-03-15T09:30:00+00:00"
    assert made["dateAsserted"] == "2025-03-16T00:00:00+00:00"
    (event,) = read_back(core, found).entries
    assert isinstance(event, Event) and event.value == Off(word)


def test_a_drug_with_an_end_has_a_period(core: Guideline) -> None:
    made = one(core, "at: 2025-03-15, until: 2025-04-01, azathioprine: 50 mg/day")
    assert made["effectivePeriod"] == {"start": "2025-03-15", "end": "2025-04-01"}
    preliminary = timeline(core, "at: 2025-03-15, azathioprine: {value: 50 mg/day, status: preliminary}")
    assert unsaid(core, preliminary) == ("azathioprine on 2025-03-15: it is preliminary; the bundle does not say so",)


# --- times -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "top", "written"),
    [
        ("2025-03-15", "", "2025-03-15"),
        ("2025-02", "", "2025-02"),
        ("2024", "", "2024"),
        ("2025-03-15T09:30", "", "2025-03-15T09:30:00+00:00"),
        ("2025-03-15T09:30:15-05:00", "", "2025-03-15T09:30:15-05:00"),
        ("2025-03-15T09:30", "zone: Europe/Berlin\n", "2025-03-15T09:30:00+01:00"),
        ("2025-07-15T09:30", "zone: Europe/Berlin\n", "2025-07-15T09:30:00+02:00"),
        ("2025-07-15T23:30Z", "zone: Europe/Berlin\n", "2025-07-16T01:30:00+02:00"),
        ("2025-07-15T23:30:00+10:30", "", "2025-07-15T23:30:00+10:30"),
    ],
)
def test_a_time_keeps_its_precision_and_its_offset(core: Guideline, at: str, top: str, written: str) -> None:
    made = one(core, f"at: {at}, ALT: 31 U/L", top=top)
    assert made["effectiveDateTime"] == written and "issued" not in made


def test_a_time_that_a_clock_change_repeats_is_between_two(core: Guideline) -> None:
    made = one(core, "at: 2025-10-26T02:30, ALT: 31 U/L", top="zone: Europe/Berlin\n")
    assert made["effectivePeriod"] == {"start": "2025-10-26T02:30:00+02:00", "end": "2025-10-26T02:30:00+01:00"}
    drug = timeline(core, "at: 2025-10-26T02:30, azathioprine: 50 mg/day", top="zone: Europe/Berlin\n")
    assert resources(core, drug)[0]["effectiveDateTime"] == "2025-10-26T02:30:00+02:00"
    (told,) = unsaid(core, drug)
    assert told.startswith("azathioprine on 2025-10-26: its time was at some moment from 2025-10-26T02:30:00+02:00 to ")
    assert told.endswith("; the bundle says the first")


def test_days_of_which_only_the_span_is_known(core: Guideline) -> None:
    base = timeline(core, "at: 2025-03-15, ALT: 31 U/L")
    (event,) = base.entries
    assert isinstance(event, Event)
    last = event.when.day_last + 3
    when = base.calendar.between_days(event.when.day_first, last)
    found = replace(base, entries=(replace(event, when=when, known=base.calendar.start_of(last)),))
    assert resources(core, found)[0]["effectivePeriod"] == {"start": "2025-03-15", "end": "2025-03-18"}


def test_two_offsets_of_one_timeline_keep_their_days(core: Guideline) -> None:
    made = resources(
        core,
        timeline(core, "at: 2025-03-15T23:30:00-05:00, ALT: 31 U/L", "at: 2025-06-15T00:30:00+02:00, ALT: 32 U/L"),
    )
    assert [one["effectiveDateTime"] for one in made] == ["2025-03-15T23:30:00-05:00", "2025-06-15T00:30:00+02:00"]


def test_an_offset_of_a_record_that_is_not_in_the_bundle_is_told(core: Guideline) -> None:
    events = ("at: 2025-03-15T10:00:00-05:00, ALT: 31 U/L", "at: 2025-06-15, ALT: 32 U/L")
    refused = "at: 2025-06-01T10:00:00+02:00, ALT: {value: 33 U/L, status: cancelled}"
    assert unsaid(core, timeline(core, *events)) == ()
    (told,) = unsaid(core, timeline(core, *events, refused))
    assert told.startswith("local time: its offset from UTC changed")


def test_a_result_that_is_known_later_says_when_it_was_issued(core: Guideline) -> None:
    made = one(core, "at: 2025-03-15T09:30, known: 2025-03-17T08:00, ALT: 31 U/L")
    assert made["issued"] == "2025-03-17T08:00:00+00:00" and made["status"] == "final"
    assert one(core, "at: 2025-03-15, ALT: {value: 31 U/L, status: preliminary}")["status"] == "preliminary"


# --- the patient, the zone and the parameter set ---------------------------------------------------------------------


def test_the_patient(core: Guideline) -> None:
    found = timeline(
        core, "at: 2025-03-15, ALT: 31 U/L", top="born: 1985-06\ndied: 2025-05-01\nsex: female\nzone: Europe/Berlin\n"
    )
    made: Any = bundle(core, found)
    assert made["entry"][0]["resource"] == {
        "resourceType": "Patient",
        "id": "p1",
        "gender": "female",
        "birthDate": "1985-06",
        "deceasedDateTime": "2025-05-01",
    }
    again = read_back(core, found)
    assert (again.patient.born, again.patient.died, again.patient.sex) == (
        found.patient.born,
        found.patient.died,
        found.patient.sex,
    )
    assert str(again.calendar.zone) == "Europe/Berlin"
    before: Any = bundle(core, found, found.calendar.end_of(found.entries[0].when.day_last))
    assert "deceasedDateTime" not in before["entry"][0]["resource"]


def test_a_label_that_is_no_id_of_fhir_is_hashed(core: Guideline) -> None:
    base = timeline(core, "at: 2025-03-15, ALT: 31 U/L")
    found = replace(base, patient=replace(base.patient, label="a patient, ünwritten"))
    made: Any = bundle(core, found)
    assert made["entry"][0]["resource"]["id"].startswith("patient-")
    assert "written" not in bundle_json(core, found)
    resources(core, found)


def test_the_parameter_set_is_a_tag_of_the_bundle(core: Guideline) -> None:
    found = replace(timeline(core, "at: 2025-03-15, ALT: 31 U/L"), population="some_set")
    assert read_back(core, found).population == "some_set"


def test_a_birth_at_a_time_of_day_is_told(core: Guideline) -> None:
    base = timeline(core, "at: 2025-03-15, ALT: 31 U/L")
    day = base.calendar.day_of(0)
    found = replace(base, patient=replace(base.patient, born=When(3600, 3600, day, day)))
    assert unsaid(core, found) == ("birth: the bundle says the day and not the time of day",)


# --- versions --------------------------------------------------------------------------------------------------------


def said(made: list[Json]) -> list[tuple[str, str, Any]]:
    return [(one["identifier"][0]["value"], one["status"], one.get("valueQuantity", {}).get("value")) for one in made]


CORRECTED = (
    "at: 2025-03-15, id: r1, ALT: 391 U/L",
    "at: 2025-03-15, id: r2, known: 2025-03-17, corrects: r1, ALT: 39 U/L",
    "at: 2025-03-18, retracts: r2",
)


def test_a_correction_and_a_retraction_are_versions_of_one_record(core: Guideline) -> None:
    found = timeline(core, *CORRECTED)
    made = resources(core, found)
    assert said(made) == [("r1", "final", 391), ("r1", "corrected", 39), ("r1", "entered-in-error", 39)]
    assert [one["issued"][:10] for one in made] == ["2025-03-15", "2025-03-17", "2025-03-18"]
    assert len({one["id"] for one in made}) == 3
    assert len({json.dumps(one["code"]) for one in made}) == 1


def test_only_what_was_known_by_then_stands_in_the_bundle(core: Guideline) -> None:
    found = timeline(core, *CORRECTED)
    day = found.entries[0].when.day_last
    for days, expected in ((-1, []), (0, [391]), (1, [391]), (2, [391, 39]), (3, [391, 39, 39])):
        made = resources(core, found, found.calendar.end_of(day + days))
        assert [one["valueQuantity"]["value"] for one in made] == expected
    (alone,) = resources(core, found, found.calendar.end_of(day))
    assert alone["status"] == "final" and "issued" not in alone


def test_drugs_and_conditions_have_versions_too(core: Guideline) -> None:
    found = timeline(
        core,
        "at: 2025-03-15, id: d1, azathioprine: 500 mg/day",
        "at: 2025-03-15, id: d2, known: 2025-03-17, corrects: d1, azathioprine: 50 mg/day",
        "at: 2025-03-15, id: n1, until: 2025-03-20, nausea: present",
        "at: 2025-03-19, retracts: n1",
    )
    drug, again, began, back = resources(core, found)
    assert (drug["status"], again["status"]) == ("active", "active")
    assert drug["identifier"][0] == again["identifier"][0]
    assert (drug["dateAsserted"][:10], again["dateAsserted"][:10]) == ("2025-03-15", "2025-03-17")
    assert [one["verificationStatus"]["coding"][0]["code"] for one in (began, back)] == [
        "confirmed",
        "entered-in-error",
    ]
    assert "clinicalStatus" not in back


def test_a_correction_of_the_date_is_a_record_of_its_own(core: Guideline) -> None:
    found = timeline(
        core,
        "at: 2025-03-15, id: r1, ALT: 391 U/L",
        "at: 2025-03-14, id: r2, known: 2025-03-17, corrects: r1, ALT: 39 U/L",
    )
    made = resources(core, found)
    assert said(made) == [("r2", "final", 39), ("r1", "final", 391), ("r1", "entered-in-error", 391)]
    (told,) = unsaid(core, found)
    assert told.startswith("ALT on 2025-03-14: it corrects that of 2025-03-15")


def test_a_correction_that_is_known_before_what_it_corrects(core: Guideline) -> None:
    found = timeline(
        core,
        "at: 2025-03-15, id: r1, known: 2025-03-20, ALT: 391 U/L",
        "at: 2025-03-15, id: r2, known: 2025-03-17, corrects: r1, ALT: 39 U/L",
    )
    assert said(resources(core, found, same=False)) == [("r1", "entered-in-error", 391), ("r2", "final", 39)]


def test_two_corrections_of_one_record_both_stand(core: Guideline) -> None:
    found = timeline(
        core,
        "at: 2025-03-15, id: r1, ALT: 391 U/L",
        "at: 2025-03-15, id: r2, known: 2025-03-17, corrects: r1, ALT: 39 U/L",
        "at: 2025-03-15, id: r3, known: 2025-03-18, corrects: r1, ALT: 40 U/L",
    )
    assert said(resources(core, found, same=False)) == [
        ("r1", "final", 391),
        ("r1", "corrected", 39),
        ("r3", "final", 40),
    ]


def test_a_correction_at_the_same_instant_leaves_one_version(core: Guideline) -> None:
    found = timeline(core, "at: 2025-03-15, id: r1, ALT: 391 U/L", "at: 2025-03-15, id: r2, corrects: r1, ALT: 39 U/L")
    assert said(resources(core, found, same=False)) == [("r2", "final", 39)]


def test_overrides_and_a_beginning_that_counts_for_nothing_are_told(core: Guideline) -> None:
    found = timeline(
        core,
        "at: 2025-03-10, id: r1, known: 2025-03-16, ALT: 391 U/L",
        "at: 2025-03-12, retracts: r1",
        "at: 2025-03-15, ALT: 31 U/L",
        "at: 2025-03-15, override: one, reason: as agreed",
    )
    begins, overridden = unsaid(core, found)
    assert begins.startswith("2025-03-12 00:00: the first thing known")
    assert overridden == "one overridden on 2025-03-15: not in the bundle"


def test_records_alike_with_ids_of_their_own_stay_two(core: Guideline) -> None:
    found = timeline(core, "at: 2025-03-15, id: r1, ALT: 31 U/L", "at: 2025-03-15, id: r2, ALT: 31 U/L")
    assert len(resources(core, found)) == len(read_back(core, found).entries) == 2


def test_the_text_is_the_same_each_time_and_json(core: Guideline) -> None:
    found = timeline(core, *CORRECTED, "at: 2025-03-15, nausea: absent", top="zone: Europe/Berlin\n")
    text = bundle_json(core, found)
    assert text == bundle_json(core, replace(found, entries=found.entries[::-1]))
    assert json.loads(text, parse_float=Decimal, parse_int=Decimal) == bundle(core, found)
    assert text.endswith("}\n")
