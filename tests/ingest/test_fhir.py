"""FHIR R4 bundles: what a tolerant reader makes of them, and what it refuses."""

from __future__ import annotations

import gzip
import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from careway.model.quantity import Span, exactly
from careway.model.timeline import Answer, Dose, Finding, Measured, NoValue, Off, Presence, Retraction, Timeline
from careway.model.vocabulary import Sex
from ingest.vocabulary import codes, events, read, refusals

Json = dict[str, Any]
CANARY = "Canary"
SHARED = Path(__file__).parents[3] / "shared" / "data" / "fhir"
PATIENT: Json = {
    "resourceType": "Patient",
    "id": f"{CANARY}-4711",
    "name": [{"family": CANARY}],
    "identifier": [{"value": f"{CANARY}-MRN"}],
    "gender": "female",
    "birthDate": "1985-06-01",
}
SUBJECT = {"reference": f"Patient/{CANARY}-4711"}
SYSTEMS = {
    "loinc": "http://loinc.org",
    "snomed": "http://snomed.info/sct",
    "rxnorm": "http://www.nlm.nih.gov/research/umls/rxnorm",
}


def coded(code: str, system: str = "loinc") -> Json:
    return {"coding": [{"system": SYSTEMS.get(system, system), "code": code}]}


def quantity(value: float | int, unit: str | None = "U/L", **more: str) -> Json:
    return {"value": value, **({} if unit is None else {"code": unit, "system": "http://unitsofmeasure.org"}), **more}


def observation(code: str | Json = "1742-6", **more: Any) -> Json:
    at = (
        {}
        if any(key.startswith("effective") or key == "issued" for key in more)
        else {"effectiveDateTime": "2025-03-15"}
    )
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": coded(code) if isinstance(code, str) else code,
        "subject": SUBJECT,
        **at,
        **more,
    }


def condition(code: str = "422587007", **more: Any) -> Json:
    return {"resourceType": "Condition", "code": coded(code, "snomed"), "subject": SUBJECT, **more}


def request(**more: Any) -> Json:
    return {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": coded("1256", "rxnorm"),
        "subject": SUBJECT,
        "authoredOn": "2025-03-08",
        **more,
    }


def statement(kind: str = "MedicationStatement", **more: Any) -> Json:
    return {
        "resourceType": kind,
        "status": "active",
        "medicationCodeableConcept": coded("1256", "rxnorm"),
        "subject": SUBJECT,
        **more,
    }


def bundle(*resources: Json, patient: Json | None = PATIENT, **more: Any) -> str:
    everyone = resources if patient is None else (patient, *resources)
    return json.dumps({"resourceType": "Bundle", "entry": [{"resource": one} for one in everyone], **more})


def of(*resources: Json, zone: str | None = None, **more: Any) -> Timeline:
    found = read(bundle(*resources, **more), "bundle.json", zone)
    assert found.diagnostics == ()
    (only,) = found.timelines
    assert CANARY not in repr(found)
    return only


def dosage(value: float | int, unit: str | None, **repeat: Any) -> list[Json]:
    return [{"timing": {"repeat": repeat}, "doseAndRate": [{"doseQuantity": quantity(value, unit)}]}]


def test_the_patient_is_a_label_without_a_name() -> None:
    found = of(observation(valueQuantity=quantity(31)))
    assert found.patient.sex is Sex.FEMALE and found.patient.born is not None
    assert found.patient.label.startswith("patient-") and len(found.patient.label) == 16


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ({"valueQuantity": quantity(31.5)}, Measured(exactly(Fraction("31.5")), "31.5 U/L")),
        ({"valueQuantity": quantity(1000, comparator=">")}, Measured(Span(Fraction(1000), None, True), ">1000 U/L")),
        ({"valueQuantity": {"value": 31, "unit": "IU/L"}}, Measured(exactly(31), "31 IU/L")),
        ({"valueQuantity": quantity(31, comparator="ad")}, NoValue("its comparator is not known")),
        ({"valueQuantity": {"value": "31", "unit": "U/L"}}, Measured(exactly(31), "31 U/L")),
        ({"valueQuantity": {"value": "high", "unit": "U/L"}}, NoValue("reported in words")),
        ({"valueString": "NEG."}, NoValue("reported in words")),
        ({"valueCodeableConcept": {"text": "see note"}}, NoValue("reported in words")),
        ({"dataAbsentReason": coded("error", "x")}, NoValue("no value: error")),
        ({"dataAbsentReason": coded("haemolysed", "x")}, NoValue("reported without a value")),
        ({}, NoValue("reported without a value")),
    ],
)
def test_results(written: Json, value: object) -> None:
    found = of(observation(**written))
    assert [event.value for event in events(found)] == [value]
    unread = isinstance(value, NoValue) and "comparator" in value.reason
    assert (found.records.used, len(found.records.refused)) == ((0, 1) if unread else (1, 0))


