"""The exported CQL on results with a history, a date and an owner: corrections, statuses, times, codes, other patients.

Each bundle goes through the exported CQL in another engine, and through Careway's own reader and evaluator.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from careway.export import names
from careway.export.cql.limits import limits
from careway.replay.answers import Said
from export.cql_bundles import (
    ABSENT,
    ALT,
    AST,
    LOINC,
    NAUSEA,
    PRESENT,
    RISE,
    RISE_WITH_SYMPTOMS,
    SNOMED,
    UCUM,
    VOMITING,
    Engines,
    Resource,
    agree,
    bundle,
    coded,
    engines,
    finding,
    guideline,
    history,
    observation,
    quantity,
)

NO, YES, UNKNOWN = False, True, None
BEFORE, DAY = "2025-03-15", "2025-03-20"
NEXT = "2025-03-21T09:00:00Z"
RAISED, LIVER_TESTS = names.defined("raised_enzymes"), names.occasions("liver_monitoring")
BLOOD_COUNTS = names.occasions("blood_monitoring")


@pytest.fixture(scope="module")
def both() -> Iterator[Engines]:
    with engines(guideline()) as ready:
        yield ready


def alt(digits: str, at: str | None = DAY, **more: Any) -> Resource:
    return observation(ALT, at, quantity(digits), **more)


def known(*values: str, system: str | None = "urn:lab") -> list[Resource]:
    return [{"system": system, "value": value} if system else {"value": value} for value in values]


OWN = "urn:careway:azathioprine_reintroduction:concepts"


def denied() -> list[Resource]:
    """Every symptom of the liver but nausea, absent."""
    asked = [finding(code, DAY, ABSENT) for code in (VOMITING, "301717006", "18165001")]
    return [*asked, observation(coded(OWN, "severe_fatigue"), DAY, valueCodeableConcept=coded(SNOMED, ABSENT))]


# --- corrections ------------------------------------------------------------------------------------------------------

FIRST = f"{DAY}T10:00:00Z"


def wrong_then(digits: str | None, status: str = "corrected", **more: Any) -> list[Resource]:
    """600 U/L, corrected on the next day."""
    first = alt("600", f"{DAY}T08:00:00Z", issued=FIRST, identifier=known("r-1"))
    value = None if digits is None else quantity(digits)
    second = {"issued": NEXT, "identifier": known("r-1"), "status": status, **more}
    return [first, observation(ALT, f"{DAY}T08:00:00Z", value, **second)]


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("as_of", "stops"),
    [(DAY, YES), ("2025-03-21T08:59:59+00:00", YES), ("2025-03-21T09:00:00+00:00", NO), ("2025-03-22", NO)],
)
def test_a_corrected_result(both: Engines, as_of: str, stops: Said, turned: bool) -> None:
    """From the instant at which the correction was issued it takes the place of what it corrects; but a stop that had
    fired stays in force."""
    versions = wrong_then("60")
    found = both.ask(bundle(*history(), *(reversed(versions) if turned else versions)), as_of)
    agree(found, {RISE: stops, names.STOPPED_BY: "rise_without_symptoms"})


@pytest.mark.parametrize("status", ["corrected", "amended", "final", "appended", "preliminary"])
def test_a_later_version_of_any_status(both: Engines, status: str) -> None:
    agree(both.ask(bundle(*history(), *wrong_then("60", status))), {RISE: NO})


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
@pytest.mark.parametrize("digits", ["600", None])
def test_a_result_that_is_taken_back(both: Engines, status: str, digits: str | None) -> None:
    resources = [*history(), alt("31", BEFORE), *wrong_then(digits, status)]
    agree(both.ask(bundle(*resources)), {RISE: NO})
    agree(both.ask(bundle(*resources), DAY), {RISE: YES})


def test_a_result_corrected_to_none(both: Engines) -> None:
    agree(both.ask(bundle(*history(), alt("31", BEFORE), *wrong_then(None))), {RISE: UNKNOWN})


@pytest.mark.parametrize(
    ("first", "second", "stops"),
    [
        pytest.param({"issued": FIRST}, {"issued": NEXT, "meta": {"versionId": "2"}}, NO, id="issued"),
        pytest.param(
            {"meta": {"lastUpdated": FIRST}}, {"meta": {"lastUpdated": NEXT}, "status": "corrected"}, NO, id="updated"
        ),
        pytest.param({"issued": FIRST}, {"issued": FIRST, "status": "corrected"}, NO, id="the same time"),
        pytest.param({}, {"status": "corrected"}, NO, id="no times"),
        pytest.param({}, {"status": "entered-in-error"}, NO, id="in error, no times"),
        pytest.param({"issued": FIRST}, {"status": "entered-in-error"}, YES, id="in error, before it was issued"),
        pytest.param({"meta": {"versionId": "1"}}, {"meta": {"versionId": "2"}}, NO, id="version numbers"),
    ],
)
def test_which_version_is_the_later(both: Engines, first: Resource, second: Resource, stops: Said) -> None:
    versions = [alt("600", identifier=known("r-1"), **first), alt("60", identifier=known("r-1"), **second)]
    agree(both.ask(bundle(*history(), alt("31", BEFORE), *versions)), {RISE: stops})


@pytest.mark.parametrize(
    ("first", "second", "stops"),
    [
        pytest.param({"identifier": known("r-1")}, {"identifier": known("r-2")}, YES, id="two identifiers"),
        pytest.param({"identifier": known("r-1")}, {}, YES, id="one without"),
        pytest.param(
            {"identifier": known("r-1")}, {"identifier": known("r-1", system="urn:x")}, YES, id="another system"
        ),
        pytest.param(
            {"identifier": known("r-1", "s-1")}, {"identifier": known("r-1", "s-2")}, NO, id="the first of two"
        ),
        pytest.param(
            {"identifier": [{"system": "urn:x"}, *known("r-1")]},
            {"identifier": [{"system": "urn:x"}, *known("r-1")]},
            NO,
            id="the first with a value",
        ),
    ],
)
def test_what_makes_two_resources_versions(both: Engines, first: Resource, second: Resource, stops: Said) -> None:
    """Two results of one time that are no versions of one stand beside each other, and the worse counts."""
    results = [alt("600", **{"issued": FIRST, **first}), alt("60", **{"issued": NEXT, **second})]
    agree(both.ask(bundle(*history(), *results)), {RISE: stops})


def test_the_number_of_an_order_is_no_version(both: Engines) -> None:
    """One identifier on results of two days: they are two results, though the older was reported later."""
    older = alt("31", BEFORE, issued=NEXT, identifier=known("order-7"))
    newer = alt("600", issued=FIRST, identifier=known("order-7"))
    agree(both.ask(bundle(*history(), older, newer)), {RISE: YES})


# --- statuses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "stops"),
    [
        ("final", YES),
        ("amended", YES),
        ("corrected", YES),
        ("appended", YES),
        ("preliminary", YES),
        ("cancelled", NO),
        ("entered-in-error", NO),
        ("registered", NO),
        ("unknown", NO),
    ],
)
def test_which_status_counts(both: Engines, status: str, stops: Said) -> None:
    agree(both.ask(bundle(*history(), alt("31", BEFORE), alt("600", status=status))), {RISE: stops})


PANEL = {"1742-6": "U/L", "1920-8": "U/L", "6768-6": "U/L", "1975-2": "mg/dL"}


@pytest.mark.parametrize(("status", "standing"), [("final", "done"), ("preliminary", "missed")])
def test_a_preliminary_result_completes_no_monitoring(both: Engines, status: str, standing: str) -> None:
    tests = [observation(code, BEFORE, quantity("1.1", unit), status=status) for code, unit in PANEL.items()]
    found = both.ask(bundle(*history(), *tests))
    agree(found, {LIVER_TESTS: (("2025-03-15", standing), ("2025-03-22", "due"), ("2025-03-29", "coming"))})


@pytest.mark.parametrize(
    ("unit", "standing"),
    [
        ("10*3/uL", "done"),
        ("10*9/L", "done"),
        ("/uL", "done"),
        ("K/uL", "done"),
        ("x10E3/uL", "done"),
        ("10^9/L", "done"),
        ("G/L", "done"),
        ("cells/uL", "done"),
        ("Tsd./ul", "missed"),
        ("%", "missed"),
        (None, "missed"),
    ],
)
def test_a_count_in_a_unit_that_cannot_be_read_completes_none(both: Engines, unit: str | None, standing: str) -> None:
    counts = [
        observation("6690-2", BEFORE, quantity("5", unit)),
        observation("718-7", BEFORE, quantity("13", "g/dL")),
        observation("777-3", BEFORE, quantity("250", "10*3/uL")),
    ]
    found = both.ask(bundle(*history(), *counts), "2025-03-20")
    agree(found, {BLOOD_COUNTS: (("2025-03-15", standing), ("2025-03-22", "open"), ("2025-03-29", "coming"))})


# --- times ------------------------------------------------------------------------------------------------------------

PERIOD = "effectivePeriod"


@pytest.mark.parametrize(
    ("when", "stops"),
    [
        pytest.param({"effectiveDateTime": "2025-03-20"}, YES, id="a date"),
        pytest.param({"effectiveDateTime": "2025-03-20T07:15:00+01:00"}, YES, id="a time with its offset"),
        pytest.param({"effectiveDateTime": "2025-03-20T07:15:00.123Z"}, YES, id="parts of a second"),
        pytest.param({"effectiveInstant": "2025-03-20T07:15:00Z"}, YES, id="an instant"),
        pytest.param({PERIOD: {"start": "2025-03-20", "end": "2025-03-20"}}, YES, id="a period of a day"),
        pytest.param(
            {PERIOD: {"start": "2025-03-20T06:00:00Z", "end": "2025-03-20T06:05:00Z"}}, YES, id="a period of minutes"
        ),
        pytest.param({PERIOD: {"start": "2025-03-10", "end": "2025-03-20"}}, YES, id="a period around another result"),
        pytest.param({PERIOD: {"start": "2025-03-20"}}, YES, id="a period without an end"),
        pytest.param({PERIOD: {"end": "2025-03-20"}}, YES, id="a period without a start"),
        pytest.param({PERIOD: {"start": "2025-03-20", "end": "2025-03-10"}}, NO, id="a period that ends before"),
        pytest.param({"issued": "2025-03-20T07:15:00Z"}, YES, id="only issued"),
        pytest.param({"effectiveTiming": {"event": ["2025-03-20"]}}, NO, id="a timing"),
        pytest.param(
            {"effectiveTiming": {"event": ["2025-03-20"]}, "issued": "2025-03-20T07:15:00Z"}, NO, id="a timing, issued"
        ),
        pytest.param({}, NO, id="none at all"),
        pytest.param({"effectiveDateTime": "2025-03"}, NO, id="a month, known at its end"),
        pytest.param({"effectiveDateTime": "2025-02"}, NO, id="the month before"),
        pytest.param({"effectiveDateTime": "2025"}, NO, id="a year, known at its end"),
        pytest.param({"effectiveDateTime": "2025-03-23"}, NO, id="tomorrow"),
        pytest.param({"effectiveDateTime": "2025-03-20", "issued": "2025-03-23T07:00:00Z"}, NO, id="known tomorrow"),
        pytest.param({"effectiveDateTime": "2025-03-20", "issued": "2025-03-01T07:00:00Z"}, YES, id="issued before"),
        pytest.param(
            {"effectiveDateTime": "2025-03-20", "meta": {"lastUpdated": "2025-11-01T07:00:00Z"}},
            YES,
            id="brought into the server later",
        ),
    ],
)
def test_when_a_result_was(both: Engines, when: Resource, stops: Said) -> None:
    """600 U/L, beside 31 U/L of the 15th; the patient is asked of at the end of the 22nd."""
    found = both.ask(bundle(*history(), alt("31", BEFORE), alt("600", None, **when)))
    agree(found, {RISE: stops})


def test_a_month_in_which_one_of_two_is_the_last(both: Engines) -> None:
    """From 1 April a result of some day of March is known; whether it is after the 15th is not: the worse counts."""
    resources = [*history(), alt("600", BEFORE), alt("31", "2025-03")]
    agree(both.ask(bundle(*resources), "2025-04-02"), {RISE: YES})


@pytest.mark.parametrize(
    ("at", "inside"),
    [
        ("2025-03-15", YES),
        ("2025-03-14", NO),
        ("2025-03-15T00:00:00+00:00", YES),
        ("2025-03-14T23:59:59+00:00", NO),
        ("2025-03-14T23:30:00-05:00", NO),
        ("2025-03-15T00:30:00+02:00", YES),
        ("2025-02", NO),
    ],
)
def test_seven_days_count_by_the_day_where_the_record_was_made(both: Engines, at: str, inside: Said) -> None:
    """A symptom `within 7 days` of 22 March, with an ALT of 100 U/L; each time counts by its own offset."""
    found = both.ask(bundle(*history(), alt("100", "2025-03-22"), *denied(), finding(NAUSEA, at)))
    agree(found, {names.defined("symptom_reported"): inside, RISE_WITH_SYMPTOMS: inside or UNKNOWN})


@pytest.mark.parametrize("hour", ["09:59:59", "10:00:00"])
def test_asked_at_an_hour(both: Engines, hour: str) -> None:
    resources = [*history(), alt("31", BEFORE), alt("600", f"{DAY}T10:00:00+01:00")]
    found = both.ask(bundle(*resources), f"{DAY}T{hour}+01:00")
    agree(found, {RISE: hour == "10:00:00"})


# --- whose, and of what -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "stops"),
    [
        pytest.param({"reference": "Patient/p"}, YES, id="the patient"),
        pytest.param({"reference": "https://fhir.example.org/r4/Patient/p"}, YES, id="by the whole address"),
        pytest.param({"reference": "urn:x:Patient/p"}, YES, id="by the address in the bundle"),
        pytest.param(
            {"reference": "https://fhir.example.org/r4/Patient/p/_history/2"}, YES, id="a version of the patient"
        ),
        pytest.param({"reference": "Patient/q"}, NO, id="another patient"),
        pytest.param({"reference": "Patient/pp"}, NO, id="a longer id"),
        pytest.param({"reference": "Device/p"}, NO, id="a device"),
        pytest.param({"reference": "Group/p"}, NO, id="a group"),
        pytest.param({"display": "p"}, NO, id="a name only"),
        pytest.param(None, NO, id="nobody"),
    ],
)
def test_records_of_others_count_for_nothing(both: Engines, subject: Resource | None, stops: Said) -> None:
    found = both.ask(bundle(*history(), alt("31", BEFORE), alt("600", subject=subject)))
    agree(found, {RISE: stops})


def test_drugs_and_conditions_of_others_count_for_nothing(both: Engines) -> None:
    other = {"subject": {"reference": "Patient/q"}}
    strange = [
        {**one, **other, "id": f"q{place}"} for place, one in enumerate(history()) if "clinicalStatus" not in one
    ]
    found = both.ask(bundle(finding(NAUSEA, DAY), *strange))
    agree(found, {RISE: UNKNOWN, names.ELIGIBILITY: "not eligible"})


LOCAL = {"system": "urn:lab", "code": "GPT37"}
IN_LOINC = {"system": LOINC, "code": ALT}


@pytest.mark.parametrize(
    ("codings", "stops"),
    [
        pytest.param([IN_LOINC], YES, id="LOINC"),
        pytest.param([LOCAL, IN_LOINC], YES, id="a local code before it"),
        pytest.param([IN_LOINC, LOCAL], YES, id="a local code after it"),
        pytest.param([{"code": "GPT"}, {"display": "ALT"}, IN_LOINC], YES, id="codes without a system"),
        pytest.param([IN_LOINC, {"system": OWN, "code": "ALT"}], YES, id="both codes of the concept"),
        pytest.param([{"system": OWN, "code": "ALT"}], YES, id="the guideline's own code"),
        pytest.param([{"system": "urn:oid:2.16.840.1.113883.6.1", "code": ALT}], YES, id="LOINC by its number"),
        pytest.param([{**IN_LOINC, "version": "2.77", "display": "x"}], YES, id="a version of LOINC"),
        pytest.param([{"system": "urn:lab", "code": ALT}], NO, id="the code in another system"),
        pytest.param([{"code": ALT}], NO, id="the code in no system"),
        pytest.param([LOCAL], NO, id="a local code"),
        pytest.param([{"system": LOINC, "code": "1743-4"}], NO, id="another code of LOINC"),
        pytest.param([IN_LOINC, {"system": LOINC, "code": AST}], YES, id="codes of two concepts"),
    ],
)
def test_codes(both: Engines, codings: list[Resource], stops: Said) -> None:
    result = observation({"coding": codings, "text": "ALT"}, DAY, quantity("600"))
    agree(both.ask(bundle(*history(), alt("31", BEFORE), result)), {RISE: stops})


def test_what_is_not_read_stands_in_the_report(both: Engines) -> None:
    """ALT and AST as parts of one Observation; a drug that is named in the order itself; one id twice."""
    parts = [{"code": coded(LOINC, ALT), "valueQuantity": quantity("60")}]
    found = both.ask(bundle(*history(), observation("24325-3", DAY, component=parts)))
    assert (found.ours[RAISED], found.theirs[RAISED]) == (YES, NO)
    told = " ".join(limit.text for limit in limits(guideline()))
    for one in ("Components of observations", "contained Medication", "one id"):
        assert one in told


# --- findings ---------------------------------------------------------------------------------------------------------

SYMPTOM = coded("urn:clinic", "symptom")


@pytest.mark.parametrize(
    ("told", "present"),
    [
        pytest.param(finding(NAUSEA, DAY), YES, id="present"),
        pytest.param(finding(NAUSEA, DAY, ABSENT), NO, id="absent"),
        pytest.param(observation(coded(SNOMED, NAUSEA), DAY, valueBoolean=True), YES, id="true"),
        pytest.param(observation(coded(SNOMED, NAUSEA), DAY, valueBoolean=False), NO, id="false"),
        pytest.param(observation(coded(SNOMED, NAUSEA), DAY, valueString="Yes"), YES, id="in a word"),
        pytest.param(
            observation(coded(SNOMED, NAUSEA), DAY, valueCodeableConcept=coded(LOINC, "LA32-8")), NO, id="by LOINC"
        ),
        pytest.param(
            observation(coded(SNOMED, NAUSEA), DAY, valueCodeableConcept={"text": "absent"}), NO, id="in a text"
        ),
        pytest.param(observation(coded(SNOMED, NAUSEA), DAY, valueString="a little"), UNKNOWN, id="in other words"),
        pytest.param(
            observation(
                coded(SNOMED, NAUSEA),
                DAY,
                valueCodeableConcept={"coding": [{"system": SNOMED, "code": one} for one in (PRESENT, ABSENT)]},
            ),
            UNKNOWN,
            id="both",
        ),
        pytest.param(
            observation(coded(SNOMED, NAUSEA), DAY, dataAbsentReason=coded("urn:x", "not-asked")),
            UNKNOWN,
            id="not asked",
        ),
        pytest.param(observation(SYMPTOM, DAY, valueCodeableConcept=coded(SNOMED, NAUSEA)), YES, id="in the value"),
        pytest.param(finding(NAUSEA, DAY, status="entered-in-error"), UNKNOWN, id="entered in error"),
        pytest.param(
            observation(coded(SNOMED, NAUSEA), DAY, valueQuantity=quantity("1", "1", system=UCUM)),
            UNKNOWN,
            id="a number",
        ),
    ],
)
def test_findings(both: Engines, told: Resource, present: Said) -> None:
    """With an ALT of 100 U/L and every other symptom of the liver denied, nausea decides."""
    found = both.ask(bundle(*history(), alt("100"), *denied(), told))
    agree(found, {RISE_WITH_SYMPTOMS: present})


@pytest.mark.parametrize(
    ("value", "warns"),
    [
        ({"valueCodeableConcept": {"text": "Deficient"}}, YES),
        ({"valueCodeableConcept": {"text": "normal"}}, NO),
        ({"valueString": "intermediate"}, YES),
        ({"valueCodeableConcept": {"coding": [{"system": OWN, "code": "deficient"}]}}, YES),
        ({"valueCodeableConcept": {"coding": [{"system": "urn:lab", "code": "N", "display": "normal"}]}}, NO),
        ({"valueCodeableConcept": {"text": "low"}}, UNKNOWN),
        ({"valueString": "normal to intermediate"}, UNKNOWN),
        ({"valueQuantity": quantity("12", "U/mL")}, UNKNOWN),
        ({"dataAbsentReason": coded("urn:x", "error")}, UNKNOWN),
    ],
)
def test_answers(both: Engines, value: Resource, warns: Said) -> None:
    found = both.ask(bundle(*history(), observation("79713-4", "2025-03-01", **value)))
    agree(found, {names.rule("TPMT_deficiency"): warns})


@pytest.mark.parametrize(
    ("patient", "stops"),
    [
        ({}, YES),
        ({"deceasedDateTime": "2025-03-19"}, NO),
        ({"deceasedDateTime": "2025-03-20"}, YES),
        ({"deceasedBoolean": True}, YES),
        ({"birthDate": "2025-03-21"}, UNKNOWN),
        ({"birthDate": "1985"}, YES),
        ({"birthDate": None, "gender": None}, YES),
    ],
)
def test_nothing_is_found_after_death_or_before_birth(both: Engines, patient: Resource, stops: Said) -> None:
    found = both.ask(bundle(*history(), alt("31", BEFORE), alt("600"), patient=patient))
    agree(found, {RISE: stops})
