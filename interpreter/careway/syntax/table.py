"""The parse table of the grammar, and the parse of one statement with it.

Lark analyses the grammar, which takes half a second, so what comes out is kept in the user's own cache folder as plain
data, and Lark is imported only where there is nothing to read.

Nodes are made as the parser reduces, bottom up and without recursion. What a rule keeps of its children is Lark's
convention: words written out in the grammar are dropped, rules whose names begin with `_` are spelled out in place.
"""

from __future__ import annotations

import json
from collections.abc import Container
from functools import cache
from pathlib import Path
from typing import Any

from careway.base.record import record
from careway.base.source import Span
from careway.kept import cache_folder, keep, key_of, read
from careway.resources import data
from careway.syntax.build import NESTING, handler, leaf
from careway.syntax.build_operands import Mistake
from careway.syntax.lexer import DEPTH_LIMIT, Lexer, Piece, Terminal

_KIND, _NEWEST = "grammar", 4

_TALLEST = 20 * DEPTH_LIMIT
"""Far more than any text within the limit of depth puts on the parser's stack."""

States = list[dict[str, int]]
"""By state: for each terminal, the state that it leads to, or -1 less the number of the rule to reduce by; for each
nonterminal, the state that it leads to."""


@record
class Rule:
    """A rule: what it makes, how many symbols it takes, which of them are kept, and the node that it makes (empty:
    none, what it keeps is spelled out; `single`: none where it keeps but one)."""

    origin: str
    size: int
    kept: tuple[int, ...]
    node: str
    single: bool


class Failure(Exception):
    """A token that cannot stand where it stands: `place` is where the parser stood (the two uppermost states of its
    stack), `expected` what it could take."""

    def __init__(self, piece: Piece, previous: Piece, place: tuple[int, int], expected: frozenset[str]) -> None:
        super().__init__(piece.kind)
        self.piece, self.previous, self.place, self.expected = piece, previous, place, expected


@record
class _Made:
    """What stands on the parser's stack: nodes (several where a rule is spelled out), where, and how deep."""

    nodes: list[Any]
    start: int
    end: int
    depth: int