def test_a_result_keeps_its_digits() -> None:
    text = bundle(observation(valueQuantity=quantity(31))).replace('"value": 31', '"value": 31.10')
    (event,) = events(read(text, "bundle.json").timelines[0])
    assert isinstance(event.value, Measured) and event.value.shown == "31.10 U/L"


def test_a_result_without_a_unit_and_a_percentage_are_unknown_values() -> None:
    found = of(observation(valueQuantity=quantity(31, None)), observation("751-8", valueQuantity=quantity(55, "%")))
    assert set(refusals(found)) == {"ALT 31 on 2025-03-15", "ANC 55 % on 2025-03-15"}
    assert found.records.used == 0
    assert all(isinstance(event.value, NoValue) for event in events(found)) and len(found.entries) == 2


@pytest.mark.parametrize(
    ("status", "used", "preliminary"),
    [
        ("final", True, False),
        ("amended", True, False),
        ("corrected", True, False),
        ("appended", True, False),
        ("preliminary", True, True),
        ("registered", False, False),
        ("cancelled", False, False),
        ("entered-in-error", False, False),
        ("unknown", False, False),
        ("bogus", False, False),
    ],
)
def test_statuses(status: str, used: bool, preliminary: bool) -> None:
    found = of(observation(status=status, valueQuantity=quantity(31)))
    assert [event.preliminary for event in events(found)] == ([preliminary] if used else [])
    assert len(found.records.refused) == (0 if used else 1)


def test_the_time_is_that_of_the_specimen_and_known_is_when_it_was_issued() -> None:
    (event,) = events(
        of(
            observation(
                effectiveDateTime="2025-03-15T23:30:00+01:00",
                issued="2025-03-16T10:00:00.123+01:00",
                valueQuantity=quantity(31),
            )
        )
    )
    assert event.when.day_first == date(2025, 3, 15).toordinal()
    assert event.known - event.when.first == 10 * 3600 + 1800


def test_a_result_dated_only_by_its_issue_says_so() -> None:
    found = of(observation(issued="2025-03-16T10:00:00+01:00", valueQuantity=quantity(31)))
    assert "dated by when it was issued" in found.records.converted[0].note


def test_a_period_is_some_moment_of_it_and_a_broken_date_is_refused() -> None:
    found = of(
        observation(effectivePeriod={"start": "2025-03-15", "end": "2025-03-16"}, valueQuantity=quantity(31)),
        observation(effectiveDateTime="15.3.2025", valueQuantity=quantity(32)),
        observation(effectiveTiming={}, issued="2025-03-16T10:00:00Z", valueQuantity=quantity(33)),
    )
    (event,) = events(found)
    assert event.when.day_last - event.when.day_first == 1
    assert [one.reason for one in found.records.refused] == ["its date cannot be read", "its date cannot be read"]


@pytest.mark.parametrize(
    ("ranges", "limits"),
    [
        ([{"low": quantity(10), "high": quantity(40)}], (10, 40)),
        ([{"high": {"value": 40}}], (None, 40)),
        (
            [{"type": coded("normal"), "high": quantity(40)}, {"type": coded("therapeutic"), "high": quantity(9)}],
            (None, 40),
        ),
        ([{"high": quantity(40)}, {"high": quantity(35)}], (None, None)),
        ([{"appliesTo": [coded("male")], "high": quantity(40)}], (None, None)),
        ([{"text": "10-40"}], (None, None)),
        ([{"low": quantity(40), "high": quantity(10)}], (None, None)),
        ([{"type": coded("treatment"), "high": quantity(40)}], (None, None)),
        ([], (None, None)),
    ],
)
def test_reference_ranges(ranges: list[Json], limits: tuple[int | None, int | None]) -> None:
    found = of(observation(valueQuantity=quantity(31), referenceRange=ranges))
    (event,) = events(found)
    assert isinstance(event.value, Measured)
    assert (event.value.low, event.value.high) == limits
    assert bool(found.records.converted) is (limits == (None, None) and bool(ranges))


