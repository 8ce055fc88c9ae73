"""Making something come about in a patient: a criterion true or false, a time come, by records that would do it.

Each aim is taken apart along the core's own nodes, down to a result, a dose, a finding or an answer; what cannot be
brought about by a record (the past, the state of a schedule) is left. It is best effort: whoever sets an aim asks the
evaluation afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import assert_never

from careway.evaluate.judge import CRITERIA
from careway.ir import expressions as e
from careway.ir.reads import reads_of
from careway.model.terms import Comparison, DrugEdge, MonitorState
from careway.model.time import Duration, TimeUnit, When, shift_day
from careway.model.truth import TRUE, UNKNOWN, Truth, of
from careway.model.vocabulary import Kind
from careway.synth.life import ANSWERS, FINDINGS, Life
from careway.synth.supposing import Supposed, compared, holds, levers, presence_of

_DEEPEST = 24
_LONGEST_WAIT = 400
_MOST = 60


class Aims:
    """What can be brought about in one patient. `may_wait`: days may be let go by (before the pathway begins); without
    it only what can be recorded today is done."""

    def __init__(self, life: Life, *, may_wait: bool) -> None:
        self.life = life
        self.random = life.random
        self.may_wait = may_wait
        self.near = False
        """Whether values are to fall just short of what is aimed at."""
        self._depth = 0
        self._left = _MOST
        self._drifting: set[str] = set()
        """Labs that were sent on their way to a value once."""

    def try_anew(self) -> None:
        """Set a new aim: as much may be tried as for the first."""
        self._left = _MOST

    # --- waiting ----------------------------------------------------------------------------------------------------

    def wait(self, days: int) -> bool:
        """Let days go by, with a look at what is usually followed now and then."""
        if not self.may_wait or days > _LONGEST_WAIT:
            return False
        life, end = self.life, self.life.day + days
        while end - life.day > 30:
            life.go(life.day + self.random.randrange(18, 29))
            if self.random.randrange(3):
                self.check_up()
        life.go(end)
        return True

    def check_up(self) -> None:
        """A visit at which what belongs to a panel is measured."""
        life = self.life
        for name in [name for name in life.said_on if name in life.world.measures]:
            if life.said_on[name] < life.day:
                life.result(name)
                life.with_it(name, 70, 85)
        life.look()

    def _fresh_day(self, concept: str) -> None:
        """Go on to a day on which a concept has no record yet: two of one date cannot be put in order."""
        if self.life.said_on.get(concept) == self.life.day:
            self.wait(self.random.randrange(2, 6))

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

    def _level(self, node: e.Compare, name: str, want: bool) -> bool:
        """A result that makes a comparison so."""
        life = self.life
        self._fresh_day(name)
        if life.said_on.get(name) == life.day:
            return False

        def fits(value: Fraction) -> bool:
            return compared(node, life, Supposed(name, value)) is of(want)

        if self._as_it_goes(name, fits):
            return True
        return self._jump(name, fits, self._edges(node, name))

    def _as_it_goes(self, name: str, fits: object) -> bool:
        """A result that the patient's own course gives, today or in some weeks."""
        life = self.life
        assert callable(fits)
        for _ in range(8 if self.may_wait else 1):
            value = life.drawn(name)
            if fits(value):
                self._recorded(name, value)
                return True
            if life.course(name).level(life.day) == life.course(name).healthy:
                return False
            self.wait(self.random.randrange(4, 10))
        return False

    def _jump(self, name: str, fits: object, edges: Iterable[Fraction]) -> bool:
        """A result drawn around the edges at which it comes to fit."""
        life, random = self.life, self.random
        measure = life.world.measures[name]
        assert callable(fits)
        healthy = life.course(name).healthy
        values = {measure.rounded(value) for edge in edges for value in _around(edge, healthy, measure.quantum)}
        values |= {measure.rounded(healthy)}
        fitting = sorted(value for value in values if fits(value))
        others = sorted(value for value in values if not fits(value))
        if not fitting:
            return False
        course = life.course(name)
        now = abs(course.level(life.day) - course.healthy)
        if self.near and others:
            value = min(others, key=lambda one: (min(abs(one - other) for other in fitting), one))
        else:
            value = random.choice(self._mild(name, fitting))
        if not self.may_wait and not self.near:
            if abs(value - course.healthy) < now:
                return False  # nobody gets well in a day: a later visit will find it so
            sudden = not life.world.hourly and (life.day - life.said_on.get(name, life.day) < 6 or random.randrange(2))
            if name not in self._drifting and sudden and life.world.measures[name].high > 0:
                self._drifting.add(name)
                life.drift(name, value, random.randrange(5, 11))
                self._recorded(name, life.drawn(name))
                return True
        life.reach(name, value)
        self._recorded(name, value)
        return True

    def _recorded(self, name: str, value: Fraction) -> None:
        """A result on record, with what comes along with it; a visit measures the rest of a panel by itself."""
        self.life.result(name, value)
        self.life.with_it(name, 70 if self.may_wait else 0, 85)

    def _mild(self, name: str, values: list[Fraction]) -> list[Fraction]:
        """Of values in order those nearest to health more often: most disturbances are mild."""
        healthy = self.life.course(name).healthy
        ordered = sorted(values, key=lambda value: (abs(value - healthy), value))
        return ordered[: max(1, (len(ordered) * 3 + 3) // 4)] + ordered[: max(1, len(ordered) // 2)]

    def _edges(self, node: e.Compare, name: str) -> set[Fraction]:
        """The results at which a comparison turns, and the thresholds that the guideline has for the concept."""
        life = self.life
        found = set(life.world.measures[name].marks)
        edge = _turning(lambda value: compared(node, life, Supposed(name, value)))
        if edge is not None:
            found = {edge}
        return found or {life.course(name).healthy}

    def _dose(self, node: e.Compare, name: str, want: bool) -> bool:
        life = self.life
        dosing = life.world.dosings[name]
        edge = _turning(lambda value: compared(node, life, Supposed(name, value)))
        steps = [dosing.tablet * count for count in (1, 2, 3, 4, 6, 8, 12)]
        if edge is not None:
            steps += [edge, dosing.rounded(edge), dosing.rounded(edge) + dosing.tablet, edge / 2]
        fitting = sorted(
            {value for value in steps if value > 0 and compared(node, life, Supposed(name, value)) is of(want)}
        )
        if not fitting:
            if life.taking(name) and compared(node, life, Supposed(name, Fraction(0))) is of(want):
                self._take(name, False)
                return True
            return False
        self._fresh_day(name)
        life.give(name, self.random.choice(fitting))
        return True

    # --- records ----------------------------------------------------------------------------------------------------

    def _take(self, drug: str, want: bool) -> None:
        life = self.life
        if want and not life.taking(drug):
            self._fresh_day(drug)
            dosing, before = life.world.dosings[drug], life.last_doses.get(drug)
            if before is not None and not dosing.advised and life.day - life.said_on[drug] > 3:
                before = dosing.first(self.random)
            life.give(drug, before or dosing.full(self.random))
        elif not want and life.taking(drug):
            self._fresh_day(drug)
            life.take_away(drug, "stopped")
        elif not want and life.engine.chart.in_force(drug, life.judge.now) is None:
            life.say(drug, "not taken")

    def _answer(self, node: e.Answered, want: bool) -> None:
        concept = self.life.world.concepts[node.concept]
        values = [value for value in concept.values if (value in node.values) is want]
        if values:
            self._fresh_day(node.concept)
            self.life.say(node.concept, self.random.choice(values))

    def _series(self, series: e.Series, count: int, fitting: bool = True) -> None:
        """So many records that belong to a series (or do not), a few days apart."""
        life = self.life
        for number in range(count):
            if number and not self.wait(self.random.randrange(2, 8)):
                return
            self._fresh_day(series.concept)
            if life.said_on.get(series.concept) == life.day:
                return
            self._one_of(series, fitting)
            life.look()

    def _one_of(self, series: e.Series, fitting: bool) -> None:
        life, name = self.life, series.concept
        concept = life.world.concepts[name]
        if concept.kind.measured:
            self._measured(series, fitting)
        elif concept.kind is Kind.DRUG:
            self._take(name, False)
            self._take(name, True)
        elif concept.kind in FINDINGS:
            asked = series.where if isinstance(series.where, e.Found) else None
            life.say(name, "present" if asked is None else presence_of(asked, fitting))
        elif concept.kind in ANSWERS:
            if isinstance(series.where, e.Answered):
                self._answer(series.where, fitting)
            elif concept.values:
                life.say(name, self.random.choice(concept.values))

    def _measured(self, series: e.Series, fitting: bool) -> None:
        life, name, where = self.life, series.concept, series.where
        if where is None:
            life.result(name)
            return

        def fits(value: Fraction) -> bool:
            return holds(where, life, Supposed(name, value)) is of(fitting)

        if self._as_it_goes(name, fits):
            return
        edge = _turning(lambda value: holds(where, life, Supposed(name, value)))
        self._jump(name, fits, {edge} if edge is not None else set(life.world.measures[name].marks))

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
        return self.life.world.definitions[time.name]  # type: ignore[return-value]

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


def _turning(ask: object) -> Fraction | None:
    """The number at which an answer turns, as the answer is asked of ever finer numbers; None where it does not turn
    between 0 and a million."""
    assert callable(ask)
    low, high = Fraction(0), Fraction(1_000_000)
    first: Truth = ask(low)
    last: Truth = ask(high)
    if first is last or UNKNOWN in (first, last):
        return None
    for _ in range(44):
        middle = (low + high) / 2
        if ask(middle) is first:
            low = middle
        else:
            high = middle
    return _plainest(low, high)


def _plainest(low: Fraction, high: Fraction) -> Fraction:
    """The number with the fewest decimals between two."""
    for places in range(6):
        scale = 10**places
        candidate = Fraction(-(-low * scale // 1), scale)
        if low <= candidate <= high:
            return candidate
    return high


_FACTORS = [Fraction(text) for text in ("0.5", "0.7", "0.8", "0.9", "0.95", "1", "1.05", "1.1", "1.3", "1.6", "2.2")]


def _around(edge: Fraction, healthy: Fraction, quantum: Fraction) -> list[Fraction]:
    """Values about a threshold: on it, next to it, and further off, by parts of its distance from what is healthy."""
    values = [edge - quantum, edge + quantum, *(healthy + (edge - healthy) * factor for factor in _FACTORS)]
    return [value for value in values if edge <= 0 or value >= edge / 5]


def wanted_by(node: e.Criterion, life: Life) -> list[str]:
    """The concepts that a criterion reads, in the order of the vocabulary."""
    reads = reads_of((node,), life.world.reads).concepts
    return [name for name in life.world.concepts if name in reads]
