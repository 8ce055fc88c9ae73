"""The days of a course: all of them, with what the log says, whatever day is looked at."""

from __future__ import annotations

import pytest

from bedside.files import read
from careway.bedside.days import Day
from careway.bedside.parts import headlines
from careway.bedside.seeing import Asked, Seen, see
from careway.bedside.tones import Tone
from careway.evaluate.run import RunError
from evaluate.small import core

GUIDELINE = """
parameter limit "The limit" = 3

set strict "Strict limit"
  limit = 2

step only "Treatment" [1]
  begin at first start of aza

stop high "High ALT" [1]
  when ALT >= limit × ULN
  advise stop aza

caution itchy "Itch" [1]
  when itch present
  advise "Ask again"

monitor enzymes "Enzymes" as weekly_enzymes [1]
  from first start of aza
  weekly
  allow 2 days either side
"""
RECORDS = """\
patient: p
events:
  - {at: 2025-03-01, aza: 50 mg/day}
  - {at: 2025-03-08, ALT: 31 U/L, AST: 30 U/L}
  - {at: 2025-03-10, itch: present}
  - {at: 2025-03-15, known: 2025-03-17, ALT: 130 U/L}
  - {at: 2025-03-20, itch: absent}
"""


def seen(text: str = RECORDS, guideline: str = GUIDELINE, **asked: object) -> Seen:
    return see(core(guideline), read(text).timeline, Asked(**asked))  # type: ignore[arg-type]


def day(one: Seen, date: str) -> Day:
    return next(day for day in one.days if day.date == date)


def test_each_day_tells_what_was_recorded_and_what_came_of_it() -> None:
    one = seen()
    assert day(one, "2025-03-08").told[0] == "recorded: ALT 31 U/L, AST 30 U/L"
    assert day(one, "2025-03-08").tone is Tone.PLAIN
    assert day(one, "2025-03-10").tone is Tone.CAUTION
    assert any(text.startswith("caution: Itch") for text in day(one, "2025-03-10").told)


def test_a_result_that_came_late_stands_on_both_days_and_is_decided_on_the_second() -> None:
    one = seen()
    assert "not yet known: ALT 130 U/L, known on 2025-03-17" in day(one, "2025-03-15").told
    assert day(one, "2025-03-15").tone is Tone.PLAIN
    came = day(one, "2025-03-17")
    assert came.told[0] == "becomes known: ALT 130 U/L of 2025-03-15" and came.tone is Tone.STOP


def test_all_days_are_there_whatever_day_is_looked_at() -> None:
    whole = seen()
    before = seen(as_of="2025-03-16")
    assert before.days == whole.days and (before.last, whole.last) == ("2025-03-20", "2025-03-20")
    assert before.result.as_of == "2025-03-16" and before.result.stop is None
    assert whole.result.stop is not None
    assert all(point.key != "ALT 2025-03-15" for lab in before.picture.labs for point in lab.points)


def test_what_is_to_come_is_there_until_it_would_be_missed() -> None:
    quiet = seen(RECORDS.replace("ALT: 130 U/L", "ALT: 33 U/L"))
    ahead = {one.date: one.told for one in quiet.days if one.date > quiet.last}
    assert ahead == {
        "2025-03-22": ("Enzymes: due",),
        "2025-03-25": ("Enzymes: missed, if it is not done before",),
        "2025-03-29": ("Enzymes: due",),
        "2025-04-01": ("Enzymes: missed, if it is not done before",),
    }
    later = seen(RECORDS.replace("ALT: 130 U/L", "ALT: 33 U/L"), as_of="2025-03-26")
    assert day(later, "2025-03-25").tone is Tone.CAUTION and later.last == "2025-03-20"


def test_a_day_before_all_records_can_be_looked_at() -> None:
    one = seen(as_of="2024-01-01")
    assert one.result.as_of == "2024-01-01" and one.days == seen().days


def test_headlines_say_also_that_nothing_is_decided() -> None:
    assert headlines(seen()) == (("STOP aza · 2025-03-17", Tone.STOP),)
    assert headlines(seen(as_of="2025-03-16")) == (("CAUTION Itch · since 2025-03-10", Tone.CAUTION),)
    (quiet,) = headlines(seen(as_of="2025-03-09"))
    assert quiet == ("No stop and no caution · Treatment since 2025-03-01", Tone.PLAIN)


def test_sets_and_parameters_are_those_of_the_question_or_the_file() -> None:
    low = RECORDS.replace("130 U/L", "90 U/L")
    assert seen(low).result.stop is None
    assert seen(low, population="strict").result.stop is not None
    assert seen(low, parameters=(("limit", "2"),)).result.stop is not None
    assert seen(f"set: strict\n{low}").result.stop is not None


@pytest.mark.parametrize(
    ("asked", "text", "why"),
    [
        ({"as_of": "yesterday"}, RECORDS, "is not a date or time"),
        ({"population": "lax"}, RECORDS, "there is no parameter set lax"),
        ({"parameters": (("limit", "two"),)}, RECORDS, "write a number"),
        ({"parameters": (("limits", "2"),)}, RECORDS, "did you mean limit"),
        (
            {},
            f"set: Canary\n{RECORDS}",
            r"asks for a parameter set that the guideline does not have \(it has: strict\)",
        ),
    ],
)
def test_what_cannot_be_run_is_said_without_a_word_of_the_file(asked: dict[str, object], text: str, why: str) -> None:
    with pytest.raises(RunError, match=why) as caught:
        seen(text, **asked)
    assert "Canary" not in str(caught.value)