def test_components_are_results_of_their_own() -> None:
    found = of(
        observation(
            "85354-9",
            component=[
                {"code": coded("1742-6"), "valueQuantity": quantity(31)},
                {"code": coded("1920-8"), "valueQuantity": quantity(28)},
            ],
        )
    )
    assert [event.concept for event in events(found)] == ["ALT", "AST"]
    assert found.records.unused == ()


@pytest.mark.parametrize(
    ("resource", "concept", "value"),
    [
        (observation("79713-4", valueCodeableConcept={"text": "Deficient"}), "TPMT", Answer("deficient")),
        (observation("79713-4", valueString="normal"), "TPMT", Answer("normal")),
        (observation(valueBoolean=True, code=coded("422587007", "snomed")), "nausea", Finding(Presence.PRESENT)),
        (observation(valueBoolean=False, code=coded("422587007", "snomed")), "nausea", Finding(Presence.ABSENT)),
        (
            observation(valueCodeableConcept=coded("2667000", "snomed"), code=coded("422587007", "snomed")),
            "nausea",
            Finding(Presence.ABSENT),
        ),
        (
            observation("75325-1", valueCodeableConcept=coded("422587007", "snomed")),
            "nausea",
            Finding(Presence.PRESENT),
        ),
    ],
)
def test_findings_and_answers(resource: Json, concept: str, value: object) -> None:
    (event,) = events(of(resource))
    assert (event.concept, event.value) == (concept, value)


def test_answers_that_say_nothing_are_unknown() -> None:
    found = of(
        observation("79713-4", valueString="?"),
        observation(valueString="maybe", code=coded("422587007", "snomed")),
    )
    assert {event.concept: event.value for event in events(found)} == {
        "TPMT": NoValue("its value is not one of normal, intermediate, deficient"),
        "nausea": NoValue("write present or absent"),
    }
    assert found.records.used == 0 and len(found.records.refused) == 2


def test_versions_of_one_result_become_corrections() -> None:
    identifier = [{"system": "lab", "value": f"{CANARY}-accession"}]
    first = observation(id="a", identifier=identifier, issued="2025-03-15T12:00:00Z", effectiveDateTime="2025-03-15",
                        valueQuantity=quantity(91))  # fmt: skip
    second = {
        **first,
        "id": "b",
        "status": "corrected",
        "issued": "2025-03-17T12:00:00Z",
        "valueQuantity": quantity(19),
    }
    other = {**first, "id": "c", "code": coded("1920-8")}
    for order in ((first, second, other), (other, second, first)):
        found = of(*order)
        old, new = events(found, "ALT")
        assert (old.replaces, new.replaces) == (None, old.key)
        assert isinstance(new.value, Measured) and new.value.shown == "19 U/L"
        assert new.known - old.known == 48 * 3600
        assert len(events(found, "AST")) == 1


def test_a_later_version_entered_in_error_takes_the_result_back() -> None:
    first = observation(
        id="a", issued="2025-03-15T12:00:00Z", effectiveDateTime="2025-03-15", valueQuantity=quantity(91)
    )
    found = of(first, {**first, "status": "entered-in-error", "issued": "2025-03-17T12:00:00Z"})
    (event,) = events(found)
    (retraction,) = [entry for entry in found.entries if isinstance(entry, Retraction)]
    assert retraction.retracts == event.key and retraction.known > event.known
    assert of(first, first).records.used == 1


