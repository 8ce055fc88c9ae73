"""A cases file as read: beginnings joined, rows filled in, every name checked, every mistake at its place."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from careway.base.diagnostics import Diagnostic
from careway.base.source import Source
from careway.cases.compose import scalar
from careway.cases.findings import Findings
from careway.cases.nodes import Case, Entries, EntryWanted, Key, Listed, PerName, StopWanted, Word
from careway.cases.read import read_cases
from careway.cases.suite import Opened, Suite, open_suite
from careway.ingest.document import Fields, Scalar
from careway.ingest.yaml_tree import yaml_tree
from support.sample_core import CORE

BEGINNING = """\
guideline: sample.care
patients:
  treated:
    sex: female
    events:
      - {at: 2025-03-07, ALT: 30 U/L}
      - {at: 2025-03-08, azathioprine: 50 mg/day}
cases:
"""
ROOM = "  - {case: a, given: treated, expect: {stop: none}}\n"


def read(text: str) -> tuple[list[Case], Sequence[Diagnostic], Source]:
    source = Source("sample.cases.yaml", text)
    opened = open_suite(source)
    if isinstance(opened, Suite):
        return [], opened.diagnostics, source
    findings = Findings()
    cases = read_cases(opened.root, CORE, findings)
    return cases, findings.found, source


def cases_of(text: str) -> list[Case]:
    cases, found, _ = read(BEGINNING + text)
    assert not found
    return cases


def only_finding(text: str, beginning: str = BEGINNING) -> tuple[str, str, str]:
    """Code, the text at the place, and title with help of the one mistake."""
    _, found, source = read(beginning + text)
    assert len(found) == 1, [one.title for one in found]
    span = found[0].label.span
    return found[0].code, source.text[span.start : span.end], f"{found[0].title} | {found[0].help}"


def test_a_case_has_the_events_of_its_patient_first() -> None:
    (case,) = cases_of("""\
  - case: a rise
    given: treated
    events: [{at: 2025-04-20, ALT: 90 U/L, nausea: present}]
    expect: {stop: rise}
""")
    assert case.name == "a rise"
    lines = [line.strip("- ") for line in case.document.text.split("\n") if line.strip("- ")]
    assert lines[1:] == [
        "sex: female",
        "events:",
        "at: 2025-03-07",
        "ALT: 30 U/L",
        "at: 2025-03-08",
        "azathioprine: 50 mg/day",
        "at: 2025-04-20",
        "ALT: 90 U/L",
        "nausea: present",
    ]


def test_each_line_of_the_timeline_knows_its_place_in_the_cases_file() -> None:
    text = BEGINNING + "  - {case: a, given: treated, events: [{at: 2025-04-20, ALT: 90 U/L}], expect: {stop: none}}\n"
    cases, _, source = read(text)
    document = cases[0].document
    for line, span in zip(document.text.split("\n"), document.places, strict=False):
        if ": " in line and "patient" not in line:
            assert source.text[span.start : span.end] == line.split(": ")[1]


def test_rows_become_cases_with_their_values_in_place() -> None:
    cases = cases_of("""\
  - case: at its baseline times three
    given: treated
    events: [{at: 2025-04-$day, $lab: $value, note: "costs $$5"}]
    as of: 2025-04-$day
    each:
      - {day: 20, lab: ALT, value: 89 U/L, expect: {stop: none}}
      - {day: 21, lab: bilirubin, value: {value: 2 mg/dL, status: final}, expect: {stop: {rule: rise, on: 2025-04-21}}}
    expect: {step: escalation, stop: none}
