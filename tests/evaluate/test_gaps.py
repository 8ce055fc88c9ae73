"""docs/meaning.md, section 9: what waited when a gap began waits again when it is over, or turns out to be none."""

from __future__ import annotations

import pytest

from evaluate.small import result, standings
from evaluate.test_schedules import GAP, INTERRUPT, start

PAUSED = INTERRUPT + "  allow 3 days either side\n  restart after aza paused at least 30 days\n"
# Weekly until 5 April, then monthly: 5 May. Paused from 3 April, and so for 30 days on 3 May.
STOPPED = (start("2025-03-08"), "at: 2025-04-03, aza: {value: stopped, id: stop}")
UNDONE = {
    "the record of the pause is retracted": "at: 2025-04-03, known: 2025-05-04, retracts: stop",
    "it ended after a day": "at: 2025-04-04, known: 2025-05-04, aza: 50 mg/day",
}


def standing(*records: str, as_of: str, text: str = PAUSED) -> dict[str, str]:
    return dict(standings(result(text, *records, as_of=as_of), "watch"))


@pytest.mark.parametrize("how", UNDONE)
def test_what_waited_when_a_pause_was_thought_to_be_long_waits_again_when_it_was_none(how: str) -> None:
    assert "2025-05-05" not in standing(*STOPPED, as_of="2025-05-03")
    assert standing(*STOPPED, UNDONE[how], as_of="2025-05-04")["2025-05-05"] == "open"
    assert standing(*STOPPED, UNDONE[how], as_of="2025-05-05")["2025-05-05"] == "due"
    assert standing(*STOPPED, UNDONE[how], as_of="2025-05-09")["2025-05-05"] == "missed"


@pytest.mark.parametrize("how", UNDONE)
def test_a_result_of_the_days_in_which_it_was_thought_to_be_long_counts(how: str) -> None:
    tested = "at: 2025-05-03T12:00, ALT: 30 U/L"
    assert standing(*STOPPED, tested, UNDONE[how], as_of="2025-05-04")["2025-05-05"] == "done"


def test_a_pause_that_was_long_leaves_nothing_waiting() -> None:
    found = standing(*STOPPED, start("2025-05-04"), as_of="2025-05-09")
    assert "2025-05-05" not in found and found["2025-05-11"] == "open"


def test_a_result_of_the_days_away_counts_for_what_is_due_after_the_return() -> None:
    text = GAP + "  allow 3 days either side\n"
    away = (start("2025-03-08"), "at: 2025-03-20, nausea: present", "at: 2025-03-21T08:00, ALT: 30 U/L")
    assert standing(*away, "at: 2025-03-22, nausea: absent", as_of="2025-03-22", text=text)["2025-03-22"] == "done"