@pytest.mark.parametrize(
    ("more", "value", "at"),
    [
        ({"onsetDateTime": "2025-03-10"}, Presence.PRESENT, "2025-03-10"),
        ({"onsetPeriod": {"start": "2025-03-10", "end": "2025-03-12"}}, Presence.PRESENT, "2025-03-10"),
        ({"recordedDate": "2025-03-11"}, Presence.PRESENT, "2025-03-11"),
        ({"recordedDate": "2025-03-11", "verificationStatus": coded("refuted", "x")}, Presence.ABSENT, "2025-03-11"),
        (
            {
                "onsetDateTime": "2025-03-10",
                "abatementDateTime": "2025-03-12",
                "clinicalStatus": coded("resolved", "x"),
            },
            Presence.PRESENT,
            "2025-03-10",
        ),
    ],
)
def test_conditions(more: Json, value: Presence, at: str) -> None:
    (event,) = events(of(condition(**more)))
    assert event.value == Finding(value)
    assert event.when.day_first == date.fromisoformat(at).toordinal()
    assert (event.until is not None) is (value is Presence.PRESENT and "12" in json.dumps(more))


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"onsetDateTime": "2025-03-10", "verificationStatus": coded("entered-in-error", "x")},
        {"onsetDateTime": "2025-03-10", "verificationStatus": coded("provisional", "x")},
        {"onsetDateTime": "2025-03-10", "clinicalStatus": coded("resolved", "x")},
    ],
)
def test_conditions_that_cannot_be_used(more: Json) -> None:
    found = of(condition(**more))
    assert found.entries == () and len(found.records.refused) == 1


@pytest.mark.parametrize(
    ("dosages", "value"),
    [
        (dosage(50, "mg", frequency=1, period=1, periodUnit="d"), Dose(exactly(50), "50 mg/day")),
        (dosage(25, "mg", frequency=2, period=1, periodUnit="d"), Dose(exactly(50), "50 mg/day")),
        (dosage(25, "mg", frequency=1, period=12, periodUnit="h"), Dose(exactly(50), "50 mg/day")),
        (dosage(100, "mg", frequency=1, period=2, periodUnit="d"), Dose(exactly(50), "100 mg/(2.d)")),
        (dosage(350, "mg", frequency=1, period=1, periodUnit="wk"), Dose(exactly(50), "350 mg/wk")),
        (dosage(1, None, frequency=1, period=1, periodUnit="d"), Dose(None, "dose not known")),
        (dosage(1, "{tablet}", frequency=1, period=1, periodUnit="d"), Dose(None, "1 {tablet}/d")),
        (dosage(50, "mg"), Dose(None, "dose not known")),
        (dosage(50, "mg", frequency=1, frequencyMax=2, period=1, periodUnit="d"), Dose(None, "dose not known")),
        (dosage(50, "mg", frequency=1, period=1, periodUnit="mo"), Dose(None, "dose not known")),
        ([{"text": "one daily"}], Dose(None, "dose not known")),
        (
            [{"asNeededBoolean": True, **dosage(50, "mg", frequency=1, period=1, periodUnit="d")[0]}],
            Dose(None, "dose not known"),
        ),
        (dosage(50, "mg", frequency=1, period=1, periodUnit="d") * 2, Dose(None, "dose not known")),
        (
            [{"timing": {"code": coded("BID", "x")}, "doseAndRate": [{"doseQuantity": quantity(25, "mg")}]}],
            Dose(exactly(50), "50 mg/day"),
        ),
        (
            [
                {
                    "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}},
                    "doseAndRate": [{"doseRange": {"low": quantity(25, "mg"), "high": quantity(50, "mg")}}],
                }
            ],
            Dose(Span(Fraction(25), Fraction(50)), "25 to 50 mg/day"),
        ),
        (None, Dose(None, "dose not known")),
    ],
)
def test_doses_are_computed_or_unknown_never_zero(dosages: list[Json] | None, value: Dose) -> None:
    (event,) = events(of(request(**({} if dosages is None else {"dosageInstruction": dosages}))))
    assert event.value == value


