"""The engine: moves one patient's run from instant to instant, in the order that docs/meaning.md, section 5, gives.

It is told the instants by the records and by what the judge asks to be woken for. Rules are judged again only when
something that they read has changed; the law "evaluating at every minute gives the same log" holds it to that.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass

from careway.base.record import record
from careway.evaluate import advice as advising
from careway.evaluate.cells import Cell
from careway.evaluate.chart import Chart
from careway.evaluate.deviations import Deviations
from careway.evaluate.eligibility import Entrance
from careway.evaluate.judge import Judge
from careway.evaluate.log import Log
from careway.evaluate.missing import Gap, Searcher
from careway.evaluate.moment import Unclear
from careway.evaluate.observer import Observer
from careway.evaluate.pathway import Course
from careway.evaluate.program import program_of
from careway.evaluate.reasons import Explainer, brief, shown
from careway.evaluate.result import Admission, Kind, Phase, Reason, Standing
from careway.evaluate.schedule import Occurrence, Schedule
from careway.evaluate.tasks import Errand, TaskBoard
from careway.evaluate.texts import occasion_text, task_text
from careway.evaluate.view import Position
from careway.evaluate.windows import elapsed
from careway.ir import expressions as e
from careway.ir.headings import headings
from careway.ir.nodes import Advice, Caution, Guideline, Heading, Monitor, Step, Stop, Task, Transition
from careway.model import truth
from careway.model.quantity import Quantity
from careway.model.time import Calendar, Duration, Instant, When
from careway.model.timeline import Entry, Event, Override, Patient
from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth

_CORRECTION = Heading("correction", "Correction", (), (), None, None, 0)


@dataclass(slots=True)
class Fired:
    """A stop or a caution in force, as it was decided."""

    rule: Stop | Caution
    since: Instant
    reason: Reason
    also: tuple[str, ...] = ()


@record
class Doubt:
    """A rule that was undecided at an instant: kept for stops, whose siblings are judged when one fires."""

    heading: Heading
    gap: Gap
    reason: Reason


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
        self.panels = program.panels
        self.drugs = program.drugs
        self.chart = Chart(program.concepts, calendar)
        self.judge = Judge(self.chart, patient, program, parameters, self)
        self.judge.observer = self.observer = observer
        self.explainer = Explainer(self.judge, program.panels)
        self.searcher = Searcher(self.judge, self.explainer)
        self.log = Log(calendar)

        self.reached: Instant | None = None
        self._queue: list[tuple[Instant, str, int]] = []
        self._entries: list[Entry] = []
        self._heap: list[Instant] = []
        self._scheduled: set[Instant] = set()
        self._afresh: set[Instant] = set()

        self.courses = [Course(pathway) for pathway in core.pathways]
        self.schedules: dict[str, Schedule] = {}
        self.closed: list[Schedule] = []
        """Monitors that have ended, with the step or the pathway that they belong to."""
        self._missed_before: dict[str, int] = {}
        """Their missed occasions, by monitor."""
        self.boards = [self._board(task) for task in core.tasks]
        self.closed_boards: list[TaskBoard] = []
        self.entrance = Entrance(core.eligibility, self.truth, self.explainer.explain, self.log)
        self.stopped: Fired | None = None
        self.doubts_at_stop: tuple[Doubt, ...] = ()
        self.cautions: dict[str, Fired] = {}
        self.standing: list[advising.Standing] = []
        self.deviations = Deviations(core, self.judge, self.log)
        self._stop_truths: dict[str, Truth] = {}
        self._cells: dict[int, Cell] = {}
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
        missed, late, complete = self._missed_before.get(name, 0), False, False
        for schedule in self.running():
            if schedule.monitor.heading.name == name:
                missed += schedule.missed
                late = any(item.standing is Standing.LATE for item in schedule.waiting)
                complete = schedule.complete
        return missed, late, complete

    def running(self) -> list[Schedule]:
        return [*self.schedules.values(), *(s for course in self.courses for s in course.schedules.values())]

    # --- instants ---------------------------------------------------------------------------------------------------

    def enqueue(self, entry: Entry, usable_from: Instant) -> None:
        """Take note of a record that will be usable from an instant on."""
        heapq.heappush(self._queue, (usable_from, entry.key, len(self._entries)))
        self._entries.append(entry)

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
        for cell in self._cells.values():
            if cell.wake is not None:
                self.visit(cell.wake)
        while True:
            instants = [source[0] for source in (self._heap,) if source]
            if self._queue:
                instants.append(self._queue[0][0])
            if not instants or min(instants) > end:
                break
            self._evaluate(min(instants))
        self.judge.at(end)

    def _evaluate(self, now: Instant) -> None:
        while self._heap and self._heap[0] <= now:
            self._scheduled.discard(heapq.heappop(self._heap))
        judge = self.judge
        judge.at(now)
        judge.wakes = []
        judge.afresh = now in self._afresh
        if judge.afresh:
            self._cells.clear()
            judge.forget()
            self.deviations.judge_today()
        self._take_in(now)
        if all(course.phase is Phase.NOT_BEGUN for course in self.courses):
            self.entrance.assess(now)
        self._begin(now)
        self._settle(now)
        self._cautions(now)
        self._advise(now)
        end = self.deviations.at_the_end_of(now, self.standing)
        if end is not None:
            self.visit(end)
        self.reached = now
        for instant in judge.wakes:
            self.visit(instant)
        for cell in self._cells.values():
            if cell.wake is not None and cell.wake > now:
                self.visit(cell.wake)
        judge.wakes = []

    def truth(self, node: e.Criterion) -> Truth:
        """The truth of a rule's criterion now, judged again only where it may have changed."""
        cell = self._cells.get(id(node))
        if cell is None:
            cell = self._cells[id(node)] = Cell(node, self.judge)
        return cell.truth()

    # --- records ----------------------------------------------------------------------------------------------------

    def _take_in(self, now: Instant) -> None:
        batch: list[Entry] = []
        while self._queue and self._queue[0][0] <= now:
            batch.append(self._entries[heapq.heappop(self._queue)[2]])
        for entry in batch:
            concept, old = self.chart.take_in(entry)
            if concept in self._advised:
                self.deviations.judge_today()
            if isinstance(entry, Override):
                heading = self._heading_of(entry.rule)
                self.log.add(now, Kind.OVERRIDE, heading, f"overridden: {entry.reason}")
            if old is not None and old.known < now:
                self._correction(now, old, entry)

    def _heading_of(self, rule: str) -> Heading:
        for heading in headings(self.core):
            if heading.name == rule:
                return heading
        return Heading(rule, rule, (), (), None, None, 0)

    def _correction(self, now: Instant, old: Event, entry: Entry) -> None:
        name = old.concept.replace("_", " ")
        what = f"{name} {shown(old)} of {self.calendar.show(old.when)}"
        now_says = f"is corrected to {shown(entry)}" if isinstance(entry, Event) else "was entered in error"
        rested = [(heading, called) for heading, called, keys in self.log.rested_on if old.key in keys]
        if not rested:
            self.log.add(now, Kind.CORRECTION, _CORRECTION, f"{what} {now_says}")
        for heading, called in rested:
            self.log.add(now, Kind.CORRECTION, heading, f"{what} {now_says}; it was a reason for: {called}")

    # --- eligibility and beginning ----------------------------------------------------------------------------------

    def _begin(self, now: Instant) -> None:
        for course in self.courses:
            if course.phase is not Phase.NOT_BEGUN:
                continue
            for step in course.pathway.steps:
                if step.begin is not None and self.truth(self._begins[step.heading.name]) is TRUE:
                    self.entrance.stand_as_it_is()
                    self._enter(course, step, now, "")
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
                self.stopped, self.doubts_at_stop = None, ()
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

    def _enter(self, course: Course, step: Step, now: Instant, how: str, reason: Reason | None = None) -> None:
        course.enter(step, self.log.as_when(now), now)
        course.boards = [self._board(task) for task in step.tasks]
        self.deviations.judge_today()
        self.log.add(now, Kind.STEP, step.heading, how or "begins", reason)

    # --- monitors, stops, transitions -------------------------------------------------------------------------------

    def _settle(self, now: Instant) -> None:
        visited = {id(course): {course.stay.step.heading.name} for course in self.courses if course.stay is not None}
        while True:
            self._monitors(now)
            self._tasks()
            if self._stops(now):
                continue
            if not any(self._move(course, now, visited.setdefault(id(course), set())) for course in self.courses):
                return

    def active(self) -> bool:
        """Whether any pathway has an active step."""
        return any(course.stay is not None for course in self.courses)

    def members(self, targets: tuple[str, ...]) -> tuple[str, ...]:
        """The concepts that targets name, panels spelled out, each once."""
        return tuple(dict.fromkeys(name for target in targets for name in self.panels.get(target, (target,))))

    def _monitors(self, now: Instant) -> None:
        steps = self.active_steps()
        if self.active():
            for monitor in self.core.monitors:
                if monitor.heading.name not in self.schedules:
                    self._start_monitor(monitor, self.schedules, None)
        for course in self.courses:
            if course.stay is None:
                continue
            for monitor in course.stay.step.monitors:
                if monitor.heading.name not in course.schedules:
                    self._start_monitor(monitor, course.schedules, course.stay.since)
        for schedule in self.running():
            only = schedule.monitor.only_in
            schedule.update(not only or not steps.isdisjoint(only))

    def _start_monitor(self, monitor: Monitor, running: dict[str, Schedule], entry: When | None) -> None:
        anchor = entry
        if monitor.start is not None:
            moment = self.judge.moment(monitor.start)
            anchor = moment if isinstance(moment, When) and moment.first <= self.judge.now else None
            if isinstance(moment, When):
                self.judge.wake(moment.first)
        if anchor is None:
            return
        members = self.members(monitor.targets)

        def report(kind: Kind, occasion: Occurrence, monitor: Monitor = monitor) -> None:
            schedule = running[monitor.heading.name]
            text = occasion_text(kind, occasion, schedule, self.explainer)
            self.log.add(self.judge.now, kind, monitor.heading, text)

        running[monitor.heading.name] = Schedule(monitor, members, self.judge, anchor, report)

    def _board(self, task: Task) -> TaskBoard:
        def report(kind: Kind, errand: Errand) -> None:
            self.log.add(self.judge.now, kind, task.heading, task_text(kind, errand, self.explainer))

        return TaskBoard(task, self.members(task.targets), self.judge, report)

    def _tasks(self) -> None:
        steps = self.active_steps()
        for board in self.boards:
            only = board.task.only_in
            board.update(self.stopped is None and (not only or not steps.isdisjoint(only)))
        for course in self.courses:
            for board in course.boards:
                board.update(True)

    def _stops(self, now: Instant) -> bool:
        """Judge the stops; True if one fired."""
        if not self.active():
            return False
        truths = [(stop, self.truth(stop.when)) for stop in self.core.stops]
        fired = [stop for stop, value in truths if value is TRUE]
        for stop, value in truths:
            if value is UNKNOWN and self._stop_truths.get(stop.heading.name) is not UNKNOWN and not fired:
                gap = self.searcher.gap(stop.when, "stops")
                self.log.add(now, Kind.UNDECIDED, stop.heading, gap.sentence)
            self._stop_truths[stop.heading.name] = value
        if not fired:
            return False
        first = fired[0]
        reason = self.explainer.explain(first.when)
        self.stopped = Fired(first, now, reason, tuple(stop.heading.name for stop in fired[1:]))
        self.doubts_at_stop = tuple(
            Doubt(stop.heading, self.searcher.gap(stop.when, "would stop too"), self.explainer.explain(stop.when))
            for stop, value in truths
            if value is UNKNOWN
        )
        self.log.add(now, Kind.STOP, first.heading, self._stop_text(first, fired[1:]), reason)
        for course in self.courses:
            if course.stay is not None:
                self._leave(course, now, Phase.STOPPED)
        self._close_top(now)
        self._stop_truths = {}
        self.deviations.judge_today()
        return True

    def _stop_text(self, stop: Stop, others: list[Stop]) -> str:
        said = "; ".join(advising.text_of(item.action, self.judge) for item in stop.advice) or "stop"
        also = [other.heading.title for other in others]
        return said + (f" (also true: {', '.join(also)})" if also else "")

    def _leave(self, course: Course, now: Instant, phase: Phase) -> None:
        self._close_step(course)
        course.leave(self.log.as_when(now))
        course.phase, course.left_at = phase, now
        course.armed = {step.heading.name for step in course.pathway.steps} if phase is Phase.FINISHED else set()

    def _close(self, schedules: Mapping[str, Schedule]) -> None:
        for name, schedule in schedules.items():
            self.closed.append(schedule)
            self._missed_before[name] = self._missed_before.get(name, 0) + schedule.missed

    def _close_step(self, course: Course) -> None:
        self._close(course.schedules)
        for board in course.boards:
            board.end()
        self.closed_boards.extend(course.boards)

    def _close_top(self, now: Instant) -> None:
        if not self.active():
            self._close(self.schedules)
            self.schedules = {}

    def _move(self, course: Course, now: Instant, visited: set[str]) -> bool:
        return self._transition(course, now, visited) or self._begin_again(course, now, visited)

    def _transition(self, course: Course, now: Instant, visited: set[str]) -> bool:
        """Take the first transition that is true; True if one was taken."""
        if course.stay is None:
            return False
        for place, item in enumerate(course.transitions()):
            if self.transition_truth(course, place, item, now) is not TRUE:
                course.spent.discard(place)
                continue
            if item.to is not None and item.to in visited:
                course.spent.add(place)
            if place in course.spent:
                continue
            if self.observer is not None:
                self.observer.way_taken(item)
            reason = self.transition_reason(course, place, item)
            left = course.stay.step
            if item.to is None:
                self._leave(course, now, Phase.FINISHED)
                self._close_top(now)
                self.log.add(now, Kind.FINISHED, left.heading, "the pathway is complete", reason)
            else:
                step = next(step for step in course.pathway.steps if step.heading.name == item.to)
                self._close_step(course)
                visited.add(item.to)
                self._enter(course, step, now, brief(reason), reason)
            return True
        return False

    def transition_truth(self, course: Course, place: int, item: Transition, now: Instant) -> Truth:
        """Whether a transition may be taken now."""
        assert course.stay is not None
        parts: list[Truth] = []
        if item.when is not None:
            parts.append(self.truth(item.when))
        since = course.stay.since
        if item.without is not None:
            reaction = self.truth(item.without)
            parts.append(truth.negate(reaction))
            if reaction is TRUE:
                course.reacting.add(place)
            elif reaction is FALSE and place in course.reacting:
                course.reacting.discard(place)
                course.clear_since[place] = now
            clear = course.clear_since.get(place)
            if clear is not None:
                since = self.log.as_when(clear)
        after: Truth | None = None
        if item.after is not None:
            length = self.judge.length(item.after)
            after = elapsed(since, length, self.calendar, now, self.judge.wake, more=False)
            parts.append(after)
        result = truth.every(parts)
        if self.observer is not None:
            self.observer.way_judged(self.judge, item, since, after, result)
        return result

    def transition_reason(self, course: Course, place: int, item: Transition) -> Reason:
        """Why a transition may be taken, or not."""
        assert course.stay is not None
        parts: list[Reason] = []
        if item.after is not None:
            length = self.judge.length(item.after)
            name = course.stay.step.heading.title
            without = f" without {_called(item.without)}" if item.without is not None else ""
            text = f"{length} in {name}{without} (since {self.calendar.show(course.stay.since)})"
            parts.append(Reason(TRUE, text))
        if item.without is not None:
            inner = self.explainer.explain(item.without)
            parts.append(Reason(truth.negate(inner.truth), inner.text, inner.data, inner.parts))
        if item.when is not None:
            parts.append(self.explainer.explain(item.when))
        if len(parts) == 1:
            return parts[0]
        return Reason(truth.every(part.truth for part in parts), parts[0].text if parts else "", (), tuple(parts))

    # --- cautions, advice, deviations -------------------------------------------------------------------------------

    def caution_applies(self, caution: Caution) -> bool:
        """Whether a caution is judged in the steps that are active now."""
        return not caution.only_in or not self.active_steps().isdisjoint(caution.only_in)

    def _cautions(self, now: Instant) -> None:
        for caution in self.core.cautions:
            name = caution.heading.name
            holds = self.caution_applies(caution) and self.truth(caution.when) is TRUE
            if holds and name not in self.cautions:
                reason = self.explainer.explain(caution.when)
                self.cautions[name] = Fired(caution, now, reason)
                said = "; ".join(advising.text_of(item.action, self.judge) for item in caution.advice)
                self.log.add(now, Kind.CAUTION, caution.heading, said or caution.heading.title, reason)
            elif not holds and name in self.cautions:
                del self.cautions[name]
                self.log.add(now, Kind.CAUTION_ENDED, caution.heading, "no longer so")

    def speaking(self) -> list[tuple[Heading, tuple[Advice, ...]]]:
        """The rules whose advice may hold now, in order: steps, the stop in force, what follows it, cautions."""
        rules: list[tuple[Heading, tuple[Advice, ...]]] = []
        for course in self.courses:
            if course.stay is not None:
                rules.append((course.stay.step.heading, course.stay.step.advice))
        if self.stopped is not None:
            rules.append((self.stopped.rule.heading, self.stopped.rule.advice))
            for after in self.core.after_stop:
                if not after.stops or self.stopped.rule.heading.name in after.stops:
                    rules.append((after.heading, after.advice))
        rules += [(fired.rule.heading, fired.rule.advice) for fired in self.cautions.values()]
        return rules

    def _advise(self, now: Instant) -> None:
        rules = self.speaking()
        holds = {id(item): item.when is None or self.truth(item.when) is TRUE for _, items in rules for item in items}
        held = advising.holding(rules, holds)
        known = {(id(item.advice), item.heading.name): item.since for item in self.standing}
        stays = [course.stay for course in self.courses if course.stay is not None]
        entered = {stay.step.heading.name: stay.since_instant for stay in stays}
        standing = []
        for heading, item in held:
            since = known.get((id(item), heading.name))
            if since is None or (heading.name in entered and since < entered[heading.name]):
                since = now
                if self.observer is not None:
                    self.observer.advised(item)
                if heading.name in entered:
                    self.log.add(now, Kind.ADVICE, heading, advising.text_of(item.action, self.judge))
            standing.append(advising.Standing(item, heading, since))
        before = {(id(item.advice), item.since) for item in self.standing}
        if {(id(item.advice), item.since) for item in standing} != before:
            self.deviations.judge_today()
        self.standing = standing

    # --- what is undecided ------------------------------------------------------------------------------------------

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


def _called(node: e.Criterion) -> str:
    """A criterion by its name, where it has one."""
    return node.name.replace("_", " ") if isinstance(node, e.DefinedCriterion) else "it"
