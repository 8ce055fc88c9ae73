"""The same patient in both engines: what each says, as plain facts, and where they differ."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from careway.base.source import Source
from careway.cases.findings import Findings
from careway.cases.nodes import Case
from careway.cases.read import read_cases
from careway.cases.suite import Opened, open_suite
from careway.evaluate.result import Result
from careway.evaluate.run import resolve, run
from careway.ir.nodes import Guideline
from careway.ir.to_json import core_to_json
from careway.model.quantity import Quantity
from careway.model.time import Duration
from naive.evaluator.course import Course
from naive.evaluator.run import run as run_naive
from property.timelines import Document, read

COURSE = {"step", "finished", "stop", "caution", "caution ended"}
SCHEDULES = {"due", "done", "late", "missed"}
JUDGED = {"stop", "caution", "transition", "begin"}
"""What is undecided of rules; of advice and monitors the second evaluator says nothing."""


def facts_of(result: Result, kinds: set[str]) -> set[tuple[str, ...]]:
    """What Careway says."""
    found = {("log", entry.at, entry.kind.value, entry.rule) for entry in result.log if entry.kind.value in kinds}
    found |= {("undecided", one.what, one.rule) for one in result.undecided if one.what in JUDGED}
    found |= {("pathway", one.pathway, one.phase.value, str(one.step)) for one in result.pathways}
    if result.stop is not None:
        found.add(("stop in force", result.stop.rule, result.stop.at, *result.stop.also))
    found |= {("caution in force", one.rule, one.at) for one in result.cautions}
    return found | {("eligibility", result.eligibility.admission.value)}


def facts_of_naive(course: Course, kinds: set[str]) -> set[tuple[str, ...]]:
    """What the second evaluator says."""

    def dated(instant: int) -> str:
        return course.calendar.show(course.calendar.dated(instant))

    found = {("log", dated(at), kind, rule) for at, kind, rule in course.log if kind in kinds}
    found |= {("undecided", what, rule) for what, rule in course.undecided}
    for path in course.paths:
        step = None if path.step is None else path.step["heading"]["name"]
        found.add(("pathway", path.node["name"], path.phase, str(step)))
    if course.stop is not None:
        rule, at, also = course.stop
        found.add(("stop in force", rule, dated(at), *also))
    found |= {("caution in force", rule, dated(at)) for rule, at in course.cautions.items()}
    return found | {("eligibility", course.admission)}


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
    kinds = COURSE | SCHEDULES if schedules else COURSE
    second = facts_of_naive(run_naive(plain_core(core), document, as_of, given), kinds)
    first = facts_of(run(core, read(document, core), as_of=as_of, parameters=parameters), kinds)
    found = [f"Careway alone: {' '.join(fact)}" for fact in sorted(first - second)]
    return found + [f"second evaluator alone: {' '.join(fact)}" for fact in sorted(second - first)]


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


def limits_in_doubt(document: Document) -> bool:
    """Whether a result with limits of its own cannot be put in order with another of its concept: which of their limits
    counts where the numbers are equal, the page does not say."""
    results = [
        (name, str(event["at"])[:10], isinstance(said, dict) and "range" in said)
        for event in document["events"]
        for name, said in event.items()
        if name not in ("at", "known", "corrects", "retracts")
    ]
    for place, (name, at, limited) in enumerate(results):
        others = [other for one, other, _ in results[:place] + results[place + 1 :] if one == name]
        if limited and any(other.startswith(at) or at.startswith(other) for other in others):
            return True
    return False


def span(document: Document) -> int:
    """How many days a document's records cover."""
    times = [
        str(said[key])[:10] for said in _maps(document["events"]) for key in ("at", "known", "until") if key in said
    ]
    days = [date.fromisoformat(text if len(text) == 10 else f"{text}-28").toordinal() for text in times]
    return max(days) - min(days)


def _maps(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [*events, *(said for event in events for said in event.values() if isinstance(said, dict))]
