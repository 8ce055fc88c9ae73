"""A case as a timeline document: the records of its patient's beginning first, then its own.

The document is written anew, a key a line, so that each line comes from one place in the cases file and whatever the
reader of timelines has to say can be said of that place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from careway.base.source import Span
from careway.cases.nodes import Document
from careway.ingest.document import Fields, Items, Scalar, Tree

_PLAIN = re.compile(r"[\w<.+][\w<>=.+*/%()\[\] -]*", re.ASCII)


def document(label: str, head: Iterable[tuple[Scalar, Tree]], events: Iterable[Tree], whole: Span) -> Document:
    """The native form of a timeline from its head (`born`, `sex`, ...) and its events."""
    writer = _Writer()
    writer.line(f"patient: {label}", whole)
    for key, value in head:
        writer.pair(key, value, 0)
    writer.line("events:", whole)
    for event in events:
        writer.item(event, 1)
    return Document("\n".join(writer.lines) + "\n", tuple(writer.places))


class _Writer:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.places: list[Span] = []

    def line(self, text: str, span: Span) -> None:
        self.lines.append(text)
        self.places.append(span)

    def pair(self, key: Scalar, value: Tree, depth: int) -> None:
        margin = "  " * depth
        if isinstance(value, Scalar):
            self.line(f"{margin}{scalar(key)}: {scalar(value)}".rstrip(), value.span)
            return
        self.line(f"{margin}{scalar(key)}:{'' if _members(value) else _empty(value)}", value.span)
        self.members(value, depth + 1)

    def item(self, value: Tree, depth: int) -> None:
        margin = "  " * depth
        if isinstance(value, Scalar):
            self.line(f"{margin}- {scalar(value)}".rstrip(), value.span)
            return
        if not _members(value):
            self.line(f"{margin}- {_empty(value)}", value.span)
            return
        self.line(f"{margin}-", value.span)
        self.members(value, depth + 1)

    def members(self, value: Fields | Items, depth: int) -> None:
        if isinstance(value, Fields):
            for key, item in value.pairs:
                self.pair(key, item, depth)
        else:
            for item in value.items:
                self.item(item, depth)


def _members(value: Fields | Items) -> bool:
    return bool(value.pairs if isinstance(value, Fields) else value.items)


def _empty(value: Fields | Items) -> str:
    return "{}" if isinstance(value, Fields) else "[]"


def scalar(node: Scalar) -> str:
    """A scalar as YAML: as it is where that is safe, in quotes where not, and nothing for nothing."""
    if node.is_null:
        return ""
    if _PLAIN.fullmatch(node.text) and not node.text.endswith(" ") and node.text.lower() not in ("null", "~"):
        return node.text
    return json.dumps(node.text, ensure_ascii=False)
