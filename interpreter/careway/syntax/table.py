"""The parse table of the grammar, and a parse of one statement with it. Lark is seen here only, and only when asked.

Building the table takes half a second, so it is kept in the user's own cache folder. The kept file begins with a
digest of everything it depends on and one of its own content: a file that is old, cut short or not ours is not read,
and one that cannot be written does not matter.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Container
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from lark import Lark, Tree, __version__
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer as LarkLexer
from lark.lexer import Token
from lark.parsers.lalr_analysis import Shift

from careway.resources import data
from careway.syntax.lexer import Lexer, Piece

_DIGEST = 32


class _NoLexer(LarkLexer):
    """Stands where Lark wants a lexer: tokens are fed to its parser one by one instead."""

    __future_interface__ = 2

    def __init__(self, lexer_conf: object) -> None:
        pass

    def lex(self, lexer_state: object, parser_state: object) -> Any:
        return iter(())


class Failure(Exception):
    """A token that cannot stand where it stands: `place` is where the parser stood (the two uppermost states of its
    stack), `expected` what it could take."""

    def __init__(self, piece: Piece, previous: Piece, place: tuple[int, int], expected: frozenset[str]) -> None:
        super().__init__(piece.kind)
        self.piece, self.previous, self.place, self.expected = piece, previous, place, expected


class Table:
    """A loaded grammar."""

    def __init__(self, lark: Any) -> None:
        self._lark = lark
        self._states = lark.parser.parser.parser.parse_table.states
        self._ends = frozenset(lark.parser.parser.parser.parse_table.end_states.values())
        self.lexer = Lexer(list(lark.terminals))

    def parse(self, text: str) -> Tree[Token]:
        """The tree of one statement; raises `Failure`."""
        state = self._lark.parse_interactive().parser_state
        takes = _Takes(state)
        previous = Piece("", "", 0)
        for piece in self.lexer.pieces(text, takes):
            self._feed(state, piece, previous)
            previous = piece
        tree = self._feed(state, Piece("$END", "", len(text)), previous)
        assert isinstance(tree, Tree)
        return tree

    def _feed(self, state: Any, piece: Piece, previous: Piece) -> object:
        token = Token(piece.kind, piece.text, piece.start, 0, 0, 0, 0, piece.start + len(piece.text))
        before = list(state.state_stack)
        try:
            return state.feed_token(token, piece.kind == "$END")
        except UnexpectedToken:
            expected = frozenset(
                kind
                for kind in self._states[before[-1]]
                if kind.lstrip("_$").isupper()
                if _can_take(self._states, self._ends, before, kind)
            )
            raise Failure(piece, previous, self._settled(before), expected) from None

    def _settled(self, stack: list[int]) -> tuple[int, int]:
        """The two uppermost states once all is reduced that can be nothing else, whatever follows."""
        stack = list(stack)
        for _ in range(len(stack)):
            steps = [step for kind, step in self._states[stack[-1]].items() if kind.lstrip("_$").isupper()]
            rules = {id(rule) for _, rule in steps}
            if any(action is Shift for action, _ in steps) or len(rules) != 1 or len(stack) < 2:
                break
            rule = steps[0][1]
            del stack[-len(rule.expansion) :]
            following = self._states[stack[-1]][rule.origin.name][1]
            if following in self._ends:
                break
            stack.append(following)
        return (stack[-2] if len(stack) > 1 else -1, stack[-1])


def _can_take(states: Any, ends: frozenset[int], stack: list[int], kind: str) -> bool:
    """Whether a token of this kind would be shifted; a table promises more than it keeps."""
    stack = list(stack)
    while True:
        step = states[stack[-1]].get(kind)
        if step is None:
            return False
        action, rule = step
        if action is Shift:
            return True
        if rule.expansion:
            del stack[-len(rule.expansion) :]
        stack.append(states[stack[-1]][rule.origin.name][1])
        if kind == "$END" and stack[-1] in ends:
            return True


class _Takes:
    """What the parser can take at the moment, read by the lexer before each token."""

    def __init__(self, state: Any) -> None:
        self._stack = state.state_stack
        self._states = state.parse_conf.states

    def takes(self) -> Container[str]:
        kinds: Container[str] = self._states[self._stack[-1]]
        return kinds

    def can_take(self, kind: str) -> bool:
        return _can_take(self._states, frozenset(), self._stack, kind)


@cache
def table() -> Table:
    """The table of Careway's grammar, from the cache folder where it is there."""
    grammar = data("grammar", "careway.lark").read_text(encoding="utf-8")
    return Table(load(grammar, cache_folder()))


def load(grammar: str, folder: Path | None) -> Any:
    """A grammar's table, kept in `folder` from then on (`None`: not kept)."""
    depends = "\0".join((grammar, __version__, sys.version, "1"))
    key = sha256(depends.encode()).digest()
    place = None if folder is None else folder / f"grammar-{key.hex()[:16]}.table"
    kept = None if place is None else _read(place, key)
    if kept is not None:
        return kept
    built = Lark(grammar, parser="lalr", lexer=_NoLexer, start="statement", propagate_positions=True)
    if place is not None:
        _write(place, key, built)
    return built


def _read(place: Path, key: bytes) -> Any:
    try:
        content = place.read_bytes()
    except OSError:
        return None
    head, body = content[: 2 * _DIGEST], content[2 * _DIGEST :]
    if head != key + sha256(body).digest():
        return None
    return Lark.load(BytesIO(body))


def _write(place: Path, key: bytes, built: Any) -> None:
    buffer = BytesIO()
    built.save(buffer)
    body = buffer.getvalue()
    partial = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial.write_bytes(key + sha256(body).digest() + body)
        partial.replace(place)
    except OSError:
        return


def cache_folder() -> Path | None:
    """The user's own folder for what can be made again; `None` where there is none."""
    named = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    if named and Path(named).is_absolute():
        return Path(named) / "careway"
    try:
        home = Path.home()
    except RuntimeError:
        return None
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "careway"
