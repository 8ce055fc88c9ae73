"""From what a guideline says to statements with anchors: the forms that all sections share.

An anchor is made of what a rule is and of its name, so that a link keeps its meaning while other rules come and go.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from careway.document.blocks import Block, Entry, Item, Link, Listing, Trace, Words
from careway.ir import wording
from careway.ir.expressions import DefinedCriterion, DefinedTime, DefinedValue
from careway.ir.nodes import Advice, Heading
from careway.ir.places import places
from careway.ir.spoken import Said, Spoken

_UNSAFE = re.compile(r"[^A-Za-z0-9_]+")


def anchor(*parts: str) -> str:
    """A place in the document: `stop-rise_with_symptoms`."""
    return "-".join(_UNSAFE.sub("_", part) for part in parts)


def sentence(text: str) -> str:
    """A text as a sentence of its own."""
    return text[:1].upper() + text[1:]


def item(said: Said, lead: str = "") -> Item:
    """A criterion as a statement, after a word such as `when`."""
    return Item(sentence(wording.joined(lead, said.text)), tuple(item(one) for one in said.below))


class Statements:
    """The statements of one rule or declaration, each with an anchor and its line."""

    def __init__(self, place: str, name: str) -> None:
        self._place, self._name = place, name
        self._number = 0

    def add(self, said: Item, line: int, cites: Sequence[str] = (), links: Sequence[Link] = ()) -> Item:
        """A statement with its place."""
        self._number += 1
        where = f"{self._place}-{self._number}"
        return Item(said.text, said.below, where, Trace(self._name, line), tuple(cites), tuple(links))

    def advice(self, spoken: Spoken, every: Iterable[Advice]) -> list[Item]:
        """What is advised, each with when it holds."""
        found = []
        for one in every:
            text = sentence(spoken.advised(one.action))
            said = Said("") if one.when is None else spoken.tree(one.when)
            if said.below:
                below = (*(item(each) for each in said.below),)
                found.append(self.add(Item(f"{text} when {said.text}", below), one.line, one.cites))
            else:
                found.append(self.add(Item(f"{text} when {said.text}" if said.text else text), one.line, one.cites))
        return found


def entry(what: str, heading: Heading, node: object, blocks: Iterable[Block], title: str = "") -> Entry:
    """A rule with what its heading says of it, and the words of the guideline's own that stand in its node."""
    graded = []
    if heading.strength is not None:
        graded.append(f"{heading.strength.value} recommendation")
    if heading.certainty is not None:
        graded.append(f"{heading.certainty.value} certainty of the evidence")
    said = [Words(sentence(f"{wording.several(graded)}."))] if graded else []
    place = anchor(what, heading.name)
    trace = Trace(heading.name, heading.line)
    title = title or heading.title or wording.plain(heading.name)
    return Entry(what, place, title, trace, heading.cites, (*said, *blocks), _words(node))


def _words(node: object) -> tuple[Link, ...]:
    defined = DefinedCriterion | DefinedValue | DefinedTime
    names = dict.fromkeys(place.node.name for place in places(node) if isinstance(place.node, defined))
    return tuple(Link(wording.plain(name), anchor("definition", name)) for name in names)


def listing(items: Iterable[Item], ordered: bool = False) -> tuple[Listing, ...]:
    """A list, or nothing where there is nothing to list."""
    every = tuple(items)
    return (Listing(every, ordered),) if every else ()


def only_in(spoken: Spoken, steps: Sequence[str]) -> str:
    """The steps in which something applies."""
    return f"Only in the {'step' if len(steps) == 1 else 'steps'} {wording.several(map(spoken.step, steps), 'and')}."
