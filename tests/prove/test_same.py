"""Two guidelines that say the same of every patient are known by a proof, and two that do not by a patient."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from careway.differences.outcomes import outcome
from careway.evaluate.run import run
from careway.ingest.native_text import native_text
from careway.ingest.read import read_timelines
from careway.ir.nodes import Guideline
from careway.mutants.generate import is_good, slips_of
from careway.mutants.mutant import Mutant, mutated
from careway.prove.apart import tells_apart
from careway.prove.person import Person, day_text, written
from careway.prove.same import equivalent
from property.timelines import grain
from prove.pinned import people
from prove.planted import STEP, guideline

CAUTION = 'caution seen "Seen" [1]\n  when {when}\n  advise order ALT\n'
ADMITTED = 'define low = number of ALT < 90 U/L{when}\neligible fit [1]\n  when low >= 2\n  otherwise "not fit"\n'
STOP = 'stop high "High" [1]\n  when {when}\n  advise stop azathioprine\n'
ELIGIBLE = 'eligible normal "Normal" [1]\n  when baseline of ALT <= ULN\n  otherwise "not normal"\n'
WARNED = """define high = last ALT{when}
caution seen "Seen" [1]
  when ALT > 100 U/L
  advise hold azathioprine when nausea not recorded since high
"""
ADVICE = """
step only "Only step" [1]
  begin at restart
  advise continue azathioprine
  advise hold azathioprine when {when}
  advise continue azathioprine when nausea present
  accepted trap because "the step is the whole protocol"
"""
SAME = {
    "not below is at least": (CAUTION, "ALT >= 3 × ULN", "not (ALT < 3 × ULN)"),
    "the same criterion twice": (CAUTION, "nausea present", "nausea present and nausea present"),
    "an alternative that another holds already": (CAUTION, "ALT > 100 U/L", "ALT > 100 U/L or ALT > 200 U/L"),
    "a window that another cuts": (
        CAUTION,
        "ALT recorded within 7 days and ALT recorded within 30 days",
        "ALT recorded within 7 days and ALT recorded within 60 days",
    ),
    "a month is never longer than 31 days": (
        CAUTION,
        "at least 1 month since restart and at least 31 days since restart",
        "at least 31 days since restart",
    ),
    "what began the step is so in it": (STOP, "restart has happened and ALT > 90 U/L", "ALT > 90 U/L"),
    "nobody is asked after the beginning": (
        ADMITTED,
        " on or before restart",
        "",
    ),
    "a rarer case of what is so": (
        CAUTION,
        "ALT > 100 U/L or (nausea present and ALT < 50 U/L)",
        "ALT > 100 U/L or (nausea present and ALT < 50 U/L) or (ALT > 150 U/L and nausea recorded)",
    ),
    "what a caution advises is asked only while it warns": (WARNED, " > 90 U/L", ""),
    "advice whose place later advice takes": (
        ADVICE,
        "agreed is yes",
        "agreed is yes or (nausea present and agreed is yes)",
    ),
}
OTHER = {
    "the threshold itself": (CAUTION, "ALT >= 3 × ULN", "ALT > 3 × ULN"),
    "one day more": (CAUTION, "ALT recorded within 7 days", "ALT recorded within 8 days"),
    "an absence is not the same as nothing known": (CAUTION, "nausea absent", "not (nausea recorded)"),
    "a fifth result": (CAUTION, "ALT recorded at least 5 times", "ALT recorded at least 6 times"),
    "the first is not the last": (CAUTION, "first ALT > 90 U/L", "last ALT > 90 U/L"),
    "a caution may warn for another reason": (WARNED, " > 110 U/L", ""),
    "advice that nothing replaces": (ADVICE, "agreed is yes", "nausea absent and agreed is yes"),
    "only the eligible have a baseline that makes it so": (
        ELIGIBLE + STOP,
        "ALT >= 3 × baseline of ALT or ALT >= 120 U/L",
        "ALT >= 3 × baseline of ALT",
    ),
    "while a step is active it is another question": (STOP, "ALT > 90 U/L", "ALT > 90 U/L and nausea recorded"),
}


@cache
def made(template: str, when: str) -> Guideline:
    text = template.replace("{when}", when)
    return guideline("", text) if text.startswith("\nstep") else guideline(text)


def parted(old: Guideline, new: Guideline, one: Person, day: int) -> bool:
    """Whether what the two say of a patient differs."""
    text = native_text(written(one, {concept.name: concept for concept in old.vocabulary.concepts}, "p"))
    results = []
    for core in (old, new):
        timeline = read_timelines("p.yaml", text.encode(), core.vocabulary).timelines[0]
        results.append(outcome(run(core, timeline, as_of=day_text(day))))
    return results[0] != results[1]


@pytest.mark.parametrize("name", SAME)
def test_what_says_the_same_is_shown_to(name: str) -> None:
    template, old, new = SAME[name]
    reason = equivalent(made(template, old), made(template, new))
    assert reason is not None
    assert "for every patient with up to 4 records of each kind" in reason
    assert reason == equivalent(made(template, old), made(template, new))
    assert tells_apart(made(template, old), made(template, new)) is None


@pytest.mark.parametrize("name", SAME)
@settings(max_examples=max(2, settings().max_examples // 8), phases=(Phase.generate,))
@given(data=st.data())
def test_whoever_is_shown_to_be_treated_the_same_is(name: str, data: st.DataObject) -> None:
    template, old, new = SAME[name]
    one = data.draw(people(grain(made(template, old)), 4))
    assume(one.facts)
    assert not parted(made(template, old), made(template, new), one, data.draw(st.integers(20, 140)))


@pytest.mark.parametrize("name", OTHER)
def test_what_does_not_is_never_shown_to_say_the_same_and_a_patient_shows_it(name: str) -> None:
    template, old, new = OTHER[name]
    assert equivalent(made(template, old), made(template, new)) is None
    if name == "a fifth result":  # beyond the patients of the solver
        return
    found = tells_apart(made(template, old), made(template, new))
    assert found is not None
    who, as_of = found
    results = []
    for when in (old, new):
        core = made(template, when)
        timeline = read_timelines("p.yaml", native_text(who).encode(), core.vocabulary).timelines[0]
        results.append(outcome(run(core, timeline, as_of=as_of)))
    assert results[0] != results[1]
    assert found == tells_apart(made(template, old), made(template, new))


WHOLE = """
parameter limit "limit" = 120 U/L
define raised when ALT > 2 × ULN
define unused when ALT > 7 × ULN
stop high "High" [1]
  when all of
    - ALT >= limit
    - raised
    - restart has happened
  advise stop azathioprine
