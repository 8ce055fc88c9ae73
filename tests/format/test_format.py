"""The one layout, on a file that is out of shape, and on the guidelines themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from careway.base.source import Source
from careway.format.format import format_source
from careway.syntax.parse import parse

ROOT = Path(__file__).parents[2]
MESSY = sorted((ROOT / "tests/data/format").glob("*.care"))
GUIDELINES = [
    *MESSY,
    *sorted((ROOT / "tests/data/parse").glob("*.care")),
    *sorted((ROOT / "guideline").rglob("*.care")),
]


@pytest.mark.parametrize("file", MESSY, ids=lambda path: path.stem)
def test_a_file_gets_its_layout(file: Path, update: bool) -> None:
    text, mistakes = format_source(Source(file.name, file.read_text(encoding="utf-8")))
    assert mistakes == () and text is not None
    golden = file.with_suffix(".formatted")
    if update:
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("file", GUIDELINES, ids=lambda path: path.stem)
def test_nothing_is_lost_and_a_second_time_changes_nothing(file: Path) -> None:
    source = Source(file.name, file.read_text(encoding="utf-8"))
    text, _ = format_source(source)
    assert text is not None
    before, after = parse(source), parse(Source(file.name, text))
    assert after.tree == before.tree
    assert [comment.text for comment in after.tree.comments] == [comment.text for comment in before.tree.comments]
    assert format_source(Source(file.name, text)) == (text, ())


def test_a_text_with_mistakes_is_left_alone() -> None:
    text, mistakes = format_source(Source("test.care", "stop a\n  when\n"))
    assert text is None
    assert [each.code for each in mistakes] == ["CW175"]


@pytest.mark.parametrize(
    ("text", "expected"), [("", ""), ("\n\n", ""), ("# a\n\n\n\n# b", "# a\n\n# b\n"), ("lab a\r\n", "lab a\n")]
)
def test_small_texts(text: str, expected: str) -> None:
    assert format_source(Source("test.care", text)) == (expected, ())
