"""docs/meaning.md, section 9: what rules may ask of a monitor, and what phases, pauses and returns do to what waits."""

from __future__ import annotations

import pytest

from careway.evaluate.result import Kind
from evaluate.small import changes, dates, result, standings, steps

START = "at: 2025-03-08, aza: 50 mg/day"
FAR = "2026-06-30"


def protocol(*lines: str) -> str:
    """A guideline with one step and a monitor of ALT, counted from the first start of aza."""
    body = "".join(f"  {line}\n" for line in ("from first start of aza", *lines))
    return f'\nstep only "Only" [1]\n  begin at first start of aza\n\nmonitor ALT as watch [1]\n{body}'


def done(*days: str) -> list[str]:
    return [f"at: {day}, ALT: 30 U/L" for day in days]


# --- what rules may ask ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "results", "expected"),
    [
        ("watch is missed", [], ["+2025-03-19"]),
        ("watch is missed at least 2 times", [], ["+2025-03-26"]),
        ("watch is missed at least 3 times", [], ["+2025-04-02"]),
        ("watch is missed at least 4 times", [], []),
        ("watch is missed at least 2 times", done("2025-03-22"), ["+2025-04-02"]),
        ("watch is late", done("2025-03-29"), ["+2025-03-17", "-2025-03-19", "+2025-03-24", "-2025-03-26"]),
        ("watch is late", done("2025-03-15", "2025-03-22", "2025-03-29"), []),
        ("watch is complete", [], ["+2025-04-02"]),
        ("watch is complete", done("2025-03-29"), ["+2025-03-29"]),
        ("watch is complete", done("2025-03-27"), ["+2025-03-29"]),
    ],
)  # fmt: skip
def test_what_a_rule_may_ask_of_a_monitor(asked: str, results: list[str], expected: list[str]) -> None:
    before = protocol("weekly for 3 weeks", "allow 3 days either side", "late after 1 day")
    assert changes(asked, START, *results, as_of=FAR, before=before) == expected


def test_a_late_result_takes_back_a_missed_occasion_and_a_retraction_gives_it_back() -> None:
    before = protocol("weekly for 3 weeks", "allow 3 days either side")
    late = "at: 2025-03-15, known: 2025-03-28, ALT: 30 U/L, id: r1"
    asked = "watch is missed at least 2 times"
    assert changes(asked, START, late, as_of=FAR, before=before) == ["+2025-03-26", "-2025-03-28", "+2025-04-02"]
    records = (START, late, "at: 2025-03-30, retracts: r1")
    found = changes(asked, *records, as_of=FAR, before=before)
    assert found == ["+2025-03-26", "-2025-03-28", "+2025-03-30"]
    assert dates(result(before, *records, as_of=FAR), Kind.CORRECTION) == ["2025-03-30", "2025-03-30"]


def test_a_monitor_that_starts_anew_is_not_complete() -> None:
    before = protocol("weekly for 2 weeks", "restart after aza paused at least 30 days")
    records = (START, "at: 2025-04-10, aza: stopped", "at: 2025-05-20, aza: 50 mg/day")
    assert changes("watch is complete", *records, as_of=FAR, before=before) == [
        *("+2025-03-23", "-2025-05-20", "+2025-06-04"),
    ]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2025-03-11", [("2025-03-15", "coming")]),
        ("2025-03-12", [("2025-03-15", "open"), ("2025-03-22", "coming")]),
        ("2025-03-15", [("2025-03-15", "due"), ("2025-03-22", "coming")]),
        ("2025-03-19", [("2025-03-15", "missed"), ("2025-03-22", "open")]),
    ],
)
def test_what_comes_next_is_told_beside_what_is_open(as_of: str, expected: list[tuple[str, str]]) -> None:
    text = protocol("weekly for 2 weeks", "allow 3 days either side", "late after 3 days")
    assert standings(result(text, START, as_of=as_of), "watch") == expected


# --- dates without a time of day, counted by the clock ---------------------------------------------------------------


