"""docs/meaning.md, section 2: days and hours, months, dates without a time of day, zones, windows, what is known."""

from __future__ import annotations

import pytest

from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth
from evaluate.small import changes, result, truth

NOW = "2025-03-15"


@pytest.mark.parametrize(
    ("day", "within_a_week"),
    [("2025-03-07", FALSE), ("2025-03-08", TRUE), ("2025-03-09", TRUE), ("2025-03-15", TRUE)],
)
def test_both_days_at_the_ends_of_a_window_are_inside(day: str, within_a_week: Truth) -> None:
    assert truth("ALT recorded within 7 days", f"at: {day}, ALT: 50 U/L", as_of=NOW) is within_a_week


@pytest.mark.parametrize(
    ("at", "within_six_hours"),
    [
        ("2025-03-15T05:59", FALSE),
        ("2025-03-15T06:00", TRUE),
        ("2025-03-15T06:01", TRUE),
        ("2025-03-15T12:00", TRUE),
    ],
)
def test_a_window_in_hours_is_counted_to_the_minute(at: str, within_six_hours: Truth) -> None:
    assert truth("ALT recorded within 6 hours", f"at: {at}, ALT: 50 U/L", as_of="2025-03-15T12:00") is within_six_hours


@pytest.mark.parametrize(
    ("as_of", "present"),
    [
        ("2025-03-15T05:00", TRUE),  # at most 5 hours ago
        ("2025-03-15T06:00", TRUE),  # at most 6 hours ago
        ("2025-03-15T12:00", UNKNOWN),  # 0 to 12 hours ago
        ("2025-03-16T05:00", UNKNOWN),
        ("2025-03-16T06:00", UNKNOWN),  # more than 6 hours ago, even at the last second of that day
    ],
)
def test_a_question_in_hours_about_a_date_may_be_unknown(as_of: str, present: Truth) -> None:
    assert truth("nausea present within 6 hours", "at: 2025-03-15, nausea: present", as_of=as_of) is present


def test_a_question_in_days_about_a_date_is_not_unknown() -> None:
    asked = "nausea present within 1 day"
    assert truth(asked, "at: 2025-03-15, nausea: present", as_of="2025-03-16T00:00") is TRUE
    assert truth(asked, "at: 2025-03-15, nausea: present", as_of="2025-03-17T00:00") is UNKNOWN  # nothing recorded


def test_a_question_in_days_about_a_month_may_be_unknown() -> None:
    january = "at: 2026-01, nausea: present"
    assert truth("nausea present within 7 days", january, as_of="2026-02-03") is UNKNOWN
    assert truth("at least 3 days since first nausea present", january, as_of="2026-02-02") is UNKNOWN
    assert truth("at least 3 days since first nausea present", january, as_of="2026-02-03") is TRUE
    assert truth("nausea present within 2 months", january, as_of="2026-02-20") is TRUE


@pytest.mark.parametrize(
    ("start", "length", "reached"),
    [
        ("2025-01-31", "1 month", "2025-02-28"),
        ("2024-01-31", "1 month", "2024-02-29"),
        ("2025-01-31", "2 months", "2025-03-31"),
        ("2025-01-31", "3 months", "2025-04-30"),
        ("2024-02-29", "1 year", "2025-02-28"),
        ("2024-02-29", "4 years", "2028-02-29"),
        ("2024-12-31", "2 months", "2025-02-28"),
        ("2025-02-28", "1 month", "2025-03-28"),
        ("2023-12-30", "14 days", "2024-01-13"),
        ("2024-02-26", "3 days", "2024-02-29"),
    ],
)
def test_months_keep_the_day_and_clamp_to_the_end_of_the_month(start: str, length: str, reached: str) -> None:
    asked = f"at least {length} since first ALT"
    assert changes(asked, f"at: {start}, ALT: 50 U/L", as_of="2028-12-31") == [f"+{reached}"]


