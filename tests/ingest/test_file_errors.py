"""Mistakes of a file as a whole: each has its code and its place, nothing runs, and nothing is ever a traceback."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careway.ingest.read import read_timelines
from ingest.vocabulary import VOCABULARY, codes, read

EVENT = "- {at: 2025-03-15, ALT: 31 U/L}\n"
HEAD = "patient: p\nevents:\n"


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "CW507", (1, 1)),
        ("events: []", "CW507", (1, 1)),
        ("patient: p\n", "CW507", (1, 1)),
        ("patient: p\nevents: []\n", "CW507", (2, 9)),
        ("patient: p\nevents:\n", "CW507", (2, 8)),
        ("patient: p\nevents: {at: 2025-03-15}\n", "CW508", (2, 9)),
        ("patient: p\nevents: none\n", "CW508", (2, 9)),
        ("events:\n" + EVENT, "CW507", (1, 1)),
        ("patient: ''\nevents:\n" + EVENT, "CW507", (1, 10)),
        ("patient: [p]\nevents:\n" + EVENT, "CW508", (1, 10)),
        ("- 1\n", "CW507", (1, 1)),
        ("patient: p\nborn: yesterday\nevents:\n" + EVENT, "CW509", (2, 7)),
        ("patient: p\nborn:\nevents:\n" + EVENT, "CW508", (2, 6)),
        ("patient: p\nsex: m\nevents:\n" + EVENT, "CW510", (2, 6)),
        ("patient: p\nzone: Mars/Base\nevents:\n" + EVENT, "CW511", (2, 7)),
        ("patient: p\nzone: ../../etc/passwd\nevents:\n" + EVENT, "CW511", (2, 7)),
        ("patient: p\nzone: Europe\nevents:\n" + EVENT, "CW511", (2, 7)),
        ("patient: p\nname: x\nevents:\n" + EVENT, "CW506", (2, 1)),
        ("careway: timeline/9\npatient: p\nevents:\n" + EVENT, "CW510", (1, 10)),
        (HEAD + "- ALT: 31 U/L\n", "CW507", (3, 3)),
        (HEAD + "- {at: 2025-03-15}\n", "CW507", (3, 3)),
        (HEAD + "- {at: 2025-02-30, ALT: 31 U/L}\n", "CW509", (3, 8)),
        (HEAD + "- {at: 15.03.2025, ALT: 31 U/L}\n", "CW509", (3, 8)),
        (HEAD + "- {at: 2025-03-15T25:00, ALT: 31 U/L}\n", "CW509", (3, 8)),
        (HEAD + "- {at: 2025-13, ALT: 31 U/L}\n", "CW509", (3, 8)),
        (HEAD + "- {at: 0025-03-15, ALT: 31 U/L}\n", "CW509", (3, 8)),
        (HEAD + "- {at: 2025-03-15T10:00+19:00, ALT: 31 U/L}\n", "CW509", (3, 8)),
        (HEAD + "- {at: 2025-03-15, ALT: [31, 32]}\n", "CW508", (3, 25)),
        (HEAD + "- {at: 2025-03-15, ALT: {unit: U/L, value: 3}}\n", "CW506", (3, 26)),
        (HEAD + "- {at: 2025-03-15, ALT: {range: 1 to 2 U/L}}\n", "CW507", (3, 25)),
        (HEAD + "- {at: 2025-03-15, ALT: 31 U/L, ALT: 32 U/L}\n", "CW503", (3, 33)),
        (HEAD + "- {at: 2025-03-15, INR: 1,5}\n", "CW506", (3, 27)),
        (HEAD + "- {at: 2025-03-15, ALT: 31 U/L, status: done}\n", "CW510", (3, 41)),
        (HEAD + "- {at: 2025-03-15, ALT: 31 U/L, id: a b}\n", "CW510", (3, 37)),
        (HEAD + "- {at: 2025-03-15, ALT: 31 U/L, id: a/b}\n", "CW510", (3, 37)),
        (HEAD + "- {at: 2025-03-15, id: a, ALT: 31 U/L}\n- {at: 2025-03-16, id: a, ALT: 31 U/L}\n", "CW519", (4, 27)),
        (HEAD + "- {at: 2025-03-15, override: r}\n", "CW507", (3, 30)),
        (HEAD + "- {at: 2025-03-15, ALT: 31 U/L, reason: r}\n", "CW513", (3, 41)),
        (HEAD + "- {at: 2025-03-15, ALT: 31 U/L, retracts: r}\n", "CW513", (3, 43)),
        (HEAD + "- just text\n", "CW508", (3, 3)),
        (HEAD + "- {at: 2025-03-15, ALT: &x 31 U/L}\n", "CW504", (3, 25)),
        (HEAD + "- {at: 2025-03-15, ALT: *x}\n", "CW504", (3, 25)),
        (HEAD + "- {at: 2025-03-15, ALT: !!float 31}\n", "CW504", (3, 25)),
        (HEAD + "- {<<: {at: 2025-03-15}, ALT: 31 U/L}\n", "CW504", (3, 4)),
        (HEAD + "- {at: 2025-03-15, ALT: 31 U/L\n", "CW502", (4, 1)),
        (HEAD + '- {at: 2025-03-15, ALT: "31 U/L}\n', "CW502", (4, 1)),
        (HEAD + EVENT + "---\n" + HEAD + EVENT, "CW502", (4, 1)),
        (HEAD + "- {? [a]: b}\n", "CW508", (3, 6)),
        ("patient: p\x07\n", "CW500", (1, 11)),
    ],
)
def test_mistakes_of_a_yaml_file_have_a_code_and_a_place(text: str, code: str, place: tuple[int, int]) -> None:
    found = read(text)
    assert found.timelines == ()
    first = found.diagnostics[0]
    assert (first.code, found.source.position(first.label.span.start)) == (code, place)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"patient": "p", "events": [{"at": "2025-03-15", "INR": NaN}]}', "CW512"),
        ('{"patient": "p", "events": [{"at": "2025-03-15", "INR": -Infinity}]}', "CW512"),
        ('{"patient": "p", "patient": "q", "events": []}', "CW503"),
        ('{"patient": "p", "events": [{"at": "2025-03-15", "INR": 1,}]}', "CW502"),
        ('{"patient": "p", "events": [', "CW502"),
        ("[1, 2]", "CW507"),
        ('{"patient": "p"} x', "CW502"),
        ('{"patient": "\\ud800"}', "CW502"),
        ("[" * 100_000, "CW505"),
        ('{"a":' * 100_000, "CW505"),
    ],
)
def test_mistakes_of_a_json_file(text: str, code: str) -> None:
    assert codes(text, "timeline.json")[0] == code


def test_several_mistakes_are_reported_together_and_in_order() -> None:
    text = "patient: p\nsex: m\nevents:\n- {at: 2025-02-30, ALT: 31 U/L}\n- {ALT: 31 U/L}\n"
    assert codes(text) == ["CW510", "CW509", "CW507"]


def test_a_number_too_large_for_json_readers_is_only_refused() -> None:
    found = read('{"patient": "p", "events": [{"at": "2025-03-15", "INR": 1e400}]}', "timeline.json")
    assert "its number cannot be read" in found.timelines[0].records.refused[0].reason


def test_limits_of_size_and_depth() -> None:
    assert codes("patient: p\nnote: " + "x" * 1_000_001) == ["CW501"]
    assert codes("a: " + "[" * 5000 + "]" * 5000) == ["CW505"]
    assert codes(HEAD + "- {at: 2025-03-15, ALT: {value: {value: {value: 1}}}}\n") == ["CW508"]
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert set(codes(bomb)) == {"CW504"}


def test_what_is_not_text_is_said_to_be_so() -> None:
    assert codes("patient: Müller\n".encode("latin-1")) == ["CW500"]
    assert codes(b"\x00\x01\x02")[0] == "CW500"
    assert codes(("\N{BYTE ORDER MARK}" + HEAD + EVENT).encode()) == []
    assert codes((HEAD + EVENT).replace("\n", "\r\n")) == []


def test_packed_files() -> None:
    packed = gzip.compress((HEAD + EVENT).encode())
    assert codes(packed, "timeline.yaml.gz") == []
    assert codes(packed[:-10], "timeline.yaml.gz") == ["CW500"]
    assert codes(b"\x1f\x8b" + b"junk" * 10, "timeline.yaml.gz") == ["CW500"]
    assert codes(gzip.compress(b"\0" * 60_000_000), "timeline.yaml.gz") == ["CW501"]


def test_a_value_with_brackets_must_be_quoted_and_the_message_says_so() -> None:
    (found,) = read(HEAD + "- {at: 2025-03-15, ALT: 31 [IU]/L}\n").diagnostics
    assert found.code == "CW502" and found.help is not None and "in quotes" in found.help


def test_no_message_holds_what_a_broken_record_says() -> None:
    canary = "Canary-MRN-4711"
    for text in (
        f'{{"resourceType": "Bundle", "entry": [{{"resource": {{"name": "{canary}"',
        f'{{"resourceType": "Patient", "id": "{canary}"}}',
        f'{{"resourceType": "Bundle", "entry": [{{"resource": {{"resourceType": "Patient", "id": "{canary}"}}}}]}}',
    ):
        found = read(text, "bundle.json")
        assert found.diagnostics
        assert canary not in repr(found)


@given(st.text(max_size=200))
def test_any_text_gives_timelines_or_diagnostics(text: str) -> None:
    for name in ("t.yaml", "t.json", "t.csv", "t"):
        found = read_timelines(name, text.encode("utf-8", "surrogatepass"), VOCABULARY)
        assert bool(found.timelines) != bool(found.diagnostics)


TOKENS = st.lists(
    st.sampled_from(
        ["patient: p", "events:", "- ", "{", "}", "[", "]", "at: 2025-03-15", "ALT: ", "31 U/L", ", ", "\n", "  ",
         '"', "'", ": ", "&a", "*a", "|", ">", ">5 U/L", "no value", "#", "?", "!x", "---", "id: r", "corrects: r"]
    ),
    max_size=30,
)  # fmt: skip


@given(TOKENS)
def test_any_jumble_of_yaml_gives_timelines_or_diagnostics(parts: list[str]) -> None:
    found = read(HEAD + "- {at: 2025-03-15, ALT: 31 U/L}\n" + "".join(parts))
    assert bool(found.timelines) != bool(found.diagnostics)
    for one in found.diagnostics:
        assert 0 <= one.label.span.start <= len(found.source.text)


@given(st.binary(max_size=100))
def test_any_bytes_give_timelines_or_diagnostics(data: bytes) -> None:
    for start in (b"", b"\x1f\x8b", b"patient,at,concept,value\n"):
        found = read_timelines("t", start + data, VOCABULARY)
        assert bool(found.timelines) != bool(found.diagnostics)
