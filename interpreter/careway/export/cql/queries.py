"""Queries of records as functions of their own, whose operands are what does not depend on the record at hand."""

from __future__ import annotations

from collections.abc import Callable

from careway.export.cql.asking import AT
from careway.export.cql.prelude import TYPES
from careway.export.cql.spelling import name
from careway.ir import expressions as e


class Queries:
    """The queries that the expressions of one core need."""

    def __init__(self) -> None:
        self._hand: tuple[str, str] | None = None
        """The concept and the alias of the record at hand, inside a series' own criterion."""
        self._lifted: list[tuple[str, str]] | None = None
        """What does not depend on the record at hand, with its type: it is asked once and not of each record."""
        self.parts: dict[str, str] = {}
        """Functions that the expressions need: the series, by name, each with its text."""

    def _of_each(self, concept: str, alias: str, spell: Callable[[], str], called: str) -> str:
        """A query of records as a function of its own, whose operands are what does not depend on the record."""
        outer = self._hand, self._lifted
        self._hand, self._lifted = (concept, alias), []
        body = spell()
        lifted = self._lifted
        self._hand, self._lifted = outer
        operands = "".join(f", given{number} {TYPES[kind]}" for number, (_, kind) in enumerate(lifted, 1))
        text = f"({AT} {TYPES['At']}{operands}):\n  {body}"
        key = next((key for key, known in self.parts.items() if known == text), None)
        if key is None:
            key = f"{called}, {len(self.parts) + 1}"
            self.parts[key] = text
        return f"{name(key)}({', '.join((AT, *(spelled for spelled, _ in lifted)))})"

    def _lift(self, kind: str, spell: Callable[[], str]) -> str:
        """The operand that stands for an expression which does not depend on the record at hand."""
        if self._lifted is None:
            return spell()
        outer = self._hand, self._lifted
        self._hand, self._lifted = None, None
        spelled = spell()
        self._hand, self._lifted = outer
        lifted = outer[1]
        assert lifted is not None
        if (spelled, kind) not in lifted:
            lifted.append((spelled, kind))
        return f"given{lifted.index((spelled, kind)) + 1}"

    def _is_of_record(self, node: object) -> bool:
        """Whether a node depends on the record at hand."""
        match node:
            case e.CandidateValue() | e.CandidateLimit():
                return True
            case e.Found() | e.Answered():
                return self._hand is not None and node.concept == self._hand[0] and node.window is None
            case e.Series():
                return False
            case tuple():
                return any(map(self._is_of_record, node))
            case _:
                fields = getattr(node, "__match_args__", ())
                return any(self._is_of_record(getattr(node, field)) for field in fields)
