"""What a disturbance does to a patient's records: exact numbers, one visit at a time, and nothing else of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careway.ingest.bind import bind
from careway.ingest.chart import Chart, Number
from careway.ingest.read import read_charts
from careway.ingest.values import write_down
from careway.robustness.disturbances import ERRORS, Disturbance, factor, meaning
from careway.robustness.units import other_numbers, rounded
from careway.robustness.variants import Variant, variants, visits
from differences.small import SMALL

BEGUN = date(2025, 3, 8)
TEXT = """\
patient: p
events:
  - {at: 2025-03-07, ALT: 30 U/L}
  - {at: 2025-03-08, azathioprine: 50 mg/day}
  - {at: 2025-03-15, id: r1, ALT: 150 U/L, WBC: 6.3 10*3/uL, nausea: present}
  - {at: 2025-03-15T14:30, AST: ">500 U/L"}
  - {at: 2025-03-15, corrects: r1, id: r2, ALT: 151 U/L, known: 2025-03-17}
  - {at: 2025-03-18, nausea: absent, azathioprine: 75 mg/day}
  - {at: 2025-03-22, ALT: 0.5 ukat/L}
  - {at: 2025-03-20, retracts: r2}
"""


def chart(text: str = TEXT) -> Chart:
    ((one, _),) = read_charts("p.yaml", text.encode(), SMALL.vocabulary).charts
    return one


def tried(one: Disturbance, text: str = TEXT, most: int = 9, begun: date | None = BEGUN) -> list[Variant]:
    return [variant for variant in variants(chart(text), begun, 1, most) if variant.disturbance is one]


def numbers(variant: Variant) -> list[str]:
    return [raw.value.digits for raw in variant.chart.records if isinstance(raw.value, Number)]


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (Disturbance.HIGH_5, ["32", "50", "158", "6.6", "500", "159", "75", "0.5"]),
        (Disturbance.LOW_10, ["27", "50", "135", "5.7", "500", "136", "75", "0.5"]),
        (Disturbance.SINCE_HIGH_10, ["30", "50", "165", "6.9", "500", "166", "75", "0.6"]),
    ],
)
def test_a_laboratory_that_errs(one: Disturbance, found: list[str]) -> None:
    """Results only: neither doses, nor the end of a method's range; halves away from zero, in as many places."""
    (variant,) = tried(one)
    assert numbers(variant) == found


@given(st.decimals(0, 10**6, places=3), st.integers(0, 3))
def test_rounding_is_exact(number: object, places: int) -> None:
    value = Fraction(str(number))
    text = rounded(value, places)
    assert len(text.partition(".")[2]) == places
    assert abs(Fraction(text) - value) <= Fraction(1, 2 * 10**places)
    assert rounded(-value, places).removeprefix("-") == text


def test_visits_are_days_with_results_after_the_begin() -> None:
    assert visits(chart(), BEGUN) == (date(2025, 3, 15), date(2025, 3, 22))
    assert visits(chart(), None) == (date(2025, 3, 7), date(2025, 3, 15), date(2025, 3, 22))


def test_a_skipped_visit_takes_with_it_what_was_said_of_it() -> None:
    first, second = tried(Disturbance.SKIPPED)
    assert first.said == "the visit of 2025-03-15 left out"
    assert [(raw.concept.name, raw.at.text) for raw in first.chart.records] == [
        ("ALT", "2025-03-07"),
        ("azathioprine", "2025-03-08"),
        ("nausea", "2025-03-18"),
        ("azathioprine", "2025-03-18"),
        ("ALT", "2025-03-22"),
    ]
    assert first.chart.retractions == ()
    assert len(second.chart.records) == len(chart().records) - 1
    for variant in (first, second):
        assert bind(variant.chart, None, "").records.refused == ()


def test_a_visit_that_comes_a_week_later() -> None:
    first, _ = tried(Disturbance.LATE)
    moved = {(raw.concept.name, raw.at.text) for raw in first.chart.records}
    assert {("ALT", "2025-03-22"), ("nausea", "2025-03-22"), ("AST", "2025-03-22T14:30")} <= moved
    assert ("azathioprine", "2025-03-18") in moved
    assert [raw.known.text for raw in first.chart.records if raw.known is not None] == ["2025-03-24"]
    (every,) = tried(Disturbance.ALL_LATE)
    assert {"2025-03-22", "2025-03-29"} == {raw.at.text for raw in every.chart.records if raw.concept.name == "ALT"} - {
        "2025-03-07"
    }


def test_a_retraction_never_comes_before_its_record() -> None:
    (every,) = tried(Disturbance.ALL_LATE)
    (retraction,) = every.chart.retractions
    assert retraction.at.text == "2025-03-22"


def test_a_result_in_another_unit() -> None:
    said = [variant.said for variant in tried(Disturbance.UNIT)]
    assert "ALT of 2025-03-15 written as 2.50 U/L for 150 U/L: its number in ukat/L" in said
    assert "WBC of 2025-03-15 written as 6300 10*3/uL for 6.3 10*3/uL: its number in /uL" in said
    assert "ALT of 2025-03-22 written as 30.0 ukat/L for 0.5 ukat/L: its number in U/L" in said


def test_a_unit_under_another_spelling_is_no_other_unit() -> None:
    concept = next(one for one in SMALL.vocabulary.concepts if one.name == "WBC")
    for text in ("6.3 10*3/uL", "6.3 10*9/L", "6.3 K/uL"):
        written = write_down(text)
        assert isinstance(written, Number)
        assert [number for number, _ in other_numbers(written, concept)] == ["6300"]
    unknown = write_down("6.3 furlongs")
    assert isinstance(unknown, Number)
    assert other_numbers(unknown, concept) == []


def test_at_most_so_many_are_drawn_by_the_seed() -> None:
    lines = "".join(f"  - {{at: 2025-04-{day:02}, ALT: {day + 30} U/L}}\n" for day in range(1, 21))
    long = TEXT + lines
    one = tried(Disturbance.SKIPPED, long, 3)
    assert len(one) == 3
    assert one == tried(Disturbance.SKIPPED, long, 3)
    other = [v for v in variants(chart(long), BEGUN, 2, 3) if v.disturbance is Disturbance.SKIPPED]
    assert [v.said for v in other] != [v.said for v in one]
    assert len(tried(Disturbance.SKIPPED, long, 100)) == 22


def test_the_order_of_the_records_chooses_nothing() -> None:
    head, *lines = TEXT.split("  - ")
    turned = head + "".join(f"  - {line}" for line in reversed(lines))
    for most in (1, 9):
        ways = (variants(chart(text), BEGUN, 1, most) for text in (TEXT, turned))
        first, second = ([(v.disturbance, v.said) for v in way] for way in ways)
        assert first == second


def test_records_past_the_last_year_are_not_moved() -> None:
    late = TEXT + "  - {at: 2200-12-28, ALT: 30 U/L}\n"
    assert "2200-12-28" not in " ".join(variant.said for variant in tried(Disturbance.LATE, late))


def test_every_disturbance_says_what_it_means() -> None:
    assert len({meaning(one) for one in Disturbance}) == len(Disturbance)
    assert {factor(one) for one in ERRORS} == {Fraction(n, 100) for n in (90, 95, 105, 110)}


def test_nothing_to_disturb() -> None:
    empty = replace(chart(), records=(), retractions=())
    assert list(variants(empty, None, 1, 3)) == []
