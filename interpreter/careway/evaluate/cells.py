"""Rules' criteria with their last answers: each is judged again only when something that it reads may have changed."""

from __future__ import annotations

from collections.abc import Iterator

from careway.evaluate.judge import Judge
from careway.ir import expressions as e
from careway.model.time import Instant
from careway.model.truth import Truth


class Cell:
    """One criterion and its last truth. `wake` is the next instant at which time alone may change it."""

    __slots__ = ("_judge", "_node", "_records", "_state", "_truth", "_versions", "wake")

    def __init__(self, node: e.Criterion, judge: Judge) -> None:
        self._node = node
        self._judge = judge
        reads, concepts = judge.program.reads_of(node)
        self._records = [judge.chart.records[concept] for concept in concepts]
        self._state = reads.state
        self._truth: Truth | None = None
        self._versions: list[int] = []
        self.wake: Instant | None = None

    def truth(self) -> Truth:
        """The truth at the judge's now."""
        versions = [records.version for records in self._records]
        fresh = self._truth is not None and versions == self._versions and not self._state
        if fresh and (self.wake is None or self._judge.now < self.wake):
            assert self._truth is not None
            return self._truth
        judge = self._judge
        outer, judge.wakes = judge.wakes, []
        self._truth = judge.decide(self._node)
        self.wake = min(judge.wakes, default=None)
        judge.wakes = outer
        self._versions = versions
        return self._truth


class Cells:
    """The criteria of a run's rules."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._cells: dict[int, Cell] = {}

    def truth(self, node: e.Criterion) -> Truth:
        """The truth of a rule's criterion now, judged again only where it may have changed."""
        cell = self._cells.get(id(node))
        if cell is None:
            cell = self._cells[id(node)] = Cell(node, self._judge)
        return cell.truth()

    def wakes(self) -> Iterator[Instant]:
        """The instants at which time alone may change an answer."""
        return (cell.wake for cell in self._cells.values() if cell.wake is not None)

    def forget(self) -> None:
        """Rely on no answer that was found before."""
        self._cells.clear()
