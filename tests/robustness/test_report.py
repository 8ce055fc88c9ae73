"""The report by rule: who decides the same, who no longer, who later and by how much, and for whom it is worst."""

from __future__ import annotations

from itertools import permutations

from careway.differences.document import Asked
from careway.differences.of_patients import Days
from careway.differences.outcomes import How, Part
from careway.robustness.disturbances import Disturbance
from careway.robustness.document import ForRule, Robustness, Under, gathered
from careway.robustness.trial import Trial, Tried, try_file
from differences.small import FILES, SMALL, TEXT, changed, core, patient

TRIAL = Trial(SMALL, None, None, 1, 3)
RISING = patient(
    "rising",
    "at: 2025-03-15, ALT: 90 U/L, nausea: present",
    "at: 2025-03-29, ALT: 95 U/L, nausea: present",
)


def tried(*files: object, trial: Trial = TRIAL) -> list[Tried]:
    return [one for file in files for one in try_file(trial, file)]  # type: ignore[arg-type]


def report(every: list[Tried]) -> Robustness:
    return gathered(SMALL, "careway", None, Asked(len(every), None, None), every)


def rule(found: Robustness, part: Part, name: str) -> ForRule:
    (one,) = [one for one in found.rules if (one.part, one.rule) == (part, name)]
    return one


def under(one: ForRule, disturbance: Disturbance) -> Under:
    (found,) = [each for each in one.under if each.disturbance is disturbance]
    return found


def test_a_stop_at_its_threshold() -> None:
    stop = rule(report(tried(RISING)), Part.STOP, "rise")
    assert stop.spoke == 1
    skipped = under(stop, Disturbance.SKIPPED)
    (moved,) = skipped.moved
    assert (moved.how, moved.days, skipped.same) == (How.LATER, Days(moved.days.median, 14, 14), 0)  # type: ignore[union-attr]
    assert moved.worst.said == "the visit of 2025-03-15 left out"
    (late,) = under(stop, Disturbance.ALL_LATE).moved
    assert (late.how, late.worst.shift.new) == (How.LATER, "2025-03-22")
    # all numbers 10 % lower: 27 and 81 are still 3 × the baseline; from the begin on, 81 is below 3 × 30, and 86 too
    assert under(stop, Disturbance.LOW_10).moved == ()
    (gone,) = under(stop, Disturbance.SINCE_LOW_10).moved
    assert (gone.how, gone.patients) == (How.GONE, ("rising",))


def test_the_worst_of_a_patients_variants_counts() -> None:
    once = patient(
        "once", "at: 2025-03-15, ALT: 90 U/L, nausea: present", "at: 2025-03-29, ALT: 40 U/L, nausea: absent"
    )
    stop = rule(report(tried(RISING, once)), Part.STOP, "rise")
    skipped = under(stop, Disturbance.SKIPPED)
    assert [(one.how, one.patients) for one in skipped.moved] == [(How.GONE, ("once",)), (How.LATER, ("rising",))]
    assert skipped.patients == 2


def test_the_order_of_the_patients_means_nothing() -> None:
    every = tried(RISING, *FILES[1:])
    assert len({repr(report(list(order))) for order in permutations(every)}) == 1


def test_a_value_that_the_reader_refuses_is_counted() -> None:
    strict = changed(("normal up to 40 U/L current for 37 days", "normal up to 40 U/L plausible 5 to 1000 U/L"))
    found = report(tried(RISING, trial=Trial(strict, None, None, 1, 3)))
    (unit,) = [one for one in found.disturbances if one.disturbance is Disturbance.UNIT]
    assert (unit.variants, unit.refused) == (3, 3)


def test_a_protocol_that_does_not_begin() -> None:
    never = patient("never")
    never = type(never)(never.name, never.data.replace(b"azathioprine: 50 mg/day", b"WBC: 5 10*3/uL"))
    (one,) = tried(never)
    assert (one.begun, one.refusal) == (False, None)
    assert {each.disturbance for each in one.attempts} >= {Disturbance.SKIPPED, Disturbance.HIGH_10}
    assert Disturbance.SINCE_HIGH_10 not in {each.disturbance for each in one.attempts}
    assert report([one]).begun == 0


def test_a_guideline_without_steps_is_tried_on_all_visits() -> None:
    text = TEXT[: TEXT.index("step treatment")] + TEXT[TEXT.index("caution elevated") :].replace(
        "  only in treatment, later\n", ""
    )
    (one,) = tried(FILES[0], trial=Trial(core(text), None, None, 1, 9))
    assert one.spoke == ((Part.CAUTION, "elevated"), (Part.ELIGIBILITY, ""))
    assert sum(each.disturbance is Disturbance.SKIPPED for each in one.attempts) == 4


def test_records_that_cannot_be_run_are_said() -> None:
    bad = type(RISING)("bad.yaml", b"patient: x\nevents:\n  - {at: 2025-02-30, ALT: 30 U/L}\n")
    other = type(RISING)("set.yaml", RISING.data.replace(b"patient: rising\n", b"patient: rising\nset: adults\n"))
    found = report(tried(bad, other, RISING))
    assert [(one.file, one.reason) for one in found.refused] == [
        ("bad.yaml", "this is not a date (line 3)"),
        ("set.yaml", "the guideline has no parameter set 'adults' (it has: children)"),
    ]
    assert found.tried == 1
