"""A guideline as a clinician's document: from a core to sections, in the order in which one reads them.

Everything that is said comes from the core, so that no document can say what is not run. `text` gives each rule the
lines of the text that it comes from, where its author is to see them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from careway.document import course, decisions, declared, grounds, schedules
from careway.document.blocks import Code, Document, Item, Link, Listing, Row, Section, Table, Trace, Words
from careway.ir.nodes import Guideline
from careway.ir.spoken import Spoken

DISCLAIMER = "Decision support under development, not a medical device."


def document(core: Guideline, text: str | None = None) -> Document:
    """The whole document."""
    spoken = Spoken(core)
    sections = [
        course.for_whom(core, spoken),
        course.course(core, spoken),
        decisions.stops(core, spoken),
        schedules.schedules(core, spoken),
        decisions.cautions(core, spoken),
        decisions.tasks(core, spoken),
        decisions.after_stops(core, spoken),
        declared.definitions(core, spoken),
        declared.vocabulary(core),
        declared.parameters(core),
        grounds.evidence(core),
        grounds.assumptions(core),
        grounds.accepted(core),
        grounds.claims(core, spoken),
        grounds.background(core),
    ]
    read = grounds.readings(core)
    sections = [
        replace(one, entries=tuple(replace(entry, readings=read.get(entry.anchor, ())) for entry in one.entries))
        for one in sections
    ]
    if text is not None:
        sections = [_with_text(section, text.split("\n")) for section in sections]
    sections.append(_origins(sections))
    return Document(core.title or core.id, tuple(_facts(core)), (DISCLAIMER, core.disclaimer), tuple(sections))


def _facts(core: Guideline) -> list[tuple[str, str]]:
    found = [("Name", core.id), ("Version", core.version), ("Status", core.status.value)]
    if core.date is not None:
        found.append(("Date", core.date.isoformat()))
    if core.effective_from is not None:
        until = "" if core.effective_until is None else f" until {core.effective_until.isoformat()}"
        found.append(("Effective", f"from {core.effective_from.isoformat()}{until}"))
    found.append(("SHA-256 of its text", core.sha256))
    return found


# --- the text --------------------------------------------------------------------------------------------------------


def _with_text(section: Section, lines: Sequence[str]) -> Section:
    entries = (
        replace(one, blocks=(*one.blocks, Code(_statement(lines, one.trace.line), one.trace.line)))
        for one in section.entries
    )
    return replace(section, entries=tuple(entries))


def _statement(lines: Sequence[str], line: int) -> str:
    """The lines of the statement that begins at a line: it ends where another begins as far left."""
    first = lines[line - 1].rstrip("\r")
    indent = _indent(first)
    found = [first]
    for other in lines[line:]:
        if other.strip() and _indent(other) <= indent:
            break
        found.append(other.rstrip("\r"))
    while not found[-1].strip():
        found.pop()
    return "\n".join(one[indent:] for one in found)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


# --- where each statement comes from ---------------------------------------------------------------------------------


def _origins(sections: Sequence[Section]) -> Section:
    """Every statement of the document with its rule and its line."""
    rows = tuple(
        Row(
            f"{place} {text}",
            (Item(text, links=(Link("read", place),)), Item(trace.rule), Item(str(trace.line))),
        )
        for place, text, trace in _statements(sections)
    )
    said = "Each statement with the rule of the guideline that it says, and the line at which that rule is written."
    table = Table("origins", "From statement to rule", ("Statement", "Rule", "Line"), rows, numbered=True)
    return Section("origins", "Where each statement comes from", (Words(said), table))


def _statements(sections: Sequence[Section]) -> Iterator[tuple[str, str, Trace]]:
    for section in sections:
        for block in section.blocks:
            yield from _of_block(block)
        for entry in section.entries:
            yield entry.anchor, entry.title, entry.trace
            for block in entry.blocks:
                yield from _of_block(block)
        for block in section.after:
            yield from _of_block(block)


def _of_block(block: object) -> Iterator[tuple[str, str, Trace]]:
    match block:
        case Listing():
            for item in block.items:
                if item.anchor is not None and item.trace is not None:
                    yield item.anchor, _whole(item), item.trace
        case Table():
            for row in block.rows:
                for cell in row.cells:
                    if row.anchor is not None and cell.trace is not None:
                        yield row.anchor, _whole(row.cells[0]), cell.trace


def _whole(item: Item) -> str:
    """A statement in one line."""
    below = "; ".join(map(_whole, item.below))
    return f"{item.text} ({below})" if below else item.text
