"""docs/meaning.md, section 4: times that have come, not yet, or are unclear; the first time; for at least; in a row."""

from __future__ import annotations

import pytest

from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth
from evaluate.small import changes, truth

T = "define T = first start of aza\n"
HIGH = "define T = first ALT > 40 U/L\n"
OTHER = "at: 2025-03-15, CRP: 1 mg/L"
UNCLEAR = ("at: 2025-03-01, ALT: no value", "at: 2025-03-08, ALT: 90 U/L")


def test_a_time_that_has_not_come() -> None:
    assert truth("T has happened", OTHER, before=T) is FALSE
    assert truth("T has not happened", OTHER, before=T) is TRUE
    assert truth("at least 3 days since T", OTHER, before=T) is FALSE
    assert truth("at most 3 days since T", OTHER, before=T) is FALSE
    assert truth("CRP recorded since T", OTHER, before=T) is FALSE
    assert truth("CRP recorded before T", OTHER, before=T) is TRUE
    assert truth("(last CRP after T) > 0 mg/L", OTHER, before=T) is UNKNOWN


def test_a_time_that_is_unclear() -> None:
    end = "2025-03-15"
    assert truth("T has happened", *UNCLEAR, as_of=end, before=HIGH) is UNKNOWN
    assert truth("at least 3 days since T", *UNCLEAR, as_of=end, before=HIGH) is UNKNOWN
    assert truth("(last ALT since T) > 0 U/L", *UNCLEAR, as_of=end, before=HIGH) is UNKNOWN


@pytest.mark.parametrize(
    ("length", "as_of", "least", "more", "most", "less"),
    [
        ("3 days", "2025-03-10", FALSE, FALSE, TRUE, TRUE),
        ("3 days", "2025-03-11", TRUE, FALSE, TRUE, FALSE),
        ("3 days", "2025-03-12", TRUE, TRUE, FALSE, FALSE),
        ("72 hours", "2025-03-11T08:59", FALSE, FALSE, TRUE, TRUE),
        ("72 hours", "2025-03-11T09:00", TRUE, FALSE, TRUE, FALSE),
        ("72 hours", "2025-03-11T09:01", TRUE, TRUE, FALSE, FALSE),
    ],
)
def test_the_time_since(length: str, as_of: str, least: Truth, more: Truth, most: Truth, less: Truth) -> None:
    record = "at: 2025-03-08T09:00, aza: 50 mg/day"
    for words, expected in (("at least", least), ("more than", more), ("at most", most), ("less than", less)):
        assert truth(f"{words} {length} since T", record, as_of=as_of, before=T) is expected


def test_a_time_moved_by_a_length() -> None:
    before = T + "define later = 2 weeks after T\ndefine earlier = 1 week before T\n"
    record = "at: 2025-03-08, aza: 50 mg/day"
    assert changes("later has happened", record, as_of="2025-04-01", before=before) == ["+2025-03-22"]
    assert truth("at least 7 days since earlier", record, as_of="2025-03-08", before=before) is TRUE


@pytest.mark.parametrize(
    ("first", "second", "before", "on_or_before"),
    [
        ("2025-03-07", "2025-03-08", TRUE, TRUE),
        ("2025-03-08", "2025-03-08", FALSE, TRUE),
        ("2025-03-09", "2025-03-08", FALSE, FALSE),
        ("2025-03-08T08:00", "2025-03-08T09:00", TRUE, TRUE),
        ("2025-03-08T09:00", "2025-03-08T08:00", FALSE, TRUE),
        ("2025-03-08", None, TRUE, TRUE),
        (None, "2025-03-08", FALSE, FALSE),
    ],
)
def test_one_time_before_another(first: str | None, second: str | None, before: Truth, on_or_before: Truth) -> None:
    records = [OTHER]
    records += [] if first is None else [f"at: {first}, aza: 50 mg/day"]
    records += [] if second is None else [f"at: {second}, allo: 50 mg/day"]
    defined = T + "define second = first start of allo\n"
    assert truth("T is before second", *records, before=defined) is before
    assert truth("T is on or before second", *records, before=defined) is on_or_before


