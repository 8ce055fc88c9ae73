"""Each fault that can be planted in a guideline is found, with a patient whom the evaluator confirms."""

from __future__ import annotations

import pytest

from prove.planted import findings, guideline, proved, replayed

HIGH = 'caution high "High" [1]\n  when ALT > 3 × baseline of ALT\n  advise order ALT\n'


def test_a_gap_between_two_rules() -> None:
    low = 'caution low "Low" [1]\n  when ALT < 3 × baseline of ALT\n  advise "fine"\n'
    (found,) = findings(proved(HIGH + low, "gap"), "gap")
    assert "exactly 3 × baseline of ALT" in found.sentence
    (witness,) = found.witnesses
    assert replayed(guideline(HIGH + low), witness)[1] == set()
    higher = witness.timeline.rpartition("ALT: ")
    number = int(higher[2].split()[0])
    for by, rule in ((1, "high"), (-1, "low")):
        moved = f"{higher[0]}ALT: {number + by} U/L}}\n"
        assert replayed(guideline(HIGH + low), type(witness)("", moved, witness.as_of, ""))[1] == {rule}


def test_no_gap_where_one_rule_takes_the_bound() -> None:
    low = 'caution low "Low" [1]\n  when ALT <= 3 × baseline of ALT\n  advise "fine"\n'
    assert findings(proved(HIGH + low, "gap"), "gap") == []


def test_a_gap_of_one_day() -> None:
    rules = """
caution early "Early" [1]
  when less than 30 days since restart
  advise "early"
caution later "Later" [1]
  when more than 30 days since restart
  advise "later"
"""
    (found,) = findings(proved(rules, "gap"), "gap")
    assert "30 days have passed since restart" in found.sentence
    assert replayed(guideline(rules), found.witnesses[0])[1] == set()


def test_advice_that_contradicts_a_stop() -> None:
    rules = """
stop high "High" [1]
  when ALT >= 300 U/L
  advise stop azathioprine
caution again "Again" [1]
  when nausea absent
  advise increase azathioprine to 100 mg/day
"""
    found = findings(proved(rules, "conflict"), "conflict")
    assert any("after high" in one.sentence for one in found)
    for one in found:
        stop, cautions, advice = replayed(guideline(rules), one.witnesses[0])
        assert "again" in cautions
        assert len(advice) >= 2 and (stop == "high" or "continue azathioprine" in advice)


def test_to_avoid_a_drug_does_not_take_the_place_of_giving_it() -> None:
    rules = """
caution both "Both" [1]
  when nausea present
  advise increase azathioprine to 100 mg/day
  advise avoid azathioprine
"""
    found = [
        one for one in findings(proved(rules, "both"), "conflict") if "both says" in one.sentence.split(", and")[0]
    ]
    assert len(found) == 1
    assert {"avoid azathioprine", "increase azathioprine to 100 mg/day"} <= replayed(
        guideline(rules), found[0].witnesses[0]
    )[2]


def test_doses_that_do_not_meet() -> None:
    rules = """
caution low "Low" [1]
  when nausea present
  advise azathioprine at most 25 mg/day
caution high "High" [1]
  when ALT > ULN
  advise azathioprine at least {} mg/day
"""
    assert len(findings(proved(rules.format(50), "conflict"), "conflict")) == 1
    assert findings(proved(rules.format(25), "conflict"), "conflict") == []


def test_a_stop_that_a_worse_value_undoes() -> None:
    rules = 'stop band "Band" [1]\n  when ALT >= 300 U/L and ALT < 420 U/L\n  advise stop azathioprine\n'
    (found,) = findings(proved(rules, "reversal"), "reversal")
    stops, goes_on = found.witnesses
    assert replayed(guideline(rules), stops)[0] == "band"
    assert replayed(guideline(rules), goes_on)[0] is None
    whole = 'stop band "Band" [1]\n  when ALT >= 300 U/L\n  advise stop azathioprine\n'
    assert findings(proved(whole, "reversal"), "reversal") == []


def test_a_rule_that_never_fires() -> None:
    rules = """
eligible normal "Normal" [1]
  when ALT <= ULN
stop never_so "Never" [1]
  when baseline of ALT > 5 × ULN of ALT and ALT >= 300 U/L
  advise stop azathioprine
stop sometimes "Sometimes" [1]
  when ALT >= 300 U/L
  advise stop azathioprine
"""
    (found,) = findings(proved(rules, "idle"), "idle")
    assert found.rule == "never_so" and {rule for rule, _ in found.because} == {"only", "normal"}
    possible = rules.replace("> 5 × ULN of ALT", "> 200 U/L")
    assert findings(proved(possible, "idle"), "idle") == []


