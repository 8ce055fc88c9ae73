"""Beside the dates of schedules and tasks: on which day a result stood, seen from an occasion or a deadline.

In: a run, as an observer. Out: for each stretch of each monitor, and each task, the places at which a result stood: the
day before the first that counts, the first, the due day, the last, the day after; for a task its deadline, the day
before and after, and that nothing was done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum

from careway.base.record import record
from careway.evaluate.engine import Engine
from careway.evaluate.judge import Judge
from careway.evaluate.observer import Observer
from careway.evaluate.schedule import Occurrence, Schedule
from careway.evaluate.tasks import Errand, Progress
from careway.ir.expressions import Criterion
from careway.ir.nodes import Guideline, Heading, Monitor, Task, Transition
from careway.model.time import Day, When
from careway.model.timeline import NoValue
from careway.model.truth import Truth


class Place(Enum):
    """A day beside an occasion or a deadline; its value says it in words."""

    TOO_EARLY = "the day before the first that counts"
    EARLIEST = "the first day that counts"
    DUE = "the due day"
    LAST = "the last day that counts"
    TOO_LATE = "the day after the last that counts"
    DAY_BEFORE = "the day before the deadline"
    DEADLINE = "the day of the deadline"
    DAY_AFTER = "the day after the deadline"
    NEVER = "never"


OF_OCCASIONS = (Place.TOO_EARLY, Place.EARLIEST, Place.DUE, Place.LAST, Place.TOO_LATE)
OF_TASKS = (Place.DAY_BEFORE, Place.DEADLINE, Place.DAY_AFTER, Place.NEVER)


@record
class Dated:
    """A stretch of a monitor's schedule (by its place), or a task, and the steps in which it applies (none named:
    any)."""

    what: Monitor | Task
    phase: int
    steps: tuple[str, ...]

    @property
    def heading(self) -> Heading:
        """Whose it is."""
        return self.what.heading

    @property
    def places(self) -> tuple[Place, ...]:
        """The days that are looked at."""
        return OF_OCCASIONS if isinstance(self.what, Monitor) else OF_TASKS


@record
class Window:
    """The days of an occasion: the first that counts, the due day, the last that counts. Of a task all are its
    deadline."""

    earliest: Day
    due: Day
    last: Day

    def day(self, place: Place) -> Day | None:
        """The day of a place; None for `never`."""
        return {
            Place.TOO_EARLY: self.earliest - 1,
            Place.EARLIEST: self.earliest,
            Place.DUE: self.due,
            Place.LAST: self.last,
            Place.TOO_LATE: self.last + 1,
            Place.DAY_BEFORE: self.due - 1,
            Place.DEADLINE: self.due,
            Place.DAY_AFTER: self.due + 1,
            Place.NEVER: None,
        }[place]


def dated(core: Guideline) -> tuple[Dated, ...]:
    """The stretches of a guideline's schedules, and its tasks, in the order of its text."""
    found: list[Dated] = []
    for monitor in core.monitors:
        found += [Dated(monitor, phase, monitor.only_in) for phase in range(len(monitor.phases))]
    found += [Dated(task, 0, task.only_in) for task in core.tasks]
    for pathway in core.pathways:
        for step in pathway.steps:
            here = (step.heading.name,)
            for monitor in step.monitors:
                found += [Dated(monitor, phase, here) for phase in range(len(monitor.phases))]
            found += [Dated(task, 0, here) for task in step.tasks]
    return tuple(sorted(found, key=lambda one: (one.heading.line, one.phase)))


@record
class LaidOut:
    """An occasion of a stretch, its days, and the concepts that it asks for."""

    monitor: Monitor
    phase: int
    occasion: Occurrence
    schedule: Schedule

    @property
    def window(self) -> Window:
        """Its days."""
        return Window(self.occasion.earliest, self.occasion.due, self.occasion.last)


class Calendar(Observer):
    """Looks on at one run, at its schedules and tasks."""

    def __init__(self) -> None:
        self.laid: list[LaidOut] = []
        self.engine: Engine | None = None
        self._early: list[tuple[Monitor, int]] = []

    def judged(self, judge: Judge, node: Criterion, result: Truth) -> None:
        self._meet(judge)

    def way_judged(self, judge: Judge, way: Transition, since: When, after: Truth | None, result: Truth) -> None:
        self._meet(judge)

    def _meet(self, judge: Judge) -> None:
        if self.engine is None and isinstance(judge.position, Engine):
            self.engine = judge.position

    def laid_out(self, monitor: Monitor, phase: int) -> None:
        if self.engine is None:
            self._early.append((monitor, phase))
            return
        for schedule in self.engine.agenda.running():
            if schedule.monitor is monitor and schedule.waiting:
                self.laid.append(LaidOut(monitor, phase, schedule.waiting[-1], schedule))

    def ended(self, engine: Engine) -> None:
        self.engine = engine
        for schedule in engine.agenda.schedules():
            phases = [phase for monitor, phase in self._early if monitor is schedule.monitor]
            for occasion, phase in zip(schedule.occurrences, phases, strict=False):
                self.laid.append(LaidOut(schedule.monitor, phase, occasion, schedule))

    def of(self, one: Dated) -> list[LaidOut]:
        """The occasions of a stretch."""
        return [laid for laid in self.laid if laid.monitor is one.what and laid.phase == one.phase]

    def running(self, monitor: Monitor) -> Schedule | None:
        """The schedule of a monitor that is still at work."""
        if self.engine is None:
            return None
        return next((one for one in self.engine.agenda.running() if one.monitor is monitor), None)

    def errands(self, task: Task) -> list[Errand]:
        """The instances of a task."""
        if self.engine is None:
            return []
        boards = self.engine.agenda.boards()
        return [errand for board in boards if board.task is task for errand in board.errands]

    def stood(self, one: Dated) -> Iterator[Place]:
        """The places at which a result stood beside the dates of a stretch or a task."""
        if self.engine is None:
            return
        if isinstance(one.what, Task):
            for errand in self.errands(one.what):
                window = deadline(errand)
                if window is not None:
                    members = self.engine.judge.program.members(one.what.targets)
                    days = set(self._days(members))
                    yield from (place for place in OF_TASKS if window.day(place) in days)
                    since = None if errand.anchor is None else errand.anchor.day_last
                    if errand.progress is Progress.MISSED and all(since is not None and day <= since for day in days):
                        yield Place.NEVER
            return
        for laid in self.of(one):
            if not laid.schedule.ticks.by_clock:
                days = set(self._days(laid.schedule.members))
                yield from (place for place in OF_OCCASIONS if laid.window.day(place) in days)

    def _days(self, members: Iterable[str]) -> Iterator[Day]:
        assert self.engine is not None
        for concept in members:
            for event in self.engine.chart.records[concept].events:
                if event.when.one_day and not event.preliminary and not isinstance(event.value, NoValue):
                    yield event.when.day_first


def deadline(errand: Errand) -> Window | None:
    """The day of a task's deadline, where it is one day."""
    if errand.deadline is None or not errand.deadline.one_day:
        return None
    day = errand.deadline.day_first
    return Window(day, day, day)
