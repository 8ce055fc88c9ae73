"""Kleene's strong logic: the tables, and the laws that hold of every number of values."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth, at_least, every, negate, of, some

ALL = (TRUE, FALSE, UNKNOWN)
VALUES = st.lists(st.sampled_from(ALL), max_size=8)
RANK = {FALSE: 0, UNKNOWN: 1, TRUE: 2}


def completions(values: list[Truth]) -> list[list[bool]]:
    """Every way in which the unknown values may turn out."""
    return [list(one) for one in product(*((True, False) if v is UNKNOWN else (v is TRUE,) for v in values))]


def summary(outcomes: set[bool]) -> Truth:
    return UNKNOWN if len(outcomes) == 2 else of(outcomes.pop())


@given(VALUES)
def test_every_and_some_are_least_and_greatest(values: list[Truth]) -> None:
    assert every(values) is min([TRUE, *values], key=RANK.__getitem__)
    assert some(values) is max([FALSE, *values], key=RANK.__getitem__)


@given(VALUES, st.integers(0, 9))
def test_a_result_is_known_exactly_where_every_outcome_agrees(values: list[Truth], count: int) -> None:
    ways = completions(values)
    assert every(values) is summary({all(one) for one in ways})
    assert some(values) is summary({any(one) for one in ways})
    assert at_least(count, values) is summary({sum(one) >= count for one in ways})


@given(VALUES)
def test_de_morgan(values: list[Truth]) -> None:
    assert negate(every(values)) is some(negate(value) for value in values)
    assert at_least(1, values) is some(values)
    assert at_least(len(values), values) is every(values)


@pytest.mark.parametrize("value", ALL)
def test_not_not(value: Truth) -> None:
    assert negate(negate(value)) is value


@pytest.mark.parametrize("value", ALL)
def test_a_truth_is_never_taken_for_a_bool(value: Truth) -> None:
    with pytest.raises(
        TypeError, match=r"^a Truth has three values: compare it with Truth\.TRUE, \.FALSE or \.UNKNOWN$"
    ):
        bool(value)
