"""What a document is made of: sections, rules, and in them words, lists, tables, a chart and a calendar.

They know neither Markdown, HTML nor Typst, and hold no markup: each of the three writers says everything that stands
here.
`anchor` is where a statement can be linked to, `trace` the rule and the line of the text that it comes from.
"""

from __future__ import annotations

from enum import Enum

from careway.base.record import record


class Mark(Enum):
    """What became of a part since an older version, as it is written beside it."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@record
class Trace:
    """The rule or declaration that a statement comes from, and its line in the text."""

    rule: str
    line: int


@record
class Link:
    """Another place in the document."""

    text: str
    anchor: str


@record
class Item:
    """A statement, with those below it. `cites` are keys of sources, `links` places to read on."""

    text: str
    below: tuple[Item, ...] = ()
    anchor: str | None = None
    trace: Trace | None = None
    cites: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


@record
class Words:
    """A paragraph."""

    text: str
    strong: bool = False


@record
class Listing:
    """A list; `ordered` where the order says something."""

    items: tuple[Item, ...]
    ordered: bool = False


@record
class Row:
    """A row of a table. `key` tells it apart from the others of its table, so that versions can be compared; `was` says
    what the cells of an older version held that differ now."""

    key: str
    cells: tuple[Item, ...]
    anchor: str | None = None
    mark: Mark | None = None
    was: str = ""


@record
class Table:
    """A table; `numbered` where its rows are numbered for those who speak of them."""

    name: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    numbered: bool = False


@record
class Node:
    """A box of a chart; `ends` for the ends of the course."""

    name: str
    text: str
    anchor: str | None
    ends: bool = False


@record
class Arrow:
    """An arrow of a chart and what stands at it."""

    source: str
    target: str
    text: str


@record
class Chart:
    """A flow chart; what it shows stands in words beside it."""

    title: str
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]


@record
class Calendar:
    """How many occasions fall into each of the weeks after a start, a quarter of a year in a row."""

    caption: str
    weeks: tuple[int, ...]


@record
class Code:
    """A part of the guideline's text, as its author wrote it."""

    text: str
    line: int


Block = Words | Listing | Table | Chart | Calendar | Code


@record
class Entry:
    """A rule: what it says, and what became of it since an older version. `what` is its kind, as `differences` has
    it; `words` are those of its words that the guideline defines, `readings` its assumptions by their numbers."""

    what: str
    anchor: str
    title: str
    trace: Trace
    cites: tuple[str, ...]
    blocks: tuple[Block, ...]
    words: tuple[Link, ...] = ()
    readings: tuple[Link, ...] = ()
    mark: Mark | None = None
    changes: tuple[str, ...] = ()


@record
class Section:
    """A part of the document: what introduces it, its rules, and what follows them."""

    anchor: str
    title: str
    blocks: tuple[Block, ...] = ()
    entries: tuple[Entry, ...] = ()
    after: tuple[Block, ...] = ()


@record
class Document:
    """A whole document. `facts` are the name of a fact and the fact: version, status, hash; `notices` what must be read
    before anything else."""

    title: str
    facts: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    sections: tuple[Section, ...]
