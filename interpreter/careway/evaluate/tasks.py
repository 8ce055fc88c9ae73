"""Tasks: what is due once, by a deadline, and whether it was done in time (docs/meaning.md, 10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from careway.evaluate.judge import Judge
from careway.evaluate.moment import Moment, Unclear
from careway.evaluate.result import Kind
from careway.evaluate.windows import clock_exceed, clock_reach, days_exceed, days_reach
from careway.ir.nodes import Before, Task, Within
from careway.model import truth
from careway.model.terms import TaskVerb
from careway.model.time import When
from careway.model.timeline import Event, NoValue
from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth


class Progress(Enum):
    """Where a task stands. `UNCLEAR`: the deadline has passed, and dates without times of day leave it open whether a
    result was in time."""

    OPEN = "open"
    DONE = "done"
    MISSED = "missed"
    UNCLEAR = "cannot be said"


_TOLD = {Progress.DONE: Kind.TASK_DONE, Progress.MISSED: Kind.TASK_MISSED, Progress.UNCLEAR: Kind.UNDECIDED}


@dataclass(slots=True)
class Errand:
    """One instance of a task: opened at an anchor (None for `before T`), with its deadline."""

    task: Task
    anchor: When | None
    deadline: When | None
    progress: Progress = Progress.OPEN
    found: dict[str, Event] = field(default_factory=dict)
    doubtful: dict[str, Event] = field(default_factory=dict)
    judged: bool = False


class TaskBoard:
    """The instances of one task over a run."""

    def __init__(
        self, task: Task, members: tuple[str, ...], judge: Judge, report: Callable[[Kind, Errand], None]
    ) -> None:
        self.task = task
        self.members = members
        self.judge = judge
        self.report = report
        self.errands: list[Errand] = []
        self.undecided = False
        self._versions: tuple[int, ...] = ()

    def update(self, applies: bool) -> None:
        """Open, complete or miss instances at the judge's now."""
        if applies and self.task.when is not None:
            applies = self.judge.decide(self.task.when) is TRUE
        deadline = self.task.deadline
        match deadline:
            case Within():
                moment = self.judge.moment(deadline.of)
                self.undecided = applies and isinstance(moment, Unclear)
                if applies and isinstance(moment, When):
                    if moment.first <= self.judge.now:
                        self._open_within(moment, deadline)
                    else:
                        self.judge.wake(moment.first)
            case Before():
                moment = self.judge.moment(deadline.time)
                self.undecided = False
                self._before(moment, applies)
        versions = tuple(self.judge.chart.records[concept].version for concept in self.members)
        changed, self._versions = versions != self._versions, versions
        for errand in self.errands:
            due = errand.progress is Progress.OPEN and self._passed(errand)
            if changed or due or not errand.judged:
                self._judge(errand)

    def end(self) -> None:
        """The step of the task is left: what is still open is dropped."""
        self.errands = [errand for errand in self.errands if errand.progress is not Progress.OPEN]

    def _open_within(self, anchor: When, deadline: Within) -> None:
        if any(errand.anchor == anchor for errand in self.errands):
            return
        end = self.judge.calendar.shift(anchor, self.judge.length(deadline.length))
        errand = Errand(self.task, anchor, end)
        self.errands.append(errand)
        self.report(Kind.TASK, errand)

    def _before(self, moment: Moment, applies: bool) -> None:
        deadline = moment if isinstance(moment, When) else None
        if not self.errands:
            if not applies:
                return
            errand = Errand(self.task, None, deadline)
            self.errands.append(errand)
            self._judge(errand)
            if errand.progress is Progress.OPEN:
                self.report(Kind.TASK, errand)
            return
        errand = self.errands[-1]
        if errand.deadline != deadline:
            errand.deadline, errand.judged = deadline, False

    # --- one instance -----------------------------------------------------------------------------------------------

    def _judge(self, errand: Errand) -> None:
        errand.judged = True
        errand.found, errand.doubtful = {}, {}
        for concept in self.members:
            for event, in_time in self._candidates(concept, errand):
                if in_time is TRUE:
                    errand.found.setdefault(concept, event)
                else:
                    errand.doubtful.setdefault(concept, event)
        before, errand.progress = errand.progress, self._progress(errand)
        if errand.progress is before:
            return
        if before is Progress.DONE or errand.progress is Progress.OPEN:  # by a correction, or a time that has changed
            self.report(Kind.CORRECTION, errand)
        if errand.progress is not Progress.OPEN:
            self.report(_TOLD[errand.progress], errand)

    def _progress(self, errand: Errand) -> Progress:
        if all(concept in errand.found for concept in self.members):
            return Progress.DONE
        if not self._passed(errand):
            return Progress.OPEN
        reachable = all(concept in errand.found or concept in errand.doubtful for concept in self.members)
        return Progress.UNCLEAR if reachable else Progress.MISSED

    def _candidates(self, concept: str, errand: Errand) -> list[tuple[Event, Truth]]:
        """The usable results that are in time, or may be."""
        records = self.judge.chart.records[concept]
        count = records.count(self.judge.now)
        start = (
            0
            if errand.anchor is None
            else records.first_at_or_after(self.judge.calendar.start_of(errand.anchor.day_first))
        )
        found = []
        for event in records.events[start:count]:
            if errand.deadline is not None and not records.spans and event.when.day_first > errand.deadline.day_last:
                break
            if isinstance(event.value, NoValue) or event.preliminary:
                continue
            in_time = truth.every((self._after_anchor(event, errand), self._before_deadline(event, errand)))
            if in_time is not FALSE:
                found.append((event, in_time))
        return found

    def _after_anchor(self, event: Event, errand: Errand) -> Truth:
        """Whether a result is after the anchor (for `repeat`), or at it or after it."""
        if errand.anchor is None:
            return TRUE
        if self.task.verb is not TaskVerb.REPEAT:
            by_clock = event.when.exact and errand.anchor.exact
            return (clock_reach if by_clock else days_reach)(event.when, errand.anchor)
        if event.when == errand.anchor:
            return FALSE if event.when.exact else self._another_that_day(event)
        return clock_exceed(event.when, errand.anchor)

    def _another_that_day(self, event: Event) -> Truth:
        """A second result of the anchor's own date, without times of day, may be the repeat."""
        same = [other for other in self.judge.chart.records[event.concept].events if other.when == event.when]
        return UNKNOWN if len(same) > 1 else FALSE

    def _before_deadline(self, event: Event, errand: Errand) -> Truth:
        end = errand.deadline
        if end is None:
            return TRUE
        if isinstance(self.task.deadline, Within):
            by_clock = self.judge.length(self.task.deadline.length).by_clock
            return clock_reach(end, event.when) if by_clock else days_reach(end, event.when)
        return days_reach(end, event.when) if not (end.exact and event.when.exact) else clock_reach(end, event.when)

    def _passed(self, errand: Errand) -> bool:
        """Whether the deadline has passed for certain."""
        end = errand.deadline
        if end is None:
            return False
        now = self.judge.calendar.at(self.judge.now)
        if isinstance(self.task.deadline, Within) and self.judge.length(self.task.deadline.length).by_clock:
            passed = clock_exceed(now, end)
            self.judge.wake(end.last + 1)
            return passed is TRUE
        if isinstance(self.task.deadline, Within):
            self.judge.wake(self.judge.calendar.start_of(end.day_last + 1))
            return days_exceed(now, end) is TRUE
        over = end.first if end.exact else self.judge.calendar.start_of(end.day_last + 1)
        if self.judge.now < over:
            self.judge.wake(over)
            return False
        return True
