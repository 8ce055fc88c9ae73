"""What is written about timelines is true: the examples of the manual and of the pages about errors are read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.vocabulary import codes, read

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"(?:(Wrong|Right):\n\n)?```(yaml|json|csv)\n(.*?)```", re.DOTALL)
PAGES = sorted((ROOT / "grammar" / "explain").glob("CW5*.md"))
CODES = set(
    re.findall(r'"(CW5\d\d)"', "".join(path.read_text("utf-8") for path in (ROOT / "interpreter").rglob("*.py")))
)


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert {page.stem for page in PAGES} == CODES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_wrong_example_gives_the_code_and_the_right_one_none(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.stem}: ") and "Why it matters: " in text
    blocks = {name: (kind, example) for name, kind, example in _BLOCK.findall(text)}
    assert set(blocks) in (set(), {"Wrong", "Right"})
    for name, (kind, example) in blocks.items():
        assert (codes(example, f"records.{kind}") == []) is (name == "Right")
        if name == "Wrong":
            assert codes(example, f"records.{kind}")[0] == page.stem


def test_the_examples_of_the_manual_are_read_without_a_refusal() -> None:
    blocks = _BLOCK.findall((ROOT / "docs" / "timelines.md").read_text(encoding="utf-8"))
    assert len(blocks) >= 4
    for _, kind, example in blocks:
        found = read(example, f"records.{kind}")
        assert found.diagnostics == ()
        for timeline in found.timelines:
            assert timeline.records.refused == () and timeline.records.unused == ()


@pytest.mark.parametrize("path", sorted((ROOT / "examples" / "formats").iterdir()), ids=lambda path: path.name)
def test_the_examples_of_each_format_are_read_without_a_refusal(path: Path) -> None:
    found = read(path.read_bytes(), path.name)
    assert found.diagnostics == ()
    assert found.timelines
    for timeline in found.timelines:
        assert timeline.records.refused == () and timeline.records.unused == ()
