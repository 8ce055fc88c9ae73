"""A document as one HTML page: no script, no network, nothing that a guideline says can become markup.

The chart is drawn by `drawing` and handed in, so that the page itself needs no library. What the chart and the calendar
show stands in words and in a table beside them, for those who hear the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import assert_never

from careway.base.markup import safe, whole_page
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
from careway.document.page_style import STYLE
from careway.document.statements import anchor

_QUARTER = 13
_SIGNS = {Mark.NEW: "+ new", Mark.CHANGED: "△ changed", Mark.GONE: "✕ gone"}

_OWN_IDS = re.compile(r'( id="| href="#|="url\(#)')
_OF_PAGE = re.compile(r"(?m)^( *)(?::root|body|html) \{")

Draw = Callable[[Chart], str]


def html(document: Document, draw: Draw) -> str:
    """The whole page."""
    return whole_page(" ".join(document.title.split()), STYLE, "\n".join(_body(document, draw)))


def part(document: Document, draw: Draw | None, name: str) -> tuple[str, str]:
    """The document as a part of another page, and the style that it needs there. All of it is of the class `name`, and
    its ids begin with it; with no one to draw a chart, the words stand alone."""
    first, *others = document.notices
    inner = "\n".join((*_head(document, first, others), *_contents(document), *_sections(document, draw)))
    # No text of the guideline can be taken for an id: in texts, quotes are escaped.
    inner = _OWN_IDS.sub(rf"\g<1>{name}-", inner)
    style = _OF_PAGE.sub(r"\1& {", STYLE)
    return f'<div class="{name}">\n{inner}\n</div>', f".{name} {{\n{style}}}\n"


def _body(document: Document, draw: Draw) -> Iterator[str]:
    first, *others = document.notices
    yield '<a class="skip" href="#main">Skip to the guideline</a>\n<header>'
    yield from _head(document, first, others)
    yield "</header>"
    yield from _contents(document)
    yield '<main id="main">'
    yield from _sections(document, draw)
    yield f"</main>\n<footer><p>{_text(first)}</p></footer>"


def _head(document: Document, first: str, others: Iterable[str]) -> Iterator[str]:
    yield f"<h1>{_text(document.title)}</h1>"
    yield f'<p class="notice"><strong>{_text(first)}</strong></p>'
    yield from (f'<p class="notice">{_text(one)}</p>' for one in others)
    yield "<dl>"
    yield from (f"<div><dt>{_text(name)}</dt><dd>{_text(said)}</dd></div>" for name, said in document.facts)
    yield "</dl>"


def _contents(document: Document) -> Iterator[str]:
    yield '<nav aria-label="Contents">\n<ol>'
    yield from (f'<li><a href="#{one.anchor}">{_text(one.title)}</a></li>' for one in document.sections)
    yield "</ol>\n</nav>"


def _sections(document: Document, draw: Draw | None) -> Iterator[str]:
    for section in document.sections:
        yield from _section(section, draw)


def _section(section: Section, draw: Draw | None) -> Iterator[str]:
    yield f'<section id="{section.anchor}">\n<h2>{_text(section.title)}</h2>'
    for block in section.blocks:
        yield from _block(block, draw)
    for entry in section.entries:
        yield from _entry(entry, draw)
    for block in section.after:
        yield from _block(block, draw)
    yield "</section>"


def _entry(entry: Entry, draw: Draw | None) -> Iterator[str]:
    kind = "" if entry.mark is None else f' class="{entry.mark.value}"'
    yield f'<article id="{entry.anchor}"{kind}>'
    yield f"<h3>{_mark(entry.mark)}{_text(entry.title)}{_cites(entry.cites)}</h3>"
    if entry.changes:
        yield '<div class="changes"><p><strong>What has changed</strong></p>\n<ul>'
        yield from (f"<li>{_text(said)}</li>" for said in entry.changes)
        yield "</ul></div>"
    for block in entry.blocks:
        yield from _block(block, draw)
    if entry.readings:
        numbers = ", ".join(f'<a href="#{link.anchor}">{_text(link.text)}</a>' for link in entry.readings)
        yield f'<p class="words">Rests on assumptions: {numbers}</p>'
    if entry.words:
        words = " · ".join(f'<a href="#{link.anchor}">{_text(link.text)}</a>' for link in entry.words)
        yield f'<p class="words">Words explained: {words}</p>'
    older = " of the older version" if entry.mark is Mark.GONE else ""
    yield f'<p class="trace">Rule {_text(entry.trace.rule)}, line {entry.trace.line}{older}</p>\n</article>'


def _block(block: Block, draw: Draw | None) -> Iterator[str]:
    match block:
        case Words():
            yield f"<p><strong>{_text(block.text)}</strong></p>" if block.strong else f"<p>{_text(block.text)}</p>"
        case Listing():
            yield from _items(block.items, block.ordered)
        case Table():
            yield from _table(block)
        case Chart():
            if draw is None:
                return
            yield f'<figure>\n<div class="wide" tabindex="0" role="group" aria-label="{_text(block.title)}">'
            yield draw(block)
            yield f"</div>\n<figcaption>{_text(block.title)}. The same stands in words below.</figcaption>\n</figure>"
        case Calendar():
            yield from _calendar(block)
        case Code():
            yield f"<pre><code>{_text(block.text, keep_lines=True)}</code></pre>"
        case _:
            assert_never(block)


def _items(items: Iterable[Item], ordered: bool) -> Iterator[str]:
    yield "<ol>" if ordered else "<ul>"
    for item in items:
        place = "" if item.anchor is None else f' id="{item.anchor}"'
        yield f"<li{place}>{_item(item)}"
        if item.below:
            yield from _items(item.below, False)
        yield "</li>"
    yield "</ol>" if ordered else "</ul>"


def _item(item: Item) -> str:
    links = "".join(f' <a class="more" href="#{link.anchor}">{_text(link.text)}</a>' for link in item.links)
    trace = "" if item.trace is None else f' <span class="trace">line {item.trace.line}</span>'
    return f"{_text(item.text)}{_cites(item.cites)}{links}{trace}"


def _cell(item: Item) -> str:
    below = f"\n{chr(10).join(_items(item.below, False))}" if item.below else ""
    return f"{_item(item)}{below}"


def _table(table: Table) -> Iterator[str]:
    head = (("No.",) if table.numbered else ()) + table.head
    yield f'<div class="wide" tabindex="0" role="group" aria-label="{_text(table.caption)}">\n<table>'
    yield f"<caption>{_text(table.caption)}</caption>\n<thead><tr>"
    yield "".join(f'<th scope="col">{_text(name)}</th>' for name in head)
    yield "</tr></thead>\n<tbody>"
    for place, row in enumerate(table.rows, 1):
        yield _row(row, place if table.numbered else None)
    yield "</tbody>\n</table>\n</div>"


def _row(row: Row, number: int | None) -> str:
    where = "" if row.anchor is None else f' id="{row.anchor}"'
    kind = "" if row.mark is None else f' class="{row.mark.value}"'
    first, *others = row.cells
    was = f'<p class="was">Before: {_text(row.was)}</p>' if row.was else ""
    counted = "" if number is None else f'<td class="number">{number}</td>'
    cells = "".join(f"<td>{_cell(cell)}</td>" for cell in others)
    return f'<tr{where}{kind}>{counted}<th scope="row">{_mark(row.mark)}{_cell(first)}{was}</th>{cells}</tr>'


def _calendar(calendar: Calendar) -> Iterator[str]:
    yield f'<div class="wide" tabindex="0" role="group" aria-label="{_text(calendar.caption)}">'
    yield f'<table class="calendar">\n<caption>{_text(calendar.caption)}</caption>'
    yield '<thead><tr><th scope="col">Weeks</th>'
    yield "".join(f'<th scope="col">{week}</th>' for week in range(1, _QUARTER + 1))
    yield "</tr></thead>\n<tbody>"
    for start in range(0, len(calendar.weeks), _QUARTER):
        row = calendar.weeks[start : start + _QUARTER]
        cells = "".join(
            f'<td class="due">{one}</td>' if one else '<td><span aria-label="none">·</span></td>' for one in row
        )
        yield f'<tr><th scope="row">{start + 1} to {start + len(row)}</th>{cells}</tr>'
    yield "</tbody>\n</table>\n</div>"


def _mark(mark: Mark | None) -> str:
    return "" if mark is None else f'<span class="mark">[{_SIGNS[mark]}]</span> '


def _cites(cites: Iterable[str]) -> str:
    return "".join(f' <a class="cite" href="#{anchor("source", key)}">[{_text(key)}]</a>' for key in cites)


def _text(text: str, keep_lines: bool = False) -> str:
    lines = text.split("\n") if keep_lines else [" ".join(text.split())]
    return "\n".join(safe(line) for line in lines)
