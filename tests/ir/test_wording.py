"""Doses in words: an end that does not count is said so, on either side."""

from __future__ import annotations

import pytest

from careway.ir import wording


@pytest.mark.parametrize(
    ("low", "high", "low_open", "high_open", "said"),
    [
        ("50 mg/day", "50 mg/day", False, False, "50 mg/day"),
        ("50 mg/day", "75 mg/day", False, False, "50 mg/day to 75 mg/day"),
        ("50 mg/day", "75 mg/day", True, False, "above 50 mg/day to 75 mg/day"),
        ("50 mg/day", "75 mg/day", False, True, "50 mg/day to below 75 mg/day"),
        ("50 mg/day", "75 mg/day", True, True, "above 50 mg/day to below 75 mg/day"),
        (None, "75 mg/day", False, True, "below 75 mg/day"),
        (None, "75 mg/day", False, False, "at most 75 mg/day"),
        ("50 mg/day", None, True, False, "above 50 mg/day"),
        ("50 mg/day", None, False, False, "at least 50 mg/day"),
    ],
)
def test_a_dose_says_which_of_its_ends_count(
    low: str | None, high: str | None, low_open: bool, high_open: bool, said: str
) -> None:
    assert wording.dose(low, high, low_open, high_open) == said
