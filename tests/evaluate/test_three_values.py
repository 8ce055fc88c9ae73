"""docs/meaning.md, section 4: unknown is never false; limits; what may be the last result; selections."""

from __future__ import annotations

import pytest

from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth
from evaluate.small import changes, truth

WORD = {TRUE: "present", FALSE: "absent"}


def finding(name: str, value: Truth) -> str:
    return f"at: 2025-03-15, {name}: {WORD[value]}" if value is not UNKNOWN else "at: 2025-03-15, AST: 1 U/L"


KLEENE = [
    (TRUE, TRUE, TRUE, TRUE),
    (TRUE, FALSE, FALSE, TRUE),
    (TRUE, UNKNOWN, UNKNOWN, TRUE),
    (FALSE, TRUE, FALSE, TRUE),
    (FALSE, FALSE, FALSE, FALSE),
    (FALSE, UNKNOWN, FALSE, UNKNOWN),
    (UNKNOWN, TRUE, UNKNOWN, TRUE),
    (UNKNOWN, FALSE, FALSE, UNKNOWN),
    (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
]


@pytest.mark.parametrize(("left", "right", "both", "either"), KLEENE)
def test_all_of_and_any_of_follow_kleene(left: Truth, right: Truth, both: Truth, either: Truth) -> None:
    records = (finding("nausea", left), finding("diabetes", right))
    negated = {TRUE: FALSE, FALSE: TRUE, UNKNOWN: UNKNOWN}
    assert truth("nausea present and diabetes present", *records) is both
    assert truth("all of\n    - nausea present\n    - diabetes present", *records) is both
    assert truth("nausea present or diabetes present", *records) is either
    assert truth("any of nausea, diabetes present", *records) is either
    assert truth("none of nausea, diabetes present", *records) is negated[either]
    assert truth("not (nausea present and diabetes present)", *records) is negated[both]


@pytest.mark.parametrize(
    ("first", "second", "third", "two"),
    [
        (TRUE, TRUE, UNKNOWN, TRUE),
        (TRUE, FALSE, UNKNOWN, UNKNOWN),
        (FALSE, FALSE, UNKNOWN, FALSE),
        (UNKNOWN, UNKNOWN, FALSE, UNKNOWN),
        (TRUE, FALSE, TRUE, TRUE),
        (TRUE, FALSE, FALSE, FALSE),
    ],
)
def test_at_least_two_of_three(first: Truth, second: Truth, third: Truth, two: Truth) -> None:
    records = (finding("nausea", first), finding("diabetes", second), finding("fever", third))
    assert truth("at least 2 of nausea, diabetes, fever present", *records) is two


@pytest.mark.parametrize(
    "record",
    [
        "at: 2025-03-15, AST: 1 U/L",
        "at: 2025-03-15, ALT: no value",
        "at: 2025-03-15, ALT: {status: cancelled, value: 90 U/L}",
    ],
)
def test_a_missing_result_is_unknown_for_either_side_of_a_threshold(record: str) -> None:
    assert truth("ALT > 40 U/L", record, "at: 2025-03-15, nausea: absent") is UNKNOWN
    assert truth("ALT <= 40 U/L", record, "at: 2025-03-15, nausea: absent") is UNKNOWN
    assert truth("not (ALT > 40 U/L)", record, "at: 2025-03-15, nausea: absent") is UNKNOWN


def test_a_result_without_a_value_hides_the_one_before_it() -> None:
    records = ("at: 2025-03-10, ALT: 90 U/L", "at: 2025-03-15, ALT: no value")
    assert truth("ALT > 40 U/L", *records) is UNKNOWN


def test_a_bare_name_must_be_current_and_last_need_not() -> None:
    old = "at: 2025-03-01, CRP: 90 mg/L"
    assert changes("CRP > 10 mg/L", old, as_of="2025-04-01") == ["+2025-03-01", "-2025-03-09"]
    assert truth("CRP > 10 mg/L", old, as_of="2025-03-08") is TRUE
    assert truth("CRP > 10 mg/L", old, as_of="2025-03-09") is UNKNOWN
    assert truth("(last CRP on or before first start of aza) > 10 mg/L", old, "at: 2025-04-01, aza: 1 mg/day") is TRUE


def test_a_result_that_is_current_for_hours() -> None:
    record = "at: 2025-03-15T08:00, lactate: 5 mmol/L"
    assert truth("lactate > 2 mmol/L", record, as_of="2025-03-15T14:00") is TRUE
    assert truth("lactate > 2 mmol/L", record, as_of="2025-03-15T14:01") is UNKNOWN


@pytest.mark.parametrize(
    ("record", "above"),
    [
        ("ALT: 40 U/L", FALSE),
        ("ALT: 41 U/L", TRUE),
        ("ALT: {value: 41 U/L, range: 10 to 50 U/L}", FALSE),
        ("ALT: {value: 50 U/L, range: 10 to 50 U/L}", FALSE),
        ("ALT: {value: 51 U/L, range: up to 50 U/L}", TRUE),
        ("ALT: {value: 41 U/L, range: from 10 U/L}", TRUE),  # its own range has no high limit: the declared one holds
        ("ALT: {value: 0.9 ukat/L, range: up to 0.8 ukat/L}", TRUE),
        ("ALT: {value: 0.7 ukat/L, range: up to 0.8 ukat/L}", FALSE),
    ],
)
def test_a_result_is_compared_with_its_own_upper_limit_which_is_still_normal(record: str, above: Truth) -> None:
    assert truth("ALT > ULN", f"at: 2025-03-15, {record}") is above


def test_a_missing_upper_limit_is_unknown() -> None:
    assert truth("AST > ULN", "at: 2025-03-15, AST: 900 U/L") is UNKNOWN
    assert truth("AST > ULN", "at: 2025-03-15, AST: {value: 900 U/L, range: up to 30 U/L}") is TRUE


@pytest.mark.parametrize(("sex", "above"), [("female", TRUE), ("male", FALSE), (None, FALSE)])
def test_the_limit_of_the_patients_sex_goes_before_that_for_everyone(sex: str | None, above: Truth) -> None:
    patient = {} if sex is None else {"sex": sex}
    assert truth("ferritin > ULN", "at: 2025-03-15, ferritin: 200 ug/L", **patient) is above


def test_the_first_result_above_its_limit_judges_each_result_by_its_own() -> None:
    records = (
        "at: 2025-03-01, ALT: {value: 45 U/L, range: up to 50 U/L}",
        "at: 2025-03-08, ALT: {value: 35 U/L, range: up to 30 U/L}",
        "at: 2025-03-15, ALT: 41 U/L",
    )
    assert changes("high has happened", *records, as_of="2025-03-20", before="define high = first ALT > ULN") == [
        "+2025-03-08"
    ]


# --- which result is the last ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "high"),
    [
        ("2025-03-15T08:00", "2025-03-15T09:00", FALSE),  # the later one is 30
        ("2025-03-15T09:00", "2025-03-15T08:00", TRUE),
        ("2025-03-15", "2025-03-15T09:00", TRUE),  # either may be the last: the worse counts
        ("2025-03-15T09:00", "2025-03-15", TRUE),
        ("2025-03-15", "2025-03-15", TRUE),
        ("2025-03-14", "2025-03-15", FALSE),
        ("2025-03", "2025-03-31", TRUE),
    ],
)
def test_of_results_that_may_be_the_last_the_worse_counts(first: str, second: str, high: Truth) -> None:
    records = (f"at: {first}, ALT: 90 U/L", f"at: {second}, ALT: 30 U/L")
    assert truth("ALT > 40 U/L", *records, as_of="2025-04-01") is high
    reverse = (f"at: {second}, ALT: 30 U/L", f"at: {first}, ALT: 90 U/L")
    assert truth("ALT > 40 U/L", *reverse, as_of="2025-04-01") is high


