"""The signs of the printer turned into lines: a list has a line for each item, two columns in from the line on which it
begins. The standard layout is `careway.format`'s work; here only what the meaning needs."""

from __future__ import annotations

import re

from careway.export.text.criteria import END, ITEM, OPEN
from careway.export.text.written import MARK

_SIGN = re.compile(f"([{OPEN}{ITEM}{END}])")


def lines(indent: int, text: str) -> list[str]:
    """The lines of a clause that begins at a column."""
    made = [" " * indent]
    columns: list[int] = []
    for piece in _SIGN.split(text.replace(MARK, "")):
        if piece == OPEN:
            columns.append(_column(made[-1]) + 2)
            made.append(" " * columns[-1] + "- ")
        elif piece == ITEM:
            made.append(" " * columns[-1] + "- ")
        elif piece == END:
            made.append(" " * columns.pop())  # whatever follows stands in the bullets' column, which ends the list
        else:
            made[-1] += piece if made[-1].strip() else piece.lstrip()
    return [line.rstrip() for line in made if line.strip()]


def _column(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
