"""Lines and columns as an editor counts them, or places as a browser does, to and from offsets in code points.

The language server protocol counts columns in UTF-16 units (an emoji is two of them, `≥` is one) unless client and
server agree otherwise, and ends a line at `\\n`, `\\r\\n` and a lone `\\r`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from enum import Enum

from careway.base.record import record
from careway.base.source import Span

_LINE_END = re.compile(r"\r\n|\n|\r")


class Unit(Enum):
    """What a column counts."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"

    def width(self, text: str) -> int:
        """The length of a text in this unit."""
        match self:
            case Unit.UTF8:
                return len(text.encode("utf-8", "surrogatepass"))
            case Unit.UTF16:
                return len(text.encode("utf-16-le", "surrogatepass")) // 2
            case Unit.UTF32:
                return len(text)


@record
class Position:
    """A line and a column, both counted from 0."""

    line: int
    column: int


class Lines:
    """The lines of a text."""

    def __init__(self, text: str, unit: Unit = Unit.UTF16) -> None:
        self._text, self.unit = text, unit
        ends = [(match.start(), match.end()) for match in _LINE_END.finditer(text)]
        self._starts = [0, *(end for _, end in ends)]
        self._ends = [*(start for start, _ in ends), len(text)]

    def position(self, offset: int) -> Position:
        """The position of an offset; of one inside a line's end, that of the line's end."""
        offset = max(0, min(offset, len(self._text)))
        line = bisect_right(self._starts, offset) - 1
        start = self._starts[line]
        return Position(line, self.unit.width(self._text[start : min(offset, self._ends[line])]))

    def offset(self, position: Position) -> int:
        """The offset of a position; a column past a line's end is its end, one inside a character its beginning."""
        if position.line >= len(self._starts):
            return len(self._text)
        start, end = self._starts[position.line], self._ends[position.line]
        if self._text[start:end].isascii():
            return min(start + position.column, end)
        left = position.column
        for offset in range(start, end):
            left -= self.unit.width(self._text[offset])
            if left < 0:
                return offset
        return end

    def around(self, span: Span) -> tuple[Position, Position]:
        """Both ends of a stretch."""
        return self.position(span.start), self.position(span.end)


class Units:
    """Places in a text as a browser counts them: in UTF-16 units from its beginning."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._wide = [] if text.isascii() else [place for place, sign in enumerate(text) if ord(sign) > 0xFFFF]
        """The offsets of the characters that are two units."""
        self._counted = [place + before for before, place in enumerate(self._wide)]

    def place(self, offset: int) -> int:
        """The place of an offset."""
        return offset + bisect_left(self._wide, offset)

    def offset(self, place: int) -> int:
        """The offset of a place; one past the end is the end, one inside a character its beginning."""
        return max(0, min(place - bisect_left(self._counted, place), self._length))
