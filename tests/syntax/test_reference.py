"""The author's reference: its examples are read without a mistake, compile, and are laid out as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from careway.base.diagnostics import Severity
from careway.base.source import Source
from careway.format.format import format_source
from careway.pipeline import compile_source
from careway.syntax.parse import parse
from careway.syntax.table import table
from support.checking import BASE

PAGE = (Path(__file__).parents[2] / "grammar/README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(care|care-part)\n(.*?)\n```", PAGE, re.DOTALL)


def test_there_are_blocks_of_both_kinds() -> None:
    assert {kind for kind, _ in BLOCKS} == {"care", "care-part"}
    assert len(BLOCKS) >= 12


@pytest.mark.parametrize("block", [block for _, block in BLOCKS])
def test_a_block_is_read_and_formatted(block: str) -> None:
    source = Source("block.care", block)
    assert parse(source).diagnostics == ()
    formatted, _ = format_source(source)
    assert formatted is not None
    assert format_source(Source("block.care", formatted)) == (formatted, ())


@pytest.mark.parametrize(
    ("kind", "block"), [pair for pair in BLOCKS if not pair[1].startswith("guideline") or pair[0] == "care"]
)
def test_a_block_compiles(kind: str, block: str) -> None:
    source = Source("block.care", block) if kind == "care" else Source("block.care", f"{BASE}\n{block}")
    found = compile_source(source)
    assert [each.title for each in found.diagnostics if each.severity is Severity.ERROR] == []
    assert found.core is not None


def test_all_words_are_listed() -> None:
    listed = set(re.findall(r"`(\w+)`", PAGE.partition("## All words")[2]))
    assert listed == set(table().lexer.keywords)
