"""The nearest name is one that a person would have meant, or none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careway.base.suggestions import nearest

NAMES = ["ALT", "AST", "bilirubin", "azathioprine", "nausea", "liver_symptoms", "restart"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("alt", "ALT"),
        ("bilirubine", "bilirubin"),
        ("azathoiprine", "azathioprine"),
        ("azathioprin", "azathioprine"),
        ("liver-symptoms", "liver_symptoms"),
        ("nausae", "nausea"),
        ("ASTT", "AST"),
        ("creatinine", None),
        ("vomiting", None),
        ("x", None),
        ("", None),
    ],
)
def test_what_was_meant(written: str, meant: str | None) -> None:
    assert nearest(written, NAMES) == meant


def test_of_two_that_differ_only_in_case_the_first() -> None:
    assert nearest("Alt", ["alt", "ALT"]) == "alt"


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=8))
def test_it_is_one_of_the_candidates_or_none(name: str, candidates: list[str]) -> None:
    assert nearest(name, candidates) in [*candidates, None]


@given(st.sampled_from(NAMES), st.data())
def test_one_letter_left_out_is_still_found(name: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(name) - 1))
    written = name[:place] + name[place + 1 :]
    if len(written) > 3:
        assert nearest(written, NAMES) == name
