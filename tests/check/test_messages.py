"""Rendered messages, one file a code, to be read as prose: `pytest tests/check --update` rewrites them."""

from __future__ import annotations

from pathlib import Path

import pytest

from careway.base.rendering import render
from careway.base.source import Source
from careway.check.codes import CODES
from careway.pipeline import compile_source
from support.checking import ROOT, examples

FOLDER = ROOT / "tests/data/diagnostics"


@pytest.mark.parametrize("code", CODES)
def test_the_message(code: str, update: bool) -> None:
    text, out = FOLDER / f"{code}.care", FOLDER / f"{code}.out"
    if update:
        text.write_text(examples(code)[0], encoding="utf-8")
    source = Source("guideline.care", text.read_text(encoding="utf-8"))
    found = [render(one, source) for one in compile_source(source).diagnostics if one.code == code]
    rendered = "\n\n".join(found) + "\n"
    if update:
        out.write_text(rendered, encoding="utf-8")
    assert rendered == out.read_text(encoding="utf-8")


def test_no_message_is_kept_without_its_code() -> None:
    kept = {Path(path).stem for path in FOLDER.glob("CW[234]*")}
    assert kept == set(CODES)
