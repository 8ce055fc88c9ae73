"""No word of a patient's own records stands in a message: names and numbers put wherever free text can stand."""

from __future__ import annotations

import json
from typing import Any

import pytest

from careway.base.diagnostics import Diagnostic
from careway.ingest.values import shown_unit
from careway.model.timeline import Timeline
from ingest.vocabulary import read

Json = dict[str, Any]
NAME, NUMBER, BORN = "Canary Featherstone", "MRN-99887766", "1985-02-31"
WORDS = ("canary", "featherstone", "99887766", "1985-02-31", "31.02.1985")
PATIENT: Json = {"resourceType": "Patient", "id": "p1", "name": [{"family": NAME}], "identifier": [{"value": NUMBER}]}
SUBJECT = {"reference": "Patient/p1"}
LOINC = "http://loinc.org"
DAILY = {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}


def silent(said: object) -> bool:
    text = repr(said).casefold()
    return not any(word in text for word in WORDS)


def observation(code: str = "1742-6", system: str = LOINC, **more: Any) -> Json:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": system, "code": code}]},
        "subject": SUBJECT,
        "effectiveDateTime": "2025-03-15",
        **more,
    }


def request(quantity: Json) -> Json:
    return {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {
            "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "1256"}]
        },
        "subject": SUBJECT,
        "authoredOn": "2025-03-08",
        "dosageInstruction": [{"timing": DAILY, "doseAndRate": [{"doseQuantity": quantity}]}],
    }


def of(resource: Json) -> Timeline:
    entries = [
        {"resource": one}
        for one in (PATIENT, resource, observation("1920-8", valueQuantity={"value": 1, "code": "U/L"}))
    ]
    found = read(json.dumps({"resourceType": "Bundle", "entry": entries}), "bundle.json")
    assert silent(found)
    return found.timelines[0]


FREE = (
    NAME,
    NUMBER,
    "canary",
    "Canary",
    f"{{{NAME}}}",
    "{Canary}",
    "mg/dL{canary}",
    "99887766",
    "/99887766",
    "U/L Canary",
)


@pytest.mark.parametrize("said", FREE)
@pytest.mark.parametrize("key", ["value", "comparator", "unit", "code"])
@pytest.mark.parametrize("number", [31, "31"])
def test_free_text_in_a_quantity_is_not_repeated(key: str, said: str, number: int | str) -> None:
    if key == "value" and said == "99887766":
        return  # a number in the place of a number is a result
    quantity = {"value": number, "unit": "U/L", **({} if key == "unit" else {"code": "U/L"}), key: said}
    for code in ("1742-6", "751-8", "6301-6", "79713-4"):
        found = of(observation(code, valueQuantity=quantity))
        assert len(found.entries) == 2
        of(observation(code, component=[{**observation(code), "valueQuantity": quantity}]))
    of(observation(code="422587007", system="http://snomed.info/sct", valueQuantity=quantity))
    of(observation(valueQuantity={"value": 31, "unit": "U/L"}, referenceRange=[{"high": quantity}]))
    dose = {"value": 50, "unit": "mg", **({} if key == "unit" else {"code": "mg"}), key: said}
    (drug,) = [one for one in of(request(dose)).entries if one.key.startswith("aza")]
    assert drug is not None


@pytest.mark.parametrize("said", FREE)
def test_free_text_elsewhere_in_a_resource_is_not_repeated(said: str) -> None:
    coded = {"coding": [{"system": LOINC, "code": said, "display": said}], "text": said}
    for more in (
        {"valueString": said},
        {"valueCodeableConcept": coded},
        {"dataAbsentReason": coded},
        {"status": said},
        {"interpretation": [coded]},
        {"note": [{"text": said}]},
        {"effectiveDateTime": said},
        {"effectivePeriod": {"start": said}},
        {"issued": said},
        {"code": coded},
        {"code": {"coding": [{"system": "http://snomed.info/sct", "code": said}]}},
        {"code": {"coding": [{"system": said, "code": said}]}},
        {"subject": {"reference": said}},
        {"referenceRange": [{"text": said, "type": coded}]},
    ):
        if more.get("code") is None or said != "99887766":  # digits are a code of SNOMED CT
            of({**observation(valueQuantity={"value": 31, "unit": "U/L"}), **more})
            of({**observation("79713-4"), **more})


def test_what_a_refused_record_says_instead() -> None:
    found = of(observation(valueQuantity={"value": 31, "unit": NAME}))
    assert [(one.record, one.reason) for one in found.records.refused] == [
        ("ALT 31 on 2025-03-15", "its unit is not one that is known; it counts as a result of unknown value")
    ]
    assert of(request({"value": 1, "unit": NAME})).records.refused == ()


def test_a_key_of_a_bundle_that_stands_twice_is_not_repeated() -> None:
    found = read(f'{{"resourceType": "Bundle", "{NAME}": 1, "{NAME}": 2}}', "bundle.json")
    assert [one.code for one in found.diagnostics] == ["CW503"] and silent(found)


