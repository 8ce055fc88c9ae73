"""A document as Markdown (GitHub's), with the chart as Mermaid text. Nothing of a guideline can become markup.

Tables cannot hold lists, so a list in a cell is said in one line. An anchor is an empty `a`, which GitHub keeps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from careway.base.rendering import visible
from careway.document.blocks import (
    Block,
    Calendar,
    Chart,
    Code,
    Document,
    Entry,
    Item,
    Listing,
    Mark,
    Row,
    Section,
    Table,
    Words,
)
from careway.document.statements import anchor

_SPACE = re.compile(r"\s+")
_MARKS = str.maketrans(
    {one: f"\\{one}" for one in "\\`*_[]#~|"} | {"<": "&lt;", ">": "&gt;", "@": "&#64;", "&": "&amp;"}
)
_LIST = re.compile(r"^(\d+)([.)])(?=\s)|^([-+=])(?=\s|$|[-=])")
_QUARTER = 13


def markdown(document: Document) -> str:
    """The whole document."""
    lines = [f"# {_text(document.title)}", ""]
    lines += [f"> **{_text(notice)}**" if not place else f"> {_text(notice)}" for place, notice in _quoted(document)]
    lines += ["", *(f"- {_text(name)}: {_text(said)}" for name, said in document.facts), ""]
    lines += ["Contents: " + " · ".join(f"[{_text(one.title)}](#{one.anchor})" for one in document.sections), ""]
    for section in document.sections:
        lines += _section(section)
    lines += [f"*{_text(document.notices[0])}*", ""]
    return "\n".join(lines)


def _quoted(document: Document) -> Iterator[tuple[int, str]]:
    for place, notice in enumerate(document.notices):
        if place:
            yield place, ""
        yield place, notice


def _section(section: Section) -> Iterator[str]:
    yield from (_anchor(section.anchor), "", f"## {_text(section.title)}", "")
    for block in section.blocks:
        yield from _block(block)
    for entry in section.entries:
        yield from _entry(entry)
    for block in section.after:
        yield from _block(block)


def _entry(entry: Entry) -> Iterator[str]:
    yield from (_anchor(entry.anchor), "", f"### {_mark(entry.mark)}{_text(entry.title)}{_cites(entry.cites)}", "")
    if entry.changes:
        yield "**What has changed**"
        yield ""
        yield from (f"- {_text(said)}" for said in entry.changes)
        yield ""
    for block in entry.blocks:
        yield from _block(block)
    if entry.readings:
        numbers = ", ".join(f"[{_text(link.text)}](#{link.anchor})" for link in entry.readings)
        yield f"<sub>Rests on assumptions: {numbers}</sub>"
        yield ""
    if entry.words:
        words = " · ".join(f"[{_text(link.text)}](#{link.anchor})" for link in entry.words)
        yield f"<sub>Words explained: {words}</sub>"
        yield ""
    older = " of the older version" if entry.mark is Mark.GONE else ""
    yield f"<sub>Rule {_text(entry.trace.rule)}, line {entry.trace.line}{older}</sub>"
    yield ""


def _block(block: Block) -> Iterator[str]:
    match block:
        case Words():
            yield f"**{_text(block.text)}**" if block.strong else _start(_text(block.text))
        case Listing():
            yield from _items(block.items, block.ordered, 0)
        case Table():
            yield from _table(block)
        case Chart():
            yield from mermaid(block)
        case Calendar():
            yield from _calendar(block)
        case Code():
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", block.text)), default=0))
            yield from (f"{fence}care", *(visible(line) for line in block.text.split("\n")), fence)
        case _:
            assert_never(block)
    yield ""


def _items(items: Iterable[Item], ordered: bool, depth: int) -> Iterator[str]:
    for place, item in enumerate(items, 1):
        sign = f"{place}." if ordered else "-"
        yield f"{'   ' * depth if depth else ''}{sign} {_item(item)}"
        yield from _items(item.below, False, depth + 1)


def _item(item: Item) -> str:
    links = "".join(f" ([{_text(link.text)}](#{link.anchor}))" for link in item.links)
    place = "" if item.anchor is None else _anchor(item.anchor)
    return place + f"{_start(_text(item.text))}{_cites(item.cites)}{links}".strip()


def _cell(item: Item) -> str:
    """A statement in one line."""
    return f"{_item(item)} ({'; '.join(map(_cell, item.below))})" if item.below else _item(item)


def _table(table: Table) -> Iterator[str]:
    head = (("No.",) if table.numbered else ()) + table.head
    yield f"**{_text(table.caption)}**"
    yield ""
    yield f"| {' | '.join(map(_text, head))} |"
    yield "|" + "---|" * len(head)
    for place, row in enumerate(table.rows, 1):
        yield _row(row, place if table.numbered else None)


def _row(row: Row, number: int | None) -> str:
    cells = [_cell(item) for item in row.cells]
    was = f" (before: {_text(row.was)})" if row.was else ""
    cells[0] = f"{'' if row.anchor is None else _anchor(row.anchor)}{_mark(row.mark)}{cells[0]}{was}"
    return f"| {' | '.join([*([] if number is None else [str(number)]), *cells])} |"


def _calendar(calendar: Calendar) -> Iterator[str]:
    yield f"**{_text(calendar.caption)}**"
    yield ""
    yield f"| Weeks | {' | '.join(map(str, range(1, _QUARTER + 1)))} |"
    yield "|---|" + "---|" * _QUARTER
    for start in range(0, len(calendar.weeks), _QUARTER):
        row = calendar.weeks[start : start + _QUARTER]
        yield f"| {start + 1} to {start + len(row)} | {' | '.join(str(one) if one else '·' for one in row)} |"


# --- the chart -------------------------------------------------------------------------------------------------------


def mermaid(chart: Chart) -> Iterator[str]:
    """A chart as Mermaid text."""
    names = {node.name: f"n{place}" for place, node in enumerate(chart.nodes)}
    yield "```mermaid"
    yield "flowchart TD"
    for node in chart.nodes:
        opened, closed = ("([", "])") if node.ends else ("[", "]")
        yield f'  {names[node.name]}{opened}"{_label(node.text)}"{closed}'
    for arrow in chart.arrows:
        said = f'|"{_label(arrow.text)}"| ' if arrow.text else ""
        yield f"  {names[arrow.source]} --> {said}{names[arrow.target]}"
    yield "```"


def _label(text: str) -> str:
    """A text between double quotes, in which Mermaid reads `#name;` and Markdown."""
    kept = []
    for sign in _SPACE.sub(" ", visible(text)):
        kept.append(sign if sign.isalnum() or sign in " ,:;()/×≥≤.'’“”-?" else f"#{ord(sign)};")
    # "1. Name" would be read as a list
    return re.sub(r"(\d)\. ", r"\1#46; ", "".join(kept))


# --- texts -----------------------------------------------------------------------------------------------------------


def _anchor(name: str) -> str:
    return f'<a id="{name}"></a>'


def _mark(mark: Mark | None) -> str:
    return "" if mark is None else f"**\\[{mark.value}\\]** "


def _cites(cites: Iterable[str]) -> str:
    return "".join(f" [\\[{_text(key)}\\]](#{anchor('source', key)})" for key in cites)


def _text(text: str) -> str:
    """A text without markup, in one line."""
    return _SPACE.sub(" ", visible(_SPACE.sub(" ", text))).translate(_MARKS)


def _start(text: str) -> str:
    """A text at the start of a line, where a number or a sign would begin a list."""
    return _LIST.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", text)
