"""A guideline with a limit, a window, a length of time and a schedule, for tests of boundary patients."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from careway.base.source import Source
from careway.boundary.offers import Offering
from careway.boundary.said import Said
from careway.cases.findings import Findings
from careway.cases.nodes import Case
from careway.cases.read import read_cases
from careway.cases.suite import Opened, open_suite
from careway.evaluate.run import resolve
from careway.ir.nodes import Guideline
from careway.pipeline import compile_source
from careway.prove.inquiry import Inquiry

HEAD = """\
guideline small
  title "Small"
  version 1.0.0
  status draft
  disclaimer "For a test."

source 1 guideline "A guideline" by "A board" in 2025

lab ALT "alanine aminotransferase" in U/L normal up to 40 U/L
drug azathioprine "azathioprine" in mg/day
symptom nausea "nausea"

define restart = first start of azathioprine
"""

STEP = """
step treatment "Treatment" [1]
  begin at restart
  advise azathioprine 50 mg/day
"""

RISE = """
stop rise "Rise" [1]
  when ALT >= 3 × ULN and nausea present within 7 days
  advise stop azathioprine
"""

TESTS = """
monitor ALT "ALT" as alt_tests [1]
  from restart
  weekly for 2 weeks
  then monthly
  allow 2 days either side
"""


def core_of(*parts: str) -> Guideline:
    """The core of a guideline of these parts below its head."""
    compiled = compile_source(Source("small.care", HEAD + "".join(parts)))
    assert compiled.core is not None, [one.title for one in compiled.diagnostics]
    return compiled.core


def cases_of(core: Guideline, text: str) -> list[Case]:
    """The cases of a text below `cases:`."""
    opened, findings = open_suite(Source("small.cases.yaml", f"guideline: small.care\ncases:\n{text}")), Findings()
    assert isinstance(opened, Opened), opened
    cases = read_cases(opened.root, core, findings)
    assert not findings.found, findings.found
    return cases


def said_of(core: Guideline, cases: Iterable[Case] = (), only: Callable[[str], bool] = lambda rule: True) -> list[Said]:
    """All that is offered of a guideline, and what is not."""
    return list(Offering(Inquiry(core, resolve(core, None, {})), cases, only).offers())
