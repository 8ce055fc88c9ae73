"""A timeline in Careway's own form, as plain data, to records: numbers in the unit of their concept, times as moments.

What this reader does not know (another unit, an offset without a zone) it says with `NotRead`, and does not guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from math import inf
from typing import Any

from naive.evaluator.numbers import Range, point
from naive.evaluator.times import Calendar, NotRead, When

MEASURED, DRUG, FINDING, ANSWER = ("lab", "vital"), ("drug",), ("symptom", "condition"), ("test", "question")
META = {"at", "until", "known", "status", "id", "corrects", "retracts", "override", "reason", "note", "source"}
OFF = ("stopped", "held", "paused", "not taken")
NUMBER = re.compile(r"(<=|>=|<|>)?\s*(-?\d+(?:\.\d+)?)(?:\s+to\s+(\d+(?:\.\d+)?))?(?:\s+(\S+))?")
LIMITS = re.compile(r"(?:up to (\S+)|from (\S+)|(\S+) to (\S+))(?:\s+(\S+))?")
FACTORS = {
    ("g", "mg"): 1000, ("mg", "g"): Fraction(1, 1000), ("ug", "mg"): Fraction(1, 1000), ("mg", "ug"): 1000,
    ("mmol", "umol"): 1000, ("umol", "mmol"): Fraction(1, 1000), ("mol", "mmol"): 1000,
    ("L", "dL"): 10, ("dL", "L"): Fraction(1, 10), ("L", "uL"): 1_000_000, ("10*3", ""): 1000, ("10*9", ""): 10**9,
    ("week", "day"): 7, ("day", "week"): Fraction(1, 7),
}  # fmt: skip


@dataclass(frozen=True)
class Record:
    """One record. `number` is None where there is none, or where it is not known; `says` is `number`, `nothing`,
    `taken`, `off`, `present`, `absent`, or an answer."""

    key: str
    concept: str
    when: When
    usable: int
    says: str
    number: Range | None = None
    until: When | None = None
    low: Fraction | None = None
    high: Fraction | None = None
    corrects: str | None = None
    preliminary: bool = False


@dataclass(frozen=True)
class Retraction:
    """A record was entered in error."""

    retracts: str
    usable: int


@dataclass
class Patient:
    """A timeline as it was read."""

    calendar: Calendar
    sex: str | None
    born: When | None
    population: str | None
    records: list[Record] = field(default_factory=list)
    retractions: list[Retraction] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    """When overrides became known: a run begins and ends with records of any kind."""


def read(document: dict[str, Any], core: dict[str, Any]) -> Patient:
    """Read a timeline."""
    calendar = Calendar(document.get("zone"))
    sex = document.get("sex")
    born = calendar.read(str(document["born"])) if document.get("born") else None
    patient = Patient(calendar, None if sex == "unknown" else sex, born, document.get("set"))
    if document.get("died"):
        raise NotRead("a death")
    concepts = {concept["name"]: concept for concept in core["vocabulary"]["concepts"]}
    groups = {group["name"]: group["members"] for group in core["vocabulary"]["groups"]}
    seen: set[Any] = set()
    for number, event in enumerate(document["events"]):
        if "retracts" in event:
            usable = _usable(calendar, event)
            patient.retractions.append(Retraction(str(event["retracts"]), usable))
            continue
        if "override" in event:
            patient.others.append(_usable(calendar, event))
        for name, said, several in _said(event, concepts, groups):
            merged = {key: event[key] for key in META & set(event)} | said
            if several and "id" in event and "id" not in said:
                merged["id"] = f"{event['id']}/{name}"
            if "id" not in merged:
                same = (name, *sorted((key, str(value)) for key, value in merged.items()))
                if same in seen:
                    continue
                seen.add(same)
            if merged.get("status") in ("entered-in-error", "cancelled"):
                continue
            key = str(merged.get("id", f"event {number}, {name}"))
            patient.records.append(_record(calendar, key, concepts[name], merged))
    return _without_what_points_elsewhere(patient)


def _usable(calendar: Calendar, said: dict[str, Any]) -> int:
    """From when a record may be used: when it was known, and never before it happened."""
    times = [calendar.read(str(said[key])) for key in ("at", "known") if key in said]
    return max(begins(calendar, when) for when in times)


def begins(calendar: Calendar, when: When) -> int:
    """A time of day that is known, or the start of the last day that it may be."""
    return when.first if when.exact else calendar.start(when.last_day)


def _said(
    event: dict[str, Any], concepts: dict[str, Any], groups: dict[str, Any]
) -> list[tuple[str, dict[str, Any], bool]]:
    names = [key for key in event if key not in META]
    found = []
    for name in names:
        said = event[name] if isinstance(event[name], dict) else {"value": event[name]}
        for member in groups.get(name, [name]):
            if member not in concepts:
                raise NotRead("a name that the guideline does not declare")
            found.append((member, said, len(names) > 1 or name in groups))
    return found


def _without_what_points_elsewhere(patient: Patient) -> Patient:
    """A correction of itself or of a record of another name is refused, and a retraction of one that is not there."""
    keys = {record.key for record in patient.records} | {record.key.split("/")[0] for record in patient.records}
    patient.retractions = [one for one in patient.retractions if one.retracts in keys]
    concepts = {record.key: record.concept for record in patient.records}
    patient.records = [
        record
        for record in patient.records
        if record.corrects != record.key and concepts.get(record.corrects, record.concept) == record.concept
    ]
    return patient


def _record(calendar: Calendar, key: str, concept: dict[str, Any], said: dict[str, Any]) -> Record:
    until = calendar.read(str(said["until"])) if "until" in said else None
    says, number = _value(concept, str(said.get("value")))
    low, high = _limits(concept, str(said["range"])) if "range" in said else (None, None)
    return Record(
        key,
        concept["name"],
        calendar.read(str(said["at"])),
        _usable(calendar, said),
        says,
        number,
        until,
        low,
        high,
        said.get("corrects"),
        said.get("status") == "preliminary",
    )


def _value(concept: dict[str, Any], text: str) -> tuple[str, Range | None]:
    kind = concept["kind"]
    if kind in FINDING:
        return {"yes": "present", "no": "absent", "True": "present", "False": "absent"}.get(text, text), None
    if kind in ANSWER:
        return {"True": "yes", "False": "no"}.get(text, text), None
    if text in OFF and kind == "drug":
        return "off", None
    if text == "taken" and kind == "drug":
        return "taken", None
    if text == "no value":
        return "nothing", None
    number = _number(concept, text)
    if kind == "drug":
        return "taken", number
    if concept["plausible"] is not None:
        least, most = (Fraction(end) for end in concept["plausible"])
        if (number.low != -inf and number.low < least) or (number.high != inf and number.high > most):
            return "nothing", None
    if _positive(concept) and number.high < 0:
        return "nothing", None
    return "number", number


def _number(concept: dict[str, Any], text: str) -> Range:
    found = NUMBER.fullmatch(text)
    if found is None:
        raise NotRead("a value that is no number")
    mark, first, second, unit = found.groups()
    factor = _factor(unit or "1", concept)
    value = Fraction(first) * factor
    if second is not None:
        return Range(value, Fraction(second) * factor)
    if mark in (">", ">="):
        return Range(value, inf, mark == ">")
    if mark in ("<", "<="):
        return Range(Fraction(0) if _positive(concept) and value != 0 else -inf, value, False, mark == "<")
    return point(value)


def _positive(concept: dict[str, Any]) -> bool:
    """Whether a result cannot be below zero: that of a lab, unless it is declared plausible there."""
    return concept["kind"] == "lab" and (concept["plausible"] is None or Fraction(concept["plausible"][0]) >= 0)


def _factor(unit: str, concept: dict[str, Any]) -> Fraction:
    """From a unit to that of the concept: the parts above and below the line by themselves."""
    if unit == concept["unit"]:
        return Fraction(1)
    factor = Fraction(1)
    mine, its = unit.split("/"), concept["unit"].split("/")
    if len(mine) != len(its):
        raise NotRead("another unit")
    for place, (one, other) in enumerate(zip(mine, its, strict=True)):
        by = Fraction(1)
        if place == 0 and concept["molar_mass"] and one.endswith("mol") and other.endswith("g"):
            by = Fraction(concept["molar_mass"]["value"])  # a mole weighs so many grams
            one = one.removesuffix("mol") + "g"
        if one != other:
            if (one, other) not in FACTORS:
                raise NotRead("another unit")
            by *= FACTORS[one, other]
        factor = factor / by if place else factor * by
    return factor


def _limits(concept: dict[str, Any], text: str) -> tuple[Fraction | None, Fraction | None]:
    found = LIMITS.fullmatch(text)
    if found is None:
        raise NotRead("a reference range")
    upto, start, low, high, unit = found.groups()
    factor = Fraction(1) if unit is None else _factor(unit, concept)
    least, most = start or low, upto or high
    return (Fraction(least) * factor if least else None, Fraction(most) * factor if most else None)
