"""The logs of two runs of one patient beside each other: what both say once, what only one says marked as its own."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import Enum

from careway.base.record import record
from careway.evaluate.result import LogEntry


class Who(Enum):
    """Which of the two logs says something."""

    BOTH = ""
    OLD = "old"
    NEW = "new"


@record
class Row:
    """An entry of either log or of both."""

    who: Who
    entry: LogEntry


def beside(old: Sequence[LogEntry], new: Sequence[LogEntry]) -> tuple[Row, ...]:
    """Both logs in one, each in its own order."""
    before, after = ([(one.at, one.kind, one.rule, one.text) for one in log] for log in (old, new))
    rows: list[Row] = []
    for _, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if before[i:j] == after[k:m]:
            rows += [Row(Who.BOTH, one) for one in old[i:j]]
        else:
            apart = [Row(Who.OLD, one) for one in old[i:j]] + [Row(Who.NEW, one) for one in new[k:m]]
            rows += sorted(apart, key=lambda row: row.entry.at)
    return tuple(rows)


def around(rows: Sequence[Row], context: int = 1) -> tuple[Row | None, ...]:
    """The rows in which the two differ, with some before and after them; None stands for what is left out."""
    kept = [
        any(one.who is not Who.BOTH for one in rows[max(0, place - context) : place + context + 1])
        for place in range(len(rows))
    ]
    found: list[Row | None] = []
    for row, keep in zip(rows, kept, strict=True):
        if keep:
            found.append(row)
        elif not found or found[-1] is not None:
            found.append(None)
    return tuple(found)