def test_hours_and_minutes_are_counted_between_instants() -> None:
    asked, record = "at least 90 minutes since first ALT", "at: 2025-03-15T09:00, ALT: 50 U/L"
    assert truth(asked, record, as_of="2025-03-15T10:29") is FALSE
    assert truth(asked, record, as_of="2025-03-15T10:30") is TRUE
    assert changes(asked, record, as_of="2025-03-16") == ["+2025-03-15 10:30"]


def test_days_are_counted_on_the_calendar_whatever_the_time_of_day() -> None:
    asked, record = "at least 1 day since first ALT", "at: 2025-03-15T23:59, ALT: 50 U/L"
    assert changes(asked, record, as_of="2025-03-20") == ["+2025-03-16"]


def test_the_zone_of_a_timeline_decides_the_day() -> None:
    late = "at: 2025-03-14T23:30Z, ALT: 50 U/L"
    asked = "at least 1 day since first ALT"
    assert truth(asked, late, as_of="2025-03-15") is TRUE
    assert truth(asked, late, as_of="2025-03-15", zone="Europe/Berlin") is FALSE
    assert truth(asked, late, as_of="2025-03-16", zone="Europe/Berlin") is TRUE


def test_a_day_with_a_clock_change_is_one_day_and_has_its_own_hours() -> None:
    evening = "at: 2025-03-29T12:00, ALT: 50 U/L"
    at_noon = "2025-03-30T12:00"
    assert truth("at least 24 hours since first ALT", evening, as_of=at_noon) is TRUE
    assert truth("at least 24 hours since first ALT", evening, as_of=at_noon, zone="Europe/Berlin") is FALSE
    assert truth("at least 23 hours since first ALT", evening, as_of=at_noon, zone="Europe/Berlin") is TRUE
    assert truth("at least 1 day since first ALT", evening, as_of=at_noon, zone="Europe/Berlin") is TRUE


def test_a_local_time_that_a_clock_change_repeats_is_one_of_two_instants() -> None:
    twice = "at: 2025-10-26T02:30, ALT: 50 U/L"  # in Berlin once in summer time, once in winter time
    asked = "at least 1 hour since first ALT"
    assert truth(asked, twice, as_of="2025-10-26T03:00", zone="Europe/Berlin") is UNKNOWN
    assert truth(asked, twice, as_of="2025-10-26T03:30", zone="Europe/Berlin") is TRUE


BEFORE = "define T = first start of aza\n"


@pytest.mark.parametrize(
    ("start", "test", "before", "after"),
    [
        ("2025-03-15", "2025-03-14", TRUE, FALSE),
        ("2025-03-15", "2025-03-15", FALSE, FALSE),
        ("2025-03-15", "2025-03-16", FALSE, TRUE),
        ("2025-03-15T12:00", "2025-03-15T11:59", TRUE, FALSE),
        ("2025-03-15T12:00", "2025-03-15T12:00", FALSE, FALSE),
        ("2025-03-15T12:00", "2025-03-15T12:01", FALSE, TRUE),
        ("2025-03-15T12:00", "2025-03-15", FALSE, FALSE),  # one without a time of day: days are compared
        ("2025-03-15", "2025-03-15T12:00", FALSE, FALSE),
    ],
)
def test_before_and_after_compare_instants_where_both_are_known_else_days(
    start: str, test: str, before: Truth, after: Truth
) -> None:
    records = (f"at: {start}, aza: 50 mg/day", f"at: {test}, ALT: 50 U/L")
    assert truth("ALT recorded before T", *records, as_of="2025-03-20", before=BEFORE) is before
    assert truth("ALT recorded after T", *records, as_of="2025-03-20", before=BEFORE) is after