def test_a_criterion_that_decides_nothing() -> None:
    rules = """
stop high "High" [1]
  when any of
    - ALT >= 300 U/L
    - ALT >= 500 U/L
  advise stop azathioprine
"""
    (found,) = findings(proved(rules, "indecisive"), "indecisive")
    assert found.sentence.startswith("`ALT >= 500 U/L`") and "ALT >= 300 U/L is true first" in found.sentence


def test_a_way_that_is_never_open_and_a_step_without_one() -> None:
    step = """
define early = last ALT before restart
step first "First" [1]
  begin at restart
  go to second when early >= 300 U/L and {} < 3 U/L
step second "Second" [1]
  advise continue azathioprine
"""
    proofs = proved("", step=step.format("last ALT before restart"))
    assert {one.rule for one in findings(proofs, "trap")} == {"first", "second"}
    proofs = proved("", step=step.format("first ALT before restart"))
    assert {one.rule for one in findings(proofs, "trap")} == {"second"}


def test_a_schedule_that_ends_and_one_that_never_begins() -> None:
    rules = """
monitor ALT "Weekly" as weekly [1]
  from restart
  weekly for 1 month
monitor nausea "Monthly" as monthly [1]
  from restart
  monthly for 2 weeks
  then weekly
"""
    found = {one.rule: one.sentence for one in findings(proved(rules, "hole"), "hole")}
    assert "nothing asks for ALT after that" in found["weekly"]
    assert "too short" in found["monthly"]


def test_a_step_in_which_nobody_asks() -> None:
    step = """
step first "First" [1]
  begin at restart
  go to second after 3 days
  monitor ALT as inner
    daily
step second "Second" [1]
  go to first when agreed is yes
"""
    (found,) = findings(proved("", "hole", step), "hole")
    assert found.rule == "second"


CLOZAPINE = """
monitor ALT "Usual" as usual [1]
  from restart
  weekly for 6 months
  then monthly
  allow 3 days either side
  continue after azathioprine paused {} 30 days
  restart after azathioprine paused {} 30 days
"""


def test_interruptions_of_which_two_lines_speak() -> None:
    both = CLOZAPINE.format("at most", "at least")
    (found,) = findings(proved(both, "usual"), "conflict")
    assert "of 30 days" in found.sentence
    (witness,) = found.witnesses
    assert "next due" in witness.says and "by the other line" in witness.says
    (found,) = findings(proved(CLOZAPINE.format("less than", "more than"), "usual"), "gap")
    assert "of 30 days" in found.sentence
    assert findings(proved(CLOZAPINE.format("less than", "at least"), "usual"), "conflict") == []
    assert findings(proved(CLOZAPINE.format("less than", "at least"), "usual"), "gap") == []


CLAIMS = """
stop high "High" [1]
  when ALT >= {} U/L
  advise stop azathioprine
always stopped "Stopped at 500"
  advise stop azathioprine
  when ALT >= 500 U/L
never too_much "Not both"
  when ALT >= 500 U/L
"""


@pytest.mark.parametrize(("limit", "broken"), [(500, set()), (501, {"stopped", "too_much"}), (499, set())])
def test_claims_hold_or_a_patient_shows_that_they_do_not(limit: int, broken: set[str]) -> None:
    rules = CLAIMS.format(limit)
    found = findings(proved(rules, "invariant"), "invariant")
    assert {one.rule for one in found} == broken
    for one in found:
        stop, _, advice = replayed(guideline(rules), one.witnesses[0])
        assert stop is None and "stop azathioprine" not in advice


def test_a_finding_is_accepted_by_kind_and_an_acceptance_without_one_is_told() -> None:
    rules = """
stop band "Band" [1]
  when ALT >= 300 U/L and ALT < 420 U/L
  advise stop azathioprine
  accepted reversal because "seen"
  accepted gap because "there is none"
"""
    proofs = proved(rules)
    assert [one.accepted for one in findings(proofs, "reversal")] == ["seen"]
    assert [(one.rule, one.because) for one in proofs.unneeded] == [("band", "there is none")]


def test_the_same_text_gives_the_same_proofs() -> None:
    assert proved(HIGH) == proved(HIGH)
