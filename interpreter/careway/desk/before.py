"""The words before a place in a statement that is being written, as one asks about them: what was said last, of what a
comparison speaks, whether this is a dose."""

from __future__ import annotations

from careway.base.record import record
from careway.check.findings import Checking
from careway.check.scope import Sort, Space
from careway.model.quantity import Quantity
from careway.model.vocabulary import Concept, Kind
from careway.syntax.declarations import DefineNode
from careway.syntax.expressions import Selected
from careway.syntax.lexer import Piece

_WRITTEN = frozenset(("NAME", "TEXT", "NUMBER", "UNIT", "CODE", "DATE", "VERSION"))
"""Tokens that are the author's own, and no words of the language."""
_CRITERION_BEGINS = frozenset(("WHEN", "UNTIL", "WITHOUT", "LPAR", "OPEN", "BULLET", "NOT"))
_CLAUSE_BEGINS = frozenset(
    ("WHEN", "CONSIDER", "MONITOR", "TASK", "GO", "BACK", "FINISH", "BEGIN", "ASSUMING", "STRENGTH", "CERTAINTY")
) | {"ACCEPTED", "ONLY", "FROM", "THEN", "PERIOD", "EVERY", "ALLOW", "LATE", "LSQB", "OPEN", "BULLET", "OVER"}
"""Terminals behind which no dose is being written, whatever was advised before."""
_COMPARING = frozenset(("COMPARISON", "EQUALS"))
_JOINTS = frozenset(("AND", "OR"))


@record
class Subject:
    """What a comparison speaks of: a concept (or every one of a kind, `kind`), a drug's dose, an age; the unit where it
    is known."""

    concept: Concept | None
    kind: Kind | None
    unit: str | None
    age: bool = False


class Before:
    """The tokens before a place. Numbers count back from it: 1 is the last token, or where the place is in a list of
    names, the last one before that list."""

    def __init__(self, c: Checking, pieces: tuple[Piece, ...], following: str = "") -> None:
        self.c, self.pieces = c, pieces
        self.following = following
        """The words behind the place, where a name in the middle of a clause is written anew."""
        self.listed: list[str] = []
        last = len(pieces)
        while last >= 2 and pieces[last - 1].text == "," and pieces[last - 2].kind in ("NAME", "NUMBER"):
            self.listed.append(pieces[last - 2].text)
            last -= 2
        self._last = last

    def kind(self, back: int) -> str:
        """The terminal of a token; empty before the first."""
        place = self._last - back
        return self.pieces[place].kind if place >= 0 else ""

    def text(self, back: int) -> str:
        """The text of a token; empty before the first."""
        place = self._last - back
        return self.pieces[place].text if place >= 0 else ""

    def word(self, back: int) -> str:
        """The text of a token that is a word or sign of the language; empty for the author's own."""
        return "" if self.kind(back) in _WRITTEN else self.text(back)

    @property
    def statement(self) -> str:
        """The word that the statement begins with."""
        return self.pieces[0].text if self.pieces else ""

    @property
    def length(self) -> int:
        """How many tokens there are (before a list)."""
        return self._last

    @property
    def bound(self) -> tuple[str, Kind] | None:
        """The word for which a definition `of` a kind stands in its body, `lab` in `define baseline of lab = ...`."""
        if self.statement != "define" or len(self.pieces) < 4 or self.pieces[2].text != "of":
            return None
        word = self.pieces[3].text
        return (word, Kind(word)) if word in {kind.value for kind in Kind} else None

    @property
    def own_name(self) -> str | None:
        """The name that the statement declares."""
        return self.pieces[1].text if len(self.pieces) > 1 and self.pieces[1].kind == "NAME" else None

    def concept(self, name: str) -> Concept | None:
        """The concept of a name."""
        return self.c.concepts.get(name)

    def dosed(self) -> Concept | None:
        """The drug whose dose is being written; `None` where this is no dose."""
        for back in range(1, self._last + 1):
            if self.kind(back) in _CLAUSE_BEGINS:
                return None
            if self.word(back) == "advise":
                drug = next((self.text(n) for n in range(back - 1, 0, -1) if self.kind(n) == "NAME"), "")
                found = self.concept(drug)
                return found if found is not None and found.kind is Kind.DRUG else None
        return None

    def subject(self) -> Subject | None:
        """What the comparison at the place speaks of; `None` where there is none, or it cannot be told."""
        place = self._last - 1
        while place >= 0 and self.pieces[place].kind not in _COMPARING:
            if self.pieces[place].kind in _CRITERION_BEGINS or self.pieces[place].kind in _JOINTS:
                return None
            place -= 1
        if place <= 0 or (self.statement == "define" and not _any_of(self.pieces[:place], _CRITERION_BEGINS)):
            return None  # the `=` of a definition compares nothing
        return self._left_of(place)

    def last_subject(self) -> Subject | None:
        """What a predicate at the place would speak of: the name right before it, or the list of names."""
        return self._named(self.pieces[-1].text) if self.pieces and self.pieces[-1].kind == "NAME" else None

    def _left_of(self, place: int) -> Subject | None:
        """The subject of the comparison at a place; after `and` and `or` it may have been said before."""
        found: Subject | None = None
        names = 0
        for at in range(place - 1, -1, -1):
            piece = self.pieces[at]
            if piece.text == "number" and piece.kind != "NAME":
                return None  # a count: which of its comparisons this is cannot be told from here
            if piece.kind == "NAME" and (named := self._named(piece.text)) is not None:
                found = named
                names += 1
                before = self.pieces[at - 1].text if at else ""
                if before == "in" and self.pieces[at - 2].text == "change":
                    return named
            if piece.text == "age" and piece.kind != "NAME":
                return Subject(None, None, None, age=True)
            if piece.kind in _CRITERION_BEGINS or (piece.kind in _JOINTS and names):
                return found
        return found

    def _named(self, name: str) -> Subject | None:
        if self.bound is not None and name == self.bound[0]:
            return Subject(None, self.bound[1], None)
        concept = self.concept(name)
        if concept is not None:
            return Subject(concept, concept.kind, concept.unit)
        found = self.c.scope.find(Space.THING, name)
        if found is None or not isinstance(found.node, DefineNode):
            group = self.c.groups.get(name)
            first = self.concept(group.members[0]) if group is not None and group.members else None
            return None if first is None else Subject(first, first.kind, first.unit)
        return Subject(None, None, unit_of_definition(self.c, found.node))


def _any_of(pieces: tuple[Piece, ...], kinds: frozenset[str]) -> bool:
    return any(piece.kind in kinds for piece in pieces)


def unit_of_definition(c: Checking, node: DefineNode) -> str | None:
    """The unit of a defined number, where it is known and one."""
    own = node.name.text
    units = {
        instance.unit
        for key, instance in c.parts.instances.items()
        if instance is not None and (key == own or key.startswith(f"{own} of ")) and instance.unit is not None
    }
    if not units and isinstance(node.body, Selected):
        concept = c.concepts.get(node.body.name.text)
        return None if concept is None else concept.unit
    return units.pop() if len(units) == 1 else None


def unit_of_parameter(c: Checking, name: str) -> str | None:
    """The unit of a parameter that is a number."""
    found = c.scope.find(Space.THING, name)
    parameter = c.parts.parameters.get(name)
    if found is None or found.sort is not Sort.PARAMETER or parameter is None:
        return None
    return parameter.value.unit if isinstance(parameter.value, Quantity) else None
