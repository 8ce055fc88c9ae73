"""Doses in words: an end that does not count is said so, on either side."""

from __future__ import annotations

from fractions import Fraction

import pytest

from careway.ir import wording
from careway.ir.expressions import Literal
from careway.ir.nodes import AdviseDose
from careway.model.terms import DoseChange
from careway.model.vocabulary import Concept, Kind, Vocabulary


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


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (DoseChange.GIVE, "give azathioprine below 50 mg/day"),
        (DoseChange.START, "start azathioprine at below 50 mg/day"),
        (DoseChange.INCREASE, "increase azathioprine to below 50 mg/day"),
        (DoseChange.REDUCE, "reduce azathioprine to below 50 mg/day"),
    ],
)
def test_a_change_of_a_dose_leads_to_it(change: DoseChange, said: str) -> None:
    high = Literal(Fraction(50), "mg/day", "50 mg/day")
    advice = AdviseDose(change, "azathioprine", None, high, False, True, None)
    assert wording.advised(Vocabulary((), ()), advice) == said


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("absolute neutrophil count", "absolute neutrophil count (ANC)"),
        ("absolute neutrophil count (ANC)", "absolute neutrophil count (ANC)"),
        ("anc", "anc"),
        ("", "ANC"),
    ],
)
def test_a_short_name_is_said_once(title: str, said: str) -> None:
    assert wording.called(Concept("ANC", Kind.LAB, title)) == said
