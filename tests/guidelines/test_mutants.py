"""No slip in a guideline goes unnoticed by its cases: one change of each sort, always the same ones.

`make mutate` makes them all.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import pytest

from careway.base.source import Source
from careway.cases.findings import Findings
from careway.cases.read import read_cases
from careway.cases.suite import Opened, open_suite
from careway.mutants.generate import slips_of
from careway.mutants.mutant import Mutant, Sort
from careway.mutants.trial import Trial
from careway.pipeline import compile_source

GUIDELINES = Path(__file__).resolve().parents[2] / "guideline"


@cache
def trial(guideline: str) -> Trial:
    """A guideline with its cases."""
    core = compile_source(Source("x.care", (GUIDELINES / f"{guideline}.care").read_text(encoding="utf-8"))).core
    assert core is not None
    opened = open_suite(Source("x", (GUIDELINES / f"{guideline}.cases.yaml").read_text(encoding="utf-8")))
    assert isinstance(opened, Opened)
    return Trial(core, read_cases(opened.root, core, Findings()))


def rank(mutant: Mutant) -> str:
    """A place in an order that looks random, and stays the same while rule and change do."""
    return hashlib.sha256(f"{mutant.rule}|{mutant.words}".encode()).hexdigest()


@pytest.mark.parametrize("guideline", ["azathioprine/reintroduction", "clozapine/anc_monitoring"])
def test_a_slip_of_each_sort_is_noticed(guideline: str) -> None:
    held = trial(guideline)
    assert held.failing == []
    chosen: dict[Sort, Mutant] = {}
    for mutant in sorted(slips_of(held.core), key=rank):
        if mutant.sort not in chosen and held.is_mutant(mutant):
            chosen[mutant.sort] = mutant
    assert len(chosen) >= len(Sort) - 2
    unnoticed = [f"{one.place}: {one.words}" for one in chosen.values() if held.noticed(one) is None]
    assert unnoticed == []
