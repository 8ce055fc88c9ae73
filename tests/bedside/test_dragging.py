"""A result that is dragged is written as a laboratory would report it, in the unit in which it stands."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bedside.files import VOCABULARY, of
from careway.bedside.dragging import can_be_dragged, drag, reported, step
from careway.bedside.text_layout import NotDone
from careway.ingest.values import Used, read_value, write_down
from careway.model.timeline import Measured
from careway.model.vocabulary import Concept, Kind, NormalRange

ALT = Concept("ALT", Kind.LAB, "ALT", "U/L", normal=(NormalRange(None, Fraction(40)),))
CREATININE = Concept(
    "creatinine", Kind.LAB, "creatinine", "mg/dL", normal=(NormalRange(None, Fraction(12, 10)),),
    plausible=(Fraction(1, 10), Fraction(30)),
)  # fmt: skip
TEMPERATURE = Concept("temperature", Kind.VITAL, "temperature", "Cel", plausible=(Fraction(25), Fraction(45)))
POTASSIUM = Concept("potassium", Kind.LAB, "potassium", "mmol/L")
BALANCE = Concept("balance", Kind.VITAL, "balance", "1")
CONCEPTS = {concept.name: concept for concept in VOCABULARY.concepts}


@pytest.mark.parametrize(
    ("concept", "written", "to", "wanted"),
    [
        (ALT, "31 U/L", "92.49", "92 U/L"),
        (ALT, "31 U/L", "92.5", "93 U/L"),
        (ALT, "31.5 U/L", "92.49", "92.5 U/L"),
        (ALT, "31.5 U/L", "93", "93.0 U/L"),
        (ALT, ">1000 U/L", "812.3", "812 U/L"),
        (ALT, "no value", "40.2", "40 U/L"),
        (ALT, "31", "40.2", "40 U/L"),
        (ALT, "31 U/L", "-7", "0 U/L"),
        (ALT, "0.5 ukat/L", "90", "1.5 ukat/L"),
        (CREATININE, "1 mg/dL", "1.26", "1.3 mg/dL"),
        (CREATININE, "1 mg/dL", "2.04", "2 mg/dL"),
        (CREATININE, "0.91 mg/dL", "1.26", "1.26 mg/dL"),
        (CREATININE, "1 mg/dL", "0.02", "0.1 mg/dL"),
        (CREATININE, "1 mg/dL", "99", "30 mg/dL"),
        (TEMPERATURE, "37.2 Cel", "38.46", "38.5 Cel"),
        (TEMPERATURE, "98.6 [degF]", "38.5", "101.3 [degF]"),
        (TEMPERATURE, "98.6 [degF]", "60", "113.0 [degF]"),
        (POTASSIUM, "4.1 mmol/L", "5.55", "5.6 mmol/L"),
        (POTASSIUM, "4 mmol/L", "5.55", "5.6 mmol/L"),
        (POTASSIUM, "no value", "5.55", "6 mmol/L"),
        (BALANCE, "1.1", "-2.26", "-2.3"),
        (CONCEPTS["bilirubin"], "12 umol/L", "2", "34 umol/L"),
        (CONCEPTS["ANC"], "1.5 10*9/L", "987.6", "1.0 10*9/L"),
        (CONCEPTS["ANC"], "1.5 K/uL", "987.6", "1.0 K/uL"),
        (CONCEPTS["aza"], "50 mg/day", "74.6", "75 mg/day"),
        (CONCEPTS["aza"], "25 to 50 mg/day", "74.6", "75 mg/day"),
        (CONCEPTS["aza"], "350 mg/week", "75", "525 mg/week"),
        (CONCEPTS["aza"], "2.5 mg/day", "7.44", "7.4 mg/day"),
    ],
)
def test_the_number_is_converted_exactly_and_rounded_once(concept: Concept, written: str, to: str, wanted: str) -> None:
    assert reported(Fraction(to), write_down(written), concept) == wanted


@pytest.mark.parametrize("concept", [ALT, CREATININE, TEMPERATURE, POTASSIUM, CONCEPTS["bilirubin"]])
@pytest.mark.parametrize("to", ["-1000000", "0", "0.000001", "3.3333333", "41.7", "99999999"])
def test_what_is_dragged_can_always_be_used(concept: Concept, to: str) -> None:
    used = read_value(write_down(reported(Fraction(to), write_down("no value"), concept)), concept)
    assert isinstance(used, Used) and isinstance(used.value, Measured)


def test_a_step_is_one_of_the_last_digit_in_the_unit_of_the_picture() -> None:
    assert step(write_down("31 U/L"), ALT) == 1
    assert step(write_down("0.91 mg/dL"), CREATININE) == Fraction(1, 100)
    assert step(write_down("1.5 10*9/L"), CONCEPTS["ANC"]) == 100
    assert step(write_down("98.6 [degF]"), TEMPERATURE) == Fraction(1, 18)


def test_value_and_day_land_in_the_file_and_the_time_of_day_stays() -> None:
    file = of("at: 2025-03-15T09:30+01:00, ALT: >1000 U/L", "at: 2025-04, aza: 50 mg/day")
    done = drag(file, VOCABULARY, "ALT 2025-03-15T09:30+01:00", "90.4", "2025-03-17")
    assert "  - {at: 2025-03-17T09:30+01:00, ALT: 90 U/L}\n" in done.file.source.text
    month = drag(file, VOCABULARY, "aza 2025-04", None, "2025-04-10")
    assert "  - {at: 2025-04-10, aza: 50 mg/day}\n" in month.file.source.text


def test_dragged_there_and_back_is_the_same_file() -> None:
    file = of("at: 2025-03-15, ALT: 31 U/L, bilirubin: 12 umol/L", "at: 2025-03-16, ALT: 33 U/L")
    there = drag(file, VOCABULARY, "ALT 2025-03-15", "310", None)
    back = drag(there.file, VOCABULARY, "ALT 2025-03-15", "31", None)
    assert there.file.source.text != file.source.text == back.file.source.text


@pytest.mark.parametrize(
    ("key", "value", "at", "why"),
    [
        ("nausea 2025-03-15", "1", None, "only results and doses"),
        ("ALT 2025-03-15", "1e3", None, "plain decimal number"),
        ("ALT 2025-03-15", "١٢", None, "plain decimal number"),
        ("ALT 2025-03-15", None, "2025-03", "is a day"),
        ("ALT 2025-03-15", None, "2025-02-30", "no such day"),
        ("ALT 2025-03-16", "3", None, "no such record"),
    ],
)
def test_what_cannot_be_dragged(key: str, value: str | None, at: str | None, why: str) -> None:
    with pytest.raises(NotDone, match=why):
        drag(of("at: 2025-03-15, ALT: 31 U/L, nausea: present"), VOCABULARY, key, value, at)


def test_results_and_doses_in_numbers_can_be_dragged() -> None:
    assert can_be_dragged(write_down("no value"), ALT)
    assert can_be_dragged(write_down("50 mg/day"), CONCEPTS["aza"])
    assert not can_be_dragged(write_down("stopped"), CONCEPTS["aza"])
    assert not can_be_dragged(write_down("present"), CONCEPTS["nausea"])
