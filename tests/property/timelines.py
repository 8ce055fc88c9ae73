"""Random timelines that sit on the boundaries of a guideline: its thresholds, its windows, its intervals, -1, 0, +1.

Everything is read from the core: which concepts there are, the numbers that their results are compared with, the
lengths of windows, timers and schedules. A document is Careway's own form as a dict, so that a law can change it (the
order of its records, their units) before it is read; it is written on one line, so that a record's line says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from careway.ingest.read import read_timelines
from careway.ir.expressions import Literal
from careway.ir.nodes import Guideline
from careway.ir.reads import walk
from careway.model.quantity import Quantity, show_number
from careway.model.time import Duration, TimeUnit, shift_day
from careway.model.timeline import Timeline
from careway.model.units import conversion
from careway.model.vocabulary import Concept, Kind

Document = dict[str, Any]

BASES = ("2024-01-30", "2023-12-29", "2024-02-27", "2025-03-28", "2025-10-24", "2025-03-08")
ZONES = (None, None, None, "Europe/Berlin", "Australia/Lord_Howe", "America/New_York")
TIMES = ("T00:00", "T00:01", "T08:59", "T09:00", "T09:01", "T23:59")


@dataclass(frozen=True)
class Grain:
    """What of a core matters for drawing timelines: values of each concept in its unit, and steps between dates."""

    concepts: tuple[Concept, ...]
    values: dict[str, tuple[Fraction, ...]]
    gaps: tuple[int, ...]
    rules: tuple[str, ...]
    sets: tuple[str, ...]


def _neighbours(value: Fraction) -> tuple[Fraction, ...]:
    """A threshold, and one unit in the last place to either side."""
    places = 0
    while places < 3 and (value * 10**places).denominator != 1:
        places += 1
    if value < 10 and places == 0 and value > 0:
        places = 1
    rounded = Fraction(round(value * 10**places), 10**places)
    step = Fraction(1, 10**places)
    return tuple(item for item in (rounded - step, rounded, rounded + step) if item >= 0)


def grain(core: Guideline) -> Grain:
    """What matters of a core."""
    nodes = list(walk(core))
    literals = [node for node in nodes if isinstance(node, Literal)]
    factors = sorted({node.value for node in literals if node.unit == "1" and node.value > 0} | {Fraction(1)})
    parameters: list[Quantity] = [p.value for p in core.parameters if isinstance(p.value, Quantity)]
    parameters += [s.value for item in core.sets for s in item.settings if isinstance(s.value, Quantity)]
    values: dict[str, tuple[Fraction, ...]] = {}
    for concept in core.vocabulary.concepts:
        if concept.unit is None:
            continue
        found = {node.value for node in literals if node.unit == concept.unit}
        for parameter in parameters:
            factor = Fraction(1) if parameter.unit == concept.unit else conversion(parameter.unit, concept.unit)
            if factor is not None and (parameter.unit == "1") == (concept.unit == "1"):
                found.add(parameter.value * factor)
        for normal in concept.normal:
            for bound in (normal.low, normal.high):
                if bound is not None:
                    found |= {bound * factor for factor in factors}
        base = Fraction(50) if concept.kind is Kind.DRUG else max(found, default=Fraction(10)) / 2
        found |= {base, *(base * factor for factor in factors)}
        if concept.plausible is not None:
            found = {value for value in found if concept.plausible[0] < value < concept.plausible[1]}
        values[concept.name] = tuple(sorted({near for value in found for near in _neighbours(value)}))
    lengths = {node for node in nodes if isinstance(node, Duration)}
    lengths |= {p.value for p in core.parameters if isinstance(p.value, Duration)}
    start = date(2025, 3, 8).toordinal()
    gaps = {0, 1}
    for length in lengths:
        days = 1 if length.by_clock else shift_day(start, length) - start
        if length.unit is not TimeUnit.YEAR and days <= 100:
            gaps |= {max(0, days - 1), days, days + 1}
    rules = tuple(
        rule.heading.name for rule in (*core.stops, *core.cautions, *(s for p in core.pathways for s in p.steps))
    )
    sets = tuple(item.name for item in core.sets)
    return Grain(core.vocabulary.concepts, values, tuple(sorted(gaps)), rules, sets)


def _number(value: Fraction) -> str:
    return show_number(value)


@st.composite
def _said(draw: st.DrawFn, grain_: Grain, concept: Concept) -> str:
    """What a record of a concept says."""
    match concept.kind:
        case Kind.LAB | Kind.VITAL:
            mark = draw(st.sampled_from(("", "", "", "", "", "", ">", "<", "none")))
            if mark == "none":
                return "no value"
            value = draw(st.sampled_from(grain_.values[concept.name]))
            unit = "" if concept.unit == "1" else f" {concept.unit}"
            return f"{mark}{_number(value)}{unit}"
        case Kind.DRUG:
            if draw(st.integers(0, 3)) == 0:
                return draw(st.sampled_from(("stopped", "taken", "paused", "stopped")))
            return f"{_number(draw(st.sampled_from(grain_.values[concept.name])))} {concept.unit}"
        case Kind.SYMPTOM | Kind.CONDITION:
            return draw(st.sampled_from(("present", "absent")))
        case Kind.TEST | Kind.QUESTION:
            return draw(st.sampled_from(concept.values or ("yes",)))


@st.composite
def _moment(draw: st.DrawFn, day: date, times: bool) -> str:
    kind = draw(st.integers(0, 19))
    if kind == 0 and times:
        return day.strftime("%Y-%m")
    if kind < 8 and times:
        return day.isoformat() + draw(st.sampled_from(TIMES))
    return day.isoformat()


@st.composite
def record(draw: st.DrawFn, grain_: Grain, day: date, number: int, times: bool, errors: bool) -> dict[str, Any]:
    """One event with one record, on that day."""
    measured = [concept for concept in grain_.concepts if concept.kind in (Kind.LAB, Kind.DRUG)]
    concept = draw(st.sampled_from(measured if draw(st.booleans()) else grain_.concepts))
    at = draw(_moment(day, times))
    value: dict[str, Any] = {"value": draw(_said(grain_, concept))}
    event: dict[str, Any] = {"at": at, concept.name: value}
    if draw(st.integers(0, 3)) == 0:
        value["id"] = f"r{number}"
    if concept.kind is Kind.LAB and draw(st.integers(0, 5)) == 0:
        middle = grain_.values[concept.name][len(grain_.values[concept.name]) // 2]
        if middle > 0:
            value["range"] = f"up to {_number(middle)}" + ("" if concept.unit == "1" else f" {concept.unit}")
    if concept.kind in (Kind.DRUG, Kind.SYMPTOM, Kind.CONDITION) and draw(st.integers(0, 5)) == 0:
        value["until"] = (day + timedelta(days=draw(st.sampled_from(grain_.gaps)) + 31)).isoformat()
    if draw(st.integers(0, 5)) == 0:
        value["known"] = (day + timedelta(days=draw(st.sampled_from((0, 1, 3, 8)))) + timedelta(days=31)).isoformat()
    if errors and draw(st.integers(0, 9)) == 0:
        value["status"] = draw(st.sampled_from(("preliminary", "entered-in-error", "cancelled", "amended")))
    return event


@st.composite
def documents(
    draw: st.DrawFn,
    grain_: Grain,
    *,
    spines: Sequence[Document] = (),
    most: int = 14,
    times: bool = True,
    errors: bool = True,
    longest: int = 200,
    base: str | None = None,
    zones: bool = True,
) -> Document:
    """A patient: perhaps the beginning of a known course, then records on boundaries."""
    document: Document = {"patient": "random"}
    events: list[dict[str, Any]] = []
    start = date.fromisoformat(base or draw(st.sampled_from(BASES)))
    if spines and draw(st.integers(0, 3)) > 0:
        spine = draw(st.sampled_from(list(spines)))
        document |= {key: value for key, value in spine.items() if key != "events"}
        document["patient"] = "random"
        whole = len(spine["events"])
        events = spine["events"][: draw(st.sampled_from((whole, whole, whole * 3 // 4, whole // 2, 1)))]
        events = draw(_altered(grain_, events))
        start = date.fromisoformat(str(events[-1]["at"])[:10])
    else:
        if draw(st.booleans()):
            document["sex"] = draw(st.sampled_from(("female", "male")))
        if draw(st.booleans()):
            document["born"] = "1980-02-29"
    zone = draw(st.sampled_from(ZONES)) if times and zones else None
    if zone is not None and "zone" not in document:
        document["zone"] = zone
    if grain_.sets and "set" not in document and draw(st.booleans()):
        document["set"] = draw(st.sampled_from(grain_.sets))
    day, drawn = start, []
    for number in range(draw(st.integers(1, most))):
        day += timedelta(days=draw(st.sampled_from(grain_.gaps)) if number else 0)
        if (day - start).days > longest:
            break
        drawn.append(draw(record(grain_, day, number, times, errors)))
    events = [*events, *drawn]
    if errors and drawn:
        events += draw(_afterthoughts(grain_, drawn, day))
    document["events"] = events
    return document


@st.composite
def _altered(draw: st.DrawFn, grain_: Grain, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same records, with a few of the latest of them saying something else."""
    found = list(events)
    for _ in range(draw(st.integers(0, 3))):
        place = len(found) - 1 - draw(st.integers(0, min(7, len(found) - 1)))
        names = [concept for concept in grain_.concepts if isinstance(found[place].get(concept.name), str)]
        if names:
            concept = draw(st.sampled_from(names))
            found[place] = found[place] | {concept.name: draw(_said(grain_, concept))}
    return found


