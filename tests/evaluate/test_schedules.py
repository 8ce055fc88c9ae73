"""docs/meaning.md, section 9: due dates, windows, late and missed, phases, gaps and interruptions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from careway.evaluate.result import Kind, Result
from evaluate.small import dates, logged, occasions, result, standings

FAR = "2026-06-30"


def protocol(*lines: str, targets: str = "ALT", more: str = "") -> str:
    """A guideline with one step and one monitor, counted from the first start of aza."""
    body = "".join(f"  {line}\n" for line in lines)
    return f'\nstep only "Only" [1]\n  begin at first start of aza\n{more}\nmonitor {targets} as watch [1]\n{body}'


def start(day: str) -> str:
    return f"at: {day}, aza: 50 mg/day"


def due(*lines: str, first: str = "2025-03-08", as_of: str = FAR, targets: str = "ALT") -> list[str]:
    """The due dates of a schedule of which nothing is done, up to a date."""
    found = result(protocol("from first start of aza", *lines, targets=targets), start(first), as_of=as_of)
    return [item for item, _ in standings(found, "watch") if item <= as_of]


# --- due dates -------------------------------------------------------------------------------------------------------


def test_weekly_for_a_month_counts_from_the_anchor_and_includes_the_last_day() -> None:
    assert due("weekly for 1 month") == ["2025-03-15", "2025-03-22", "2025-03-29", "2025-04-05"]
    assert due("weekly for 4 weeks") == ["2025-03-15", "2025-03-22", "2025-03-29", "2025-04-05"]
    assert due("weekly for 27 days") == ["2025-03-15", "2025-03-22", "2025-03-29"]
    assert due("every 1 month for 1 month") == ["2025-04-08"]


def test_the_next_phase_counts_from_the_end_of_the_one_before() -> None:
    lines = ("weekly for 1 month", "then twice monthly for 2 months", "then monthly")
    assert due(*lines, as_of="2025-09-30") == [
        *("2025-03-15", "2025-03-22", "2025-03-29", "2025-04-05"),
        *("2025-04-23", "2025-05-08", "2025-05-23", "2025-06-08"),
        *("2025-07-08", "2025-08-08", "2025-09-08"),
    ]


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("2025-01-31", ["2025-02-28", "2025-03-31", "2025-04-30", "2025-05-31", "2025-06-30"]),
        ("2024-01-31", ["2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31", "2024-06-30"]),
        ("2024-01-30", ["2024-02-29", "2024-03-30", "2024-04-30", "2024-05-30", "2024-06-30"]),
        ("2024-02-29", ["2024-03-29", "2024-04-29", "2024-05-29", "2024-06-29", "2024-07-29"]),
        ("2023-10-31", ["2023-11-30", "2023-12-31", "2024-01-31", "2024-02-29", "2024-03-31"]),
    ],
)
def test_months_are_counted_from_the_anchor_and_clamped_to_the_end_of_the_month(
    first: str, expected: list[str]
) -> None:
    assert due("monthly for 5 months", first=first) == expected


def test_a_month_end_anchor_is_kept_through_phases_that_begin_at_clamped_dates() -> None:
    assert due("monthly for 1 month", "then monthly for 2 months", first="2025-01-31") == [
        *("2025-02-28",),
        *("2025-03-28", "2025-04-28"),  # the second phase counts from where the first ended
    ]


@pytest.mark.parametrize(
    ("rhythm", "expected"),
    [
        ("twice monthly for 1 month", ["2025-03-23", "2025-04-08"]),
        ("3 times monthly for 1 month", ["2025-03-18", "2025-03-28", "2025-04-08"]),
        (
            "3 times weekly for 2 weeks",
            ["2025-03-10", "2025-03-12", "2025-03-15", "2025-03-17", "2025-03-19", "2025-03-22"],
        ),
        ("twice weekly for 1 week", ["2025-03-11", "2025-03-15"]),
        ("daily for 3 days", ["2025-03-09", "2025-03-10", "2025-03-11"]),
        ("every 2 weeks for 1 month", ["2025-03-22", "2025-04-05"]),
        ("every 10 days for 1 month", ["2025-03-18", "2025-03-28", "2025-04-07"]),
        ("yearly for 1 year", ["2026-03-08"]),
        ("4 times yearly for 1 year", ["2025-06-07", "2025-09-06", "2025-12-06", "2026-03-08"]),
        ("1 times daily for 2 days", ["2025-03-09", "2025-03-10"]),
    ],
)
def test_several_times_in_a_period(rhythm: str, expected: list[str]) -> None:
    assert due(rhythm) == expected


def test_twice_monthly_over_a_short_month() -> None:
    assert due("twice monthly for 2 months", first="2025-01-31") == [
        "2025-02-15",
        "2025-02-28",
        "2025-03-15",
        "2025-03-31",
    ]


@pytest.mark.parametrize(("first", "expected"), [("2024-02-25", "2024-03-03"), ("2025-02-25", "2025-03-04")])
def test_weeks_run_over_the_leap_day_and_the_year(first: str, expected: str) -> None:
    assert due("weekly for 1 week", first=first) == [expected]
    assert due("weekly for 1 week", first="2024-12-28") == ["2025-01-04"]


def test_hours_are_counted_from_the_instant() -> None:
    text = protocol("from first start of aza", "every 8 hours for 1 day")
    found = result(text, "at: 2025-03-08T09:30, aza: 50 mg/day", as_of="2025-03-12")
    assert [item for item, _ in standings(found, "watch")] == [
        "2025-03-08 17:30",
        "2025-03-09 01:30",
        "2025-03-09 09:30",
    ]


@pytest.mark.parametrize(
    ("phases", "expected"),
    [
        (("3 times daily for 1 day",), ["2025-03-08 17:30", "2025-03-09 01:30", "2025-03-09 09:30"]),
        (
            ("twice daily for 1 day", "then 4 times weekly for 1 week"),
            [
                *("2025-03-08 21:30", "2025-03-09 09:30"),
                *("2025-03-11 03:30", "2025-03-12 21:30", "2025-03-14 15:30", "2025-03-16 09:30"),
            ],
        ),
        (
            ("every 12 hours for 1 day", "then twice monthly for 1 month"),
            ["2025-03-08 21:30", "2025-03-09 09:30", "2025-03-24 21:30", "2025-04-09 09:30"],
        ),
        (("5 times daily for 8 hours",), ["2025-03-08 14:18"]),
    ],
)
def test_several_times_a_day_are_counted_by_the_clock(phases: tuple[str, ...], expected: list[str]) -> None:
    found = result(protocol("from first start of aza", *phases), "at: 2025-03-08T09:30, aza: 50 mg/day", as_of=FAR)
    assert [item for item, _ in standings(found, "watch")] == expected


def test_a_window_of_days_around_a_time_of_day() -> None:
    text = protocol(
        "from first start of aza", "every 72 hours for 6 days", "allow 1 day either side", "late after 1 day"
    )
    found = occasions(result(text, "at: 2025-03-08T09:30, aza: 50 mg/day", as_of=FAR), "watch")
    assert [(item.earliest, item.due, item.missed) for item in found] == [
        ("2025-03-10 09:30", "2025-03-11 09:30", "2025-03-12 09:30:01"),
        ("2025-03-13 09:30", "2025-03-14 09:30", "2025-03-15 09:30:01"),
    ]


def test_days_are_counted_on_the_calendar_though_the_clock_changes() -> None:
    text = protocol("from first start of aza", "every 8 hours for 1 day")
    found = result(text, "at: 2025-03-29T12:00, aza: 50 mg/day", as_of="2025-04-12", zone="Europe/Berlin")
    shown = [item for item, _ in standings(found, "watch")]
    assert shown == ["2025-03-29 20:00", "2025-03-30 05:00", "2025-03-30 13:00"][: len(shown)]
    assert due("daily for 3 days", first="2025-03-29") == ["2025-03-30", "2025-03-31", "2025-04-01"]


def test_only_the_first_start_anchors() -> None:
    records = (start("2025-03-08"), "at: 2025-03-20, aza: stopped", start("2025-04-20"))
    found = result(protocol("from first start of aza", "weekly for 2 weeks"), *records, as_of="2025-06-01")
    assert [item for item, _ in standings(found)] == ["2025-03-15", "2025-03-22"]


# --- the four dates --------------------------------------------------------------------------------------------------


def four_dates(*lines: str) -> tuple[str, str, str | None, str | None]:
    found = result(protocol("from first start of aza", *lines), start("2025-03-08"), as_of="2025-03-08")
    one = occasions(found, "watch")[0]
    return one.earliest, one.due, one.late, one.missed


def test_without_allowance_only_the_due_day_counts() -> None:
    assert four_dates("weekly") == ("2025-03-15", "2025-03-15", None, "2025-03-16")


def test_days_allowed_on_either_side() -> None:
    assert four_dates("weekly", "allow 3 days either side") == ("2025-03-12", "2025-03-15", "2025-03-16", "2025-03-19")


def test_days_allowed_before_and_after() -> None:
    lines = ("weekly", "allow 1 day before and 2 days after")
    assert four_dates(*lines) == ("2025-03-14", "2025-03-15", "2025-03-16", "2025-03-18")


def test_late_after_some_days() -> None:
    lines = ("weekly", "allow 3 days either side", "late after 2 days")
    assert four_dates(*lines) == ("2025-03-12", "2025-03-15", "2025-03-18", "2025-03-19")


@pytest.mark.parametrize(
    ("as_of", "standing"),
    [
        ("2025-03-11", "coming"),
        ("2025-03-12", "open"),
        ("2025-03-14", "open"),
        ("2025-03-15", "due"),
        ("2025-03-16", "late"),
        ("2025-03-18", "late"),
        ("2025-03-19", "missed"),
    ],
)
def test_an_occasion_is_open_due_late_and_missed(as_of: str, standing: str) -> None:
    text = protocol("from first start of aza", "weekly for 1 week", "allow 3 days either side")
    assert standings(result(text, start("2025-03-08"), as_of=as_of)) == [("2025-03-15", standing)]


WINDOW = protocol("from first start of aza", "weekly for 2 weeks", "allow 3 days either side")


@pytest.mark.parametrize(
    ("day", "done"),
    [
        ("2025-03-11", None),
        ("2025-03-12", "2025-03-15"),
        ("2025-03-15", "2025-03-15"),
        ("2025-03-18", "2025-03-15"),
        ("2025-03-19", "2025-03-22"),
        ("2025-03-25", "2025-03-22"),
        ("2025-03-26", None),
    ],
)
def test_a_result_counts_for_the_occasion_in_whose_window_it_lies(day: str, done: str | None) -> None:
    found = result(WINDOW, start("2025-03-08"), f"at: {day}, ALT: 30 U/L", as_of="2025-04-30")
    assert [item for item, standing in standings(found) if standing == "done"] == ([] if done is None else [done])


def test_windows_of_neighbouring_occasions_do_not_overlap() -> None:
    text = protocol("from first start of aza", "3 times weekly for 1 week", "allow 3 days either side")
    found = occasions(result(text, start("2025-03-08"), as_of="2025-03-20"))
    assert [(item.earliest, item.due, item.missed) for item in found] == [
        ("2025-03-09", "2025-03-10", "2025-03-11"),
        ("2025-03-11", "2025-03-12", "2025-03-13"),
        ("2025-03-13", "2025-03-15", "2025-03-19"),
    ]


def test_each_result_completes_at_most_one_occasion() -> None:
    text = protocol("from first start of aza", "3 times weekly for 4 weeks", "allow 3 days either side")
    first = date(2025, 3, 8)
    for after in range(32):
        record = f"at: {(first + timedelta(days=after)).isoformat()}, ALT: 30 U/L"
        found = standings(result(text, start("2025-03-08"), record, as_of="2025-05-01"))
        assert len([due for due, standing in found if standing == "done"]) <= 1


# --- what completes an occasion --------------------------------------------------------------------------------------

PANEL = protocol("from first start of aza", "weekly for 1 week", "allow 3 days either side", targets="enzymes")


def one(*records: str, text: str = PANEL, as_of: str = "2025-04-01") -> tuple[str, tuple[str, ...]]:
    found = occasions(result(text, start("2025-03-08"), *records, as_of=as_of))
    assert len(found) == 1
    return found[0].standing.value, found[0].lacking


def test_a_panel_is_done_when_each_member_is_and_what_lacks_is_named() -> None:
    assert one("at: 2025-03-15, ALT: 30 U/L, AST: 30 U/L") == ("done", ())
    assert one("at: 2025-03-13, ALT: 30 U/L", "at: 2025-03-17, AST: 30 U/L") == ("done", ())
    standing, lacking = one("at: 2025-03-15, ALT: 30 U/L")
    assert standing == "missed"
    assert len(lacking) == 1 and "AST" in lacking[0]


def test_the_date_on_which_a_panel_is_done_is_that_of_its_last_member() -> None:
    records = ("at: 2025-03-13, ALT: 30 U/L", "at: 2025-03-17, AST: 30 U/L")
    found = result(PANEL, start("2025-03-08"), *records, as_of="2025-04-01")
    assert occasions(found)[0].done_on == "2025-03-17"
    assert dates(found, Kind.DONE) == ["2025-03-17"]


@pytest.mark.parametrize("status", ["preliminary", "entered-in-error", "cancelled"])
def test_a_preliminary_or_wrong_result_completes_nothing(status: str) -> None:
    record = f"at: 2025-03-15, AST: 30 U/L, ALT: {{value: 30 U/L, status: {status}}}"
    assert one(record)[0] == "missed"


def test_a_result_without_a_value_completes_nothing_and_says_why() -> None:
    standing, lacking = one("at: 2025-03-15, AST: 30 U/L, ALT: no value")
    assert standing == "missed"
    assert "ALT" in lacking[0] and "value" in lacking[0]


def test_a_result_that_is_known_late_completes_its_occasion_late_and_both_are_logged() -> None:
    text = protocol("from first start of aza", "weekly for 1 week", "allow 3 days either side")
    record = "at: 2025-03-15, known: 2025-03-25, ALT: 30 U/L"
    found = result(text, start("2025-03-08"), record, as_of="2025-04-01")
    assert dates(found, Kind.MISSED) == ["2025-03-19"]
    assert dates(found, Kind.DONE) == ["2025-03-25"]
    assert standings(found) == [("2025-03-15", "done")]


def test_two_results_that_become_known_at_once_complete_both_their_occasions() -> None:
    text = protocol("from first start of aza", "weekly for 4 weeks", "allow 3 days either side")
    for days in (("2025-03-15", "2025-03-29"), ("2025-03-29", "2025-03-15")):
        records = [f"at: {day}, known: 2025-04-10, ALT: 30 U/L" for day in days]
        found = standings(result(text, start("2025-03-08"), *records, as_of="2025-04-20"))
        assert [day for day, standing in found if standing == "done"] == ["2025-03-15", "2025-03-29"]


def test_a_retraction_reopens_what_the_record_had_completed() -> None:
    text = protocol("from first start of aza", "weekly for 1 week", "allow 3 days either side")
    records = ("at: 2025-03-15, id: r1, ALT: 30 U/L", "at: 2025-03-16, retracts: r1")
    found = result(text, start("2025-03-08"), *records, as_of="2025-03-17")
    assert standings(found) == [("2025-03-15", "late")]
    found = result(text, start("2025-03-08"), *records, as_of="2025-03-19")
    assert standings(found) == [("2025-03-15", "missed")]


def test_a_corrected_result_still_completes_its_occasion() -> None:
    text = protocol("from first start of aza", "weekly for 1 week", "allow 3 days either side")
    records = ("at: 2025-03-15, id: r1, ALT: 30 U/L", "at: 2025-03-15, known: 2025-03-20, corrects: r1, ALT: 35 U/L")
    assert standings(result(text, start("2025-03-08"), *records, as_of="2025-04-01")) == [("2025-03-15", "done")]


# --- from the last result --------------------------------------------------------------------------------------------


def test_from_the_last_result_each_occasion_is_counted_from_the_result_before_it() -> None:
    text = protocol("from first start of aza", "from the last result", "every 2 weeks", "allow 5 days after")
    records = (start("2025-03-08"), "at: 2025-03-22, ALT: 30 U/L", "at: 2025-04-08, ALT: 30 U/L")
    assert standings(result(text, *records, as_of="2025-04-10"), "watch") == [
        *(("2025-03-22", "done"), ("2025-04-05", "done"), ("2025-04-22", "open")),
    ]


def test_from_the_last_result_a_missed_occasion_is_counted_on_from_its_due_date() -> None:
    text = protocol("from first start of aza", "from the last result", "every 2 weeks", "allow 5 days after")
    found = standings(result(text, start("2025-03-08"), as_of="2025-04-20"))
    assert [item for item in found if item[1] == "missed"] == [("2025-03-22", "missed"), ("2025-04-05", "missed")]


def test_from_the_last_result_an_anchor_that_is_known_late_is_caught_up_with() -> None:
    text = protocol("from first start of aza", "from the last result", "every 2 weeks", "allow 5 days after")
    late = "at: 2025-01-01, known: 2025-03-01, aza: 50 mg/day"
    missed = [item for item, standing in standings(result(text, late, as_of="2025-03-01")) if standing == "missed"]
    assert missed == ["2025-01-15", "2025-01-29", "2025-02-12"]


# --- only in, and what a gap does ------------------------------------------------------------------------------------

GAP = """
step on "On" [1]
  begin at first start of aza
  go to off when nausea present

