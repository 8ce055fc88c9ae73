"""Which boundary patients are offered: beside every limit, each once, whom no case holds, with what decides."""

from __future__ import annotations

from functools import cache

import pytest

from boundary.small import RISE, STEP, TESTS, cases_of, core_of, said_of
from careway.boundary.said import Left, Offer
from careway.cases.run import Outcome, run_case
from careway.ir.nodes import Guideline


@cache
def rise() -> tuple[Guideline, tuple[Offer, ...]]:
    core = core_of(STEP, RISE)
    said = said_of(core)
    return core, tuple(one for one in said if isinstance(one, Offer))


def by_name(offers: tuple[Offer, ...], part: str) -> Offer:
    (found,) = [one for one in offers if part in one.name]
    return found


def test_a_limit_has_a_patient_at_it_beside_it_and_one_not_known() -> None:
    _, offers = rise()
    limit = [one.name for one in offers if one.name.startswith("ALT")]
    assert limit == [
        "ALT >= 3 × ULN of ALT: 119 U/L, just below the limit: does not stop (rise)",
        "ALT >= 3 × ULN of ALT: 120 U/L, exactly at the limit: stops (rise)",
        "ALT >= 3 × ULN of ALT: 121 U/L, just above the limit: stops (rise)",
        "ALT >= 3 × ULN of ALT: not known: rise cannot be decided",
    ]


def test_a_window_has_a_record_on_each_side_of_its_first_day() -> None:
    _, offers = rise()
    window = [one for one in offers if one.name.startswith("nausea")]
    assert [one.name.split(": ")[1] for one in window] == [
        "record of nausea on the day before the first that counts",
        "record of nausea on the first day that counts",
        "record of nausea on the day after the first that counts",
        "not known",
    ]
    assert ["stop: none" in one.text for one in window] == [True, False, False, True]


def test_what_is_said_differs_across_the_limit() -> None:
    _, offers = rise()
    assert "stop: none, step: treatment, not undecided: [rise]" in by_name(offers, "119 U/L").text
    assert "stop: {rule: rise, on: " in by_name(offers, "120 U/L").text
    assert "stop: none, step: treatment, undecided: [rise]" in by_name(offers, "ALT: not known").text


def test_every_case_offered_passes() -> None:
    core, offers = rise()
    for case in cases_of(core, "".join(one.text for one in offers)):
        assert run_case(case, core).outcome is Outcome.PASSED


def test_what_the_cases_hold_is_not_offered_again() -> None:
    core, offers = rise()
    held = by_name(offers, "120 U/L")
    again = said_of(core, cases_of(core, held.text))
    assert [one for one in again if isinstance(one, Offer) and one.id == held.id] == []
    assert len(again) == len(offers) - 1
    assert said_of(core, cases_of(core, "".join(one.text for one in offers))) == []


def test_a_case_that_expects_nothing_of_the_rule_holds_nothing() -> None:
    core, offers = rise()
    held = by_name(offers, "119 U/L").text
    unasked = held[: held.index("    expect:")] + "    expect: {eligible: yes}\n"
    assert len(said_of(core, cases_of(core, unasked))) == len(offers)


def test_a_case_in_which_something_else_decides_holds_nothing() -> None:
    core, offers = rise()
    without = """\
  - case: 120 U/L, and no nausea
    events:
      - {at: 2025-03-08, azathioprine: 50 mg/day}
      - {at: 2025-03-15, ALT: 120 U/L, nausea: absent}
    expect: {stop: none}
"""
    names = [one.name for one in said_of(core, cases_of(core, without)) if isinstance(one, Offer)]
    assert by_name(offers, "120 U/L").name in names


def test_a_limit_that_never_decides_is_said_with_the_reason() -> None:
    core = core_of(STEP, 'stop rise "Rise" [1]\n  when any of\n    - ALT > 100 U/L\n    - ALT > 200 U/L\n')
    left = [one for one in said_of(core) if isinstance(one, Left)]
    assert [one.never for one in left if "ALT > 200 U/L" in one.sentence and "exactly" in one.sentence] == [True]


def test_a_length_of_time_ends_on_its_day() -> None:
    later = STEP + "  go to later after 14 days\n\nstep later [1]\n  advise azathioprine 25 mg/day\n"
    names = [one.name for one in said_of(core_of(later)) if isinstance(one, Offer)]
    assert names == [
        "after 14 days: a day short of 14 days: does not go on to later after 14 days (from treatment)",
        "after 14 days: exactly 14 days: goes on to later after 14 days (from treatment)",
    ]


