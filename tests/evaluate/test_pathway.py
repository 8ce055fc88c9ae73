"""docs/meaning.md, sections 6 to 8: eligibility, steps and their transitions, stops, beginning again."""

from __future__ import annotations

import pytest

from careway.evaluate.result import Admission, Kind, Phase
from evaluate.small import core as compiled
from evaluate.small import dates, logged, result, steps, timeline

# --- eligibility -----------------------------------------------------------------------------------------------------

ELIGIBLE = """
eligible sick "Sick" [1]
  when diabetes present
  otherwise "No diabetes"

exclude hepatitis "Liver" [1]
  when ALT > 100 U/L
  otherwise "The liver is ill"

step only "Only" [1]
  begin at first start of aza
"""


@pytest.mark.parametrize(
    ("records", "admission", "because"),
    [
        (("diabetes: present", "ALT: 30 U/L"), Admission.ELIGIBLE, "every eligibility rule is met"),
        (("diabetes: absent", "ALT: 30 U/L"), Admission.NOT_ELIGIBLE, "No diabetes"),
        (("diabetes: absent",), Admission.NOT_ELIGIBLE, "No diabetes"),
        (("ALT: 101 U/L",), Admission.NOT_ELIGIBLE, "The liver is ill"),
        (("diabetes: present",), Admission.UNDECIDED, "Liver: cannot be decided"),
        (("ALT: 30 U/L",), Admission.UNDECIDED, "Sick: cannot be decided"),
    ],
)
def test_who_is_eligible(records: tuple[str, ...], admission: Admission, because: str) -> None:
    found = result(ELIGIBLE, *(f"at: 2025-03-08, {record}" for record in records))
    assert (found.eligibility.admission, found.eligibility.because) == (admission, because)


def test_eligibility_stands_as_it_was_when_the_pathway_began() -> None:
    records = ("at: 2025-03-08, diabetes: present, ALT: 30 U/L, aza: 50 mg/day", "at: 2025-03-15, ALT: 500 U/L")
    found = result(ELIGIBLE, *records)
    assert found.eligibility.admission is Admission.ELIGIBLE
    assert found.eligibility.as_of == "2025-03-08"
    assert found.deviations == ()


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("diabetes: absent, ALT: 30 U/L", "begun although not eligible: No diabetes"),
        ("diabetes: present", "begun before eligibility was decided: Liver"),
    ],
)
def test_a_pathway_begins_all_the_same_and_that_is_a_deviation(record: str, said: str) -> None:
    found = result(ELIGIBLE, f"at: 2025-03-08, {record}", "at: 2025-03-09, aza: 50 mg/day")
    assert found.pathways[0].step == "only"
    assert [item.text for item in found.deviations] == [said]


# --- beginning and steps ---------------------------------------------------------------------------------------------


def test_a_pathway_begins_when_its_time_has_come() -> None:
    text = "\nstep only [1]\n  begin at 3 days after first start of aza\n"
    assert steps(result(text, "at: 2025-03-08, aza: 50 mg/day", as_of="2025-03-10")) == []
    assert steps(result(text, "at: 2025-03-08, aza: 50 mg/day", as_of="2025-03-20")) == ["2025-03-11 only"]


def test_a_pathway_whose_beginning_is_unclear_says_so() -> None:
    text = "\nstep only [1]\n  begin at first ALT > 40 U/L\n"
    found = result(text, "at: 2025-03-08, ALT: no value", "at: 2025-03-09, ALT: 90 U/L")
    assert found.pathways[0].phase is Phase.NOT_BEGUN
    assert [(item.what, item.rule) for item in found.undecided] == [("begin", "only")]


WAYS = """
step one "One" [1]
  begin at first start of aza
  go to two when nausea present
  go to three when itch present

step two "Two" [1]
  go to three after 3 days

step three "Three" [1]
  finish after 1 week when nausea absent
"""
START = "at: 2025-03-08, aza: 50 mg/day"


def test_the_first_transition_in_the_authors_order_that_is_true_is_taken() -> None:
    assert steps(result(WAYS, START, "at: 2025-03-10, nausea: present, itch: present")) == [
        *("2025-03-08 one", "2025-03-10 two"),
    ]
    assert steps(result(WAYS, START, "at: 2025-03-10, nausea: absent, itch: present"))[1] == "2025-03-10 three"


def test_a_transition_that_is_unknown_is_not_taken_and_the_next_is_looked_at() -> None:
    assert steps(result(WAYS, START, "at: 2025-03-10, itch: present"))[1] == "2025-03-10 three"
    found = result(WAYS, START, as_of="2025-03-10")
    assert [(item.what, item.rule) for item in found.undecided] == [("transition", "one")]


def test_a_delay_counts_from_the_entry_to_the_step() -> None:
    records = (START, "at: 2025-03-10T15:00, nausea: present")
    assert steps(result(WAYS, *records, as_of="2025-03-31"))[1:] == ["2025-03-10 15:00 two", "2025-03-13 three"]


