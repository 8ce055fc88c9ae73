"""What is done, and the sides of each edge."""

from __future__ import annotations

import pytest

from careway.coverage.planning import plan
from case_coverage.shown import STEP, Patient, ids, patient, shown
from evaluate.small import core

SCHEDULE = f"""{STEP}
  advise "Take it with food"
monitor ALT as checks [1]
  from first start of aza
  weekly for 2 weeks
  then monthly
  allow 2 days either side
  restart after aza paused at least 10 days
task check AST as early once within 3 days of first start of aza [1]
caution low [1]
  when ALT < 10 U/L
  advise order AST
"""


def test_occasions_stretches_tasks_cautions_and_advice() -> None:
    kept = shown(SCHEDULE, patient("at: 2025-03-08, ALT: 5 U/L", as_of="2025-03-20"))
    assert {
        "monitor.checks.done",
        "monitor.checks.late",
        "monitor.checks.missed",
        "monitor.checks.phase1.occasion",
        "task.early.missed",
        "caution.low.begun",
        "caution.low.advice1.given",
        "step.treatment.advice1.given",
    } <= kept
    assert "monitor.checks.phase2.occasion" not in kept and "task.early.done" not in kept
    later = shown(SCHEDULE, patient("at: 2025-03-03, AST: 5 U/L", as_of="2025-04-20"))
    assert {"monitor.checks.phase2.occasion", "task.early.done"} <= later
    assert "caution.low.begun" not in later


def test_an_occasion_that_cannot_be_late_is_not_asked_to_be() -> None:
    made = plan(core(SCHEDULE.replace("  allow 2 days either side\n", "")))
    assert "monitor.checks.late" not in ids(made, "monitor.checks")
    assert "monitor.checks.missed" in ids(made, "monitor.checks")


def test_eligibility_as_a_whole() -> None:
    text = f"{STEP}\neligible sick [1]\n  when nausea present\n"
    whole = "eligibility.as_a_whole"
    assert shown(text, (("at: 2025-03-01, ALT: 3 U/L",), None)) & ids(plan(core(text)), whole) == {
        f"{whole}.cannot-decide"
    }
    assert f"{whole}.eligible" in shown(text, (("at: 2025-03-01, nausea: present",), None))
    assert f"{whole}.not-eligible" in shown(text, (("at: 2025-03-01, nausea: absent",), None))


def stop(condition: str) -> str:
    return f"{STEP}\nstop probe [1]\n  when {condition}\n  advise stop aza\n"


def edges(text: str, *patients: Patient) -> set[str]:
    return {one.split(":")[1] for one in shown(text, *patients) if ".edge" in one or ".current:" in one}


@pytest.mark.parametrize(
    ("condition", "record", "sides"),
    [
        ("ALT >= 300 U/L", "ALT: 300 U/L", {"at"}),
        ("ALT >= 300 U/L", "ALT: 299 U/L", {"beside"}),
        ("ALT >= 300 U/L", "ALT: 301 U/L", set()),
        ("ALT >= 300 U/L", "ALT: 289 U/L", set()),
        ("ALT > 300 U/L", "ALT: 301 U/L", {"beside"}),
        ("ALT > 300 U/L", "ALT: 299 U/L", set()),
        ("ALT <= 300 U/L", "ALT: 301 U/L", {"beside"}),
        ("ALT < 300 U/L", "ALT: 299 U/L", {"beside"}),
        ("bilirubin >= 2.4 mg/dL", "bilirubin: 2.3 mg/dL", {"beside"}),
        ("bilirubin >= 2.4 mg/dL", "bilirubin: 2.2 mg/dL", set()),
        ("ALT >= 3 × ULN", "ALT: 120 U/L", {"at"}),
        ("(number of ALT) >= 2", "ALT: 1 U/L", {"beside"}),
        ("ALT >= 300 U/L within 90 days", "ALT: 300 U/L", {"at"}),
        ("aza dose >= 50 mg/day", "ALT: 1 U/L", {"at"}),
    ],
)
def test_limits(condition: str, record: str, sides: set[str]) -> None:
    assert edges(stop(condition), patient(f"at: 2025-03-08, {record}")) == sides


