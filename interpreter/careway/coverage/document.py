"""The coverage of guidelines as plain values: grammar/schema/coverage.schema.json."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from careway.base.record import record
from careway.coverage.measure import Judged, Measured, Tally, UnitMeasured

FORMAT = "careway-coverage/1"


@record
class Covered:
    """A guideline whose cases were run: its file, its id, how many cases, and its coverage."""

    file: str
    guideline: str
    cases: int
    measured: Measured


def document(covered: Sequence[Covered]) -> dict[str, Any]:
    """The published form."""
    return {"format": FORMAT, "guidelines": [_guideline(one) for one in covered]}


def _guideline(one: Covered) -> dict[str, Any]:
    return {
        "file": one.file,
        "guideline": one.guideline,
        "cases": one.cases,
        **_tally(one.measured.tally),
        "groups": {group.value: _tally(tally) for group, tally in one.measured.by_group()},
        "units": [_unit(unit) for unit in one.measured.units],
    }


def _tally(tally: Tally) -> dict[str, int]:
    return {"met": tally.met, "of": tally.of, "percent": tally.percent}


def _unit(measured: UnitMeasured) -> dict[str, Any]:
    unit = measured.unit
    return {
        "sort": unit.sort,
        "name": unit.name,
        "title": unit.title,
        "line": unit.line,
        **_tally(measured.tally),
        "objectives": [_objective(one) for one in measured.judged],
    }


def _objective(one: Judged) -> dict[str, Any]:
    case = None if one.case is None else {"name": one.case.name, "file": one.case.file, "line": one.case.line}
    return {
        "id": one.objective.id,
        "group": one.objective.group.value,
        "line": one.objective.line,
        "subject": one.objective.subject,
        "aspect": one.objective.aspect,
        "lacks": one.objective.lacks,
        "case": case,
        "impossible": one.impossible,
    }
