"""docs/meaning.md, section 3: exact numbers, units, results that are ranges."""

from __future__ import annotations

import pytest

from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth
from evaluate.small import result, truth

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


# --- numbers of other units, and of parameters -----------------------------------------------------------------------

LIMIT = 'parameter limit "Limit" = 1500 /uL\n'


@pytest.mark.parametrize(
    ("condition", "before", "record", "holds"),
    [
        ("ANC < limit", LIMIT, "ANC: 1499 /uL", TRUE),
        ("ANC < limit", LIMIT, "ANC: 1500 /uL", FALSE),
        ("bilirubin > top", 'parameter top "Top" = 34.2 umol/L\n', "bilirubin: 2 mg/dL", TRUE),
        ("bilirubin > top", 'parameter top "Top" = 34.3 umol/L\n', "bilirubin: 2 mg/dL", FALSE),
        ("ALT >= top", 'parameter top "Top" = 0.3 kU/L\n', "ALT: 300 U/L", TRUE),
        ("ALT >= top", 'parameter top "Top" = 0.3 kU/L\n', "ALT: 299 U/L", FALSE),
        ("CRP >= ferritin", "", "CRP: 0.3 mg/L, ferritin: 300 ug/L", TRUE),
        ("CRP > ferritin", "", "CRP: 0.3 mg/L, ferritin: 300 ug/L", FALSE),
        ("CRP > ferritin", "", "CRP: 0.31 mg/L, ferritin: 300 ug/L", TRUE),
        ("CRP > ferritin", "", "CRP: 0.31 mg/L", UNKNOWN),
        ("CRP > ferritin", "", 'CRP: 0.31 mg/L, ferritin: "<=310 ug/L"', UNKNOWN),
        ("CRP > ferritin", "", 'CRP: 0.31 mg/L, ferritin: "<310 ug/L"', TRUE),
    ],
)
def test_what_is_compared_is_brought_into_one_unit(condition: str, before: str, record: str, holds: Truth) -> None:
    assert truth(condition, f"{DAY}, {record}", before=before) is holds


# --- the limits of normal --------------------------------------------------------------------------------------------

OWN = "{value: 8 ug/L, range: 9 to 200 ug/L}"


@pytest.mark.parametrize(
    ("condition", "value", "sex", "holds"),
    [
        ("ferritin < LLN", "9 ug/L", "female", TRUE),
        ("ferritin < LLN", "10 ug/L", "female", FALSE),
        ("ferritin > ULN", "151 ug/L", "female", TRUE),
        ("ferritin > ULN", "151 ug/L", "male", FALSE),
        ("ferritin < LLN", "9 ug/L", "male", UNKNOWN),
        ("ferritin < LLN", OWN, "male", TRUE),
        ("ferritin >= LLN", OWN, "female", FALSE),
        ("ferritin < 2 × LLN", "{value: 18 ug/L, range: 9 to 200 ug/L}", "female", FALSE),
        ("ferritin <= 2 × LLN", "{value: 18 ug/L, range: 9 to 200 ug/L}", "female", TRUE),
        ("ferritin < LLN", "{value: 9 ug/L, range: up to 200 ug/L}", "female", TRUE),
        ("ferritin > ULN", "{value: 151 ug/L, range: from 9 ug/L}", "female", TRUE),
    ],
)
def test_the_lower_limit_and_the_limits_of_a_sex(condition: str, value: str, sex: str, holds: Truth) -> None:
    assert truth(condition, f"{DAY}, ferritin: {value}", sex=sex) is holds


def test_a_limit_that_one_declaration_lacks_is_that_of_another() -> None:
    urate = "lab urate in mg/dL\n  normal at least 3 mg/dL for male\n  normal up to 7 mg/dL\n"
    assert truth("urate > ULN", f"{DAY}, urate: 7.1 mg/dL", before=urate, sex="male") is TRUE
    assert truth("urate < LLN", f"{DAY}, urate: 2.9 mg/dL", before=urate, sex="male") is TRUE
    assert truth("urate < LLN", f"{DAY}, urate: 2.9 mg/dL", before=urate, sex="female") is UNKNOWN


