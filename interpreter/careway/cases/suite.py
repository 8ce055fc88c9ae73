"""A cases file from text to outcome: opened (which guideline is it for?), then read against it and run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field

from careway.base.diagnostics import Diagnostic
from careway.base.record import record
from careway.base.source import Source, Span
from careway.cases.findings import Findings
from careway.cases.nodes import Case
from careway.cases.read import guideline_of, read_cases
from careway.cases.run import Report, chosen, run_case
from careway.evaluate.observer import Observer
from careway.ingest.document import Fields, Scalar
from careway.ingest.yaml_tree import yaml_tree
from careway.ir.nodes import Guideline


@record
class Opened:
    """A cases file whose guideline is known: its path, relative to the file."""

    source: Source
    root: Fields
    guideline: Scalar


@record
class Suite:
    """The outcome of a cases file: a report for each case that was run, how many were left out, and what is wrong with
    the file (then nothing was run)."""

    source: Source
    reports: tuple[Report, ...] = ()
    left_out: int = 0
    diagnostics: tuple[Diagnostic, ...] = field(default=())


def open_suite(source: Source) -> Opened | Suite:
    """Read a cases file as far as the name of its guideline; an outcome with diagnostics where it cannot be read."""
    findings = Findings()
    root, unreadable = yaml_tree(source)
    findings.found += unreadable
    if root is None and not unreadable:
        findings.error("CW703", Span(0, 0), "this file is empty")
    named = None if root is None else guideline_of(root, findings)
    if named is None or not isinstance(root, Fields):
        return Suite(source, diagnostics=tuple(findings.found))
    return Opened(source, root, named)


def without_guideline(opened: Opened, why: str, help_: str | None = None) -> Suite:
    """The outcome where the guideline of a cases file cannot be used."""
    findings = Findings()
    findings.error("CW705", opened.guideline.span, why, help_)
    return Suite(opened.source, diagnostics=tuple(findings.found))


def run_suite(
    opened: Opened, core: Guideline, only: str | None = None, watching: Callable[[Case], Observer] | None = None
) -> Suite:
    """Run the cases of a file that the pattern and the file's own `only` marks name; `watching` gives whoever looks on
    at a case's run."""
    findings = Findings()
    cases = read_cases(opened.root, core, findings)
    if findings.found:
        return Suite(opened.source, diagnostics=tuple(findings.found))
    to_run, left_out = chosen(cases, only)
    reports = [run_case(case, core, None if watching is None else watching(case)) for case in to_run]
    return Suite(opened.source, tuple(reports), left_out)
