"""Exact numbers and spans: what is shown, and that span arithmetic holds every number that it might be."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from careway.model.quantity import (
    ANYTHING,
    Quantity,
    Span,
    add,
    divide,
    exactly,
    exceeds,
    highest,
    lowest,
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


SMALL = tuple(
    Span(low, high, low_open, high_open)
    for low in (None, Fraction(0), Fraction(1))
    for high in (None, Fraction(1), Fraction(2))
    for low_open in ((False,) if low is None else (False, True))
    for high_open in ((False,) if high is None else (False, True))
    if low != high or low is None or not (low_open or high_open)
)
"""Spans of every shape: with and without each bound, open and closed, single numbers."""
POINTS = tuple(Fraction(number, 4) for number in range(-12, 21))
INNER = tuple(Fraction(number, 2) for number in range(-2, 7))
INSIDE = {span: tuple(point for point in POINTS if holds(span, point)) for span in SMALL}


@pytest.mark.parametrize("left", SMALL, ids=str)
def test_sums_and_the_highest_hold_no_number_they_cannot_be(left: Span) -> None:
    for right in SMALL:
        pairs = list(product(INSIDE[left], INSIDE[right]))
        sums, tops, bottoms = {a + b for a, b in pairs}, {max(a, b) for a, b in pairs}, {min(a, b) for a, b in pairs}
        for number in INNER:
            assert holds(add(left, right), number) == (number in sums)
            assert holds(highest([left, right]), number) == (number in tops)
            assert holds(lowest([left, right]), number) == (number in bottoms)


@pytest.mark.parametrize("span", SMALL, ids=str)
def test_the_negated_and_scaled_span_holds_just_those_numbers(span: Span) -> None:
    for number in POINTS:
        assert holds(minus(span), -number) == holds(span, number)
        assert holds(scale(span, Fraction(3)), 3 * number) == holds(span, number)
        assert holds(scale(span, Fraction(-1, 2)), -number / 2) == holds(span, number)
    assert scale(span, Fraction(0)) == exactly(0)
    assert highest([span]) == span == lowest([span])


def test_the_highest_of_no_numbers_may_be_anything() -> None:
    assert highest([]) == ANYTHING == lowest([])


def between(low: int | str, high: int | str | None, opened: str = "") -> Span:
    return Span(Fraction(low), None if high is None else Fraction(high), "low" in opened, "high" in opened)


@pytest.mark.parametrize(
    ("left", "right", "result"),
    [
        (between(1, 2), between(3, 4), between(3, 8)),
        (between(1, 2, "low"), between(3, 4), between(3, 8, "low")),
        (between(1, 2), between(3, 4, "low"), between(3, 8, "low")),
        (between(1, 2, "high"), between(3, 4), between(3, 8, "high")),
        (between(1, 2), between(3, 4, "high"), between(3, 8, "high")),
        (between(1, None), between(3, 4), between(3, None)),
        (between(1, 2), between(3, None), between(3, None)),
        (between(0, 2), between(3, 4, "low"), between(0, 8)),
        (between(3, 4, "low"), between(0, 2), between(0, 8)),
        (between(0, 2, "low"), between(3, 4), between(0, 8, "low")),
        (between(0, 2, "low"), between(0, 4), between(0, 8)),
        (between(1, 2), between(0, 4, "low"), between(0, 8, "low")),
        (between(-1, 2), between(3, 4), ANYTHING),
        (between(3, 4), between(-1, 2), ANYTHING),
        (Span(None, Fraction(2)), between(3, 4), ANYTHING),
        (between(3, 4), Span(None, Fraction(2)), ANYTHING),
        (exactly(-2), between(3, 4, "low"), between(-8, -6, "high")),
        (between(3, 4, "low"), exactly(-2), between(-8, -6, "high")),
        (exactly(2), Span(None, Fraction(4)), Span(None, Fraction(8))),
    ],
)  # fmt: skip
def test_products_at_their_bounds(left: Span, right: Span, result: Span) -> None:
    assert multiply(left, right) == result


@pytest.mark.parametrize(
    ("left", "right", "result"),
    [
        (between(6, 8), exactly(2), between(3, 4)),
        (between(6, 8, "low"), exactly(-2), between(-4, -3, "high")),
        (between(6, 8), exactly(0), ANYTHING),
        (exactly(4), between(1, 2), between(2, 4)),
        (exactly(4), between(1, 2, "low"), between(2, 4, "high")),
        (exactly(4), between(1, 2, "high"), between(2, 4, "low")),
        (exactly(4), between(1, None), between(0, 4, "low")),
        (exactly(4), between("1/2", 2), between(2, 8)),
        (between(0, 4), between(1, None), between(0, 4)),
        (between(6, 8), between(0, 2), ANYTHING),
        (between(6, 8), between(0, 2, "low"), ANYTHING),
        (between(6, 8), between(-1, 2), ANYTHING),
        (between(6, 8), Span(None, Fraction(2)), ANYTHING),
    ],
)  # fmt: skip
def test_quotients_at_their_bounds(left: Span, right: Span, result: Span) -> None:
    assert divide(left, right) == result


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
        ("1000/3", "≈333.3"), ("3001/3", "≈1000"), ("13/14", "≈0.9286"), ("9999/7", "≈1428"),
        ("1/300", "≈0.003333"), ("0.0000005", "≈0.0000005"),
        ("0.0000123456", "≈0.00001235"), ("1/3000000000000", "≈0"), ("3000.00000001", "≈3000"), ("29.99999999", "≈30"),
    ],
)  # fmt: skip
def test_how_numbers_are_shown(value: str, shown: str) -> None:
    assert show_number(Fraction(value)) == shown


def test_a_plain_number_has_no_unit() -> None:
    assert str(Quantity(Fraction("2.5"), "1")) == "2.5"
    assert str(Quantity(Fraction(93), "U/L")) == "93 U/L"
