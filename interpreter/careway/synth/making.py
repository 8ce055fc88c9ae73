"""Records that would make something so: a result on the right side of a threshold, a dose, a finding, an answer.

In: a patient in the making, and what a comparison or a series asks. Out: a record of today that fits, drawn as such
records are: what the patient's own course gives where that fits, else a value about the threshold. Before the pathway
begins days may be let go by for it; afterwards only what can be recorded today is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from careway.ir import expressions as e
from careway.model.truth import UNKNOWN, Truth, of
from careway.model.vocabulary import Kind
from careway.synth.life import ANSWERS, FINDINGS, Life
from careway.synth.supposing import Supposed, compared, holds, presence_of

_LONGEST_WAIT = 400


class Making:
    """What can be recorded of one patient to make something so. `may_wait`: days may be let go by."""

    def __init__(self, life: Life, *, may_wait: bool) -> None:
        self.life = life
        self.random = life.random
        self.may_wait = may_wait
        self.near = False
        """Whether values are to fall just short of what is aimed at."""
        self._drifting: set[str] = set()
        """Labs that were sent on their way to a value once."""

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

    # --- results and doses ------------------------------------------------------------------------------------------

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

    def _as_it_goes(self, name: str, fits: Callable[[Fraction], bool]) -> bool:
        """A result that the patient's own course gives, today or in some weeks."""
        life = self.life
        for _ in range(8 if self.may_wait else 1):
            value = life.drawn(name)
            if fits(value):
                self._recorded(name, value)
                return True
            if life.course(name).level(life.day) == life.course(name).healthy:
                return False
            self.wait(self.random.randrange(4, 10))
        return False

    def _jump(self, name: str, fits: Callable[[Fraction], bool], edges: Iterable[Fraction]) -> bool:
        """A result drawn around the edges at which it comes to fit."""
        life, random = self.life, self.random
        measure = life.world.measures[name]
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


def _turning(ask: Callable[[Fraction], Truth]) -> Fraction | None:
    """The number at which an answer turns, as the answer is asked of ever finer numbers; None where it does not turn
    between 0 and a million."""
    low, high = Fraction(0), Fraction(1_000_000)
    first = ask(low)
    last = ask(high)
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
