"""The course of a patient through the pathways: beginnings, stops, steps and warnings, instant by instant.

Everything that is asked is asked of a new chart each time; what is kept is only what has happened.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from naive.evaluator import numbers as n
from naive.evaluator.chart import Node
from naive.evaluator.criteria import Judge
from naive.evaluator.numbers import Truth
from naive.evaluator.reading import Patient
from naive.evaluator.schedules import Monitor
from naive.evaluator.tasks import OPEN, Task
from naive.evaluator.times import When, compare_elapsed, has_come

NOT_BEGUN, ACTIVE, STOPPED, FINISHED = "not begun", "active", "stopped", "finished"
Logged = tuple[int, str, str]
"""Instant, kind, rule."""


@dataclass
class Path:
    """Where a pathway is. `armed` holds the steps whose `begin again` has not been true at some time since the stop;
    `interrupted` the transitions whose `without` is or was true, with the instant at which it was false again;
    `spent` those that led back to a step that was left at the same instant, while they stay true."""

    node: Node
    phase: str = NOT_BEGUN
    step: Node | None = None
    entered: int = 0
    armed: set[str] = field(default_factory=set)
    interrupted: dict[int, int | None] = field(default_factory=dict)
    spent: set[int] = field(default_factory=set)


class Course:
    """A run of everything; schedules.py and tasks.py say what becomes of one monitor, and of one task."""

    def __init__(self, core: Node, patient: Patient, parameters: dict[str, Node], end: int) -> None:
        self.core, self.patient, self.parameters, self.end = core, patient, parameters, end
        self.calendar = patient.calendar
        self.paths = [Path(node) for node in core["pathways"]]
        self.log: list[Logged] = []
        self.stop: tuple[str, int, tuple[str, ...]] | None = None
        self.cautions: dict[str, int] = {}
        self.entered: dict[str, list[int]] = {}
        self.admission = "cannot decide"
        self.left: set[str] = set()
        self.undecided: set[tuple[str, str]] = set()
        self.instants: list[int] = []
        self.now = 0
        self.past: dict[Any, Truth] = {}
        self.monitors: dict[tuple[str, int | None], Monitor] = {}
        self.missed_before: dict[str, int] = {}
        self.tasks: dict[tuple[str, int | None], Task] = {}
        self.left_tasks: list[Task] = []
        self.partly: set[str] = set()
        """Rules of whose advice on several drugs a part was replaced by later advice."""
        self.dues: list[tuple[int, str, str, int]] = []
        """What was logged of occasions, with their due days."""

    # What criteria ask.

    def active(self) -> set[str]:
        """The active steps."""
        return {path.step["heading"]["name"] for path in self.paths if path.step is not None}

    def entries(self, step: str) -> list[When]:
        """When a step was entered."""
        return [self.calendar.dated(instant) for instant in self.entered.get(step, [])]

    def monitor(self, name: str) -> tuple[int, bool, bool]:
        """What has become of a monitor: over all its courses, and of the one that runs."""
        running = [monitor for key, monitor in self.monitors.items() if key[0] == name]
        missed = self.missed_before.get(name, 0) + sum(monitor.missed for monitor in running)
        return missed, any(one.late for one in running), any(one.complete for one in running)

    # One instant.

    def judge(self) -> Judge:
        """The chart as it is now."""
        judge = Judge(self.core, self.patient, self.parameters, self, self.instants, self.now)
        judge.past = self.past
        return judge

    def visit(self, instant: int) -> None:
        """Everything that is decided at an instant, in the order of the page."""
        self.now = instant
        self.undecided = {one for one in self.undecided if one[0] == "stop"}
        self.left = set()
        entered: set[str] = set()
        self.eligibility()
        self.beginnings(entered)
        self.take_in()
        self.stops()
        while any(self.transition(path, entered) or self.begin_again(path, entered) for path in self.paths):
            self.take_in()
            self.stops()
        self.drop_tasks()
        self.warnings()

    def say(self, kind: str, rule: str) -> None:
        """Log something."""
        self.log.append((self.now, kind, rule))

    def take_in(self) -> None:
        """Monitors take in results: those of the protocol, and those of the active steps."""
        active = self.active()
        wanted: list[tuple[Node, int | None]] = []
        if active:
            wanted = [(node, None) for node in self.core["monitors"]]
        for path in self.paths:
            if path.step is not None:
                wanted += [(node, path.entered) for node in path.step["monitors"]]
        names = {(node["heading"]["name"], entered) for node, entered in wanted}
        for key in [key for key in self.monitors if key not in names]:
            self.close(key)
        for node, entered in wanted:
            key = (node["heading"]["name"], entered)
            monitor = self.monitors.setdefault(key, Monitor(node))
            day = None if entered is None else self.calendar.day_of(entered)
            for kind, due in monitor.visit(self.judge(), active, day):
                self.log.append((self.now, kind, node["heading"]["name"]))
                self.dues.append((self.now, kind, node["heading"]["name"], due))
        self.look_at_tasks(active)

    def look_at_tasks(self, active: set[str]) -> None:
        """Tasks of the whole protocol, and those of the active steps."""
        self.drop_tasks()
        wanted: list[tuple[Node, int | None]] = [(node, None) for node in self.core["tasks"]]
        for path in self.paths:
            if path.step is not None:
                wanted += [(node, path.entered) for node in path.step["tasks"]]
        for node, entered in wanted:
            task = self.tasks.setdefault((node["heading"]["name"], entered), Task(node))
            for kind in task.visit(self.judge(), active, self.stop is not None):
                self.say(kind, node["heading"]["name"])

    def drop_tasks(self) -> None:
        """Of the tasks of a step that was left, what is not done, and not missed, is dropped."""
        stays = {
            (task["heading"]["name"], path.entered) for path in self.paths if path.step for task in path.step["tasks"]
        }
        for key in [key for key in self.tasks if key[1] is not None and key not in stays]:
            task = self.tasks.pop(key)
            task.left = self.now
            task.instances = [one for one in task.instances if one.standing != OPEN]
            self.left_tasks.append(task)

    def close(self, key: tuple[str, int | None]) -> None:
        """A course of a monitor ends: what it missed stays counted."""
        monitor = self.monitors.pop(key)
        self.missed_before[key[0]] = self.missed_before.get(key[0], 0) + monitor.missed

    def eligibility(self) -> None:
        """Judged until the pathway begins."""
        if any(path.phase != NOT_BEGUN for path in self.paths):
            return
        judge = self.judge()
        answers = []
        for rule in self.core["eligibility"]:
            answer = judge.truth(rule["when"])
            answers.append(answer if rule["kind"] == "eligible" else n.not_(answer))
        whole = n.all_of(answers)
        self.admission = {True: "eligible", False: "not eligible", None: "cannot decide"}[whole]

    def beginnings(self, entered: set[str]) -> None:
        """Pathways begin in the first step whose time has come."""
        for path in self.paths:
            for step in path.node["steps"]:
                if path.phase != NOT_BEGUN or step["begin"] is None:
                    continue
                judge = self.judge()
                begins = has_come(judge.moment(step["begin"]), judge.now, judge.today)
                if begins:
                    self.enter(path, step, entered)
                elif begins is None:
                    self.undecided.add(("begin", step["heading"]["name"]))

    def begin_again(self, path: Path, entered: set[str]) -> bool:
        """After a stop, when it becomes true; after the end, as soon as it is: but not in a step of this instant."""
        for step in path.node["steps"]:
            if path.phase not in (STOPPED, FINISHED) or step["begin_again"] is None:
                continue
            name = step["heading"]["name"]
            if self.judge().truth(step["begin_again"]) is not True:
                path.armed.add(name)
            elif name in entered | self.left:
                path.armed.discard(name)
            elif name in path.armed:
                self.stop = None
                self.enter(path, step, entered)
                return True
        return False

    def enter(self, path: Path, step: Node, entered: set[str]) -> None:
        """Enter a step."""
        name = step["heading"]["name"]
        path.phase, path.step, path.entered = ACTIVE, step, self.now
        path.interrupted, path.spent = {}, set()
        self.entered.setdefault(name, []).append(self.now)
        entered.add(name)
        self.say("step", name)

    def stops(self) -> None:
        """Judged while a step is active; the first that is true counts."""
        if not self.active():
            self.undecided = self.undecided if self.stop else {one for one in self.undecided if one[0] != "stop"}
            return
        judge = self.judge()
        answers = [(rule["heading"]["name"], judge.truth(rule["when"])) for rule in self.core["stops"]]
        true = [name for name, answer in answers if answer]
        self.undecided = {one for one in self.undecided if one[0] != "stop"}
        self.undecided |= {("stop", name) for name, answer in answers if answer is None}
        if not true:
            return
        self.stop = (true[0], self.now, tuple(true[1:]))
        self.say("stop", true[0])
        for path in self.paths:
            if path.phase == ACTIVE:
                path.phase, path.step, path.armed = STOPPED, None, set()

    def transition(self, path: Path, entered: set[str]) -> bool:
        """Take the first transition that is true."""
        if path.step is None:
            return False
        name = path.step["heading"]["name"]
        self.undecided.discard(("transition", name))
        for number, way in enumerate(path.step["transitions"]):
            holds = self.way(path, number, way)
            if holds is None:
                self.undecided.add(("transition", name))
            if holds is not True:
                path.spent.discard(number)
                continue
            if way["to"] in self.left | entered:
                path.spent.add(number)
            if number in path.spent:
                continue
            self.left.add(name)
            self.undecided.discard(("transition", name))
            if way["to"] is None:
                self.say("finished", name)
                path.phase, path.step = FINISHED, None
                path.armed = {step["heading"]["name"] for step in path.node["steps"]}
            else:
                [step] = [one for one in path.node["steps"] if one["heading"]["name"] == way["to"]]
                self.enter(path, step, entered)
            return True
        return False

    def way(self, path: Path, number: int, way: Node) -> Truth:
        """Whether a transition is true."""
        judge = self.judge()
        parts: list[Truth] = []
        if way["when"] is not None:
            parts.append(judge.truth(way["when"]))
        since = path.entered
        if way["without"] is not None:
            interrupted = judge.truth(way["without"])
            if interrupted is True:
                path.interrupted[number] = None
            elif interrupted is False and path.interrupted.get(number, 0) is None:
                path.interrupted[number] = self.now
            since = max(since, path.interrupted.get(number) or 0)
            parts.append(n.not_(interrupted))
        if way["after"] is not None:
            at = self.calendar.dated(since)
            parts.append(compare_elapsed(">=", judge.length(way["after"]), at, judge.now, judge.today))
        return n.all_of(parts)

    def warnings(self) -> None:
        """Cautions begin and end."""
        judge = self.judge()
        for rule in self.core["cautions"]:
            name = rule["heading"]["name"]
            holds: Truth = False
            if not rule["only_in"] or set(rule["only_in"]) & self.active():
                holds = judge.truth(rule["when"])
            if holds is None:
                self.undecided.add(("caution", name))
            if holds and name not in self.cautions:
                self.cautions[name] = self.now
                self.say("caution", name)
            elif holds is not True and name in self.cautions:
                del self.cautions[name]
                self.say("caution ended", name)
