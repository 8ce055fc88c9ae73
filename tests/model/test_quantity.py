"""Exact numbers and spans: what is shown, and that span arithmetic holds every number that it might be."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from careway.model.quantity import (
    Quantity,
    Span,
    add,
    divide,
    exactly,
    exceeds,
    minus,
    multiply,
    reaches,
    scale,
    show_number,
)
from careway.model.truth import FALSE, TRUE, UNKNOWN

NUMBERS = st.fractions(min_value=-50, max_value=50, max_denominator=12)


@st.composite
def spans(draw: st.DrawFn) -> tuple[Span, Fraction]:
    """A span and a number inside it."""
    inside = draw(NUMBERS)
    low = draw(st.none() | NUMBERS.filter(lambda n: n <= inside))
    high = draw(st.none() | NUMBERS.filter(lambda n: n >= inside))
    low_open = draw(st.booleans()) and low is not None and low < inside
    high_open = draw(st.booleans()) and high is not None and high > inside
    return Span(low, high, low_open, high_open), inside


def holds(span: Span, number: Fraction) -> bool:
    above = span.low is None or number > span.low or (number == span.low and not span.low_open)
    below = span.high is None or number < span.high or (number == span.high and not span.high_open)
    return above and below


@given(spans(), spans(), NUMBERS)
def test_arithmetic_holds_every_number_it_might_be(
    left: tuple[Span, Fraction], right: tuple[Span, Fraction], factor: Fraction
) -> None:
    (one, a), (two, b) = left, right
    assert holds(add(one, two), a + b)
    assert holds(minus(one), -a)
    assert holds(scale(one, factor), a * factor)
    assert holds(multiply(one, two), a * b)
    assume(b != 0)
    assert holds(divide(one, two), a / b)


@given(spans(), spans())
def test_a_comparison_that_is_known_is_right(left: tuple[Span, Fraction], right: tuple[Span, Fraction]) -> None:
    (one, a), (two, b) = left, right
    assert reaches(one, two) in ((TRUE, UNKNOWN) if a >= b else (FALSE, UNKNOWN))
    assert exceeds(one, two) in ((TRUE, UNKNOWN) if a > b else (FALSE, UNKNOWN))


@given(NUMBERS, NUMBERS)
def test_numbers_known_exactly_always_compare(a: Fraction, b: Fraction) -> None:
    assert reaches(exactly(a), exactly(b)) is (TRUE if a >= b else FALSE)
    assert exceeds(exactly(a), exactly(b)) is (TRUE if a > b else FALSE)


@pytest.mark.parametrize(
    ("span", "threshold", "reached"),
    [
        (Span(Fraction(1000), None, True), 300, TRUE),
        (Span(Fraction(1000), None, True), 1000, TRUE),
        (Span(Fraction(1000), None, True), 2000, UNKNOWN),
        (Span(Fraction(0), Fraction(5), high_open=True), 5, FALSE),
        (Span(Fraction(0), Fraction(5)), 5, UNKNOWN),
        (Span(Fraction(0), Fraction(5), high_open=True), 3, UNKNOWN),
        (Span(Fraction(0), Fraction(5), high_open=True), 120, FALSE),
    ],
)
def test_results_beyond_the_reach_of_the_method(span: Span, threshold: int, reached: object) -> None:
    assert reaches(span, exactly(threshold)) is reached


def test_three_times_a_tenth() -> None:
    assert scale(exactly(Fraction("0.1")), Fraction(3)) == exactly(Fraction("0.3"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("93", "93"), ("2.40", "2.4"), ("0.05", "0.05"), ("-1.5", "-1.5"), ("0", "0"), ("1000000", "1000000"),
        ("1/3", "≈0.3333"), ("-2/3", "≈-0.6667"), ("20000/3", "≈6667"), ("0.000001", "0.000001"),
    ],
)  # fmt: skip
def test_how_numbers_are_shown(value: str, shown: str) -> None:
    assert show_number(Fraction(value)) == shown


def test_a_plain_number_has_no_unit() -> None:
    assert str(Quantity(Fraction("2.5"), "1")) == "2.5"
    assert str(Quantity(Fraction(93), "U/L")) == "93 U/L"
