"""The standard layout as one edit, as small as whole lines allow: a cursor elsewhere stays where it is."""

from __future__ import annotations

from careway.base.diagnostics import Edit
from careway.base.source import Span
from careway.desk.view import View
from careway.format.format import format_tree


def laid_out(view: View) -> Edit | None:
    """The edit that gives a text the layout of `careway fmt`; `None` where there is nothing to change, and where the
    text has a mistake and is left as it is."""
    if view.parsed.diagnostics:
        return None
    text, wanted = view.text, format_tree(view.parsed.tree, view.source)
    if text == wanted:
        return None
    before, after = text.splitlines(keepends=True), wanted.splitlines(keepends=True)
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    first = sum(map(len, before[:start]))
    last = len(text) - sum(map(len, before[len(before) - end :]))
    return Edit(Span(first, last), "".join(after[start : len(after) - end]))
