"""The clozapine guideline stands for every cell and sentence of its source, and its tables say so truly.

What comes in is what the repository holds: the guideline, its cases, the traceability table of its README, and the
example timelines.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from careway.base.source import Source
from careway.cases.suite import Opened, open_suite, run_suite
from careway.ingest.read import read_timelines
from careway.ir.nodes import Guideline, Heading
from careway.pipeline import compile_source

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "guideline" / "clozapine"
EXAMPLES = sorted((ROOT / "examples" / "clozapine").glob("*.yaml"))
ROWS = 54


@cache
def guideline() -> Guideline:
    """The core of the guideline, which must be free of errors and warnings."""
    path = FOLDER / "anc_monitoring.care"
    compiled = compile_source(Source(path.name, path.read_text(encoding="utf-8")))
    assert compiled.diagnostics == ()
    assert compiled.core is not None
    return compiled.core


@cache
def case_names() -> frozenset[str]:
    """The names of all cases."""
    document = yaml.safe_load((FOLDER / "anc_monitoring.cases.yaml").read_text(encoding="utf-8"))
    return frozenset(case["case"] for case in document["cases"])


def headings(core: Guideline) -> list[Heading]:
    """The headings of all rules."""
    found = [item.heading for item in core.eligibility]
    found += [item.heading for item in core.monitors]
    found += [item.heading for item in core.tasks]
    found += [item.heading for item in core.cautions]
    for pathway in core.pathways:
        for step in pathway.steps:
            found.append(step.heading)
            found += [item.heading for item in step.monitors]
            found += [item.heading for item in step.tasks]
    return found


def rule_names(core: Guideline) -> set[str]:
    """The names of everything that a row of the table may point to."""
    names = {core.id} | {heading.name for heading in headings(core)}
    names |= {item.name for item in core.definitions}
    names |= {item.name for item in core.vocabulary.concepts}
    return names


def table() -> list[tuple[int, str, str, str]]:
    """The rows of the traceability tables: number, source, rules, cases."""
    rows = []
    for line in (FOLDER / "README.md").read_text(encoding="utf-8").splitlines():
        found = re.fullmatch(r"\| (\d+) \| (.+?) \| (.+?) \| (.+?) \|", line)
        if found:
            rows.append((int(found[1]), found[2], found[3], found[4]))
    return rows


def test_every_row_of_the_source_stands_in_the_table() -> None:
    assert [number for number, *_ in table()] == list(range(1, ROWS + 1))


@pytest.mark.parametrize("row", table(), ids=lambda row: f"row-{row[0]}")
def test_every_rule_and_case_of_the_table_exists(row: tuple[int, str, str, str]) -> None:
    _, _, rules, cases = row
    named = set(re.findall(r"`(\w+)`", rules))
    assert named <= rule_names(guideline())
    assert split_cases(cases) <= case_names()


def split_cases(cell: str) -> set[str]:
    """The cases of a cell, which a semicolon separates."""
    return {name.strip() for name in cell.split(";")}


def test_every_rule_is_traced_to_the_source() -> None:
    core = guideline()
    traced = {name for _, _, rules, _ in table() for name in re.findall(r"`(\w+)`", rules)}
    ruled = {heading.name for heading in headings(core)}
    assert ruled - traced == {"ethnic_on_record"}


def test_every_rule_cites_the_source() -> None:
    cited = [heading.cites for heading in headings(guideline())]
    assert all(cites and set(cites) <= {"1", "2"} for cites in cited)


def test_the_codes_are_those_of_the_concepts() -> None:
    codes = {
        concept.name: [(code.system.value, code.code) for code in concept.codes]
        for concept in guideline().vocabulary.concepts
        if concept.codes
    }
    assert codes == {
        "ANC": [("loinc", "751-8"), ("loinc", "26499-4")],
        "temperature": [("loinc", "8310-5")],
        "clozapine": [("rxnorm", "2626"), ("atc", "N05AH02")],
    }


def test_both_populations_share_one_text() -> None:
    core = guideline()
    (ethnic,) = core.sets
    assert ethnic.name == "ethnic_neutropenia"
    given = {item.parameter for item in ethnic.settings}
    assert {item.name for item in core.parameters} - given == {"fever_limit"}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_is_read_without_a_complaint(path: Path) -> None:
    read = read_timelines(path.name, path.read_bytes(), guideline().vocabulary)
    assert read.diagnostics == ()
    (timeline,) = read.timelines
    assert timeline.records.refused == ()
    assert timeline.records.unused == ()


def test_the_examples_of_the_table_of_contents_are_there() -> None:
    assert [path.stem for path in EXAMPLES] == sorted(
        [
            "ended",
            "ethnic-neutropenia",
            "fever",
            "interrupted-29-days",
            "interrupted-30-days",
            "mild",
            "moderate-hold-resume",
            "severe-rechallenge",
            "units",
            "usual",
        ]
    )


def test_every_case_passes() -> None:
    path = FOLDER / "anc_monitoring.cases.yaml"
    opened = open_suite(Source(path.name, path.read_text(encoding="utf-8")))
    assert isinstance(opened, Opened)
    suite = run_suite(opened, guideline())
    assert suite.diagnostics == ()
    assert len(suite.reports) > len(case_names())
    assert [report.case.name for report in suite.reports if report.failures] == []
