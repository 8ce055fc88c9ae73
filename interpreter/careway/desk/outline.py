"""The outline of a text: its statements with their names, and what can be folded."""

from __future__ import annotations

import re

from careway.base.record import record
from careway.base.source import Span
from careway.check.scope import Declaration, Sort
from careway.desk.names import stands_there
from careway.desk.view import View

_WORDS = re.compile(r"(\w+)(?:[^\S\n]+([^\W\d]\w*))?")


@record
class Entry:
    """A statement: its name or first words, what it is (`None` where it was not understood or has no name of its own),
    the whole of it and the place of its name."""

    name: str
    detail: str
    sort: Sort | None
    span: Span
    place: Span
    inside: tuple[Entry, ...] = ()


def outline(view: View) -> tuple[Entry, ...]:
    """The statements in the order of the text, the monitors and tasks of a step inside it."""
    named = [one for _, one in sorted(view.declarations.items(), key=lambda pair: pair[0].start)]
    return tuple(_entry(view, span, named) for span in _statements(view))


def folds(view: View) -> tuple[Span, ...]:
    """What can be folded: each statement of several lines, and comments of several lines."""
    found = [span for span in _statements(view) if "\n" in view.text[span.start : span.end]]
    run: Span | None = None
    for comment in view.parsed.tree.comments:
        if not comment.own_line:
            continue
        if run is not None and not view.text[run.end : comment.span.start].strip(" \t\r\n"):
            joined = view.text[run.end : comment.span.start].count("\n") == 1
        else:
            joined = False
        run = run.to(comment.span) if run is not None and joined else comment.span
        if joined:
            found = [span for span in found if span.start != run.start or span.end >= run.end]
            found.append(run)
    return tuple(sorted(set(found), key=lambda one: (one.start, -one.end)))


def _statements(view: View) -> list[Span]:
    """Each statement without what stands between it and the next: empty lines, and comments at the left margin."""
    found = []
    for chunk in view.chunks:
        lines = view.text[chunk.span.start : chunk.span.end].split("\n")
        while len(lines) > 1 and (not lines[-1].strip() or lines[-1].startswith("#")):
            lines.pop()
        end = chunk.span.start + len("\n".join(lines).rstrip())
        found.append(Span(chunk.span.start, end))
    return found


def _entry(view: View, span: Span, named: list[Declaration]) -> Entry:
    own = [one for one in named if span.start <= one.span.start < span.end]
    words = _WORDS.match(view.text, span.start)
    first = view.text[span.start : span.end].split("\n", 1)[0] if words is None else words.group(1)
    head = next((one for one in own if one.sort not in (Sort.MONITOR, Sort.TASK) or len(own) == 1), None)
    if head is None and own and first in ("monitor", "task"):
        head = own[0]
    inside = tuple(Entry(one.name, _title(one), one.sort, one.node.span, one.span) for one in own if one is not head)
    if head is None:
        name = words.group(2) if words is not None and words.group(2) else first
        return Entry(
            name, first if name != first else "", None, span, Span(span.start, span.start + len(first)), inside
        )
    place = head.span if stands_there(view, head) else Span(span.start, span.start + len(first))
    return Entry(head.name, _title(head) or head.described.split(" ", 1)[1], head.sort, span, place, inside)


def _title(declaration: Declaration) -> str:
    title = getattr(declaration.node, "title", None)
    return "" if title is None else str(title.text)
