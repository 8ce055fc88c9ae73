"""docs/meaning.md, section 3: exact numbers, units, results that are ranges."""

from __future__ import annotations

import pytest

from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth
from evaluate.small import truth

DAY = "at: 2025-03-15"


@pytest.mark.parametrize(
    ("reported", "reaches"), [("299 U/L", FALSE), ("299.99 U/L", FALSE), ("300 U/L", TRUE), ("301 U/L", TRUE)]
)
def test_at_least_includes_the_threshold(reported: str, reaches: Truth) -> None:
    assert truth("ALT >= 300 U/L", f"{DAY}, ALT: {reported}") is reaches


@pytest.mark.parametrize(("reported", "exceeds"), [("40 U/L", FALSE), ("40.01 U/L", TRUE)])
def test_above_excludes_the_threshold(reported: str, exceeds: Truth) -> None:
    assert truth("ALT > 40 U/L", f"{DAY}, ALT: {reported}") is exceeds


def test_arithmetic_is_exact() -> None:
    before = "define baseline = first bilirubin"
    for tenths in range(1, 60):
        low, high = f"{tenths / 10:.1f} mg/dL", f"{3 * tenths / 10:.1f} mg/dL"
        records = (f"at: 2025-03-01, bilirubin: {low}", f"at: 2025-03-15, bilirubin: {high}")
        assert truth("bilirubin >= 3 × baseline", *records, before=before) is TRUE
        assert truth("bilirubin > 3 × baseline", *records, before=before) is FALSE


@pytest.mark.parametrize(
    ("condition", "reported", "holds"),
    [
        ("ALT >= 500 U/L", "0.5 kU/L", TRUE),
        ("ALT >= 500 U/L", "0.4999 kU/L", FALSE),
        ("ALT >= 540 U/L", "9 ukat/L", TRUE),
        ("ALT > 540 U/L", "9 ukat/L", FALSE),
        ("ANC < 1500 /uL", "1.5 10*9/L", FALSE),
        ("ANC < 1500 /uL", "1.499 10*9/L", TRUE),
        ("ANC < 1500 /uL", "1.5 10*3/uL", FALSE),
        ("bilirubin >= 34.2 umol/L", "2 mg/dL", TRUE),  # 34.208...
        ("bilirubin >= 34.3 umol/L", "2 mg/dL", FALSE),
        ("bilirubin >= 2 mg/dL", "34.2 umol/L", FALSE),
        ("bilirubin >= 2 mg/dL", "34.21 umol/L", TRUE),
    ],
)
def test_units_are_converted_exactly(condition: str, reported: str, holds: Truth) -> None:
    name = condition.split()[0]
    assert truth(condition, f"{DAY}, {name}: {reported}") is holds


@pytest.mark.parametrize(
    ("condition", "reported", "holds"),
    [
        ("ALT >= 300 U/L", ">1000 U/L", TRUE),
        ("ALT >= 1000 U/L", ">1000 U/L", TRUE),
        ("ALT > 1000 U/L", ">1000 U/L", TRUE),
        ("ALT >= 1001 U/L", ">1000 U/L", UNKNOWN),
        ("ALT >= 2000 U/L", ">1000 U/L", UNKNOWN),
        ("ALT < 1000 U/L", ">1000 U/L", FALSE),
        ("ALT <= 1000 U/L", ">1000 U/L", FALSE),
        ("ALT <= 1000 U/L", ">=1000 U/L", UNKNOWN),
        ("ALT > 3 U/L", "<5 U/L", UNKNOWN),
        ("ALT > 120 U/L", "<5 U/L", FALSE),
        ("ALT >= 5 U/L", "<5 U/L", FALSE),
        ("ALT >= 5 U/L", "<=5 U/L", UNKNOWN),
        ("ALT > 5 U/L", "<=5 U/L", FALSE),
        ("ALT >= 0 U/L", "<5 U/L", TRUE),
        ("ALT = 5 U/L", "<5 U/L", FALSE),
        ("ALT = 4 U/L", "<5 U/L", UNKNOWN),
    ],
)
def test_a_result_may_be_a_range(condition: str, reported: str, holds: Truth) -> None:
    assert truth(condition, f'{DAY}, ALT: "{reported}"') is holds


def test_arithmetic_with_a_range_gives_a_range() -> None:
    below, above = 'at: 2025-03-15, ALT: 90 U/L, AST: "<30 U/L"', 'at: 2025-03-15, ALT: 90 U/L, AST: ">30 U/L"'
    ratio = "define ratio = ALT / AST"
    assert truth("ratio >= 3", above, before=ratio) is FALSE
    assert truth("ratio > 2", above, before=ratio) is UNKNOWN
    assert truth("ALT >= 3 × AST", below) is TRUE
    assert truth("ALT + AST >= 120 U/L", below) is FALSE
    assert truth("ALT + AST >= 90 U/L", below) is TRUE
    assert truth("ALT + AST >= 100 U/L", below) is UNKNOWN
    assert truth("ALT - AST > 60 U/L", below) is TRUE


@pytest.mark.parametrize("divisor", ["0 U/L", '"<5 U/L"'])
def test_a_quotient_whose_divisor_may_be_zero_is_unknown(divisor: str) -> None:
    assert truth("ratio > 3", f"{DAY}, ALT: 90 U/L, AST: {divisor}", before="define ratio = ALT / AST") is UNKNOWN
