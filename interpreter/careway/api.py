"""The Python interface: load a guideline, read a patient's records, run one on the other (docs/python-api.md).

What a user got wrong comes as an exception here, with the same findings that the command line shows. No message holds
anything of a patient.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from os import PathLike
from pathlib import Path

from careway.base.diagnostics import Diagnostic, Severity
from careway.base.source import Source
from careway.evaluate.result import Result
from careway.evaluate.run import RunError, Session
from careway.evaluate.run import run as run_core
from careway.ir.json_codec import Malformed, write
from careway.ir.nodes import Guideline
from careway.model.quantity import Quantity
from careway.model.time import Duration
from careway.model.timeline import Timeline

__all__ = [
    "CarewayError",
    "Guideline",
    "GuidelineError",
    "Result",
    "RunError",
    "Session",
    "Timeline",
    "TimelineError",
    "load",
    "loads",
    "read_timeline",
    "read_timelines",
    "run",
    "to_json",
]


class CarewayError(Exception):
    """A guideline or a timeline cannot be used. `diagnostics` are the findings; the text is for people."""

    def __init__(self, message: str, diagnostics: tuple[Diagnostic, ...] = ()) -> None:
        super().__init__(message)
        self.diagnostics = diagnostics


class GuidelineError(CarewayError):
    """A guideline has errors: each with its place in the text, and what to write instead."""


class TimelineError(CarewayError):
    """A file of records cannot be read: codes, lines and reasons, and nothing of the patient."""


def load(path: str | PathLike[str]) -> Guideline:
    """The guideline in a file: a text (`.care`), or a core that was exported as JSON; raises `GuidelineError`."""
    place = Path(path)
    try:
        text = place.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise GuidelineError(f"{place}: this is not UTF-8 text") from None
    return loads(text, str(place))


def loads(text: str, name: str = "guideline.care") -> Guideline:
    """The guideline that a text says, or an exported core; `name` is how findings call it."""
    source = Source(name, text)
    if name.endswith(".json") or text.lstrip("\ufeff \t\r\n").startswith("{"):
        from careway.ir.from_json import core_from_json

        try:
            return core_from_json(text)
        except Malformed as error:
            raise GuidelineError(f"error[{error.code}] {name}: {error.path}: {error.message}") from None
    from careway.compiled import compiled

    found = compiled(source)
    if found.core is None:
        from careway.base.rendering import render

        errors = tuple(one for one in found.diagnostics if one.severity is Severity.ERROR)
        raise GuidelineError("\n\n".join(render(one, source) for one in errors), found.diagnostics)
    return found.core


def read_timelines(
    records: str | PathLike[str] | bytes, guideline: Guideline, *, zone: str | None = None, patient: str | None = None
) -> tuple[Timeline, ...]:
    """Every patient in a file (YAML, JSON, CSV, FHIR R4 bundle) or in its bytes; raises `TimelineError`."""
    from careway.ingest.read import read_timelines as read

    if isinstance(records, bytes):
        name, data = "timeline", records
    else:
        name, data = str(records), Path(records).read_bytes()
    found = read(name, data, guideline.vocabulary, zone=zone, patient=patient)
    errors = [one for one in found.diagnostics if one.severity is Severity.ERROR]
    if errors or not found.timelines:
        said = [_line(one, found.source) for one in errors] or [f"{name}: no patient is in this file"]
        raise TimelineError("\n".join(said), found.diagnostics)
    return found.timelines


def read_timeline(
    records: str | PathLike[str] | bytes, guideline: Guideline, *, zone: str | None = None, patient: str | None = None
) -> Timeline:
    """The one patient in a file or in its bytes; `patient` chooses one where it holds several."""
    timelines = read_timelines(records, guideline, zone=zone, patient=patient)
    if len(timelines) > 1:
        raise TimelineError(f"{len(timelines)} patients are in this file: choose one, or use read_timelines")
    return timelines[0]


def run(
    guideline: Guideline,
    timeline: Timeline,
    *,
    as_of: str | date | None = None,
    population: str | None = None,
    parameters: Mapping[str, Quantity | Duration | str] | None = None,
) -> Result:
    """Everything that the guideline says of the patient as of a day (its end) or time; by default the day of the last
    record. Parameters may be written as in a guideline (`"1000 /uL"`). Raises `RunError`."""
    when = as_of.isoformat() if isinstance(as_of, date) else as_of
    values = {name: _parameter(guideline, name, value) for name, value in (parameters or {}).items()}
    return run_core(guideline, timeline, as_of=when, population=population, parameters=values)


def to_json(value: Guideline | Result) -> str:
    """The JSON of a guideline's core or of a result, as its published schema has it."""
    return write(value)


def _parameter(guideline: Guideline, name: str, value: Quantity | Duration | str) -> Quantity | Duration:
    if not isinstance(value, str):
        return value
    from careway.cases.parameters import NotUsable, read_parameter

    try:
        return read_parameter(guideline, name, value)
    except NotUsable as error:
        raise RunError(str(error)) from None


def _line(finding: Diagnostic, source: Source) -> str:
    line, column = source.position(min(finding.label.span.start, len(source.text)))
    help_ = f" ({finding.help})" if finding.help else ""
    return f"error[{finding.code}] {source.name}:{line}:{column}: {finding.title}{help_}"
