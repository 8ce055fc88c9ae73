"""docs/meaning.md, section 11: what was recorded against what was advised, judged at the end of each day."""

from __future__ import annotations

import pytest

from careway.evaluate.result import Kind, Result
from evaluate.small import logged, result

GIVE = """
step only "Only" [1]
  begin at first start of aza
  advise aza 50 mg/day
"""
STOP = """
step only "Only" [1]
  begin at first start of aza
  advise aza 50 mg/day to 100 mg/day

stop high "High" [1]
  when ALT >= 200 U/L
  advise stop aza
"""


def deviations(found: Result) -> list[tuple[str, str | None]]:
    return [(item.since, item.until) for item in found.deviations]


@pytest.mark.parametrize(("dose", "differs"), [("49 mg/day", True), ("50 mg/day", False), ("51 mg/day", True)])
def test_another_dose_is_a_deviation(dose: str, differs: bool) -> None:
    found = result(GIVE, f"at: 2025-03-08, aza: {dose}")
    assert deviations(found) == ([("2025-03-08", None)] if differs else [])


@pytest.mark.parametrize(
    ("dose", "differs"), [("49 mg/day", True), ("50 mg/day", False), ("100 mg/day", False), ("101 mg/day", True)]
)
def test_both_ends_of_a_dose_range_belong_to_it(dose: str, differs: bool) -> None:
    assert bool(result(STOP, f"at: 2025-03-08, aza: {dose}").deviations) is differs


def test_a_dose_that_is_not_known_is_no_deviation() -> None:
    assert result(GIVE, "at: 2025-03-08, aza: taken").deviations == ()


def test_no_dose_is_a_deviation_until_it_is_given_again() -> None:
    records = ("at: 2025-03-08, aza: 50 mg/day", "at: 2025-03-10, aza: stopped", "at: 2025-03-14, aza: 50 mg/day")
    found = result(GIVE, *records, as_of="2025-03-20")
    assert deviations(found) == [("2025-03-10", "2025-03-14")]
    assert found.deviations[0].text == "no aza recorded; advised: aza 50 mg/day"


def test_a_drug_taken_after_a_stop_is_a_deviation_until_it_is_stopped() -> None:
    records = ("at: 2025-03-08, aza: 50 mg/day", "at: 2025-03-10, ALT: 200 U/L", "at: 2025-03-12, aza: stopped")
    found = result(STOP, *records, as_of="2025-03-20")
    assert deviations(found) == [("2025-03-10", "2025-03-12")]
    assert found.deviations[0].rule == "high"


def test_a_drug_stopped_on_the_day_of_the_stop_is_no_deviation() -> None:
    records = ("at: 2025-03-08, aza: 50 mg/day", "at: 2025-03-10T08:00, ALT: 200 U/L", "at: 2025-03-10, aza: stopped")
    assert result(STOP, *records, as_of="2025-03-20").deviations == ()


def test_a_deviation_ends_where_the_drugs_own_record_ends() -> None:
    records = ("at: 2025-03-08, until: 2025-03-14, aza: 50 mg/day", "at: 2025-03-10, ALT: 200 U/L")
    found = result(STOP, *records, as_of="2025-03-20")
    assert deviations(found) == [("2025-03-10", "2025-03-15")]


def test_another_dose_than_before_is_a_deviation_of_its_own() -> None:
    records = ("at: 2025-03-08, aza: 75 mg/day", "at: 2025-03-10, aza: 100 mg/day", "at: 2025-03-12, aza: 50 mg/day")
    found = result(GIVE, *records, as_of="2025-03-20")
    assert deviations(found) == [("2025-03-08", "2025-03-10"), ("2025-03-10", "2025-03-12")]
    ended = [(entry.at, entry.text) for entry in logged(found, Kind.DEVIATION_ENDED)]
    assert [at for at, _ in ended] == [item.until for item in found.deviations if item.until]
    assert ended[0][1] == f"no longer: {found.deviations[0].text}"


def test_advice_with_a_condition_is_compared_only_while_the_condition_is_true() -> None:
    text = GIVE.replace("aza 50 mg/day", "hold aza when ALT > 100 U/L")
    records = ("at: 2025-03-08, aza: 50 mg/day", "at: 2025-03-10, ALT: 101 U/L", "at: 2025-03-15, ALT: 100 U/L")
    assert deviations(result(text, *records, as_of="2025-03-20")) == [("2025-03-10", "2025-03-15")]


def test_beginning_although_not_eligible_is_said_first_and_stops_still_protect() -> None:
    text = STOP + '\neligible diabetic "Diabetes" [1]\n  when diabetes present\n  otherwise "Not for this patient"\n'
    records = ("at: 2025-03-08, aza: 50 mg/day, diabetes: absent", "at: 2025-03-10, ALT: 200 U/L, aza: stopped")
    found = result(text, *records)
    assert found.deviations[0].text == "begun although not eligible: Not for this patient"
    assert found.stop is not None and found.stop.rule == "high"


def test_an_override_stands_beside_the_deviation_of_its_rule() -> None:
    records = (
        "at: 2025-03-08, aza: 50 mg/day",
        "at: 2025-03-10, ALT: 200 U/L",
        'at: 2025-03-11, override: high, reason: "seen by hepatology"',
    )
    found = result(STOP, *records, as_of="2025-03-20")
    assert found.deviations[0].overrides == ("2025-03-11: seen by hepatology",)
    assert [entry.rule for entry in logged(found, Kind.OVERRIDE)] == ["high"]
    assert found.deviations[0].until is None
