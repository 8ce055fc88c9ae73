"""Decisions: true, false, unknown; and which question was alone decisive."""

from __future__ import annotations

from careway.coverage.planning import plan
from case_coverage.shown import STEP, ids, measure, patient, sentences, shown
from evaluate.small import core

BOTH = f"""{STEP}
stop rise [1]
  when all of
    - ALT >= 300 U/L
    - nausea present
  advise stop aza
"""
HIGH_AND_SICK = patient("at: 2025-03-08, ALT: 300 U/L, nausea: present")
HIGH_ALONE = patient("at: 2025-03-08, ALT: 300 U/L, nausea: absent")
SICK_ALONE = patient("at: 2025-03-08, ALT: 299 U/L, nausea: present")
NEITHER = patient("at: 2025-03-08, ALT: 30 U/L, nausea: absent")
WHEN = "stop.rise.when"


def decided(found: set[str], question: str = "") -> set[str]:
    return {one.split(":")[1] for one in found if one.startswith(f"{WHEN}{question}:")}


def test_a_condition_is_shown_true_false_and_unknown() -> None:
    assert decided(shown(BOTH, HIGH_AND_SICK)) == {"unknown", "true"}  # unknown until the first results
    assert decided(shown(BOTH, SICK_ALONE)) == {"unknown", "false"}
    assert decided(shown(BOTH, patient())) == {"unknown"}


def test_a_question_of_an_all_is_decisive_only_where_the_others_are_true() -> None:
    alone = {"alone-true", "alone-not-true"}
    assert decided(shown(BOTH, HIGH_AND_SICK), ".1") & alone == {"alone-true"}
    assert decided(shown(BOTH, SICK_ALONE), ".1") & alone == {"alone-not-true"}
    assert decided(shown(BOTH, NEITHER), ".1") & alone == set()
    assert decided(shown(BOTH, HIGH_ALONE), ".1") & alone == set()
    assert decided(shown(BOTH, HIGH_ALONE), ".2") & alone == {"alone-not-true"}


def test_a_question_of_an_any_is_decisive_only_where_the_others_are_not() -> None:
    text = BOTH.replace("all of", "any of")
    assert "alone-true" in decided(shown(text, HIGH_ALONE), ".1")
    assert "alone-true" not in decided(shown(text, HIGH_AND_SICK), ".1")
    assert "alone-not-true" in decided(shown(text, NEITHER), ".1")


def test_a_question_that_is_negated_is_decisive_the_other_way_round() -> None:
    text = BOTH.replace("- nausea present", "- not nausea present")
    found = measure(text, HIGH_ALONE)
    assert any("being true, it alone keeps rise from being true" in one for one in sentences(found, "rise"))
    assert "alone-not-true" in decided(shown(text, HIGH_ALONE), ".2")
    assert "alone-true" in decided(shown(text, HIGH_AND_SICK), ".2")


def test_a_name_that_is_used_twice_is_one_answer() -> None:
    text = f"""{STEP}
define high when ALT >= 300 U/L
stop rise [1]
  when any of
    - high and nausea present
    - high and itch present
  advise stop aza
"""
    both = patient("at: 2025-03-08, ALT: 300 U/L, nausea: present, itch: present")
    found = shown(text, both)
    assert "define.high.when:true" in found
    # each bullet is true whatever the other is, so none of the places where it stands decides alone ...
    assert not {one for one in found if one.startswith((f"{WHEN}.1.1:alone", f"{WHEN}.2.1:alone"))}
    # ... and a definition that asks one thing only has nothing to ask about its parts
    assert ids(plan(core(text)), "define.high.when") == {
        "define.high.when:true",
        "define.high.when:false",
        "define.high.when:unknown",
        "define.high.when.edge1:at",
        "define.high.when.edge1:beside",
    }


def test_a_definition_is_shown_by_any_rule_that_reaches_it() -> None:
    text = f"""{STEP}
define ill when nausea present or itch present
stop rise [1]
  when ALT >= 300 U/L and ill
  advise stop aza
caution watch [1]
  when AST >= 300 U/L and ill
define unreached when ALT >= 100 U/L or itch present
"""
    asked = ids(plan(core(text)), "define.ill")
    first = shown(text, patient("at: 2025-03-08, ALT: 300 U/L, nausea: present"))
    second = shown(text, patient("at: 2025-03-08, AST: 300 U/L, nausea: present"))
    assert "define.ill.when.1:alone-true" in asked & first & second
    assert "define.ill.when.1:alone-true" not in shown(text, patient("at: 2025-03-08, ALT: 30 U/L, nausea: present"))
    assert not ids(plan(core(text)), "define.unreached")


def test_what_can_never_be_unknown_is_not_asked_to_be() -> None:
    text = f"""{STEP}
stop rise [1]
  when all of
    - ALT recorded within 7 days
    - allo active
    - at least 3 days since entry to treatment
    - ALT >= 300 U/L
  advise stop aza
"""
    made = plan(core(text))
    assert {one for one in ids(made, WHEN) if one.endswith(":unknown")} == {f"{WHEN}:unknown", f"{WHEN}.4:unknown"}


def test_a_rule_is_looked_at_only_while_it_can_speak() -> None:
    never_begun = (("at: 2025-03-08, ALT: 300 U/L, nausea: present",), None)
    assert not decided(shown(BOTH, never_begun))


def test_a_way_on_is_one_decision_of_its_time_its_condition_and_what_must_not_be() -> None:
    text = f"""{STEP}
  go to later after 3 days without nausea present
  go to later when ALT >= 300 U/L
step later [1]
  advise "Go on"
"""
    calm = patient("at: 2025-03-02, nausea: absent", as_of="2025-03-04")
    found = shown(text, calm)
    way = "step.treatment.way1"
    assert {f"{way}.taken", f"{way}:true", f"{way}.without:unknown", f"{way}:false", "step.later.entered"} <= found
    assert {f"{way}.after:alone-true", f"{way}.without:alone-not-true", f"{way}.after:at"} <= found
    assert "step.treatment.way2.taken" not in found
    sick = shown(text, patient("at: 2025-03-02, nausea: present", as_of="2025-03-04"))
    assert f"{way}.taken" not in sick
    assert f"{way}.without:alone-true" in sick
    short = shown(text, patient("at: 2025-03-02, nausea: absent", as_of="2025-03-03"))
    assert f"{way}.after:beside" in short and f"{way}.after:at" not in short
