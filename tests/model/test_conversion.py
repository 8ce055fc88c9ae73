"""Conversions that are more than a factor: degrees, enzymes in international units, and moles."""

from __future__ import annotations

from fractions import Fraction

import pytest

from careway.model.conversion import By, Linear, linear
from careway.model.quantity import Quantity

BILIRUBIN = Quantity(Fraction("584.66"), "g/mol")


@pytest.mark.parametrize(
    ("value", "unit", "target", "result"),
    [
        ("212", "[degF]", "Cel", "100"), ("32", "[degF]", "Cel", "0"), ("-40", "Cel", "[degF]", "-40"),
        ("100", "Cel", "[degF]", "212"), ("0", "K", "Cel", "-273.15"), ("0", "Cel", "K", "273.15"),
        ("32", "[degF]", "K", "273.15"), ("212", "[degF]", "K", "373.15"), ("273.15", "K", "[degF]", "32"),
        ("373.15", "K", "[degF]", "212"), ("2", "g/L", "mg/dL", "200"), ("36.6", "Cel", "Cel", "36.6"),
    ],
)  # fmt: skip
def test_degrees_and_plain_units(value: str, unit: str, target: str, result: str) -> None:
    found = linear(unit, target)
    assert found is not None and found.by is By.UNIT and found.read_as is None
    assert Fraction(value) * found.factor + found.shift == Fraction(result)


def test_international_units_of_an_enzyme_are_read_as_catalytic_units() -> None:
    assert linear("[IU]/L", "U/L") == Linear(Fraction(1), by=By.ENZYME, read_as="U/L")
    assert linear("m[IU]/mL", "U/L") == Linear(Fraction(1), by=By.ENZYME, read_as="mU/mL")
    assert linear("[IU]/L", "U/mL") == Linear(Fraction(1, 1000), by=By.ENZYME, read_as="U/L")
    assert linear("[IU]/L", "U") is None
    assert linear("mg/L", "U/L") is None
    assert linear("mg/L", "U/L", BILIRUBIN) is None
    assert linear("U/L", "[IU]/L") is None


def test_mass_and_amount_need_a_molar_mass() -> None:
    assert linear("mg/dL", "umol/L") is None
    assert linear("mg/dL", "umol/L", BILIRUBIN) == Linear(Fraction(10000) / Fraction("584.66"), by=By.MOLAR_MASS)
    assert linear("mg/dL", "umol", BILIRUBIN) is None
    assert linear("mg/dL", "g/L", BILIRUBIN) == Linear(Fraction(1, 100))
