"""Random patients for whom two engines are asked the same: a timeline on the boundaries of a guideline, and the
instant, population and parameters for which it is asked.

The timelines are those of the laws (property/timelines.py), short, and made harder here: results in other units, with
comparators and reference ranges of their own, corrected, retracted, known late, or of a date that is only partly known.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from careway.evaluate.run import RunError
from careway.ingest.read import read_timelines
from careway.ir.expressions import Literal
from careway.ir.nodes import Guideline
from careway.ir.reads import walk
from careway.model.quantity import Quantity, show_number
from careway.model.time import Duration
from careway.model.units import conversion
from careway.model.vocabulary import Kind
from careway.replay.situation import Situation, situation
from property.timelines import Document, Grain, documents

OTHER_UNITS = {
    "U/L": ("kU/L", "mU/mL", "ukat/L", "[IU]/L", "IU/L", "U/l"),
    "/uL": ("10*9/L", "10*3/uL", "/mm3", "K/uL"),
    "10*3/uL": ("10*9/L", "/uL", "K/uL"),
    "g/dL": ("g/L",),
    "mmol/L": ("umol/L", "mol/L"),
    "mg/dL": ("mg/L", "umol/L", "ug/mL"),
    "mg/day": ("g/day", "ug/day"),
    "Cel": ("[degF]",),
    "kg": ("g",),
}
"""Units in which a laboratory may report what a guideline declares in another."""
MOST_RECORDS = 20
_ASKED_TIMES = ("", "", "", "T00:00", "T08:59:59", "T09:00", "T12:00:01", "T23:59:59")


@dataclass(frozen=True)
class Patient:
    """A timeline's document, and of what it is asked."""

    document: Document
    as_of: str | None = None
    parameters: dict[str, Quantity | Duration] = field(default_factory=dict)

    def situation(self, core: Guideline) -> Situation | None:
        """The situation; None where the document cannot be read whole, or the instant is none of its zone."""
        text = json.dumps(self.document, ensure_ascii=False)
        found = read_timelines("random.json", text.encode(), core.vocabulary).timelines
        if len(found) != 1:
            return None
        try:
            return situation(core, found[0], as_of=self.as_of, parameters=self.parameters or None)
        except RunError:
            return None

    def without(self, number: int) -> Patient:
        """The same without one of its events."""
        events = [event for place, event in enumerate(self.document["events"]) if place != number]
        return replace(self, document=self.document | {"events": events})


@st.composite
def patients(
    draw: st.DrawFn, core: Guideline, grain: Grain, spines: tuple[Document, ...] = (), longest: int = 120
) -> Patient:
    """One patient of a guideline."""
    document = draw(documents(grain, spines=spines, most=10, longest=longest))
    events = [dict(event) for event in document["events"]]
    if len(events) > MOST_RECORDS:
        events = events[:2] + events[2 - MOST_RECORDS :]
    sharp = _thresholds(core)
    units = {concept.name: concept for concept in core.vocabulary.concepts if concept.unit in OTHER_UNITS}
    for number, event in enumerate(events):
        for key in list(event):
            if key in sharp and draw(st.integers(0, 2)) == 0:
                said = f"{show_number(draw(st.sampled_from(sharp[key])))}{_unit(core, key)}"
                event[key] = event[key] | {"value": said} if isinstance(event[key], dict) else said
            if key in units and draw(st.integers(0, 3)) == 0:
                event[key] = _in_another_unit(draw, event[key], units[key].unit or "1", units[key].molar_mass)
            if key in grain.values and draw(st.integers(0, 9)) == 0:
                event[key] = _mapped(event[key]) | {"known": _later(event["at"], draw(st.sampled_from((0, 1, 5, 40))))}
            if key in grain.values and draw(st.integers(0, 14)) == 0:
                event[key] = _mapped(event[key]) | {"status": draw(st.sampled_from(("preliminary", "cancelled")))}
            if key in grain.values and draw(st.integers(0, 14)) == 0:
                event["at"] = str(event["at"])[:7] if number else event["at"]
    document = document | {"events": events}
    return Patient(document, draw(_asked(grain, events)), draw(_parameters(core)))


