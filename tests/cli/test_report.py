"""The report as a clinician reads it: whole texts kept in goldens, and what must hold of every report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from careway.cli.layout import Line
from careway.cli.report import laid_out, report, status, summary, summary_row
from careway.evaluate.result import Kind, LogEntry, Reason, Result
from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth
from careway.report.decisions import explained
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
        "not-eligible": "NOT ELIGIBLE · since 2025-03-20",
    }
    assert first.startswith(expected[name])


def test_empty_sections_are_left_out() -> None:
    text = shown(sample_results.not_eligible())
    for heading in ("Missed", "Not as advised", "Cannot decide", "Log", "Next"):
        assert f"\n{heading}\n" not in text


def leaf(truth: Truth, text: str) -> Reason:
    return Reason(truth, text)


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        (Reason(TRUE, "any of", (), (leaf(FALSE, "a"), leaf(FALSE, "b"))), ["None of:", "  no  a", "  no  b"]),
        (Reason(TRUE, "all of", (), (leaf(TRUE, "a"), leaf(FALSE, "b"))), ["Not all of:", "  yes  a", "  no   b"]),
        (
            Reason(TRUE, "held: any of", (), (leaf(TRUE, "a"), leaf(FALSE, "b"))),
            ["Held: any of:", "  yes  a", "  no   b"],
        ),
        (
            Reason(TRUE, "all of", (), (Reason(TRUE, "any of", (), (leaf(FALSE, "a"), leaf(TRUE, "b"))),)),
            ["All of:", "  yes  b"],
        ),
        (
            Reason(TRUE, "all of", (), (Reason(TRUE, "all of", (), (leaf(TRUE, "a"), leaf(TRUE, "b"))),)),
            ["All of:", "  yes  all of:", "    yes  a", "    yes  b"],
        ),
        (
            Reason(UNKNOWN, "any of", (), (leaf(UNKNOWN, "a"), *(leaf(FALSE, name) for name in "bcd"))),
            ["Any of:", "  unknown  a", "  no: 3 others"],
        ),
        (leaf(TRUE, "it is so"), ["it is so"]),
    ],
)
def test_a_reason_says_what_settled_it(reason: Reason, expected: list[str]) -> None:
    assert [line.text.removeprefix("  ") for line in laid_out(explained(reason, ""), 100)] == expected


def test_a_reason_nested_without_end_is_cut_off() -> None:
    reason = leaf(TRUE, "the innermost")
    for _ in range(100):
        reason = Reason(TRUE, "all of", (), (reason, leaf(TRUE, "another")))
    lines = laid_out(explained(reason, ""), 100)
    assert len(lines) < 40
    assert any("more criteria below" in line.text for line in lines)


def test_a_correction_stands_beside_the_stop_that_it_touches() -> None:
    stopped = sample_results.stopped()
    text = "AST 124 U/L of 2025-04-20 is corrected to 24 U/L"
    entry = LogEntry("2025-04-22", Kind.CORRECTION, "rise_with_symptoms", "Rise with symptoms", text, (), 80)
    told = shown(replace(stopped, log=(*stopped.log, entry)))
    assert f"  But since 2025-04-22: {text}.\n" in told.split("Where the patient stands")[0]


def test_what_was_done_on_one_day_stands_in_one_line() -> None:
    quiet = sample_results.quiet()
    done = quiet.log[-1]
    other = replace(done, rule="b", title="Symptoms", text="nausea (due 2025-03-15)")
    later = replace(done, rule="c", title="Weight", text="weight on 2025-03-15 (due 2025-03-14)")
    text = shown(replace(quiet, log=(done, other, later)))
    assert "  2025-03-15  done  Liver tests and blood count, Symptoms\n" in text
    assert "  2025-03-15  done  Weight (due 2025-03-14)\n" in text


def test_a_guideline_out_of_its_period_says_so_at_the_top() -> None:
    notice = "This guideline was effective only until 2024-12-31."
    lines = shown(replace(sample_results.quiet(), notices=(notice,))).split("\n\n")
    assert notice in lines[0]


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


def test_what_fell_due_and_was_done_on_one_day_is_said_once() -> None:
    quiet = sample_results.quiet()
    done = quiet.log[-1]
    due = replace(done, kind=Kind.DUE, text="liver tests due, window 2025-03-12 to 2025-03-18")
    open_ = replace(due, at="2025-03-22", text="liver tests due, window 2025-03-19 to 2025-03-25")
    text = shown(replace(quiet, log=(due, replace(done, at="2025-03-15 09:00"), open_)))
    assert "2025-03-15        due" not in text
    assert "  2025-03-15 09:00  done  Liver tests and blood count\n" in text
    assert "  2025-03-22        due   Liver tests and blood count" in text


def test_a_log_entry_says_the_criteria_that_were_met() -> None:
    quiet = sample_results.quiet()
    reason = Reason(TRUE, "recovered: any of", (), (leaf(FALSE, "a"), leaf(TRUE, "ANC 1600 /uL reaches 1500 /uL")))
    entry = replace(quiet.log[1], text="recovered: any of", reason=reason)
    assert "Escalation: recovered: ANC 1600 /uL reaches 1500 /uL\n" in shown(replace(quiet, log=(entry,)))
