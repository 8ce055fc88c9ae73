"""What changed between two guidelines, as records: one `Change` for each rule or declaration, in plain sentences.

They are what the comparison gives, and what text, Markdown and JSON are written from. Whether a change runs is the one
thing that decides where it is told: what only reads differently stands apart.
"""

from __future__ import annotations

from enum import Enum

from careway.base.record import record


class Sort(Enum):
    """What became of a rule or declaration."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MOVED = "moved"
    CHANGED = "changed"


@record
class Change:
    """What became of one rule or declaration. `what` is its kind in words (`stop`, `definition`, `lab`), `sentences`
    what is different, and `reaches` the rules that speak otherwise because of it though their own text is the same."""

    what: str
    name: str
    title: str
    sort: Sort
    sentences: tuple[str, ...]
    reaches: tuple[str, ...]
    old_line: int | None
    new_line: int | None


@record
class Changes:
    """All that changed between two guidelines: what runs, and what only reads differently."""

    running: tuple[Change, ...]
    wording: tuple[Change, ...]
