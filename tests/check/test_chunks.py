"""Good and bad texts side by side, one file a subject: what is found is exactly what the comments say."""

from __future__ import annotations

import re

import pytest

from careway.base.diagnostics import Severity
from support.checking import BASE, ROOT, compiled
from support.chunks import Chunk, chunks

FILES = sorted((ROOT / "tests/data/check").glob("*.care"))
CHUNKS = [chunk for path in FILES if path.name != "base.care" for chunk in chunks(path)]
UNUSED = ("CW380", "CW381", "CW382", "CW301", "CW303", "CW239")
"""Warnings that a fragment may give beside what it is about."""


def test_there_are_chunks() -> None:
    assert len(CHUNKS) > 40


@pytest.mark.parametrize("chunk", CHUNKS, ids=lambda chunk: chunk.name)
def test_what_is_found(chunk: Chunk) -> None:
    alone = chunk.text.lstrip().startswith(("guideline", "source"))
    before = 0 if alone else BASE.count("\n") + 1
    text = chunk.text.lstrip("\n") if alone else chunk.text
    before -= chunk.text.count("\n") - text.count("\n")
    found = compiled(text)
    source = text if alone else f"{BASE}\n{text}"
    placed = [
        (source[: one.label.span.start].count("\n") + 1 - before, one.code, one.title) for one in found.diagnostics
    ]
    wanted = list(chunk.expected)
    left = []
    for line, code, title in placed:
        match = next((one for one in wanted if one[:2] == (line, code) and re.search(one[2], title)), None)
        if match is not None:
            wanted.remove(match)
        elif code not in UNUSED:
            left.append((line, code, title))
    assert (wanted, left) == ([], [])
    errors = any(one.severity is Severity.ERROR for one in found.diagnostics)
    assert (found.core is None) == errors
