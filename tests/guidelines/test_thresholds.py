"""No threshold of a guideline can be changed without a case noticing it.

A few changes of each kind are tried here; `make thresholds` tries them all.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from careway.base.source import Source
from careway.cases.findings import Findings
from careway.cases.read import read_cases
from careway.cases.run import Outcome, run_case
from careway.cases.suite import Opened, open_suite
from careway.pipeline import compile_source
from support.thresholds import Change, changes, sample

GUIDELINES = Path(__file__).resolve().parents[2] / "guideline"
EVERY = os.environ.get("CAREWAY_THRESHOLDS") == "all"


@cache
def text_of(guideline: str) -> str:
    """The text of a guideline."""
    return (GUIDELINES / f"{guideline}.care").read_text(encoding="utf-8")


@cache
def cases_of(guideline: str) -> Opened:
    """Its cases."""
    path = GUIDELINES / f"{guideline}.cases.yaml"
    opened = open_suite(Source(path.name, path.read_text(encoding="utf-8")))
    assert isinstance(opened, Opened)
    return opened


def notices(guideline: str, change: Change) -> bool:
    """Whether the changed text no longer compiles, or a case fails, or can no longer be read."""
    text = text_of(guideline)
    core = compile_source(Source("changed.care", change.applied(text))).core
    if core is None:
        return True
    findings = Findings()
    cases = read_cases(cases_of(guideline).root, core, findings)
    # Cases follow the order of the rules, more or less: the one that notices is likely to stand at the same depth.
    depth = change.start * len(cases) // len(text)
    cases = [case for _, case in sorted(enumerate(cases), key=lambda numbered: abs(numbered[0] - depth))]
    return bool(findings.found) or any(run_case(case, core).outcome is not Outcome.PASSED for case in cases)


def tried() -> list[object]:
    """The changes to try, each with its guideline."""
    found: list[object] = []
    for guideline in ("azathioprine/reintroduction", "clozapine/anc_monitoring"):
        text = text_of(guideline)
        for change in changes(text) if EVERY else sample(text):
            found.append(pytest.param(guideline, change, id=f"{guideline}:{change.place(text)}"))
    return found


@pytest.mark.parametrize(("guideline", "change"), tried())
def test_a_changed_threshold_is_noticed(guideline: str, change: Change) -> None:
    changed = change.named(text_of(guideline))
    assert notices(guideline, change), f"no case fails with {guideline}.care:{changed}"
