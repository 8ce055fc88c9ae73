"""The layout that an editor applies is that of `careway fmt`, as one small edit."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careway.base.source import Source
from careway.desk.layout import laid_out
from careway.desk.names import applied
from careway.desk.view import look
from careway.format.format import format_source
from support.checking import BASE, ROOT

CORPUS = sorted((ROOT / "tests/data/format").glob("**/*.care")) + sorted((ROOT / "guideline").glob("**/*.care"))


def result(text: str) -> str:
    """The text with the edit applied."""
    edit = laid_out(look(text))
    return text if edit is None else applied(text, (edit,))


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_the_edit_gives_what_careway_fmt_gives(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    formatted, _ = format_source(Source(path.name, text))
    assert result(text) == (text if formatted is None else formatted)


@given(
    st.lists(st.tuples(st.integers(0, len(BASE)), st.sampled_from([" ", "\n", "\r\n", "# é😀\n", "  "])), max_size=6)
)
def test_so_it_does_after_any_change_of_blanks(changes: list[tuple[int, str]]) -> None:
    text = BASE
    for place, blank in sorted(changes, reverse=True):
        text = text[:place] + blank + text[place:]
    formatted, _ = format_source(Source("x.care", text))
    assert result(text) == (text if formatted is None else formatted)


def test_what_is_laid_out_or_has_a_mistake_is_left_alone() -> None:
    assert laid_out(look("lab ALT in U/L\n")) is None
    assert laid_out(look("lab   ALT in\n")) is None


def test_the_edit_touches_only_the_lines_that_change() -> None:
    text = "lab ALT in U/L\nlab   AST in U/L\nlab GGT in U/L\n"
    edit = laid_out(look(text))
    assert edit is not None
    assert text[edit.span.start : edit.span.end] == "lab   AST in U/L\n"
    assert edit.text == "lab AST in U/L\n"
