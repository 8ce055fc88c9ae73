"""Laws of reading: order carries no meaning, values come back exactly, reading twice gives the same."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from careway.ingest.values import Used, read_value, write_down
from careway.model.quantity import show_number
from careway.model.timeline import Entry, Event, Measured, NoValue, Override, Retraction
from careway.model.units import conversion
from careway.model.vocabulary import Kind
from ingest.vocabulary import VOCABULARY, events, of_events, timeline

DATES = st.sampled_from(
    ["2025-03-15", "2025-03-16", "2025-03", "2025-03-15T09:30", "2025-03-15T09:30Z", "2025-10-26T02:30"]
)
SAID = st.sampled_from(
    ["ALT: 31 U/L", "ALT: 91 U/L", "ALT: <5 U/L", "ALT: no value", "AST: 28 U/L", "nausea: present", "nausea: absent",
     "liver_symptoms: absent", "azathioprine: 50 mg/day", "azathioprine: stopped", "ALT: 31", "TSH: 1 mU/L",
     "ALT: {value: 31 U/L, range: 10 to 40 U/L}", "bilirubin: 20 umol/L", "corrects: r1, ALT: 33 U/L", "retracts: r1",
     "corrects: r2, ALT: 34 U/L", "override: rule, reason: a", "override: rule, reason: b",
     "known: 2025-03-20, ALT: 31 U/L",
     "until: 2025-04-01, azathioprine: 75 mg/day", "status: preliminary, ALT: 31 U/L", "status: cancelled, ALT: 1 U/L"]
)  # fmt: skip
NO_UNIT = "it has no unit: write it, for example ALT: 31 U/L"
LINES = st.lists(st.tuples(DATES, SAID), min_size=1, max_size=12)
ZONES = st.sampled_from(["", "zone: Europe/Berlin\n", "zone: Australia/Lord_Howe\n"])


def without_line(entry: Entry) -> Entry:
    match entry:
        case Event() | Retraction() | Override():
            return replace(entry, line=0)


def lines(said: list[tuple[str, str]]) -> list[str]:
    return [f"at: {at}, {what}" for at, what in said] + ["at: 2025-03-15, id: r1, ALT: 35 U/L"]


@given(LINES, ZONES, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_nothing(said: list[tuple[str, str]], top: str, random: object) -> None:
    ordered = lines(said)
    shuffled = list(ordered)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = of_events(*ordered, top=top), of_events(*shuffled, top=top)
    assert [without_line(entry) for entry in one.entries] == [without_line(entry) for entry in other.entries]
    assert one.calendar == other.calendar
    assert sorted(refused.reason for refused in one.records.refused) == sorted(
        refused.reason for refused in other.records.refused
    )
    assert (one.records.unused, one.records.notes) == (other.records.unused, other.records.notes)


@given(LINES, ZONES)
def test_reading_twice_gives_the_same_and_keys_are_unique(said: list[tuple[str, str]], top: str) -> None:
    one, other = of_events(*lines(said), top=top), of_events(*lines(said), top=top)
    assert one == other
    keys = [entry.key for entry in one.entries]
    assert len(keys) == len(set(keys))
    unread = [event for event in events(one) if event.value == NoValue(NO_UNIT)]
    assert one.records.used == len(keys) - len(unread)
    assert bool(unread) is any(refused.reason.startswith(NO_UNIT) for refused in one.records.refused)
    for event in events(one):
        assert event.when.first <= event.when.last
        assert event.known >= one.calendar.start_of(event.when.day_last)
        assert event.replaces is None or event.replaces in keys


NUMBERS = st.decimals(min_value=0, max_value=10000, places=3).map(Fraction)
MEASURED = [concept for concept in VOCABULARY.concepts if concept.kind is Kind.LAB]


@given(NUMBERS, st.sampled_from(["", "<", "<=", ">", ">="]), st.sampled_from(["ALT", "AST", "ANC", "INR", "bilirubin"]))
def test_a_shown_value_is_read_back(number: Fraction, comparator: str, name: str) -> None:
    concept = next(one for one in MEASURED if one.name == name)
    unit = "" if concept.unit == "1" else f" {concept.unit}"
    written = f"{comparator}{show_number(number)}{unit}"
    read = read_value(write_down(written), concept)
    assert isinstance(read, Used) and isinstance(read.value, Measured) and read.notes == ()
    assert read.value.shown == written
    assert number in (read.value.span.low, read.value.span.high)
    again = read_value(write_down(read.value.shown), concept)
    assert again == read


@given(NUMBERS, st.sampled_from([("ALT", "ukat/L"), ("ANC", "10*9/L"), ("bilirubin", "umol/L"), ("bilirubin", "g/L")]))
def test_a_value_in_another_unit_is_the_same_value(number: Fraction, choice: tuple[str, str]) -> None:
    name, unit = choice
    concept = next(one for one in MEASURED if one.name == name)
    there = conversion(concept.unit or "1", unit, concept.molar_mass)
    assert there is not None
    read = read_value(write_down(f"{show_number(number)} {unit}"), concept)
    if isinstance(read, Used) and isinstance(read.value, Measured):
        assert read.value.span.point is not None and read.value.span.point * there == number


@given(st.lists(st.integers(1, 28), min_size=1, max_size=30))
def test_a_table_and_the_native_form_say_the_same(days: list[int]) -> None:
    native = of_events(*(f"at: 2025-03-{day:02}, ALT: {day} U/L" for day in days))
    table = timeline(
        "patient,at,concept,value,unit\n" + "".join(f"example,2025-03-{day:02},ALT,{day},U/L\n" for day in days),
        "r.csv",
    )
    assert [without_line(entry) for entry in native.entries] == [without_line(entry) for entry in table.entries]
