"""The README: what it shows of Careway's output is what Careway prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from careway.base.source import Source
from careway.syntax.parse import parse
from support.command import careway

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_what_the_readme_shows_is_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    shown = blocks("console")
    assert len(shown) >= 3
    for block in shown:
        command, _, output = block.removeprefix("$ careway ").partition("\n")
        ran = careway(*shlex.split(command))
        assert ran.code == 0, ran.err
        pattern = ".*".join(re.escape(part) for part in output.rstrip().split("..."))
        assert re.fullmatch(pattern, ran.out.rstrip(), re.DOTALL), f"careway {command}\n{ran.out}"


def test_the_excerpts_are_parts_of_the_guideline() -> None:
    text = (ROOT / "guideline/azathioprine/reintroduction.care").read_text(encoding="utf-8")
    (excerpt,) = blocks("care-part")
    assert all(part.strip() in text for part in re.split(r"\n\n", excerpt))
    assert parse(Source("excerpt", excerpt)).diagnostics == ()
