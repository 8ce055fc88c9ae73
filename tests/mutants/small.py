"""A guideline small enough that its cases notice every change of it, for tests of mutants."""

from __future__ import annotations

from functools import cache

from careway.base.source import Source
from careway.cases.findings import Findings
from careway.cases.nodes import Case
from careway.cases.read import read_cases
from careway.cases.suite import Opened, open_suite
from careway.ir.nodes import Guideline
from careway.pipeline import compile_source

TEXT = """\
guideline small
  title "Small"
  version 1.0.0
  status draft
  disclaimer "For a test."

source 1 guideline "A guideline" by "A board" in 2025

lab ALT "alanine aminotransferase" in U/L normal up to 40 U/L

drug azathioprine "azathioprine" in mg/day absent unless recorded

step treatment "Treatment" [1]
  begin at first ALT
  advise azathioprine 50 mg/day when azathioprine active

stop rise "Rise" [1]
  when ALT >= 3 × ULN
  advise stop azathioprine
"""

BOUNDARY = """\
  - case: an ALT of 3 × ULN
    events:
      - {at: 2025-03-08, ALT: 30 U/L, azathioprine: 50 mg/day}
      - {at: 2025-03-15, ALT: $value}
    each:
      - {value: 119 U/L, expect: {stop: none}}
      - {value: 120 U/L, expect: {stop: {rule: rise, on: 2025-03-15}, advice: [stop azathioprine]}}
"""

REST = """\
  - case: the dose is 50 mg/day, where it is taken
    events:
      - {at: 2025-03-08, ALT: 30 U/L, azathioprine: $dose}
    each:
      - {dose: 50 mg/day, expect: {advice: [azathioprine 50 mg/day], deviations: none}}
      - {dose: stopped, expect: {not advice: [azathioprine]}}

  - case: nothing is known of azathioprine
    events: [{at: 2025-03-08, ALT: 30 U/L}]
    expect: {undecided: none}

  - case: two results of one day
    events: [{at: 2025-03-08, ALT: 30 U/L}, {at: 2025-03-08, ALT: 120 U/L}]
    expect: {stop: rise}
"""


@cache
def core_of(text: str = TEXT) -> Guideline:
    """The core of a guideline's text."""
    core = compile_source(Source("small.care", text)).core
    assert core is not None
    return core


def cases_of(cases: str, text: str = TEXT) -> list[Case]:
    """The cases of a file for it."""
    opened = open_suite(Source("small.cases.yaml", f"guideline: small.care\n\ncases:\n{cases}"))
    assert isinstance(opened, Opened)
    findings = Findings()
    found = read_cases(opened.root, core_of(text), findings)
    assert not findings.found
    return found