def test_hours_are_said_and_not_passed_over() -> None:
    core = core_of(STEP, 'caution late "Late" [1]\n  when at least 12 hours since restart\n  advise "Wait"\n')
    (left,) = [one for one in said_of(core) if isinstance(one, Left) and "hours or minutes" in one.sentence]
    assert "at least 12 hours since restart" in left.sentence and not left.never
    later = STEP + "  go to later after 6 hours\n\nstep later [1]\n  advise azathioprine 25 mg/day\n"
    assert ["hours or minutes" in one.sentence for one in said_of(core_of(later)) if isinstance(one, Left)] == [True]


def test_each_stretch_of_a_schedule_has_its_days() -> None:
    core = core_of(STEP, TESTS)
    offers = [one for one in said_of(core) if isinstance(one, Offer)]
    assert len({one.id for one in offers}) == len(offers) == 10
    outcomes = [one.name.rsplit(": ", 1)[1] for one in offers]
    assert outcomes == ["missed", "done", "done", "done", "missed"] * 2
    assert "`every 1 month`" in offers[-1].name
    held = cases_of(core, "".join(one.text for one in offers))
    assert said_of(core, held) == []


def test_a_task_has_its_deadline() -> None:
    core = core_of(STEP, 'task check ALT "ALT after the start" as first_ALT within 3 days of restart [1]\n')
    offers = [one for one in said_of(core) if isinstance(one, Offer)]
    assert [one.name.split(": ", 1)[1].split(", ")[-1] for one in offers] == [
        "the day before the deadline: done",
        "the day of the deadline: done",
        "the day after the deadline: missed",
        "never done: missed",
    ]


@pytest.mark.parametrize("parts", [(), (STEP,)])
def test_a_guideline_without_boundaries_has_none(parts: tuple[str, ...]) -> None:
    assert said_of(core_of(*parts)) == []


def test_the_last_place_is_that_of_the_authors_number() -> None:
    vital = 'vital temperature "temperature" in Cel plausible 30 to 45 Cel\n'
    core = core_of(
        vital, STEP, 'caution fever "Fever" [1]\n  when temperature >= 38.5 Cel\n  advise "See the patient"\n'
    )
    offers = [one for one in said_of(core) if isinstance(one, Offer)]
    assert [one.name.split(": ")[1].split(",")[0] for one in offers] == [
        "38.4 Cel",
        "38.5 Cel",
        "38.6 Cel",
        "not known",
    ]
    assert ["not cautions: [fever]" in one.text for one in offers] == [True, False, False, True]


def test_what_ends_a_stretch_is_a_boundary_too() -> None:
    until = """
monitor ALT "ALT" as alt_tests [1]
  from restart
  weekly until ALT <= ULN
  then monthly
"""
    core = core_of(STEP, until)
    said = said_of(core)
    names = [one.name for one in said if isinstance(one, Offer)]
    assert any(
        name.startswith("ALT <= ULN of ALT: 40 U/L, exactly at the limit: the end of `every 1 week") for name in names
    )
    assert any("first of `every 1 month`" in name for name in names), "an ordinary result ends the stretch before"


def test_advice_is_named_by_what_it_says() -> None:
    step = STEP.replace("mg/day", "mg/day when ALT < 100 U/L")
    offers = [one for one in said_of(core_of(step)) if isinstance(one, Offer)]
    assert ["not advice: [azathioprine 50 mg/day]" in one.text for one in offers] == [False, True, True, True]


def test_eligibility_is_judged_as_the_pathway_begins() -> None:
    core = core_of('eligible low "Low ALT" [1]\n  when last ALT on or before restart < 100 U/L\n', STEP)
    offers = [one for one in said_of(core) if isinstance(one, Offer)]
    assert [one.text.split("eligible: ")[1].split("}")[0].split(",")[0] for one in offers] == [
        "yes", "no", "no", "cannot decide",
    ]  # fmt: skip
    assert said_of(core, cases_of(core, "".join(one.text for one in offers))) == []


def test_no_two_cases_have_one_name() -> None:
    twice = """caution high "High" [1]
  when any of
    - ALT > 200 U/L and nausea present
    - ALT > 200 U/L and azathioprine dose > 100 mg/day
  advise "Look again"
"""
    core = core_of(STEP, twice)
    names = [one.name for one in said_of(core) if isinstance(one, Offer)]
    assert len(set(names)) == len(names)
    assert any(name.endswith(" (2)") for name in names)
