"""Guidelines and what their documents say, for the tests beside this file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from careway.base.source import Source
from careway.document.blocks import (
    Block,
    Calendar,
    Chart,
    Code,
    Document,
    Item,
    Listing,
    Section,
    Table,
    Words,
)
from careway.document.content import document
from careway.ir.nodes import Guideline
from careway.pipeline import compile_source

ROOT = Path(__file__).parents[2]
GUIDELINES = {
    "azathioprine": ROOT / "guideline/azathioprine/reintroduction.care",
    "clozapine": ROOT / "guideline/clozapine/anc_monitoring.care",
    "nodes": ROOT / "tests/agreement/guidelines/nodes.care",
}


@cache
def core(name: str) -> Guideline:
    """One of the guidelines."""
    path = GUIDELINES[name]
    return compiled(path.read_text(encoding="utf-8"))


def compiled(text: str) -> Guideline:
    """The core of a text."""
    made = compile_source(Source("guideline.care", text))
    assert made.core is not None, made.diagnostics
    return made.core


@cache
def shown(name: str) -> Document:
    """The document of one of the guidelines."""
    return document(core(name))


def of_item(item: Item) -> str:
    """All that a statement says."""
    return " ".join((item.text, *(f"[{key}]" for key in item.cites), *map(of_item, item.below)))


def of_block(block: Block) -> str:
    """All that a block says, but for the chart."""
    match block:
        case Words() | Code():
            return block.text
        case Listing():
            return " ".join(map(of_item, block.items))
        case Table():
            cells = [of_item(cell) for row in block.rows for cell in row.cells]
            return " ".join((block.caption, *block.head, *cells))
        case Chart():
            return ""
        case Calendar():
            return block.caption


def of_section(section: Section) -> str:
    """All that a section says."""
    entries = [entry.title + " " + " ".join(map(of_block, entry.blocks)) for entry in section.entries]
    return " ".join((section.title, *map(of_block, section.blocks), *entries, *map(of_block, section.after)))


def section(found: Document, anchor: str) -> Section:
    """A section of a document."""
    (one,) = (one for one in found.sections if one.anchor == anchor)
    return one
