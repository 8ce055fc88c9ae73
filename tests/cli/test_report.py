"""The report as a clinician reads it: whole texts kept in goldens, and what must hold of every report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from careway.cli.layout import Line
from careway.cli.report import report, status, summary, summary_row
from careway.evaluate.result import Result
from support import sample_results

GOLDENS = Path(__file__).parent / "goldens"
SAMPLES = {
    "quiet": sample_results.quiet(),
    "stopped": sample_results.stopped(),
    "undecided": sample_results.undecided(),
    "not-eligible": sample_results.not_eligible(),
}


def shown(result: Result, width: int = 100) -> str:
    return "".join(f"{line.text}\n" for line in report(result, width))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_report_reads_as_its_golden(name: str, update: bool) -> None:
    golden = GOLDENS / f"{name}.txt"
    found = shown(SAMPLES[name])
    if update:
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("width", [80, 100, 110])
def test_no_line_is_longer_than_the_screen(name: str, width: int) -> None:
    assert max(len(line.text) for line in report(SAMPLES[name], width)) <= width


@pytest.mark.parametrize("name", SAMPLES)
def test_the_decision_comes_before_everything_else(name: str) -> None:
    text = shown(SAMPLES[name])
    first = text.split("\n\n")[1].split("\n")[0]
    expected = {
        "quiet": "What to do now",
        "stopped": "STOP azathioprine · 2025-04-20",
        "undecided": "CANNOT DECIDE whether the patient is eligible",
        "not-eligible": "NOT ELIGIBLE · 2025-03-20",
    }
    assert first.startswith(expected[name])


def test_empty_sections_are_left_out() -> None:
    text = shown(sample_results.not_eligible())
    for heading in ("Missed", "Not as advised", "Cannot decide", "Log", "Next"):
        assert f"\n{heading}\n" not in text


def test_the_log_can_be_left_out() -> None:
    lines = [line.text for line in report(sample_results.stopped(), 100, with_log=False)]
    assert "Log" not in lines


def test_what_a_file_says_cannot_steer_the_terminal() -> None:
    hostile = replace(sample_results.quiet(), patient="p\x1b[2Jx\u202e", notices=("a\x07b\x9bc",))
    assert not [character for character in shown(hostile) if not (character.isprintable() or character == "\n")]


def test_the_summary_has_a_row_for_each_patient() -> None:
    rows = [summary_row(result) for result in SAMPLES.values()]
    lines = summary(rows, 100)
    assert len(lines) == 1 + len(SAMPLES)
    assert [status(result) for result in SAMPLES.values()] == [
        "-",
        "STOP 2025-04-20",
        "CANNOT DECIDE",
        "NOT ELIGIBLE",
    ]
    assert all(isinstance(line, Line) and len(line.text) <= 100 for line in lines)
