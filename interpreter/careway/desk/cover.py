"""What of a guideline its cases show, part by part of its text."""

from __future__ import annotations

from careway.base.record import record
from careway.base.source import Source
from careway.cases.run import run_case
from careway.coverage.marks import Told, told
from careway.coverage.measure import CaseAt, Coverage, Tally
from careway.coverage.planning import plan
from careway.coverage.proving import measured_fairly
from careway.desk.cases import NOT_SOUND, Unusable, cases_of
from careway.desk.view import View


@record
class Cover:
    """How many of the objectives are met, and the parts of the text with what is lacking of each."""

    tally: Tally
    marks: tuple[Told, ...]


def cover(view: View, cases: Source) -> Cover | Unusable:
    """The coverage of a guideline by the cases beside it, as both stand in the editor."""
    compiled = view.compiled
    if compiled.core is None:
        return Unusable(NOT_SOUND)
    found = cases_of(compiled.core, view.source.name, cases)
    if isinstance(found, Unusable):
        return found

    def line_of(node: object) -> int | None:
        span = compiled.origins.span(node)
        return None if span is None else view.source.position(span.start)[0]

    coverage = Coverage(plan(compiled.core, line_of))
    for case in found:
        recorder = coverage.recorder()
        result = run_case(case, compiled.core, recorder).result
        if result is not None:
            line = cases.position(case.span.start)[0]
            coverage.take_in(CaseAt(case.name, cases.name, line), recorder, result)
    measured = measured_fairly(coverage, compiled.core)
    return Cover(measured.tally, told(measured, view.text, compiled.origins.span))
