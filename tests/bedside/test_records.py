"""Every record of a file, with its key, its place and what became of it."""

from __future__ import annotations

import pytest

from bedside.files import VOCABULARY, of, read, said
from careway.bedside.records import Unread, in_time_order, read_file
from careway.model.timeline import Event
from ingest.test_fhir import bundle, condition, observation, quantity
from ingest.vocabulary import VOCABULARY as OF_INGEST


def test_keys_are_those_of_the_timeline_and_none_stands_twice() -> None:
    file = of(
        "at: 2025-03-15, ALT: 31 U/L",
        "at: 2025-03-15, ALT: 33 U/L",
        "at: 2025-03-15, ALT: 33 U/L",
        "at: 2025-03-15, id: visit-7, AST: 28 U/L, nausea: present",
        "at: 2025-03-16, AST: {value: 640 U/L, status: entered-in-error}",
        "at: 2025-03-16, AST: {value: 650 U/L, status: entered-in-error}",
    )
    assert list(said(file)) == [
        "ALT 2025-03-15",
        "ALT 2025-03-15 #2",
        "ALT 2025-03-15 (not used)",
        "visit-7/AST",
        "visit-7/nausea",
        "AST 2025-03-16 (not used)",
        "AST 2025-03-16 (not used) #2",
    ]
    on_it = {entry.key for entry in file.timeline.entries if isinstance(entry, Event)}
    assert on_it == {row.key for row in file.rows if row.used}
    assert [row.refused for row in file.rows] == [
        None,
        None,
        "the same stands twice; it is counted once",
        None,
        None,
        "entered in error",
        "entered in error",
    ]


def test_what_cannot_be_read_is_used_without_its_value_and_says_why() -> None:
    (row,) = of("at: 2025-03-15, ALT: 31").rows
    assert row.used and row.refused is not None and row.refused.startswith("it has no unit")


def test_a_correction_that_corrects_nothing_is_there_with_its_reason() -> None:
    file = of("at: 2025-03-15, id: r1, AST: 31 U/L", "at: 2025-03-15, corrects: r1, ALT: 33 U/L")
    assert [row.refused for row in file.rows] == [None, "it corrects r1, which is AST"]


def test_records_of_a_group_share_their_place() -> None:
    file = of("at: 2025-03-15, signs: absent, ALT: 31 U/L")
    nausea, itch, alt = file.rows
    assert nausea.spot is not None and itch.spot is not None and alt.spot is not None
    assert nausea.spot == itch.spot and nausea.spot.of_group and not alt.spot.of_group
    span = nausea.spot.span
    assert file.source.text[span.start : span.end] == "signs: absent"


def test_a_word_that_a_group_cannot_have_is_refused_as_the_group() -> None:
    (row,) = of("at: 2025-03-15, signs: present").rows
    assert (row.name, row.value, row.concept, row.used) == ("signs", "present", None, False)
    assert row.refused is not None and "say it of each member" in row.refused


def test_records_come_in_time_whatever_their_order_and_precision() -> None:
    file = of("at: 2025-04-02, ALT: 1 U/L", "at: 2025-03-31T23:00, ALT: 2 U/L", "at: 2025-04, ALT: 3 U/L")
    assert [row.value for row in in_time_order(file.rows)] == ["2 U/L", "3 U/L", "1 U/L"]


def test_tables_and_bundles_have_records_without_a_place() -> None:
    table = read("patient,at,concept,value,unit\np,2025-03-15,ALT,>1000,U/L\np,2025-03-16,nausae,present,\n", "p.csv")
    assert said(table) == {
        "ALT 2025-03-15": (">1000 U/L", "2025-03-15"),
        "nausae 2025-03-16 (not used)": ("", "2025-03-16"),
    }
    found = read_file(
        "b.json", bundle(observation(valueQuantity=quantity(31)), condition(onsetDateTime=None)), OF_INGEST
    )
    assert not isinstance(found, Unread)
    assert all(row.spot is None for row in (*table.rows, *found.rows)) and found.tree is None
    assert [(row.value, row.used) for row in found.rows] == [("31 U/L", True), ("", False)]


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("p.csv", "patient,at,concept,value\na,2025-03-15,nausea,absent\nb,2025-03-15,nausea,absent\n", "2 patients"),
        ("p.yaml", "patient: p\nevents: 3\n", "cannot be read"),
    ],
)
def test_a_file_that_is_not_one_patients_says_so(name: str, text: str, why: str) -> None:
    found = read_file(name, text, VOCABULARY)
    assert isinstance(found, Unread) and why in found.why
