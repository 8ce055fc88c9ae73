"""Tables in long form."""

from __future__ import annotations

from fractions import Fraction

import pytest

from careway.model.quantity import exactly
from careway.model.timeline import Dose, Finding, Measured, NoValue, Presence, Retraction
from careway.model.vocabulary import Sex
from ingest.vocabulary import codes, events, read, refusals

HEADER = "patient,at,concept,value,unit\n"


def test_one_timeline_for_each_patient_in_the_order_of_the_file() -> None:
    found = read(
        HEADER + "b,2025-03-15,ALT,31,U/L\na,2025-03-15,nausea,absent,\nb,2025-03-16,azathioprine,50,mg/day\n", "r.csv"
    )
    second, first = found.timelines
    assert (second.patient.label, first.patient.label) == ("b", "a")
    assert [event.value for event in events(second)] == [
        Measured(exactly(31), "31 U/L"),
        Dose(exactly(50), "50 mg/day"),
    ]
    assert [event.value for event in events(first)] == [Finding(Presence.ABSENT)]
    assert [event.line for event in events(second)] == [2, 4]


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_the_separator_is_seen(mark: str) -> None:
    text = (HEADER + "a,2025-03-15,loinc|1742-6,>1000,U/L\n").replace(",", mark)
    for name in ("r.csv", "r.tsv", "records"):
        (found,) = read(text, name).timelines
        (event,) = events(found, "ALT")
        assert isinstance(event.value, Measured) and event.value.shown == ">1000 U/L"


def test_all_columns() -> None:
    (found,) = read(
        "patient;at;concept;value;unit;low;high;status;known;until;id;corrects;retracts;sex;born;note\n"
        "a;2025-03-15;ALT;31;U/L;10;40;final;2025-03-16;;r1;;;female;1985-06-01;seen twice\n"
        "a;2025-03-15;ALT;33;U/L;10;40;corrected;2025-03-17;;r2;r1;;female;;\n"
        "a;2025-03-08;azathioprine;50 mg/day;;;;;;2025-04-01;;;;;;\n"
        "a;2025-03-20;;;;;;;;;;;r2;;;\n",
        "r.csv",
    ).timelines
    first, second = events(found, "ALT")
    assert (first.key, second.key, second.replaces) == ("r1", "r2", "r1")
    assert isinstance(first.value, Measured) and (first.value.low, first.value.high) == (Fraction(10), Fraction(40))
    assert events(found, "azathioprine")[0].until is not None
    assert any(isinstance(entry, Retraction) and entry.retracts == "r2" for entry in found.entries)
    assert found.patient.sex is Sex.FEMALE and found.patient.born is not None


def test_records_that_cannot_be_used() -> None:
    (found,) = read(
        HEADER + "a,2025-03-15,ALT,31,\na,2025-03-15,AST,28 U/L,mg/dL\na,2025-03-15,ALT,=1+1,U/L\n"
        'a,2025-03-15,ANC,"1,5",10*9/L\na,2025-03-15,liver_symptoms,absent,\na,2025-03-15,loinc|9-9,3,mg\n'
        "a,2025-03-15,local|x,3,mg\na,2025-03-15,nausae,present,\na,2025-03-15,,present,\na,2025-03-15,INR,,\n",
        "r.csv",
    ).timelines
    assert [(event.concept, type(event.value)) for event in events(found)] == [
        ("ALT", NoValue),
        ("ALT", NoValue),
        ("ANC", NoValue),
        ("AST", NoValue),
        ("INR", NoValue),
    ]
    assert found.records.used == 1
    unread = "; it counts as a result of unknown value"
    separators = "write the number with a decimal point and without separators: 1.5, 1500"
    assert refusals(found) == {
        "ALT 31 on 2025-03-15": f"it has no unit: write it, for example ALT: 31 U/L{unread}",
        "AST 28 on 2025-03-15": f"its value and the column unit give two units{unread}",
        "ALT on 2025-03-15": f"it is not a number with a unit: write it as 31 U/L{unread}",
        "ANC 1,5 10*9/L on 2025-03-15": f"{separators}{unread}",
        "liver_symptoms on 2025-03-15": "a line speaks of one concept: write one line for each member",
        "nausae on 2025-03-15": "the guideline declares no such name; did you mean nausea?",
    }
    assert found.records.unused == (("a local code", 1), ("loinc 9-9", 1), ("no name", 1))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("patient,at,value\n", "CW514"),
        ("patient,at,concept,value,unti\n", "CW514"),
        ("patient,at,concept,value,unit,unit\n", "CW514"),
        (HEADER, "CW507"),
        ("", "CW514"),
        (HEADER + "a,2025-03-15,ALT,31\n", "CW515"),
        (HEADER + 'a,2025-03-15,ALT,"31,U/L\n', "CW515"),
        (HEADER + 'a,2025-03-15,ALT,"31"x,U/L\n', "CW515"),
        (HEADER + ",2025-03-15,ALT,31,U/L\n", "CW507"),
        (HEADER + "a,,ALT,31,U/L\n", "CW507"),
        (HEADER + "a,2025-02-30,ALT,31,U/L\n", "CW509"),
        ("patient,at,concept,value,status\na,2025-03-15,nausea,present,done\n", "CW510"),
        ("patient,at,concept,value,sex\na,2025-03-15,nausea,present,m\n", "CW510"),
        (
            "patient,at,concept,value,born\na,2025-03-15,nausea,present,1985\na,2025-03-16,nausea,present,1986\n",
            "CW513",
        ),
        ("patient,at,concept,value,id\na,2025-03-15,nausea,present,r\na,2025-03-16,nausea,present,r\n", "CW519"),
        ("patient,at,concept,value,zone\na,2025-03-15,nausea,present,Mars/Base\n", "CW511"),
    ],
)
def test_mistakes_of_the_table(text: str, code: str) -> None:
    assert codes(text, "r.csv")[0] == code


def test_an_error_stands_at_its_line() -> None:
    found = read(HEADER + 'a,2025-03-15,"ALT\n",31,U/L\na,2025-02-30,ALT,31,U/L\n', "r.csv")
    (error,) = found.diagnostics
    assert found.source.position(error.label.span.start) == (4, 1)


def test_one_patient_can_be_chosen() -> None:
    text = HEADER + "b,2025-03-15,ALT,31,U/L\na,2025-03-15,nausea,absent,\n"
    assert [one.patient.label for one in read(text, "r.csv", patient="a").timelines] == ["a"]
    assert [one.code for one in read(text, "r.csv", patient="c").diagnostics] == ["CW516"]
