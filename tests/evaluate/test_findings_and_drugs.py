"""docs/meaning.md, sections 1 and 4: symptoms and conditions, and the courses of drugs."""

from __future__ import annotations

import pytest

from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth
from evaluate.small import changes, result, truth

# --- symptoms and conditions -----------------------------------------------------------------------------------------


def test_a_finding_that_nobody_recorded_is_unknown_unless_its_concept_says_absent() -> None:
    other = "at: 2025-03-15, ALT: 1 U/L"
    assert truth("nausea present", other) is UNKNOWN
    assert truth("nausea absent", other) is UNKNOWN
    assert truth("itch present", other) is FALSE
    assert truth("itch absent", other) is TRUE
    assert truth("nausea present within 7 days", other) is UNKNOWN
    assert truth("itch present within 7 days", other) is FALSE


def test_without_a_window_the_last_record_counts() -> None:
    records = ("at: 2025-03-01, nausea: present", "at: 2025-03-08, nausea: absent")
    assert changes("nausea present", *records, as_of="2025-04-01") == ["+2025-03-01", "-2025-03-08"]
    assert truth("nausea absent", *records) is TRUE


def test_a_finding_lasts_until_its_own_end() -> None:
    record = "at: 2025-03-01, until: 2025-03-05, nausea: present"
    assert changes("nausea present", record, as_of="2025-04-01") == ["+2025-03-01", "-2025-03-06"]
    assert truth("nausea absent", record, as_of="2025-03-06") is TRUE


def test_a_finding_speaks_only_as_long_as_it_is_current() -> None:
    assert truth("fever present", "at: 2025-03-01, fever: present", as_of="2025-03-03") is TRUE
    assert truth("fever present", "at: 2025-03-01, fever: present", as_of="2025-03-04") is UNKNOWN
    assert truth("fever absent", "at: 2025-03-01, fever: absent", as_of="2025-03-04") is UNKNOWN


def test_with_a_window_any_record_inside_that_says_present_counts() -> None:
    records = ("at: 2025-03-08, nausea: present", "at: 2025-03-14, nausea: absent")
    assert truth("nausea present within 7 days", *records, as_of="2025-03-15") is TRUE
    assert truth("nausea present within 7 days", *records, as_of="2025-03-16") is FALSE
    assert truth("nausea present within 7 days", *records, as_of="2025-03-22") is UNKNOWN
    assert truth("nausea absent within 7 days", *records, as_of="2025-03-16") is TRUE


def test_of_findings_that_cannot_be_put_in_order_present_counts() -> None:
    records = ("at: 2025-03-15, nausea: absent", "at: 2025-03-15, nausea: present")
    assert truth("nausea present", *records) is TRUE
    records = ("at: 2025-03-15T09:00, nausea: absent", "at: 2025-03-15, nausea: present")
    assert truth("nausea present", *records) is TRUE
    records = ("at: 2025-03-15T08:00, nausea: present", "at: 2025-03-15T09:00, nausea: absent")
    assert truth("nausea present", *records) is FALSE


def test_any_of_a_group_is_present_though_others_are_unknown() -> None:
    record = "at: 2025-03-15, nausea: present"
    assert truth("any of signs present", record) is TRUE
    assert truth("all of nausea, diabetes present", record) is UNKNOWN
    assert truth("any of signs present", "at: 2025-03-15, itch: absent") is UNKNOWN


# --- drugs -----------------------------------------------------------------------------------------------------------


def test_a_drug_without_a_record_is_unknown_unless_its_concept_says_absent() -> None:
    other = "at: 2025-03-15, ALT: 1 U/L"
    assert truth("aza active", other) is UNKNOWN
    assert truth("aza paused", other) is UNKNOWN
    assert truth("allo active", other) is FALSE
    assert truth("allo paused", other) is FALSE
    assert truth("allo dose > 0 mg/day", other) is FALSE
    assert truth("aza dose > 0 mg/day", other) is UNKNOWN


@pytest.mark.parametrize("word", ["stopped", "held", "paused", "not taken", "0 mg/day"])
def test_a_drug_is_taken_until_a_record_says_that_it_is_not(word: str) -> None:
    records = ("at: 2025-03-01, aza: 50 mg/day", f"at: 2025-03-10, aza: {word}")
    assert changes("aza active", *records, as_of="2025-04-01") == ["+2025-03-01", "-2025-03-10"]
    assert changes("aza paused", *records, as_of="2025-04-01") == ["+2025-03-10"]
    assert truth("aza dose < 1 mg/day", *records) is TRUE


def test_a_drug_that_was_only_ever_stopped_was_never_started() -> None:
    assert truth("aza active", "at: 2025-03-01, aza: stopped") is FALSE
    assert truth("aza paused", "at: 2025-03-01, aza: stopped") is FALSE
    assert truth("aza paused", "at: 2025-03-01, aza: 50 mg/day") is FALSE
    assert truth("not (aza paused at least 5 days)", "at: 2025-03-01, aza: 50 mg/day") is TRUE
    before = "define T = first start of aza"
    assert truth("T has happened", "at: 2025-03-01, aza: stopped", before=before) is FALSE