def test_a_delay_with_a_condition_needs_both() -> None:
    records = (START, "at: 2025-03-10, itch: present")
    assert steps(result(WAYS, *records, as_of="2025-05-31"))[-1] == "2025-03-10 three"
    for day, end in (("2025-03-12", "2025-03-17"), ("2025-03-20", "2025-03-20")):
        found = result(WAYS, *records, f"at: {day}, nausea: absent", as_of="2025-05-31")
        assert steps(found)[-1] == f"{end} end"
        assert found.pathways[0].phase is Phase.FINISHED


def test_several_steps_may_be_passed_at_one_instant_each_once() -> None:
    text = """
step one [1]
  begin at first start of aza
  go to two when itch absent
step two [1]
  go to three when itch absent
step three [1]
  back to one when itch absent
"""
    found = result(text, START, as_of="2025-04-08")
    assert steps(found) == ["2025-03-08 one", "2025-03-08 two", "2025-03-08 three"]


def test_a_way_back_that_was_true_when_its_step_was_entered_waits_until_it_becomes_true_anew() -> None:
    text = """
step one [1]
  begin at first start of aza
  go to two when itch absent
step two [1]
  back to one when nausea absent
"""
    again = ("at: 2025-03-10, nausea: present", "at: 2025-03-12, nausea: absent")
    records = ("at: 2025-03-08, aza: 50 mg/day, nausea: absent", *again)
    assert steps(result(text, *records, as_of="2025-04-08")) == [
        *("2025-03-08 one", "2025-03-08 two", "2025-03-12 one"),
    ]


# --- after D without C -----------------------------------------------------------------------------------------------

WITHOUT = """
step one "One" [1]
  begin at first start of aza
  go to two after 3 days without fever present

step two "Two" [1]
"""


@pytest.mark.parametrize(
    ("findings", "entered"),
    [
        ((), None),  # nobody asked
        (("2025-03-11 absent",), "2025-03-11"),
        (("2025-03-10 absent",), "2025-03-11"),
        (("2025-03-08 absent",), None),  # it speaks for two days
        (("2025-03-20 absent",), "2025-03-20"),
        (("2025-03-09 present", "2025-03-10 absent", "2025-03-12 absent"), "2025-03-13"),
        (("2025-03-09 present", "2025-03-11 absent", "2025-03-13 absent"), "2025-03-14"),
        (("2025-03-08 present", "2025-03-09 absent", "2025-03-11 absent"), "2025-03-12"),
        (
            ("2025-03-09 present", "2025-03-14 absent", "2025-03-16 absent"),
            "2025-03-17",
        ),  # known to be over on the 14th
        (("2025-03-11 present",), None),
    ],
)
def test_a_delay_without_a_reaction(findings: tuple[str, ...], entered: str | None) -> None:
    records = [f"at: {finding.split()[0]}, fever: {finding.split()[1]}" for finding in findings]
    found = steps(result(WITHOUT, START, *records, as_of="2025-04-30"))
    assert found[1:] == ([] if entered is None else [f"{entered} two"])


def test_a_reaction_present_already_when_the_step_is_entered_starts_the_clock_when_it_is_over() -> None:
    records = ("at: 2025-03-07, nausea: present", START, "at: 2025-03-10, nausea: absent")
    text = WITHOUT.replace("fever", "nausea")
    assert steps(result(text, *records, as_of="2025-04-30"))[1:] == ["2025-03-13 two"]


# --- stops -----------------------------------------------------------------------------------------------------------

STOPS = """
step one "One" [1]
  begin at first start of aza
  begin again when agreed is yes
  advise aza 50 mg/day

monitor AST as watch [1]
  from first start of aza
  weekly

stop nauseous "Nauseous" [1]
  when ALT > 40 U/L and nausea present
  advise stop aza

stop high "High" [1]
  when ALT >= 200 U/L
  advise stop aza

after stop [1]
  consider allo

after stop of high [1]
  advise refer hepatology
"""


def test_a_stop_ends_the_step_its_monitors_and_its_advice_at_once() -> None:
    found = result(STOPS, START, "at: 2025-03-20T08:00, ALT: 200 U/L", as_of="2025-06-30")
    assert steps(found) == ["2025-03-08 one", "2025-03-20 08:00 high"]
    assert found.pathways[0].phase is Phase.STOPPED
    assert dates(found, Kind.DUE) == ["2025-03-15"]
    assert [item.order for item in found.advice] == ["stop", "consider", "refer"]


def test_the_first_true_stop_wins_and_all_that_were_true_are_named() -> None:
    found = result(STOPS, START, "at: 2025-03-20, ALT: 200 U/L, nausea: present")
    assert found.stop is not None
    assert (found.stop.rule, found.stop.also) == ("nauseous", ("high",))
    assert [item.order for item in found.advice] == ["stop", "consider"]


def test_a_stop_that_is_unknown_does_not_fire_and_says_what_would_decide_it() -> None:
    found = result(STOPS, START, "at: 2025-03-20, ALT: 60 U/L")
    assert found.stop is None
    item = next(item for item in found.undecided if item.rule == "nauseous")
    assert item.what == "stop"
    assert [(want.what, want.concept) for want in item.wanted] == [("nausea", "nausea")]
    assert dates(found, Kind.UNDECIDED) != []


