"""One record of a file is changed, and the text around it stays as it is."""

from __future__ import annotations

import pytest

from bedside.files import VOCABULARY, changed_lines, of, read, said
from careway.bedside.changing import Edited, add, change, remove
from careway.bedside.records import PatientFile
from careway.bedside.text_layout import NotDone

BLOCK = """\
# 🩺 a patient
patient: 'p'   # a pseudonym
events:
  - at: 2025-03-15      # the first visit
    ALT: 31 U/L         # haemolysed?
    AST:
      value: 28 U/L
      range: up to 40 U/L
    nausea: absent

  # nobody came in between

  - {at: '2025-03-22', "ALT": "33 U/L",   AST: 30 U/L}   # 🩸
"""
JSON = """\
{
  "patient": "p",
  "events": [
    {"at": "2025-03-15", "ALT": {"value": "31 U/L", "id": "r1"}, "AST": "28 U/L"},
    {
      "at": "2025-03-22",
      "ALT": "33 U/L",
      "nausea": "absent"
    }
  ]
}
"""


def changed(file: PatientFile, key: str, value: str | None = None, at: str | None = None) -> Edited:
    return change(file, VOCABULARY, key, value, at)


def refused(file: PatientFile, key: str, value: str | None = None, at: str | None = None) -> str:
    with pytest.raises(NotDone) as caught:
        change(file, VOCABULARY, key, value, at)
    return str(caught.value)


# --- values -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "old", "new"),
    [
        ("ALT 2025-03-15", "310 U/L", "ALT: 31 U/L ", "ALT: 310 U/L "),
        ("AST 2025-03-15", ">1000 U/L", "value: 28 U/L", "value: >1000 U/L"),
        ("nausea 2025-03-15", "present", "nausea: absent", "nausea: present"),
        ("ALT 2025-03-22", "no value", '"33 U/L"', '"no value"'),
        ("AST 2025-03-22", "3.5 U/L", "AST: 30 U/L", "AST: 3.5 U/L"),
    ],
)
def test_only_the_value_is_another(key: str, value: str, old: str, new: str) -> None:
    file = read(BLOCK)
    done = changed(file, key, value)
    assert done.file.source.text == BLOCK.replace(old, new)
    assert done.row is not None and (done.row.key, done.row.value) == (key, value)


def test_json_stays_json() -> None:
    assert changed(read(JSON, "p.json"), "r1", "35 U/L").file.source.text == JSON.replace('"31 U/L"', '"35 U/L"')
    numbers = read('{"patient": "p", "events": [{"at": "2025-03-15", "gene": "low", "ALT": 31}]}', "p.json")
    written = changed(numbers, "ALT 2025-03-15", "31 U/L").file.source.text
    assert written == '{"patient": "p", "events": [{"at": "2025-03-15", "gene": "low", "ALT": "31 U/L"}]}'


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("- {at: 2025-03-15, ALT: }", "- {at: 2025-03-15, ALT: 31 U/L }"),
        ("- {at: 2025-03-15, ALT}", "- {at: 2025-03-15, ALT: 31 U/L}"),
        ("- {at: 2025-03-15, ALT: null}", "- {at: 2025-03-15, ALT: 31 U/L}"),
        ("- at: 2025-03-15\n  ALT:", "- at: 2025-03-15\n  ALT: 31 U/L"),
        ("- at: 2025-03-15\n  ALT: |\n    30 U/L", "- at: 2025-03-15\n  ALT: 31 U/L"),
        ("- at: 2025-03-15\n  ALT:\n    30\n    U/L", "- at: 2025-03-15\n  ALT:\n    31 U/L"),
    ],
)
def test_a_value_that_is_not_there_or_takes_several_lines(line: str, after: str) -> None:
    file = read(f"patient: p\nevents:\n{line}\n")
    assert changed(file, "ALT 2025-03-15", "31 U/L").file.source.text == f"patient: p\nevents:\n{after}\n"


def test_a_unit_in_brackets_is_put_in_quotes() -> None:
    done = changed(of("at: 2025-03-15, ALT: 31 U/L, AST: 28 U/L"), "ALT 2025-03-15", "31 [IU]/L")
    assert '{at: 2025-03-15, ALT: "31 [IU]/L", AST: 28 U/L}' in done.file.source.text


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("ALT 2025-03-15", "31", "it has no unit"),
        ("ALT 2025-03-15", "31 mg/dL", "does not measure what ALT measures"),
        ("ALT 2025-03-15", "-3 U/L", "a negative result is not possible"),
        ("nausea 2025-03-15", "a little", "write present or absent"),
        ("gene 2025-03-15", "high", "one of normal, low, deficient"),
        ("ALT 2025-03-15", " ", "write a text"),
        ("ALT 2025-03-16", "31 U/L", "there is no such record"),
    ],
)
def test_a_value_that_would_not_be_used_is_refused(key: str, value: str, why: str) -> None:
    assert why in refused(of("at: 2025-03-15, ALT: 31 U/L, nausea: absent, gene: low"), key, value)


