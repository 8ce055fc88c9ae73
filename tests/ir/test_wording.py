"""Doses and limits in words: which ends count, and whose limit of normal is meant."""

from __future__ import annotations

from fractions import Fraction

import pytest

from careway.ir import wording
from careway.ir.expressions import Literal
from careway.ir.nodes import AdviseDose
from careway.ir.sentences import Sentences
from careway.model.terms import DoseChange
from careway.model.vocabulary import Concept, Kind, Vocabulary
from evaluate.small import core


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


LIMITS = """
define injury_ALT = highest ALT within 3 days of first start of aza
define injury_AST = highest AST within 3 days of first start of aza
stop own "Own" [1]
  when last ALT since first start of aza > 2 × ULN
stop named "Named" [1]
  when injury_ALT >= 5 × (injury_AST / ULN of injury_AST) × ULN
stop present "Present" [1]
  when ALT > 2 × ULN
"""


@pytest.mark.parametrize(
    ("stop", "exactly", "in_a_sentence"),
    [
        (
            "own",
            "last ALT since first start of aza > 2 × its ULN",
            "last ALT since first start of aza is above 2 × its ULN",
        ),
        (
            "named",
            "injury ALT >= (5 × (injury AST / ULN of highest AST within 3 days of first start of aza)) "
            "× ULN of highest ALT within 3 days of first start of aza",
            "injury ALT is at least (5 × (injury AST / ULN of injury AST)) × its ULN",
        ),
        (
            "present",
            "ALT > 2 × ULN of ALT",
            "ALT is above 2 × its ULN",
        ),
    ],
)
def test_a_limit_of_normal_names_the_result_that_it_goes_with(stop: str, exactly: str, in_a_sentence: str) -> None:
    guideline = core(LIMITS)
    (when,) = (one.when for one in guideline.stops if one.heading.name == stop)
    assert wording.criterion(when) == exactly
    assert Sentences(guideline).line(when) == in_a_sentence
