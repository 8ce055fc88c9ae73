"""What one run showed: the answers on which each decision rested, what was done, and beside which edges it stood.

In: the plan, as an observer of a run. Out: for each decision the sets of answers, and the objectives that what was done
and where the patient stood meet. The questions are asked of the run's own judge, at the instant of the decision.
"""

from __future__ import annotations

from collections.abc import Iterable

from careway.coverage.edges import Clock, Limit
from careway.coverage.objectives import Plan
from careway.coverage.probes import passed, sides_at_end, sides_now
from careway.evaluate.engine import Engine
from careway.evaluate.judge import Judge
from careway.evaluate.observer import Observer
from careway.evaluate.result import Admission, Kind, Phase, Result
from careway.ir import expressions as e
from careway.ir.nodes import Advice, Monitor, Transition
from careway.ir.reads import reads_of
from careway.model.time import Instant, When
from careway.model.truth import Truth

Answers = tuple[Truth, ...]
_LOOSE = -1
_ADMITTED = {Kind.ELIGIBLE: Admission.ELIGIBLE, Kind.NOT_ELIGIBLE: Admission.NOT_ELIGIBLE}


class Index:
    """A plan by what an observer is told of: made once for all runs of a guideline."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.decisions = {id(decision.root): place for place, decision in enumerate(plan.decisions)}
        self.asked = [tuple(one.circuit.gates[place].node for place in one.circuit.asked) for one in plan.decisions]
        self.events: dict[tuple[object, str], list[str]] = {}
        for what, name, objective in plan.events:
            self.events.setdefault((_told(what), name), []).append(objective)
        self.of_state = _of_state(plan)
        self.edges = [(planned.edge.edged, dict(planned.objectives)) for planned in plan.edges]
        self.clocks = {id(edged.way): sides for edged, sides in self.edges if isinstance(edged, Clock)}

    def decision_of(self, node: object) -> int | None:
        """The place of the decision that a node is the root of."""
        place = self.decisions.get(id(node))
        if place is None and isinstance(node, e.Happened):
            place = self.decisions.get(id(node.time))  # a step's beginning is judged as `TIME has happened`
        return place


def _of_state(plan: Plan) -> frozenset[int]:
    """The questions that ask where the patient stands in the protocol: that may change within an instant."""
    asked = [one.circuit.gates[place].node for one in plan.decisions for place in one.circuit.asked]
    return frozenset(id(node) for node in asked if reads_of((node,), plan.reads).state)


def _told(what: object) -> object:
    """By what an event is known: a word of the result as it is, a node of the core by its identity."""
    return id(what) if isinstance(what, Advice | Transition | Monitor) else what


class Recorder(Observer):
    """Looks on at one run. Objectives of edges that are `met` already are not looked for again."""

    def __init__(self, index: Index, met: Iterable[str] = ()) -> None:
        self._index = index
        self._met = set(met)
        self.answers: dict[tuple[int, Answers], None] = {}
        self.shown: dict[str, None] = {}
        self._open: dict[int, tuple[int, ...]] = {}
        self._at: Instant | None = None
        self._now: dict[int, Truth] = {}
        """The answers at this instant, of questions to which nothing but the records gives the answer."""
        self._looked_at: set[int] = set()
        """The edges that were looked at at this instant."""
        self._changes: dict[int, int] = {}
        """For each limit, the state of the records at which it was looked at last."""

    # --- what it is told --------------------------------------------------------------------------------------------

    def judged(self, judge: Judge, node: e.Criterion, result: Truth) -> None:
        place = self._index.decision_of(node)
        if place is None:
            return
        with judge.apart():
            self._answered(judge, place, None)
            self._stand(judge, place)

    def way_judged(self, judge: Judge, way: Transition, since: When, after: Truth | None, result: Truth) -> None:
        place = self._index.decision_of(way)
        if place is None:
            return
        with judge.apart():
            self._answered(judge, place, after)
            self._stand(judge, place)
            if way.after is not None:
                for side in passed(judge, since, way.after):
                    self._show(self._index.clocks[id(way)][side])

    def way_taken(self, way: Transition) -> None:
        self._happened(id(way), "")

    def advised(self, advice: Advice) -> None:
        self._happened(id(advice), "")

    def laid_out(self, monitor: Monitor, phase: int) -> None:
        self._happened(id(monitor), str(phase))

    def ended(self, engine: Engine) -> None:
        judge = engine.judge
        with judge.apart():
            for node in in_question(engine):
                place = self._index.decision_of(node)
                if place is not None:
                    self._stand(judge, place)
            self._stand_loose(judge)
            for edged, sides in self._index.edges:
                if not self._met.issuperset(sides.values()):
                    for side in sides_at_end(edged, engine):
                        self._show(sides[side])

    def came_to(self, result: Result) -> None:
        """Take in what the run came to."""
        for entry in result.log:
            self._happened(entry.kind, entry.rule)
            if entry.kind in _ADMITTED:
                self._happened(_ADMITTED[entry.kind], "")
        self._happened(result.eligibility.admission, "")

    # --- what it makes of it ----------------------------------------------------------------------------------------

    def _answered(self, judge: Judge, place: int, after: Truth | None) -> None:
        self._move_on(judge)
        answers: list[Truth] = []
        for node in self._index.asked[place]:
            if isinstance(node, Transition):
                assert after is not None
                answers.append(after)
                continue
            answer = self._now.get(id(node))
            if answer is None:
                answer = judge.criterion(node)
                if id(node) not in self._index.of_state:
                    self._now[id(node)] = answer
            answers.append(answer)
        self.answers[place, tuple(answers)] = None

    def _move_on(self, judge: Judge) -> None:
        if judge.now != self._at:
            self._at = judge.now
            self._now.clear()
            self._looked_at.clear()

    def _happened(self, what: object, name: str) -> None:
        for objective in self._index.events.get((what, name), ()):
            self._show(objective)

    def _show(self, objective: str) -> None:
        self.shown[objective] = None
        self._met.add(objective)

    def _stand(self, judge: Judge, place: int) -> None:
        """Look beside which edges of a decision the patient stands."""
        open_edges = self._open.get(place, self._index.plan.decisions[place].edges)
        if open_edges:
            self._open[place] = self._look(judge, open_edges)
        self._stand_loose(judge)

    def _stand_loose(self, judge: Judge) -> None:
        """Look at the edges that belong to no decision."""
        self._open[_LOOSE] = self._look(judge, self._open.get(_LOOSE, self._index.plan.loose))

    def _look(self, judge: Judge, places: tuple[int, ...]) -> tuple[int, ...]:
        """Look at edges, each once an instant; those of which a side is still open come back."""
        self._move_on(judge)
        if self._looked_at.issuperset(places):
            return places
        left = []
        for place in places:
            if place in self._looked_at:
                left.append(place)
                continue
            self._looked_at.add(place)
            edged, sides = self._index.edges[place]
            if self._met.issuperset(sides.values()):
                continue
            left.append(place)
            if isinstance(edged, Limit):  # what number a record has does not change as time goes on
                if self._changes.get(place) == judge.chart.changes:
                    continue
                self._changes[place] = judge.chart.changes
            for side in sides_now(edged, judge):
                self._show(sides[side])
        return tuple(left)


def in_question(engine: Engine) -> Iterable[object]:
    """The roots of the decisions that are in question where a run has ended. Ways on are judged there anyway, for what
    the result says of them."""
    core = engine.core
    if all(course.phase is Phase.NOT_BEGUN for course in engine.courses):
        yield from (rule.when for rule in core.eligibility)
    for course in engine.courses:
        if course.phase is Phase.NOT_BEGUN:
            yield from (step.begin for step in course.pathway.steps if step.begin is not None)
    if engine.active():
        yield from (stop.when for stop in core.stops)
    yield from (caution.when for caution in core.cautions if engine.counsel.applies(caution))
    for _, advices in engine.counsel.speaking():
        yield from (advice.when for advice in advices if advice.when is not None)
    for board in engine.agenda.open_boards():
        if board.task.when is not None:
            yield board.task.when
    for schedule in engine.agenda.running():
        for phase in schedule.monitor.phases[schedule.active.phase :][:1]:
            if phase.until is not None:
                yield phase.until
