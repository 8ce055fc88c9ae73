"""Cuts a text into statements, and finds its comments, line by line; nothing is parsed yet.

A line whose first column holds neither a space nor a comment begins a statement. A text in double quotes never goes
on over a line's end, so that this can be told from each line alone, and a mistake in one statement stays in it.
"""

from __future__ import annotations

import re

from careway.base.record import record
from careway.base.source import Span
from careway.syntax.tree import Comment

_COMMENT = re.compile(r'[^"#\n]*(?:"[^"\n]*"[^"#\n]*)*(#[^\n]*)')
# not `splitlines`, which also cuts at a lone carriage return and at separators of Unicode
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


@record
class Chunk:
    """The stretch of text of one statement; `blank` where nothing but comments and spaces is in it."""

    span: Span
    blank: bool


def split(text: str) -> tuple[tuple[Chunk, ...], tuple[Comment, ...]]:
    """The statements of a text, first what stands before the first of them, and all comments."""
    chunks: list[Chunk] = []
    comments: list[Comment] = []
    start, blank = 0, True
    position = 0
    for line in _LINE.findall(text):
        body = line.rstrip()
        comment = _COMMENT.match(line) if "#" in line else None
        if comment is not None:
            at = position + comment.start(1)
            shown = comment.group(1).rstrip()
            own_line = not line[: comment.start(1)].strip()
            comments.append(Comment(shown, Span(at, at + len(shown)), own_line))
            if own_line:
                body = ""
        if body and not line[0].isspace():
            chunks.append(Chunk(Span(start, position), blank))
            start, blank = position, True
        if body:
            blank = False
        position += len(line)
    chunks.append(Chunk(Span(start, position), blank))
    return tuple(chunks), tuple(comments)
