"""Small guidelines and the patients that are run on them: what of the guideline they show.

The vocabulary is that of the evaluator's own tests; a patient is a few records, as in a timeline.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from careway.coverage.gaps import gaps
from careway.coverage.measure import CaseAt, Coverage, Measured, measured
from careway.coverage.objectives import Plan
from careway.coverage.planning import plan
from careway.evaluate.run import run
from careway.ir.nodes import Guideline
from evaluate.small import core, timeline

Patient = tuple[tuple[str, ...], str | None]
"""Records, and the as-of time."""

STEP = """
step treatment [1]
  begin at first start of aza
"""
TAKING = "at: 2025-03-01, aza: 50 mg/day"


def patient(*records: str, as_of: str | None = None) -> Patient:
    """A patient on treatment since 2025-03-01."""
    return (TAKING, *records), as_of


def coverage(guideline: Guideline, patients: Iterable[Patient]) -> Coverage:
    """What patients show of a guideline."""
    found = Coverage(plan(guideline))
    for number, (records, as_of) in enumerate(patients):
        recorder = found.recorder()
        result = run(guideline, timeline(guideline, *records), as_of=as_of, observer=recorder)
        found.take_in(CaseAt(f"patient {number}", "small", 1), recorder, result)
    return found


def shown(text: str, *patients: Patient) -> set[str]:
    """The objectives that patients meet."""
    return set(coverage(core(text), patients).shown_by)


def measure(text: str, *patients: Patient, impossible: Mapping[str, str] | None = None) -> Measured:
    """How far patients cover a guideline."""
    return measured(coverage(core(text), patients), impossible)


def sentences(found: Measured, unit: str) -> list[str]:
    """What is missing of a unit, in sentences."""
    return [gap.sentence for one in found.units if one.unit.name == unit for gap in gaps(one)]


def ids(made: Plan, beginning: str) -> set[str]:
    """The ids of the objectives that begin so."""
    return {one.id for one in made.objectives if one.id.startswith(beginning)}
