"""Traps of real records that reach the evaluator: each with a timeline and what must come out.

The numbers are those of the list of traps that the hazards of the project are drawn from.
"""

from __future__ import annotations

import pytest

from careway.evaluate.result import Kind, Standing
from careway.model.truth import FALSE, TRUE, UNKNOWN
from evaluate.small import changes, dates, logged, occasions, result, standings, timeline, truth
from evaluate.small import core as compiled

STEP = """
step only "Only" [1]
  begin at first start of aza
"""
WATCH = (
    STEP + "\nmonitor ALT as watch [1]\n  from first start of aza\n  weekly for 1 week\n  allow 3 days either side\n"
)
STOP = STEP + "\nstop high [1]\n  when ALT >= 200 U/L\n"
START = "at: 2025-03-08, aza: 50 mg/day"


def test_trap_3_a_preliminary_result_may_stop_and_completes_no_occasion() -> None:
    record = "at: 2025-03-15, ALT: {value: 250 U/L, status: preliminary}"
    assert result(STOP, START, record).stop is not None
    assert standings(result(WATCH, START, record, as_of="2025-04-01")) == [("2025-03-15", "missed")]


def test_trap_3_the_final_result_takes_the_place_of_the_preliminary_one() -> None:
    records = (
        "at: 2025-03-15, ALT: {value: 90 U/L, status: preliminary, id: p1}",
        "at: 2025-03-15, known: 2025-03-16, corrects: p1, ALT: 30 U/L",
    )
    assert changes("ALT > 40 U/L", *records, as_of="2025-03-31") == ["+2025-03-15", "-2025-03-16"]
    assert standings(result(WATCH, START, *records, as_of="2025-04-01")) == [("2025-03-15", "done")]


def test_trap_4_a_correction_takes_the_place_of_the_original_from_when_it_was_known() -> None:
    records = (
        "at: 2025-03-15, ALT: {value: 250 U/L, id: r1}",
        "at: 2025-03-15, known: 2025-03-18, corrects: r1, ALT: {value: 25 U/L, status: corrected}",
    )
    assert changes("ALT >= 200 U/L", *records, as_of="2025-03-31") == ["+2025-03-15", "-2025-03-18"]
    found = result(STOP, START, *records, as_of="2025-03-31")
    assert found.stop is not None  # what was decided stays
    assert [entry.at for entry in logged(found, Kind.CORRECTION)] == ["2025-03-18"]


def test_trap_5_of_two_results_of_one_day_the_worse_counts() -> None:
    for first, second in (("250 U/L", "25 U/L"), ("25 U/L", "250 U/L")):
        records = (f"at: 2025-03-15, ALT: {first}", f"at: 2025-03-15, ALT: {second}")
        assert result(STOP, START, *records).stop is not None
    low = ("at: 2025-03-15, ANC: 400 /uL", "at: 2025-03-15, ANC: 4000 /uL")
    assert truth("ANC < 500 /uL", *low) is TRUE


def test_trap_5_an_exact_duplicate_counts_once() -> None:
    records = ("at: 2025-03-15, ALT: 90 U/L", "at: 2025-03-15, ALT: 90 U/L", "at: 2025-03-10, ALT: 30 U/L")
    assert truth("number of ALT = 2", *records) is TRUE
    assert truth("ALT > 40 U/L twice in a row", *records) is FALSE


def test_trap_14_the_upper_limit_is_still_normal() -> None:
    assert truth("ALT > ULN", "at: 2025-03-15, ALT: {value: 56 U/L, range: 7 to 56 U/L}") is FALSE
    assert truth("ALT > ULN", "at: 2025-03-15, ALT: {value: 56.01 U/L, range: 7 to 56 U/L}") is TRUE
    assert truth("ALT < LLN", "at: 2025-03-15, ALT: {value: 7 U/L, range: 7 to 56 U/L}") is FALSE


