"""Which members of a list moved: as few as explain the new order, and none where only others came or went."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from careway.differences.order import moved


def test_one_that_moved() -> None:
    assert moved("abcd", "acdb") == [("b", "after", "d")]
    assert moved("abcd", "dabc") == [("d", "before", "a")]
    assert moved("ab", "ba") in ([("a", "after", "b")], [("b", "before", "a")])


def test_who_comes_and_goes_moves_nobody() -> None:
    assert moved("abcd", "xbdy") == []
    assert moved("", "abc") == moved("abc", "") == []


@given(st.permutations("abcdef"))
def test_without_those_that_moved_the_order_is_the_old_one(new: list[str]) -> None:
    found = [one for one, _, _ in moved("abcdef", new)]
    assert [one for one in new if one not in found] == [one for one in "abcdef" if one not in found]
    assert len(found) < len(new)