def _thresholds(core: Guideline) -> dict[str, tuple[Fraction, ...]]:
    """The very numbers with which the results of a concept are compared, and one in the last place to either side."""
    found: dict[str, set[Fraction]] = {}
    for concept in core.vocabulary.concepts:
        for node in walk(core):
            if isinstance(node, Literal) and node.unit == concept.unit and concept.kind in (Kind.LAB, Kind.VITAL):
                place = Fraction(1) if node.value.denominator == 1 and node.value > 20 else Fraction(1, 10)
                near = (node.value - place, node.value, node.value, node.value + place)
                found.setdefault(concept.name, set()).update(value for value in near if value >= 0)
    return {name: tuple(sorted(values)) for name, values in found.items()}


def _unit(core: Guideline, name: str) -> str:
    unit = next(concept.unit for concept in core.vocabulary.concepts if concept.name == name)
    return "" if unit in (None, "1") else f" {unit}"


def _mapped(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {"value": value}


def _later(at: Any, days: int) -> str:
    text = str(at)[:10]
    text += "-28" if len(text) == 7 else ""
    return (date.fromisoformat(text) + timedelta(days=days)).isoformat()


def _in_another_unit(draw: st.DrawFn, value: Any, unit: str, molar_mass: Quantity | None) -> Any:
    """The same result in another unit: as it stands where that ends, else to four places."""
    other = draw(st.sampled_from(OTHER_UNITS[unit]))
    mapped = _mapped(value)
    changed = _converted(str(mapped["value"]), unit, other, molar_mass)
    if changed is None:
        return value
    return mapped | {"value": changed} if isinstance(value, dict) else changed


def _converted(text: str, unit: str, other: str, molar_mass: Quantity | None) -> str | None:
    if not text.endswith(f" {unit}"):
        return None
    number = text.removesuffix(f" {unit}")
    mark = number[: len(number) - len(number.lstrip("<>="))]
    try:
        exact = Fraction(number.removeprefix(mark))
    except ValueError:
        return None
    spelled = {"[IU]/L": "U/L", "IU/L": "U/L", "U/l": "U/L", "K/uL": "10*3/uL", "[degF]": unit}.get(other, other)
    factor = Fraction(1) if spelled == unit else conversion(unit, spelled, molar_mass)
    if factor is None:
        return None
    turned = exact * Fraction(9, 5) + 32 if other == "[degF]" else exact * factor
    return f"{mark}{show_number(round(turned * 10**6) / Fraction(10**6))} {other}"


@st.composite
def _asked(draw: st.DrawFn, grain: Grain, events: list[dict[str, Any]]) -> str | None:
    """The end of the last record's day, or some instant about a record."""
    if draw(st.integers(0, 2)) == 0 or not events:
        return None
    event = draw(st.sampled_from(events))
    at = str(event["at"])
    if "T" in at and draw(st.booleans()):
        return at if len(at) > 13 else None
    return _later(at, draw(st.sampled_from((0, *grain.gaps)))) + draw(st.sampled_from(_ASKED_TIMES))


@st.composite
def _parameters(draw: st.DrawFn, core: Guideline) -> dict[str, Quantity | Duration]:
    """Mostly none; else a little more or less of one."""
    if not core.parameters or draw(st.integers(0, 3)) > 0:
        return {}
    parameter = draw(st.sampled_from(core.parameters))
    value = parameter.value
    if isinstance(value, Duration):
        return {parameter.name: replace(value, amount=max(1, value.amount + draw(st.sampled_from((-1, 1, 3)))))}
    factor = draw(st.sampled_from((Fraction(1, 2), Fraction(9, 10), Fraction(3, 2))))
    return {parameter.name: Quantity(value.value * factor, value.unit)}


_AT_ONCE = 15
"""How many are drawn from one seed: Hypothesis soon makes its next example out of an earlier one."""


def drawn(of: st.SearchStrategy[Patient], count: int, number: int) -> list[Patient]:
    """So many different patients, the same for the same number: they are asked in batches, which Hypothesis does not
    do."""
    found: dict[str, Patient] = {}
    turn = 0
    while len(found) < count:
        turn += 1
        for patient in _drawn(of, number * 10_000 + turn):
            found.setdefault(json.dumps([patient.document, patient.as_of], sort_keys=True), patient)
    return list(found.values())[:count]


def _drawn(of: st.SearchStrategy[Patient], number: int) -> list[Patient]:
    found: list[Patient] = []

    @seed(number)
    @settings(
        max_examples=_AT_ONCE,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        derandomize=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(of)
    def collect(patient: Patient) -> None:
        found.append(patient)

    collect()
    return found
