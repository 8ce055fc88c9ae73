"""Tasks: what is due once, for each moment that it is counted from, judged anew at each instant.

What is kept is what has been opened and what has been logged; and, in `doubts`, what the page does not settle of a
task, or the first engine does otherwise: see compare.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from naive.evaluator import numbers as n
from naive.evaluator.chart import Node
from naive.evaluator.criteria import Judge
from naive.evaluator.numbers import Truth
from naive.evaluator.reading import Record
from naive.evaluator.schedules import members, usable
from naive.evaluator.times import Time, When, by_clock, has_come, reaches

OPEN, DONE, MISSED, UNDECIDED = "open", "done", "missed", "cannot be said"
LOGGED = {DONE: "task done", MISSED: "task missed"}
STOPPED, EARLY, SAME_DAY, AT_ONCE = "stopped", "early", "same day", "at once"


@dataclass
class Instance:
    """One time that a task came up: from which moment (`before` has none), where it stands, and what was said of it."""

    anchor: When | None
    standing: str = OPEN
    said: set[str] = field(default_factory=set)


@dataclass
class Task:
    """A task, over the whole run; of a step, over one stay in it."""

    node: Node
    instances: list[Instance] = field(default_factory=list)
    doubts: set[str] = field(default_factory=set)
    until: Time = ""
    """The time of `before`, as it was last known."""
    left: int | None = None
    """When the step that it belongs to was left."""

    def visit(self, judge: Judge, active: set[str], stopped: bool) -> list[str]:
        """Look at the task now: what there is to log."""
        deadline = self.node["deadline"]
        within = deadline["node"] == "within"
        at = judge.moment(deadline["of"] if within else deadline["time"])
        found = []
        opened = self._opens(judge, active, at, within)
        if opened:
            self.instances.append(Instance(at if within and not isinstance(at, str) else None))
            self.doubts |= {STOPPED} if stopped else set()
            found.append("task")
        for one in self.instances:
            one.standing = self._stands(judge, one, at)
            if one.standing in LOGGED and one.standing not in one.said:
                found.append(LOGGED[one.standing])
            one.said = one.said - {DONE} | {one.standing}
        if opened:
            come = has_come(at, judge.now, judge.today)
            self.doubts |= {AT_ONCE} if not within and (come or found[-1] != "task") else set()
        if not within and self.instances:
            self.until = at
        return found

    def _opens(self, judge: Judge, active: set[str], at: Time, within: bool) -> bool:
        """Whether it comes up now: from a time that has come, or from the beginning, once."""
        anchor = at if within else None
        if any(one.anchor == anchor for one in self.instances) or (within and isinstance(at, str)):
            return False
        if self.node["only_in"] and not set(self.node["only_in"]) & active:
            return False
        if self.node["when"] is not None and not judge.truth(self.node["when"]):
            return False
        if not isinstance(anchor, When) or has_come(anchor, judge.now, judge.today):
            return True
        self.doubts |= {EARLY} if anchor.first <= judge.now else set()
        return False

    def _stands(self, judge: Judge, one: Instance, at: Time) -> str:
        targets = []
        for concept in members(judge, self.node["targets"]):
            records = [record for record in judge.of(concept) if usable(record)]
            targets.append(n.any_of([self._counts(judge, one, at, record) for record in records]))
        done = n.all_of(targets)
        if done:
            return DONE
        if not self._passed(judge, one, at):
            return OPEN
        return MISSED if done is False else UNDECIDED

    def _counts(self, judge: Judge, one: Instance, at: Time, record: Record) -> Truth:
        """Whether a result is one that was asked for, in time."""
        when = record.when
        if one.anchor is None:
            return True if isinstance(at, str) else reaches(at, when, True, not (at.exact and when.exact))
        length, repeat = self.node["deadline"]["length"], self.node["verb"] == "repeat"
        last = judge.calendar.shift(one.anchor, length, 1)
        clock = one.anchor.exact and when.exact
        if repeat and not clock and reaches(when, one.anchor, False, False) is None:
            same = [other for other in judge.of(record.concept) if other.when == when]
            self.doubts |= {SAME_DAY} if when != one.anchor or len(same) > 1 else set()
        return n.all_of(
            [reaches(when, one.anchor, not repeat, not clock), reaches(last, when, True, not by_clock(length))]
        )

    def _passed(self, judge: Judge, one: Instance, at: Time) -> bool:
        """Whether the deadline has passed for certain."""
        if one.anchor is not None:
            at = judge.calendar.shift(one.anchor, self.node["deadline"]["length"], 1)
        return not isinstance(at, str) and judge.now > at.last
