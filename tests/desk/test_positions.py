"""Lines and columns as an editor counts them: UTF-16 units, and whatever ends a line for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careway.desk.positions import Lines, Position, Unit, Units

TEXT = 'lab ALT "😀 ≥ 3" in U/L\r\nlab é in U/L\rdrug x\n'


@pytest.mark.parametrize(
    ("sign", "utf8", "utf16", "utf32"),
    [("😀", (0, 9), (0, 9), (0, 9)), (" ≥", (0, 13), (0, 11), (0, 10)), (" 3", (0, 17), (0, 13), (0, 12)),
     ("é", (1, 4), (1, 4), (1, 4)), (" in U/L\rd", (1, 6), (1, 5), (1, 5)), ("drug", (2, 0), (2, 0), (2, 0))],
)  # fmt: skip
def test_a_column_counts_what_was_agreed(
    sign: str, utf8: tuple[int, int], utf16: tuple[int, int], utf32: tuple[int, int]
) -> None:
    offset = TEXT.index(sign)
    for unit, place in ((Unit.UTF8, utf8), (Unit.UTF16, utf16), (Unit.UTF32, utf32)):
        lines = Lines(TEXT, unit)
        assert lines.position(offset) == Position(*place)
        assert lines.offset(Position(*place)) == offset


def test_past_the_end_is_the_end() -> None:
    lines = Lines("ab\ncd")
    assert lines.offset(Position(0, 99)) == 2
    assert lines.offset(Position(9, 0)) == 5
    assert lines.position(99) == Position(1, 2)


def test_inside_a_character_of_two_units_is_its_beginning() -> None:
    assert Lines("a😀b").offset(Position(0, 2)) == 1


@given(st.text(st.sampled_from("aé≥😀\r\n\u2028\x0b "), max_size=30), st.sampled_from(list(Unit)))
def test_there_and_back(text: str, unit: Unit) -> None:
    lines = Lines(text, unit)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] != "\r\n":  # between the two there is no position
            assert lines.offset(lines.position(offset)) == offset


@given(st.text(st.sampled_from("aé≥😀\r\n"), max_size=20))
def test_places_are_counted_as_a_browser_does(text: str) -> None:
    units = Units(text)
    for offset in range(len(text) + 1):
        place = len(text[:offset].encode("utf-16-le")) // 2
        assert units.place(offset) == place
        assert units.offset(place) == offset
        if text[offset : offset + 1] == "😀":
            assert units.offset(place + 1) == offset
    assert units.offset(10**9) == len(text)
    assert units.offset(-1) == 0
