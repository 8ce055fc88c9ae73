"""The usual slips: numbers a step beside, in another unit, and lengths of time a day or a unit off."""

from __future__ import annotations

from fractions import Fraction

import pytest

from careway.model.quantity import Quantity
from careway.model.time import Duration, TimeUnit
from careway.model.vocabulary import Concept, Kind
from careway.mutants.slips import (
    STRICTER,
    beside,
    durations_beside,
    in_another_time_unit,
    in_another_unit,
    quantity_beside,
)

BILIRUBIN = Concept("bilirubin", Kind.LAB, "bilirubin", "mg/dL", molar_mass=Quantity(Fraction("584.66"), "g/mol"))


@pytest.mark.parametrize(
    ("value", "written", "near"),
    [
        (Fraction(3), "3", [(Fraction(2), "2"), (Fraction(4), "4")]),
        (Fraction(0), "0", [(Fraction(1), "1")]),
        (Fraction(12, 10), "1.2 mg/dL", [(Fraction(11, 10), "1.1 mg/dL"), (Fraction(13, 10), "1.3 mg/dL")]),
        (Fraction(1500), "1.5 10*9/L", [(Fraction(1400), "1.4 10*9/L"), (Fraction(1600), "1.6 10*9/L")]),
        (Fraction(1, 3), "1/3", [(Fraction(1, 4), "1/4"), (Fraction(1, 2), "1/2")]),
        (Fraction(300), "", [(Fraction(299), "299"), (Fraction(301), "301")]),
    ],
)
def test_a_number_goes_one_step_in_the_last_place_that_is_written(
    value: Fraction, written: str, near: list[tuple[Fraction, str]]
) -> None:
    assert [(one.value, one.written) for one in beside(value, written)] == near


def test_a_quantity_goes_one_step_too() -> None:
    assert [str(one) for one in quantity_beside(Quantity(Fraction("38.5"), "Cel"))] == ["38.4 Cel", "38.6 Cel"]


@pytest.mark.parametrize(
    ("value", "unit", "written", "concept", "read"),
    [
        (Fraction(300), "U/L", "300 U/L", None, (Fraction(18000), "300 ukat/L")),
        (Fraction("2.4"), "mg/dL", "2.4 mg/dL", BILIRUBIN, (Fraction("0.1403184"), "2.4 umol/L")),
        (Fraction("2.4"), "mg/dL", "2.4 mg/dL", None, (Fraction(240), "2.4 g/L")),
        (Fraction(500), "/uL", "500 /uL", None, (Fraction(500000), "500 10*3/uL")),
        (Fraction(104), "Cel", "104 Cel", None, (Fraction(40), "104 [degF]")),
        (Fraction(7), "{dose}/d", "7 {dose}/d", None, None),
    ],
)
def test_a_number_is_taken_in_another_usual_unit(
    value: Fraction, unit: str, written: str, concept: Concept | None, read: tuple[Fraction, str] | None
) -> None:
    found = in_another_unit(value, unit, written, concept)
    assert (None if found is None else (found.value, found.written)) == read


@pytest.mark.parametrize(
    ("amount", "unit", "near", "slip"),
    [
        (7, TimeUnit.DAY, ["6 days", "8 days"], "7 weeks"),
        (0, TimeUnit.DAY, ["1 day"], None),
        (1, TimeUnit.WEEK, ["6 days", "8 days"], "1 month"),
        (1, TimeUnit.MONTH, ["3 weeks", "2 months"], "1 week"),
        (3, TimeUnit.MONTH, ["2 months", "4 months"], "3 weeks"),
        (1, TimeUnit.YEAR, ["11 months", "2 years"], "1 month"),
        (24, TimeUnit.HOUR, ["23 hours", "25 hours"], "24 days"),
        (1, TimeUnit.HOUR, ["59 minutes", "2 hours"], "1 day"),
    ],
)
def test_a_length_of_time_is_a_step_or_a_unit_off(
    amount: int, unit: TimeUnit, near: list[str], slip: str | None
) -> None:
    duration = Duration(amount, unit)
    assert [str(one) for one in durations_beside(duration)] == near
    other = in_another_time_unit(duration)
    assert (None if other is None else str(other)) == slip


def test_every_comparison_has_one_that_it_is_mixed_up_with() -> None:
    assert all(one is not other for one, other in STRICTER.items())
