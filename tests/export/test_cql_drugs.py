"""The exported CQL on drugs and diagnoses as records have them: orders, statements, administrations, doses, conditions.

Each bundle goes through the exported CQL in another engine, and through Careway's own reader and evaluator.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from careway.export import names
from careway.replay.answers import Said
from export.cql_bundles import (
    ALT,
    ATC,
    NAUSEA,
    RISE_WITH_SYMPTOMS,
    SNOMED,
    Engines,
    Resource,
    agree,
    bundle,
    coded,
    condition,
    dosage,
    drug,
    engines,
    guideline,
    history,
    number,
    observation,
    quantity,
    taken,
)

NO, YES, UNKNOWN = False, True, None
AGAIN = "2025-03-08"
SAME_DOSE = names.rule("same_dose_again")
"""Azathioprine at 150 mg/day or more: the dose before the break."""
WITH_ALLOPURINOL = names.rule("allopurinol_interaction")
RESTART = names.defined("restart")
THAT_DAY = "2025-03-08T00:00:00Z to 2025-03-08T23:59:59Z"
LIVER_DISEASE = names.rule("liver_disease_known")
KNOWN_TO_HAVE = names.rule("behcets_disease_known")


@pytest.fixture(scope="module")
def both() -> Iterator[Engines]:
    with engines(guideline()) as ready:
        yield ready


def again(*resources: Resource) -> str:
    """The patient, who takes azathioprine again by these records."""
    return bundle(*history(again=resources))


def statement(dosages: list[Resource] | None = None, **more: Any) -> Resource:
    """Azathioprine taken since 8 March."""
    given: Resource = {"status": "active", "effectivePeriod": {"start": AGAIN}, "dosage": dosages}
    return drug("MedicationStatement", **(given | more))


def order(dosages: list[Resource] | None = None, **more: Any) -> Resource:
    """Azathioprine ordered on 8 March."""
    given: Resource = {"status": "active", "intent": "order", "authoredOn": AGAIN}
    return drug("MedicationRequest", **(given | {"dosageInstruction": dosages or dosage("150")} | more))


# --- doses ------------------------------------------------------------------------------------------------------------


def timing(**repeat: Any) -> Resource:
    return {"timing": {"repeat": repeat}}


def daily(**dose: Any) -> Resource:
    return {**timing(frequency=1, period=1, periodUnit="d"), "doseAndRate": [dose]}


def often(code: str) -> Resource:
    system = "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation"
    return {"timing": {"code": coded(system, code)}}


def between(low: str | None, high: str | None, unit: str = "mg") -> Resource:
    ends = {"low": low, "high": high}
    return daily(doseRange={name: quantity(digits, unit) for name, digits in ends.items() if digits is not None})


DOSES = [
    pytest.param(dosage("149.9"), NO, id="below"),
    pytest.param(dosage("150"), YES, id="equal"),
    pytest.param(dosage("150.1"), YES, id="above"),
    pytest.param(dosage("0.149", "g"), NO, id="in grams, below"),
    pytest.param(dosage("0.150", "g"), YES, id="in grams"),
    pytest.param(dosage("150000", "ug"), YES, id="in micrograms"),
    pytest.param(dosage("150000", "mcg"), YES, id="in mcg"),
    pytest.param(dosage("1049", per="wk"), NO, id="a week, below"),
    pytest.param(dosage("1050", per="wk"), YES, id="a week"),
    pytest.param(dosage("75", **timing(frequency=2, period=1, periodUnit="d")), YES, id="twice a day"),
    pytest.param(dosage("74.9", **timing(frequency=2, period=1, periodUnit="d")), NO, id="twice a day, below"),
    pytest.param(dosage("75", **timing(period=12, periodUnit="h")), YES, id="every 12 hours"),
    pytest.param(dosage("50", **timing(frequency=1, period=8, periodUnit="h")), YES, id="every 8 hours"),
    pytest.param(dosage("50", **timing(frequency=1, period=5, periodUnit="h")), UNKNOWN, id="every 5 hours"),
    pytest.param(dosage("300", **timing(frequency=1, period=2, periodUnit="d")), YES, id="every other day"),
    pytest.param(dosage("4500", **timing(frequency=1, period=1, periodUnit="mo")), UNKNOWN, id="a month"),
    pytest.param(dosage("75", **often("BID")), YES, id="BID"),
    pytest.param(dosage("150", **often("QD")), YES, id="QD"),
    pytest.param(dosage("150", **often("WK")), UNKNOWN, id="a code for something else"),
    pytest.param(
        dosage("150", **timing(frequency=1, period=1, periodUnit="d", dayOfWeek=["mon"])), UNKNOWN, id="on Mondays"
    ),
    pytest.param(
        dosage("150", **timing(frequency=1, frequencyMax=2, period=1, periodUnit="d")), UNKNOWN, id="once or twice"
    ),
    pytest.param(
        dosage("150", **timing(frequency=1, period=1, periodMax=2, periodUnit="d")), UNKNOWN, id="every day or two"
    ),
    pytest.param([between("50", "100")], NO, id="a range below"),
    pytest.param([between("100", "150")], UNKNOWN, id="a range up to it"),
    pytest.param([between("100", "200")], UNKNOWN, id="a range around it"),
    pytest.param([between("150", "200")], YES, id="a range from it"),
    pytest.param([between("150", None)], YES, id="at least"),
    pytest.param([between("100", None)], UNKNOWN, id="at least less"),
    pytest.param([between(None, "100")], NO, id="at most"),
    pytest.param([between("200", "100")], UNKNOWN, id="a range upside down"),
    pytest.param(dosage("3", "{tablet}"), UNKNOWN, id="tablets"),
    pytest.param([daily(doseQuantity={"value": number("3"), "unit": "tablets"})], UNKNOWN, id="tablets in words"),
    pytest.param(dosage("150", None), UNKNOWN, id="a bare number"),
    pytest.param([daily(doseQuantity={"value": number("150"), "unit": "mg"})], YES, id="a unit without a code"),
    pytest.param([daily(doseQuantity=quantity("150", "mg", ">"))], UNKNOWN, id="a comparator"),
    pytest.param(dosage("150", per=None), UNKNOWN, id="no timing"),
    pytest.param(dosage("150", "mg/d", per=None), YES, id="an amount a day"),
    pytest.param(dosage("150", asNeededBoolean=True), UNKNOWN, id="as needed"),
    pytest.param(dosage("150", asNeededBoolean=False), YES, id="not as needed"),
    pytest.param(dosage("150", asNeededCodeableConcept=coded(SNOMED, NAUSEA)), UNKNOWN, id="as needed for a symptom"),
    pytest.param([{"text": "150 mg daily"}], UNKNOWN, id="in words"),
    pytest.param(dosage(None), UNKNOWN, id="how often, and not how much"),
    pytest.param(None, UNKNOWN, id="no dosage"),
    pytest.param([*dosage("100"), *dosage("50")], UNKNOWN, id="two dosages"),
    pytest.param(
        [{**dosage("100")[0], "doseAndRate": [{"doseQuantity": quantity("75", "mg")}] * 2}], UNKNOWN, id="two"
    ),
    pytest.param([daily(rateQuantity=quantity("150", "mg/d"))], UNKNOWN, id="a rate"),
]


@pytest.mark.parametrize(("dosages", "same"), DOSES)
def test_doses(both: Engines, dosages: list[Resource] | None, same: Said) -> None:
    """A dose that cannot be reckoned is unknown, never 0: the drug is taken all the same."""
    agree(both.ask(again(statement(dosages))), {SAME_DOSE: same, RESTART: THAT_DAY})


def test_a_negative_dose_is_refused(both: Engines) -> None:
    agree(both.ask(again(statement(dosage("-150")))), {SAME_DOSE: NO, RESTART: "not yet"})


def test_a_dose_of_0_is_none(both: Engines) -> None:
    found = both.ask(again(statement(dosage("0")), taken("300", "2025-03-01", code="M04AA01")))
    agree(found, {SAME_DOSE: NO, RESTART: "not yet", WITH_ALLOPURINOL: NO})


# --- what is taken, and when ------------------------------------------------------------------------------------------

ALLOPURINOL = taken("300", "2025-03-01", code="M04AA01")


def active(both: Engines, expected: Said, restarted: str, *resources: Resource, as_of: str = "2025-03-22") -> None:
    """Whether azathioprine is taken, told by its interaction with allopurinol."""
    found = both.ask(bundle(*history(again=resources), ALLOPURINOL), as_of)
    agree(found, {WITH_ALLOPURINOL: expected, RESTART: restarted})


@pytest.mark.parametrize(
    ("one", "expected", "restarted"),
    [
        pytest.param(order(), YES, THAT_DAY, id="active"),
        pytest.param(order(intent="plan"), NO, "not yet", id="a plan"),
        pytest.param(order(intent="proposal"), NO, "not yet", id="a proposal"),
        pytest.param(order(doNotPerform=True), NO, "not yet", id="not to be given"),
        pytest.param(order(status="on-hold"), NO, "not yet", id="on hold"),
        pytest.param(order(status="cancelled"), NO, "not yet", id="cancelled"),
        pytest.param(order(status="draft"), NO, "not yet", id="a draft"),
        pytest.param(order(status="entered-in-error"), NO, "not yet", id="in error"),
        pytest.param(order(status="unknown"), NO, "not yet", id="unknown"),
        pytest.param(order(status="stopped"), NO, "not yet", id="stopped, not since when"),
        pytest.param(order(status="completed"), NO, "not yet", id="completed, not since when"),
        pytest.param(order(authoredOn=None), NO, "not yet", id="no date"),
        pytest.param(order(authoredOn="2025-03-08T09:00:00Z"), YES, "2025-03-08T09:00:00Z", id="at a time"),
        pytest.param(
            order(status="stopped", dispenseRequest={"validityPeriod": {"start": AGAIN, "end": "2025-03-15"}}),
            NO,
            THAT_DAY,
            id="stopped at the end of what was dispensed",
        ),
        pytest.param(
            order(status="active", dispenseRequest={"validityPeriod": {"start": AGAIN, "end": "2025-03-15"}}),
            YES,
            THAT_DAY,
            id="active beyond what was dispensed",
        ),
    ],
)
def test_orders(both: Engines, one: Resource, expected: Said, restarted: str) -> None:
    active(both, expected, restarted, one)


def bounded(start: str | None, end: str | None) -> list[Resource]:
    period = {name: at for name, at in (("start", start), ("end", end)) if at is not None}
    return dosage("150", **timing(frequency=1, period=1, periodUnit="d", boundsPeriod=period))


@pytest.mark.parametrize(
    ("start", "end", "status", "expected", "restarted"),
    [
        (AGAIN, None, "active", YES, THAT_DAY),
        (AGAIN, "2025-03-22", "active", YES, THAT_DAY),
        (AGAIN, "2025-03-21", "active", NO, THAT_DAY),
        (AGAIN, "2025-03-15", "active", NO, THAT_DAY),
        (AGAIN, "2025-03-15", "completed", NO, THAT_DAY),
        (AGAIN, "2025-03-15", "stopped", NO, THAT_DAY),
        (None, "2025-04-15", "active", YES, "2025-03-06T00:00:00Z to 2025-03-06T23:59:59Z"),
        ("2025-03-23", None, "active", NO, "not yet"),
        ("2025-03-08T20:00:00Z", None, "active", YES, "2025-03-08T20:00:00Z"),
        ("2025-03", None, "active", NO, "not yet"),
    ],
)
def test_the_bounds_of_an_order(
    both: Engines, start: str | None, end: str | None, status: str, expected: Said, restarted: str
) -> None:
    """Written on 6 March."""
    active(both, expected, restarted, order(bounded(start, end), authoredOn="2025-03-06", status=status))


LATER = "2025-03-15"


@pytest.mark.parametrize(
    ("one", "expected", "restarted"),
    [
        pytest.param(statement(dosage("50")), YES, THAT_DAY, id="active"),
        pytest.param(statement(dosage("50"), status="completed"), NO, "not yet", id="completed, not since when"),
        pytest.param(statement(dosage("50"), status="stopped"), NO, "not yet", id="stopped, not since when"),
        pytest.param(statement(dosage("50"), status="on-hold"), NO, "not yet", id="on hold, not since when"),
        pytest.param(statement(dosage("50"), status="intended"), NO, "not yet", id="intended"),
        pytest.param(statement(dosage("50"), status="unknown"), NO, "not yet", id="unknown"),
        pytest.param(statement(dosage("50"), status="entered-in-error"), NO, "not yet", id="in error"),
        pytest.param(statement(status="not-taken"), NO, "not yet", id="not taken"),
        pytest.param(statement(dosage("50"), status="stopped", dateAsserted=LATER), NO, THAT_DAY, id="stopped by then"),
        pytest.param(statement(dosage("50"), status="on-hold", dateAsserted=LATER), NO, THAT_DAY, id="held by then"),
        pytest.param(
            statement(dosage("50"), status="completed", dateAsserted=LATER), NO, THAT_DAY, id="completed by then"
        ),
        pytest.param(
            statement(dosage("50"), status="stopped", dateAsserted=AGAIN), NO, "not yet", id="stopped on its first day"
        ),
        pytest.param(
            statement(dosage("50"), effectivePeriod={"start": AGAIN, "end": LATER}), NO, THAT_DAY, id="its end is past"
        ),
        pytest.param(
            statement(dosage("50"), effectivePeriod={"start": AGAIN, "end": "2025-04-15"}, status="completed"),
            YES,
            THAT_DAY,
            id="completed, with an end to come",
        ),
        pytest.param(
            statement(dosage("50"), effectivePeriod=None, effectiveDateTime=AGAIN), YES, THAT_DAY, id="since a day"
        ),
        pytest.param(
            statement(dosage("50"), effectivePeriod=None, dateAsserted=AGAIN), YES, THAT_DAY, id="dated by its telling"
        ),
        pytest.param(statement(dosage("50"), effectivePeriod=None), NO, "not yet", id="no date"),
        pytest.param(statement(dosage("50"), dateAsserted="2025-03-23"), NO, "not yet", id="told of tomorrow"),
        pytest.param(
            statement(dosage("50"), effectivePeriod={"start": "2025-03-08T20:00:00-05:00"}),
            YES,
            "2025-03-09T01:00:00Z",
            id="at a time",
        ),
    ],
)
def test_statements(both: Engines, one: Resource, expected: Said, restarted: str) -> None:
    active(both, expected, restarted, one)


@pytest.mark.parametrize("status", ["not-taken", "stopped", "on-hold"])
def test_a_later_statement_ends_an_earlier_one(both: Engines, status: str) -> None:
    period = {"start": LATER} if status == "not-taken" else {"start": AGAIN, "end": LATER}
    later = statement(dosage("50"), status=status, effectivePeriod=period)
    active(both, NO, THAT_DAY, statement(dosage("50")), later)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"status": "entered-in-error"}, NO),
        ({"status": "not-taken"}, NO),
        ({"status": "active"}, YES),
    ],
)
def test_versions_of_a_statement(both: Engines, more: Resource, expected: Said) -> None:
    """The same statement, told of again on the 15th."""
    same: Resource = {"identifier": [{"system": "urn:ward", "value": "m-1"}]}
    first = statement(dosage("50"), dateAsserted=AGAIN, **same)
    found = both.ask(
        bundle(*history(again=[first, statement(dosage("75"), dateAsserted=LATER, **same, **more)]), ALLOPURINOL)
    )
    agree(found, {WITH_ALLOPURINOL: expected})


def given(status: str = "completed", **more: Any) -> Resource:
    dose = {"text": "one tablet", "dose": quantity("50", "mg")}
    return drug("MedicationAdministration", **({"status": status, "effectiveDateTime": AGAIN, "dosage": dose} | more))


@pytest.mark.parametrize(
    ("one", "expected", "restarted"),
    [
        pytest.param(given(), YES, THAT_DAY, id="given"),
        pytest.param(given("in-progress"), YES, THAT_DAY, id="being given"),
        pytest.param(given("stopped"), YES, THAT_DAY, id="broken off"),
        pytest.param(given("not-done"), NO, "not yet", id="not given"),
        pytest.param(given("entered-in-error"), NO, "not yet", id="in error"),
        pytest.param(given("unknown"), NO, "not yet", id="unknown"),
        pytest.param(
            given(effectiveDateTime=None, effectivePeriod={"start": AGAIN, "end": LATER}), NO, THAT_DAY, id="a period"
        ),
    ],
)
def test_administrations(both: Engines, one: Resource, expected: Said, restarted: str) -> None:
    active(both, expected, restarted, one)


def test_one_administration_is_no_daily_dose(both: Engines) -> None:
    agree(both.ask(again(given())), {SAME_DOSE: UNKNOWN})


RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


@pytest.mark.parametrize(
    "medication",
    [
        {"coding": [{"system": RXNORM, "code": "1256"}]},
        {"coding": [{"system": "urn:pharmacy", "code": "4711"}, {"system": ATC, "code": "L04AX01"}]},
        {"coding": [{"system": ATC, "code": "L04AX01"}, {"system": RXNORM, "code": "1256"}]},
    ],
)
def test_codes_of_a_drug(both: Engines, medication: Resource) -> None:
    one = statement(dosage("150"), medicationCodeableConcept=medication)
    agree(both.ask(again(one)), {SAME_DOSE: YES, RESTART: THAT_DAY})


def test_another_drug_is_not_this_one(both: Engines) -> None:
    one = statement(dosage("150"), medicationCodeableConcept=coded(ATC, "L04AX03"))
    agree(both.ask(again(one)), {SAME_DOSE: NO, RESTART: "not yet"})


def test_a_drug_by_reference(both: Engines) -> None:
    """The medication as a resource of its own in the bundle; what the order contains is not read (in the report)."""
    medication = {"resourceType": "Medication", "id": "aza", "code": coded(ATC, "L04AX01")}
    one = order(medicationCodeableConcept=None, medicationReference={"reference": "Medication/aza"})
    agree(both.ask(bundle(*history(again=[one]), medication)), {SAME_DOSE: YES, RESTART: THAT_DAY})


# --- diagnoses --------------------------------------------------------------------------------------------------------

CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFIED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"


def clinically(status: str, **more: Any) -> Resource:
    return condition(clinicalStatus=coded(CLINICAL, status), **more)


def verified(status: str, **more: Any) -> Resource:
    return condition(verificationStatus=coded(VERIFIED, status), **more)


@pytest.mark.parametrize(
    ("one", "known"),
    [
        pytest.param(condition(), YES, id="active"),
        pytest.param(clinically("recurrence"), YES, id="come back"),
        pytest.param(condition(clinicalStatus=None, verificationStatus=None), YES, id="no status"),
        pytest.param(clinically("resolved", abatementDateTime="2024-01-10"), NO, id="resolved"),
        pytest.param(clinically("resolved", abatementDateTime="2025-03-22"), YES, id="resolved on that day"),
        pytest.param(clinically("resolved", abatementDateTime="2024"), NO, id="resolved in some year"),
        pytest.param(clinically("resolved"), UNKNOWN, id="resolved, not since when"),
        pytest.param(clinically("inactive"), UNKNOWN, id="inactive, not since when"),
        pytest.param(clinically("remission", abatementString="last year"), UNKNOWN, id="in remission, in words"),
        pytest.param(condition(onsetDateTime=None, onsetPeriod={"start": "2020", "end": "2021"}), NO, id="a period"),
        pytest.param(condition(abatementPeriod={"end": "2021-02-01"}), NO, id="abated in a period"),
        pytest.param(verified("refuted"), NO, id="refuted"),
        pytest.param(verified("refuted", recordedDate="2025-03-10"), NO, id="refuted on a day"),
        pytest.param(verified("refuted", abatementDateTime="2026-01-01"), NO, id="refuted for a time"),
        pytest.param(verified("entered-in-error"), UNKNOWN, id="in error"),
        pytest.param(verified("provisional"), UNKNOWN, id="provisional"),
        pytest.param(verified("differential"), UNKNOWN, id="one of several"),
        pytest.param(verified("unconfirmed"), UNKNOWN, id="unconfirmed"),
        pytest.param(condition(onsetDateTime=None, recordedDate="2024-01-01"), YES, id="dated by its record"),
        pytest.param(condition(onsetDateTime=None), UNKNOWN, id="no date"),
        pytest.param(condition(recordedDate="2025-03-23"), UNKNOWN, id="recorded tomorrow"),
        pytest.param(condition(onsetDateTime="2025-03-23"), UNKNOWN, id="from tomorrow"),
        pytest.param(condition(onsetDateTime="2025"), UNKNOWN, id="this year"),
        pytest.param(condition(onsetDateTime=None, onsetString="as a child"), UNKNOWN, id="in words"),
        pytest.param(condition(subject={"reference": "Patient/q"}), UNKNOWN, id="of another patient"),
    ],
)
def test_diagnoses(both: Engines, one: Resource, known: Said) -> None:
    agree(both.ask(bundle(*history(), one)), {LIVER_DISEASE: known})


def test_a_diagnosis_refuted_for_a_time_that_is_over(both: Engines) -> None:
    agree(both.ask(bundle(*history(), verified("refuted", abatementDateTime="2021-01-01"))), {})


@pytest.mark.parametrize(
    ("second", "known"),
    [
        pytest.param(verified("refuted", recordedDate="2025-03-10"), NO, id="refuted later"),
        pytest.param(verified("entered-in-error", recordedDate="2025-03-10"), YES, id="another one, in error"),
        pytest.param(
            clinically("resolved", onsetDateTime="2025-01-01", abatementDateTime="2025-02-01"), NO, id="a second bout"
        ),
    ],
)
def test_two_diagnoses(both: Engines, second: Resource, known: Said) -> None:
    agree(both.ask(bundle(*history(), condition(), second)), {LIVER_DISEASE: known})


@pytest.mark.parametrize(("status", "known"), [("entered-in-error", UNKNOWN), ("refuted", NO)])
def test_versions_of_a_diagnosis(both: Engines, status: str, known: Said) -> None:
    same: Resource = {"identifier": [{"system": "urn:ward", "value": "c-1"}]}
    first = condition(recordedDate="2025-03-01", **same)
    second = verified(status, recordedDate="2025-03-10", **same)
    agree(both.ask(bundle(*history(), first, second)), {LIVER_DISEASE: known})


@pytest.mark.parametrize(
    ("system", "code"),
    [
        ("http://hl7.org/fhir/sid/icd-10", "M35.2"),
        ("http://hl7.org/fhir/sid/icd-10-cm", "M35.2"),
        ("http://fhir.de/CodeSystem/bfarm/icd-10-gm", "M35.2"),
        ("urn:oid:2.16.840.1.113883.6.96", "310701003"),
    ],
)
def test_codes_of_a_diagnosis(both: Engines, system: str, code: str) -> None:
    others = [one for one in history() if one["resourceType"] != "Condition"]
    agree(both.ask(bundle(*others, condition(code=coded(system, code)))), {KNOWN_TO_HAVE: YES})


def test_a_symptom_as_a_diagnosis(both: Engines) -> None:
    """Nausea since the 20th, as a Condition, beside an ALT of 100 U/L."""
    one = condition(NAUSEA, onsetDateTime="2025-03-20")
    result = observation(ALT, "2025-03-20", quantity("100"))
    agree(both.ask(bundle(*history(), result, one)), {RISE_WITH_SYMPTOMS: YES})
