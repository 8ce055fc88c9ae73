"""Making something come about in a patient: a criterion true or false, a time come, by records that would do it.

Each aim is taken apart along the core's own nodes, down to a result, a dose, a finding or an answer; what cannot be
brought about by a record (the past, the state of a schedule) is left. It is best effort: whoever sets an aim asks the
evaluation afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

from careway.evaluate.judge import CRITERIA, VALUES
from careway.ir import expressions as e
from careway.ir.reads import reads_of
from careway.model.terms import Comparison, DrugEdge, MonitorState
from careway.model.time import Duration, TimeUnit, When, shift_day
from careway.model.truth import TRUE, of
from careway.model.vocabulary import Kind
from careway.synth.life import Life
from careway.synth.making import Making
from careway.synth.supposing import levers, presence_of

_DEEPEST = 24
_MOST = 60


class Aims(Making):
    """What can be brought about in one patient."""

    def __init__(self, life: Life, *, may_wait: bool) -> None:
        super().__init__(life, may_wait=may_wait)
        self._depth = 0
        self._left = _MOST

    def try_anew(self) -> None:
        """Set a new aim: as much may be tried as for the first."""
        self._left = _MOST

    # --- criteria ---------------------------------------------------------------------------------------------------

    def bring(self, node: e.Criterion, want: bool = True) -> bool:
        """Bring it about that a criterion is true (or false)."""
        wanted = of(want)
        if self.life.truth(node) is wanted:
            return True
        if self._depth >= _DEEPEST or self._left <= 0:
            return False
        self._depth += 1
        self._left -= 1
        try:
            self._bring(node, want)
        finally:
            self._depth -= 1
        self.life.look()
        return self.life.truth(node) is wanted

    def _bring(self, node: e.Criterion, want: bool) -> None:
        life = self.life
        match node:
            case e.All():
                self._every(node.items, want) if want else self._some(node.items, want)
            case e.AnyOf():
                self._some(node.items, want) if want else self._every(node.items, want)
            case e.AtLeast():
                items = self._shuffled(node.items)
                self._every(items[: node.count] if want else items[node.count - 1 :], want)
            case e.Not():
                self.bring(node.item, not want)
            case e.Compare():
                self._compare(node, want)
            case e.Found():
                self._fresh_day(node.concept)
                if life.said_on.get(node.concept) != life.day:
                    life.say(node.concept, presence_of(node, want))
            case e.Taking():
                self._take(node.drug, want)
                if want and node.at_least is not None:
                    self._wait_from_now(node.at_least)
            case e.Paused():
                if want and life.truth(node) is not TRUE and not life.taking(node.drug):
                    self._take(node.drug, True)
                    self.wait(self.random.randrange(20, 60))
                self._take(node.drug, not want)
                if want and node.at_least is not None:
                    self._wait_from_now(node.at_least)
            case e.Answered():
                self._answer(node, want)
            case e.Recorded() | e.Exists():
                if want:
                    self._series(node.series, node.count)
                elif isinstance(node, e.Exists):
                    self._series(node.series, 1, fitting=False)
            case e.InARow():
                self._series(node.series, node.count if want else 1, fitting=want)
            case e.HeldFor():
                if self.bring(node.criterion, want) and want:
                    self._wait_from_now(node.duration)
            case e.Elapsed():
                self._elapse(node, want)
            case e.Happened():
                if want:
                    self.come(node.time)
            case e.Precedes():
                first, second = (node.earlier, node.later) if want else (node.later, node.earlier)
                if self.come(first):
                    self.wait(self.random.randrange(1, 10))
                    self.come(second)
            case e.DefinedCriterion():
                body = life.world.definitions[node.name]
                if isinstance(body, CRITERIA):
                    self.bring(body, want)
            case e.Monitoring():
                if want and node.state is not MonitorState.COMPLETE:
                    life.shunned[node.monitor] = max(life.shunned[node.monitor], node.count + 1)
            case e.SexIs() | e.InStep():
                pass  # not a matter of records
            case _:
                assert_never(node)

    def _shuffled(self, items: Sequence[e.Criterion]) -> list[e.Criterion]:
        found = list(items)
        self.random.shuffle(found)
        return found

    def _every(self, items: Iterable[e.Criterion], want: bool) -> None:
        """All of them; twice, as one may undo another."""
        items = list(items)
        findings = [item for item in items if isinstance(item, e.Found) and item.window is None]
        if len(findings) == len(items) and all(presence_of(item, want) == "absent" for item in findings):
            self.life.find(item.concept for item in findings)
            return
        for _ in range(2):
            for item in items:
                self.bring(item, want)
            if all(self.life.truth(item) is of(want) for item in items):
                return

    def _some(self, items: Iterable[e.Criterion], want: bool) -> None:
        """One of them, the first that can be brought about in an order drawn at random; perhaps another with it."""
        shuffled = self._shuffled(list(items))
        for place, item in enumerate(shuffled):
            if self.bring(item, want):
                if place + 1 < len(shuffled) and self.random.randrange(4) == 0:
                    self.bring(shuffled[place + 1], want)
                return

    # --- comparisons ------------------------------------------------------------------------------------------------

    def _compare(self, node: e.Compare, want: bool) -> None:
        counted = [side for side in (node.left, node.right) if isinstance(self._body(side), e.CountOf)]
        if counted:
            self._count(node, counted[0], want)
            return
        names = levers(node, self.life)
        self.random.shuffle(names)
        for name in names:
            drug = self.life.world.concepts[name].kind is Kind.DRUG
            if self._dose(node, name, want) if drug else self._level(node, name, want):
                return

    def _body(self, node: e.Value) -> object:
        return self.life.world.definitions[node.name] if isinstance(node, e.DefinedValue) else node

    def _count(self, node: e.Compare, side: e.Value, want: bool) -> None:
        series = self._body(side)
        assert isinstance(series, e.CountOf)
        for _ in range(4):
            if self.life.truth(node) is of(want):
                return
            before = self.life.judge.value(series)
            self._series(series.series, 1)
            self.life.look()
            if self.life.judge.value(series) == before:
                return

    # --- times ------------------------------------------------------------------------------------------------------

    def come(self, time: e.Time) -> bool:
        """Bring it about that a time has come."""
        life = self.life
        if self._depth >= _DEEPEST or self._left <= 0:
            return False
        self._depth += 1
        self._left -= 1
        try:
            self._come(time)
        finally:
            self._depth -= 1
        life.look()
        return isinstance(life.judge.moment(time), When)

    def _come(self, time: e.Time) -> None:
        if isinstance(self.life.judge.moment(time), When):
            return
        self.prepare(time)
        self.finish(time)

    def prepare(self, time: e.Time) -> None:
        """All that a time needs before the one event by which it comes."""
        life, random = self.life, self.random
        match time:
            case e.DefinedTime():
                self.prepare(self._time(time))
            case e.DrugChange():
                self._open(time.window)
                if time.edge is DrugEdge.START and life.taking(time.drug):
                    self.wait(random.choice((0, 0, 1, 1, 2, 3, 5)))
                    self._take(time.drug, False)
                    life.look()
                    self.wait(random.randrange(6, 25))
                elif time.edge is DrugEdge.STOP and not life.taking(time.drug):
                    self._take(time.drug, True)
                    life.look()
                    self.wait(random.randrange(14, 90))
            case e.TimeOf():
                self._open(time.selection.series.window)
            case e.FirstTime():
                self._open(time.window)
            case e.Shifted():
                if time.sign > 0:
                    self.come(time.time)
                else:
                    self.prepare(time.time)
            case e.StepEntry() | e.Birth():
                pass
            case _:
                assert_never(time)

    def finish(self, time: e.Time) -> None:
        """The one event by which a time comes."""
        life = self.life
        match time:
            case e.DefinedTime():
                self.finish(self._time(time))
            case e.DrugChange():
                self._take(time.drug, time.edge is DrugEdge.START)
            case e.TimeOf():
                self._series(time.selection.series, 1)
            case e.FirstTime():
                self.bring(time.criterion)
            case e.Shifted():
                if time.sign > 0:
                    moment = life.judge.moment(time)
                    if isinstance(moment, When):
                        self.wait(max(0, moment.day_last - life.day))
                else:
                    self.finish(time.time)
            case e.StepEntry() | e.Birth():
                pass
            case _:
                assert_never(time)

    def _time(self, time: e.DefinedTime) -> e.Time:
        body = self.life.world.definitions[time.name]
        assert not isinstance(body, CRITERIA) and not isinstance(body, VALUES)
        return body

    def drug_begun(self, time: e.Time) -> str | None:
        """The drug by whose start a time comes, if it does so."""
        while isinstance(time, e.DefinedTime):
            time = self._time(time)
        return time.drug if isinstance(time, e.DrugChange) and time.edge is DrugEdge.START else None

    def _open(self, window: e.Window | None) -> None:
        """Let a window have begun."""
        if window is None or window.start is None or window.start.time is None:
            return
        time = window.start.time
        if isinstance(self.life.judge.moment(time), When):
            return
        self.come(time)
        while isinstance(time, e.DefinedTime):
            time = self._time(time)
        if isinstance(time, e.DrugChange):
            self.wait(self.random.randrange(21, 150))

    def _elapse(self, node: e.Elapsed, want: bool) -> None:
        long = node.comparison in (Comparison.AT_LEAST, Comparison.ABOVE, Comparison.EQUAL)
        life = self.life
        moment = life.judge.moment(node.since)
        if not isinstance(moment, When):
            self.come(node.since)
            moment = life.judge.moment(node.since)
        if not isinstance(moment, When) or long is not want:
            return
        length = life.judge.length(node.duration)
        end = self._after(moment.day_last, length)
        self.wait(max(0, end - life.day) + (node.comparison is Comparison.ABOVE) + self.random.choice((0, 0, 1, 3)))

    def _after(self, day: int, length: Duration) -> int:
        return day + 1 + length.seconds // 86_400 if length.by_clock else shift_day(day, length)

    def _wait_from_now(self, length: e.Length) -> None:
        self.life.look()
        duration = self.life.judge.length(length)
        if duration.unit is not TimeUnit.YEAR or duration.amount < 2:
            self.wait(self._after(self.life.day, duration) - self.life.day)


def wanted_by(node: e.Criterion, life: Life) -> list[str]:
    """The concepts that a criterion reads, in the order of the vocabulary."""
    reads = reads_of((node,), life.world.reads).concepts
    return [name for name in life.world.concepts if name in reads]