def test_the_worse_of_a_lab_that_is_worse_when_lower_is_the_lower() -> None:
    records = ("at: 2025-03-15, ANC: 900 /uL", "at: 2025-03-15T09:00, ANC: 2000 /uL")
    assert truth("ANC < 1000 /uL", *records) is TRUE


def test_of_results_of_one_day_one_that_may_be_worse_leaves_only_what_is_higher_open() -> None:
    records = ("at: 2025-03-15, ALT: 90 U/L", 'at: 2025-03-15, ALT: ">50 U/L"')
    assert truth("ALT > 40 U/L", *records) is TRUE
    assert truth("ALT > 80 U/L", *records) is TRUE
    assert truth("ALT > 100 U/L", *records) is UNKNOWN


def test_of_results_of_one_day_one_without_a_value_does_not_hide_the_worse() -> None:
    records = ("at: 2025-03-15, ALT: 90 U/L", "at: 2025-03-15, ALT: no value")
    assert truth("ALT > 40 U/L", *records) is TRUE
    assert truth("ALT > 100 U/L", *records) is UNKNOWN
    records = ("at: 2025-03-15, ALT: 30 U/L", "at: 2025-03-15, ALT: no value")
    assert truth("ALT > 40 U/L", *records) is UNKNOWN


# --- selections ------------------------------------------------------------------------------------------------------


