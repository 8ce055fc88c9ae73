"""Reads the words and signs of one statement, as far as the grammar can take them where the parser stands.

The terminals come from the grammar file. A word is a keyword only where the parser can take that keyword, else a
name: `date` may be a drug's name wherever no `date` clause can stand. Two things need more than the characters
themselves: a unit (only right after a number, or after `in`), and bullets, whose columns become OPEN, BULLET, CLOSE.

What cannot be read is a token too, of a kind that no grammar rule takes (`Unreadable`): so every mistake reaches the
parser, which knows what it expected.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Protocol
from unicodedata import normalize

from careway.base.record import record
from careway.syntax.clauses import LINE_WORDS

DEPTH_LIMIT = 100
NAME_LIMIT = 100
DIGIT_LIMIT = 15
DECIMAL_LIMIT = 6

_SPACE = re.compile(r"(?:\s+|#[^\n]*)+")
_WORD = re.compile(r"[^\W\d][\w\u0300-\u036f]*")
_WORDS_ONLY = re.compile(r"\(\?:([A-Za-z|]+)\)")
_SIGN = re.compile(r"=>|=<|==|!=|<>|>=|<=|&&|\|\||[^\s\w]")
_BULLET = re.compile(r"-(?=[ \t])")
_NO_UNITS = frozenset(("else", "elif", "if", "where", "whenever", "between", "but"))
_ODD_NUMBER = re.compile(
    r"[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+\b|[0-9]{1,3}(?:,[0-9]{3})+(?![\w.])|[0-9]+,[0-9]+(?![\w.])"
    r"|\.[0-9]+|[0-9]+\.(?![0-9])"
)


class Unreadable:
    """The kinds of token that no rule takes, by what is wrong with them."""

    OPEN_TEXT = "OPEN_TEXT"
    SIGN = "UNKNOWN_SIGN"
    BULLET = "BULLET_COLUMN"
    DEPTH = "TOO_DEEP"
    NUMBER = "ODD_NUMBER"
    DIGITS = "TOO_MANY_DIGITS"
    LONG_NAME = "LONG_NAME"


@record
class Piece:
    """A token: its terminal, its text and where it begins in the text that is read."""

    kind: str
    text: str
    start: int


@record
class Terminal:
    """A terminal of the grammar; `type` is `str` where `value` is a fixed text, `re` where it is a pattern."""

    name: str
    type: str
    value: str
    priority: int


class State(Protocol):
    """Where the parser stands."""

    def takes(self) -> Container[str]:
        """The terminals that it may be able to take next; some of them only seem so."""
        ...

    def can_take(self, kind: str) -> bool:
        """Whether it will take a terminal."""
        ...


class Lexer:
    """The words and signs of the grammar."""

    def __init__(self, terminals: list[Terminal]) -> None:
        words: dict[str, list[str]] = {}
        signs: dict[str, list[str]] = {}
        patterns: list[tuple[int, str, str]] = []
        for terminal in terminals:
            value = terminal.value
            listed = _WORDS_ONLY.fullmatch(value)
            if terminal.type == "str":
                (words if value.isalpha() else signs).setdefault(value, []).append(terminal.name)
            elif listed is not None:
                for word in listed.group(1).split("|"):
                    words.setdefault(word, []).append(terminal.name)
            elif terminal.name in ("COMPARISON", "TIMES"):
                for sign in value.removeprefix("(?:").removesuffix(")").replace("\\", "").split("|"):
                    (words if sign.isalpha() else signs).setdefault(sign, []).append(terminal.name)
            elif terminal.name != "NAME":
                patterns.append((-terminal.priority, terminal.name, value))
        self._words = words
        self._signs = signs
        self._patterns = [(name, re.compile(value)) for _, name, value in sorted(patterns)]
        self._pattern = dict(self._patterns)

    @property
    def keywords(self) -> frozenset[str]:
        """Every word that the language gives a meaning somewhere."""
        units = (f"{unit}{s}" for unit in ("minute", "hour", "day", "week", "month", "year") for s in ("", "s"))
        return frozenset(self._words) | frozenset(units)

    def words_of(self, kind: str) -> tuple[str, ...]:
        """The words or signs that a terminal stands for."""
        return tuple(word for table in (self._words, self._signs) for word, kinds in table.items() if kind in kinds)

    def pieces(self, text: str, state: State) -> Iterator[Piece]:
        """The tokens of a statement, each read with regard to what `state` can take at that moment."""
        columns: list[str] = []
        first = _WORD.match(text)
        clauses = LINE_WORDS.get(first.group(), frozenset()) if first is not None else frozenset()
        depth = 0
        position, previous = 0, Piece("", "", 0)
        while True:
            gap = _SPACE.match(text, position)
            begins_line = position == 0
            if gap is not None:
                begins_line = begins_line or "\n" in gap.group()
                position = gap.end()
            if position >= len(text):
                break
            if begins_line:
                bullet = _BULLET.match(text, position)
                indent = text[text.rfind("\n", 0, position) + 1 : position]
                end = previous.start + len(previous.text)
                for piece in _bullets(columns, indent, bullet is not None, position, end):
                    yield piece
                    previous = piece
                if bullet is not None:
                    position = bullet.end()
                    continue
            piece = self._read(text, position, previous, state)
            if begins_line and piece.kind == "NAME" and piece.text in clauses:
                # a clause begins here, whatever is missing before it
                piece = Piece(self._words.get(piece.text, ["NAME"])[0], piece.text, position)
            if piece.kind == "LPAR":
                depth += 1
                if depth > DEPTH_LIMIT:
                    piece = Piece(Unreadable.DEPTH, piece.text, position)
            elif piece.kind == "RPAR":
                depth -= 1
            yield piece
            previous = piece
            position += len(piece.text)
        for _ in columns:
            yield Piece("CLOSE", "", previous.start + len(previous.text))

    def _is_word(self, text: str) -> bool:
        """Whether this is a word of the language, or one that authors take for one: never a unit or a code."""
        return text in self._words or text in _NO_UNITS

    def _read(self, text: str, position: int, previous: Piece, state: State) -> Piece:
        takes = state.takes()
        first = text[position]
        if (first.isdigit() or first == ".") and "VERSION" not in takes and "CODE" not in takes:
            odd = _ODD_NUMBER.match(text, position)
            if odd is not None and not ("," in odd.group() and previous.kind in ("LSQB", "COMMA")):
                return Piece(Unreadable.NUMBER, odd.group(), position)
        for name, pattern in self._patterns:
            if name in takes and (name != "UNIT" or _unit_may_stand(text, position, previous)):
                match = pattern.match(text, position)
                if match is not None and not (name in ("UNIT", "CODE") and self._is_word(match.group())):
                    return _within_limits(Piece(name, match.group(), position))
        word = _WORD.match(text, position)
        if word is not None:
            kind = _kind_of_word(self._words.get(word.group(), []), state)
            return _within_limits(Piece(kind, word.group(), position))
        for name in ("TEXT", "NUMBER"):
            match = self._pattern[name].match(text, position)
            if match is not None:
                return _within_limits(Piece(name, match.group(), position))
        if first == '"':
            return Piece(Unreadable.OPEN_TEXT, text[position:].partition("\n")[0].rstrip(), position)
        sign = _SIGN.match(text, position)
        written = first if sign is None else sign.group()
        kinds = self._signs.get(written, [])
        kind = next((kind for kind in kinds if kind in takes), kinds[0] if kinds else Unreadable.SIGN)
        return Piece(kind, written, position)


def _kind_of_word(kinds: list[str], state: State) -> str:
    """The keyword that a word is where the parser stands, else a name, else a keyword out of place."""
    takes = state.takes()
    possible = [kind for kind in kinds if kind in takes]
    if len(possible) > 1 or (possible and "NAME" in takes):
        possible = [kind for kind in possible if state.can_take(kind)]
    if possible:
        return possible[0]
    return "NAME" if "NAME" in takes or not kinds else kinds[0]


def _unit_may_stand(text: str, position: int, previous: Piece) -> bool:
    gap = text[previous.start + len(previous.text) : position]
    if previous.kind == "NUMBER":
        return gap == "" or (len(gap) == 1 and gap != "\n")
    return previous.kind == "IN" and "\n" not in gap


def _bullets(columns: list[str], indent: str, is_bullet: bool, position: int, end: int) -> Iterator[Piece]:
    """The tokens that the beginning of a line makes. A column is the space before it, so that tabs and spaces compare
    only where they are the same."""
    closed = 0
    while (columns and not indent.startswith(columns[-1])) or (columns and not is_bullet and columns[-1] == indent):
        if not columns[-1].startswith(indent):
            yield Piece(Unreadable.BULLET, "-", position)
            return
        columns.pop()
        closed += 1
        yield Piece("CLOSE", "", end)
    if not is_bullet:
        return
    if columns and columns[-1] == indent:
        yield Piece("BULLET", "-", position)
    elif closed:
        yield Piece(Unreadable.BULLET, "-", position)
    else:
        columns.append(indent)
        yield Piece("OPEN" if len(columns) <= DEPTH_LIMIT else Unreadable.DEPTH, "-", position)


def _within_limits(piece: Piece) -> Piece:
    if piece.kind == "NAME" and not (piece.text.isascii() or normalize("NFC", piece.text).isidentifier()):
        return Piece(Unreadable.SIGN, piece.text, piece.start)
    if piece.kind == "NAME" and len(piece.text) > NAME_LIMIT:
        return Piece(Unreadable.LONG_NAME, piece.text, piece.start)
    if piece.kind != "NUMBER":
        return piece
    whole, _, decimals = piece.text.partition(".")
    if len(whole.lstrip("0")) + len(decimals) > DIGIT_LIMIT or len(decimals) > DECIMAL_LIMIT:
        return Piece(Unreadable.DIGITS, piece.text, piece.start)
    return piece