def test_what_cannot_be_used_can_be_mended() -> None:
    file = of("at: 2025-03-15, ALT: 31, nausae: present")
    (alt, nausea) = file.rows
    assert alt.refused is not None and "no unit" in alt.refused
    assert nausea.refused is not None and "did you mean nausea" in nausea.refused and not nausea.used
    mended = changed(file, alt.key, "31 U/L")
    assert next(row.refused for row in mended.file.rows) is None
    assert changed_lines(file, remove(file, VOCABULARY, nausea.key).file) == [
        "-  - {at: 2025-03-15, ALT: 31, nausae: present}",
        "+  - {at: 2025-03-15, ALT: 31}",
    ]


# --- dates ------------------------------------------------------------------------------------------------------------


def test_a_record_alone_in_its_event_takes_the_event_along() -> None:
    file = of("at: 2025-03-15, known: 2025-03-17, id: r1, ALT: 31 U/L")
    assert changed_lines(file, changed(file, "r1", at="2025-03-16T08:00").file) == [
        "-  - {at: 2025-03-15, known: 2025-03-17, id: r1, ALT: 31 U/L}",
        "+  - {at: 2025-03-16T08:00, known: 2025-03-17, id: r1, ALT: 31 U/L}",
    ]


def test_a_record_that_shares_its_event_leaves_it_with_what_the_event_says_of_all() -> None:
    file = of(
        "at: 2025-03-15, known: 2025-03-17, status: preliminary, note: late, ALT: 31 U/L, AST: 28 U/L, ANC: 1500 /uL"
    )
    done = changed(file, "AST 2025-03-15", at="2025-03-16")
    assert changed_lines(file, done.file)[1:] == [
        "+  - {at: 2025-03-15, known: 2025-03-17, status: preliminary, note: late, ALT: 31 U/L, ANC: 1500 /uL}",
        "+  - {at: 2025-03-16, known: 2025-03-17, status: preliminary, AST: 28 U/L}",
    ]
    assert done.row is not None and done.row.key == "AST 2025-03-16"


def test_a_record_leaves_its_event_in_block_style_with_its_comment() -> None:
    file = read(BLOCK)
    assert changed_lines(file, changed(file, "ALT 2025-03-15", at="2025-03-16").file) == [
        "-    ALT: 31 U/L         # haemolysed?",
        "+  - at: 2025-03-16",
        "+    ALT: 31 U/L         # haemolysed?",
    ]
    long = "    AST:\n      value: 28 U/L\n      range: up to 40 U/L\n"
    assert changed(file, "AST 2025-03-15", at="2025-03-16").file.source.text == BLOCK.replace(long, "").replace(
        "    nausea: absent\n", f"    nausea: absent\n  - at: 2025-03-16\n{long}"
    )
    assert changed_lines(file, changed(file, "ALT 2025-03-22", at="2025-03-23").file) == [
        """-  - {at: '2025-03-22', "ALT": "33 U/L",   AST: 30 U/L}   # 🩸""",
        """+  - {at: '2025-03-22',   AST: 30 U/L}   # 🩸""",
        """+  - {at: '2025-03-23', "ALT": "33 U/L"}""",
    ]


def test_a_record_leaves_its_event_in_json() -> None:
    file = read(JSON, "p.json")
    assert changed_lines(file, changed(file, "r1", at="2025-03-16").file) == [
        '-    {"at": "2025-03-15", "ALT": {"value": "31 U/L", "id": "r1"}, "AST": "28 U/L"},',
        '+    {"at": "2025-03-15", "AST": "28 U/L"},',
        '+    {"at": "2025-03-16", "ALT": {"value": "31 U/L", "id": "r1"}},',
    ]
    own = '    {\n      "at": "2025-03-23",\n      "ALT": "33 U/L"\n    }\n  ]\n}\n'
    assert changed(file, "ALT 2025-03-22", at="2025-03-23").file.source.text == JSON.replace(
        '      "ALT": "33 U/L",\n', ""
    ).replace("    }\n  ]\n}\n", f"    }},\n{own}")


def test_value_and_date_together() -> None:
    done = changed(of("at: 2025-03-15, ALT: 31 U/L, AST: 28 U/L"), "ALT 2025-03-15", "90 U/L", "2025-03-20")
    assert said(done.file) == {"AST 2025-03-15": ("28 U/L", "2025-03-15"), "ALT 2025-03-20": ("90 U/L", "2025-03-20")}


def test_a_date_that_is_none_is_refused() -> None:
    assert "no such day" in refused(of("at: 2025-03-15, ALT: 31 U/L"), "ALT 2025-03-15", at="2025-02-30")