def test_an_order_is_read_as_taken_and_the_report_says_so() -> None:
    found = of(request(), request(authoredOn="2025-04-08"))
    assert found.records.notes == ("an order is read as taken from the day it was written (2 records)",)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"status": "entered-in-error"}, "entered in error"),
        ({"status": "cancelled"}, "the order is cancelled"),
        ({"status": "draft"}, "the order is draft"),
        ({"status": "unknown"}, "the status of the order is not known"),
        ({"status": "on-hold"}, "the order is on hold, but it does not say since when"),
        ({"status": "stopped"}, "the order is stopped, but it does not say since when"),
        ({"intent": "plan"}, "a plan, not an order"),
        ({"doNotPerform": True}, "an order not to give it"),
        ({"authoredOn": None}, "it has no date"),
    ],
)
def test_orders_that_are_not_taking(more: Json, reason: str) -> None:
    found = of(request(**more))
    assert found.entries == () and [one.reason for one in found.records.refused] == [reason]


def test_a_finished_order_ends_when_it_says() -> None:
    bounds = {"boundsPeriod": {"start": "2025-03-09", "end": "2025-04-08"}}
    (event,) = events(of(request(status="completed", dosageInstruction=[{"timing": {"repeat": bounds}}])))
    assert event.until is not None and event.until.day_last == date(2025, 4, 8).toordinal()
    assert event.when.day_first == date(2025, 3, 9).toordinal()


@pytest.mark.parametrize(
    ("resource", "values"),
    [
        (statement(effectivePeriod={"start": "2025-03-08"}), [Dose(None, "dose not known")]),
        (
            statement(effectivePeriod={"start": "2025-03-08"}, status="stopped", dateAsserted="2025-04-01"),
            [Dose(None, "dose not known"), Off("stopped")],
        ),
        (
            statement(effectivePeriod={"start": "2025-03-08"}, status="on-hold", dateAsserted="2025-04-01"),
            [Dose(None, "dose not known"), Off("paused")],
        ),
        (statement(effectiveDateTime="2025-03-08", status="not-taken"), [Off("not taken")]),
        (statement(effectiveDateTime="2025-03-08", status="stopped"), []),
        (statement(effectiveDateTime="2025-03-08", status="intended"), []),
        (
            statement("MedicationAdministration", effectiveDateTime="2025-03-08", status="completed"),
            [Dose(None, "dose not known")],
        ),
        (statement("MedicationAdministration", effectiveDateTime="2025-03-08", status="not-done"), [Off("not taken")]),
    ],
)
def test_statements_and_administrations(resource: Json, values: list[object]) -> None:
    found = of(resource)
    assert [event.value for event in events(found)] == values
    assert bool(found.records.refused) is (not values)


def test_a_drug_may_be_named_by_reference() -> None:
    medication = {"resourceType": "Medication", "id": "m", "code": coded("1256", "rxnorm")}
    by_id = {**request(), "medicationCodeableConcept": None, "medicationReference": {"reference": "Medication/m"}}
    inside = {**by_id, "medicationReference": {"reference": "#m"}, "contained": [medication]}
    for resources in ((medication, by_id), (inside,)):
        (event,) = events(of(*({key: one for key, one in r.items() if one is not None} for r in resources)))
        assert event.concept == "azathioprine"


def test_codes_that_the_guideline_does_not_know_are_counted() -> None:
    found = of(
        observation(valueQuantity=quantity(31)),
        observation("9-9", valueQuantity=quantity(1)),
        observation("9-9", valueQuantity=quantity(2)),
        observation(code={"coding": [{"system": f"urn:{CANARY}", "code": CANARY}]}),
        observation(code={"text": CANARY}),
        condition("1"),
        request(medicationCodeableConcept=coded("2", "rxnorm")),
    )
    assert found.records.unused == (
        ("LOINC 9-9", 2),
        ("RxNorm 2", 1),
        ("SNOMED CT 1", 1),
        ("a local code", 1),
        ("no code", 1),
    )


def test_records_of_somebody_else_are_refused() -> None:
    found = of(
        observation(valueQuantity=quantity(31)),
        observation(valueQuantity=quantity(999), subject={"reference": "Patient/other"}),
        observation(valueQuantity=quantity(999), subject={"reference": f"https://x/Patient/{CANARY}-4711/_history/2"}),
        {key: one for key, one in observation(valueQuantity=quantity(998)).items() if key != "subject"},
    )
    assert len(events(found)) == 2
    assert [one.reason for one in found.records.refused] == [
        "they belong to another patient",
        "they do not say whose they are",
    ]