@pytest.mark.parametrize(
    ("unit", "shown"),
    [
        ("U/L", "U/L"),
        ("mm[Hg]", "mm[Hg]"),
        ("{tablet}/d", "{tablet}/d"),
        ("{INR}", "{INR}"),
        ("10*3/uL{Canary F}", "10*3/uL{…}"),
        ("{Canary", "{…}"),
        ("foo", "foo"),
        ("Canary Featherstone", None),
        ("x" * 30, None),
    ],
)
def test_units_as_messages_show_them(unit: str, shown: str | None) -> None:
    assert shown_unit(unit) == shown


HEAD = "patient: p\nevents:\n"
EVENT = "- {at: 2025-03-15, ALT: 31 U/L}\n"
BROKEN = [
    (f"patient: p\nborn: {BORN}\nevents:\n{EVENT}", (2, 7)),
    (f"patient: p\nborn: 31.02.1985\nevents:\n{EVENT}", (2, 7)),
    (f"patient: p\nborn: 1985-99-31 {NAME}\nevents:\n{EVENT}", (2, 7)),
    (f"patient: p\nsex: {NAME}\nevents:\n{EVENT}", (2, 6)),
    (f"patient: p\nzone: {NAME}\nevents:\n{EVENT}", (2, 7)),
    (f"patient: p\n{NAME}: x\nevents:\n{EVENT}", (2, 1)),
    (f"careway: {NAME}\npatient: p\nevents:\n{EVENT}", (1, 10)),
    (f"{HEAD}- {{at: {BORN}, ALT: 31 U/L}}\n", (3, 8)),
    (f"{HEAD}- {{at: 2025-03-15, {NAME}: 31 U/L}}\n", (3, 20)),
    (f"{HEAD}- {{at: 2025-03-15, Canary: 1, Canary: 2}}\n", (3, 31)),
    (f"{HEAD}- {{at: 2025-03-15, ALT: 31 U/L, status: {NAME}}}\n", (3, 41)),
    (f"{HEAD}- {{at: 2025-03-15, ALT: 31 U/L, id: {NAME}}}\n", (3, 37)),
    (f"{HEAD}- {{at: 2025-03-15, ALT: {{value: 31 U/L, {NAME}: x}}}}\n", (3, 41)),
    (
        f"{HEAD}- {{at: 2025-03-15, id: {NUMBER}, ALT: 1 U/L}}\n- {{at: 2025-03-16, id: {NUMBER}, ALT: 1 U/L}}\n",
        (4, 38),
    ),
    (f"{HEAD}- {NAME}\n", (3, 3)),
    (f"{HEAD}- {{at: 2025-03-15, note: [{NAME}], ALT: 31 U/L}}\n", (3, 26)),
]


def said(diagnostic: Diagnostic) -> tuple[object, ...]:
    return (diagnostic.title, diagnostic.help, diagnostic.label.text, *(label.text for label in diagnostic.because))


@pytest.mark.parametrize(("text", "place"), BROKEN)
def test_a_mistake_of_a_file_is_told_by_its_place_and_not_by_what_stands_there(
    text: str, place: tuple[int, int]
) -> None:
    found = read(text)
    assert found.diagnostics
    assert place in [found.source.position(one.label.span.start) for one in found.diagnostics]
    for one in found.diagnostics:
        assert silent(said(one)), one


@pytest.mark.parametrize(
    "text",
    [
        f"{NAME},{NUMBER},{BORN}\n",
        f"patient,at,concept,value,{NAME}\np,2025-03-15,ALT,31 U/L,x\n",
        f"patient,at,concept,value\np,{BORN},ALT,31 U/L\n",
        f"patient,at,concept,value,born\np,2025-03-15,ALT,31 U/L,{BORN}\n",
        f"patient,at,concept,value,sex\np,2025-03-15,ALT,31 U/L,{NAME}\n",
        f"patient,at,concept,value,status\np,2025-03-15,ALT,31 U/L,{NAME}\n",
        f"patient,at,concept,value,zone\np,2025-03-15,ALT,31 U/L,{NAME}\n",
        f"patient,at,concept,value,id\np,2025-03-15,ALT,31 U/L,{NUMBER}\np,2025-03-16,ALT,31 U/L,{NUMBER}\n",
        f"patient,at,concept,value\np,2025-03-15,ALT,31 U/L,{NAME}\n",
        f'patient,at,concept,value\np,2025-03-15,ALT,"{NAME}\n',
    ],
)
def test_a_mistake_of_a_table_is_told_without_what_stands_there(text: str) -> None:
    found = read(text, "r.csv")
    assert found.diagnostics
    assert all(silent(said(one)) for one in found.diagnostics)


def test_cells_of_a_table_that_were_shifted_are_not_repeated() -> None:
    found = read(
        "patient,at,concept,value,unit\n"
        f"p,2025-03-15,{NAME},31,U/L\np,2025-03-15,loinc|{NAME},31,U/L\np,2025-03-15,{NAME}|1,31,U/L\n"
        f"p,2025-03-15,ALT,{NAME},U/L\np,2025-03-15,ALT,31,{NAME}\np,2025-03-15,ALT,31 U/L,{NAME}\n"
        f"p,2025-03-15,azathioprine,50,{NAME}\np,2025-03-15,azathioprine,{NAME},\np,2025-03-15,TPMT,{NAME},\n",
        "r.csv",
    )
    (timeline,) = found.timelines
    assert silent(timeline)
    assert timeline.records.unused == (
        ("a local code", 1),
        ("a text that is no name", 1),
        ("loinc code of another form", 1),
    )
