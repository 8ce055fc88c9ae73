"""Cases written from results: each passes on the guideline that gave the result, and tells two results apart."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from careway.base.source import Source
from careway.cases.findings import Findings
from careway.cases.judge import judge
from careway.cases.nodes import Case
from careway.cases.patient import patient_of
from careway.cases.read import read_cases
from careway.cases.run import Outcome, run_case
from careway.cases.suite import Opened, open_suite
from careway.cases.written import Plain, case_text, expectations_of, telling
from careway.evaluate.result import Result
from careway.ingest.document import Fields
from careway.ingest.native_text import Said, Written
from careway.ingest.yaml_tree import yaml_tree
from careway.ir.nodes import Guideline
from careway.pipeline import compile_source
from support.sample_results import not_eligible, quiet, stopped, undecided

GUIDELINES = Path(__file__).resolve().parents[2] / "guideline"
BOTH = ("azathioprine/reintroduction", "clozapine/anc_monitoring")
EVERY = 9


@cache
def core_of(guideline: str) -> Guideline:
    core = compile_source(Source("x.care", (GUIDELINES / f"{guideline}.care").read_text(encoding="utf-8"))).core
    assert core is not None
    return core


@cache
def cases_of(guideline: str) -> tuple[Case, ...]:
    opened = open_suite(Source("x", (GUIDELINES / f"{guideline}.cases.yaml").read_text(encoding="utf-8")))
    assert isinstance(opened, Opened)
    return tuple(read_cases(opened.root, core_of(guideline), Findings()))[::EVERY]


@cache
def results_of(guideline: str) -> tuple[Result, ...]:
    reports = [run_case(case, core_of(guideline)) for case in cases_of(guideline)]
    return tuple(report.result for report in reports if report.result is not None)


def read(text: str, core: Guideline) -> Case:
    root, wrong = yaml_tree(Source("x", f"guideline: x.care\ncases:\n{text}"))
    assert isinstance(root, Fields) and not wrong, text
    findings = Findings()
    cases = read_cases(root, core, findings)
    assert not findings.found, (findings.found, text)
    return cases[0]


def written_anew(case: Case, expectations: tuple[tuple[str, Plain], ...], core: Guideline) -> Case:
    patient = patient_of(case)
    assert patient is not None
    parameters = [(name, str(value)) for name, value in case.parameters]
    return read(case_text(case.name, patient, case.as_of, expectations, parameters), core)


@pytest.mark.parametrize("guideline", BOTH)
def test_a_case_written_from_a_result_passes_on_the_same_guideline(guideline: str) -> None:
    core = core_of(guideline)
    for case, result in zip(cases_of(guideline), results_of(guideline), strict=True):
        again = written_anew(case, expectations_of(result), core)
        report = run_case(again, core)
        assert report.outcome is Outcome.PASSED, (case.name, report.failures)


@pytest.mark.parametrize("guideline", BOTH)
def test_what_tells_two_results_apart_is_met_by_the_one_and_not_by_the_other(guideline: str) -> None:
    core, results = core_of(guideline), results_of(guideline)
    told = 0
    for case, result, other in zip(cases_of(guideline)[1:], results[1:], results, strict=False):
        expectations = telling(result, other)
        if expectations:
            read_back = written_anew(case, expectations, core).expectations
            assert not judge(read_back, result)
            assert judge(read_back, other)
            told += 1
    assert told > len(results) // 2


def test_a_result_is_not_told_from_itself() -> None:
    for result in (quiet(), stopped(), undecided(), not_eligible()):
        assert telling(result, result) == ()


def test_only_what_differs_is_asked_beside_where_the_patient_stands() -> None:
    asked = dict(telling(quiet(), stopped()))
    assert asked["stop"] == "none"
    assert asked["step"] == "escalation"
    assert "refused" not in asked
    told = dict(telling(stopped(), quiet()))
    assert told["stop"] == {"rule": "rise_with_symptoms", "on": "2025-04-20", "also": ("raised_bilirubin",)}
    assert told["refused"] == "1"


def test_nothing_is_said_of_what_a_result_does_not_say() -> None:
    asked = dict(expectations_of(quiet()))
    assert "late" not in asked and "missed" not in asked
    assert asked["cautions"] == "none"


def test_a_case_is_laid_out_as_one_writes_it() -> None:
    patient = Written(
        "p",
        (Said("2025-03-15", "ALT", "90 U/L"), Said("2025-03-15", "nausea", "present")),
        sex="female",
        population="stricter",
    )
    text = case_text("ALT: at the limit", patient, "2025-03-15", (("stop", "none"), ("cautions", ("careful",))))
    assert text == (
        '  - case: "ALT: at the limit"\n'
        "    sex: female\n"
        "    set: stricter\n"
        "    events:\n"
        "      - {at: 2025-03-15, ALT: 90 U/L, nausea: present}\n"
        "    as of: 2025-03-15\n"
        "    expect: {stop: none, cautions: [careful]}\n"
    )


def test_long_expectations_stand_a_line_each() -> None:
    long = tuple(f"advice number {number} of many" for number in range(6))
    text = case_text("x", Written("p", (Said("2025-03-15", "ALT", "90 U/L"),)), None, (("advice", long),))
    assert text.endswith("    expect:\n      advice:\n" + "".join(f"        - {one}\n" for one in long))