def test_the_override_stays_where_it_was() -> None:
    file = of('at: 2025-03-15, override: some_rule, reason: "so", ALT: 31 U/L')
    assert changed_lines(file, changed(file, "ALT 2025-03-15", at="2025-03-16").file)[1:] == [
        '+  - {at: 2025-03-15, override: some_rule, reason: "so"}',
        "+  - {at: 2025-03-16, ALT: 31 U/L}",
    ]


def test_a_correction_still_finds_what_it_corrects() -> None:
    file = of("at: 2025-03-15, id: r1, ALT: 391 U/L", "at: 2025-03-15, known: 2025-03-17, corrects: r1, ALT: 39 U/L")
    done = changed(file, "r1", at="2025-03-14")
    (first, second) = (row.raw for row in done.file.rows)
    assert first is not None and second is not None
    assert (first.id, second.corrects, first.at.text, second.at.text) == ("r1", "r1", "2025-03-14", "2025-03-15")


def test_an_id_that_another_record_names_is_not_lost() -> None:
    visit = "at: 2025-03-29, id: visit-7, ALT: 33 U/L, AST: 910 U/L"
    named = of(visit, "at: 2025-03-29, known: 2025-03-30, retracts: visit-7/AST")
    assert "by the id of its event" in refused(named, "visit-7/AST", at="2025-03-30")
    assert "by the id of its event" in refused(named, "visit-7/ALT", at="2025-03-30")
    with pytest.raises(NotDone, match="by the id of its event"):
        remove(named, VOCABULARY, "visit-7/ALT")
    assert list(said(remove(named, VOCABULARY, "visit-7/AST").file)) == ["visit-7"]
    whole = of(visit, "at: 2025-03-30, retracts: visit-7")
    assert "by the id of its event" in refused(whole, "visit-7/AST", at="2025-03-30")
    assert list(said(changed(of(visit), "visit-7/AST", at="2025-03-30").file)) == ["visit-7", "AST 2025-03-30"]


# --- groups -----------------------------------------------------------------------------------------------------------


def test_a_member_of_a_group_is_told_apart_when_it_differs() -> None:
    file = of("at: 2025-03-15, ALT: 31 U/L, signs: absent", "at: 2025-03-16, ALT: 32 U/L")
    assert changed_lines(file, changed(file, "itch 2025-03-15", "present").file) == [
        "-  - {at: 2025-03-15, ALT: 31 U/L, signs: absent}",
        "+  - {at: 2025-03-15, ALT: 31 U/L, nausea: absent, itch: present}",
    ]
    assert changed_lines(file, remove(file, VOCABULARY, "nausea 2025-03-15").file)[1:] == [
        "+  - {at: 2025-03-15, ALT: 31 U/L, itch: absent}"
    ]
    block = read("patient: p\nevents:\n  - at: 2025-03-15\n    signs: absent  # asked\n")
    assert changed_lines(block, changed(block, "itch 2025-03-15", at="2025-03-16").file) == [
        "-    signs: absent  # asked",
        "+    nausea: absent",
        "+  - at: 2025-03-16",
        "+    itch: absent  # asked",
    ]


def test_a_member_said_by_its_own_name_beside_its_group() -> None:
    file = of("at: 2025-03-15, nausea: present, signs: absent")
    assert [(row.key, row.value) for row in file.rows] == [
        ("nausea 2025-03-15 #2", "present"),
        ("nausea 2025-03-15", "absent"),
        ("itch 2025-03-15", "absent"),
    ]
    done = changed(file, "nausea 2025-03-15 #2", "no").file
    assert "{at: 2025-03-15, nausea: no, signs: absent}" in done.source.text
    assert "only be changed in the text" in refused(file, "itch 2025-03-15", "present")


def test_keys_that_are_marked_with_a_question_mark() -> None:
    file = read("patient: p\nevents:\n  - at: 2025-03-15\n    AST: 3 U/L\n    ? ALT\n    : 31 U/L\n")
    assert "? ALT\n    : 40 U/L\n" in changed(file, "ALT 2025-03-15", "40 U/L").file.source.text
    with pytest.raises(NotDone, match="only be changed in the text"):
        remove(file, VOCABULARY, "ALT 2025-03-15")


def test_a_group_under_one_id_is_left_to_the_author() -> None:
    file = of("at: 2025-03-15, signs: {value: absent, id: asked}")
    assert "a group under one id" in refused(file, "asked/itch", "present")


# --- more and less ----------------------------------------------------------------------------------------------------


def test_the_last_record_of_an_event_takes_the_event_along() -> None:
    file = read(BLOCK)
    for key in ("ALT 2025-03-22", "AST 2025-03-22"):
        file = remove(file, VOCABULARY, key).file
    assert file.source.text == BLOCK[: BLOCK.rindex("  - {at")]
    json = read(JSON, "p.json")
    for key in ("r1", "AST 2025-03-15"):
        json = remove(json, VOCABULARY, key).file
    assert list(said(json)) == ["ALT 2025-03-22", "nausea 2025-03-22"]


