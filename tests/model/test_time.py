"""Time: calendar durations, zones with their gaps, overlaps and half hours, and parts of a date."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careway.model.time import DAY_SECONDS, Calendar, Duration, TimeUnit, When, shift_beyond, shift_day, show_day

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC")
WALL = Calendar()
DATES = st.dates(date(1960, 1, 1), date(2060, 12, 31))


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("start", "amount", "unit", "end"),
    [
        ("2025-01-31", 1, TimeUnit.MONTH, "2025-02-28"),
        ("2024-01-31", 1, TimeUnit.MONTH, "2024-02-29"),
        ("2025-01-31", 2, TimeUnit.MONTH, "2025-03-31"),
        ("2025-12-31", 2, TimeUnit.MONTH, "2026-02-28"),
        ("2024-02-29", 1, TimeUnit.YEAR, "2025-02-28"),
        ("2024-02-29", 4, TimeUnit.YEAR, "2028-02-29"),
        ("2025-03-08", 3, TimeUnit.WEEK, "2025-03-29"),
        ("2025-03-30", 1, TimeUnit.DAY, "2025-03-31"),
        ("9999-12-31", 1, TimeUnit.MONTH, "9999-12-31"),
    ],
)
def test_calendar_durations_keep_the_day_and_clamp(start: str, amount: int, unit: TimeUnit, end: str) -> None:
    assert show_day(shift_day(day(start), Duration(amount, unit))) == end


@given(DATES, st.integers(0, 60))
def test_months_are_counted_from_the_anchor(start: date, months: int) -> None:
    end = date.fromordinal(shift_day(start.toordinal(), Duration(months, TimeUnit.MONTH)))
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + timedelta(days=1)).day == 1)


@given(DATES, st.sampled_from(ZONES))
def test_days_of_a_zone_follow_one_another_without_gap(start: date, name: str) -> None:
    calendar = Calendar(ZoneInfo(name))
    number = start.toordinal()
    first, last = calendar.start_of(number), calendar.end_of(number)
    assert last + 1 == calendar.start_of(number + 1)
    if last >= first:  # Samoa left out 30 December 2011
        assert calendar.day_of(first) == number and calendar.day_of(last) == number
        assert last - first + 1 in range(DAY_SECONDS - 7200, DAY_SECONDS + 7201)


@given(
    st.datetimes(datetime(1970, 1, 1), datetime(2060, 1, 1)).map(lambda t: t.replace(microsecond=0)),
    st.sampled_from(ZONES),
)
def test_a_local_time_comes_back(local: datetime, name: str) -> None:
    calendar = Calendar(ZoneInfo(name))
    when = calendar.local_time(local)
    assert when.first <= when.last
    if when.exact:
        back = calendar.local(when.first)
        assert back == local or back - local in (timedelta(hours=1), timedelta(minutes=30), timedelta(days=1))
    else:
        assert calendar.local(when.first) == calendar.local(when.last) == local


@pytest.mark.parametrize(
    ("zone", "local", "span", "shown"),
    [
        ("Europe/Berlin", datetime(2025, 10, 26, 2, 30), 3600, "2025-10-26"),
        ("Australia/Lord_Howe", datetime(2025, 4, 6, 1, 45), 1800, "2025-04-06"),
        ("Europe/Berlin", datetime(2025, 3, 30, 2, 30), 0, "2025-03-30 03:30"),
        ("Australia/Lord_Howe", datetime(2025, 10, 5, 2, 15), 0, "2025-10-05 02:45"),
        ("Asia/Kathmandu", datetime(2025, 3, 30, 2, 30), 0, "2025-03-30 02:30"),
    ],
)
def test_clock_changes(zone: str, local: datetime, span: int, shown: str) -> None:
    calendar = Calendar(ZoneInfo(zone))
    when = calendar.local_time(local)
    assert when.last - when.first == span
    assert calendar.show(when) == shown


def test_hours_are_counted_by_the_clock_and_days_on_the_calendar() -> None:
    calendar = Calendar(ZoneInfo("Europe/Berlin"))
    before = calendar.local_time(datetime(2025, 3, 29, 12))
    assert calendar.show(calendar.shift(before, Duration(24, TimeUnit.HOUR))) == "2025-03-30 13:00"
    assert calendar.show(calendar.shift(before, Duration(1, TimeUnit.DAY))) == "2025-03-30"
    assert calendar.show(calendar.shift(before, Duration(1, TimeUnit.DAY), -1)) == "2025-03-28"


def test_what_is_known_of_a_date() -> None:
    when = WALL.between_days(day("2026-01-01"), day("2026-01-31"))
    assert (when.exact, when.one_day) == (False, False)
    assert WALL.show(when) == "2026-01-01 to 2026-01-31"
    assert WALL.show(WALL.on_day(day("2026-01-05"))) == "2026-01-05"


def test_offsets_of_records_decide_without_a_zone() -> None:
    winter, summer = 1_740_000_000, 1_750_000_000
    calendar = Calendar(None, ((winter, 3600), (summer, 7200)))
    assert [calendar.offset(at) for at in (winter - 1, winter, summer - 1, summer)] == [3600, 3600, 3600, 7200]
    local = calendar.local(summer)
    assert calendar.instant_of(local) == summer


@pytest.mark.parametrize(("amount", "shown"), [(1, "1 day"), (3, "3 days")])
def test_durations_are_shown_in_words(amount: int, shown: str) -> None:
    assert str(Duration(amount, TimeUnit.DAY)) == shown
    assert Duration(2, TimeUnit.HOUR).seconds == 7200 and Duration(2, TimeUnit.HOUR).by_clock


DECADE = Duration(10, TimeUnit.YEAR)
FIRST, LAST = date.min.toordinal(), date.max.toordinal()


@pytest.mark.parametrize(
    ("start", "duration", "sign", "end"),
    [
        ("0001-01-02", Duration(1, TimeUnit.DAY), -1, "0001-01-01"),
        ("0001-01-02", Duration(2, TimeUnit.DAY), -1, "0001-01-01"),
        ("0001-03-31", Duration(1, TimeUnit.MONTH), -1, "0001-02-28"),
        ("0002-03-31", Duration(1, TimeUnit.YEAR), -1, "0001-03-31"),
        ("0005-03-31", DECADE, -1, "0001-01-01"),
        ("9998-06-30", Duration(1, TimeUnit.YEAR), 1, "9999-06-30"),
        ("9995-03-31", DECADE, 1, "9999-12-31"),
        ("9999-12-30", Duration(2, TimeUnit.DAY), 1, "9999-12-31"),
    ],
)
def test_the_calendar_ends_at_its_ends(start: str, duration: Duration, sign: int, end: str) -> None:
    assert shift_day(day(start), duration, sign) == day(end)


def test_the_last_day_of_the_calendar_ends_too() -> None:
    assert WALL.end_of(LAST) - WALL.start_of(LAST) == DAY_SECONDS - 1
    assert WALL.end_of(LAST - 1) + 1 == WALL.start_of(LAST)
    assert WALL.start_of(FIRST) < WALL.end_of(FIRST) < 0


EVERYWHERE = [None, *map(ZoneInfo, ("Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati"))]


@pytest.mark.parametrize("zone", EVERYWHERE)
@pytest.mark.parametrize("end", [FIRST, LAST])
def test_days_follow_one_another_beyond_the_ends_of_the_calendar(zone: ZoneInfo | None, end: int) -> None:
    calendar = Calendar(zone)
    for number in range(end - 4, end + 5):
        first, last = calendar.start_of(number), calendar.end_of(number)
        assert last + 1 == calendar.start_of(number + 1) == first + DAY_SECONDS
        assert calendar.day_of(first) == calendar.day_of(last) == number
        assert calendar.at(last).day_last == calendar.on_day(number).day_last == number


@pytest.mark.parametrize("zone", EVERYWHERE)
def test_what_lies_beyond_the_calendar_is_shown_as_its_end(zone: ZoneInfo | None) -> None:
    calendar, hours = Calendar(zone), Duration(48, TimeUnit.HOUR)
    first, last = calendar.on_day(FIRST), calendar.on_day(LAST)
    assert (show_day(FIRST - 1), show_day(LAST + 1)) == ("0001-01-01", "9999-12-31")
    assert calendar.show(calendar.shift(last, hours)) == "9999-12-31"
    assert calendar.show_instant(last.last) == calendar.show_instant(last.last + 2) == "9999-12-31 23:59:59"
    assert calendar.show_instant(first.first) == calendar.show_instant(first.first - 60) == "0001-01-01 00:00"
    assert calendar.shift(first, hours, -1).day_first == FIRST - 2


@pytest.mark.parametrize("unit", [TimeUnit.DAY, TimeUnit.WEEK, TimeUnit.MONTH, TimeUnit.YEAR])
def test_a_day_beyond_the_calendar_is_moved_from_its_end(unit: TimeUnit) -> None:
    one = Duration(1, unit)
    assert shift_day(LAST + 3, one) == shift_day(LAST + 3, Duration(0, unit)) == LAST
    assert shift_day(FIRST - 3, one, -1) == FIRST
    assert shift_day(LAST + 3, one, -1) == shift_day(LAST, one, -1) < LAST
    assert shift_day(FIRST - 3, one) == shift_day(FIRST, one) > FIRST
    assert shift_beyond(FIRST, one) == shift_day(FIRST, one)


@pytest.mark.parametrize(
    ("start", "duration", "sign", "end"),
    [
        (FIRST + 1, Duration(1, TimeUnit.DAY), -1, FIRST),
        (FIRST + 1, Duration(2, TimeUnit.DAY), -1, FIRST - 1),
        (FIRST + 1, Duration(999, TimeUnit.WEEK), -1, FIRST - 1),
        (day("0011-01-01"), DECADE, -1, FIRST),
        (day("0010-12-31"), DECADE, -1, FIRST - 1),
        (LAST - 7, Duration(1, TimeUnit.WEEK), 1, LAST),
        (LAST - 7, Duration(8, TimeUnit.DAY), 1, LAST + 1),
        (LAST - 7, Duration(999, TimeUnit.DAY), 1, LAST + 1),
        (day("9989-12-31"), DECADE, 1, LAST),
        (day("9990-01-01"), DECADE, 1, LAST + 1),
        (LAST + 1, Duration(0, TimeUnit.MONTH), 1, LAST),
    ],
)
def test_what_is_beyond_the_calendar_does_not_come(start: int, duration: Duration, sign: int, end: int) -> None:
    assert shift_beyond(start, duration, sign) == end
    moved = WALL.shift(WALL.on_day(start), duration, sign) if start <= LAST else WALL.on_day(end)
    assert moved == When(WALL.start_of(end), WALL.end_of(end), end, end)


@pytest.mark.parametrize("zone", [None, ZoneInfo("Europe/Berlin")])
def test_a_date_is_its_first_and_its_last_second(zone: ZoneInfo | None) -> None:
    calendar = Calendar(zone)
    one, other = day("2025-03-30"), day("2025-04-02")
    when = calendar.between_days(one, other)
    assert (when.first, when.last) == (calendar.start_of(one), calendar.end_of(other))
    assert calendar.on_day(one) == calendar.between_days(one, one)
    assert calendar.local(when.first) == datetime(2025, 3, 30) and calendar.local(when.last).second == 59


@pytest.mark.parametrize("instant", [-1, 0, 2**33 - 1, 2**33, 2**34, -(2**34)])
def test_offsets_are_those_of_the_zone_however_far_away(instant: int) -> None:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=instant)
    for name in ZONES:
        zone = ZoneInfo(name)
        delta = at.astimezone(zone).utcoffset()
        assert delta is not None and Calendar(zone).offset(instant) == delta.total_seconds()


def test_a_wall_clock_without_offsets_is_the_axis() -> None:
    assert WALL.offset(1_750_000_000) == 0
    assert WALL.at(1_750_000_000) == When(1_750_000_000, 1_750_000_000, day("2025-06-15"), day("2025-06-15"))


def test_what_has_been_asked_before_is_answered_alike() -> None:
    calendar = Calendar(ZoneInfo("Europe/Berlin"))
    assert {calendar.day_of(1_750_000_000) for _ in range(3)} == {day("2025-06-15")}
    assert len({calendar.start_of(day("2025-06-15")) for _ in range(3)}) == 1


@pytest.mark.parametrize(("second", "shown"), [(0, "2025-06-15 14:30"), (7, "2025-06-15 14:30:07")])
def test_seconds_are_shown_where_there_are_some(second: int, shown: str) -> None:
    assert WALL.show(WALL.local_time(datetime(2025, 6, 15, 14, 30, second))) == shown


def test_an_offset_with_seconds_leaves_the_time_of_day_as_written() -> None:
    calendar = Calendar(ZoneInfo("Europe/Berlin"))
    assert calendar.show(calendar.local_time(datetime(1870, 6, 15, 14, 30))) == "1870-06-15 14:30"


def test_the_first_of_two_readings_of_a_repeated_hour_is_the_earlier() -> None:
    calendar = Calendar(ZoneInfo("Europe/Berlin"))
    local = datetime(2025, 10, 26, 2, 30)
    assert calendar.instant_of(local) == calendar.local_time(local).first
    assert calendar.instant_of(local, 1) == calendar.local_time(local).last


@pytest.mark.parametrize("hours", [-3, -1, 0, 1, 3])
@pytest.mark.parametrize(("before", "after"), [(-18_000, 7_200), (3_600, 7_200)])
def test_without_a_zone_the_offset_before_a_change_reads_the_hours_before_it(
    hours: int, before: int, after: int
) -> None:
    change = 1_750_000_000
    calendar = Calendar(None, ((0, before), (change, after)))
    at = change + hours * 1_800
    assert calendar.instant_of(calendar.local(at)) == at


@pytest.mark.parametrize(("text", "hours"), [("2025-03-30", 23), ("2025-06-15", 24), ("2025-10-26", 25)])
def test_the_day_of_a_clock_change_is_shorter_or_longer(text: str, hours: int) -> None:
    when = Calendar(ZoneInfo("Europe/Berlin")).on_day(day(text))
    assert when.last - when.first + 1 == hours * 3600
