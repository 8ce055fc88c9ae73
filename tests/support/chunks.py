"""Files of small texts divided by lines of `---`; `# ! CODE "pattern"` after a line says what is found there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_EXPECTED = re.compile(r'# ! (CW\d+) "([^"]*)"')


@dataclass(frozen=True)
class Chunk:
    """A text, where it stands, and what is to be found: line, code and a pattern of the title."""

    name: str
    text: str
    expected: tuple[tuple[int, str, str], ...]


def chunks(path: Path) -> list[Chunk]:
    """The chunks of a file."""
    out = []
    for index, text in enumerate(re.split(r"^---.*\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)):
        expected = [
            (number, code, pattern)
            for number, line in enumerate(text.splitlines(), 1)
            for code, pattern in _EXPECTED.findall(line)
        ]
        out.append(Chunk(f"{path.stem}:{index + 1}", text, tuple(expected)))
    return out