def test_one_patient_a_bundle() -> None:
    second = {**PATIENT, "id": "other"}
    two = bundle(second, observation(valueQuantity=quantity(31)))
    assert codes(two, "bundle.json") == ["CW516"]
    chosen = read(two, "bundle.json", patient=f"{CANARY}-4711")
    assert chosen.timelines[0].records.used == 1
    assert [one.code for one in read(two, "bundle.json", patient="nobody").diagnostics] == ["CW516"]
    assert codes(bundle(patient=None), "bundle.json") == ["CW516"]
    assert codes(bundle(), "bundle.json") == ["CW507"]
    assert codes(json.dumps(PATIENT), "bundle.json") == ["CW516"]
    assert of(observation(valueQuantity=quantity(31)), patient=None).records.used == 1


def test_a_page_of_several_says_so() -> None:
    found = of(observation(valueQuantity=quantity(31)), link=[{"relation": "next", "url": "x"}])
    assert found.records.notes == ("the bundle is one page of several: later records are missing",)


def test_death() -> None:
    dead = {**PATIENT, "deceasedDateTime": "2025-03-14"}
    found = of(observation(valueQuantity=quantity(31)), patient=dead)
    assert refusals(found) == {"ALT 31 U/L on 2025-03-15": "it lies after the patient's death"}
    unsaid = of(observation(valueQuantity=quantity(31)), patient={**PATIENT, "deceasedBoolean": True})
    assert unsaid.records.notes == ("the patient has died, but the bundle does not say when",)


def test_packed_bundles_and_broken_ones() -> None:
    text = bundle(observation(valueQuantity=quantity(31)))
    assert codes(gzip.compress(text.encode()), "bundle.json.gz") == []
    broken = read(text[:-20], "bundle.json")
    assert [one.code for one in broken.diagnostics] == ["CW502"] and CANARY not in broken.source.text
    assert codes(text.replace('"value": 31', '"value": NaN'), "bundle.json") == ["CW512"]
    assert codes(text.replace('"value": 31', '"value": 31, "value": 32'), "bundle.json") == ["CW503"]
    assert codes('{"resourceType": ' + "[" * 100_000, "bundle.json") == ["CW505"]


def test_bundles_of_another_make_are_read() -> None:
    """Synthetic patients of another project, where they lie beside the checkout; else our own example."""
    own = Path(__file__).parents[2] / "examples" / "formats" / "bundle.json"
    for path in [own, *sorted(SHARED.glob("*.json.gz"))]:
        found = read(path.read_bytes(), path.name, zone="America/New_York")
        assert found.diagnostics == ()
        assert events(found.timelines[0], "ALT")
        assert found.timelines[0].records.refused == ()


@pytest.mark.parametrize("odd", [None, 1, "x", [], {}, [1], {"coding": 1}, {"coding": [1]}, {"value": {}}, True])
def test_no_form_of_a_field_is_a_traceback(odd: object) -> None:
    samples = (
        observation(valueQuantity=quantity(31), referenceRange=[{"high": quantity(40)}], identifier=[{"value": "1"}]),
        condition(onsetDateTime="2025-03-10", clinicalStatus=coded("active", "x")),
        request(dosageInstruction=dosage(50, "mg", frequency=1, period=1, periodUnit="d")),
        statement(effectivePeriod={"start": "2025-03-08"}),
    )
    for sample in samples:
        for key in (*sample, "dataAbsentReason", "component", "issued", "meta", "contained", "effectivePeriod"):
            if key != "resourceType":
                read(bundle(observation(valueQuantity=quantity(1)), {**sample, key: odd}), "bundle.json")
    for key in PATIENT:
        read(bundle(observation(valueQuantity=quantity(1)), patient={**PATIENT, key: odd}), "bundle.json")
    for key in ("entry", "link", "resourceType"):
        read(json.dumps({"resourceType": "Bundle", key: odd}), "bundle.json")
    read(bundle(*([odd] if isinstance(odd, dict) else [])), "bundle.json")
