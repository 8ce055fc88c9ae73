"""The same patient in both engines: what each says, as plain facts, and where they differ."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from careway.base.source import Source
from careway.cases.findings import Findings
from careway.cases.nodes import Case
from careway.cases.read import read_cases
from careway.cases.suite import Opened, open_suite
from careway.evaluate.result import Result, Standing
from careway.evaluate.run import resolve, run
from careway.ir.nodes import Guideline
from careway.ir.to_json import core_to_json
from careway.model.quantity import Quantity
from careway.model.time import Duration
from naive.evaluator.course import Course
from naive.evaluator.deviations import UNFIT
from naive.evaluator.run import run as run_naive
from naive.evaluator.tasks import AT_ONCE, EARLY, SAME_DAY, STOPPED
from property.timelines import Document, read

Fact = tuple[str, ...]
COURSE = {"step", "finished", "stop", "caution", "caution ended"}
SCHEDULES = {"due", "done", "late", "missed"}
TASKS = {"task", "task done", "task missed"}
DEVIATIONS = {"deviation", "deviation ended"}
EVERYTHING = {STOPPED, EARLY, SAME_DAY}
"""For any of these reasons nothing that is said of a task is compared: see `left_open`."""
BEFORE = "before"
JUDGED = {"stop", "caution", "transition", "begin"}
"""What is undecided of rules; of advice and monitors the second evaluator says nothing."""


def logged(entries: Iterable[tuple[str, str, str]]) -> set[Fact]:
    """The entries of a log; of equal ones, which of them each is.

    Equal ones of a monitor count once: what is said of the occasions in between, when a correction changes what they
    were counted from, the page leaves open.
    """
    counts = Counter(entries)
    return {
        ("log", *entry, str(place + 1))
        for entry, count in counts.items()
        for place in range(1 if entry[1] in SCHEDULES else count)
    }


def facts_of(core: Guideline, result: Result, kinds: set[str]) -> set[Fact]:
    """What Careway says."""
    found = logged((entry.at, entry.kind.value, entry.rule) for entry in result.log if entry.kind.value in kinds)
    found |= {("undecided", one.what, one.rule) for one in result.undecided if one.what in JUDGED}
    found |= {("pathway", one.pathway, one.phase.value, str(one.step)) for one in result.pathways}
    if result.stop is not None:
        found.add(("stop in force", result.stop.rule, result.stop.at, *result.stop.also))
    found |= {("caution in force", one.rule, one.at) for one in result.cautions}
    tasks = {task.heading.name for task in core.tasks}
    tasks |= {task.heading.name for path in core.pathways for step in path.steps for task in step.tasks}
    if kinds >= TASKS:
        found |= {("task stands", one.rule, stands(one.standing)) for one in result.occasions if one.rule in tasks}
    admitting = {rule.heading.name for rule in core.eligibility}
    begun_against = {fact for fact in found if fact[0] == "log" and fact[2] == "deviation" and fact[3] in admitting}
    found = found - begun_against | {_unfit(fact) for fact in begun_against}
    return found | {("eligibility", result.eligibility.admission.value)}


def _unfit(fact: Fact) -> Fact:
    """A pathway that began although the patient is not eligible: the page says that this is a deviation, but neither of
    which rule, nor whether this one waits for the end of the day."""
    return ("log", fact[1][:10], "deviation", UNFIT, fact[-1])


def stands(standing: Standing) -> str:
    """Where a task stands: done or missed, or it cannot be said, or else it is open."""
    said = {Standing.DONE, Standing.MISSED, Standing.UNCLEAR}
    return standing.value if standing in said else Standing.OPEN.value


def facts_of_naive(course: Course, kinds: set[str]) -> set[Fact]:
    """What the second evaluator says."""

    def dated(instant: int) -> str:
        return course.calendar.show(course.calendar.dated(instant))

    found = logged((dated(at), kind, rule) for at, kind, rule in course.log if kind in kinds)
    found |= {("undecided", what, rule) for what, rule in course.undecided}
    for path in course.paths:
        step = None if path.step is None else path.step["heading"]["name"]
        found.add(("pathway", path.node["name"], path.phase, str(step)))
    if course.stop is not None:
        rule, at, also = course.stop
        found.add(("stop in force", rule, dated(at), *also))
    found |= {("caution in force", rule, dated(at)) for rule, at in course.cautions.items()}
    if kinds >= TASKS:
        for task in (*course.tasks.values(), *course.left_tasks):
            found |= {("task stands", task.node["heading"]["name"], one.standing) for one in task.instances}
    return found | {("eligibility", course.admission)}


def left_open(course: Course) -> Callable[[Fact], bool]:
    """Which facts are not compared, because the page leaves them open or Careway is known to say otherwise:

    - of a task, everything: of one that came up while a stop was in force (`stopped`), that counts from a time that may
      be any of several days (`early`), and of a `repeat` with a result of the same day;
    - of one `before` a time of day: the second at which it is missed; of one `before T`, that it came up where it was
      then done, or T had come (`at once`);
    - of a rule whose advice on several drugs was replaced for some of them: all its differences.
    """
    doubts: dict[str, set[str]] = {}
    for task in (*course.tasks.values(), *course.left_tasks):
        name = task.node["heading"]["name"]
        doubts[name] = doubts.get(name, set()) | task.doubts
        if task.node["deadline"]["node"] == "before" and not isinstance(task.until, str) and task.until.exact:
            doubts[name].add(BEFORE)

    def is_open(fact: Fact) -> bool:
        match fact:
            case ("log", _, "task" | "task done" | "task missed" as kind, name, _):
                mine = doubts.get(name, set())
                left_out = {"task": {AT_ONCE}, "task missed": {BEFORE}}.get(kind, set())
                return bool(mine & (EVERYTHING | left_out))
            case ("log", _, "deviation" | "deviation ended", name, _) if name in course.partly:
                return True
            case ("task stands", name, _):
                return bool(doubts.get(name, set()) & EVERYTHING)
        return False

    return is_open


def plain_core(core: Guideline) -> dict[str, Any]:
    """A core as its JSON has it."""
    made = core_to_json(core)
    found: dict[str, Any] = json.loads(made) if isinstance(made, str) else made
    return found


def differences(
    core: Guideline,
    document: Document,
    *,
    as_of: str | None = None,
    parameters: Any = None,
    given: dict[str, Any] | None = None,
    schedules: bool = True,
) -> list[str]:
    """What one engine says and the other does not. Raises NotRead where the second cannot read it."""
    kinds = COURSE | SCHEDULES | TASKS | DEVIATIONS if schedules else COURSE
    course = run_naive(plain_core(core), document, as_of, given)
    second = facts_of_naive(course, kinds)
    first = facts_of(core, run(core, read(document, core), as_of=as_of, parameters=parameters), kinds)
    is_open = left_open(course)
    found = [f"Careway alone: {' '.join(fact)}" for fact in sorted(first - second) if not is_open(fact)]
    return found + [f"second evaluator alone: {' '.join(fact)}" for fact in sorted(second - first) if not is_open(fact)]


def of_case(core: Guideline, case: Case) -> list[str]:
    """What the engines say otherwise of a case."""
    document: Document = yaml.load(case.document.text, Loader=yaml.BaseLoader)
    if case.population is not None:
        document["set"] = case.population
    parameters = resolve(core, case.population, dict(case.parameters))
    given = {name: _plain(value) for name, value in parameters.items()}
    return differences(core, document, as_of=case.as_of, parameters=dict(case.parameters) or None, given=given)


def _plain(value: Quantity | Duration) -> dict[str, Any]:
    if isinstance(value, Duration):
        return {"amount": value.amount, "unit": value.unit.value}
    return {"value": str(value.value), "unit": value.unit}


def cases_of(core: Guideline, path: Path) -> list[Case]:
    """The cases of a file."""
    opened = open_suite(Source(path.name, path.read_text(encoding="utf-8")))
    assert isinstance(opened, Opened)
    return read_cases(opened.root, core, Findings())


def smallest(core: Guideline, document: Document) -> Document:
    """A document with fewer records of which the engines still differ."""
    events = list(document["events"])
    place = 0
    while place < len(events):
        fewer = events[:place] + events[place + 1 :]
        if fewer and differences(core, document | {"events": fewer}):
            events = fewer
        else:
            place += 1
    return document | {"events": events}


def span(document: Document) -> int:
    """How many days a document's records cover."""
    times = [
        str(said[key])[:10] for said in _maps(document["events"]) for key in ("at", "known", "until") if key in said
    ]
    days = [date.fromisoformat(text if len(text) == 10 else f"{text}-28").toordinal() for text in times]
    return max(days) - min(days)


def _maps(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [*events, *(said for event in events for said in event.values() if isinstance(said, dict))]
