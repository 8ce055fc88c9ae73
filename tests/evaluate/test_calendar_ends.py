"""Runs as of the ends of the calendar: 9999-12-31, which FHIR and HL7 write for "no end", and 0001-01-01."""

from __future__ import annotations

import pytest

from careway.evaluate.result import Standing
from careway.evaluate.run import RunError
from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth
from evaluate.small import occasions, result, truth

END = "9999-12-31"
ZONES: list[dict[str, str]] = [
    {}, {"zone": "America/New_York"}, {"zone": "Asia/Kathmandu"}, {"zone": "Pacific/Kiritimati"}
]  # fmt: skip
START = "at: 2199-03-08, aza: 50 mg/day"


@pytest.mark.parametrize("patient", ZONES)
@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("ALT >= 30 U/L", TRUE),
        ("ALT recorded within 8000 years", TRUE),
        ("ALT recorded within 9000 years", TRUE),
        ("ALT recorded within 7799 years", FALSE),
        ("ALT >= 30 U/L for at least 7000 years", TRUE),
        ("ALT >= 30 U/L for at least 9000 years", FALSE),
        ("nausea present within 3 days", UNKNOWN),
    ],
)
def test_a_run_as_of_the_last_day_is_answered(condition: str, holds: Truth, patient: dict[str, str]) -> None:
    record = "at: 2200-03-01, ALT: 31 U/L, nausea: absent"
    assert truth(condition, record, as_of=END, **patient) is holds
    assert truth(condition, record, as_of=f"{END}T23:59", **patient) is holds


@pytest.mark.parametrize("patient", ZONES)
@pytest.mark.parametrize("as_of", ["0001-01-01", "0001-01-01T00:00", "0001-01-02"])
def test_a_run_as_of_the_first_day_knows_nothing_yet(as_of: str, patient: dict[str, str]) -> None:
    assert truth("itch present within 3 years", "at: 2025-03-01, itch: present", as_of=as_of, **patient) is FALSE
    assert truth("age >= 18 years", "at: 2025-03-01, itch: present", as_of=as_of, born="1985-06-01", **patient) is FALSE


@pytest.mark.parametrize("patient", ZONES)
@pytest.mark.parametrize(
    "rhythm",
    [
        "every 500 years", "every 6000 months", "400 times yearly for 1 month\n  then every 900 years",
        "every 1000000 hours", "every 500 years for 600 years\n  then every 700 years",
        "every 500 years for 1000 years\n  then every 100 years for 100000 years\n  then daily",
    ],
)  # fmt: skip
def test_nothing_is_due_after_the_end_of_the_calendar(rhythm: str, patient: dict[str, str]) -> None:
    text = f"""
step only "Only" [1]
  begin at first start of aza

monitor ALT as watch [1]
  from first start of aza
  {rhythm}
"""
    found = occasions(result(text, START, as_of=END, **patient))
    assert len(found) > 3 and all(item.standing is Standing.MISSED for item in found)
    assert max(item.due for item in found) < END


@pytest.mark.parametrize("as_of", ["9999-12-31T23:00-05:00", "0001-01-01T01:00+05:00"])
def test_a_time_outside_of_the_calendar_is_refused(as_of: str) -> None:
    with pytest.raises(RunError, match="outside of the calendar, which has the years 1 to 9999"):
        result(
            "\nstep only [1]\n  begin at first ALT\n  advise order ALT\n", "at: 2025-03-01, ALT: 30 U/L", as_of=as_of
        )