def test_a_dose_of_the_day_on_which_a_drug_is_stopped_goes_before_the_stop() -> None:
    records = ("at: 2025-03-10, aza: stopped", "at: 2025-03-10, aza: 50 mg/day")
    assert truth("aza active", *records) is FALSE


def test_a_drug_taken_at_an_unknown_dose_is_taken_and_its_dose_is_unknown() -> None:
    record = "at: 2025-03-01, aza: taken"
    assert truth("aza active", record) is TRUE
    assert truth("aza dose > 0 mg/day", record) is UNKNOWN
    assert truth("aza dose >= 50 mg/day", record) is UNKNOWN


def test_a_new_dose_takes_the_place_of_the_one_before() -> None:
    records = ("at: 2025-03-01, aza: 50 mg/day", "at: 2025-03-10, aza: 75 mg/day")
    assert changes("aza dose > 50 mg/day", *records, as_of="2025-04-01") == ["+2025-03-10"]
    assert truth("aza active for at least 30 days", *records, as_of="2025-03-30") is FALSE
    assert truth("aza active for at least 30 days", *records, as_of="2025-03-31") is TRUE


def test_a_record_ends_the_drug_on_its_own_last_day() -> None:
    record = "at: 2025-03-01, until: 2025-03-10, aza: 50 mg/day"
    assert changes("aza active", record, as_of="2025-04-01") == ["+2025-03-01", "-2025-03-11"]
    assert truth("aza paused at least 5 days", record, as_of="2025-03-14") is FALSE
    assert truth("aza paused at least 5 days", record, as_of="2025-03-15") is TRUE


START, STOP = "define S = last start of aza\n", "define S = last stop of aza\n"


def since(define: str, *records: str) -> list[str]:
    return changes("at least 0 days since S", *records, as_of="2025-12-31", before=define)


def test_a_change_of_dose_is_no_start() -> None:
    records = ("at: 2025-03-01, aza: 50 mg/day", "at: 2025-03-10, aza: 75 mg/day")
    assert truth("at least 10 days since S", *records, as_of="2025-03-11", before=START) is TRUE


def test_a_drug_taken_again_without_a_gap_is_not_started_again() -> None:
    first = "at: 2025-03-01, until: 2025-03-10, aza: 50 mg/day"
    asked, end = "at least 10 days since S", "2025-03-20"
    assert truth(asked, first, "at: 2025-03-11, aza: 50 mg/day", as_of=end, before=START) is TRUE
    assert truth(asked, first, "at: 2025-03-12, aza: 50 mg/day", as_of=end, before=START) is FALSE


def test_a_record_within_the_span_of_another_takes_its_place() -> None:
    records = ("at: 2025-03-01, until: 2025-03-31, aza: 50 mg/day", "at: 2025-03-10, aza: stopped")
    assert changes("aza active", *records, as_of="2025-04-30") == ["+2025-03-01", "-2025-03-10"]
    records = ("at: 2025-03-01, until: 2025-03-31, aza: 50 mg/day", "at: 2025-03-10, aza: 75 mg/day")
    assert changes("aza active", *records, as_of="2025-04-30") == ["+2025-03-01"]


@pytest.mark.parametrize(("as_of", "paused"), [("2025-03-30", FALSE), ("2025-03-31", TRUE), ("2025-04-01", TRUE)])
def test_a_pause_is_counted_in_calendar_days_from_the_stop(as_of: str, paused: Truth) -> None:
    records = ("at: 2025-02-01, aza: 50 mg/day", "at: 2025-03-01, aza: stopped")
    assert truth("aza paused at least 30 days", *records, as_of=as_of) is paused


def test_a_drug_started_again_is_no_longer_paused() -> None:
    records = ("at: 2025-02-01, aza: 50 mg/day", "at: 2025-03-01, aza: stopped", "at: 2025-05-01, aza: 50 mg/day")
    asked = "aza paused at least 30 days"
    assert changes(asked, *records, as_of="2025-06-01") == ["+2025-03-31", "-2025-05-01"]


def test_the_highest_dose_before_a_time() -> None:
    records = (
        "at: 2025-03-01, aza: 50 mg/day",
        "at: 2025-03-10, aza: 150 mg/day",
        "at: 2025-03-20, aza: stopped",
        "at: 2025-04-20, aza: 200 mg/day",
    )
    before = "define S = last stop of aza\ndefine previous = highest aza dose before S\n"
    assert truth("previous = 150 mg/day", *records, before=before) is TRUE


def test_the_state_of_each_drug_is_said() -> None:
    records = ("at: 2025-03-01, aza: 50 mg/day", "at: 2025-03-10, aza: stopped", "at: 2025-03-11, allo: 300 mg/day")
    found = result("", *records)
    assert [item.text for item in found.drugs] == ["aza not taken since 2025-03-10", "allo 300 mg/day since 2025-03-11"]