def test_the_last_record_of_all_stays() -> None:
    file = of("at: 2025-03-15, ALT: 31 U/L")
    with pytest.raises(NotDone, match="last record"):
        remove(file, VOCABULARY, "ALT 2025-03-15")


def added(file: PatientFile, name: str, at: str, value: str) -> list[str]:
    return changed_lines(file, add(file, VOCABULARY, name, at, value).file)


def test_a_record_is_added_where_it_belongs_in_time() -> None:
    file = of("at: 2025-03-15, ALT: 31 U/L", "at: 2025-03-22, id: r1, ALT: 33 U/L")
    assert added(file, "AST", "2025-03-15", "28 U/L")[1:] == ["+  - {at: 2025-03-15, ALT: 31 U/L, AST: 28 U/L}"]
    assert added(file, "AST", "2025-03-22", ">1000 U/L") == ["+  - {at: 2025-03-22, AST: >1000 U/L}"]
    between = add(file, VOCABULARY, "ALT", "2025-03-18T08:00", "40 U/L")
    assert between.file.source.text.splitlines()[3] == "  - {at: 2025-03-18T08:00, ALT: 40 U/L}"
    assert between.row is not None and between.row.key == "ALT 2025-03-18T08:00"
    assert add(file, VOCABULARY, "signs", "2025-01-01", "absent").file.source.text.splitlines()[2:4] == [
        "  - {at: 2025-01-01, signs: absent}",
        "  - {at: 2025-03-15, ALT: 31 U/L}",
    ]


def test_a_record_is_added_as_its_neighbours_are_written() -> None:
    assert added(read(BLOCK), "ANC", "2025-03-15", "1500 /uL") == ["+    ANC: 1500 /uL"]
    assert added(read(BLOCK), "ANC", "2025-03-16", "1500 /uL") == ["+  - at: 2025-03-16", "+    ANC: 1500 /uL"]
    assert added(read(BLOCK), "ANC", "2025-03-23", "1500 /uL") == ["+  - {at: 2025-03-23, ANC: 1500 /uL}"]
    assert added(read(JSON, "p.json"), "ANC", "2025-03-16", "1500 /uL") == [
        '+    {"at": "2025-03-16", "ANC": "1500 /uL"},'
    ]
    done = add(read(JSON, "p.json"), VOCABULARY, "ANC", "2025-03-22", "1500 /uL").file
    assert '      "nausea": "absent",\n      "ANC": "1500 /uL"\n    }\n' in done.source.text


def test_a_file_without_a_line_end() -> None:
    file = read("patient: p\nevents:\n- {at: 2025-03-15, ALT: 31 U/L}")
    done = add(file, VOCABULARY, "ALT", "2025-03-16", "32 U/L").file
    assert done.source.text.endswith("\n- {at: 2025-03-15, ALT: 31 U/L}\n- {at: 2025-03-16, ALT: 32 U/L}")


@pytest.mark.parametrize(
    ("name", "at", "value", "why"),
    [
        ("ALT", "yesterday", "31 U/L", "write a date"),
        ("ALT", "2025-03-15", "31", "no unit"),
        ("PLT", "2025-03-15", "31", "no such name"),
        ("signs", "2025-03-15", "fine", "present or absent"),
    ],
)
def test_what_cannot_be_added(name: str, at: str, value: str, why: str) -> None:
    with pytest.raises(NotDone, match=why):
        add(of("at: 2025-03-01, ALT: 31 U/L"), VOCABULARY, name, at, value)


@pytest.mark.parametrize(
    ("event", "key"),
    [
        ("- {at: 2025-03-15, ALT: 31 U/L, # which\n     AST: 28 U/L}", "AST 2025-03-15"),
        ("- ALT: 31 U/L  # which\n  at: 2025-03-15\n  AST: 28 U/L", "ALT 2025-03-15"),
    ],
)
def test_a_comment_within_what_would_be_cut_is_not_lost(event: str, key: str) -> None:
    file = read(f"patient: p\nevents:\n{event}\n")
    assert "only be changed in the text" in refused(file, key, at="2025-03-20")
    assert "# which" in changed(file, key, "40 U/L").file.source.text


def test_a_table_is_not_changed_here() -> None:
    file = read("patient,at,concept,value,unit\np,2025-03-15,ALT,31,U/L\n", "p.csv")
    assert "Careway's own form first" in refused(file, "ALT 2025-03-15", "32 U/L")
    with pytest.raises(NotDone, match="own form first"):
        add(file, VOCABULARY, "ALT", "2025-03-16", "31 U/L")
