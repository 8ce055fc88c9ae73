"""What Careway reads of bundles in its own codes and identifiers, and of versions of drugs and conditions."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from careway.model.quantity import Span, exactly
from careway.model.timeline import Dose, Event, Finding, Measured, Off, Presence, Retraction, Timeline
from ingest.vocabulary import events, read

Json = dict[str, Any]
OWN = "urn:careway:some_guideline:concepts"
RECORDS = "urn:careway:some_guideline:records"
SUBJECT = {"reference": "Patient/p1"}
U_L = {"unit": "U/L", "system": "http://unitsofmeasure.org", "code": "U/L"}


def coded(*codes: str) -> Json:
    """`1742-6` is LOINC, a name is a concept of a guideline."""
    return {"coding": [{"system": OWN if code[0].isalpha() else "http://loinc.org", "code": code} for code in codes]}


def observation(*codes: str, **more: Any) -> Json:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": coded(*codes),
        "subject": SUBJECT,
        "effectiveDateTime": "2025-03-15",
        **({} if any(key.startswith("value") for key in more) else {"valueQuantity": {"value": 31, **U_L}}),
        **more,
    }


def statement(**more: Any) -> Json:
    return {
        "resourceType": "MedicationStatement",
        "status": "active",
        "medicationCodeableConcept": coded("azathioprine"),
        "subject": SUBJECT,
        "effectiveDateTime": "2025-03-15",
        **more,
    }


def condition(**more: Any) -> Json:
    return {"resourceType": "Condition", "code": coded("liver_disease"), "subject": SUBJECT, **more}


def dose(timing: Json | None, **given: Any) -> list[Json]:
    return [{**({} if timing is None else {"timing": {"repeat": timing}}), "doseAndRate": [given]}]


def of(*resources: Json, **more: Any) -> Timeline:
    entries = [{"resource": one} for one in ({"resourceType": "Patient", "id": "p1"}, *resources)]
    found = read(json.dumps({"resourceType": "Bundle", "entry": entries, **more}), "bundle.json")
    assert found.diagnostics == ()
    return found.timelines[0]


def key(value: str, *others: str) -> list[Json]:
    return [{"system": RECORDS, "value": one} for one in (value, *others)]


# --- codes of its own ------------------------------------------------------------------------------------------------


def test_a_record_may_be_coded_by_the_name_of_the_concept() -> None:
    found = of(
        observation("INR", valueQuantity={"value": 1.1, "code": "1"}),
        observation("nausea", valueCodeableConcept={"text": "present"}),
        observation("TPMT", valueCodeableConcept={"text": "deficient"}),
        condition(onsetDateTime="2025-03-10"),
        statement(),
    )
    assert {event.concept for event in events(found)} == {"INR", "nausea", "TPMT", "liver_disease", "azathioprine"}
    assert found.records.unused == () and found.records.refused == ()


@pytest.mark.parametrize(
    "codes", [("ALT", "1742-6"), ("1742-6", "ALT"), ("ALT", "ALT"), ("1975-2", "14631-6", "bilirubin")]
)
def test_several_codes_of_one_concept_are_one_record(codes: tuple[str, ...]) -> None:
    assert len(events(of(observation(*codes)))) == 1


@pytest.mark.parametrize(
    "system", ["urn:careway:concepts", "urn:careway::concepts", f"{OWN}:more", "urn:other:x:concepts"]
)
def test_a_name_in_another_system_is_no_concept(system: str) -> None:
    other = {"coding": [{"system": system, "code": "ALT"}]}
    found = of(observation("AST"), observation("ALT", code=other), observation("unheard_of"))
    assert [event.concept for event in events(found)] == ["AST"]
    assert found.records.unused == (("a local code", 2),)


def test_a_name_of_another_kind_is_not_read_as_a_result() -> None:
    found = of(observation("ALT"), observation("azathioprine"), statement(medicationCodeableConcept=coded("ALT")))
    assert [event.concept for event in events(found)] == ["ALT"]


# --- keys of its own -------------------------------------------------------------------------------------------------


def test_a_record_of_a_timeline_keeps_its_key_and_is_no_duplicate_of_another() -> None:
    found = of(observation("ALT", identifier=key("r1")), observation("ALT", identifier=key("r2")))
    assert [event.key for event in events(found)] == ["r1", "r2"]
    once = of(observation("ALT"), observation("ALT"))
    assert len(events(once)) == 1


def test_a_key_that_stands_twice_is_used_once() -> None:
    found = of(
        observation("ALT", identifier=key("r1")),
        observation("ALT", identifier=key("r1"), effectiveDateTime="2025-03-16"),
    )
    assert [event.key for event in events(found)] == ["r1", "ALT 2025-03-16"]


@pytest.mark.parametrize("system", ["urn:careway:records", "https://hospital.example/records", ""])
def test_an_identifier_of_another_system_is_not_shown(system: str) -> None:
    (event,) = events(of(observation("ALT", identifier=[{"system": system, "value": "Canary"}])))
    assert event.key == "ALT 2025-03-15"


def test_versions_keep_the_key_of_each() -> None:
    first = observation("ALT", identifier=key("r1"), issued="2025-03-15T12:00:00Z")
    second = observation("ALT", identifier=key("r1", "r2"), issued="2025-03-16T12:00:00Z", status="corrected")
    void = observation("ALT", identifier=key("r1"), issued="2025-03-17T12:00:00Z", status="entered-in-error")
    for resources in ((first, second, void), (void, second, first)):
        found = of(*resources)
        assert [(event.key, event.replaces) for event in events(found)] == [("r1", None), ("r2", "r1")]
        (back,) = (entry for entry in found.entries if isinstance(entry, Retraction))
        assert back.retracts == "r2"


# --- versions of drugs and conditions --------------------------------------------------------------------------------


def test_a_later_statement_with_the_same_identifier_corrects_the_earlier() -> None:
    daily = {"frequency": 1, "period": 1, "periodUnit": "d"}
    many, few = ({"value": value, "code": "mg"} for value in (500, 50))
    named = [{"system": "https://hospital.example", "value": "4711"}]
    first = statement(identifier=named, dateAsserted="2025-03-15", dosage=dose(daily, doseQuantity=many))
    second = statement(identifier=named, dateAsserted="2025-03-17", dosage=dose(daily, doseQuantity=few))
    for resources in ((first, second), (second, first)):
        old, new = sorted(events(of(*resources)), key=lambda event: event.known)
        assert new.replaces == old.key and (old.value, new.value) == (
            Dose(exactly(500), "500 mg/day"),
            Dose(exactly(50), "50 mg/day"),
        )
    elsewhere = statement(identifier=named, dateAsserted="2025-03-17", effectiveDateTime="2025-03-16")
    assert [event.replaces for event in events(of(first, elsewhere))] == [None, None]
    period = statement(identifier=named, dateAsserted="2025-03-17", effectivePeriod={"start": "2025-03-16"})
    del period["effectiveDateTime"]
    assert [event.replaces for event in events(of(first, period))] == [None, None]


def test_a_statement_or_a_condition_that_was_entered_in_error_is_taken_back_from_then_on() -> None:
    wrong = {"coding": [{"code": "entered-in-error"}]}
    drug = statement(identifier=key("d1"), dateAsserted="2025-03-15")
    had = condition(identifier=key("c1"), onsetDateTime="2025-03-15", recordedDate="2025-03-15")
    found = of(
        drug,
        {**drug, "status": "entered-in-error", "dateAsserted": "2025-03-17"},
        had,
        {**had, "verificationStatus": wrong, "recordedDate": "2025-03-18"},
    )
    assert {event.key for event in events(found)} == {"d1", "c1"}
    back = {entry.retracts: entry.known for entry in found.entries if isinstance(entry, Retraction)}
    assert back["c1"] - back["d1"] == 24 * 3600


# --- findings and doses ----------------------------------------------------------------------------------------------


def test_a_refuted_condition_with_beginning_and_end_was_absent_for_that_time() -> None:
    refuted = {"coding": [{"code": "refuted"}]}
    found = of(
        condition(
            onsetDateTime="2025-03-10",
            abatementDateTime="2025-03-20",
            recordedDate="2025-03-25",
            verificationStatus=refuted,
        )
    )
    (event,) = events(found)
    assert event.value == Finding(Presence.ABSENT) and event.until is not None
    assert event.until.day_last - event.when.day_first == 10
    assert event.known == found.calendar.start_of(event.when.day_first + 15)


@pytest.mark.parametrize(
    ("reason", "word"), [("paused", "paused"), ("held", "held"), ("Canary", "not taken"), (None, "not taken")]
)
def test_the_reason_may_say_how_a_drug_is_not_taken(reason: str | None, word: str) -> None:
    said = {} if reason is None else {"statusReason": [{"text": reason}]}
    (event,) = events(of(statement(status="not-taken", **said)))
    assert event.value == Off(word)


MG = {"code": "mg"}
DAILY = {"frequency": 1, "period": 1, "periodUnit": "d"}
THIRTY = "0." + "0" * 28 + "1"


@pytest.mark.parametrize(
    ("given", "amount"),
    [
        ({"doseRange": {"low": {"value": 25, **MG}}}, Span(Fraction(25), None)),
        ({"doseRange": {"high": {"value": 25, **MG}}}, Span(Fraction(0), Fraction(25))),
        ({"doseRange": {"low": {"value": 25, **MG}, "high": {"value": 50, "code": "g"}}}, None),
        ({"doseQuantity": {"value": 0.0000001, **MG}}, exactly(Fraction(1, 10**7))),
        ({"doseQuantity": {"value": THIRTY, **MG}}, exactly(Fraction(THIRTY))),
        ({"doseQuantity": {"value": "1e999999999", **MG}}, None),
        ({"doseQuantity": {"value": "9" * 16, **MG}}, None),
    ],
)
def test_doses_keep_every_digit_and_open_ends(given: Json, amount: Span | None) -> None:
    (event,) = events(of(statement(dosage=dose(DAILY, **given))))
    assert isinstance(event.value, Dose) and event.value.amount == amount


def test_a_dose_without_timing_counts_only_where_the_drug_is_declared_so() -> None:
    plain = dose(None, doseQuantity={"value": 50, "code": "mg"})
    daily = dose(None, doseQuantity={"value": 50, "code": "mg/d"})
    amounts = []
    for dosage in (plain, daily):
        (event,) = events(of(statement(dosage=dosage)))
        assert isinstance(event.value, Dose)
        amounts.append(event.value.amount)
    assert amounts == [None, exactly(50)]


# --- the whole bundle ------------------------------------------------------------------------------------------------


def zone(name: object, url: str = "tz-code") -> Json:
    extension = {"url": f"http://hl7.org/fhir/StructureDefinition/{url}", "valueCode": name}
    return {"meta": {"_lastUpdated": {"extension": [extension]}}}


@pytest.mark.parametrize("url", ["tz-code", "timezone"])
def test_a_bundle_may_say_its_time_zone(url: str) -> None:
    at = observation("ALT", effectiveDateTime="2025-07-15T23:30:00Z")
    assert str(of(at, **zone("Europe/Berlin", url)).calendar.zone) == "Europe/Berlin"
    (event,) = events(of(at, **zone("Europe/Berlin", url)))
    (other,) = events(of(at))
    assert event.when.day_first == other.when.day_first + 1


@pytest.mark.parametrize("name", ["Middle/Earth", "../../etc/passwd", "", 7, None])
def test_a_zone_that_is_none_is_left_out(name: object) -> None:
    assert of(observation("ALT"), **zone(name)).calendar.zone is None


@pytest.mark.parametrize(
    ("system", "code", "population"),
    [
        ("urn:careway:some_guideline:sets", "older_patients", "older_patients"),
        ("urn:careway:some_guideline:sets", "Canary Featherstone", None),
        ("https://hospital.example/tags", "older_patients", None),
    ],
)
def test_a_tag_may_name_the_parameter_set(system: str, code: str, population: str | None) -> None:
    assert of(observation("ALT"), meta={"tag": [{"system": system, "code": code}]}).population == population


def test_a_result_in_own_codes_is_the_same_result() -> None:
    one, other = (events(of(observation(code)))[0] for code in ("ALT", "1742-6"))
    assert one == other and isinstance(one, Event) and isinstance(one.value, Measured)
