"""docs/meaning.md, sections 2 and 4: which records lie in a window, when one leaves it, and which is meant."""

from __future__ import annotations

import pytest

from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth
from evaluate.small import changes, truth

T = "define T = first AST > 40 U/L\n"
NOON = "at: 2025-03-15T12:00, AST: 90 U/L"
UNREAD = "at: 2025-03-15T12:00, AST: no value"
NONE = "at: 2025-03-15T12:00, CRP: 1 mg/L"


# --- a time that has not come, and one that is unclear ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("window", "not_yet", "unclear"),
    [
        ("since T", FALSE, UNKNOWN),
        ("after T", FALSE, UNKNOWN),
        ("within 7 days before T", FALSE, UNKNOWN),
        ("within 6 hours of T", FALSE, UNKNOWN),
        ("before T", TRUE, UNKNOWN),
        ("on or before T", TRUE, UNKNOWN),
    ],
)
@pytest.mark.parametrize("others", [[], ["at: 2025-01, ALT: 20 U/L"]])
def test_a_window_at_a_time_that_has_not_come_or_is_unclear(
    window: str, not_yet: Truth, unclear: Truth, others: list[str]
) -> None:
    record = "at: 2025-03-10, ALT: 90 U/L"
    asked = f"ALT > 40 U/L {window}"
    assert truth(asked, record, UNREAD, *others, before=T) is unclear
    assert truth(f"number of ALT {window} >= 1", record, UNREAD, *others, before=T) is unclear
    found = truth(asked, record, NONE, *others, before=T)
    assert found is (not_yet if not_yet is TRUE else UNKNOWN)  # without a result in the window, nothing is known of it
    assert truth(f"number of ALT {window} >= 1", record, NONE, *others, before=T) is not_yet