step off "Off" [1]
  back to on when nausea absent

monitor ALT as watch [1]
  from first start of aza
  weekly for 6 weeks
  only in on
"""
AWAY = (start("2025-03-08"), "at: 2025-03-18, nausea: present", "at: 2025-04-01, nausea: absent")


@pytest.mark.parametrize(
    ("on_return", "expected"),
    [
        # away from 18 March to 1 April: 14 days
        ("continue", ["2025-03-15", "2025-04-05", "2025-04-12", "2025-04-19"]),
        ("suspend", ["2025-03-15", "2025-04-05", "2025-04-12", "2025-04-19", "2025-04-26", "2025-05-03"]),
        ("restart", ["2025-03-15", "2025-04-08", "2025-04-15", "2025-04-22", "2025-04-29", "2025-05-06", "2025-05-13"]),
    ],
)
def test_a_gap_outside_the_steps(on_return: str, expected: list[str]) -> None:
    found = result(GAP + f"  on return {on_return}\n", *AWAY, as_of="2025-06-30")
    assert [item for item, _ in standings(found, "watch")] == expected


def test_suspend_moves_the_occasion_that_is_counted_from_the_last_result() -> None:
    text = GAP.replace("  weekly for 6 weeks\n", "  from the last result\n  weekly\n") + "  on return suspend\n"
    records = (AWAY[0], "at: 2025-03-15, ALT: 30 U/L", *AWAY[1:])
    # due on 22 March, away from 18 March to 1 April: 14 days
    assert standings(result(text, *records, as_of="2025-04-04"), "watch") == [
        *(("2025-03-15", "done"), ("2025-04-05", "open")),
    ]
    assert standings(result(text, *records, as_of="2025-04-13"), "watch")[1:3] == [
        *(("2025-04-05", "missed"), ("2025-04-12", "missed")),
    ]


def test_suspend_moves_what_was_due_by_the_length_of_the_gap() -> None:
    records = (start("2025-03-08"), "at: 2025-03-18, nausea: present", "at: 2025-03-28, nausea: absent")
    found = result(GAP + "  on return suspend\n", *records, as_of="2025-06-30")
    assert [item for item, _ in standings(found, "watch")] == [
        *("2025-03-15", "2025-04-01", "2025-04-08", "2025-04-15", "2025-04-22", "2025-04-29"),
    ]


@pytest.mark.parametrize("on_return", ["continue", "suspend"])
@pytest.mark.parametrize("allow", ["", "  allow 3 days either side\n"])
def test_an_occasion_that_was_open_before_a_gap_is_due_after_it(allow: str, on_return: str) -> None:
    records = (start("2025-03-08"), "at: 2025-03-20, nausea: present", "at: 2025-03-21, nausea: absent")
    found = standings(result(f"{GAP}{allow}  on return {on_return}\n", *records, as_of="2025-04-30"), "watch")
    second = "2025-03-22" if on_return == "continue" else "2025-03-23"
    assert [item for item, _ in found][:2] == ["2025-03-15", second]


def test_outside_the_steps_nothing_is_due() -> None:
    found = result(GAP, *AWAY[:2], as_of="2025-06-30")
    assert [item for item, _ in standings(found, "watch")] == ["2025-03-15"]


INTERRUPT = """
step only "Only" [1]
  begin at first start of aza

