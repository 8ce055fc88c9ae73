"""docs/meaning.md, section 10: what is due once, to the minute where hours are asked, and where that cannot be said."""

from __future__ import annotations

import pytest

from careway.evaluate.result import Kind, Result
from evaluate.small import dates, occasions, result, standings

STEP = """
step only "Only" [1]
  begin at first start of aza
"""
REPEAT = STEP + "\ntask repeat ALT as again once within 24 hours of first ALT > 100 U/L [1]\n"
START = "at: 2025-03-08, aza: 50 mg/day"
HIGH = "at: 2025-03-10T09:00, ALT: 200 U/L"


def standing(text: str, *records: str, as_of: str) -> list[str]:
    return [item for _, item in standings(result(text, START, *records, as_of=as_of))]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("2025-03-10T09:00", "missed"),  # at the same instant is not after it
        ("2025-03-10T09:01", "done"),
        ("2025-03-11T08:59", "done"),
        ("2025-03-11T09:00", "done"),
        ("2025-03-11T09:01", "missed"),
        ("2025-03-11", "cannot be said"),
        ("2025-03-10", "cannot be said"),
        ("2025-03-12", "missed"),
        ("2025-03-09", "missed"),
    ],
)
def test_a_repeat_within_twenty_four_hours(second: str, expected: str) -> None:
    assert standing(REPEAT, HIGH, f"at: {second}, ALT: 90 U/L", as_of="2025-03-20") == [expected]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2025-03-10T09:00", "due"), ("2025-03-11T09:00", "due"), ("2025-03-11T09:01", "missed")],
)
def test_it_is_missed_when_the_deadline_has_passed(as_of: str, expected: str) -> None:
    assert standing(REPEAT, HIGH, as_of=as_of) == [expected]


def test_it_is_missed_at_the_second_after_its_deadline() -> None:
    found = result(REPEAT, START, HIGH, as_of="2025-03-20")
    assert dates(found, Kind.TASK) == ["2025-03-10 09:00"]
    assert dates(found, Kind.TASK_MISSED) == ["2025-03-11 09:00:01"]


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("2025-03-11T00:01", "cannot be said"),  # less than 24 hours after 00:00, more than none after 23:59
        ("2025-03-11", "cannot be said"),
        ("2025-03-11T23:59", "cannot be said"),
        ("2025-03-12T00:00", "missed"),
        ("2025-03-12", "missed"),
    ],
)
def test_dates_without_times_of_day_leave_it_open(second: str, expected: str) -> None:
    records = ("at: 2025-03-10, ALT: 200 U/L", f"at: {second}, ALT: 90 U/L")
    assert standing(REPEAT, *records, as_of="2025-03-20") == [expected]


def test_within_days_is_counted_on_the_calendar() -> None:
    text = REPEAT.replace("24 hours", "3 days")
    for day, expected in (("2025-03-13T23:59", "done"), ("2025-03-13", "done"), ("2025-03-14", "missed")):
        assert standing(text, HIGH, f"at: {day}, ALT: 90 U/L", as_of="2025-03-31") == [expected]


def test_a_repeat_is_another_result_and_not_the_one_that_asked_for_it() -> None:
    text = REPEAT.replace("24 hours", "3 days")
    assert standing(text, "at: 2025-03-10, ALT: 200 U/L", as_of="2025-03-31") == ["missed"]
    same_day = ("at: 2025-03-10, ALT: 200 U/L", "at: 2025-03-10, ALT: 190 U/L")
    assert standing(text, *same_day, as_of="2025-03-31") == ["cannot be said"]


def test_a_check_counts_what_is_found_at_its_own_time() -> None:
    text = STEP + "\ntask check AST as look within 3 days of first ALT > 100 U/L [1]\n"
    assert standing(text, f"{HIGH}, AST: 30 U/L", as_of="2025-03-31") == ["done"]
    assert standing(text, HIGH, "at: 2025-03-10T08:59, AST: 30 U/L", as_of="2025-03-31") == ["missed"]
    assert standing(text, HIGH, "at: 2025-03-10, AST: 30 U/L", as_of="2025-03-31") == ["done"]


def test_a_panel_is_done_when_each_member_is() -> None:
    text = STEP + "\ntask repeat enzymes as look within 3 days of first ALT > 100 U/L [1]\n"
    assert standing(text, HIGH, "at: 2025-03-12, ALT: 30 U/L", as_of="2025-03-31") == ["missed"]
    assert standing(text, HIGH, "at: 2025-03-12, ALT: 30 U/L, AST: 30 U/L", as_of="2025-03-31") == ["done"]


@pytest.mark.parametrize(
    "value", ["no value", "{value: 30 U/L, status: preliminary}", "{value: 30 U/L, status: cancelled}"]
)
def test_what_completes_no_occasion_completes_no_task(value: str) -> None:
    assert standing(REPEAT, HIGH, f"at: 2025-03-10T20:00, ALT: {value}", as_of="2025-03-31") == ["missed"]