class Table:
    """A loaded grammar."""

    def __init__(self, read: dict[str, Any]) -> None:
        self._states: States = read["states"]
        self._start: int = read["start"]
        self._end: int = read["end"]
        self._rules = [
            Rule(origin, size, tuple(kept), node, single) for origin, size, kept, node, single in read["rules"]
        ]
        self.lexer = Lexer([Terminal(*each) for each in read["terminals"]])

    def parse(self, text: str, base: int = 0) -> Any:
        """The node of one statement, which begins at offset `base`; raises `Failure` or `Mistake`."""
        stack, values = [self._start], list[_Made]()
        previous = Piece("", "", 0)
        for piece in self.lexer.pieces(text, _Standing(self, stack)):
            self._feed(stack, values, piece, previous, base)
            previous = piece
        self._feed(stack, values, Piece("$END", "", len(text)), previous, base)
        (node,) = values[-1].nodes
        return node

    def _feed(self, stack: list[int], values: list[_Made], piece: Piece, previous: Piece, base: int) -> None:
        before = list(stack)
        while True:
            action = self._states[stack[-1]].get(piece.kind)
            if action is None:
                raise Failure(piece, previous, self._settled(before), self.expected(before))
            if action >= 0:
                stack.append(action)
                start = base + piece.start
                end = start + len(piece.text)
                if len(stack) > _TALLEST:
                    raise Mistake("CW115", Span(start, end))
                values.append(_Made([leaf(piece.kind, piece.text, Span(start, end))], start, end, 0))
                return
            rule = self._rules[-1 - action]
            values[-rule.size :] = [_reduced(rule, values[-rule.size :])]
            del stack[-rule.size :]
            stack.append(self._states[stack[-1]][rule.origin])
            if stack[-1] == self._end and piece.kind == "$END":
                return

    def _kinds(self, state: int) -> list[str]:
        return [kind for kind in self._states[state] if kind.lstrip("_$").isupper()]

    @property
    def beginning(self) -> list[int]:
        """Where the parser stands before a statement."""
        return [self._start]

    def takes(self, state: int) -> Container[str]:
        """The terminals that a state may be able to take, and some that only seem so."""
        return self._states[state]

    def can_take(self, stack: list[int], kind: str) -> bool:
        """Whether a terminal would be shifted; a table promises more than it keeps."""
        stack = list(stack)
        while True:
            action = self._states[stack[-1]].get(kind)
            if action is None or action >= 0:
                return action is not None
            rule = self._rules[-1 - action]
            del stack[-rule.size :]
            stack.append(self._states[stack[-1]][rule.origin])
            if kind == "$END" and stack[-1] == self._end:
                return True

    def expected(self, stack: list[int]) -> frozenset[str]:
        """The terminals that can follow."""
        return frozenset(kind for kind in self._kinds(stack[-1]) if self.can_take(stack, kind))

    def after(self, stack: list[int], kind: str) -> list[int] | None:
        """Where the parser stands once it has taken a terminal; `None` where it cannot take it. No node is made."""
        stack = list(stack)
        while (action := self._states[stack[-1]].get(kind)) is not None:
            if action >= 0:
                return [*stack, action]
            rule = self._rules[-1 - action]
            del stack[-rule.size :]
            stack.append(self._states[stack[-1]][rule.origin])
        return None

    def _settled(self, stack: list[int]) -> tuple[int, int]:
        """The two uppermost states once all is reduced that can be nothing else, whatever follows."""
        stack = list(stack)
        for _ in range(len(stack)):
            actions = {self._states[stack[-1]][kind] for kind in self._kinds(stack[-1])}
            if len(actions) != 1 or (action := actions.pop()) >= 0 or len(stack) < 2:
                break
            rule = self._rules[-1 - action]
            del stack[-rule.size :]
            following = self._states[stack[-1]][rule.origin]
            if following == self._end:
                break
            stack.append(following)
        return (stack[-2] if len(stack) > 1 else -1, stack[-1])


def _reduced(rule: Rule, parts: list[_Made]) -> _Made:
    start, end = parts[0].start, parts[-1].end
    depth = max(part.depth for part in parts) + (rule.node in NESTING)
    if depth > DEPTH_LIMIT:
        raise Mistake("CW115", Span(start, end))
    # what is spelled out in place grows in place: a list of thousands of names is one rule around another
    kept = parts[rule.kept[0]].nodes if rule.kept else []
    for index in rule.kept[1:]:
        kept += parts[index].nodes
    if not rule.node or (rule.single and len(kept) == 1):
        return _Made(kept, start, end, depth)
    return _Made([handler(rule.node)(kept, Span(start, end))], start, end, depth)


class _Standing:
    """Where the parser stands, as the lexer asks before each token."""

    def __init__(self, table: Table, stack: list[int]) -> None:
        self._table, self._stack = table, stack

    def takes(self) -> Container[str]:
        return self._table.takes(self._stack[-1])

    def can_take(self, kind: str) -> bool:
        return self._table.can_take(self._stack, kind)


# --- from the grammar to a table, by way of the cache --------------------------------------------------------------


@cache
def table() -> Table:
    """The table of Careway's grammar, from the cache folder where it is there."""
    grammar = data("grammar", "careway.lark").read_text(encoding="utf-8")
    return Table(load(grammar, cache_folder()))


def load(grammar: str, folder: Path | None) -> dict[str, Any]:
    """A grammar's table as plain data, kept in `folder` from then on (`None`: not kept)."""
    code = Path(__file__).with_name("analysis.py")
    key = key_of(grammar.encode(), code.read_bytes() if code.exists() else b"")
    body = read(folder, _KIND, key)
    if body is not None:
        kept: dict[str, Any] = json.loads(body)
        return kept
    from careway.syntax.analysis import analyse

    built = analyse(grammar)
    keep(folder, _KIND, key, json.dumps(built, separators=(",", ":")).encode(), _NEWEST)
    return built