@pytest.mark.parametrize(
    ("condition", "records", "as_of", "sides"),
    [
        ("at least 14 days since first start of aza", [], "2025-03-14", {"beside"}),
        ("at least 14 days since first start of aza", [], "2025-03-13", set()),
        ("at least 14 days since first start of aza", [], "2025-03-15", {"at"}),
        ("more than 14 days since first start of aza", [], "2025-03-15", {"beside"}),
        ("more than 14 days since first start of aza", [], "2025-03-16", {"at"}),
        ("aza active for at least 5 days", [], "2025-03-06", {"at"}),
        ("aza active for at least 5 days", [], "2025-03-05", {"beside"}),
        ("aza paused at least 5 days", ["at: 2025-03-10, aza: stopped"], "2025-03-14", {"beside"}),
        ("nausea present within 7 days", ["at: 2025-03-03, nausea: absent"], "2025-03-10", {"first-inside"}),
        ("nausea present within 7 days", ["at: 2025-03-03, nausea: absent"], "2025-03-09", set()),
        ("nausea present within 7 days", ["at: 2025-03-03, nausea: absent"], "2025-03-11", {"before"}),
        ("CRP >= 9 mg/L", ["at: 2025-03-03, CRP: 1 mg/L"], "2025-03-10", {"last-inside"}),
        ("CRP >= 9 mg/L", ["at: 2025-03-03, CRP: 1 mg/L"], "2025-03-11", {"after"}),
        ("ALT recorded within 3 days of first start of aza", ["at: 2025-02-26, ALT: 1 U/L"], None, {"first-inside"}),
        ("ALT recorded within 3 days of first start of aza", ["at: 2025-02-25, ALT: 1 U/L"], None, {"before"}),
        ("ALT recorded within 3 days of first start of aza", ["at: 2025-03-04, ALT: 1 U/L"], None, {"last-inside"}),
        ("ALT recorded within 3 days of first start of aza", ["at: 2025-03-05, ALT: 1 U/L"], None, {"after"}),
        ("last ALT is on or before first start of aza", ["at: 2025-03-01, ALT: 1 U/L"], None, {"at"}),
        ("last ALT is on or before first start of aza", ["at: 2025-03-02, ALT: 1 U/L"], None, {"beside"}),
        ("last ALT is before first start of aza", ["at: 2025-02-28, ALT: 1 U/L"], None, {"at"}),
        ("nausea present for at least 2 days", ["at: 2025-03-05, nausea: present"], "2025-03-06", {"beside"}),
    ],
)
def test_stretches_and_windows(condition: str, records: list[str], as_of: str | None, sides: set[str]) -> None:
    assert edges(stop(condition), patient(*records, as_of=as_of)) == sides


def test_a_stretch_in_hours_is_looked_at_to_the_hour() -> None:
    text = stop("at least 6 hours since last ALT")
    for time, sides in [("13:30", {"beside"}), ("12:59", set()), ("14:00", {"at"})]:
        records = ("at: 2025-03-08T08:00, ALT: 1 U/L",)
        assert edges(text, patient(*records, as_of=f"2025-03-08T{time}")) == sides, time


@pytest.mark.parametrize(
    ("record", "side"),
    [
        ("at: 2025-03-06, ALT: 1 U/L", "edge1:first-inside"),
        ("at: 2025-03-05, ALT: 1 U/L", "edge1:before"),
        ("at: 2025-03-10, ALT: 1 U/L", "edge2:last-inside"),
        ("at: 2025-03-11, ALT: 1 U/L", "edge2:after"),
    ],
)
def test_the_days_allowed(record: str, side: str) -> None:
    found = {one for one in shown(SCHEDULE, patient(record, as_of="2025-03-12")) if "checks.edge" in one}
    assert found == {f"monitor.checks.{side}"}


@pytest.mark.parametrize(("day", "side"), [("2025-03-15", "at"), ("2025-03-14", "beside"), ("2025-03-13", None)])
def test_pauses(day: str, side: str | None) -> None:
    pause = patient("at: 2025-03-05, aza: stopped", f"at: {day}, aza: 50 mg/day")
    found = {one for one in shown(SCHEDULE, pause) if "checks.edge3" in one}
    assert found == ({f"monitor.checks.edge3:{side}"} if side else set())


@pytest.mark.parametrize(
    ("day", "side"), [("2025-03-04", "last-inside"), ("2025-03-05", "after"), ("2025-03-03", None)]
)
def test_deadlines(day: str, side: str | None) -> None:
    found = {one for one in shown(SCHEDULE, patient(f"at: {day}, AST: 1 U/L")) if "early.deadline" in one}
    assert found == ({f"task.early.deadline:{side}"} if side else set())
