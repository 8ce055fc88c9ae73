"""docs/core-format.md, `limit_of` and `time_of`: the limit that goes with the highest result, and when that was, where
it is unclear which result is the highest."""

from __future__ import annotations

import pytest

from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth
from evaluate.small import truth

FIRST = "at: 2025-03-10, ALT: {value: 90 U/L, range: up to 200 U/L}"


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("at: 2025-03-11, ALT: {value: 80 U/L, range: up to 60 U/L}", FALSE),
        ("at: 2025-03-11, ALT: {value: 100 U/L, range: up to 60 U/L}", TRUE),
        ("at: 2025-03-11, ALT: no value", UNKNOWN),  # it may be the highest, and then it is not the limit of the first
        ("at: 2025-03-11, ALT: {value: >50 U/L, range: up to 60 U/L}", UNKNOWN),
        ("at: 2025-03-11, ALT: {value: >50 U/L, range: up to 200 U/L}", UNKNOWN),
        ("at: 2025-03-11, ALT: {value: >200 U/L, range: up to 200 U/L}", TRUE),  # both have that limit
    ],
)
def test_the_highest_result_is_compared_with_its_own_limit(second: str, expected: Truth) -> None:
    assert truth("highest ALT within 1 month > ULN", FIRST, second, as_of="2025-03-12") is expected


def test_one_result_above_a_number_is_compared_with_its_own_limit() -> None:
    for limit, expected in ((100, TRUE), (200, UNKNOWN)):
        record = f"at: 2025-03-10, ALT: {{value: '>119 U/L', range: up to {limit} U/L}}"
        assert truth("highest ALT within 1 month > ULN", record) is expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("90 U/L", "80 U/L"), TRUE),
        (("<90 U/L", "80 U/L"), UNKNOWN),  # it may have been 70
        (("<90 U/L", "90 U/L"), FALSE),
        (("90 U/L", "<90 U/L"), TRUE),
        (("90 U/L", "<91 U/L"), UNKNOWN),
        (("90 U/L", "90 U/L"), FALSE),  # of equal ones the last
    ],
)
def test_when_the_highest_was_is_unclear_where_a_range_leaves_it_open(values: tuple[str, str], expected: Truth) -> None:
    records = [f"at: 2025-03-1{day}, ALT: '{value}'" for day, value in enumerate(values)]
    before = "define peak = highest ALT within 1 month\n"
    found = truth("peak is before 2 days before last AST", *records, "at: 2025-03-13, AST: 30 U/L", before=before)
    assert found is expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [(("90 U/L", "80 U/L"), FALSE), (("80 U/L", ">80 U/L"), TRUE), (("90 U/L", ">80 U/L"), UNKNOWN)],
)
def test_when_the_lowest_was(values: tuple[str, str], expected: Truth) -> None:
    records = [f"at: 2025-03-1{day}, ALT: '{value}'" for day, value in enumerate(values)]
    before = "define least = lowest ALT within 1 month\n"
    found = truth("least is before 2 days before last AST", *records, "at: 2025-03-13, AST: 30 U/L", before=before)
    assert found is expected


TWO = {
    "on one day": ("at: 2025-03-10", "at: 2025-03-10"),
    "at one time": ("at: 2025-03-10T08:00", "at: 2025-03-10T08:00"),
    "one without a time": ("at: 2025-03-10", "at: 2025-03-10T08:00"),
}


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize("when", TWO)
@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("ALT > ULN", TRUE),
        ("ALT <= ULN", FALSE),
        ("first ALT > ULN", TRUE),
        ("highest ALT within 1 month > ULN", TRUE),
        ("lowest ALT within 1 month > ULN", TRUE),
        ("ANC < LLN", TRUE),
        ("AST > ULN", UNKNOWN),
    ],
)
def test_of_equal_results_that_cannot_be_put_in_order_the_stricter_limit_counts(
    condition: str, expected: Truth, when: str, swapped: bool
) -> None:
    first, second = reversed(TWO[when]) if swapped else TWO[when]
    records = [
        f"{first}, ALT: {{value: 41 U/L, range: up to 40 U/L, id: a}}",
        f"{second}, ALT: {{value: 41 U/L, range: up to 45 U/L, id: b}}",
        f"{first}, ANC: {{value: 1500 /uL, range: from 1400 /uL}}",
        f"{second}, ANC: {{value: 1500 /uL, range: from 1600 /uL}}",
        f"{first}, AST: {{value: 41 U/L, range: up to 40 U/L}}",  # no limit is declared of AST
        f"{second}, AST: 41 U/L",
    ]
    assert truth(condition, *(reversed(records) if swapped else records)) is expected


def test_of_equal_results_of_two_days_the_limit_of_the_later_counts() -> None:
    for limits, expected in (((40, 45), FALSE), ((45, 40), TRUE)):
        records = [
            f"at: 2025-03-1{day}, ALT: {{value: 41 U/L, range: up to {high} U/L}}" for day, high in enumerate(limits)
        ]
        assert truth("highest ALT within 1 month > ULN", *records) is expected