def test_trap_19_a_partial_date_is_a_span_of_possible_days() -> None:
    january = "at: 2026-01, ALT: 90 U/L"
    assert truth("ALT > 40 U/L within 20 days", january, as_of="2026-01-31") is UNKNOWN
    assert truth("ALT > 40 U/L within 30 days", january, as_of="2026-01-31") is TRUE
    assert (
        truth("ALT > 40 U/L within 20 days", january, as_of="2026-02-25") is UNKNOWN
    )  # no result is in it for certain
    year = "at: 2025, nausea: present"
    assert truth("nausea present within 1 year", year, as_of="2026-01-01") is TRUE
    assert truth("nausea present within 3 months", year, as_of="2026-01-01") is UNKNOWN


def test_trap_20_the_last_day_of_a_period_belongs_to_it() -> None:
    record = "at: 2025-03-01, until: 2025-03-10, aza: 50 mg/day"
    assert truth("aza active", record, as_of="2025-03-10T23:59") is TRUE
    assert truth("aza active", record, as_of="2025-03-11T00:00") is FALSE


def test_trap_20_an_as_of_date_is_the_end_of_that_day() -> None:
    records = (START, "at: 2025-03-10T23:59, ALT: 250 U/L")
    assert result(STOP, *records, as_of="2025-03-10").stop is not None
    assert result(STOP, *records, as_of="2025-03-10T23:58").stop is None


@pytest.mark.parametrize(
    ("record", "active"),
    [
        ("at: 2025-03-01, until: 2025-03-10, aza: 50 mg/day", FALSE),  # ended
        ("at: 2025-03-01, aza: 50 mg/day", TRUE),  # goes on
        ("at: 2025-03-01, until: 2025-12-31, aza: 50 mg/day", TRUE),  # ends later
        ("at: 2025-03-01, ALT: 30 U/L", UNKNOWN),  # nothing is known of it
    ],
)
def test_trap_21_a_period_has_ended_goes_on_or_is_unknown(record: str, active: object) -> None:
    assert truth("aza active", record, as_of="2025-06-30") is active


def test_trap_23_a_result_counts_at_its_sampling_and_is_used_once_it_is_known() -> None:
    late = "at: 2025-03-14T08:00, known: 2025-03-20T16:00, ALT: 250 U/L"
    found = result(STOP, START, late, as_of="2025-03-31")
    assert dates(found, Kind.STOP) == ["2025-03-20 16:00"]
    assert result(STOP, START, late, as_of="2025-03-20T15:59").stop is None  # nobody could have known
    done = result(WATCH, START, late, as_of="2025-03-31")
    assert occasions(done)[0].done_on == "2025-03-14 08:00"


def test_trap_31_unknown_is_neither_true_nor_false() -> None:
    other = "at: 2025-03-15, CRP: 1 mg/L"
    for condition in ("ALT > 40 U/L", "not (ALT > 40 U/L)", "nausea present", "not nausea present", "agreed is yes"):
        assert truth(condition, other) is UNKNOWN
    found = result(STOP, START)
    assert found.stop is None
    assert [(item.what, item.rule) for item in found.undecided] == [("stop", "high")]


def test_trap_32_what_one_rule_lacks_does_not_silence_the_others() -> None:
    text = (
        STEP
        + """
stop by_ratio [1]
  when ALT / AST >= 5

stop high [1]
  when ALT >= 200 U/L

caution odd [1]
  when bilirubin × ALT / AST > 3 mg/dL
"""
    )
    found = result(text, START, "at: 2025-03-15, ALT: 250 U/L, AST: no value, bilirubin: no value")
    assert found.stop is not None and found.stop.rule == "high"
    assert {item.rule for item in found.undecided} >= {"by_ratio", "odd"}


@pytest.mark.parametrize(
    ("condition", "reported"),
    [
        ("bilirubin >= 3 × 0.1 mg/dL", "bilirubin: 0.3 mg/dL"),
        ("bilirubin <= 3 × 0.1 mg/dL", "bilirubin: 0.3 mg/dL"),
        ("aza dose >= 250 ug/day", "aza: 0.25 mg/day"),
        ("aza dose <= 250 ug/day", "aza: 0.25 mg/day"),
        ("ALT >= 100.4 U/L", "ALT: 100.4 U/L"),
        ("ALT > 100.399999 U/L", "ALT: 100.4 U/L"),
        ("ALT >= 1.1 × 3 U/L", "ALT: 3.3 U/L"),
        ("ALT >= 0.1 U/L + 0.2 U/L", "ALT: 0.3 U/L"),
    ],
)
def test_trap_33_thresholds_are_met_exactly(condition: str, reported: str) -> None:
    assert truth(condition, f"at: 2025-03-15, {reported}") is TRUE


