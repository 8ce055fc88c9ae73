"""Comparison of moments of which only a span is known, and how far back a duration reaches."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careway.evaluate.windows import (
    clock_exceed,
    clock_reach,
    days_exceed,
    days_reach,
    elapsed,
    last_day_in_reach,
    reach,
)
from careway.model.time import DAY_SECONDS, Calendar, Duration, TimeUnit, When, shift_day
from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth, of

WALL = Calendar()
BASE = date(2025, 6, 1).toordinal()
NOON = WALL.start_of(BASE) + DAY_SECONDS // 2
PAIRS = [(one, other) for one in range(4) for other in range(one, 4)]


def summary(outcomes: set[bool]) -> Truth:
    return UNKNOWN if len(outcomes) == 2 else of(outcomes.pop())


@pytest.mark.parametrize(("first", "last"), PAIRS)
def test_a_comparison_is_known_exactly_where_every_reading_agrees(first: int, last: int) -> None:
    for begin, end in PAIRS:
        left, right = WALL.between_days(BASE + first, BASE + last), WALL.between_days(BASE + begin, BASE + end)
        days = [(one, other) for one in range(first, last + 1) for other in range(begin, end + 1)]
        assert days_reach(left, right) is summary({one >= other for one, other in days})
        assert days_exceed(left, right) is summary({one > other for one, other in days})
        one, other = When(first, last, BASE, BASE), When(begin, end, BASE, BASE)
        assert clock_reach(one, other) is summary({a >= b for a, b in days})
        assert clock_exceed(one, other) is summary({a > b for a, b in days})


@pytest.mark.parametrize(
    ("later", "inclusive", "by_day", "reached"),
    [
        (0, True, False, TRUE), (0, False, False, FALSE), (1, False, False, TRUE), (1, True, False, TRUE),
        (-1, True, False, FALSE), (-1, False, False, FALSE),
        (-1, True, True, TRUE), (1, False, True, FALSE), (0, True, True, TRUE),
    ],
)  # fmt: skip
def test_moments_of_known_time_of_day(later: int, inclusive: bool, by_day: bool, reached: Truth) -> None:
    assert reach(WALL.at(NOON + later), WALL.at(NOON), inclusive, by_day) is reached


def test_a_moment_and_a_date_are_compared_by_day() -> None:
    moment, today = WALL.at(NOON), WALL.on_day(BASE)
    assert reach(moment, today, True, False) is TRUE and reach(today, moment, True, False) is TRUE
    assert reach(moment, today, False, False) is FALSE and reach(today, moment, False, False) is FALSE


@given(
    st.dates(date(2023, 12, 1), date(2025, 4, 30)),
    st.builds(Duration, st.integers(0, 14), st.sampled_from([TimeUnit.DAY, TimeUnit.WEEK, TimeUnit.MONTH])),
)
def test_the_last_day_in_reach_is_the_last(start: date, duration: Duration) -> None:
    day = start.toordinal()
    last = last_day_in_reach(day, duration)
    assert shift_day(last, duration, -1) <= day < shift_day(last + 1, duration, -1)


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        ("2025-02-28", 1, "2025-03-31"),
        ("2024-02-28", 1, "2024-03-28"),
        ("2024-02-29", 1, "2024-03-31"),
        ("2025-04-30", 1, "2025-05-31"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2025-01-30", 1, "2025-02-28"),
        ("2025-01-27", 1, "2025-02-27"),
    ],
)
def test_a_month_back_from_the_end_of_a_month(day: str, months: int, last: str) -> None:
    found = last_day_in_reach(date.fromisoformat(day).toordinal(), Duration(months, TimeUnit.MONTH))
    assert date.fromordinal(found).isoformat() == last


@pytest.mark.parametrize("more", [False, True])
def test_time_passed_by_the_clock(more: bool) -> None:
    since, hour = When(NOON, NOON + 60, BASE, BASE), Duration(1, TimeUnit.HOUR)
    early, late = NOON + 3600 + more, NOON + 3660 + more
    for now, truth, wakes in [
        (early - 1, FALSE, {early, late}), (early, UNKNOWN, {late}), (late - 1, UNKNOWN, {late}), (late, TRUE, set()),
    ]:  # fmt: skip
        woken: set[int] = set()
        assert elapsed(since, hour, WALL, now, woken.add, more) is truth
        assert woken == wakes


@pytest.mark.parametrize("more", [False, True])
def test_time_passed_on_the_calendar(more: bool) -> None:
    since, week = WALL.between_days(BASE, BASE + 2), Duration(1, TimeUnit.WEEK)
    early, late = WALL.start_of(BASE + 7 + more), WALL.start_of(BASE + 9 + more)
    for now, truth, wakes in [
        (early - 1, FALSE, {early, late}), (early, UNKNOWN, {late}), (late - 1, UNKNOWN, {late}), (late, TRUE, set()),
    ]:  # fmt: skip
        woken: set[int] = set()
        assert elapsed(since, week, WALL, now, woken.add, more) is truth
        assert woken == wakes


def test_a_reach_of_nothing_is_the_day_itself() -> None:
    for unit in (TimeUnit.DAY, TimeUnit.MONTH):
        assert last_day_in_reach(BASE, Duration(0, unit)) == BASE


@pytest.mark.parametrize("before", [0, 5, 13, 14, 15, 28, 31, 59])
@pytest.mark.parametrize(
    "duration", [Duration(2, TimeUnit.WEEK), Duration(1, TimeUnit.MONTH), Duration(3, TimeUnit.YEAR)]
)
def test_a_reach_ends_with_the_calendar(before: int, duration: Duration) -> None:
    day = date.max.toordinal() - before
    last = last_day_in_reach(day, duration)
    assert shift_day(last, duration, -1) <= day <= last <= date.max.toordinal()
    assert last == date.max.toordinal() or shift_day(last + 1, duration, -1) > day


@pytest.mark.parametrize("unit", [TimeUnit.DAY, TimeUnit.YEAR, TimeUnit.HOUR])
def test_time_that_cannot_pass_before_the_calendar_ends_has_not_passed(unit: TimeUnit) -> None:
    long, last = Duration(10**9, unit), WALL.end_of(date.max.toordinal())
    woken: set[int] = set()
    assert elapsed(WALL.on_day(BASE), long, WALL, last, woken.add, more=True) is FALSE
    assert woken and min(woken) > last
