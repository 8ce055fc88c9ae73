"""A document as a text of Typst, which is set as PDF. Nothing of a guideline can become markup.

Every text of the guideline is a string of Typst, in calls of the functions of `typst_style`: Typst is told parts, and
never reads a text for markup. A place that a link leads to and that is not there is an error of Typst's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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
from careway.document.typst_style import STYLE

_QUARTER = 13
_SPACED = ' + " " + '
_DEEPEST = 8
"""So many lists within lists; Typst refuses more than some twenty."""

Draw = Callable[[Chart], str]


def typst(document: Document, draw: Draw) -> str:
    """The whole document."""
    facts = {name: said.partition(" (was: ")[0] for name, said in document.facts}
    first, *others = document.notices
    about = f"{facts['Version']} · {facts['Status']}"
    named = {"name": document.title, "about": about, "warning": first, "hash": facts["SHA-256 of its text"]}
    head = ", ".join(f"{name}: {_text(said)}" for name, said in named.items())
    lines = [STYLE, f"#show: frame.with({head})", "#title()", f"#notice(strong({_text(first)}))"]
    lines += [f"#notice({_text(one)})" for one in others]
    lines.append(f"#terms({', '.join(f'terms.item({_text(name)}, {_text(said)})' for name, said in document.facts)})")
    lines.append("#contents()")
    for section in document.sections:
        lines += (f"#{one}" for one in _section(section, draw))
    return "\n".join([*lines, ""])


def _section(section: Section, draw: Draw) -> Iterator[str]:
    yield f"[#heading(level: 1, {_text(section.title)}) #label({_text(section.anchor)})]"
    yield from (_block(block, draw) for block in section.blocks)
    yield from (_entry(entry, draw) for entry in section.entries)
    yield from (_block(block, draw) for block in section.after)


def _entry(entry: Entry, draw: Draw) -> str:
    title = f"strike({_text(entry.title)})" if entry.mark is Mark.GONE else _text(entry.title)
    parts = [
        f"[#heading(level: 2, outlined: false, {_mark(entry.mark)}{_SPACED.join((title, *_cites(entry.cites)))}) "
        f"#label({_text(entry.anchor)})]"
    ]
    if entry.changes:
        said = ", ".join(_text(one) for one in entry.changes)
        parts.append(f'changes(par(strong("What has changed")) + list({said}))')
    parts += (_block(block, draw) for block in entry.blocks)
    foot = []
    for lead, between, links in (
        ("Rests on assumptions:", ", ", entry.readings),
        ("Words explained:", " · ", entry.words),
    ):
        if links:
            told = f' + "{between}" + '.join(_link(link.anchor, link.text) for link in links)
            foot.append(f'{_text(lead)} + " " + {told}')
    older = " of the older version" if entry.mark is Mark.GONE else ""
    foot.append(_text(f"Rule {entry.trace.rule}, line {entry.trace.line}{older}"))
    parts.append(f"par(small({' + linebreak() + '.join(foot)}))")
    kind = "" if entry.mark is None else entry.mark.value
    return f"entry({_text(kind)}, {' + '.join(parts)})"


def _block(block: Block, draw: Draw) -> str:
    match block:
        case Words():
            said = f"strong({_text(block.text)})" if block.strong else _text(block.text)
            return f"block(sticky: {'true' if block.strong else 'false'}, {said})"
        case Listing():
            return _items(block.items, block.ordered)
        case Table():
            return _table(block)
        case Chart():
            alt = f"{block.title}. The same stands in words below."
            return f"chart({_text(draw(block), keep_lines=True)}, {_text(alt)}, {_text(alt)})"
        case Calendar():
            return _calendar(block)
        case Code():
            return f"raw(block: true, {_text(block.text, keep_lines=True)})"
        case _:
            assert_never(block)


def _items(items: Iterable[Item], ordered: bool, depth: int = 0) -> str:
    return f"{'enum' if ordered else 'list'}({', '.join(_tree(one, depth) for one in items)})"


def _tree(item: Item, depth: int = 0) -> str:
    if not item.below:
        return _item(item)
    if depth < _DEEPEST:
        return f"{_item(item)} + {_items(item.below, False, depth + 1)}"
    return f'{_item(item)} + " (" + {_in_line(item.below)} + ")"'


def _in_line(items: Iterable[Item]) -> str:
    """Statements that lie too deep for lists within lists: those that are deeper still follow in brackets."""
    return ' + "; " + '.join(_tree(one, _DEEPEST) for one in items)


def _item(item: Item) -> str:
    parts = [_text(item.text)] if item.text else []
    parts += _cites(item.cites)
    parts += (_link(link.anchor, link.text) for link in item.links)
    if item.trace is not None:
        parts.append(f"small({_text(f'line {item.trace.line}')})")
    place = "" if item.anchor is None else f"place({_text(item.anchor)}) + "
    return place + (_SPACED.join(parts) or '""')


def _table(table: Table) -> str:
    head = (("No.",) if table.numbered else ()) + table.head
    rows = (_row(row, place if table.numbered else None) for place, row in enumerate(table.rows, 1))
    cells = _array(cell for row in rows for cell in row)
    return f"grid-table({len(head)}, {_array(map(_text, head))}, {_text(table.caption)}, {cells})"


def _row(row: Row, number: int | None) -> Iterator[str]:
    if number is not None:
        yield _text(str(number))
    first, *others = row.cells
    place = "" if row.anchor is None else f"place({_text(row.anchor)}) + "
    was = f" + linebreak() + small({_text(f'Before: {row.was}')})" if row.was else ""
    said = [_tree(cell) for cell in (first, *others)]
    if row.mark is Mark.GONE:
        said = [f"strike({one})" for one in said]
    yield f"{place}{_mark(row.mark)}{said[0]}{was}"
    yield from said[1:]


def _calendar(calendar: Calendar) -> str:
    head = _array(map(_text, ("Weeks", *map(str, range(1, _QUARTER + 1)))))
    return f"calendar({head}, {_text(calendar.caption)}, {_array(_weeks(calendar.weeks))})"


def _weeks(weeks: tuple[int, ...]) -> Iterator[str]:
    for start in range(0, len(weeks), _QUARTER):
        row = weeks[start : start + _QUARTER]
        yield _text(f"{start + 1} to {start + len(row)}")
        yield from (f"due({_text(str(one))})" if one else '"·"' for one in row)


def _array(parts: Iterable[str]) -> str:
    """An array, in which each part ends in a comma: one part alone between brackets would be no array."""
    return f"({''.join(f'{part}, ' for part in parts)})"


def _link(name: str, said: str) -> str:
    return f"to({_text(name)}, {_text(said)})"


def _mark(mark: Mark | None) -> str:
    return "" if mark is None else f"strong({_text(f'[{mark.value}]')}){_SPACED}"


def _cites(cites: Iterable[str]) -> list[str]:
    return [_link(anchor("source", key), f"[{key}]") for key in cites]


def _text(text: str, keep_lines: bool = False) -> str:
    """A text as a string of Typst."""
    lines = text.split("\n") if keep_lines else [" ".join(text.split())]
    return '"' + "\\n".join(visible(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines) + '"'