def test_a_selection_is_unclear_while_an_earlier_record_might_qualify() -> None:
    records = ("at: 2025-03-01, ALT: no value", "at: 2025-03-08, ALT: 90 U/L")
    assert truth("at least 3 days since first ALT > 40 U/L", *records, as_of="2025-03-15") is UNKNOWN
    before = "define high = first ALT > 40 U/L"
    assert truth("high has happened", *records, as_of="2025-03-15", before=before) is UNKNOWN
    assert truth("at least 3 days since last ALT > 40 U/L", *records, as_of="2025-03-15") is TRUE


def test_a_selection_of_the_last_is_unclear_while_a_later_record_might_qualify() -> None:
    records = ("at: 2025-03-01, ALT: 90 U/L", "at: 2025-03-08, ALT: no value")
    assert truth("at least 10 days since last ALT > 40 U/L", *records, as_of="2025-03-15") is UNKNOWN
    assert truth("at least 10 days since first ALT > 40 U/L", *records, as_of="2025-03-15") is TRUE


@pytest.mark.parametrize("count", range(4))
def test_a_result_without_a_time_of_day_may_be_the_last_of_its_day_however_many_have_one(count: int) -> None:
    day, timed = "at: 2025-03-15", [f"at: 2025-03-15T{hour}:00, ALT: 30 U/L" for hour in ("08", "12", "18")]
    records = ("at: 2025-03-14T08:00, ALT: 30 U/L", *timed[:count], f"{day}, ALT: 90 U/L")
    assert truth("ALT > 40 U/L", *records) is TRUE
    assert truth("ALT > 40 U/L", *records, "at: 2025-03-16T00:00, ALT: 30 U/L") is FALSE
    assert truth("first ALT > 40 U/L", *records[1:]) is TRUE


def test_a_result_without_a_time_of_day_may_be_later_than_the_last_second_but_one() -> None:
    timed = [f"at: 2025-03-15T{time}, ALT: 30 U/L" for time in ("12:00:00", "23:59:59")]
    assert truth("ALT > 40 U/L", *timed, "at: 2025-03-15, ALT: 90 U/L") is TRUE
    assert truth("ALT > 40 U/L", *timed, "at: 2025-03-14, ALT: 90 U/L") is FALSE


@pytest.mark.parametrize("first", ["30 U/L, id: a", "30 U/L, id: z"])
def test_of_two_results_of_one_instant_the_worse_counts_as_first_and_as_last(first: str) -> None:
    at = "at: 2025-03-15T08:00"
    records = (f"{at}, ALT: {first}", f"{at}, ALT: 90 U/L, id: m")
    assert truth("ALT > 40 U/L", *records) is TRUE
    assert truth("first ALT > 40 U/L", *records) is TRUE


@pytest.mark.parametrize(
    ("march", "condition", "holds"),
    [
        ("31 U/L", "ALT > 40 U/L", TRUE),  # the 25th or the month's own may be the last: the worse of the two
        ("31 U/L", "ALT > 60 U/L", FALSE),
        ("65 U/L", "ALT > 60 U/L", TRUE),
        ("31 U/L", "first ALT > 60 U/L", TRUE),  # the 20th or the month's own
        ("31 U/L", "first ALT > 70 U/L", FALSE),
        ("95 U/L", "first ALT > 70 U/L", TRUE),
        ("95 U/L", "first ALT > 95 U/L", FALSE),
    ],
)
def test_a_result_of_a_month_may_be_the_first_or_the_last(march: str, condition: str, holds: Truth) -> None:
    records = (
        "at: 2025-03-20, ALT: 70 U/L",
        "at: 2025-03-22, ALT: 99 U/L",
        "at: 2025-03-25, ALT: 50 U/L",
        f"at: 2025-03, ALT: {march}",
    )
    assert truth(condition, *records, as_of="2025-03-31") is holds


def test_the_highest_and_the_lowest_of_a_window() -> None:
    records = ("at: 2025-03-01, ALT: 90 U/L", "at: 2025-03-08, ALT: 60 U/L", "at: 2025-03-15, ALT: 70 U/L")
    assert truth("highest ALT within 7 days >= 70 U/L", *records) is TRUE
    assert truth("highest ALT within 7 days > 70 U/L", *records) is FALSE
    assert truth("highest ALT within 14 days > 70 U/L", *records) is TRUE
    assert truth("lowest ALT within 7 days <= 60 U/L", *records) is TRUE
    assert truth("lowest ALT within 6 days < 70 U/L", *records) is FALSE
    assert truth("highest ALT within 2 days > 0 U/L", *records, as_of="2025-03-20") is UNKNOWN


