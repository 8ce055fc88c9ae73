"""Which members of a list stand elsewhere in another list of the same members: as few as explain the new order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def moved(old: Sequence[T], new: Sequence[T]) -> list[tuple[T, str, T]]:
    """The members that both have and that moved, each with `before` or `after` and the member beside which it stands
    now."""
    before = [one for one in old if one in new]
    both = [one for one in new if one in old]
    stay = _longest_run([before.index(one) for one in both])
    found: list[tuple[T, str, T]] = []
    for place, one in enumerate(both):
        if place in stay:
            continue
        earlier = place < before.index(one)
        beside = next((other for other in range(place + 1, len(both)) if other in stay), None)
        if earlier and beside is not None:
            found.append((one, "before", both[beside]))
        else:
            found.append((one, "after", both[place - 1]) if place else (one, "before", both[place + 1]))
    return found


def _longest_run(places: Sequence[int]) -> set[int]:
    """The indices of a longest increasing run."""
    best: list[list[int]] = []
    for index, place in enumerate(places):
        below = [one for one in best if places[one[-1]] < place]
        best.append([*_longest(below), index])
    return set(_longest(best))


def _longest(runs: Sequence[list[int]]) -> list[int]:
    found: list[int] = []
    for run in runs:
        if len(run) > len(found):
            found = run
    return found