# --- doses -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "records", "holds"),
    [
        ("aza dose >= 50 mg/day", ["at: 2025-03-01, aza: 50 mg/day"], TRUE),
        ("aza dose > 50 mg/day", ["at: 2025-03-01, aza: 50 mg/day"], FALSE),
        ("aza dose < 1 mg/day", ["at: 2025-03-01, aza: 50 mg/day", "at: 2025-03-08, aza: stopped"], TRUE),
        ("aza dose < 1 mg/day", ["at: 2025-03-08, ALT: 1 U/L"], UNKNOWN),
        ("allo dose < 1 mg/day", ["at: 2025-03-08, ALT: 1 U/L"], TRUE),
        ("aza dose < 1 mg/day", ["at: 2025-03-08, aza: 50 mg/day, until: 2025-03-10"], TRUE),
        ("brief dose < 1 mg/day", ["at: 2025-03-01, brief: 50 mg/day"], UNKNOWN),
        ("brief dose >= 1 mg/day", ["at: 2025-03-01, brief: 50 mg/day"], UNKNOWN),
        ("brief dose >= 50 mg/day", ["at: 2025-03-12, brief: 50 mg/day"], TRUE),
    ],
)
def test_the_dose_in_force(condition: str, records: list[str], holds: Truth) -> None:
    brief = "drug brief in mg/day\n  current for 7 days\n"
    assert truth(condition, *records, as_of="2025-03-15", before=brief) is holds


# --- counts and extremes ---------------------------------------------------------------------------------------------

HALF_DAY = "2025-03-15T12:00"


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("number of ALT within 6 hours >= 1", TRUE),
        ("number of ALT within 6 hours >= 2", UNKNOWN),
        ("number of ALT within 6 hours >= 3", UNKNOWN),
        ("number of ALT within 6 hours >= 4", FALSE),
        ("highest ALT within 6 hours >= 50 U/L", TRUE),
        ("highest ALT within 6 hours > 50 U/L", UNKNOWN),
        ("highest ALT within 6 hours >= 90 U/L", UNKNOWN),
        ("highest ALT within 6 hours > 90 U/L", FALSE),
        ("lowest ALT within 6 hours <= 50 U/L", TRUE),
        ("lowest ALT within 6 hours < 50 U/L", UNKNOWN),
        ("lowest ALT within 6 hours <= 20 U/L", UNKNOWN),
        ("lowest ALT within 6 hours < 20 U/L", FALSE),
    ],
)
def test_records_that_may_lie_in_the_window_make_a_range(condition: str, holds: Truth) -> None:
    records = (f"{DAY}T11:00, ALT: 50 U/L", f"{DAY}, ALT: 90 U/L", f"{DAY}, ALT: 20 U/L, id: second")
    assert truth(condition, *records, as_of=HALF_DAY) is holds


@pytest.mark.parametrize(
    ("condition", "one", "holds"),
    [
        ("highest ALT within 7 days < 90 U/L", '"<90 U/L"', TRUE),
        ("highest ALT within 7 days < 90 U/L", '"<=90 U/L"', UNKNOWN),
        ("highest ALT within 7 days > 90 U/L", '">90 U/L"', TRUE),
        ("highest ALT within 7 days > 90 U/L", '">=90 U/L"', UNKNOWN),
        ("lowest ALT within 7 days > 10 U/L", '">10 U/L"', TRUE),
        ("lowest ALT within 7 days > 10 U/L", '">=10 U/L"', UNKNOWN),
        ("lowest ALT within 7 days < 10 U/L", '"<10 U/L"', TRUE),
        ("lowest ALT within 7 days < 10 U/L", '"<=10 U/L"', UNKNOWN),
        ("lowest ALT within 7 days < 10 U/L", '">5 U/L"', UNKNOWN),
        ("lowest ALT within 7 days > 5 U/L", '">5 U/L"', TRUE),
    ],
)
def test_the_extreme_of_ranges_keeps_whether_the_bound_itself_is_in(condition: str, one: str, holds: Truth) -> None:
    assert truth(condition, f"at: 2025-03-14, ALT: {one}", f"{DAY}, ALT: {one}") is holds


@pytest.mark.parametrize(
    "condition",
    ["ALT >= 30 U/L", "highest ALT within 7 days >= 30 U/L", "lowest ALT within 7 days <= 30 U/L"],
)
def test_results_without_a_value_are_missing(condition: str) -> None:
    for records in ([f"{DAY}, ALT: no value"], [f"{DAY}, ALT: no value", f"{DAY}, ALT: no value, id: second"]):
        found = result(f"\ncaution probe [1]\n  when {condition}\n", *records)
        assert [want.concept for item in found.undecided for want in item.wanted] == ["ALT"]
