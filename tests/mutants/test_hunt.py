"""Mutants held against cases: boundary cases notice all of a small guideline, and what none notices is named."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pytest

from careway.base.source import Source
from careway.cases.findings import Findings
from careway.cases.nodes import Case
from careway.cases.read import read_cases
from careway.cases.run import Outcome, run_case
from careway.ingest.document import Fields
from careway.ingest.native_text import Said, Written
from careway.ingest.yaml_tree import yaml_tree
from careway.ir.nodes import Guideline
from careway.mutants.generate import slips_of
from careway.mutants.hunt import Means, hunt
from careway.mutants.mutant import Mutant, Sort, mutated
from careway.mutants.trial import TooLong, Trial, limited, rests_on
from careway.mutants.verdict import Verdict, Verdicts, document
from mutants.small import BOUNDARY, REST, TEXT, cases_of, core_of

QUICK = Means(patients=0)


def changed(words: str, core: Guideline | None = None) -> Mutant:
    (found,) = [mutant for mutant in slips_of(core or core_of()) if mutant.words == words]
    return found


def verdicts(cases: str, means: Means = QUICK, only: str | None = None, jobs: int = 1) -> tuple[Verdict, ...]:
    return hunt(core_of(), cases_of(cases), slips_of(core_of(), only=only), means=means, jobs=jobs)


def read_back(text: str) -> Case:
    root, wrong = yaml_tree(Source("x", f"guideline: small.care\ncases:\n{text}"))
    assert isinstance(root, Fields) and not wrong
    findings = Findings()
    (case,) = read_cases(root, core_of(), findings)
    assert not findings.found
    return case


def test_boundary_cases_of_a_small_guideline_notice_every_change() -> None:
    found = verdicts(BOUNDARY + REST)
    assert len(found) > 15
    assert [one.mutant.words for one in found if one.survives] == []


def test_without_them_the_survivors_are_named() -> None:
    one_sided = BOUNDARY.replace("      - {value: 119 U/L, expect: {stop: none}}\n", "")
    survivors = {one.mutant.words for one in verdicts(one_sided + REST) if one.survives}
    assert "`ALT >= 3 × ULN of ALT` becomes `ALT >= 2 × ULN of ALT`" in survivors
    assert "`ALT >= 3 × ULN of ALT` becomes `ALT > 3 × ULN of ALT`" not in survivors


def test_the_case_that_notices_is_named_with_what_it_found() -> None:
    (found,) = [one for one in verdicts(BOUNDARY) if one.mutant.words == "the stop is left out"]
    assert found.noticed is not None
    assert found.noticed.case == "an ALT of 3 × ULN (value 120 U/L)"
    assert found.noticed.how == "stop: expected rise, found none"


def test_a_case_that_would_notice_passes_on_the_guideline_and_fails_on_the_change() -> None:
    found = verdicts("  - case: x\n    events: [{at: 2025-03-08, ALT: 30 U/L}]\n    expect: {stop: none}\n", Means(60))
    shown = [one for one in found if one.example is not None]
    assert len(shown) * 2 > len(found)
    for one in shown:
        assert one.example is not None
        case = read_back(one.example)
        assert run_case(case, core_of()).outcome is Outcome.PASSED
        assert run_case(case, mutated(core_of(), one.mutant)).outcome is Outcome.FAILED


def test_the_example_is_the_same_each_time() -> None:
    assert verdicts(BOUNDARY, Means(40), "rise") == verdicts(BOUNDARY, Means(40), "rise")


def test_several_processes_give_the_same_verdicts() -> None:
    assert verdicts(BOUNDARY + REST, jobs=2) == verdicts(BOUNDARY + REST)


def same(core: Guideline, other: Guideline, mutant: Mutant) -> str | None:
    """Shows that changes of a number change nothing. (They do: this stands for a proof.)"""
    return "it is shown to" if mutant.sort is Sort.NUMBER else None


def sought(core: Guideline, other: Guideline) -> Written | None:
    """A patient whose ALT is 5 × ULN."""
    return Written("found", (Said("2025-03-08", "azathioprine", "50 mg/day"), Said("2025-03-15", "ALT", "200 U/L")))


def test_what_changes_nothing_is_told_apart_and_not_held_against_the_author() -> None:
    lax = "  - case: x\n    events: [{at: 2025-03-08, ALT: 30 U/L}]\n    expect: {stop: none}\n"
    found = Verdicts("small.care", 1, verdicts(lax, Means(0, equivalent=(f"{__name__}:same",))))
    assert {one.mutant.sort for one in found.equivalent} == {Sort.NUMBER}
    assert all(one.mutant.sort is not Sort.NUMBER for one in found.survivors)
    assert found.share == Fraction(found.noticed, len(found.verdicts) - len(found.equivalent)) < 1


def test_a_patient_that_a_search_finds_is_shown_first() -> None:
    lax = "  - case: x\n    events: [{at: 2025-03-08, ALT: 30 U/L}]\n    expect: {stop: none}\n"
    found = verdicts(lax, Means(0, seek=(f"{__name__}:sought",)), "rise")
    (stop,) = [one for one in found if one.mutant.words == "the stop is left out"]
    assert stop.example is not None
    assert "ALT: 200 U/L" in stop.example
    (step,) = [one for one in found if one.mutant.words == "`ALT >= 3 × ULN of ALT` becomes `ALT >= 4 × ULN of ALT`"]
    assert step.example is None


def test_a_run_that_breaks_off_has_been_noticed() -> None:
    trial = Trial(core_of(), cases_of(BOUNDARY))
    broken = Mutant("ALT", 0, Sort.VOCABULARY, "nothing is left", ("vocabulary", "concepts"), (), ("ALT",))
    found = trial.noticed(broken)
    assert found is not None
    assert found.how.startswith("the run breaks off")


def test_a_run_that_does_not_end_is_broken_off() -> None:
    def endless() -> Iterator[int]:
        while True:
            yield 1

    with pytest.raises(TooLong), limited(1):
        sum(endless())


def test_cases_that_fail_already_are_known() -> None:
    wrong = BOUNDARY.replace("stop: none", "stop: rise")
    assert Trial(core_of(), cases_of(wrong)).failing == ["an ALT of 3 × ULN (value 119 U/L)"]


def test_cases_that_name_the_rule_come_first() -> None:
    trial = Trial(core_of(), cases_of(REST + BOUNDARY))
    names = [trial.cases[number].name for number in trial.touching("rise")]
    assert names[:2] == ["two results of one day", "an ALT of 3 × ULN (value 120 U/L)"]


def test_a_definition_is_known_to_the_rules_that_rest_on_it() -> None:
    text = (
        TEXT.replace("  when ALT >=", "  when high\n").split("  when high")[0]
        + "  when high\n  advise stop azathioprine\n"
    )
    text = text.replace("step treatment", "define high when ALT >= 3 × ULN\n\nstep treatment")
    assert rests_on(core_of(text))["high"] == {"rise"}
    assert rests_on(core_of(text))["ALT"] == {"high", "rise", "treatment"}


def test_the_document_counts_what_it_lists() -> None:
    found = Verdicts("small.care", 2, verdicts(BOUNDARY))
    (told,) = document([found])["guidelines"]
    assert told["mutants"] == told["noticed"] + len(told["survivors"]) + len(told["changes_nothing"])
    assert sum(one["survivors"] for one in told["by_sort"].values()) == len(told["survivors"])
    assert sum(one["mutants"] for one in told["by_sort"].values()) == told["mutants"]
