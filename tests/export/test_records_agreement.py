"""What Careway reads of a bundle that it wrote is the timeline itself, and decides the same: on every case of both
guidelines, and every example patient."""

from __future__ import annotations

from functools import cache

import pytest

from careway.base.source import Source
from careway.cases.findings import Findings
from careway.cases.nodes import Case
from careway.cases.read import read_cases
from careway.cases.suite import Opened, open_suite
from careway.evaluate.run import run
from careway.export.records.bundle import unsaid
from careway.ingest.read import read_timelines
from careway.model.timeline import Override
from export.records_law import comparable, contents, plain, read_back
from property.agreement import assert_same
from property.guidelines import ROOT, core

GUIDELINES = ("azathioprine", "clozapine")
PARTS = 4
"""The cases are run in so many tests, which need not wait for each other."""


@cache
def cases(name: str) -> tuple[Case, ...]:
    (path,) = (ROOT / "guideline" / name).glob("*.cases.yaml")
    opened = open_suite(Source(path.name, path.read_text(encoding="utf-8")))
    assert isinstance(opened, Opened)
    findings = Findings()
    found = read_cases(opened.root, core(name), findings)
    assert found and not findings.found
    return tuple(found)


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", GUIDELINES)
def test_every_case_comes_back_from_its_bundle(name: str, part: int) -> None:
    guideline = core(name)
    for case in cases(name)[part::PARTS]:
        timeline = read_timelines("case.yaml", case.document.text.encode(), guideline.vocabulary).timelines[0]
        again = read_back(guideline, timeline)
        assert unsaid(guideline, timeline) == (), case.name
        assert contents(again) == contents(timeline), case.name
        first, second = (
            run(
                guideline,
                plain(one),
                as_of=case.as_of,
                population=case.population,
                parameters=dict(case.parameters) or None,
            )
            for one in (timeline, again)
        )
        assert_same(comparable(second), comparable(first))


@pytest.mark.parametrize("name", GUIDELINES)
def test_every_example_comes_back_from_its_bundle(name: str) -> None:
    paths = sorted((ROOT / "examples" / name).glob("*.yaml"))
    assert len(paths) >= 10
    for path in paths:
        timeline = read_timelines(path.name, path.read_bytes(), core(name).vocabulary).timelines[0]
        overridden = sum(isinstance(entry, Override) for entry in timeline.entries)
        assert len(unsaid(core(name), timeline)) == overridden, path.name
        again = read_back(core(name), timeline)
        first, second = (run(core(name), plain(one)) for one in (timeline, again))
        assert_same(comparable(second), comparable(first))