def test_age_is_counted_in_whole_years() -> None:
    assert truth("age >= 18 years", OTHER, as_of="2025-03-15", born="2007-03-15") is TRUE
    assert truth("age >= 18 years", OTHER, as_of="2025-03-15", born="2007-03-16") is FALSE
    assert truth("age >= 18 years", OTHER, as_of="2025-03-15") is UNKNOWN
    assert truth("age >= 18 years", OTHER, as_of="2025-03-15", born="2007-03") is UNKNOWN
    assert truth("age >= 18 years", OTHER, as_of="2025-03-15", born="2007-02") is TRUE


def test_a_time_of_which_only_the_month_is_known_has_come_on_the_months_last_day() -> None:
    record = "at: 2025-01, aza: 50 mg/day"
    assert changes("T has happened", record, as_of="2025-03-01", before=T) == ["+2025-01-31"]
    assert truth("T has happened", record, "at: 2025-01-01, ALT: 1 U/L", as_of="2025-01-30", before=T) is FALSE


def test_a_date_moved_by_hours_has_come_for_certain_only_at_its_latest() -> None:
    before = T + "define later = 6 hours after T\n"
    record = "at: 2025-03-08, aza: 50 mg/day"
    assert truth("later has happened", record, as_of="2025-03-08T05:59", before=before) is FALSE
    assert truth("later has happened", record, as_of="2025-03-08T06:00", before=before) is UNKNOWN
    assert truth("later has happened", record, as_of="2025-03-09T05:59", before=before) is UNKNOWN
    assert truth("later has happened", record, as_of="2025-03-09T06:00", before=before) is TRUE
    assert changes("later has happened", record, as_of="2025-04-01", before=before) == ["+2025-03-09 05:59:59"]


# --- the first time --------------------------------------------------------------------------------------------------

FIRST = "define both when ALT > 40 U/L and nausea present\ndefine T = first time both\n"


def test_the_first_time_looks_back_over_the_timeline() -> None:
    records = ("at: 2025-03-01, ALT: 90 U/L", "at: 2025-03-05, nausea: present", "at: 2025-03-10, ALT: 20 U/L")
    assert changes("T has happened", *records, as_of="2025-04-01", before=FIRST) == ["+2025-03-05"]
    assert truth("at least 10 days since T", *records, as_of="2025-03-14", before=FIRST) is FALSE
    assert truth("at least 10 days since T", *records, as_of="2025-03-15", before=FIRST) is TRUE


def test_the_first_time_is_the_first_at_which_it_was_known_to_be_so() -> None:
    asked, end = "T has happened", "2025-03-20"
    assert truth(asked, "at: 2025-03-01, ALT: 90 U/L", as_of=end, before=FIRST) is UNKNOWN  # nausea was never asked for
    assert truth(asked, "at: 2025-03-01, ALT: 30 U/L", as_of=end, before=FIRST) is FALSE
    records = ("at: 2025-03-01, ALT: 90 U/L", "at: 2025-03-15, nausea: absent")
    assert truth(asked, *records, as_of=end, before=FIRST) is UNKNOWN
    assert truth(asked, *records, "at: 2025-03-16, nausea: present", as_of=end, before=FIRST) is TRUE


def test_the_first_time_is_judged_on_the_past_as_known_now() -> None:
    records = (
        "at: 2025-03-01, ALT: {value: 90 U/L, id: wrong}, nausea: present",
        "at: 2025-03-05, ALT: 80 U/L",
        "at: 2025-03-01, known: 2025-03-10, corrects: wrong, ALT: 30 U/L",
    )
    asked = "at least 10 days since T"
    assert truth(asked, *records, as_of="2025-03-14", before=FIRST) is FALSE
    assert truth(asked, *records, as_of="2025-03-15", before=FIRST) is TRUE


def test_the_first_time_in_a_window() -> None:
    before = "define S = first start of aza\ndefine T = first time (ALT > 40 U/L) since S\n"
    records = ("at: 2025-03-01, ALT: 90 U/L", "at: 2025-03-08, aza: 50 mg/day", "at: 2025-03-15, ALT: 20 U/L")
    asked = "at least 7 days since T"
    assert truth(asked, *records, as_of="2025-03-14", before=before) is FALSE
    assert truth(asked, *records, as_of="2025-03-15", before=before) is TRUE  # true already when the window opens