caution sick "Sick" [1]
  when nausea present within 7 days and nausea recorded within 30 days
  advise hold azathioprine
  only in only
never harm when ALT > 9 × ULN and unused
"""


@cache
def slips() -> tuple[tuple[Mutant, Guideline, str | None], ...]:
    """The changes of a whole guideline, each with what is shown of it."""
    core = guideline(WHOLE)
    every = [(mutant, mutated(core, mutant)) for mutant in slips_of(core)]
    return tuple((mutant, new, equivalent(core, new, mutant)) for mutant, new in every if is_good(new))


def test_of_the_changes_of_a_guideline_those_that_change_nothing_are_told() -> None:
    words = {mutant.words: reason for mutant, _, reason in slips()}
    assert words["`restart has happened` is left out"] is not None
    assert words["the ULN, 40 U/L, becomes 41 U/L"] is not None  # 120 U/L is far above twice either
    assert words["`raised` is left out"] is None  # a laboratory may have another ULN
    assert words["`nausea within 30 days recorded` is left out"] is None  # what was false is then unknown
    assert words["the stop is left out"] is None
    assert words["limit = 120 U/L becomes 121 U/L"] is None


def test_claims_and_what_only_they_use_are_not_changed() -> None:
    assert {mutant.rule for mutant, _, _ in slips()}.isdisjoint({"harm", "unused"})


@settings(max_examples=max(4, settings().max_examples // 4), phases=(Phase.generate,))
@given(data=st.data())
def test_a_change_that_is_shown_to_change_nothing_parts_no_patient(data: st.DataObject) -> None:
    core = guideline(WHOLE)
    one = data.draw(people(grain(core), 4))
    assume(one.facts)
    day = data.draw(st.integers(20, 140))
    shown = [(mutant, new) for mutant, new, reason in slips() if reason is not None]
    assert len(shown) >= 3
    for mutant, new in shown:
        assert not parted(core, new, one, day), mutant.words


def test_windows_of_days_that_are_each_an_occasion_make_no_difference() -> None:
    daily = "monitor ALT as watch [1]\n  from restart\n  {}\n  allow {} either side\n"
    old, new = guideline(daily.format("daily", "0 days")), guideline(daily.format("daily", "2 days"))
    assert equivalent(old, new) == "with something due each day, a result counts for its own day alone (watch)"
    text = "patient: p\nevents:\n  - {at: 2024-03-01, azathioprine: 50 mg/day}\n  - {at: 2024-03-03, ALT: 20 U/L}\n"
    said = []
    for core in (old, new):
        timeline = read_timelines("p.yaml", text.encode(), core.vocabulary).timelines[0]
        said.append(outcome(run(core, timeline, as_of="2024-03-07")))
    assert said[0] == said[1]
    weekly = [guideline(daily.format("weekly", days)) for days in ("0 days", "2 days")]
    assert equivalent(*weekly) is None


def test_a_result_a_day_may_be_counted_from_the_last_result_or_by_the_calendar() -> None:
    counted = "monitor ALT as watch [1]\n  from restart\n  {}{}\n"
    old, new = (guideline(counted.format("daily", how)) for how in ("", " from the last result"))
    assert equivalent(old, new) == (
        "the day after a result, and after a day without one, is the next day of the calendar (watch)"
    )
    text = "patient: p\nevents:\n  - {at: 2024-03-01, azathioprine: 50 mg/day}\n  - {at: 2024-03-03, ALT: 20 U/L}\n"
    said = []
    for core in (old, new):
        timeline = read_timelines("p.yaml", text.encode(), core.vocabulary).timelines[0]
        result = run(core, timeline, as_of="2024-03-07")
        said.append(sorted((entry.at, entry.kind.value, entry.text) for entry in result.log))
    assert said[0] == said[1]
    weekly = [guideline(counted.format("weekly", how)) for how in ("", " from the last result")]
    assert equivalent(*weekly) is None
    allowed = [
        guideline(counted.format("daily", how + "\n  allow 2 days after")) for how in ("", " from the last result")
    ]
    assert equivalent(*allowed) is None


def test_nothing_is_shown_of_what_the_formulas_do_not_say() -> None:
    every = "monitor ALT as watch [1]\n  from restart\n  weekly for {} months\n"
    assert equivalent(guideline(every.format(1)), guideline(every.format(2))) is None
    hours = CAUTION.replace("{when}", "at least {} hours since restart")
    assert equivalent(guideline(hours.format(1)), guideline(hours.format(2))) is None
    order = CAUTION.replace("{when}", "ALT recorded {} restart")
    assert equivalent(guideline(order.format("before")), guideline(order.format("on or before"))) is None
    assert equivalent(guideline(""), guideline("", STEP.replace("begin at restart", "begin at first ALT"))) is None