def test_a_result_in_time_that_is_known_late_completes_a_task_late() -> None:
    record = "at: 2025-03-10T20:00, known: 2025-03-15, ALT: 30 U/L"
    found = result(REPEAT, START, HIGH, record, as_of="2025-03-31")
    assert (dates(found, Kind.TASK_MISSED), dates(found, Kind.TASK_DONE)) == (["2025-03-11 09:00:01"], ["2025-03-15"])


# --- before a time ---------------------------------------------------------------------------------------------------

BEFORE = STEP + "\ntask check gene as look before first start of aza [1]\n"


def before(*records: str, as_of: str = "2025-03-31") -> Result:
    return result(BEFORE, *records, as_of=as_of)


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2025-03-07", "done"), ("2025-03-08", "done"), ("2025-03-08T23:59", "done"), ("2025-03-09", "missed")],
)
def test_before_a_time_any_result_up_to_it_counts(day: str, expected: str) -> None:
    assert [item for _, item in standings(before(START, f"at: {day}, gene: normal"))] == [expected]


def test_before_an_instant_is_judged_to_the_minute() -> None:
    start = "at: 2025-03-08T10:00, aza: 50 mg/day"
    for at, expected in (("2025-03-08T10:00", "done"), ("2025-03-08T10:01", "missed"), ("2025-03-08", "done")):
        assert [item for _, item in standings(before(start, f"at: {at}, gene: normal"))] == [expected]


def test_before_a_time_that_has_not_come_it_is_open_from_the_beginning() -> None:
    found = before("at: 2025-03-01, ALT: 30 U/L")
    assert [item.standing.value for item in occasions(found)] == ["due"]
    assert dates(found, Kind.TASK) == ["2025-03-01"]


def test_without_a_result_it_is_missed_when_the_time_comes() -> None:
    assert dates(before("at: 2025-03-01, ALT: 30 U/L", START), Kind.TASK_MISSED) == ["2025-03-09"]
    start = "at: 2025-03-08T10:00, aza: 50 mg/day"
    assert dates(before("at: 2025-03-01, ALT: 30 U/L", start), Kind.TASK_MISSED) == ["2025-03-08 10:00"]


def test_on_the_day_of_a_time_without_a_time_of_day_it_is_not_missed_yet() -> None:
    found = before("at: 2025-03-01, ALT: 30 U/L", START, "at: 2025-03-08T09:00, gene: normal")
    assert (dates(found, Kind.TASK_MISSED), dates(found, Kind.TASK_DONE)) == ([], ["2025-03-08 09:00"])
    open_still = before("at: 2025-03-01, ALT: 30 U/L", START, as_of="2025-03-08")
    assert [item for _, item in standings(open_still)] == ["due"]


def test_before_a_time_that_turns_out_to_be_another() -> None:
    wrong = "at: 2025-03-08, aza: {value: 50 mg/day, id: first}"
    right = ("at: 2025-03-08, known: 2025-03-12, retracts: first", "at: 2025-03-20, aza: 50 mg/day")
    tested = "at: 2025-03-15, gene: normal"
    assert [item for _, item in standings(before(wrong, as_of="2025-03-11"))] == ["missed"]
    assert [item for _, item in standings(before(wrong, right[0], as_of="2025-03-12"))] == ["due"]
    assert [item for _, item in standings(before(wrong, *right, tested))] == ["done"]


def test_what_had_completed_a_task_and_turns_out_to_be_wrong_completes_it_no_longer() -> None:
    done = "at: 2025-03-10T20:00, ALT: {value: 30 U/L, id: second}"
    taken_back = "at: 2025-03-10T20:00, known: 2025-03-11T08:00, retracts: second"
    assert standing(REPEAT, HIGH, done, as_of="2025-03-11T08:30") == ["done"]
    assert standing(REPEAT, HIGH, done, taken_back, as_of="2025-03-11T08:30") == ["due"]
    assert standing(REPEAT, HIGH, done, taken_back, "at: 2025-03-11T08:45, ALT: 30 U/L", as_of="2025-03-31") == ["done"]
    found = result(REPEAT, START, HIGH, done, taken_back, as_of="2025-03-31")
    assert dates(found, Kind.CORRECTION, rule="again") == ["2025-03-11 08:00"]
    assert dates(found, Kind.TASK_MISSED) == ["2025-03-11 09:00:01"]


def test_it_comes_up_when_the_time_from_which_it_counts_comes_though_nothing_is_recorded_then() -> None:
    text = (
        STEP + "define later = 7 days after first start of aza\n\ntask check ALT as look within 3 days of later [1]\n"
    )
    assert standing(text, as_of="2025-03-14") == []
    assert standing(text, as_of="2025-03-15") == ["due"]
    found = result(text, START, "at: 2025-03-30, AST: 30 U/L", as_of="2025-03-31")
    assert (dates(found, Kind.TASK), dates(found, Kind.TASK_MISSED)) == (["2025-03-15"], ["2025-03-19"])


def test_a_task_with_a_condition_opens_only_while_it_is_true() -> None:
    text = STEP + "\ntask check gene as look within 3 days of first ALT > 100 U/L [1]\n  when nausea present\n"
    assert standing(text, HIGH, as_of="2025-03-31") == []
    assert standing(text, HIGH, "at: 2025-03-10, nausea: present", as_of="2025-03-31") == ["missed"]
