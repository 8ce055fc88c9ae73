"""The traps of real records, one test each: what a wrong reading would have made of them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from careway.ingest.values import reading
from careway.model.quantity import exactly
from careway.model.timeline import Measured, NoValue
from ingest.vocabulary import VOCABULARY, events, of_events, read, refusals, timeline

CONCEPTS = {concept.name: concept for concept in VOCABULARY.concepts}


UNREAD = "; it counts as a result of unknown value"


def refusal(event: str) -> str:
    """Why a record was left out."""
    found = of_events(event)
    assert (found.entries, found.records.used) == ((), 0)
    (refused,) = found.records.refused
    return refused.reason


def unread(event: str) -> str:
    """Why a record stands on the timeline without its value."""
    found = of_events(event)
    (one,) = events(found)
    (refused,) = found.records.refused
    assert found.records.used == 0 and isinstance(one.value, NoValue)
    assert refused.reason == one.value.reason + UNREAD
    return one.value.reason


@pytest.mark.parametrize(
    ("concept", "unit", "factor"),
    [
        ("ALT", "U/l", "1"),
        ("ALT", "IU/L", "1"),
        ("ALT", "[IU]/L", "1"),
        ("ALT", "[iU]/L", "1"),
        ("ALT", "ukat/L", "60"),
        ("ALT", "µkat/l", "60"),
        ("ANC", "10*3/uL", "1000"),
        ("ANC", "K/uL", "1000"),
        ("ANC", "x10E3/uL", "1000"),
        ("ANC", "10*9/L", "1000"),
        ("ANC", "G/L", "1000"),
        ("ANC", "cells/mm3", "1"),
        ("ANC", "/mm3", "1"),
        ("ANC", "1/uL", "1"),
        ("ANC", "1000/uL", "1000"),
        ("bilirubin", "umol/L", "0.058466"),
        ("bilirubin", "µmol/l", "0.058466"),
        ("bilirubin", "MG/DL", "1"),
        ("bilirubin", "mg/L", "1/10"),
        ("bilirubin", "MG/L", "1/10"),
        ("INR", "{INR}", "1"),
        ("INR", "ratio", "1"),
        ("azathioprine", "mcg/day", "1/1000"),
    ],
)
def test_units_of_real_records(concept: str, unit: str, factor: str) -> None:
    found = reading(unit, CONCEPTS[concept])
    assert not isinstance(found, str)
    assert (found.factor, found.shift) == (Fraction(factor), Fraction(0))


@pytest.mark.parametrize(
    ("concept", "unit", "said"),
    [
        ("ALT", None, "it has no unit: write it, for example ALT: 31 U/L"),
        ("ALT", "mg/dL", "mg/dL does not measure what ALT measures, which is in U/L (enzyme activity per volume)"),
        ("ALT", "foo", "the unit foo is not known: ALT is in U/L"),
        ("ANC", "%", "% does not measure what ANC measures, which is in /uL (number per volume)"),
        ("ANC", "103/uL", "the unit 103/uL can be read in two ways: write /uL"),
        ("bilirubin", "Mg/dL", "the unit Mg/dL can be read in two ways: write mg/dL"),
        ("base_excess", "mg/dL", "mg/dL does not measure what base_excess measures, which is in mmol/L"),
    ],
)
def test_units_that_are_never_guessed(concept: str, unit: str | None, said: str) -> None:
    found = reading(unit, CONCEPTS[concept])
    assert isinstance(found, str) and found.startswith(said)


def test_the_unit_is_that_of_the_record_not_of_the_series() -> None:
    found = of_events("at: 2025-03-15, ANC: 1.5 K/uL", "at: 2025-03-16, ANC: 1500 /uL")
    assert {event.value.span for event in events(found) if isinstance(event.value, Measured)} == {exactly(1500)}


def test_fahrenheit_is_converted_exactly() -> None:
    for written in ("'98.6 [degF]'", "98.6 F", "98.6 °F", "310.15 K", "37 Cel", "37 °C"):
        (event,) = events(of_events(f"at: 2025-03-15, temperature: {written}"))
        assert isinstance(event.value, Measured) and event.value.span == exactly(37)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("at: 2025-03-15, ALT: 31", "it has no unit: write it, for example ALT: 31 U/L"),
        ("at: 2025-03-15, ALT: -1 U/L", "a negative result is not possible"),
        ("at: 2025-03-15, ALT: 999999 U/L", "it lies outside what is plausible (0 to 20000 U/L)"),
        ("at: 2025-03-15, ALT: >20000 U/L", "it lies outside what is plausible (0 to 20000 U/L)"),
        ("at: 2025-03-15, ANC: 1 500 /uL", "write the number without spaces: 1500"),
        ("at: 2025-03-15, ANC: '1,500 /uL'", "write the number with a decimal point and without separators: 1.5, 1500"),
        ("at: 2025-03-15, ANC: 1 500/uL", "write the number without spaces: 1500"),
        ("at: 2025-03-15, ANC: 1 500", "write the number without spaces: 1500"),
        ("at: 2025-03-15, ALT: 1.2.3 U/L", "its number cannot be read"),
        ("at: 2025-03-15, ALT: 20 to 30 U/L", "a result is one number, not a range of two"),
        ("at: 2025-03-15, ALT: ~31 U/L", "it is not a number with a unit: write it as 31 U/L"),
        ("at: 2025-03-15, ALT: <OBX.5.1>", "it is not a number with a unit: write it as 31 U/L"),
        ("at: 2025-03-15, nausea: 3", "write present or absent"),
        ("at: 2025-03-15, TPMT: 12 U/mL", "its value is not one of normal, intermediate, deficient"),
    ],
)
def test_a_value_that_cannot_be_read_is_unknown_and_listed(event: str, said: str) -> None:
    assert unread(event).startswith(said)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("at: 2025-03-15, azathioprine: -50 mg/day", "a negative dose is not possible"),
        ("at: 2025-03-15, azathioprine: half", "write a dose as 50 mg/day, or taken, stopped, held or paused"),
        ("at: 2025-03-15, ALT: {value: 31 U/L, status: cancelled}", "cancelled"),
        ("at: 2025-03-15, ALT: {value: 31 U/L, status: entered-in-error}", "entered in error"),
        ("at: 2025-03-15, until: 2025-03-14, nausea: present", "it ends before it begins"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(event: str, said: str) -> None:
    assert refusal(event).startswith(said)


def test_an_unread_correction_takes_the_place_of_what_it_corrects() -> None:
    found = of_events(
        "at: 2025-03-15, id: r1, ALT: 31 U/L",
        "at: 2025-03-15, known: 2025-03-17, corrects: r1, ALT: 900",
        "at: 2025-03-15, id: r2, AST: 910",
        "at: 2025-03-15, known: 2025-03-17, corrects: r2, AST: 91 U/L",
    )
    assert {(event.concept, event.replaces) for event in events(found)} == {
        ("ALT", None),
        ("ALT", "r1"),
        ("AST", None),
        ("AST", "r2"),
    }
    assert found.records.used == 2
    assert set(refusals(found)) == {"ALT 900 on 2025-03-15", "AST 910 on 2025-03-15"}


def test_a_correction_that_is_refused_is_not_said_to_count() -> None:
    found = of_events("at: 2025-03-15, id: r1, ALT: 31 U/L", "at: 2025-03-16, corrects: r1, AST: 900")
    assert refusals(found) == {"AST 900 on 2025-03-16": "it corrects r1, which is ALT"}
    assert found.records.used == 1 and len(found.entries) == 1


def test_unread_duplicates_are_one_record_only_where_the_same_was_written() -> None:
    found = of_events("at: 2025-03-15, ALT: 31", "at: 2025-03-15, ALT: 31", "at: 2025-03-15, ALT: 900")
    assert sorted(event.key for event in events(found)) == ["ALT 2025-03-15", "ALT 2025-03-15 #2"]
    assert found.records.notes == ("ALT: 1 exact duplicate counted once",)
    assert found.records.used == 0 and len(found.records.refused) == 3


def test_numbers_are_exact_and_huge_ones_are_refused() -> None:
    found = of_events("at: 2025-03-15, ALT: 31.0 U/L, AST: 0.1 U/L")
    assert {event.value.span for event in events(found) if isinstance(event.value, Measured)} == {
        exactly(31),
        exactly(Fraction(1, 10)),
    }
    for digits in ("9" * 100, "1e1000000", "1." + "3" * 100, "1e99"):
        assert "its number cannot be read" in unread(f"at: 2025-03-15, ALT: {digits} U/L")


def test_a_plausible_negative_is_used() -> None:
    (event,) = events(of_events("at: 2025-03-15, base_excess: -4.5 mmol/L"))
    assert isinstance(event.value, Measured) and event.value.span == exactly(Fraction("-4.5"))


def test_a_result_in_words_was_done_without_a_value() -> None:
    found = of_events("at: 2025-03-15, ALT: see comment")
    assert events(found)[0].value == NoValue("reported in words")
    assert len(found.records.converted) == 1


def test_an_unknown_dose_is_taken() -> None:
    found = of_events("at: 2025-03-15, azathioprine: 1 tablet/day")
    assert found.records.refused == ()
    assert "taken, but the dose is not known" in found.records.converted[0].note


def test_exact_duplicates_count_once_and_different_results_of_a_day_stand_side_by_side() -> None:
    found = of_events(
        "at: 2025-03-15, ALT: 31 U/L",
        "at: 2025-03-15, ALT: 31 U/L",
        "at: 2025-03-15, ALT: 91 U/L",
        "at: 2025-03-15, ALT: {value: 31 U/L, id: r1}",
    )
    assert sorted(event.key for event in events(found)) == ["ALT 2025-03-15", "ALT 2025-03-15 #2", "r1"]
    assert found.records.notes == ("ALT: 1 exact duplicate counted once",)


def test_records_after_death_and_before_birth_are_refused() -> None:
    found = of_events(
        "at: 1984-01-01, ALT: 31 U/L",
        "at: 1985-06, ALT: 32 U/L",
        "at: 2025-05-01, ALT: 33 U/L",
        "at: 2025-05-02, ALT: 34 U/L",
        top="born: 1985-06-15\ndied: 2025-05-01\n",
    )
    assert refusals(found) == {
        "ALT 31 U/L on 1984-01-01": "it lies before the patient's birth",
        "ALT 34 U/L on 2025-05-02": "it lies after the patient's death",
    }


def test_without_a_zone_times_are_wall_clock_and_never_utc() -> None:
    found = of_events("at: 2025-03-15T23:30, ALT: 31 U/L")
    (event,) = events(found)
    assert found.calendar.offsets == ()
    assert found.calendar.show(event.when) == "2025-03-15 23:30"


def test_without_a_zone_the_record_says_its_own_day() -> None:
    found = of_events("at: 2025-03-15T23:30:00-05:00, ALT: 31 U/L", "at: 2025-03-16T00:30:00+01:00, AST: 28 U/L")
    days = {event.concept: event.when.day_first for event in events(found)}
    assert days == {"ALT": date(2025, 3, 15).toordinal(), "AST": date(2025, 3, 16).toordinal()}
    assert events(found, "AST")[0].when.first < events(found, "ALT")[0].when.first


@pytest.mark.parametrize(
    ("zone", "written", "day"),
    [
        ("Europe/Berlin", "2025-03-15T23:30:00Z", "2025-03-16"),
        ("America/New_York", "2025-03-15T02:00:00Z", "2025-03-14"),
        ("Asia/Kathmandu", "2025-03-15T18:20:00Z", "2025-03-16"),
        ("Australia/Lord_Howe", "2025-03-15T13:10:00Z", "2025-03-16"),
        ("Asia/Kathmandu", "2025-03-15T18:14:59Z", "2025-03-15"),
    ],
)
def test_the_zone_says_the_day(zone: str, written: str, day: str) -> None:
    found = of_events(f"at: {written}, ALT: 31 U/L", top=f"zone: {zone}\n")
    assert found.calendar.show(events(found)[0].when).startswith(day)


def test_an_hour_that_comes_twice_is_one_of_two_instants_and_one_that_is_skipped_is_moved() -> None:
    found = of_events(
        "at: 2025-10-26T02:30, ALT: 31 U/L", "at: 2025-03-30T02:30, AST: 28 U/L", top="zone: Europe/Berlin\n"
    )
    twice, skipped = events(found, "ALT")[0], events(found, "AST")[0]
    assert twice.when.last - twice.when.first == 3600 and twice.when.one_day
    assert skipped.when.exact and found.calendar.show(skipped.when) == "2025-03-30 03:30"


def test_the_zone_of_the_caller_holds_where_the_file_names_none() -> None:
    own = read("patient: p\nzone: Asia/Tokyo\nevents:\n- {at: 2025-03-15, ALT: 31 U/L}\n", zone="Europe/Berlin")
    theirs = read("patient: p\nevents:\n- {at: 2025-03-15, ALT: 31 U/L}\n", zone="Europe/Berlin")
    assert [str(one.timelines[0].calendar.zone) for one in (own, theirs)] == ["Asia/Tokyo", "Europe/Berlin"]


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2026", "2026-01-01", "2026-12-31"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-02", "2025-02-01", "2025-02-28"),
        ("2025-02-28", "2025-02-28", "2025-02-28"),
    ],
)
def test_a_part_of_a_date_is_a_span_of_days(written: str, first: str, last: str) -> None:
    found = of_events(f"at: {written}, ALT: 31 U/L")
    (event,) = events(found)
    assert (event.when.day_first, event.when.day_last) == (
        date.fromisoformat(first).toordinal(),
        date.fromisoformat(last).toordinal(),
    )
    assert event.known == found.calendar.start_of(event.when.day_last)


@pytest.mark.parametrize(
    ("at", "known", "used_from"),
    [
        ("2025-03-15", None, "2025-03-15 00:00"),
        ("2025-03-15T09:30", None, "2025-03-15 09:30"),
        ("2025-03-15T09:30", "2025-03-15", "2025-03-15 09:30"),
        ("2025-03-15T09:30", "2025-03-16", "2025-03-16 00:00"),
        ("2025-03-15", "2025-03-15T14:00", "2025-03-15 14:00"),
        ("2025-03-15T09:30", "2025-03-10", "2025-03-15 09:30"),
    ],
)
def test_a_record_is_known_never_before_it_happened(at: str, known: str | None, used_from: str) -> None:
    found = of_events(f"at: {at}, {f'known: {known}, ' if known else ''}ALT: 31 U/L")
    assert found.calendar.show_instant(events(found)[0].known) == used_from


def test_the_end_of_a_date_is_the_end_of_that_day() -> None:
    found = of_events("at: 2025-03-08, until: 2025-03-08, azathioprine: 50 mg/day")
    (event,) = events(found)
    assert event.until is not None and event.until.last == found.calendar.end_of(event.when.day_first)


def test_the_order_of_the_lines_carries_no_meaning_even_for_keys() -> None:
    lines = ["- {at: 2025-03-15, ALT: 31 U/L}", "- {at: 2025-03-15, ALT: 91 U/L}", "- {at: 2025-03-14, ALT: 31 U/L}"]
    forward = timeline("patient: p\nevents:\n" + "\n".join(lines))
    backward = timeline("patient: p\nevents:\n" + "\n".join(reversed(lines)))
    assert [(one.key, getattr(one, "value", None)) for one in forward.entries] == [
        (one.key, getattr(one, "value", None)) for one in backward.entries
    ]