def test_a_stop_is_not_judged_before_the_pathway_begins() -> None:
    found = result(STOPS, "at: 2025-03-01, ALT: 500 U/L", "at: 2025-03-05, ALT: 30 U/L", START)
    assert found.stop is None


def test_a_stop_that_is_true_when_the_pathway_begins_fires_at_once() -> None:
    found = result(STOPS, "at: 2025-03-01, ALT: 500 U/L", START)
    assert steps(found) == ["2025-03-08 one", "2025-03-08 high"]


def test_a_stop_goes_before_a_transition() -> None:
    text = WAYS + "\nstop high [1]\n  when ALT >= 200 U/L\n"
    found = result(text, START, "at: 2025-03-10, nausea: present, ALT: 200 U/L")
    assert steps(found) == ["2025-03-08 one", "2025-03-10 high"]


def test_after_a_stop_a_pathway_begins_again_only_when_what_it_waits_for_becomes_true() -> None:
    high = "at: 2025-03-20, ALT: 200 U/L"
    assert steps(result(STOPS, START, high, "at: 2025-03-25, ALT: 30 U/L", as_of="2025-06-30"))[1:] == [
        "2025-03-20 high"
    ]
    again = (high, "at: 2025-03-25, ALT: 30 U/L", "at: 2025-04-01, agreed: yes")
    found = result(STOPS, START, *again, as_of="2025-06-30")
    assert steps(found)[1:] == ["2025-03-20 high", "2025-04-01 one"]
    assert found.stop is None
    already = ("at: 2025-03-10, agreed: yes", *again[:2])
    assert steps(result(STOPS, START, *already, as_of="2025-06-30"))[1:] == ["2025-03-20 high"]


def test_beginning_again_while_the_stop_is_still_true_stops_again() -> None:
    records = (START, "at: 2025-03-20, ALT: 200 U/L", "at: 2025-04-01, agreed: yes")
    found = result(STOPS, *records, as_of="2025-06-30")
    assert steps(found)[1:] == ["2025-03-20 high", "2025-04-01 one", "2025-04-01 high"]


def test_a_stop_ends_every_pathway() -> None:
    text = STOPS + '\npathway other "Other"\n\nstep beside "Beside" [1]\n  begin at first ALT\n'
    text = '\npathway first_one "First"\n' + text
    found = result(text, START, "at: 2025-03-10, ALT: 30 U/L", "at: 2025-03-20, ALT: 200 U/L")
    assert [pathway.phase for pathway in found.pathways] == [Phase.STOPPED, Phase.STOPPED]


def test_what_was_decided_on_a_record_that_is_corrected_stays_in_the_log_and_is_named() -> None:
    records = (
        START,
        "at: 2025-03-20, ALT: {value: 200 U/L, id: r1}",
        "at: 2025-03-20, known: 2025-03-22, corrects: r1, ALT: 20 U/L",
    )
    found = result(STOPS, *records, as_of="2025-03-31")
    assert steps(found)[1:] == ["2025-03-20 high"]
    entry = logged(found, Kind.CORRECTION)[0]
    assert entry.at == "2025-03-22"
    assert "200 U/L" in entry.text and "20 U/L" in entry.text
    assert found.stop is not None


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_a_record_in_error_never_stops_anything(status: str) -> None:
    found = result(STOPS, START, f"at: 2025-03-20, ALT: {{value: 200 U/L, status: {status}}}")
    assert found.stop is None


def test_a_correction_known_before_anything_was_decided_is_as_if_it_had_always_been_so() -> None:
    records = (
        START,
        "at: 2025-03-20, known: 2025-03-22, ALT: {value: 200 U/L, id: r1}",
        "at: 2025-03-20, known: 2025-03-21, corrects: r1, ALT: 20 U/L",
    )
    found = result(STOPS, *records, as_of="2025-03-31")
    assert found.stop is None
    assert logged(found, Kind.CORRECTION) == []


def test_a_correction_of_a_correction() -> None:
    records = (
        START,
        "at: 2025-03-20, ALT: {value: 100 U/L, id: r1}",
        "at: 2025-03-20, known: 2025-03-21, corrects: r1, ALT: {value: 20 U/L, id: r2}",
        "at: 2025-03-20, known: 2025-03-23, corrects: r2, ALT: 200 U/L",
    )
    assert steps(result(STOPS, *records, as_of="2025-03-22"))[1:] == []
    assert steps(result(STOPS, *records, as_of="2025-03-31"))[1:] == ["2025-03-23 high"]


def test_a_preliminary_result_may_stop() -> None:
    found = result(STOPS, START, "at: 2025-03-20, ALT: {value: 200 U/L, status: preliminary}")
    assert found.stop is not None


def test_a_timeline_without_any_usable_record_gives_a_result() -> None:
    guideline = compiled(STOPS)
    empty = timeline(guideline, "at: 2025-03-20, ALT: {value: 200 U/L, status: cancelled}")
    assert empty.entries == ()
    found = result(STOPS, "at: 2025-03-20, ALT: {value: 200 U/L, status: cancelled}")
    assert found.pathways[0].phase is Phase.NOT_BEGUN
