"""The engine: moves one patient's run from instant to instant, in the order that docs/meaning.md, section 5, gives.

It is told the instants by the records and by what the judge asks to be woken for. Rules are judged again only when
something that they read has changed; the law "evaluating at every minute gives the same log" holds it to that.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping

from careway.evaluate.agenda import Agenda
from careway.evaluate.cells import Cells
from careway.evaluate.chart import Chart
from careway.evaluate.counsel import Counsel
from careway.evaluate.deviations import Deviations
from careway.evaluate.eligibility import Entrance
from careway.evaluate.intake import Intake
from careway.evaluate.judge import Judge
from careway.evaluate.log import Log
from careway.evaluate.missing import Searcher
from careway.evaluate.moment import Unclear
from careway.evaluate.observer import Observer
from careway.evaluate.pathway import Course
from careway.evaluate.program import program_of
from careway.evaluate.reasons import Explainer, brief
from careway.evaluate.result import Admission, Kind, Phase, Reason
from careway.evaluate.stops import Stops
from careway.evaluate.transitions import Transitions
from careway.evaluate.view import Position
from careway.ir import expressions as e
from careway.ir.nodes import Guideline, Step
from careway.model.quantity import Quantity
from careway.model.time import Calendar, Duration, Instant, When
from careway.model.timeline import Entry, Patient
from careway.model.truth import TRUE, Truth


class Engine(Position):
    """One run of one guideline on one patient."""

    def __init__(
        self,
        core: Guideline,
        patient: Patient,
        calendar: Calendar,
        parameters: Mapping[str, Quantity | Duration],
        observer: Observer | None = None,
    ) -> None:
        program = program_of(core)
        self.core = core
        self.patient = patient
        self.calendar = calendar
        self.parameters = parameters
        self.drugs = program.drugs
        self.chart = Chart(program.concepts, calendar)
        self.judge = Judge(self.chart, patient, program, parameters, self)
        self.judge.observer = observer
        self.explainer = Explainer(self.judge)
        self.searcher = Searcher(self.judge, self.explainer)
        self.log = Log(calendar)

        self.reached: Instant | None = None
        self._heap: list[Instant] = []
        self._scheduled: set[Instant] = set()
        self._afresh: set[Instant] = set()

        self._cells = Cells(self.judge)
        self._intake = Intake(core, self.chart, self.log)
        self.courses = [Course(pathway) for pathway in core.pathways]
        self.entrance = Entrance(core.eligibility, self.truth, self.explainer.explain, self.log)
        self.agenda = Agenda(core, self.courses, self.explainer, self.log)
        self.stops = Stops(core.stops, self.truth, self.searcher, self.log)
        self.transitions = Transitions(self.truth, self.explainer, self.log)
        self.counsel = Counsel(core, self.courses, self.stops, self.truth, self.explainer, self.log)
        self.deviations = Deviations(core, self.judge, self.log)
        self._begins = program.begins
        self._advised = program.advised

    # --- what rules may ask of the position -------------------------------------------------------------------------

    def active_steps(self) -> frozenset[str]:
        """The names of the active steps."""
        return frozenset(course.stay.step.heading.name for course in self.courses if course.stay is not None)

    def entries(self, step: str) -> list[When]:
        """When a step was entered, in order."""
        return [stay.since for course in self.courses for stay in course.stays if stay.step.heading.name == step]

    def monitor(self, name: str) -> tuple[int, bool, bool]:
        """Missed occasions, whether one is late now, and whether it has run to its end."""
        return self.agenda.monitor(name)

    # --- what whoever looks at the run may ask ----------------------------------------------------------------------

    def active(self) -> bool:
        """Whether any pathway has an active step."""
        return any(course.stay is not None for course in self.courses)

    def truth(self, node: e.Criterion) -> Truth:
        """The truth of a rule's criterion now."""
        return self._cells.truth(node)

    def unclear_beginnings(self) -> list[tuple[Course, Step]]:
        """Pathways of which it is not clear whether they have begun."""
        found = []
        for course in self.courses:
            if course.phase is not Phase.NOT_BEGUN:
                continue
            for step in course.pathway.steps:
                if step.begin is not None and isinstance(self.judge.moment(step.begin), Unclear):
                    found.append((course, step))
        return found

    # --- instants ---------------------------------------------------------------------------------------------------

    def enqueue(self, entry: Entry, usable_from: Instant) -> None:
        """Take note of a record that will be usable from an instant on."""
        self._intake.expect(entry, usable_from)

    def visit_afresh(self, instant: Instant) -> None:
        """Evaluate at an instant too, with nothing kept from before it: it shows whether what is kept is right."""
        self._afresh.add(instant)
        self.visit(instant)

    def visit(self, instant: Instant) -> None:
        """Evaluate at an instant too."""
        if instant not in self._scheduled and (self.reached is None or instant > self.reached):
            self._scheduled.add(instant)
            heapq.heappush(self._heap, instant)

    def advance(self, end: Instant) -> None:
        """Evaluate at every instant up to `end`, and leave the judge at `end`."""
        for instant in self._cells.wakes():
            self.visit(instant)
        while (now := self._next()) is not None and now <= end:
            self._evaluate(now)
        self.judge.at(end)

    def _next(self) -> Instant | None:
        """The next instant at which something may change."""
        instants = self._heap[:1]
        coming = self._intake.next()
        if coming is not None:
            instants.append(coming)
        return min(instants, default=None)

    def _evaluate(self, now: Instant) -> None:
        while self._heap and self._heap[0] <= now:
            self._scheduled.discard(heapq.heappop(self._heap))
        judge = self.judge
        judge.at(now)
        judge.wakes = []
        judge.afresh = now in self._afresh
        if judge.afresh:
            self._cells.forget()
            judge.forget()
            self.deviations.judge_today()
        if not self._advised.isdisjoint(self._intake.take_in(now)):
            self.deviations.judge_today()
        if all(course.phase is Phase.NOT_BEGUN for course in self.courses):
            self.entrance.assess(now)
        self._begin(now)
        self._settle(now)
        self.counsel.warn(now)
        if self.counsel.advise(now):
            self.deviations.judge_today()
        end = self.deviations.at_the_end_of(now, self.counsel.standing)
        if end is not None:
            self.visit(end)
        self.reached = now
        for instant in (*judge.wakes, *self._cells.wakes()):
            self.visit(instant)
        judge.wakes = []

    # --- beginning --------------------------------------------------------------------------------------------------

    def _begin(self, now: Instant) -> None:
        for course in self.courses:
            if course.phase is not Phase.NOT_BEGUN:
                continue
            for step in course.pathway.steps:
                if step.begin is not None and self.truth(self._begins[step.heading.name]) is TRUE:
                    self.entrance.stand_as_it_is()
                    self._enter(course, step, now, "begins")
                    self._begun_against(now)
                    break

    def _begin_again(self, course: Course, now: Instant, visited: set[str]) -> bool:
        """Begin anew where a step says so; True if one was entered. After a stop, what it waits for must become true:
        what was true already when the stop fired is no reason to begin again."""
        if course.phase not in (Phase.STOPPED, Phase.FINISHED):
            return False
        for step in course.pathway.steps:
            name = step.heading.name
            if step.begin_again is None:
                continue
            holds = self.truth(step.begin_again) is TRUE
            if not holds:
                course.armed.add(name)
            elif name in visited:
                course.armed.discard(name)
            elif name in course.armed:
                visited.add(name)
                self.stops.lift()
                self._enter(course, step, now, "begins again", self.explainer.explain(step.begin_again))
                return True
        return False

    def _begun_against(self, now: Instant) -> None:
        """Beginning although the patient is not eligible, or before that is decided, is a deviation."""
        rule = self.entrance.blocking_rule()
        if rule is None:
            return
        if self.entrance.admission is Admission.NOT_ELIGIBLE:
            text = f"begun although not eligible: {rule.otherwise or rule.heading.title}"
        else:
            text = f"begun before eligibility was decided: {rule.heading.title}"
        self.deviations.add(now, rule.heading, text, self.explainer.explain(rule.when))

    # --- from step to step ------------------------------------------------------------------------------------------

    def _settle(self, now: Instant) -> None:
        """Go on until nothing more happens at this instant."""
        visited = {id(course): {course.stay.step.heading.name} for course in self.courses if course.stay is not None}
        while True:
            self.agenda.update(stopped=self.stops.fired is not None)
            if self._stop(now):
                continue
            if not any(self._move(course, now, visited.setdefault(id(course), set())) for course in self.courses):
                return

    def _stop(self, now: Instant) -> bool:
        """Leave the pathways where a stop fires; True if one did."""
        if not self.active() or not self.stops.judge(now):
            return False
        for course in self.courses:
            if course.stay is not None:
                self._leave(course, now, Phase.STOPPED)
        self.agenda.leave_pathways()
        self.deviations.judge_today()
        return True

    def _move(self, course: Course, now: Instant, visited: set[str]) -> bool:
        return self._go_on(course, now, visited) or self._begin_again(course, now, visited)

    def _go_on(self, course: Course, now: Instant, visited: set[str]) -> bool:
        """Take the first transition that is true; True if one was taken."""
        taken = self.transitions.take(course, now, visited)
        if taken is None:
            return False
        way, reason = taken
        if way.to is None:
            assert course.stay is not None
            left = course.stay.step
            self._leave(course, now, Phase.FINISHED)
            self.agenda.leave_pathways()
            self.log.add(now, Kind.FINISHED, left.heading, "the pathway is complete", reason)
        else:
            step = next(step for step in course.pathway.steps if step.heading.name == way.to)
            self.agenda.leave_step(course)
            visited.add(way.to)
            self._enter(course, step, now, brief(reason) or "begins", reason)
        return True

    def _enter(self, course: Course, step: Step, now: Instant, how: str, reason: Reason | None = None) -> None:
        course.enter(step, self.log.as_when(now), now)
        self.agenda.enter_step(course)
        self.deviations.judge_today()
        self.log.add(now, Kind.STEP, step.heading, how, reason)

    def _leave(self, course: Course, now: Instant, phase: Phase) -> None:
        self.agenda.leave_step(course)
        course.leave(self.log.as_when(now))
        course.phase, course.left_at = phase, now
        course.armed = {step.heading.name for step in course.pathway.steps} if phase is Phase.FINISHED else set()