def test_a_date_without_a_time_of_day_is_counted_from_its_first_instant() -> None:
    found = standings(result(protocol("every 8 hours for 1 day"), START, as_of=FAR), "watch")
    assert [item for item, _ in found] == ["2025-03-08 08:00", "2025-03-08 16:00", "2025-03-09 00:00"]
    text = protocol("from the last result", "every 72 hours", "allow 1 day either side")
    found = standings(result(text, START, *done("2025-03-10"), as_of="2025-03-12"), "watch")
    assert found == [("2025-03-11 00:00", "done"), ("2025-03-13 00:00", "open")]


def test_from_the_last_result_the_day_after_it_already_counts_for_the_next() -> None:
    text = protocol("from the last result", "weekly")
    found = standings(result(text, START, *done("2025-03-14", "2025-03-15", "2025-03-17"), as_of="2025-03-17"), "watch")
    assert found == [("2025-03-15", "done"), ("2025-03-21", "done"), ("2025-03-22", "done"), ("2025-03-24", "coming")]


# --- phases ----------------------------------------------------------------------------------------------------------


def test_when_a_phase_ends_by_its_condition_what_is_due_later_in_it_is_dropped() -> None:
    text = protocol("weekly until nausea present", "then monthly", "allow 3 days either side")
    for day, expected in (
        ("2025-03-20", ["2025-03-15", "2025-04-20"]),  # the 22nd was open already, and is dropped
        ("2025-03-22", ["2025-03-15", "2025-03-22", "2025-04-22"]),
        ("2025-03-24", ["2025-03-15", "2025-03-22", "2025-04-24"]),
    ):
        found = result(text, START, f"at: {day}, nausea: present", as_of="2025-04-30")
        assert [item for item, _ in standings(found, "watch") if item <= "2025-04-30"] == expected


# --- pauses ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        ("2025-03-21", ["2025-03-15", "2025-03-28", "2025-04-04"]),  # the 22nd was open already, and is dropped
        ("2025-03-22", ["2025-03-15", "2025-03-22", "2025-03-29", "2025-04-05"]),
        ("2025-03-24", ["2025-03-15", "2025-03-22", "2025-03-31", "2025-04-07"]),
        ("2025-03-26", ["2025-03-15", "2025-03-22", "2025-03-29", "2025-04-05"]),  # a pause of 8 days
    ],
)
@pytest.mark.parametrize("length", ["at most 7 days", "less than 8 days"])
def test_after_a_short_pause_a_schedule_may_start_anew(again: str, expected: list[str], length: str) -> None:
    text = protocol("weekly for 4 weeks", "allow 3 days either side", f"restart after aza paused {length}")
    records = (START, "at: 2025-03-18, aza: stopped", f"at: {again}, aza: 50 mg/day")
    found = standings(result(text, *records, as_of=FAR), "watch")
    assert [item for item, _ in found][: len(expected)] == expected


def test_a_pause_after_which_a_schedule_goes_on_leaves_all_due() -> None:
    text = protocol("weekly for 4 weeks", "continue after aza paused at least 10 days")
    records = (START, "at: 2025-03-10, aza: stopped", "at: 2025-04-01, aza: 50 mg/day")
    assert dates(result(text, *records, as_of=FAR), Kind.DUE) == [
        "2025-03-15",
        "2025-03-22",
        "2025-03-29",
        "2025-04-05",
    ]


@pytest.mark.parametrize(
    ("length", "due"),
    [
        ("at least 11 days", ["2025-03-15", "2025-03-22"]),
        ("at least 12 days", ["2025-03-15", "2025-03-22"]),
        ("at least 13 days", ["2025-03-15", "2025-03-22", "2025-03-29"]),
        ("more than 11 days", ["2025-03-15", "2025-03-22"]),
        ("more than 12 days", ["2025-03-15", "2025-03-22", "2025-03-29"]),
    ],
)
def test_a_schedule_is_left_on_the_day_on_which_the_pause_is_long_enough(length: str, due: list[str]) -> None:
    text = protocol("weekly for 8 weeks", f"restart after aza paused {length}")
    found = result(text, START, "at: 2025-03-17, aza: stopped", as_of=FAR)
    assert dates(found, Kind.DUE) == due
    clock = protocol("every 168 hours for 8 weeks", f"restart after aza paused {length}")
    assert dates(result(clock, START, "at: 2025-03-17, aza: stopped", as_of=FAR), Kind.DUE) == due


