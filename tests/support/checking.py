"""Compiling small texts: whole guidelines, or fragments below tests/data/check/base.care."""

from __future__ import annotations

import re
from pathlib import Path

from careway.base.source import Source
from careway.ir import nodes as ir
from careway.pipeline import Compiled, compile_source

ROOT = Path(__file__).resolve().parents[2]
BASE = (ROOT / "tests/data/check/base.care").read_text(encoding="utf-8")
PAGES = ROOT / "grammar/explain"

_BLOCK = re.compile(r"```(care|care-part)\n(.*?)\n```", re.DOTALL)


def whole(text: str) -> Source:
    """A fragment below the base, or a text that has a guideline statement of its own as it is."""
    return Source("guideline.care", text if text.startswith(("guideline", "source")) else f"{BASE}\n{text}")


def compiled(text: str) -> Compiled:
    """What a text or fragment compiles to."""
    return compile_source(whole(text))


def core(text: str) -> ir.Guideline:
    """The core of a text or fragment that has no error."""
    found = compiled(text)
    assert found.core is not None, [(one.code, one.title) for one in found.diagnostics]
    return found.core


def codes(text: str) -> list[str]:
    """The codes of what is found in a text or fragment, in order of place."""
    return [one.code for one in compiled(text).diagnostics]


def examples(code: str) -> tuple[str, str]:
    """The wrong and the right example of a code's page, as texts to compile."""
    blocks = _BLOCK.findall((PAGES / f"{code}.md").read_text(encoding="utf-8"))
    wrong, right = (text + "\n" if kind == "care" else f"{BASE}\n{text}\n" for kind, text in blocks)
    return wrong, right
