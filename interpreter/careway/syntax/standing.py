"""Where the parser stands at the end of a statement that is being written: what was read, and what may follow.

In: the text of a statement up to a place. Out: its tokens, and the parser's stack, which can be asked. No node is made,
and a mistake in an earlier clause does not matter: the clause is passed over, as for one who reads on.
"""

from __future__ import annotations

from collections.abc import Container

from careway.base.record import record
from careway.syntax.lexer import Piece, Unreadable
from careway.syntax.recovery import without_clause_at
from careway.syntax.table import Table

_TRIES = 10
_TALLEST = 2_000
"""Far more than any text that can be parsed puts on the stack; what does is not read to its end."""
_NEXT = "x"
"""Stands for the word that is to be written, so that the lists that end before it are seen to end."""
_OF_LISTS = frozenset(("OPEN", "BULLET", "CLOSE", Unreadable.BULLET))


@record
class Standing:
    """The tokens before a place, and the parser's stack there."""

    table: Table
    pieces: tuple[Piece, ...]
    stack: tuple[int, ...]

    @property
    def expected(self) -> frozenset[str]:
        """The terminals that may follow."""
        return self.table.expected(list(self.stack))

    def and_then(self, kind: str) -> Standing | None:
        """Where the parser stands once a terminal has followed; `None` where it cannot."""
        stack = self.table.after(list(self.stack), kind)
        return None if stack is None else Standing(self.table, self.pieces, tuple(stack))

    def words_of(self, kind: str) -> tuple[str, ...]:
        """The words or signs that a terminal stands for."""
        return self.table.lexer.words_of(kind)


def standing(table: Table, text: str) -> Standing | None:
    """Where the parser stands at the end of a statement's text; `None` where the clause that is being written has a
    mistake before that."""
    for _ in range(_TRIES):
        found = _read(table, text)
        if isinstance(found, Standing):
            return found
        shorter = without_clause_at(text, found)
        if shorter is None or shorter == text:
            return None
        text = shorter
    return None


def _read(table: Table, text: str) -> Standing | int:
    """Where the parser stands, or the place of the token that it cannot take."""
    here = _Here(table)
    pieces: list[Piece] = []
    for piece in table.lexer.pieces(text + _NEXT, here):
        if piece.start >= len(text) and piece.kind not in _OF_LISTS:
            break
        stack = table.after(here.stack, piece.kind)
        if stack is None or len(stack) > _TALLEST:
            return min(piece.start, len(text))
        here.stack = stack
        pieces.append(piece)
    return Standing(table, tuple(pieces), tuple(here.stack))


class _Here:
    """Where the parser stands, as the lexer asks before each token."""

    def __init__(self, table: Table) -> None:
        self._table, self.stack = table, table.beginning

    def takes(self) -> Container[str]:
        return self._table.takes(self.stack[-1])

    def can_take(self, kind: str) -> bool:
        return self._table.can_take(self.stack, kind)
