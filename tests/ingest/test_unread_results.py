"""On the whole chain, from file to decision: an older result never speaks in the place of one that cannot be read."""

from __future__ import annotations

from functools import cache

import pytest

from careway.base.source import Source
from careway.evaluate.run import run
from careway.ingest.read import read_timelines
from careway.ir.nodes import Guideline
from careway.pipeline import compile_source

GUIDELINE = """
guideline small
  title "Small"
  version 1.0.0
  status draft
  disclaimer "Made up for tests."

source 1 opinion "Made up for tests"

lab ALT in U/L
  normal up to 40 U/L
  plausible 0 to 20000 U/L
drug aza in mg/day
symptom nausea
test gene
  values normal, deficient

step only "Only" [1]
  begin at first start of aza
  advise aza 50 mg/day

stop high "High" [1]
  when ALT >= 10 × ULN
  advise stop aza

caution sick "Sick" [1]
  when nausea present

caution slow "Slow" [1]
  when gene is deficient
"""
RULE_OF = {"ALT": "high", "nausea": "sick", "gene": "slow"}


@cache
def guideline() -> Guideline:
    compiled = compile_source(Source("small.care", GUIDELINE))
    assert compiled.core is not None, [(one.code, one.title) for one in compiled.diagnostics]
    return compiled.core


def outcome(name: str, text: str, rule: str) -> str:
    (timeline,) = read_timelines(name, text.encode(), guideline().vocabulary).timelines
    found = run(guideline(), timeline)
    if any(item.rule == rule for item in found.undecided):
        return "undecided"
    decisions = (*found.cautions, *(() if found.stop is None else (found.stop,)))
    return "true" if any(decision.rule == rule for decision in decisions) else "false"


@pytest.mark.parametrize(
    ("older", "later", "expected"),
    [
        ("ALT: 30 U/L", "ALT: 90 U/L", "false"),
        ("ALT: 30 U/L", "ALT: 900 U/L", "true"),
        ("ALT: 30 U/L", "ALT: 900", "undecided"),
        ("ALT: 30 U/L", "ALT: 900 mg/dL", "undecided"),
        ("ALT: 30 U/L", "ALT: 900 foo", "undecided"),
        ("ALT: 30 U/L", "ALT: '1,900 U/L'", "undecided"),
        ("ALT: 30 U/L", "ALT: 99999 U/L", "undecided"),
        ("ALT: 30 U/L", "ALT: ~900 U/L", "undecided"),
        ("ALT: 30 U/L", "ALT: see comment", "undecided"),
        ("ALT: 30 U/L", "status: cancelled, ALT: 900", "false"),
        ("ALT: 30 U/L", "corrects: older, ALT: 900", "undecided"),
        ("nausea: absent", "nausea: present", "true"),
        ("nausea: absent", "nausea: severe", "undecided"),
        ("gene: normal", "gene: deficient", "true"),
        ("gene: normal", "gene: 12 U/mL", "undecided"),
    ],
)
def test_an_older_result_never_speaks_in_the_place_of_one_that_cannot_be_read(
    older: str, later: str, expected: str
) -> None:
    rule = RULE_OF[older.partition(":")[0]]
    start = "- {at: 2025-03-08, aza: 50 mg/day}"
    native = f"patient: p\nevents:\n{start}\n- {{at: 2025-03-15, id: older, {older}}}\n- {{at: 2025-03-22, {later}}}\n"
    assert outcome("t.yaml", native, rule) == expected


def test_nor_does_it_in_a_table() -> None:
    head = "patient,at,concept,value,unit\np,2025-03-08,aza,50,mg/day\np,2025-03-15,ALT,30,U/L\np,2025-03-22,ALT,"
    assert outcome("t.csv", f"{head}900,U/L\n", "high") == "true"
    for cells in ("900,", "900 U/L,mg/dL", "900,foo"):
        assert outcome("t.csv", f"{head}{cells}\n", "high") == "undecided"