@st.composite
def _afterthoughts(draw: st.DrawFn, grain_: Grain, drawn: list[dict[str, Any]], day: date) -> list[dict[str, Any]]:
    """Corrections, retractions and overrides of what was drawn."""
    found: list[dict[str, Any]] = []
    for number, event in enumerate(drawn):
        name = next(key for key in event if key != "at")
        if "id" not in event[name]:
            continue
        fate = draw(st.sampled_from(("stands", "stands", "corrected", "retracted", "corrected twice")))
        known = (day + timedelta(days=draw(st.integers(-3, 5)))).isoformat()
        own = event[name]["id"]
        concept = next(item for item in grain_.concepts if item.name == name)
        if fate.startswith("corrected"):
            said = draw(_said(grain_, concept))
            found.append(
                {"at": event["at"], "known": known, "corrects": own, name: {"value": said, "id": f"c{number}"}}
            )
        if fate == "corrected twice":
            said, later = draw(_said(grain_, concept)), (day + timedelta(days=6)).isoformat()
            found.append({"at": event["at"], "known": later, "corrects": f"c{number}", name: {"value": said}})
        if fate == "retracted":
            found.append({"at": known, "retracts": own})
    if grain_.rules and draw(st.integers(0, 4)) == 0:
        rule = draw(st.sampled_from(grain_.rules))
        found.append({"at": day.isoformat(), "override": rule, "reason": "as agreed with the patient"})
    return found


def read(document: Document, core: Guideline) -> Timeline:
    """The timeline of a document."""
    text = json.dumps(document, ensure_ascii=False)
    found = read_timelines("random.json", text.encode(), core.vocabulary)
    assert found.timelines, [one.title for one in found.diagnostics]
    return found.timelines[0]