@pytest.mark.parametrize(
    ("as_of", "holds"), [("2025-03-08", TRUE), ("2025-03-10", TRUE), ("2025-03-11", FALSE), ("2025-03-20", FALSE)]
)
def test_the_first_time_in_a_window_that_moves_with_now(as_of: str, holds: Truth) -> None:
    before = "define T = first time (ALT > 40 U/L) within 3 days\n"
    records = ("at: 2025-03-01, ALT: 90 U/L", "at: 2025-03-08, ALT: 20 U/L")
    assert truth("T has happened", *records, as_of=as_of, before=before) is holds


# --- for at least ----------------------------------------------------------------------------------------------------


def test_for_at_least_needs_truth_at_every_instant_of_the_stretch() -> None:
    records = ("at: 2025-03-01, ALT: 90 U/L", "at: 2025-03-05, ALT: 80 U/L")
    asked = "ALT > 40 U/L for at least 7 days"
    assert changes(asked, *records, as_of="2025-04-01") == ["+2025-03-08"]
    broken = (*records, "at: 2025-03-06, ALT: 40 U/L", "at: 2025-03-09, ALT: 90 U/L")
    assert changes(asked, *broken, as_of="2025-04-01") == ["+2025-03-16"]


def test_for_at_least_is_false_as_soon_as_the_condition_is() -> None:
    asked = "ALT > 40 U/L for at least 7 days"
    assert truth(asked, "at: 2025-03-01, ALT: 30 U/L", as_of="2025-03-02") is FALSE
    assert truth(asked, "at: 2025-03-01, ALT: 90 U/L", as_of="2025-03-02") is FALSE
    assert truth(asked, OTHER, as_of="2025-04-02") is UNKNOWN


def test_for_at_least_in_hours() -> None:
    record = "at: 2025-03-15T08:00, ALT: 90 U/L"
    assert changes("ALT > 40 U/L for at least 12 hours", record, as_of="2025-03-17") == ["+2025-03-15 20:00"]


def test_a_stretch_of_which_a_part_is_unknown_leaves_it_unknown() -> None:
    records = ("at: 2025-03-01, ALT: 90 U/L", "at: 2025-03-05, ALT: no value", "at: 2025-03-06, ALT: 90 U/L")
    asked = "ALT > 40 U/L for at least 7 days"
    assert truth(asked, *records, as_of="2025-03-08") is UNKNOWN
    assert truth(asked, *records, as_of="2025-03-13") is TRUE


# --- in a row --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "holds"),
    [
        ((), UNKNOWN),
        ((30,), FALSE),
        ((90,), UNKNOWN),
        ((90, 30), FALSE),
        ((30, 90), FALSE),
        ((90, 90), TRUE),
        ((30, 90, 90), TRUE),
        ((90, 90, 30), FALSE),
        ((90, None), UNKNOWN),
        ((30, None), FALSE),
        ((None, 90), UNKNOWN),
    ],
)
def test_twice_in_a_row(values: tuple[int | None, ...], holds: Truth) -> None:
    records = [OTHER]
    for day, value in enumerate(values, start=16):
        records.append(f"at: 2025-03-{day}, ALT: {'no value' if value is None else f'{value} U/L'}")
    assert truth("ALT > 40 U/L twice in a row", *records) is holds


def test_three_times_in_a_row() -> None:
    records = [f"at: 2025-03-0{day}, ALT: {value} U/L" for day, value in ((1, 30), (2, 90), (3, 90), (4, 90))]
    assert changes("ALT > 40 U/L 3 times in a row", *records, as_of="2025-03-31") == ["+2025-03-04"]


def test_two_results_of_one_instant_are_two_in_a_row() -> None:
    records = ("at: 2025-03-15, ALT: 90 U/L", "at: 2025-03-15, ALT: 80 U/L")
    assert truth("ALT > 40 U/L twice in a row", *records) is TRUE


def test_results_in_a_row_that_cannot_be_put_in_order() -> None:
    records = ("at: 2025-03-10, ALT: 90 U/L", "at: 2025-03-15, ALT: 90 U/L", "at: 2025-03-15, ALT: 30 U/L")
    assert truth("ALT > 40 U/L twice in a row", *records) is FALSE  # both of the last day belong to the last two
    records = ("at: 2025-03-15, ALT: 30 U/L", "at: 2025-03-15, ALT: 90 U/L", "at: 2025-03-16, ALT: 90 U/L")
    assert truth("ALT > 40 U/L twice in a row", *records) is not FALSE
