"""What a run has to see to: its monitors and tasks, those at work and those that have ended."""

from __future__ import annotations

from collections.abc import Mapping

from careway.evaluate.log import Log
from careway.evaluate.pathway import Course
from careway.evaluate.reasons import Explainer
from careway.evaluate.result import Kind, Standing
from careway.evaluate.schedule import Occurrence, Schedule
from careway.evaluate.tasks import Errand, TaskBoard
from careway.evaluate.texts import occasion_text, task_text
from careway.ir.nodes import Guideline, Monitor, Task
from careway.model.time import When


class Agenda:
    """The schedules and task boards of the guideline as a whole, and of the active steps of its pathways."""

    def __init__(self, core: Guideline, courses: list[Course], explainer: Explainer, log: Log) -> None:
        self._monitors = core.monitors
        self._courses = courses
        self._judge = explainer.judge
        self._explainer = explainer
        self._log = log
        self._schedules: dict[str, Schedule] = {}
        self._boards = [self._board(task) for task in core.tasks]
        self._ended: list[Schedule] = []
        """Monitors that have ended, with the step or the pathway that they belong to."""
        self._missed_before: dict[str, int] = {}
        """Their missed occasions, by monitor."""
        self._ended_boards: list[TaskBoard] = []

    # --- what there is ----------------------------------------------------------------------------------------------

    def running(self) -> list[Schedule]:
        """The monitors at work."""
        return [*self._schedules.values(), *(s for course in self._courses for s in course.schedules.values())]

    def schedules(self) -> list[Schedule]:
        """All monitors: those that have ended, in the order in which they did, and those at work."""
        return [*self._ended, *self.running()]

    def open_boards(self) -> list[TaskBoard]:
        """The tasks of the guideline, and those of the active steps."""
        return [*self._boards, *(board for course in self._courses for board in course.boards)]

    def boards(self) -> list[TaskBoard]:
        """All tasks, also those of steps that were left; those of the active steps last."""
        return [*self._boards, *self._ended_boards, *(board for course in self._courses for board in course.boards)]

    def monitor(self, name: str) -> tuple[int, bool, bool]:
        """Missed occasions, whether one is late now, and whether it has run to its end."""
        missed, late, complete = self._missed_before.get(name, 0), False, False
        for schedule in self.running():
            if schedule.monitor.heading.name == name:
                missed += schedule.missed
                late = any(item.standing is Standing.LATE for item in schedule.waiting)
                complete = schedule.complete
        return missed, late, complete

    # --- at an instant ----------------------------------------------------------------------------------------------

    def update(self, stopped: bool) -> None:
        """Begin the monitors whose time has come, and bring all that is at work to the judge's now."""
        steps = self._judge.position.active_steps()
        if steps:
            for monitor in self._monitors:
                if monitor.heading.name not in self._schedules:
                    self._start(monitor, self._schedules, None)
        for course in self._courses:
            if course.stay is None:
                continue
            for monitor in course.stay.step.monitors:
                if monitor.heading.name not in course.schedules:
                    self._start(monitor, course.schedules, course.stay.since)
        for schedule in self.running():
            only = schedule.monitor.only_in
            schedule.update(not only or not steps.isdisjoint(only))
        for board in self._boards:
            only = board.task.only_in
            board.update(not stopped and (not only or not steps.isdisjoint(only)))
        for course in self._courses:
            for board in course.boards:
                board.update(True)

    def _start(self, monitor: Monitor, running: dict[str, Schedule], entry: When | None) -> None:
        anchor = entry
        if monitor.start is not None:
            moment = self._judge.moment(monitor.start)
            anchor = moment if isinstance(moment, When) and moment.first <= self._judge.now else None
            if isinstance(moment, When):
                self._judge.wake(moment.first)
        if anchor is None:
            return

        def report(kind: Kind, occasion: Occurrence) -> None:
            schedule = running[monitor.heading.name]
            text = occasion_text(kind, occasion, schedule, self._explainer)
            self._log.add(self._judge.now, kind, monitor.heading, text)

        members = self._judge.program.members(monitor.targets)
        running[monitor.heading.name] = Schedule(monitor, members, self._judge, anchor, report)

    def _board(self, task: Task) -> TaskBoard:
        def report(kind: Kind, errand: Errand) -> None:
            self._log.add(self._judge.now, kind, task.heading, task_text(kind, errand, self._explainer))

        return TaskBoard(task, self._judge.program.members(task.targets), self._judge, report)

    # --- as steps are entered and left ------------------------------------------------------------------------------

    def enter_step(self, course: Course) -> None:
        """Take up the tasks of the step that was entered; its monitors begin when their time comes."""
        if course.stay is not None:
            course.boards = [self._board(task) for task in course.stay.step.tasks]

    def leave_step(self, course: Course) -> None:
        """End what belongs to the step that is about to be left."""
        self._end(course.schedules)
        for board in course.boards:
            board.end()
        self._ended_boards.extend(course.boards)

    def leave_pathways(self) -> None:
        """End the monitors of the guideline where no step is active any more."""
        if not self._judge.position.active_steps():
            self._end(self._schedules)
            self._schedules = {}

    def _end(self, schedules: Mapping[str, Schedule]) -> None:
        for name, schedule in schedules.items():
            self._ended.append(schedule)
            self._missed_before[name] = self._missed_before.get(name, 0) + schedule.missed
