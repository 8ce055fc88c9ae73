"""The fenced blocks of a page: what language they are in, what is to be done with them, and pages with some replaced.

The line that opens a block says first its language, as everywhere, and then what it is for:

    ```console exit=1           the commands behind `$ ` are run; here they are to end with exit code 1
    ```care file=lithium.care   the text is written to that file, in the folder in which the commands are run
    ```care append=lithium.care the text is added at the end of that file
    ```diff change=lithium.care in that file, the lines behind `-` give way to those behind `+`
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from careway.base.record import record

DOES = ("file", "append", "change")
_BLOCK = re.compile(r"^(?P<fence>`{3,})(?P<info>[^`\n]*)\n(?P<text>.*?)^(?P=fence) *$", re.MULTILINE | re.DOTALL)


class Untrue(Exception):
    """A page shows what is not so; the text says which page and what."""


@record
class Block:
    """One fenced block; `marks` are the words behind its language (`exit=1`)."""

    language: str
    marks: tuple[tuple[str, str], ...]
    text: str

    def mark(self, name: str) -> str | None:
        """What the block says behind that word."""
        return dict(self.marks).get(name)

    def file(self) -> tuple[str, Path] | None:
        """What is done with which file."""
        found = [(name, Path(value)) for name, value in self.marks if name in DOES]
        return found[0] if found else None


def blocks(page: str) -> list[Block]:
    """Every fenced block of a page."""
    return [_block(match) for match in _BLOCK.finditer(page)]


def replaced(page: str, new: Callable[[Block], str]) -> str:
    """The page with each block replaced, fence and all."""
    return _BLOCK.sub(lambda match: new(_block(match)), page)


def outside(page: str, new: Callable[[str], str]) -> str:
    """The page with the stretches between its blocks replaced."""
    kept = [match.group() for match in _BLOCK.finditer(page)]
    between = [new(text) for text in _BLOCK.sub("\0", page).split("\0")]
    return between[0] + "".join(block + text for block, text in zip(kept, between[1:], strict=True))


def fenced(info: str, text: str) -> str:
    """A block, behind a fence longer than any in it."""
    longest = max((len(run) for run in re.findall(r"`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{info}\n{text.rstrip()}\n{fence}"


def _block(match: re.Match[str]) -> Block:
    language, *words = match["info"].split() or [""]
    marks = tuple((name, value) for name, _, value in (word.partition("=") for word in words))
    unknown = [name for name, value in marks if name not in (*DOES, "exit") or not value]
    if unknown:
        raise Untrue(f"a block says {unknown[0]!r}; it can say {', '.join(DOES)} or exit, each with = and a value")
    return Block(language, marks, match["text"])
