"""The text of one case, read back and run before it is shown to anyone."""

from __future__ import annotations

from collections.abc import Callable

from careway.base.source import Source
from careway.cases.findings import Findings
from careway.cases.nodes import Case
from careway.cases.read import read_cases
from careway.cases.run import Outcome, run_case
from careway.ingest.document import Fields
from careway.ingest.yaml_tree import yaml_tree
from careway.ir.nodes import Guideline


def passes(text: str, core: Guideline, fits: Callable[[Case], bool]) -> bool:
    """Whether a case passes, as it is written, and is one that fits."""
    root, wrong = yaml_tree(Source("example", f"guideline: example.care\ncases:\n{text}"))
    if wrong or not isinstance(root, Fields):
        return False
    findings = Findings()
    cases = read_cases(root, core, findings)
    if findings.found or len(cases) != 1:
        return False
    return fits(cases[0]) and run_case(cases[0], core).outcome is Outcome.PASSED
