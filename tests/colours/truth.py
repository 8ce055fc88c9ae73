"""What the parser takes each stretch of a text for, as kinds of colour: what the rules are held to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from careway.colours.kinds import KEYWORDS, Kind
from careway.kept import cache_folder
from careway.resources import data
from careway.syntax.lexer import Lexer, Piece, State
from careway.syntax.statements import split
from careway.syntax.table import Failure, Table, load

Taken = tuple[int, int, frozenset[Kind]]
"""From where to where, and the kinds that are right there."""

_LITERALS = {
    "TEXT": {Kind.TEXT},
    "UNIT": {Kind.UNIT},
    "TIME_UNIT": {Kind.DURATION},
    "NUMBER": {Kind.NUMBER, Kind.DURATION},
    "DATE": {Kind.DATE},
    "VERSION": {Kind.VERSION},
    "CODE": {Kind.CODE},
    "NAME": {Kind.NAME, Kind.DECLARED},
    "OPEN": {Kind.BULLET},
    "BULLET": {Kind.BULLET},
}
_SIGNS = {"COMPARISON", "EQUALS", "TIMES", "SLASH", "PLUS", "MINUS"}


class _Listening:
    """The lexer, with an ear on what it reads."""

    def __init__(self, lexer: Lexer, heard: list[Piece]) -> None:
        self._lexer, self._heard = lexer, heard

    def pieces(self, text: str, state: State) -> Iterator[Piece]:
        for piece in self._lexer.pieces(text, state):
            self._heard.append(piece)
            yield piece


def taken(text: str) -> Iterator[Taken]:
    """What the parser takes each word, sign and literal of a text for, and the comments. What cannot be parsed is left
    out from its statement on."""
    table: Any = Table(load(data("grammar", "careway.lark").read_text(encoding="utf-8"), cache_folder()))
    lexer = table.lexer
    chunks, comments = split(text)
    for comment in comments:
        yield comment.span.start, comment.span.end, frozenset((Kind.COMMENT,))
    for chunk in chunks:
        if chunk.blank:
            continue
        heard: list[Piece] = []
        table.lexer = _Listening(lexer, heard)
        part = text[chunk.span.start : chunk.span.end]
        try:
            table.parse(part)
        except Failure:
            continue
        yield from _of(heard, chunk.span.start)


def _of(pieces: list[Piece], base: int) -> Iterator[Taken]:
    cited = False
    for number, piece in enumerate(pieces):
        cited = (cited or piece.kind == "LSQB") and not (number and pieces[number - 1].kind == "RSQB")
        if piece.text:
            start = base + piece.start
            is_key = number == 1 and pieces[0].kind == "SOURCE"
            kinds = frozenset((Kind.CITATION,)) if cited or is_key else _kinds(piece, number == 0)
            yield start, start + len(piece.text), kinds


def _kinds(piece: Piece, begins: bool) -> frozenset[Kind]:
    if piece.kind in _LITERALS:
        return frozenset(_LITERALS[piece.kind])
    if piece.kind in _SIGNS and not piece.text.isalpha():
        return frozenset((Kind.SIGN,))
    if not piece.text[0].isalpha():
        return frozenset((Kind.PUNCTUATION,))
    return frozenset((Kind.STATEMENT,)) if begins else KEYWORDS - {Kind.STATEMENT}
