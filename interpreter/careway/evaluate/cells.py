"""A rule's criterion with its last answer: judged again only when something that it reads may have changed."""

from __future__ import annotations

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
