"""Looking for a patient beside a boundary: a question that is alone decisive for a rule, and the limit just reached.

In: a boundary, and where beside it. Out: a patient whom the evaluator confirms, a proof that there is none, or neither.
Other rules are kept out of the way where they can be (no other stop is true), so that the case is about one thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from careway.boundary.points import Brink, Question, Ruling, Sort
from careway.coverage.edges import (
    Allowance,
    Clock,
    Deadline,
    Edged,
    Fringe,
    Limit,
    Order,
    Pause,
    Stretch,
    Validity,
)
from careway.ir import expressions as e
from careway.ir.nodes import AfterStop, Caution, Monitor, Step, Stop, Transition
from careway.model.terms import DrugEdge, EligibilityKind
from careway.model.time import Duration
from careway.prove import symbols as s
from careway.prove.inquiry import Inquiry
from careway.prove.meaning import Meaning
from careway.prove.patient import Slot
from careway.prove.person import Person
from careway.prove.seek import Answer, Found, Open, seek
from careway.prove.situation import Situation
from careway.prove.symbols import Bit, Kleene, Moment, both, either, no

Holds = Callable[[Person, int, bool], bool]
"""Whether a patient stands there on a day; and, if that is asked, the rule is decided either way."""


class Scene:
    """One situation in which a rule is judged, and how it is judged there."""

    def __init__(self, ruling: Ruling, situation: Situation, *, entering: bool = False) -> None:
        self.ruling = ruling
        self.situation = situation
        self._entering = entering and bool(situation.entered)
        """Whether the rule is judged as the pathway begins, before its first step is active."""

    def meaning(self, settled: Mapping[int, Kleene] | None = None) -> Meaning:
        """The patient as the rule sees them, some questions settled."""
        if self._entering:
            day = self.situation.entered[0]
            here = self.situation.view(day, -1)
            return here if settled is None else Meaning(self.situation.patient, day, here.position, settled)
        return self.situation.here if settled is None else self.situation.without(settled)

    def truth(self, meaning: Meaning) -> Kleene:
        """What the rule comes to."""
        node = self.ruling.node
        if isinstance(node, Transition):
            return self.situation.way(node, self.situation.place, self.situation.now, meaning)
        return meaning.criterion(node)

    def differs(self, one: Meaning, other: Meaning) -> Bit:
        """Whether the rule holds in one view and not in the other."""
        first, second = self.truth(one).true, self.truth(other).true
        return either(both(first, no(second)), both(no(first), second))

    def given(self, inquiry: Inquiry) -> list[Bit]:
        """What else must be so for the rule to be what decides."""
        here, core = self.situation.here, inquiry.core
        goal: list[Bit] = []
        if self._entering:
            goal.append(self.situation.now == self.situation.entered[0])
            for rule in core.eligibility:
                if rule is not self.ruling.owner:
                    holds = self.meaning().criterion(rule.when)
                    goal.append(holds.true if rule.kind is EligibilityKind.ELIGIBLE else holds.false)
        match self.ruling.sort, self.ruling.owner:
            case Sort.WAY, (Step() as step, way):
                goal += [no(here.criterion(stop.when).true) for stop in core.stops]
                for earlier in step.transitions[: step.transitions.index(way)]:
                    goal.append(no(self.situation.way(earlier, self.situation.place, self.situation.now).true))
            case Sort.ADVICE, (owner, _):
                if isinstance(owner, Caution):
                    goal.append(here.criterion(owner.when).true)
                if not isinstance(owner, Stop | AfterStop) and self.situation.route is not None:
                    goal += [no(here.criterion(stop.when).true) for stop in core.stops]
            case _:
                pass
        return goal

    def kept_away(self, inquiry: Inquiry) -> list[Bit]:
        """What is better not so, so that nothing else speaks: no other stop is true, and a stretch of a schedule has
        just begun and not ended before."""
        here = self.situation.here
        match self.ruling.sort, self.ruling.owner:
            case (Sort.STOP | Sort.CAUTION, _) if self.situation.route is not None:
                others = (stop for stop in inquiry.core.stops if stop is not self.ruling.owner)
                return [no(here.criterion(stop.when).true) for stop in others]
            case Sort.SCHEDULE, Monitor(start=start) if self.situation.entered:
                if start is None:
                    return [self.situation.now == self.situation.entered[self.situation.place]]
                moment = here.moment(start)
                return [both(moment.come, moment.day == self.situation.now)]
            case _:
                return []


def scenes(inquiry: Inquiry, ruling: Ruling) -> Iterator[Scene]:
    """The situations in which a rule is judged."""
    if ruling.sort is Sort.ELIGIBILITY:
        routes = inquiry.routes((), through=False)
        if not routes:
            yield Scene(ruling, inquiry.situation(None))
        for route in routes:
            yield Scene(ruling, inquiry.situation(route, eligible=False), entering=True)
        return
    node = ruling.node
    parts = [node.when, node.without] if isinstance(node, Transition) else [node]
    asks = isinstance(node, Transition) or inquiry.reads_of(*(part for part in parts if part is not None)).state
    stops: tuple[Stop | None, ...] = (None,)
    if ruling.sort is Sort.AGAIN:
        stops = inquiry.core.stops
    elif isinstance(ruling.owner, tuple) and isinstance(ruling.owner[0], Stop):
        stops = (ruling.owner[0],)
    elif isinstance(ruling.owner, tuple) and isinstance(ruling.owner[0], AfterStop):
        named = ruling.owner[0].stops
        stops = tuple(stop for stop in inquiry.core.stops if not named or stop.heading.name in named)
    if not ruling.steps and not asks:
        yield Scene(ruling, inquiry.situation(None))
        return
    routes = inquiry.routes(ruling.steps, through=True)
    if not asks:  # no later step has more patients than the first
        routes = [route for route in routes if len(route.steps) == 1] or routes
    for route in routes:
        for stop in stops:
            yield Scene(ruling, inquiry.situation(route, stop=stop))


def sought(
    inquiry: Inquiry, ruling: Ruling, question: Question, brink: Brink | None, offset: int, holds: Holds
) -> Answer:
    """A patient of whom the evaluator says what is asked, at that place beside a boundary (`brink` None: with the
    question unknown)."""

    def answers() -> Iterator[Answer]:
        for scene in scenes(inquiry, ruling):
            goal = [*scene.given(inquiry), *_decisive(scene, question)]
            if brink is None:
                assert not isinstance(question.node, Transition)
                goal.append(scene.meaning().criterion(question.node).unknown)
            else:
                goal += _at(scene, brink, offset)
            better = [*goal, *scene.kept_away(inquiry), *_settled(scene, question)]
            found = _seek(inquiry, scene, better, lambda one, day: holds(one, day, True))
            if isinstance(found, Found):
                yield found
            yield _seek(inquiry, scene, goal, lambda one, day: holds(one, day, False))

    return inquiry.first(answers())


class _Enough(Exception):
    """So many proposals have come to nothing that more will not help."""


def _seek(inquiry: Inquiry, scene: Scene, goal: list[Bit], holds: Callable[[Person, int], bool]) -> Answer:
    """A patient for whom the goal holds, given up after a few who are not as the formulas think."""
    failed: int | None = 0

    def counted(person: Person, day: int) -> bool:
        nonlocal failed
        if holds(person, day):
            failed = None
            return True
        if failed is not None:
            failed += 1
            if failed > _MOST_FAILED:
                raise _Enough
        return False

    try:
        return seek(scene.situation, goal, counted, inquiry.evaluator)
    except _Enough:
        return Open("no patient was found whom the evaluator confirms")


_MOST_FAILED = 5


def _decisive(scene: Scene, question: Question) -> list[Bit]:
    """That the rule would come out otherwise, had the question another answer. A clock's is decisive where the rest of
    its way is open."""
    node = question.node
    if isinstance(node, Transition):
        here = scene.situation.here
        wanted = [] if node.when is None else [here.criterion(node.when).true]
        return wanted if node.without is None else [*wanted, here.criterion(node.without).false]
    return [scene.differs(scene.meaning({id(node): s.YES}), scene.meaning({id(node): s.NO}))]


def _settled(scene: Scene, question: Question) -> list[Bit]:
    """That the rule is known, whatever the answer to the question."""
    node = question.node
    if isinstance(node, Transition):
        return []
    views = (scene.truth(scene.meaning({id(node): answer})) for answer in (s.YES, s.NO))
    return [either(view.true, view.false) for view in views]


# --- beside a boundary ------------------------------------------------------------------------------------------------


def _at(scene: Scene, brink: Brink, offset: int) -> list[Bit]:
    """That the patient stands there, and that it matters."""
    edged, meaning = brink.edge.edged, scene.meaning()
    goal = [_stands(scene, meaning, edged, offset)]
    if brink.own:
        return goal
    node = brink.edge.node
    if isinstance(edged, Limit):
        goal.append(scene.differs(scene.meaning({id(node): s.YES}), scene.meaning({id(node): s.NO})))
    return goal


def _stands(scene: Scene, meaning: Meaning, edged: Edged, offset: int) -> Bit:
    patient = scene.situation.patient
    match edged:
        case Limit(node=node, each=None):
            return _compared(meaning, node, offset)
        case Limit(node=node, each=series):
            assert series is not None
            found = []
            for slot in meaning.records(series.concept):
                outer, meaning.at_hand = meaning.at_hand, slot
                found.append(both(meaning.visible(slot), _compared(meaning, node, offset)))
                meaning.at_hand = outer
            return s.some(found)
        case Stretch(node=node):
            return _lasted(meaning, node, offset)
        case Order(node=node):
            earlier, later = meaning.moment(node.earlier), meaning.moment(node.later)
            return both(earlier.come, later.come, later.day == earlier.day + offset)
        case Fringe():
            return _at_the_end(scene, meaning, edged, offset)
        case Validity(concept=concept):
            assert concept.current_for is not None
            length = concept.current_for
            return s.some(
                both(
                    meaning.visible(slot),
                    meaning.now + offset == patient.shifted(slot.day, length, 1),
                    _matters(scene, concept.name, slot, -1 if offset >= 0 else 1),
                )
                for slot in meaning.records(concept.name)
            )
        case Clock(way=way):
            assert way.after is not None
            entered = scene.situation.entered[scene.situation.place]
            passed: Bit = scene.situation.now == patient.shifted(entered, patient.length(way.after), 1) + offset
            return passed
        case Allowance() | Pause() | Deadline():
            return True


def _compared(meaning: Meaning, node: e.Compare, offset: int) -> Bit:
    left, right = meaning.value(node.left), meaning.value(node.right)
    known = both(left.has_low, left.has_high, right.has_low, right.has_high)
    exact = both(known, left.low == left.high, right.low == right.high)
    if offset == 0:
        return both(exact, left.low == right.low)
    one = s.choose(right.low >= 20, s.number(1), s.number(Fraction(1, 10)))
    return both(exact, left.low == right.low + offset * one)


def _lasted(meaning: Meaning, node: e.Elapsed | e.Taking | e.Paused | e.HeldFor, offset: int) -> Bit:
    since: Moment
    length: Duration
    match node:
        case e.HeldFor():
            return meaning.criterion(node).true if offset >= 0 else True
        case e.Elapsed():
            since, length = meaning.moment(node.since), meaning.patient.length(node.duration)
        case e.Taking() | e.Paused():
            if node.at_least is None:
                return True
            since = meaning.last_change(node.drug, start=isinstance(node, e.Taking))
            length = meaning.patient.length(node.at_least)
    return both(since.come, meaning.now == meaning.patient.shifted(since.day, length, 1) + offset)


def _at_the_end(scene: Scene, meaning: Meaning, fringe: Fringe, offset: int) -> Bit:
    bound = fringe.bound
    assert bound.offset is not None
    length = meaning.patient.length(bound.offset)
    base = Moment(True, meaning.now, False) if bound.time is None else meaning.moment(bound.time)
    end = meaning.patient.shifted(base.day, length, -1 if bound.time is None else bound.sign)
    inward = -1 if fringe.ending else 1
    day = end + inward * offset
    match fringe.of:
        case e.Series(concept=concept):
            turn = inward if offset < 0 else -inward
            return both(
                base.come,
                s.some(
                    both(meaning.visible(slot), slot.day == day, _matters(scene, concept, slot, turn))
                    for slot in meaning.records(concept)
                ),
            )
        case e.DrugChange(drug=drug, edge=edge):
            changes = meaning.changes(drug, start=edge is DrugEdge.START)
            return both(base.come, s.some(both(condition, slot.day == day) for condition, slot in changes))
        case e.FirstTime():
            return base.come


def _matters(scene: Scene, concept: str, slot: Slot, days: int) -> Bit:
    """Whether the rule would come out otherwise, had the record been a day later (or earlier)."""
    if scene._entering:
        return True
    slots = [
        replace(one, day=one.day + days) if one is slot else one for one in scene.situation.patient.records(concept)
    ]
    return scene.differs(scene.meaning(), scene.situation.with_records(concept, slots))