PLAUSIBLE = "\nlab sodium in mmol/L\n  plausible 80 to 200 mmol/L\n\ncaution probe [1]\n  when sodium > 150 mmol/L\n"


@pytest.mark.parametrize("value", ["-1 mmol/L", "999999 mmol/L", "79.9 mmol/L", "200.1 mmol/L"])
def test_trap_36_an_absurd_value_is_refused_with_its_reason(value: str) -> None:
    found = result(PLAUSIBLE, "at: 2025-03-14, AST: 1 U/L", f"at: 2025-03-15, sodium: {value}")
    assert found.cautions == ()
    assert [item.rule for item in found.undecided] == ["probe"]
    assert len(found.records.refused) == 1 and value.split()[0] in found.records.refused[0].record


def test_trap_36_zero_is_a_value() -> None:
    assert truth("ALT <= 0 U/L", "at: 2025-03-15, ALT: 0 U/L") is TRUE
    assert truth("aza active", "at: 2025-03-15, aza: 0 mg/day") is FALSE


MONTHLY = STEP + "\nmonitor ALT as watch [1]\n  from first start of aza\n  monthly for 14 months\n"


def test_trap_38_month_ends_are_counted_from_the_anchor() -> None:
    found = result(MONTHLY, "at: 2023-12-31, aza: 50 mg/day", as_of="2025-12-31")
    assert [item.due for item in occasions(found)] == [
        *("2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31", "2024-06-30", "2024-07-31"),
        *("2024-08-31", "2024-09-30", "2024-10-31", "2024-11-30", "2024-12-31", "2025-01-31", "2025-02-28"),
    ]


def test_trap_39_the_leap_day_and_the_turn_of_the_year() -> None:
    yearly = MONTHLY.replace("monthly for 14 months", "yearly for 4 years")
    found = result(yearly, "at: 2024-02-29, aza: 50 mg/day", as_of="2029-12-31")
    assert [item.due for item in occasions(found)] == ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]
    weekly = MONTHLY.replace("monthly for 14 months", "weekly for 3 weeks")
    found = result(weekly, "at: 2024-12-23, aza: 50 mg/day", as_of="2025-12-31")
    assert [item.due for item in occasions(found)] == ["2024-12-30", "2025-01-06", "2025-01-13"]
    assert truth("age >= 18 years", "at: 2026-02-28, ALT: 1 U/L", born="2008-02-29") is TRUE
    assert truth("age >= 18 years", "at: 2026-02-27, ALT: 1 U/L", born="2008-02-29") is FALSE


EFFECTIVE = """
guideline expired
  title "Expired"
  version 1.0.0
  status retired
  disclaimer "Made up for tests."
  effective from 2025-01-01 until 2025-06-30

source 1 opinion "Made up for tests"

lab ALT in U/L

step only [1]
  begin at first ALT
"""


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2024-12-31", "effective only from 2025-01-01"),
        ("2025-01-01", None),
        ("2025-06-30", None),
        ("2025-07-01", "effective only until 2025-06-30"),
    ],
)
def test_trap_40_a_guideline_outside_its_period_says_so_first(day: str, said: str | None) -> None:
    from careway.base.source import Source
    from careway.evaluate.run import run
    from careway.pipeline import compile_source

    core = compile_source(Source("expired.care", EFFECTIVE)).core
    assert core is not None
    found = run(core, timeline(core, f"at: {day}, ALT: 1 U/L"))
    period = [notice for notice in found.notices if "effective" in notice]
    assert len(period) == (said is not None)
    if said is not None:
        assert said in period[0]


def test_a_doubtful_standing_is_said_and_not_guessed() -> None:
    text = STEP + "\ntask repeat ALT as again once within 24 hours of first ALT > 100 U/L [1]\n"
    compiled(text)
    found = result(text, START, "at: 2025-03-10, ALT: 200 U/L", "at: 2025-03-11, ALT: 90 U/L", as_of="2025-03-31")
    assert [item.standing for item in occasions(found)] == [Standing.UNCLEAR]
