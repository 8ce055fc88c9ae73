"""For whom two guidelines differ: laws of the comparison, exact medians, and timelines that one side refuses."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careway.differences import sentences
from careway.differences.of_patients import Days, for_whom, spread
from careway.differences.outcomes import How, Part, Shift, shifts
from careway.differences.renamed import renamings
from careway.differences.sides import Side, Sides, compare_file
from careway.differences.work import each
from differences.small import FILES, RISING, SMALL, STEADY, TEXT, changed, compared, core, outcome_of, patient

LOWER = changed((">= 3 × its baseline", ">= 2 × its baseline"))
OTHERS = {
    "another threshold": LOWER,
    "another schedule": changed(("weekly for 1 month", "weekly for 2 months")),
    "no stop": changed(('stop high "High" [1]\n  when ALT >= 300 U/L\n  advise stop azathioprine\n', "")),
    "later": changed(("after 3 days without nausea", "after 9 days without nausea")),
    "not eligible": changed(("when asthma absent", "when asthma present")),
    "undecided": changed(("condition asthma absent unless recorded", "condition asthma")),
}


def mirrored(shift: Shift) -> Shift:
    return Shift(shift.part, shift.rule, shift.how.mirrored, shift.days, shift.new, shift.old, shift.follows)


def test_nothing_is_different_from_itself() -> None:
    assert all(one.shifts == () for one in compared(SMALL, SMALL))


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_the_other_way_round_is_the_mirror_image(other: object) -> None:
    some = 0
    for file in FILES:
        old, new = outcome_of(SMALL, file), outcome_of(other, file)  # type: ignore[arg-type]
        assert {mirrored(one) for one in shifts(old, new)} == set(shifts(new, old))
        some += len(shifts(old, new))
    assert some > 0 or other is OTHERS["no stop"]


def test_stops_earlier_and_newly() -> None:
    found = for_whom(compared(SMALL, LOWER))
    assert sentences.headline(found) == (
        "something is different for 2 of 3 patients; 1 stops earlier, by 5 days; 1 stops newly"
    )
    stop = next(one for one in found.rules if one.part is Part.STOP)
    assert sentences.rule(stop) == "1 patient earlier, by 5 days: rising; 1 patient newly: slight"
    back = for_whom(compared(LOWER, SMALL))
    assert "1 stops later, by 5 days; 1 no longer stops" in sentences.headline(back)


def test_the_order_of_the_patients_means_nothing() -> None:
    every = compared(SMALL, LOWER)
    assert len({repr(for_whom(order)) for order in permutations(every)}) == 1


def test_what_only_follows_from_another_stop_is_told_apart() -> None:
    (one,) = [one for one in compared(SMALL, LOWER) if one.patient == "slight"]
    assert {shift.part for shift in one.shifts if not shift.follows} == {Part.STOPPED, Part.STOP}
    assert Part.DUE in {shift.part for shift in one.shifts if shift.follows}


def test_a_protocol_that_does_not_begin_is_told_before_the_stop_that_it_never_reaches() -> None:
    later = changed(("begin at restart", "begin at first stop of azathioprine"))
    found = shifts(outcome_of(SMALL, RISING), outcome_of(later, RISING))
    assert {(one.part, one.rule, one.how) for one in found if not one.follows} == {
        (Part.STOPPED, "", How.GONE),
        (Part.STOP, "rise", How.GONE),
        (Part.STEP, "treatment", How.GONE),
    }


def test_another_rule_on_the_same_day() -> None:
    file = patient("both", "at: 2025-03-15, ALT: 320 U/L, nausea: present")
    swapped = changed(("when ALT >= 300 U/L", "when ALT >= 3000 U/L"))
    found = shifts(
        outcome_of(changed((">= 3 × its baseline", ">= 30 × its baseline")), file), outcome_of(swapped, file)
    )
    first = next(one for one in found if one.part is Part.STOPPED)
    assert (first.how, first.old, first.new) == (How.OTHER, "high", "rise")


def test_a_rule_that_was_renamed_is_the_same_rule_for_a_patient() -> None:
    renamed = core(TEXT.replace("stop rise", "stop steep"))
    names = tuple(renamings(SMALL, renamed).items())
    assert names == (("rise", "steep"),)
    sides = Sides(Side(SMALL, None, names), Side(renamed))
    assert [one.shifts for one in compare_file(sides, RISING)] == [()]


def test_a_timeline_that_one_side_refuses_is_counted_and_said() -> None:
    population = patient("child", "at: 2025-03-15, ALT: 31 U/L")
    asking = population.data.replace(b"patient: child\n", b"patient: child\nset: children\n")
    file = type(population)(population.name, asking)
    without = changed(('set children "Children"\n  first_dose = 25 mg/day\n', ""))
    found = for_whom(compared(SMALL, without, (file, STEADY)))
    assert (found.patients, found.compared) == (2, 1)
    (refusal,) = found.refused_by_new
    assert (refusal.patient, refusal.reason) == (
        "child",
        "the guideline has no parameter set 'children' (it has: none)",
    )
    assert sentences.refused(found.refused_by_new, "new").startswith(
        "1 timeline cannot be run by the new guideline and is not compared: child"
    )


def test_records_that_only_one_side_can_use() -> None:
    without = core(TEXT.replace("symptom fever\n", "").replace("nausea, fever", "nausea"))
    found = for_whom(compared(SMALL, without, (STEADY,)))
    assert found.other_records == ("steady",)
    assert found.compared == 1


@given(st.lists(st.integers(0, 500), min_size=1, max_size=9))
def test_the_median_is_exact(days: list[int]) -> None:
    found = spread(days)
    assert found is not None
    below = sum(day < found.median for day in days)
    above = sum(day > found.median for day in days)
    assert max(below, above) <= len(days) // 2
    assert (found.least, found.most) == (min(days), max(days))


def test_half_days_are_half_days() -> None:
    assert spread([8, 9]) == Days(Fraction(17, 2), 8, 9)
    assert sentences.by_days(Days(Fraction(17, 2), 8, 9)) == "by 8.5 days in the median (8 to 9)"
    assert sentences.by_days(Days(Fraction(1), 1, 1)) == "by 1 day"
    assert spread([]) is None


def test_as_many_processes_as_one_likes() -> None:
    sides = Sides(Side(SMALL), Side(LOWER))
    one, two = (list(each(compare_file, sides, FILES, jobs)) for jobs in (1, 2))
    assert one == two
