"""The cases of both guidelines show all of them that can be shown; what cannot is proved, and named here with why."""

from __future__ import annotations

from pathlib import Path

import pytest

from careway.base.source import Source
from careway.cases.nodes import Case
from careway.cases.suite import Suite, open_suite, run_suite
from careway.coverage.measure import CaseAt, Coverage, measured
from careway.coverage.planning import plan
from careway.coverage.proving import proved
from careway.coverage.recorder import Recorder
from careway.pipeline import compile_source

GUIDELINE = Path(__file__).parents[2] / "guideline"
SYMPTOMS = ("severe fatigue", "nausea", "vomiting", "right upper quadrant pain", "jaundice")

IMPOSSIBLE = {
    "azathioprine/reintroduction": {
        **{
            f"define.symptom_reported.when.{place}.1:alone-not-true": f"{name} is present only where it is recorded"
            for place, name in enumerate(SYMPTOMS, 1)
        },
        "eligible.moderate_injury.when.1:alone-not-true": "the other two are counted from the injury",
    },
    "clozapine/anc_monitoring": {
        "define.clear_after_end.when.2.2:alone-not-true": "without an ANC before the first dose there is no baseline",
        "step.treatment.begin-again:false": "the end of a rechallenge is that clozapine is taken, which begins it",
        "step.treatment.begin-again:unknown": "as above",
        "step.recovering.advice3.when.2:false": "with an ANC that is not low the step is left before advice is given",
    },
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_the_cases_show_what_can_be_shown(name: str) -> None:
    guideline, cases = (GUIDELINE / f"{name}{ending}" for ending in (".care", ".cases.yaml"))
    core = compile_source(Source(guideline.name, guideline.read_text(encoding="utf-8"))).core
    opened = open_suite(Source(cases.name, cases.read_text(encoding="utf-8")))
    assert core is not None and not isinstance(opened, Suite)
    coverage = Coverage(plan(core))
    recorders: list[tuple[Case, Recorder]] = []

    def watching(case: Case) -> Recorder:
        recorders.append((case, coverage.recorder()))
        return recorders[-1][1]

    suite = run_suite(opened, core, None, watching)
    for (case, recorder), report in zip(recorders, suite.reports, strict=True):
        coverage.take_in(CaseAt(case.name, cases.name, 1), recorder, report.result)
    missing = {one.objective.id for one in measured(coverage).judged if one.case is None}
    found = measured(coverage, proved(core, coverage.plan, missing))
    assert [one.id for unit in found.units for one in unit.missing] == []
    assert {one.objective.id for one in found.judged if one.impossible} == set(IMPOSSIBLE[name])
    assert found.tally.percent == 100
