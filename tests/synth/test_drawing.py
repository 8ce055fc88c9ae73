"""How single values are drawn: results, doses, courses, and records that bring a criterion about."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careway.ir.nodes import Caution, Stop
from careway.model.time import Calendar
from careway.model.timeline import Patient
from careway.model.truth import TRUE
from careway.model.vocabulary import Code, CodeSystem, Concept, Kind, Worse
from careway.synth.aims import Aims
from careway.synth.beginnings import Beginning
from careway.synth.courses import Course, Episode
from careway.synth.doses import Dosing, dosings
from careway.synth.life import Life, Manner, World
from careway.synth.measures import decimals, measures
from careway.synth.usual import DAILY_DOSES, RESULTS, usual_dose, usual_result
from property.guidelines import core

NUMBERS = st.fractions(min_value=0, max_value=2000, max_denominator=8)
DRUG = Concept("d", Kind.DRUG, "d", "mg/day")
DAY = 738_000


@given(st.none() | NUMBERS, st.none() | NUMBERS, st.booleans(), st.booleans(), st.none() | NUMBERS)
def test_a_dose_lies_within_its_bounds(
    low: Fraction | None, high: Fraction | None, low_open: bool, high_open: bool, near: Fraction | None
) -> None:
    dose = Dosing(DRUG, Fraction(100), Fraction(25), True).within(low, high, low_open, high_open, near)
    if dose is None:
        assert high is not None
        return
    assert dose > 0
    assert low is None or (dose > low if low_open else dose >= low)
    assert high is None or (dose < high if high_open else dose <= high)


def test_a_dose_is_made_of_whole_tablets_where_they_fit() -> None:
    dosing = Dosing(DRUG, Fraction(150), Fraction(25), True)
    assert dosing.within(Fraction(50), Fraction(50), False, False, None) == 50
    assert dosing.within(Fraction(50), Fraction(150), False, True, Fraction(200)) == 125
    assert dosing.within(Fraction(50, 4), Fraction(50, 3), False, False, None) == Fraction(25, 2)
    assert dosing.within(Fraction(10), Fraction(10), True, False, None) is None


@given(st.integers(0, 60), st.integers(1, 30), st.integers(1, 30), NUMBERS, NUMBERS)
def test_an_episode_stays_between_health_and_its_peak(
    day: int, rise: int, half: int, healthy: Fraction, peak: Fraction
) -> None:
    course = Course(healthy)
    course.begin(Episode(10, 10 + rise, peak, half))
    level = course.level(day)
    assert min(healthy, peak) <= level <= max(healthy, peak)
    assert course.level(10 + rise) == peak
    assert course.level(10) == healthy
    assert abs(course.level(10 + rise + half) - healthy) == abs(peak - healthy) / 2


@pytest.mark.parametrize(("value", "places", "shown"), [("13", 1, "13.0"), ("0.25", 1, "0.25"), ("31", 0, "31")])
def test_a_result_is_shown_as_finely_as_it_is_measured(value: str, places: int, shown: str) -> None:
    assert decimals(Fraction(value), places) == shown


def test_healthy_values_lie_where_the_guideline_and_the_codes_have_them() -> None:
    found = measures(core("azathioprine"), {})
    assert found["ALT"].high <= 38 and found["ALT"].low > 5
    assert found["ALT"].peers == ("AST",) and 500 in found["ALT"].marks and 120 in found["ALT"].marks
    assert (found["hemoglobin"].places, found["bilirubin"].places) == (1, 1)
    counts = measures(core("clozapine"), World(core("clozapine"), None).parameters)["ANC"]
    assert counts.low > 1500 and counts.quantum == 10 and counts.concept.worse is Worse.LOWER
    assert {500, 1000, 1500} <= set(counts.marks)


def test_a_declared_range_comes_first() -> None:
    potassium = measures(core("hours"), {})["K"]
    assert potassium.low > Fraction("3.5") and potassium.high < 5


def test_usual_values_are_read_in_the_unit_that_is_declared() -> None:
    for code, usual in RESULTS.items():
        same = Concept("x", Kind.LAB, "x", usual.unit, (Code(CodeSystem.LOINC, code),))
        found = usual_result(same)
        assert found is not None and (found.low, found.high) == (usual.low, usual.high) and usual.low < usual.high
    weekly = Concept("d", Kind.DRUG, "d", "g/wk", (Code(CodeSystem.ATC, "L04AX01"),))
    assert usual_dose(weekly) == Fraction(DAILY_DOSES["L04AX01"]) * 7 / 1000
    assert usual_dose(DRUG) is None and usual_result(DRUG) is None


def test_a_drug_of_which_no_dose_is_known_is_only_taken() -> None:
    dosing = dosings(core("azathioprine"), {})["methotrexate"]
    assert dosing.usual is None and dosing.full(Random(1)) is None and dosing.text(None) == "taken"
    assert dosings(core("azathioprine"), {})["azathioprine"].tablet == 25


@pytest.mark.parametrize("name", ["azathioprine", "clozapine", "courses", "pathways"])
def test_what_a_rule_asks_can_be_brought_about(name: str) -> None:
    world = World(core(name), None)
    reached = asked = 0
    rules: list[Stop | Caution] = [*world.core.stops, *world.core.cautions]
    for number, rule in enumerate(rules):
        for seed in range(2):
            random = Random(f"{number} {seed}")
            life = Life(world, random, Manner(), Patient("p", Calendar().on_day(DAY - 15_000)), DAY)
            assert Beginning(life, None).live()
            life.go(life.day + 7)
            life.look()
            Aims(life, may_wait=True).bring(rule.when)
            asked += 1
            reached += life.truth(rule.when) is TRUE or life.engine.stops.fired is not None
    assert reached * 2 >= asked