def test_the_highest_is_unknown_where_one_result_has_no_value() -> None:
    records = ("at: 2025-03-14, ALT: no value", "at: 2025-03-15, ALT: 70 U/L")
    assert truth("highest ALT within 7 days > 80 U/L", *records) is UNKNOWN
    assert truth("highest ALT within 7 days > 60 U/L", *records) is TRUE


def test_the_highest_of_ranges_keeps_what_is_certain() -> None:
    records = ('at: 2025-03-14, ALT: ">1000 U/L"', "at: 2025-03-15, ALT: 70 U/L")
    assert truth("highest ALT within 7 days > 1000 U/L", *records) is TRUE
    assert truth("highest ALT within 7 days > 1001 U/L", *records) is UNKNOWN
    assert truth("lowest ALT within 7 days <= 70 U/L", *records) is TRUE
    below = ('at: 2025-03-14, ALT: "<5 U/L"', "at: 2025-03-15, ALT: 70 U/L")
    assert truth("lowest ALT within 7 days < 5 U/L", *below) is TRUE
    assert truth("highest ALT within 7 days > 69 U/L", *below) is TRUE


def test_the_highest_is_unknown_where_it_is_not_known_whether_there_is_any() -> None:
    record = "at: 2025-03-15, ALT: 70 U/L"
    assert truth("highest ALT within 6 hours > 80 U/L", record, as_of="2025-03-15T12:00") is UNKNOWN


def test_a_count_is_exact_and_a_range_where_a_record_may_or_may_not_belong() -> None:
    records = ("at: 2025-03-08, ALT: 90 U/L", "at: 2025-03-15, ALT: 70 U/L")
    assert truth("number of ALT within 7 days >= 2", *records) is TRUE
    assert truth("number of ALT within 6 days >= 2", *records) is FALSE
    assert truth("number of ALT > 80 U/L >= 2", *records) is FALSE
    assert truth("number of ALT > 60 U/L >= 2", *records) is TRUE
    assert (
        truth("number of ALT within 6 hours >= 1", "at: 2025-03-15, ALT: 70 U/L", as_of="2025-03-15T12:00") is UNKNOWN
    )


def test_a_comparison_with_a_window_asks_whether_any_result_in_it_satisfies_it() -> None:
    records = ("at: 2025-03-10, ALT: 90 U/L", "at: 2025-03-15, ALT: 30 U/L")
    assert truth("ALT > 40 U/L within 7 days", *records) is TRUE
    assert truth("ALT > 40 U/L within 3 days", *records) is FALSE
    assert truth("ALT > 40 U/L within 3 days", *records, as_of="2025-03-20") is UNKNOWN
    assert truth("ALT > 40 U/L", *records) is FALSE


# --- recorded --------------------------------------------------------------------------------------------------------


def test_recorded_is_never_unknown() -> None:
    assert truth("ALT recorded", "at: 2025-03-15, AST: 1 U/L") is FALSE
    assert truth("ALT not recorded", "at: 2025-03-15, AST: 1 U/L") is TRUE
    assert truth("ALT recorded", "at: 2025-03-15, ALT: 1 U/L") is TRUE
    assert truth("ALT recorded at least 2 times", "at: 2025-03-15, ALT: 1 U/L") is FALSE
    assert truth("nausea recorded", "at: 2025-03-15, nausea: absent") is TRUE
    assert truth("itch recorded", "at: 2025-03-15, nausea: absent") is FALSE


def test_two_answers_that_differ_and_cannot_be_put_in_order_are_neither() -> None:
    records = ("at: 2025-03-15, gene: low", "at: 2025-03-15, gene: normal")
    assert truth("gene is low", *records) is UNKNOWN
    assert truth("gene is one of low, deficient", *records) is UNKNOWN
    assert truth("gene is low", "at: 2025-03-14, gene: low", "at: 2025-03-15, gene: normal") is FALSE
    assert truth("gene is low", "at: 2025-03-15T08:00, gene: normal", "at: 2025-03-15T09:00, gene: low") is TRUE


def test_a_question_that_nobody_answered_is_unknown() -> None:
    assert truth("agreed is yes", "at: 2025-03-15, ALT: 1 U/L") is UNKNOWN
    assert truth("agreed is no", "at: 2025-03-15, ALT: 1 U/L") is UNKNOWN
    assert truth("agreed is yes", "at: 2025-03-15, agreed: yes") is TRUE
    assert truth("agreed is yes", "at: 2025-03-15, agreed: no") is FALSE