# --- windows in hours ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "after", "before", "around"),
    [
        ("2025-03-15T05:59", FALSE, FALSE, FALSE),
        ("2025-03-15T06:00", FALSE, TRUE, TRUE),
        ("2025-03-15T11:59", FALSE, TRUE, TRUE),
        ("2025-03-15T12:00", TRUE, TRUE, TRUE),
        ("2025-03-15T12:01", TRUE, FALSE, TRUE),
        ("2025-03-15T18:00", TRUE, FALSE, TRUE),
        ("2025-03-15T18:01", FALSE, FALSE, FALSE),
        ("2025-03-15", UNKNOWN, UNKNOWN, UNKNOWN),
        ("2025-03-14", FALSE, FALSE, FALSE),
        ("2025-03-16", FALSE, FALSE, FALSE),
        ("2025-03", UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_windows_in_hours_around_a_time(at: str, after: Truth, before: Truth, around: Truth) -> None:
    records = (NOON, f"at: {at}, ALT: 90 U/L")
    for words, expected in (("after", after), ("before", before), ("of", around)):
        asked = f"number of ALT within 6 hours {words} T >= 1"
        assert truth(asked, *records, as_of="2025-04-10", before=T) is expected


@pytest.mark.parametrize(
    ("at", "in_days"), [("2025-03-07", FALSE), ("2025-03-08T00:01", TRUE), ("2025-03", UNKNOWN), ("2025-02", FALSE)]
)
def test_a_record_of_known_time_of_day_lies_in_a_window_of_days_by_its_day(at: str, in_days: Truth) -> None:
    records = (NOON, f"at: {at}, ALT: 90 U/L", "at: 2025-01, ALT: 90 U/L", "at: 2025-01-05T08:00, ALT: 90 U/L")
    assert truth("number of ALT within 7 days of T >= 1", *records, as_of="2025-04-10", before=T) is in_days


@pytest.mark.parametrize(
    ("window", "holds"), [("on or before T", UNKNOWN), ("since T", UNKNOWN), ("within 2 months of T", TRUE)]
)
def test_a_record_of_a_month_may_lie_on_either_side_of_a_day_in_it(window: str, holds: Truth) -> None:
    asked = f"number of ALT {window} >= 1"
    assert truth(asked, NOON, "at: 2025-03, ALT: 90 U/L", as_of="2025-04-10", before=T) is holds


@pytest.mark.parametrize(
    ("at", "holds"),
    [("2025-03-07T23:59", FALSE), ("2025-03-08T00:00", TRUE), ("2025-03-08", TRUE), ("2025-02", FALSE)],
)
def test_beside_a_record_of_a_month_a_window_of_days_is_counted_by_days_too(at: str, holds: Truth) -> None:
    records = (f"at: {at}, ALT: 90 U/L", "at: 2025-01, ALT: 90 U/L")
    assert truth("number of ALT within 7 days >= 1", *records, as_of="2025-03-15") is holds


# --- when a record leaves a window -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "window", "expected"),
    [
        ("at: 2025-03-10T08:00", "6 hours", ["+2025-03-10 08:00", "-2025-03-10 14:00:01"]),
        ("at: 2025-03-10", "6 hours", ["+2025-03-10", "-2025-03-10 06:00:01"]),
        ("at: 2025-03-10", "1 day", ["+2025-03-10", "-2025-03-12"]),
        ("at: 2025-03-31", "1 month", ["+2025-03-31", "-2025-05-01"]),
        ("at: 2025-02-28", "1 month", ["+2025-02-28", "-2025-04-01"]),
        ("at: 2025-02", "7 days", []),
        ("at: 2025-02", "4 weeks", ["+2025-02-28", "-2025-03-02"]),
    ],
)
def test_the_instant_at_which_a_record_is_no_longer_known_to_be_in_the_window(
    record: str, window: str, expected: list[str]
) -> None:
    assert changes(f"nausea present within {window}", f"{record}, nausea: present", as_of="2025-06-01") == expected


@pytest.mark.parametrize(
    ("record", "window", "since"),
    [
        ("at: 2025-03-10T08:00", "6 hours", "2025-03-10 14:00:01"),
        ("at: 2025-03-10", "6 hours", "2025-03-11 06:00"),
        ("at: 2025-03-10", "1 day", "2025-03-12"),
        ("at: 2025-02", "7 days", "2025-03-08"),
        ("at: 2025-02", "1 month", "2025-04-01"),
    ],
)
def test_the_instant_from_which_a_record_is_known_to_have_left_the_window(record: str, window: str, since: str) -> None:
    found = changes(f"number of ALT within {window} < 1", f"{record}, ALT: 30 U/L", as_of="2025-06-01")
    assert found[-1] == f"+{since}"


# --- looking for the first again -------------------------------------------------------------------------------------


def test_a_record_that_did_not_qualify_may_do_so_later() -> None:
    asked = "at least 10 days since first ALT > AST"
    records = ("at: 2025-03-01, ALT: 90 U/L, AST: 100 U/L", "at: 2025-03-05, AST: 50 U/L")
    assert changes(asked, *records, as_of="2025-03-20") == ["+2025-03-11"]


def test_the_first_that_qualifies_is_found_among_many_and_again_after_a_correction() -> None:
    asked = "at least 3 days since first ALT > 40 U/L"
    records = [f"at: 2025-03-{day:02}, ALT: {30 if day < 9 else 90} U/L, id: r{day}" for day in range(1, 13)]
    assert changes(asked, *records, as_of="2025-03-20") == ["+2025-03-12"]
    corrected = "at: 2025-03-04, known: 2025-03-10, ALT: 95 U/L, corrects: r4"
    assert changes(asked, *records, corrected, as_of="2025-03-20") == ["+2025-03-10"]
    taken_back = "at: 2025-03-09, known: 2025-03-11, ALT: 30 U/L, corrects: r9"
    assert changes(asked, *records, taken_back, as_of="2025-03-20") == ["+2025-03-13"]


# --- the highest and the lowest --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "holds"),
    [
        (("90 U/L", "80 U/L", "70 U/L"), FALSE),
        (("70 U/L", "80 U/L", "90 U/L"), TRUE),
        (("90 U/L", "no value", "70 U/L"), UNKNOWN),
        (("0.5 U/L", "0 U/L", "0 U/L"), FALSE),
        (("0 U/L", "0 U/L", "0.5 U/L"), TRUE),
    ],
)
def test_how_long_ago_the_highest_was(values: tuple[str, ...], holds: Truth) -> None:
    records = [f"at: 2025-03-1{place}, ALT: {value}" for place, value in enumerate(values)]
    assert truth("at most 4 days since highest ALT within 1 month", *records, as_of="2025-03-16") is holds