@pytest.mark.parametrize(
    ("test", "on_or_before", "since"),
    [
        ("2025-03-14T23:59", TRUE, FALSE),
        ("2025-03-15T00:00", TRUE, TRUE),
        ("2025-03-15T23:59", TRUE, TRUE),
        ("2025-03-16T00:00", FALSE, TRUE),
    ],
)
def test_on_or_before_and_since_compare_days(test: str, on_or_before: Truth, since: Truth) -> None:
    records = ("at: 2025-03-15T12:00, aza: 50 mg/day", f"at: {test}, ALT: 50 U/L")
    for asked, expected in (("on or before T", on_or_before), ("since T", since), ("on or after T", since)):
        assert truth(f"ALT recorded {asked}", *records, as_of="2025-03-20", before=BEFORE) is expected


@pytest.mark.parametrize(
    ("test", "before", "after", "of"),
    [
        ("2025-03-07", FALSE, FALSE, FALSE),
        ("2025-03-08", TRUE, FALSE, TRUE),
        ("2025-03-15", TRUE, TRUE, TRUE),
        ("2025-03-22", FALSE, TRUE, TRUE),
        ("2025-03-23", FALSE, FALSE, FALSE),
    ],
)
def test_windows_around_a_time_include_both_ends(test: str, before: Truth, after: Truth, of: Truth) -> None:
    records = ("at: 2025-03-15, aza: 50 mg/day", f"at: {test}, ALT: 50 U/L")
    for word, expected in (("before", before), ("after", after), ("of", of)):
        assert truth(f"ALT recorded within 7 days {word} T", *records, as_of="2025-04-20", before=BEFORE) is expected


def test_a_result_is_used_from_the_instant_at_which_it_is_known() -> None:
    records = ("at: 2025-03-01, ALT: 30 U/L", "at: 2025-03-10T08:00, known: 2025-03-12T09:30, ALT: 90 U/L")
    assert changes("ALT > 40 U/L", *records, as_of="2025-03-20") == ["+2025-03-12 09:30"]


def test_a_result_is_never_known_before_it_happened() -> None:
    record = "at: 2025-03-10T08:00, known: 2025-03-01, ALT: 90 U/L"
    assert changes("ALT > 40 U/L", record, as_of="2025-03-20") == ["+2025-03-10 08:00"]


def test_a_date_without_a_time_of_day_is_known_from_the_start_of_its_day() -> None:
    assert changes("ALT > 40 U/L", "at: 2025-03-10, ALT: 90 U/L", as_of="2025-03-20") == ["+2025-03-10"]
    assert truth("ALT > 40 U/L", "at: 2025-03-10, ALT: 90 U/L", as_of="2025-03-10T00:00") is TRUE


def test_a_month_is_known_from_the_start_of_its_last_day() -> None:
    assert changes("ALT > 40 U/L", "at: 2025-02, ALT: 90 U/L", as_of="2025-03-20") == ["+2025-02-28"]


def test_a_result_of_the_past_that_is_known_later_counts_in_the_windows_of_its_own_date() -> None:
    late = "at: 2025-03-01, known: 2025-03-10, ALT: 90 U/L"
    assert truth("ALT recorded within 7 days", late, as_of="2025-03-10") is FALSE
    assert truth("ALT recorded within 9 days", late, as_of="2025-03-10") is TRUE


def test_records_after_the_as_of_time_are_not_seen() -> None:
    records = ("at: 2025-03-01, ALT: 30 U/L", "at: 2025-03-10T12:00, ALT: 90 U/L")
    assert truth("ALT > 40 U/L", *records, as_of="2025-03-10T11:59") is FALSE
    assert truth("ALT > 40 U/L", *records, as_of="2025-03-10T12:00") is TRUE
    assert truth("ALT > 40 U/L", *records, as_of="2025-03-10") is TRUE  # a date is the end of that day


def test_without_a_date_a_run_is_as_of_the_day_of_the_last_record() -> None:
    assert result("", "at: 2025-03-01, ALT: 30 U/L", "at: 2025-03-10T12:00, ALT: 90 U/L").as_of == "2025-03-10"
