"""The nearest of the names that would fit, for a name that fits nothing."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that was most likely meant: one that differs only in case, else the one with the fewest edits,
    fewer than a third of the name's length (one for a short name); of equals, the first."""
    known = list(dict.fromkeys(candidates))
    folded = _fold(name)
    for candidate in known:
        if _fold(candidate) == folded:
            return candidate
    best: str | None = None
    fewest = max(1, len(name) // 3) + 1
    for candidate in known:
        if abs(len(candidate) - len(name)) >= fewest:
            continue
        edits = _edits(folded, _fold(candidate), fewest)
        if edits < fewest and edits < len(candidate):
            best, fewest = candidate, edits
    return best


def _fold(name: str) -> str:
    return name.casefold().replace("-", "_").replace(" ", "_")


def _edits(left: str, right: str, limit: int) -> int:
    """Insertions, deletions, replacements and swaps of neighbours that turn one into the other; `limit` if no fewer."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) >= limit:
            return limit
    return min(row[-1], limit)
