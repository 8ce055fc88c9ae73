"""A timeline and what is read back from its bundle, made comparable: without wording of values, lines, notes."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from careway.evaluate.result import Datum, Result
from careway.export.records.bundle import bundle_json
from careway.ingest.read import read_timelines
from careway.ir.nodes import Guideline
from careway.model.time import When
from careway.model.timeline import (
    Dose,
    Entry,
    Event,
    Measured,
    NoValue,
    Off,
    Override,
    Records,
    Retraction,
    Timeline,
)

_NO_TIME = When(0, 0, 1, 1)


def read_back(core: Guideline, timeline: Timeline, as_of: int | None = None) -> Timeline:
    """What Careway reads of the bundle that it writes."""
    found = read_timelines("bundle.json", bundle_json(core, timeline, as_of).encode(), core.vocabulary)
    assert not found.diagnostics, [one.title for one in found.diagnostics]
    return found.timelines[0]


def plain(timeline: Timeline) -> Timeline:
    """A timeline whose values are worded by their content alone; without overrides, which no bundle has."""
    entries = tuple(_plain(entry) for entry in timeline.entries if not isinstance(entry, Override))
    patient = replace(timeline.patient, label="patient")
    return replace(timeline, entries=entries, patient=patient, records=Records(0), sha256="")


def _plain(entry: Entry) -> Entry:
    if isinstance(entry, Retraction):
        return replace(entry, when=_NO_TIME, line=0)  # when a retraction was made says nothing beside when it was known
    assert isinstance(entry, Event)
    value = entry.value
    match value:
        case Measured():
            value = replace(value, shown=str(value.span))
        case Dose():
            value = replace(value, shown=str(value.amount))
        case NoValue():
            value = NoValue("no value")
        case Off():
            value = Off("off")
        case _:
            pass
    return replace(entry, value=value, line=0)


def contents(timeline: Timeline) -> list[Entry]:
    """What a timeline says, by key: the order of the entries carries no meaning."""
    return sorted(plain(timeline).entries, key=lambda entry: entry.key)


def comparable(result: Result) -> Result:
    """A result without keys and without the record-keeping of its file."""
    bare = replace(result, timeline_sha256="", patient="", records=Records(0), zone="")
    found: Result = _without_keys(bare)
    return found


def _without_keys(value: Any) -> Any:
    if isinstance(value, Datum):
        return replace(value, key="", line=0)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{part.name: _without_keys(getattr(value, part.name)) for part in fields(value)})
    if isinstance(value, tuple):
        return tuple(_without_keys(one) for one in value)
    return value
