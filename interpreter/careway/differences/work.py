"""The same work done for each of many items, by one process or several, given back in the order of the items.

What all items share (a guideline) is sent to each process once. Several processes change nothing but the time it takes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
Item = TypeVar("Item")

_WORTH_IT = 40
"""Items below which starting processes takes longer than the work."""
_shared: Any = None


def each(work: Callable[[Any, Item], T], shared: object, items: Sequence[Item], jobs: int | None = None) -> Iterator[T]:
    """`work(shared, item)` for each item, as it is done, in order. `jobs` processes share it (None: as many as there
    are processors, where that is worth it); `work` is a function of a module, so that a process can find it."""
    several = jobs if jobs is not None else (os.cpu_count() or 1) if len(items) >= _WORTH_IT else 1
    if min(several, len(items)) < 2:
        return (work(shared, item) for item in items)
    return _spread(work, shared, items, min(several, len(items)))


def _spread(work: Callable[[Any, Item], T], shared: object, items: Iterable[Item], jobs: int) -> Iterator[T]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    every = list(items)
    # A process of its own from the start: nothing of this one (open files, threads) is copied into it.
    with ProcessPoolExecutor(jobs, get_context("spawn"), _take, (work, shared)) as pool:
        yield from pool.map(_done, every, chunksize=max(1, min(8, len(every) // (4 * jobs))))


def _take(work: Callable[[Any, Any], object], shared: object) -> None:
    global _shared
    _shared = (work, shared)


def _done(item: object) -> Any:
    work, shared = _shared
    return work(shared, item)
