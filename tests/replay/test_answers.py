"""Answers of two engines in one form: what is equal is the same, and what differs by one in the last place is not."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careway.evaluate.moment import NOT_YET, UNCLEAR
from careway.model.quantity import Span, exactly
from careway.model.time import Calendar, When
from careway.model.truth import FALSE, TRUE, UNKNOWN
from careway.replay.answers import NotSaid, moment_said, number_said, said_by_other, truth_said


def number(low: Any, high: Any, low_open: bool = False, high_open: bool = False) -> dict[str, Any]:
    return {"low": low, "high": high, "lowOpen": low_open, "highOpen": high_open}


@pytest.mark.parametrize(
    ("ours", "theirs", "text"),
    [
        (exactly(30), number(30, 30), "30"),
        (exactly(Fraction(1, 3)), number(Decimal("0.33333333"), Decimal("0.33333333")), "0.333333"),
        (exactly(Fraction(-5, 2)), number(Decimal("-2.5"), Decimal("-2.5")), "-2.5"),
        (Span(Fraction(300), None, True), number(300, None, True), "above 300"),
        (Span(None, Fraction(5)), number(None, 5), "at most 5"),
        (Span(Fraction(2), Fraction(5), False, True), number(2, 5, False, True), "at least 2, below 5"),
        (Span(None, None), number(None, None), None),
        (None, None, None),
    ],
)
def test_numbers(ours: Span | None, theirs: Any, text: str | None) -> None:
    assert number_said(ours) == said_by_other(theirs) == text


@given(st.integers(-(10**9), 10**9), st.integers(-(10**9), 10**9))
def test_numbers_that_differ_are_told_apart(one: int, other: int) -> None:
    ours = number_said(exactly(Fraction(one, 1000)))
    theirs = Decimal(other) / 1000
    assert (ours == said_by_other(number(theirs, theirs))) is (one == other)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2025-02-17T00:00:00.000+00:00", "2025-02-17T23:59:59.000+00:00"),
        ("2025-02-17T01:30:00.000+01:30", "2025-02-17T18:59:59.000-05:00"),
    ],
)
def test_times_are_compared_as_instants(first: str, last: str) -> None:
    day = Calendar().on_day(739299)
    assert moment_said(day) == said_by_other({"come": True, "first": first, "last": last})
    assert moment_said(day) == "2025-02-17T00:00:00Z to 2025-02-17T23:59:59Z"


def test_times_that_have_not_come_or_are_unclear() -> None:
    nothing = {"first": None, "last": None}
    assert moment_said(NOT_YET) == said_by_other({"come": False, **nothing}) == "not yet"
    assert moment_said(UNCLEAR) is None
    assert said_by_other({"come": None, **nothing}) is said_by_other(None) is None
    assert moment_said(When(0, 0, 719163, 719163)) == "1970-01-01T00:00:00Z"


def test_truths_and_texts_are_as_they_are() -> None:
    assert [truth_said(one) for one in (TRUE, FALSE, UNKNOWN)] == [True, False, None]
    assert [said_by_other(one) for one in (True, False, None, "stopped")] == [True, False, None, "stopped"]


def test_occasions_are_in_order_of_their_dates() -> None:
    given_ones = [
        {"due": "2025-03-22", "standing": "coming", "done": None},
        {"due": "2025-03-15", "standing": "done", "done": "2025-03-14"},
    ]
    assert said_by_other(given_ones) == (("2025-03-15", "done"), ("2025-03-22", "coming"))


@pytest.mark.parametrize("odd", [3, {"a": 1}, [1], [{"due": "x"}], {"come": True, "first": "x", "last": "y"}])
def test_anything_else_is_no_answer(odd: Any) -> None:
    assert isinstance(said_by_other(odd), NotSaid)