def test_suspend_before_the_first_occasion_moves_it() -> None:
    text = """
step on "On" [1]
  begin at first start of aza
  go to off when nausea present

step off "Off" [1]
  back to on when nausea absent

monitor ALT as watch [1]
  from first start of aza
  weekly for 2 weeks
  only in on
  on return suspend
"""
    records = (START, "at: 2025-03-10, nausea: present", "at: 2025-03-12, nausea: absent")
    found = result(text, *records, as_of=FAR)
    assert steps(found) == ["2025-03-08 on", "2025-03-10 off", "2025-03-12 on"]
    assert [item for item, _ in standings(found, "watch")] == ["2025-03-17", "2025-03-24"]


def test_of_two_drugs_paused_long_enough_on_one_day_the_longer_pause_counts() -> None:
    rules = ("suspend after allo paused at least 10 days", "suspend after aza paused at least 8 days")
    records = (
        START,
        "at: 2025-03-08, allo: 100 mg/day",
        "at: 2025-03-10, allo: stopped",
        "at: 2025-03-12, aza: stopped",
        "at: 2025-03-25, aza: 50 mg/day",
        "at: 2025-03-25, allo: 100 mg/day",
    )
    for order in (rules, rules[::-1]):
        found = standings(result(protocol("weekly for 4 weeks", *order), *records, as_of=FAR), "watch")
        # due on 15 March, before either pause was long enough, and again 15 days later
        assert [item for item, _ in found][:3] == ["2025-03-15", "2025-03-30", "2025-04-06"]


@pytest.mark.parametrize("order", [1, -1])
def test_each_drug_has_its_own_rule_for_a_pause(order: int) -> None:
    rules = ("restart after aza paused at least 30 days", "restart after allo paused at least 5 days")[::order]
    records = (
        START,
        "at: 2025-03-08, allo: 100 mg/day",
        "at: 2025-03-16, allo: stopped",
        "at: 2025-03-26, allo: 100 mg/day",
    )
    found = standings(result(protocol("weekly for 4 weeks", *rules), *records, as_of=FAR), "watch")
    assert [item for item, _ in found][:3] == ["2025-03-15", "2025-04-02", "2025-04-09"]


def test_a_schedule_starts_anew_after_every_pause_that_is_long_enough() -> None:
    records = [START]
    for stop, again in (("2025-03-20", "2025-05-01"), ("2025-05-10", "2025-06-20"), ("2025-07-01", "2025-08-10")):
        records += [f"at: {stop}, aza: stopped", f"at: {again}, aza: 50 mg/day"]
    text = protocol("weekly for 1 week", "restart after aza paused at least 30 days")
    found = standings(result(text, *records, as_of=FAR), "watch")
    assert [item for item, _ in found] == ["2025-03-15", "2025-05-08", "2025-06-27", "2025-08-17"]


# --- the last day of a window ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("late", "logged"), [(1, "2025-03-17"), (2, "2025-03-18"), (3, None)])
def test_an_occasion_may_be_late_on_the_last_day_of_its_window(late: int, logged: str | None) -> None:
    found = result(protocol("weekly for 1 week", "allow 3 days after", f"late after {late} days"), START, as_of=FAR)
    assert dates(found, Kind.LATE) == ([] if logged is None else [logged])


@pytest.mark.parametrize(("day", "standing"), [("2025-03-18", "done"), ("2025-03-19", "missed")])
def test_a_result_of_the_last_day_of_a_window_counts_though_it_is_known_later(day: str, standing: str) -> None:
    records = (START, f"at: {day}, known: 2025-04-10, ALT: 30 U/L")
    found = standings(result(protocol("weekly for 1 week", "allow 3 days after"), *records, as_of=FAR), "watch")
    assert found == [("2025-03-15", standing)]
