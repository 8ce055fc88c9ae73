"""Results held against expectations: for every expectation one that is met and one that is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from careway.base.source import NOWHERE, Source
from careway.cases.findings import Findings
from careway.cases.judge import judge
from careway.cases.nodes import Count, Entries, EntryWanted, Expectation, Key, Listed, PerName, StopWanted, Wanted, Word
from careway.cases.run import relevant
from careway.evaluate.result import Result, Standing
from support import sample_results

QUIET, STOPPED, OPEN = sample_results.quiet(), sample_results.stopped(), sample_results.undecided()
BARRED = sample_results.not_eligible()
REFUSING = Expectation(Key.REFUSED, Count(1), NOWHERE)


def failing(key: Key, wanted: Wanted, result: Result) -> list[str]:
    expectations = [Expectation(key, wanted, NOWHERE)]
    if key is not Key.REFUSED and result.records.refused:
        expectations.append(REFUSING)
    return [f"{one.expected} | {one.found}" for one in judge(expectations, result)]


def stop(rule: str | None, on: str | None = None, also: tuple[str, ...] | None = None) -> StopWanted:
    return StopWanted(rule, on, also)


def per(name: str, *items: str) -> PerName:
    return PerName(((name, items),))


def entries(at: str, kind: str, rule: str | None = None) -> Entries:
    return Entries((EntryWanted(at, kind, rule),))


MONITOR = "liver_tests_blood_count"
MET: list[tuple[Key, Wanted, Result]] = [
    (Key.ELIGIBLE, Word("yes"), QUIET),
    (Key.ELIGIBLE, Word("no"), BARRED),
    (Key.ELIGIBLE, Word("cannot decide"), OPEN),
    (Key.PHASE, Word("stopped"), STOPPED),
    (Key.STEP, Listed(("escalation",)), QUIET),
    (Key.STEP, Listed(("none",)), STOPPED),
    (Key.STEP, per("main", "escalation"), QUIET),
    (Key.STOP, stop(None), QUIET),
    (Key.STOP, stop("rise_with_symptoms"), STOPPED),
    (Key.STOP, stop("rise_with_symptoms", "2025-04-20", ("raised_bilirubin",)), STOPPED),
    (Key.UNDECIDED, Listed(()), QUIET),
    (Key.UNDECIDED, Listed(("rise_with_symptoms",)), OPEN),
    (Key.NOT_UNDECIDED, Listed(("raised_bilirubin",)), OPEN),
    (Key.WANTED, per("rise_with_symptoms", "baseline ALT", "nausea"), OPEN),
    (Key.FLIPS, per("raised_bilirubin", "2.4 mg/dL"), STOPPED),
    (Key.CAUTIONS, Listed(("allopurinol_interaction",)), OPEN),
    (Key.CAUTIONS, Listed(()), QUIET),
    (Key.NOT_CAUTIONS, Listed(("allopurinol_interaction",)), QUIET),
    (Key.ADVICE, Listed(("Stop  azathioprine", "mycophenolate")), STOPPED),
    (Key.ADVICE, Listed(()), BARRED),
    (Key.ADVICE, per("rise_with_symptoms", "stop azathioprine"), STOPPED),
    (Key.ADVICE, per("raised_bilirubin"), STOPPED),
    (Key.NOT_ADVICE, per("rise_with_symptoms", "mycophenolate"), STOPPED),
    (Key.NOT_ADVICE, Listed(("increase",)), STOPPED),
    (Key.DEVIATIONS, Listed(("rise_with_symptoms", "still recorded")), STOPPED),
    (Key.NOT_DEVIATIONS, Listed(("escalation",)), STOPPED),
    (Key.MISSED, per(MONITOR, "2025-04-12", "2025-04-05"), STOPPED),
    (Key.MISSED, per(MONITOR), QUIET),
    (Key.DONE, per(MONITOR, "2025-03-15"), QUIET),
    (Key.NEXT, per(MONITOR, "2025-03-22"), QUIET),
    (Key.NEXT, per(MONITOR), STOPPED),
    (Key.TASKS, per(MONITOR, "open"), QUIET),
    (Key.TASKS, per("another", "none"), QUIET),
    (Key.LOG, entries("2025-03-11", "step", "escalation"), QUIET),
    (Key.LOG, entries("2025-03-11", "step"), QUIET),
    (Key.NOT_LOG, entries("2025-03-11", "stop"), QUIET),
    (Key.REFUSED, Count(1), STOPPED),
    (Key.USED, Count(41), QUIET),
    (Key.REASONS, Listed(("reaches 3 × its baseline", "nausea present")), STOPPED),
    (Key.REASONS, Listed(("allopurinol are both",)), OPEN),
]
UNMET: list[tuple[Key, Wanted, Result, str]] = [
    (Key.ELIGIBLE, Word("yes"), BARRED, "yes | no (Do not reintroduce: ALT has not returned to normal)"),
    (Key.PHASE, Word("active"), STOPPED, "active | stopped"),
    (Key.STEP, Listed(("initial",)), QUIET, "initial | escalation"),
    (Key.STEP, Listed(("none",)), QUIET, "none | escalation"),
    (Key.STEP, per("main", "none"), QUIET, "none | escalation"),
    (Key.STOP, stop("rise_with_symptoms"), QUIET, "rise_with_symptoms | none"),
    (Key.STOP, stop(None), STOPPED, "none | rise_with_symptoms on 2025-04-20"),
    (Key.STOP, stop("other"), STOPPED, "other | rise_with_symptoms on 2025-04-20"),
    (
        Key.STOP,
        stop("rise_with_symptoms", "2025-04-21"),
        STOPPED,
        "rise_with_symptoms on 2025-04-21 | rise_with_symptoms on 2025-04-20",
    ),
    (
        Key.STOP,
        stop("rise_with_symptoms", None, ()),
        STOPPED,
        "rise_with_symptoms, also none | rise_with_symptoms on 2025-04-20, also raised_bilirubin",
    ),
    (Key.UNDECIDED, Listed(()), OPEN, "none | other_causes, rise_with_symptoms"),
    (Key.UNDECIDED, Listed(("a", "b")), QUIET, "a, b | none"),
    (Key.NOT_UNDECIDED, Listed(("other_causes",)), OPEN, "without other_causes | other_causes, rise_with_symptoms"),
    (
        Key.WANTED,
        per("rise_with_symptoms", "AST"),
        OPEN,
        "rise_with_symptoms: 'AST' | 'baseline ALT (ALT)'; 'nausea (nausea)'",
    ),
    (Key.WANTED, per("a", "AST"), QUIET, "a undecided | undecided: none"),
    (Key.FLIPS, per("raised_bilirubin", "2.5"), STOPPED, "raised_bilirubin: '2.5' | '2.4 mg/dL or more'"),
    (Key.CAUTIONS, Listed(()), OPEN, "none | allopurinol_interaction"),
    (
        Key.NOT_CAUTIONS,
        Listed(("allopurinol_interaction",)),
        OPEN,
        "without allopurinol_interaction | allopurinol_interaction",
    ),
    (Key.ADVICE, Listed(("refer",)), BARRED, "'refer' | none"),
    (
        Key.ADVICE,
        per("rise_with_symptoms", "mycophenolate"),
        STOPPED,
        "rise_with_symptoms: 'mycophenolate' | 'stop azathioprine'",
    ),
    (
        Key.NOT_ADVICE,
        per("rise_with_symptoms", "stop"),
        STOPPED,
        "rise_with_symptoms: without 'stop' | 'stop azathioprine'",
    ),
    (Key.DEVIATIONS, Listed(()), QUIET, ""),
    (Key.MISSED, per(MONITOR, "2025-04-05"), STOPPED, f"{MONITOR} 2025-04-05 | 2025-04-05, 2025-04-12"),
    (Key.LATE, per(MONITOR, "2025-03-22"), QUIET, f"{MONITOR} 2025-03-22 | none"),
    (Key.DUE, per(MONITOR, "2025-03-22"), QUIET, f"{MONITOR} 2025-03-22 | none"),
    (Key.DONE, per(MONITOR), QUIET, f"{MONITOR} none | 2025-03-15"),
    (Key.NEXT, per(MONITOR), QUIET, f"{MONITOR} none | 2025-03-22"),
    (Key.TASKS, per(MONITOR, "done"), STOPPED, f"{MONITOR} done | missed"),
    (
        Key.LOG,
        entries("2025-03-12", "step", "escalation"),
        QUIET,
        "2025-03-12 step escalation | of escalation: 2025-03-11 step",
    ),
    (
        Key.LOG,
        entries("2025-03-12", "step", "x"),
        QUIET,
        "2025-03-12 step x | step: 2025-03-08 initial, 2025-03-11 escalation",
    ),
    (Key.NOT_LOG, entries("2025-03-11", "step"), QUIET, "no entry: 2025-03-11 step | this entry"),
    (Key.REFUSED, Count(0), STOPPED, "0 | 1"),
    (Key.USED, Count(40), QUIET, "40 | 41"),
    (Key.REASONS, Listed(("ALT 300",)), QUIET, "'ALT 300' | none"),
]


@pytest.mark.parametrize(("key", "wanted", "result"), MET)
def test_what_is_so_is_met(key: Key, wanted: Wanted, result: Result) -> None:
    assert failing(key, wanted, result) == []


@pytest.mark.parametrize(("key", "wanted", "result", "told"), UNMET)
def test_what_is_not_so_is_told_with_what_was_found(key: Key, wanted: Wanted, result: Result, told: str) -> None:
    assert failing(key, wanted, result) == ([told] if told else [])


def test_every_key_is_judged_both_ways() -> None:
    unmet = {key for key, _, _, told in UNMET if told}
    assert unmet | {Key.NOT_DEVIATIONS, Key.DEVIATIONS} == set(Key)
    assert {key for key, _, _ in MET} | {Key.LATE, Key.DUE} == set(Key)


def test_a_refused_record_fails_a_case_that_does_not_say_so() -> None:
    (failure,) = judge([Expectation(Key.STOP, stop("rise_with_symptoms"), NOWHERE)], STOPPED)
    assert failure.key == "refused"
    assert failure.found == "1 refused: ALT 900 U/L on 2025-03-22: entered in error"


def test_the_log_shown_is_that_of_the_rules_that_failed() -> None:
    failures = judge([Expectation(Key.STOP, stop("other"), NOWHERE), REFUSING], STOPPED)
    assert [entry.kind.value for entry in relevant(STOPPED, failures)] == ["step", "step", "stop"]
    assert relevant(STOPPED, []) == ()


def test_late_and_due_are_told_apart() -> None:
    late = replace(QUIET, occasions=(replace(QUIET.occasions[0], standing=Standing.LATE),))
    assert failing(Key.LATE, per(MONITOR, "2025-03-22"), late) == []
    assert failing(Key.DUE, per(MONITOR), late) == []
    assert failing(Key.NEXT, per(MONITOR), late) == []


def test_a_finding_is_told_once() -> None:
    findings = Findings()
    for _ in range(2):
        findings.unknown("stop", "raise", NOWHERE, ["rise"])
    assert [one.help for one in findings.found] == ["did you mean rise?"]
    assert Source("x", "").position(0) == (1, 1)