monitor ALT as watch [1]
  from first start of aza
  weekly for 4 weeks
  then monthly
"""


@pytest.mark.parametrize(("days", "anew"), [(29, False), (30, True), (31, True)])
def test_a_schedule_starts_anew_after_a_pause_of_at_least_thirty_days(days: int, anew: bool) -> None:
    stop = date(2025, 5, 20)
    again = stop + timedelta(days=days)
    records = (start("2025-03-08"), f"at: {stop}, aza: stopped", start(again.isoformat()))
    text = INTERRUPT + "  restart after aza paused at least 30 days\n"
    found = [item for item, _ in standings(result(text, *records, as_of="2025-12-31"), "watch") if item > str(again)]
    weekly = [(again + timedelta(weeks=week)).isoformat() for week in range(1, 5)]
    if anew:
        assert found[:4] == weekly
    else:
        assert found[0] == "2025-07-05"


@pytest.mark.parametrize(("days", "anew"), [(30, False), (31, True)])
def test_more_than_thirty_days_is_thirty_one(days: int, anew: bool) -> None:
    stop = date(2025, 5, 20)
    again = stop + timedelta(days=days)
    records = (start("2025-03-08"), f"at: {stop}, aza: stopped", start(again.isoformat()))
    text = INTERRUPT + "  restart after aza paused more than 30 days\n"
    found = [item for item, _ in standings(result(text, *records, as_of="2025-12-31"), "watch") if item > str(again)]
    assert (found[0] == (again + timedelta(weeks=1)).isoformat()) is anew


def test_during_a_pause_that_is_long_enough_nothing_is_missed_and_before_that_it_is() -> None:
    text = INTERRUPT + "  restart after aza paused at least 30 days\n"
    records = (start("2025-03-08"), "at: 2025-04-01, aza: stopped")
    found = result(text, *records, as_of="2025-08-31")
    assert [item for item, _ in standings(found, "watch")] == ["2025-03-15", "2025-03-22", "2025-03-29", "2025-04-05"]


def test_a_schedule_starts_anew_from_the_day_of_the_start_though_that_is_known_later() -> None:
    text = INTERRUPT + "  restart after aza paused at least 30 days\n"
    late = "at: 2025-06-19, known: 2025-06-30, aza: 50 mg/day"
    found = result(text, start("2025-03-08"), "at: 2025-05-20, aza: stopped", late, as_of="2025-12-31")
    assert [item for item, _ in standings(found, "watch") if item > "2025-06-19"][:2] == ["2025-06-26", "2025-07-03"]


def test_what_was_due_in_a_pause_that_turns_out_to_have_been_short_is_caught_up_with() -> None:
    text = INTERRUPT + "  restart after aza paused at least 30 days\n"
    records = (start("2025-03-08"), "at: 2025-04-06, aza: stopped", "at: 2025-04-10, known: 2025-07-10, aza: 50 mg/day")
    found = result(text, *records, as_of="2025-07-31")
    assert [item for item, _ in standings(found, "watch")][4:] == [
        "2025-05-05",
        "2025-06-05",
        "2025-07-05",
        "2025-08-05",
    ]


def test_suspend_after_a_pause_lets_the_count_stand_still_for_it() -> None:
    text = INTERRUPT + "  suspend after aza paused at least 10 days\n"
    records = (start("2025-03-08"), "at: 2025-03-18, aza: stopped", start("2025-04-01"))
    found = result(text, *records, as_of="2025-05-31")
    assert [item for item, _ in standings(found, "watch")][:5] == [
        "2025-03-15",
        "2025-03-22",  # missed before the pause was long enough; it comes again 14 days later
        *("2025-04-05", "2025-04-12", "2025-04-19"),
    ]


# --- until -----------------------------------------------------------------------------------------------------------


def test_a_phase_until_a_condition_ends_on_the_day_on_which_it_is_true() -> None:
    text = protocol("from first start of aza", "daily until ALT <= ULN", "then weekly for 2 weeks")
    records = [start("2025-03-08")]
    records += [f"at: 2025-03-{8 + day:02}, ALT: {value} U/L" for day, value in enumerate((90, 80, 60, 40), start=1)]
    found = result(text, *records, as_of="2025-06-01")
    assert standings(found, "watch") == [
        *(("2025-03-09", "done"), ("2025-03-10", "done"), ("2025-03-11", "done"), ("2025-03-12", "done")),
        *(("2025-03-19", "missed"), ("2025-03-26", "missed")),
    ]


def test_a_phase_until_a_condition_that_holds_at_its_start_ends_at_once() -> None:
    text = protocol("from first start of aza", "daily until ALT <= ULN", "then weekly for 1 week")
    found = result(text, "at: 2025-03-07, ALT: 30 U/L", start("2025-03-08"), as_of="2025-06-01")
    assert [item for item, _ in standings(found, "watch")] == ["2025-03-15"]


def test_a_phase_until_a_condition_goes_on_while_it_is_unknown() -> None:
    text = protocol("from first start of aza", "daily until ALT <= ULN", "then weekly for 1 week")
    found = result(text, start("2025-03-08"), as_of="2025-03-11")
    assert [item for item, _ in standings(found, "watch")][:3] == ["2025-03-09", "2025-03-10", "2025-03-11"]


def test_until_and_then_a_phase_until_another_condition() -> None:
    text = protocol("from first start of aza", "daily until ALT <= 100 U/L", "then every 3 days until ALT <= 40 U/L")
    records = (start("2025-03-08"), "at: 2025-03-09, ALT: 100 U/L", "at: 2025-03-12, ALT: 40 U/L")
    found = result(text, *records, as_of="2025-06-01")
    assert standings(found, "watch") == [("2025-03-09", "done"), ("2025-03-12", "done")]


# --- complete, and where it lives ------------------------------------------------------------------------------------

STEPPED = """
step first_step "First" [1]
  begin at first start of aza
  monitor ALT as inner
    weekly for 2 weeks
    allow 1 day either side
  go to second_step when monitoring is complete

