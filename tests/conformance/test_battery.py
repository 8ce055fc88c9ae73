"""The battery on which engines for guidelines are compared: twelve cases that each have one right answer.

Each is a small guideline, a timeline and what must come out; a row is one that some engine in use gets wrong.
"""

from __future__ import annotations

import pytest

from careway.base.diagnostics import Diagnostic, Severity
from careway.base.source import Source
from careway.model.truth import FALSE, TRUE, Truth
from careway.pipeline import compile_source
from evaluate.small import VOCABULARY, occasions, result, truth

BASELINE = "define baseline of lab = last lab on or before first start of aza\n"
START = "at: 2025-03-08, ALT: 40 U/L, aza: 50 mg/day"


def findings(text: str) -> list[Diagnostic]:
    """The errors of a text that is written after the vocabulary."""
    found = compile_source(Source("small.care", VOCABULARY + text)).diagnostics
    return [one for one in found if one.severity is Severity.ERROR]


def place(text: str, one: Diagnostic) -> str:
    """The text that a finding points at."""
    return (VOCABULARY + text)[one.label.span.start : one.label.span.end]


@pytest.mark.parametrize(
    ("case", "condition", "reported", "expected"),
    [
        ("1", "ALT >= 500 U/L", "ALT: 520 U/L", TRUE),
        ("2, in the record only", "ALT >= 500 U/L", "ALT: '520 [IU]/L'", TRUE),
        ("3", "ALT >= 3 × its baseline", "ALT: 120 U/L", TRUE),
        ("3, one less", "ALT >= 3 × its baseline", "ALT: 119 U/L", FALSE),
        ("4", "ALT >= 3 × its baseline", "ALT: '120 [IU]/L'", TRUE),
        ("5", "ALT >= 0.5 kU/L", "ALT: 400 U/L", FALSE),
        ("5, the right way round", "ALT >= 0.5 kU/L", "ALT: 500 U/L", TRUE),
        ("6", "ALT >= 500 U/L", "ALT: 9 ukat/L", TRUE),
        ("6, just below", "ALT >= 541 U/L", "ALT: 9 ukat/L", FALSE),
        ("7", "bilirubin > 34 umol/L", "bilirubin: 2.5 mg/dL", TRUE),
        ("7, the other way", "bilirubin > 2 mg/dL", "bilirubin: 42.8 umol/L", TRUE),
        ("7, just below", "bilirubin > 43 umol/L", "bilirubin: 2.5 mg/dL", FALSE),
    ],
)
def test_values_and_units(case: str, condition: str, reported: str, expected: Truth) -> None:
    assert truth(condition, START, f"at: 2025-03-15, {reported}", before=BASELINE) is expected, case


@pytest.mark.parametrize("reported", ["'520 [IU]/L'", "520 IU/L", "'0.52 k[IU]/L'"])
def test_2_international_units_are_compared_with_international_units(reported: str) -> None:
    declared = "lab GPT in [IU]/L\ndefine baseline_GPT = first GPT\n"
    first = "at: 2025-03-01, GPT: '130 [IU]/L'"
    assert truth("GPT >= 500 [IU]/L", first, f"at: 2025-03-15, GPT: {reported}", before=declared) is TRUE
    assert truth("GPT >= 521 [IU]/L", first, f"at: 2025-03-15, GPT: {reported}", before=declared) is FALSE
    assert truth("GPT >= 4 × baseline_GPT", first, f"at: 2025-03-15, GPT: {reported}", before=declared) is TRUE


def test_8_a_dose_is_not_compared_with_a_length() -> None:
    text = "\ncaution probe [1]\n  when aza dose >= 3 cm\n"
    found = findings(text)
    assert [one.code for one in found] == ["CW203"]
    assert "cm" in place(text, found[0])


def test_9_a_missing_baseline_cannot_be_decided_and_is_asked_for() -> None:
    text = (
        BASELINE
        + """
step only "Only" [1]
  begin at first start of aza

stop rise "Rise with symptoms" [1]
  when all of
    - ALT >= 3 × its baseline
    - nausea present within 7 days
"""
    )
    found = result(text, "at: 2025-03-08, aza: 50 mg/day", "at: 2025-03-15, ALT: 130 U/L, nausea: present")
    assert found.stop is None
    item = next(item for item in found.undecided if item.rule == "rise")
    assert [(want.what, want.flips) for want in item.wanted] == [("baseline ALT", "43 U/L or less")]
    assert "130 U/L" in item.sentence
    assert "43 U/L or less" in item.sentence


def test_10_a_condition_that_nothing_can_satisfy_is_an_error() -> None:
    text = "\ncaution probe [1]\n  when ALT >= 500 U/L and ALT < 300 U/L\n"
    found = findings(text)
    assert found, "a contradiction must be found"
    assert "ALT" in place(text, found[0])


def test_11_a_typing_error_is_pointed_at_and_mended() -> None:
    text = "\ncaution probe [1]\n  when bilirubni >= 2 mg/dL\n"
    found = findings(text)
    assert len(found) == 1
    assert place(text, found[0]) == "bilirubni"
    assert "bilirubin" in f"{found[0].title} {found[0].help}"


def test_12_a_schedule_as_it_is_spoken_is_a_list_of_dates() -> None:
    text = """
step only "Only" [1]
  begin at first start of aza

monitor ALT as watch [1]
  from first start of aza
  weekly for 4 weeks
  then twice monthly for 2 months
  then monthly for 4 months
"""
    found = result(text, "at: 2025-03-08, aza: 50 mg/day", as_of="2026-06-30")
    assert [item.due for item in occasions(found, "watch")] == [
        *("2025-03-15", "2025-03-22", "2025-03-29", "2025-04-05"),
        *("2025-04-20", "2025-05-05", "2025-05-20", "2025-06-05"),
        *("2025-07-05", "2025-08-05", "2025-09-05", "2025-10-05"),
    ]