""")
    assert [case.name for case in cases] == [
        "at its baseline times three (day 20, lab ALT, value 89 U/L)",
        "at its baseline times three (day 21, lab bilirubin)",
    ]
    assert [case.as_of for case in cases] == ["2025-04-20", "2025-04-21"]
    assert "  at: 2025-04-20\n    ALT: 89 U/L" in cases[0].document.text
    assert "bilirubin:\n      value: 2 mg/dL\n      status: final" in cases[1].document.text
    assert '"costs $5"' in cases[0].document.text
    assert {one.key: one.wanted for one in cases[1].expectations} == {
        Key.STEP: Listed(("escalation",)),
        Key.STOP: StopWanted("rise", "2025-04-21", None),
    }


def test_expectations_of_every_kind() -> None:
    (case,) = cases_of("""\
  - case: all
    given: treated
    set: stricter
    parameters: {limit: 5 ukat/L, window: 14 days}
    expect:
      eligible: cannot decide
      phase: not begun
      step: {main: none}
      stop: {rule: rise, also: none}
      undecided: none
      not undecided: rise
      wanted: {rise: [ALT]}
      flips: {rise: 93 U/L}
      cautions: [careful]
      not cautions: none
      advice: [stop azathioprine]
      not advice: {rise: increase}
      deviations: [initial, still recorded]
      not deviations: none
      missed: {liver: [2025-03-15]}
      late: {liver: []}
      due: {liver: none}
      done: {repeat: 2025-03-15}
      next: {liver: 2025-03-22}
      tasks: {agreement: undecided}
      log: [2025-03-11 step escalation, 2025-03-12 task done repeat, 2025-03-13T09:00 not eligible]
      not log: [2025-03-11 stop]
      refused: 0
      used: 2
      reasons: [reaches 3 ×]
