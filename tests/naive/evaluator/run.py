"""A run: a core and a timeline, both plain data as their files have them, and what is decided as of a time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from naive.evaluator.chart import Node
from naive.evaluator.course import Course
from naive.evaluator.deviations import Deviations
from naive.evaluator.instants import instants
from naive.evaluator.reading import Patient, read
from naive.evaluator.times import EPOCH, NotRead


def run(core: Node, document: dict[str, Any], as_of: str | None = None, given: dict[str, Node] | None = None) -> Course:
    """Visit every instant up to the end."""
    patient = read(document, core)
    end = ending(patient, as_of)
    course = Course(core, patient, chosen(core, patient.population, given or {}), end)
    known = [one.usable for one in (*patient.records, *patient.retractions)] + patient.others
    course.instants = instants(core, patient, end)
    if not known:
        raise NotRead("a run without a record: it does not begin, and the page does not say how it stands then")
    begin = min(known)
    deviations = Deviations(course)
    calendar = patient.calendar
    for day in range(calendar.day_of(begin), calendar.day_of(end) + 1):
        first, last = calendar.start(day), calendar.end(day)
        for instant in course.instants:
            if max(begin, first) <= instant <= last:
                course.visit(instant)
                deviations.look()
        if last <= end:
            deviations.end_of_day(last)
    return course


def ending(patient: Patient, as_of: str | None) -> int:
    """The end of a day, or an instant; without one the day of the last record."""
    calendar = patient.calendar
    if as_of is None:
        known = [one.usable for one in (*patient.records, *patient.retractions)] + patient.others
        return calendar.end(calendar.day_of(max(known)) if known else EPOCH.toordinal())
    if len(as_of) == 10:
        return calendar.end(date.fromisoformat(as_of).toordinal())
    return calendar.instant(datetime.fromisoformat(as_of))


def chosen(core: Node, population: str | None, given: dict[str, Node]) -> dict[str, Node]:
    """The parameters: what was given, else what the set says, else their own."""
    values = {one["name"]: one["value"] for one in core["parameters"]}
    for one in core["sets"]:
        if one["name"] == population:
            values |= {setting["parameter"]: setting["value"] for setting in one["settings"]}
    return values | given
