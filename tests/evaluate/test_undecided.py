"""docs/meaning.md, section 12: the smallest set of missing data that would decide a rule, and its flip value."""

from __future__ import annotations

import pytest

from careway.evaluate.result import Undecided
from evaluate.small import result

STEP = """
define baseline of lab = last lab on or before first start of aza

step only "Only" [1]
  begin at first start of aza

stop probe "Probe" [1]
  when """
START = "at: 2025-03-08, aza: 50 mg/day"


def doubt(condition: str, *records: str) -> Undecided | None:
    found = result(STEP + condition + "\n", START, *records)
    return next((item for item in found.undecided if item.rule == "probe"), None)


def wanted(condition: str, *records: str) -> list[tuple[str | None, str | None]]:
    """The missing data that would decide a stop, each with the value at which it would flip."""
    item = doubt(condition, *records)
    return [] if item is None else [(want.concept, want.flips) for want in item.wanted]


@pytest.mark.parametrize(
    ("condition", "flips"),
    [
        ("ALT >= 300 U/L", "300 U/L or more"),
        ("ALT > 300 U/L", "more than 300 U/L"),
        ("ALT <= 300 U/L", "300 U/L or less"),
        ("ALT < 300 U/L", "less than 300 U/L"),
        ("ALT >= 2 × ULN", "80 U/L or more"),
        ("2 × ALT >= 300 U/L", "150 U/L or more"),
        ("ALT + 10 U/L >= 300 U/L", "290 U/L or more"),
        ("300 U/L - ALT <= 100 U/L", "200 U/L or more"),
    ],
)
def test_one_missing_number_and_the_value_at_which_the_rule_would_become_true(condition: str, flips: str) -> None:
    assert wanted(condition, "at: 2025-03-15, nausea: absent") == [("ALT", flips)]


@pytest.mark.parametrize(
    ("alt", "flips"),
    [
        ("130 U/L", "43 U/L or less"),
        ("129 U/L", "43 U/L or less"),
        ("128 U/L", "42 U/L or less"),
        ("131 U/L", "43 U/L or less"),
    ],
)
def test_a_missing_baseline_is_rounded_to_the_side_on_which_it_is_true(alt: str, flips: str) -> None:
    item = doubt("ALT >= 3 × its baseline", f"at: 2025-03-15, ALT: {alt}")
    assert item is not None
    assert [want.flips for want in item.wanted] == [flips]
    assert alt in item.sentence and flips in item.sentence and "baseline" in item.sentence


BOTH = "ALT >= 200 U/L and nausea present"
EITHER = "ALT >= 200 U/L or nausea present"


def test_what_is_decided_already_is_not_asked_for() -> None:
    assert wanted(BOTH, "at: 2025-03-15, ALT: 200 U/L") == [("nausea", None)]
    assert wanted(BOTH, "at: 2025-03-15, ALT: 199 U/L") == []
    assert wanted(EITHER, "at: 2025-03-15, ALT: 200 U/L") == []
    assert wanted(EITHER, "at: 2025-03-15, ALT: 199 U/L") == [("nausea", None)]
    assert wanted(EITHER, "at: 2025-03-15, nausea: absent") == [("ALT", "200 U/L or more")]


def test_where_two_data_are_missing_both_are_asked_for() -> None:
    assert {concept for concept, _ in wanted(BOTH, "at: 2025-03-15, AST: 1 U/L")} == {"ALT", "nausea"}


def test_a_set_that_decides_whatever_its_value_is_preferred_to_a_larger_one() -> None:
    condition = "any of\n    - all of\n      - ALT >= 200 U/L\n      - nausea present\n    - ALT >= 500 U/L"
    found = wanted(condition, "at: 2025-03-15, nausea: absent")
    assert [concept for concept, _ in found] == ["ALT"]
    assert {concept for concept, _ in wanted(condition, "at: 2025-03-15, AST: 1 U/L")} == {"ALT", "nausea"}


def test_a_missing_upper_limit_is_named() -> None:
    item = doubt("AST > ULN", "at: 2025-03-15, AST: 90 U/L")
    assert item is not None
    assert "ULN of AST" in item.sentence


def test_a_result_without_a_value_and_one_that_is_too_old_say_why() -> None:
    item = doubt("ALT >= 200 U/L", "at: 2025-03-15, ALT: no value")
    assert item is not None and "value" in item.wanted[0].why
    item = doubt("CRP >= 200 mg/L", "at: 2025-03-08, CRP: 10 mg/L", "at: 2025-03-20, AST: 1 U/L")
    assert item is not None and "2025-03-08" in item.wanted[0].why


def test_a_range_that_leaves_it_open_asks_for_the_exact_value() -> None:
    item = doubt("ALT >= 200 U/L", 'at: 2025-03-15, ALT: ">100 U/L"')
    assert item is not None
    assert "exact" in item.wanted[0].what


def test_what_is_decided_is_not_listed() -> None:
    assert doubt("ALT >= 200 U/L", "at: 2025-03-15, ALT: 100 U/L") is None
    assert doubt("ALT >= 200 U/L", "at: 2025-03-15, ALT: 200 U/L") is None