""")
    wanted = {one.key: one.wanted for one in case.expectations}
    assert set(wanted) == set(Key)
    assert wanted[Key.ELIGIBLE] == Word("cannot decide")
    assert wanted[Key.ADVICE] == Listed(("stop azathioprine",))
    assert wanted[Key.NOT_ADVICE] == PerName((("rise", ("increase",)),))
    assert wanted[Key.DONE] == PerName((("repeat", ("2025-03-15",)),))
    assert wanted[Key.LOG] == Entries(
        (
            EntryWanted("2025-03-11", "step", "escalation"),
            EntryWanted("2025-03-12", "task done", "repeat"),
            EntryWanted("2025-03-13 09:00", "not eligible", None),
        )
    )
    assert case.population == "stricter"
    assert [(name, str(value)) for name, value in case.parameters] == [("limit", "300 U/L"), ("window", "14 days")]


@pytest.mark.parametrize(
    ("text", "code", "place", "words"),
    [
        ("  - {case: a, given: treted, expect: {stop: none}}", "CW701", "treted", "did you mean treated?"),
        ("  - {case: a, given: treated, expect: {stopp: none}}", "CW701", "stopp", "did you mean stop?"),
        ("  - {case: a, given: treated, expect: {stop: raise}}", "CW701", "raise", "did you mean rise?"),
        ("  - {case: a, given: treated, expect: {step: escalaton}}", "CW701", "escalaton", "mean escalation?"),
        ("  - {case: a, given: treated, expect: {eligible: maybe}}", "CW701", "maybe", "yes, no, cannot decide"),
        ("  - {case: a, given: treated, expect: {missed: {livr: []}}}", "CW701", "livr", "did you mean liver?"),
        ("  - {case: a, given: treated, expect: {advice: {raise: x}}}", "CW701", "raise", "did you mean rise?"),
        ("  - {case: a, given: treated, expect: {missed: liver}}", "CW700", "liver", "such as"),
        ("  - {case: a, given: treated, expect: {missed: {liver: [2025-02-30]}}}", "CW702", "2025-02-30", "not a date"),
        ("  - {case: a, given: treated, expect: {tasks: {repeat: doone}}}", "CW701", "doone", "did you mean done?"),
        ("  - {case: a, given: treated, expect: {log: [escalation]}}", "CW702", "escalation", "write a date"),
        (
            "  - {case: a, given: treated, expect: {log: [2025-03-11 stpe x]}}",
            "CW701",
            "2025-03-11 stpe x",
            "mean step",
        ),
        ("  - {case: a, given: treated, expect: {used: two}}", "CW702", "two", "a number"),
        ("  - {case: a, given: treated, expect: {stop: {on: 2025-03-11}}}", "CW700", "{on: 2025-03-11}", "which stop?"),
        ("  - {case: a, given: treated, set: loose, expect: {used: 2}}", "CW701", "loose", "there are: stricter"),
        ("  - {case: a, given: treated, parameters: {limt: 3 U/L}, expect: {used: 2}}", "CW701", "limt", "mean limit?"),
        ("  - {case: a, given: treated, parameters: {limit: 3}, expect: {used: 2}}", "CW701", "limit", "needs a unit"),
        ("  - {case: a, given: treated, as of: soon, expect: {used: 2}}", "CW702", "soon", "as of"),
        ("  - {case: a, given: treated, only: perhaps, expect: {used: 2}}", "CW702", "perhaps", "true or false"),
        ("  - {case: a, given: treated, skip: true, expect: {used: 2}}", "CW702", "true", "needs the reason"),
        ("  - {case: a, given: treated, expct: {used: 2}, expect: {used: 2}}", "CW701", "expct", "mean expect?"),
        ("  - {case: a, given: treated}", "CW700", "a", "expects nothing"),
        ("  - {case: a, expect: {used: 2}}", "CW700", "a", "no events"),
        ("  - {given: treated, expect: {used: 2}}", "CW700", "{given: treated, expect: {used: 2}}", "begins with"),
        ("  - {case: a, events: [{at: 2025-03-01, ATL: 3 U/L}], expect: {used: 1}}", "CW701", "ATL", "mean ALT?"),
        (ROOM + ROOM, "CW704", "a", "two cases are called"),
        (
            "  - {case: a, given: treated, each: [{v: 1, expect: {used: 2}}]}",
            "CW704",
            "v",
            "$v stands nowhere",
        ),
    ],
)
def test_a_mistake_is_shown_at_its_place(text: str, code: str, place: str, words: str) -> None:
    found_code, found_place, told = only_finding(text)
    assert (found_code, found_place) == (code, place)
    assert words in told


def test_a_row_must_have_every_value_that_the_case_asks_for() -> None:
    _, found, _ = read(BEGINNING + "  - {case: a, given: treated, as of: $day, each: [{dya: 1, expect: {used: 2}}]}")
    assert [f"{one.code} {one.title} {one.help}" for one in found if "dya" in f"{one.help}"] == [
        "CW701 day is not a column of this row did you mean dya?"
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "CW703"),
        ("guideline: a.care\n", "CW703"),
        ("guideline: a.care\ncases: []\n", "CW703"),
        ("cases: [{case: a}]\n", "CW700"),
        ("- a\n", "CW700"),
        ("guideline: a.care\ncases: [\n", "CW502"),
        ("guideline: &a a.care\ncases: [*a]\n", "CW504"),
        ("guideline: a.care\nguideline: b.care\n", "CW503"),
        (BEGINNING.replace("cases:", "tests: 3\ncases:") + ROOM, "CW701"),
        (BEGINNING.replace("sex:", "sexx:") + ROOM, "CW701"),
    ],
)
def test_a_file_that_is_not_what_it_should_be(text: str, code: str) -> None:
    _, found, _ = read(text)
    assert found[0].code == code


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_any_text_survives_composing(text: str) -> None:
    from careway.base.source import NOWHERE

    written = scalar(Scalar(text, False, NOWHERE))
    root, found = yaml_tree(Source("x", f"- {written}\n"))
    if not found:
        assert root is not None
        assert not isinstance(root, Fields)
        item = getattr(root, "items")[0]  # noqa: B009
        assert (item.text, item.is_null) == (text, False)


@given(st.text(max_size=200))
def test_no_text_makes_a_traceback(text: str) -> None:
    read(text)
    read(BEGINNING + text)


@given(st.lists(st.sampled_from(list(BEGINNING + ROOM + "{}[]:,$& \n")), max_size=12), st.integers(0, 200))
def test_no_slip_of_the_pen_makes_a_traceback(slip: list[str], at: int) -> None:
    text = BEGINNING + ROOM
    _, found, source = read(text[:at] + "".join(slip) + text[at + len(slip) :])
    assert all(0 <= one.label.span.start <= len(source.text) for one in found)


def test_an_opened_file_names_its_guideline() -> None:
    opened = open_suite(Source("x", BEGINNING + ROOM))
    assert isinstance(opened, Opened)
    assert opened.guideline.text == "sample.care"