step second_step "Second" [1]
  back to first_step when nausea present
"""


def entered(found: Result) -> list[str]:
    return [f"{entry.at} {entry.rule}" for entry in logged(found, Kind.STEP)]


def test_a_monitor_is_complete_when_its_last_occasion_is_done_or_missed_and_its_last_phase_over() -> None:
    done = ("at: 2025-03-15, ALT: 30 U/L", "at: 2025-03-21, ALT: 30 U/L")
    found = result(STEPPED, start("2025-03-08"), *done, as_of="2025-06-01")
    assert entered(found) == ["2025-03-08 first_step", "2025-03-22 second_step"]
    found = result(STEPPED, start("2025-03-08"), as_of="2025-06-01")
    assert entered(found) == ["2025-03-08 first_step", "2025-03-24 second_step"]


def test_a_monitor_in_a_step_begins_anew_with_each_entry() -> None:
    found = result(STEPPED, start("2025-03-08"), "at: 2025-04-10, nausea: present", as_of="2025-04-20")
    assert [item for item, _ in standings(found, "inner")] == ["2025-03-15", "2025-03-22", "2025-04-17", "2025-04-24"]


def test_leaving_a_step_drops_what_was_still_open() -> None:
    text = STEPPED.replace("when monitoring is complete", "when nausea present").replace(
        "back to first_step when nausea present", "finish when itch present"
    )
    found = result(text, start("2025-03-08"), "at: 2025-03-14, nausea: present", as_of="2025-06-01")
    assert standings(found, "inner") == []


def test_a_monitor_at_the_top_ends_with_a_stop() -> None:
    text = protocol("from first start of aza", "weekly", more="\nstop high [1]\n  when ALT >= 200 U/L\n")
    found = result(text, start("2025-03-08"), "at: 2025-03-15, ALT: 200 U/L", as_of="2025-06-01")
    assert [item for item, _ in standings(found, "watch")] == ["2025-03-15"]


def test_a_schedule_that_is_counted_from_a_time_to_come_begins_when_that_comes() -> None:
    text = protocol("from 2 weeks after first start of aza", "weekly for 2 weeks")
    later = "at: 2025-05-02, AST: 4 U/L"
    for records in ((start("2025-03-08"),), (start("2025-03-08"), later)):
        found = result(text, *records, as_of="2025-05-02")
        assert dates(found, Kind.DUE) == ["2025-03-29", "2025-04-05"]
        assert dates(found, Kind.MISSED) == ["2025-03-30", "2025-04-06"]
