"""A document with what is new, changed and gone since an older version.

In: the two cores, and what `differences` finds between them. What a rule does otherwise is said in its words; of tables
(vocabulary, sources, assumptions) rows are compared as they read. What is gone stands, marked, in the section where it
was. Marks are words, so that they can be read without colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from careway.differences import sentences
from careway.differences.change import Change, Changes, Sort
from careway.differences.of_guidelines import compare
from careway.document.blocks import Block, Document, Entry, Item, Listing, Mark, Row, Section, Table, Words
from careway.document.content import document
from careway.ir import wording
from careway.ir.nodes import Guideline

_UNCOMPARED = ("origins",)


def compared(old: Guideline, new: Guideline, text: str | None = None) -> Document:
    """The document of the new version, with what became of each part."""
    before, after = document(old), document(new, text)
    changes = compare(old, new)
    by_rule = _by_rule(changes)
    older = {section.anchor: section for section in before.sections}
    sections = [
        section if section.anchor in _UNCOMPARED else _section(older.get(section.anchor), section, by_rule)
        for section in after.sections
    ]
    facts = _facts(before, after)
    return replace(after, facts=facts, sections=(_summary(changes, before, after), *sections))


def _facts(before: Document, after: Document) -> tuple[tuple[str, str], ...]:
    was = dict(before.facts)
    told = [
        (name, said if was.get(name) == said else f"{said} (was: {was.get(name, 'none')})")
        for name, said in after.facts
    ]
    told += [(name, f"none (was: {said})") for name, said in before.facts if name not in dict(after.facts)]
    return tuple(told)


def _by_rule(changes: Changes) -> dict[tuple[str, str], list[Change]]:
    found: dict[tuple[str, str], list[Change]] = {}
    for one in (*changes.running, *changes.wording):
        found.setdefault((one.what, one.name), []).append(one)
    return found


def _summary(changes: Changes, before: Document, after: Document) -> Section:
    """All that changed, in one list."""
    versions = [dict(one.facts)["Version"] for one in (before, after)]
    said = f"Compared with version {versions[0]}. Parts are marked [new], [changed] or [gone] where they stand."
    blocks: list[Block] = [Words(said)]
    for head, every in (("What is done otherwise", changes.running), ("What only reads otherwise", changes.wording)):
        if every:
            blocks += [Words(head, strong=True), Listing(tuple(map(_told, every)))]
    if not changes.running:
        blocks.insert(1, Words("Nothing that is done has changed."))
    return Section("changes", "What has changed", tuple(blocks))


def _told(one: Change) -> Item:
    name = wording.joined(one.what, f"“{one.title}”" if one.title else wording.plain(one.name))
    below = [Item(_bare(said)) for said in one.sentences]
    reached = sentences.reaches(one)
    below += [Item(_bare(reached))] if reached else []
    return Item(f"[{_MARKS[one.sort].value}] {name}", tuple(below))


_MARKS = {
    Sort.ADDED: Mark.NEW,
    Sort.REMOVED: Mark.GONE,
    Sort.RENAMED: Mark.CHANGED,
    Sort.MOVED: Mark.CHANGED,
    Sort.CHANGED: Mark.CHANGED,
}


def _bare(said: str) -> str:
    """A sentence in which parts of rules are quoted as text, not as code."""
    parts = said.replace(" >= ", " ≥ ").replace(" <= ", " ≤ ").split("`")
    return "".join(f"“{part}”" if place % 2 else part for place, part in enumerate(parts))


def _section(old: Section | None, new: Section, by_rule: dict[tuple[str, str], list[Change]]) -> Section:
    entries = [_entry(one, by_rule) for one in new.entries]
    here = {one.anchor for one in new.entries}
    for one in () if old is None else old.entries:
        if one.anchor not in here and any(change.sort is Sort.REMOVED for change in by_rule.get(_key(one), ())):
            entries.append(_gone(one))
    tables = {} if old is None else _tables(old)
    return replace(
        new,
        blocks=tuple(_block(one, tables) for one in new.blocks),
        entries=tuple(entries),
        after=tuple(_block(one, tables) for one in new.after),
    )


def _key(one: Entry) -> tuple[str, str]:
    return one.what, one.trace.rule


def _entry(one: Entry, by_rule: dict[tuple[str, str], list[Change]]) -> Entry:
    found = by_rule.get(_key(one), [])
    if not found:
        return one
    if any(change.sort is Sort.ADDED for change in found):
        return replace(one, mark=Mark.NEW)
    said = tuple(_bare(sentence) for change in found for sentence in change.sentences)
    return replace(one, mark=Mark.CHANGED, changes=said)


def _gone(one: Entry) -> Entry:
    """A rule of the older version, without links: what they lead to may be gone too."""
    rested = (Words(f"It rested on {_keys(one.cites)}."),) if one.cites else ()
    blocks = (*_unplaced(one.blocks), *rested)
    return replace(one, anchor=f"gone-{one.anchor}", mark=Mark.GONE, cites=(), words=(), readings=(), blocks=blocks)


def _keys(cites: Sequence[str]) -> str:
    return f"[{', '.join(cites)}]"


def _unplaced(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Blocks without anchors and links."""
    return tuple(_unplaced_block(one) for one in blocks)


def _unplaced_block(block: Block) -> Block:
    if isinstance(block, Listing):
        return replace(block, items=tuple(map(_unplaced_item, block.items)))
    if isinstance(block, Table):
        return replace(block, rows=tuple(_unplaced_row(row) for row in block.rows))
    return block


def _unplaced_item(item: Item) -> Item:
    said = wording.joined(item.text, _keys(item.cites) if item.cites else "")
    return Item(said, tuple(map(_unplaced_item, item.below)))


def _unplaced_row(row: Row) -> Row:
    return replace(row, anchor=None, cells=tuple(map(_unplaced_item, row.cells)))


# --- tables ----------------------------------------------------------------------------------------------------------


def _tables(section: Section) -> dict[str, Table]:
    return {one.name: one for one in (*section.blocks, *section.after) if isinstance(one, Table)}


def _block(block: Block, older: dict[str, Table]) -> Block:
    if not isinstance(block, Table):
        return block
    old = older.get(block.name)
    was = {} if old is None else {row.key: row for row in old.rows}
    rows = [_row(row, None if old is None else was.get(row.key), old, block) for row in block.rows]
    here = {row.key for row in block.rows}
    rows += [replace(_unplaced_row(row), mark=Mark.GONE) for key, row in was.items() if key not in here]
    width = len(block.head)
    return replace(block, rows=tuple(replace(row, cells=_as_wide(row.cells, width)) for row in rows))


def _as_wide(cells: Sequence[Item], width: int) -> tuple[Item, ...]:
    """The cells of a row of an older table, which may have had other columns."""
    return tuple(cells[:width]) + (Item("–"),) * (width - len(cells))


def _row(new: Row, old: Row | None, table: Table | None, block: Table) -> Row:
    if old is None or table is None:
        return replace(new, mark=Mark.NEW)
    then = {name: _said(cell) for name, cell in zip(table.head, old.cells, strict=False)}
    now = {name: _said(cell) for name, cell in zip(block.head, new.cells, strict=False)}
    differs = [f"{name}: {then.get(name, 'nothing')}" for name in now if now[name] != then.get(name, "–")]
    return replace(new, mark=Mark.CHANGED, was="; ".join(differs)) if differs else new


def _said(item: Item) -> str:
    below = "; ".join(map(_said, item.below))
    cites = f" {_keys(item.cites)}" if item.cites else ""
    return wording.joined(item.text, below) + cites
