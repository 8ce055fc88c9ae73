"""Outcomes of cases for other tools: counts, JUnit XML, and plain values for JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from careway.base.record import record
from careway.base.rendering import to_json, visible
from careway.base.source import Source
from careway.cases.run import Outcome, Report
from careway.cases.suite import Suite

FORMAT = "careway-test/1"


@record
class Counts:
    """How many cases were run, failed (the invalid ones included), were skipped or left out, and how many files could
    not be run for mistakes."""

    cases: int
    failed: int
    invalid: int
    skipped: int
    left_out: int
    files_wrong: int


def counts(suites: Sequence[Suite]) -> Counts:
    """The totals of several files."""
    outcomes = [report.outcome for suite in suites for report in suite.reports]
    invalid = outcomes.count(Outcome.INVALID)
    return Counts(
        len(outcomes),
        outcomes.count(Outcome.FAILED) + invalid,
        invalid,
        outcomes.count(Outcome.SKIPPED),
        sum(suite.left_out for suite in suites),
        sum(bool(suite.diagnostics) for suite in suites),
    )


def junit(suites: Sequence[Suite]) -> str:
    """The outcome as JUnit XML: a suite for each file, without times, so that equal runs give equal text."""
    from xml.etree import ElementTree as Xml

    root = Xml.Element("testsuites", name="careway")
    for suite in suites:
        told = counts([suite])
        name = visible(suite.source.name)
        element = Xml.SubElement(
            root,
            "testsuite",
            name=name,
            tests=str(told.cases + told.files_wrong),
            failures=str(told.failed - told.invalid),
            errors=str(told.invalid + told.files_wrong),
            skipped=str(told.skipped),
        )
        if suite.diagnostics:
            case = Xml.SubElement(element, "testcase", name="the file itself", classname=name)
            Xml.SubElement(case, "error", message=visible("; ".join(one.title for one in suite.diagnostics)))
        for report in suite.reports:
            line = _line(suite.source, report.case.span.start)
            attributes = {"name": visible(report.case.name), "classname": name, "file": name, "line": str(line)}
            _judged(Xml.SubElement(element, "testcase", attributes), report)
    Xml.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Xml.tostring(root, encoding="unicode")}\n'


def _judged(case: Any, report: Report) -> None:
    from xml.etree import ElementTree as Xml

    match report.outcome:
        case Outcome.FAILED:
            told = [visible(one.sentence) for one in report.failures]
            Xml.SubElement(case, "failure", message=told[0]).text = "\n".join(told)
        case Outcome.INVALID:
            Xml.SubElement(case, "error", message=visible("; ".join(one.title for one in report.diagnostics)))
        case Outcome.SKIPPED:
            Xml.SubElement(case, "skipped", message=visible(report.case.skip or ""))
        case Outcome.PASSED:
            pass


def document(suites: Sequence[Suite]) -> dict[str, Any]:
    """The outcome as plain values (grammar/schema/test.schema.json)."""
    told = counts(suites)
    return {
        "format": FORMAT,
        "cases": told.cases,
        "failed": told.failed,
        "skipped": told.skipped,
        "left_out": told.left_out,
        "files": [
            {
                "file": suite.source.name,
                "diagnostics": [to_json(one, suite.source) for one in suite.diagnostics],
                "cases": [_case(report, suite.source) for report in suite.reports],
            }
            for suite in suites
        ],
    }


def _case(report: Report, source: Source) -> dict[str, Any]:
    failures = [
        {"expectation": one.key, "expected": one.expected, "found": one.found, "line": _line(source, one.span.start)}
        for one in report.failures
    ]
    return {
        "case": report.case.name,
        "line": _line(source, report.case.span.start),
        "outcome": report.outcome.value,
        "skip": report.case.skip,
        "failures": failures,
        "diagnostics": [to_json(one, source) for one in report.diagnostics],
    }


def _line(source: Source, offset: int) -> int:
    return source.position(offset)[0]
