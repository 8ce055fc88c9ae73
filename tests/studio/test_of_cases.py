"""What the page is told of the cases beside a guideline, and what is kept as one more case."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careway.base.source import Source
from careway.cases.nodes import Case
from careway.cases.run import Outcome, run_case
from careway.desk.cases import cases_of
from careway.ingest.native_text import native_text
from careway.studio.answers import CaseOutcome, CasesRun, CoverSeen, Kept, PatientsOffered, Refusal, Shade
from careway.studio.kept_texts import view_of
from careway.studio.of_cases import cover, keep, keep_offered, offer, run_cases
from careway.studio.questions import Cover, Keep, KeepOffered, Offer, RunCases, Setting, Text
from careway.synth.patients import patients
from studio.places import cut, page_text
from support.checking import BASE, ROOT

RULE = '\nstop rise "😀 Rise" [1]\n  when ALT >= 3 × ULN\n  advise stop azathioprine\n'
GUIDELINE = page_text(BASE + RULE, "liver/small.care")
CASES = page_text(
    """\
# 😀
guideline: small.care
cases:
- case: at the limit
  events:
  - {at: 2025-03-08, azathioprine: 50 mg/day}
  - {at: 2025-03-15, ALT: 120 U/L}
  expect: {stop: rise}
- case: below it
  events:
  - {at: 2025-03-08, azathioprine: 50 mg/day}
  - {at: 2025-03-15, ALT: 119 U/L}
  expect: {stop: none, not undecided: [rise]}
""",
    "liver/small.cases.yaml",
)
PATIENT = page_text(
    """\
patient: anna   # 😀
born: 1980-02-01
note: for her alone
events:
  - {at: 2025-03-08, azathioprine: 50 mg/day, shoe_size: 39}
  - at: 2025-03-15
    id: visit
    ALT: 130 U/L
    AST: 20 U/L
  - {at: 2025-03-20, ALT: 30 U/L, corrects: visit/ALT}
""",
    "patients/anna.yaml",
)
AS_THEY_STAND = Setting(None, None, ())
SHIPPED = ("azathioprine/reintroduction", "clozapine/anc_monitoring")


def ran(guideline: Text = GUIDELINE, cases: Text = CASES, first: int = 0, most: int = 100) -> CasesRun:
    """What came of the cases."""
    found = run_cases(RunCases(guideline, cases, first, most))
    assert isinstance(found, CasesRun), found
    return found


def changed(text: Text, old: str, new: str) -> Text:
    """A text with a stretch changed."""
    assert old in text.text
    return Text(text.name, text.text.replace(old, new))


def last_case(guideline: Text, kept: Kept, name: str) -> Case:
    """The last case of a file that was kept."""
    core = view_of(guideline).compiled.core
    assert core is not None
    found = cases_of(core, guideline.name, Source(name, kept.text))
    assert isinstance(found, tuple)
    return found[-1]


# --- run --------------------------------------------------------------------------------------------------------------


def test_each_case_says_what_came_of_it_and_where_it_stands() -> None:
    found = ran()
    assert found.of == 2 and found.findings == ()
    assert [(one.name, one.outcome, one.line, one.rules) for one in found.cases] == [
        ("at the limit", CaseOutcome.PASSED, 4, ("rise",)),
        ("below it", CaseOutcome.PASSED, 9, ("rise",)),
    ]
    assert [cut(CASES.text, one.place) for one in found.cases] == ["at the limit", "below it"]


def test_a_case_that_fails_says_what_was_expected() -> None:
    found = ran(changed(GUIDELINE, "3 × ULN", "4 × ULN"))
    assert [one.outcome for one in found.cases] == [CaseOutcome.FAILED, CaseOutcome.PASSED]
    assert found.cases[0].failures == ("stop: expected rise, found none",)


def test_cases_are_asked_for_in_parts() -> None:
    assert [one.name for one in ran(first=1, most=5).cases] == ["below it"]
    assert [one.name for one in ran(first=0, most=1).cases] == ["at the limit"]
    assert ran(first=2, most=5).cases == () and ran(first=2).of == 2
    assert ran(first=-3, most=-1).cases == ()


def test_a_case_that_has_moved_is_told_from_its_new_place() -> None:
    ran()
    lower = Text(CASES.name, "# one more line\n" + CASES.text)
    assert [one.line for one in ran(cases=lower).cases] == [5, 10]
    asked_more = changed(CASES, "{stop: rise}", "{stop: rise, eligible: no}")
    assert [one.outcome for one in ran(cases=asked_more).cases] == [CaseOutcome.FAILED, CaseOutcome.PASSED]


def test_what_is_marked_is_run_alone_and_what_is_skipped_is_not() -> None:
    only = changed(CASES, "- case: below it", "- case: below it\n  only: true")
    assert [one.outcome for one in ran(cases=only).cases] == [CaseOutcome.SKIPPED, CaseOutcome.PASSED]
    skipped = changed(CASES, "- case: below it", "- case: below it\n  skip: not yet")
    assert [one.outcome for one in ran(cases=skipped).cases] == [CaseOutcome.PASSED, CaseOutcome.SKIPPED]


def test_a_case_that_cannot_run_says_why() -> None:
    found = ran(cases=changed(CASES, "ALT: 120 U/L}", "ALT: 120 U/L, until: 2025-99-01}"))
    assert found.cases[0].outcome is CaseOutcome.INVALID
    assert found.cases[0].failures == ("this is not a date",)


def test_mistakes_of_the_cases_file_are_marked_in_it() -> None:
    wrong = changed(CASES, "{stop: rise}", "{stop: ris}")
    found = ran(cases=wrong)
    assert (found.cases, found.of) == ((), 0)
    (finding,) = found.findings
    assert (finding.title, finding.line, cut(wrong.text, finding.place)) == ("ris is not a stop", 8, "ris")


@pytest.mark.parametrize(
    ("guideline", "cases", "why"),
    [
        (changed(GUIDELINE, "3 × ULN", "3 ×"), CASES, "the guideline has errors: mend them, then its cases can be run"),
        (GUIDELINE, changed(CASES, "small", "other"), "liver/small.cases.yaml is for other.care"),
        (GUIDELINE, Text("small.cases.yaml", CASES.text), "small.cases.yaml is for small.care"),
    ],
)
def test_cases_that_cannot_be_run_say_why(guideline: Text, cases: Text, why: str) -> None:
    assert run_cases(RunCases(guideline, cases, 0, 10)) == Refusal(why)
    assert cover(Cover(guideline, cases)) == Refusal(why)


def test_cases_may_stand_in_another_folder() -> None:
    elsewhere = Text("cases/of/small.cases.yaml", CASES.text.replace("small.care", "../../liver/small.care"))
    assert len(ran(cases=elsewhere).cases) == 2


# --- cover ------------------------------------------------------------------------------------------------------------


def test_parts_of_the_text_are_marked_by_what_the_cases_show() -> None:
    found = cover(Cover(GUIDELINE, CASES))
    assert isinstance(found, CoverSeen) and 0 < found.met < found.of
    marks = {cut(GUIDELINE.text, one.place): one for one in found.marks}
    assert (marks["ALT >= 3 × ULN"].shade, marks["ALT >= 3 × ULN"].told) == (Shade.ALL, ())
    assert marks['stop rise "😀 Rise" [1]'].shade is Shade.ALL
    never = marks["advise continue azathioprine when all of"]
    assert (never.shade, never.told) == (Shade.NOTHING, ("`continue azathioprine`: never advised",))
    assert all(one.told for one in found.marks if one.shade is not Shade.ALL)
    fewer = cover(Cover(GUIDELINE, changed(CASES, "- case: below it", "- case: below it\n  skip: not yet")))
    assert isinstance(fewer, CoverSeen) and (fewer.met, fewer.of) == (found.met - 2, found.of)
    (mark,) = [one for one in fewer.marks if cut(GUIDELINE.text, one.place) == "ALT >= 3 × ULN"]
    assert (mark.shade, mark.told) == (
        Shade.SOME, ("`ALT >= 3 × ULN of ALT`: never false, no case just below the limit",)
    )  # fmt: skip


# --- boundary patients ------------------------------------------------------------------------------------------------


def test_patients_whom_no_case_holds_are_offered_and_kept() -> None:
    found = offer(Offer(GUIDELINE, CASES, "rise", 50))
    assert isinstance(found, PatientsOffered)
    assert {one.rule for one in found.patients} == {"rise"}
    assert not any("120 U/L, exactly" in one.name for one in found.patients)
    cases = CASES
    for one in found.patients:
        kept = keep_offered(KeepOffered(GUIDELINE, cases, one.case))
        assert isinstance(kept, Kept), one.name
        cases = Text(CASES.name, kept.text)
    assert all(one.outcome is CaseOutcome.PASSED for one in ran(cases=cases).cases)
    again = offer(Offer(GUIDELINE, cases, "rise", 50))
    assert isinstance(again, PatientsOffered) and again.patients == ()


def test_no_more_are_offered_than_were_asked_for() -> None:
    found = offer(Offer(GUIDELINE, None, None, 1))
    assert isinstance(found, PatientsOffered)
    assert len(found.patients) == 1 and found.note is not None and found.note.startswith("There are more.")


def test_without_the_solver_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("careway.desk.boundaries.find_spec", lambda name: None)
    why = "looking for boundary patients needs the solver z3: install careway[prove]"
    assert offer(Offer(GUIDELINE, CASES, None, 3)) == Refusal(why)


# --- keep -------------------------------------------------------------------------------------------------------------


def test_a_patient_becomes_a_case_that_says_what_the_guideline_says_now() -> None:
    kept = keep(Keep(GUIDELINE, CASES, PATIENT, AS_THEY_STAND, "  Anna's\n rise "))
    assert isinstance(kept, Kept)
    assert kept.text.startswith(CASES.text)
    case = cut(kept.text, kept.place)
    assert case.strip().startswith('- case: "Anna\'s rise"') and kept.text.endswith(case + "\n")
    assert "stop: {rule: rise, on: 2025-03-15" in case
    assert not {"shoe_size", "anna", "for her alone"} & set(case.split())
    assert [one.outcome for one in ran(cases=Text(CASES.name, kept.text)).cases] == [CaseOutcome.PASSED] * 3


def test_what_was_known_on_a_day_is_kept_as_of_that_day() -> None:
    kept = keep(Keep(GUIDELINE, None, PATIENT, Setting("2025-03-10", None, ()), "before"))
    assert isinstance(kept, Kept)
    assert kept.text.startswith("guideline: small.care\n\ncases:\n")
    assert "as of: 2025-03-10" in kept.text and "stop: none" in kept.text
    found = ran(cases=Text("liver/small.cases.yaml", kept.text))
    assert [(one.name, one.outcome) for one in found.cases] == [("before", CaseOutcome.PASSED)]


def test_parameters_and_the_parameter_set_are_kept() -> None:
    sets = "\nparameter top = 120 U/L\nset children\n  top = 90 U/L\n"
    guideline = Text(GUIDELINE.name, GUIDELINE.text.replace("3 × ULN", "top") + sets)
    low = changed(PATIENT, "130 U/L", "100 U/L")
    for setting, said in (
        (Setting(None, "children", ()), "set: children"),
        (Setting(None, None, (("top", "95 U/L"),)), "parameters: {top: 95 U/L}"),
    ):
        kept = keep(Keep(guideline, None, low, setting, "child"))
        assert isinstance(kept, Kept), kept
        assert said in kept.text and "rule: rise" in kept.text
    for setting in (Setting(None, "adults", ()), Setting(None, None, (("top", "95 kg"),)), Setting("soon", None, ())):
        assert isinstance(keep(Keep(guideline, None, low, setting, "child")), Refusal)


@pytest.mark.parametrize(
    ("cases", "patient", "name", "why"),
    [
        (CASES, PATIENT, " ", "give the case a name that says what it is about"),
        (CASES, PATIENT, "at the limit", "there is a case of this name already"),
        (CASES, changed(PATIENT, "events:", "evens:"), "x", "the file of the patient cannot be read"),
        (changed(CASES, "small.care", "other.care"), PATIENT, "x", "liver/small.cases.yaml is for other.care"),
        (changed(CASES, "rise}", "ris}"), PATIENT, "x", "liver/small.cases.yaml, line 8: ris is not a stop"),
    ],
)
def test_what_cannot_be_kept_says_why(cases: Text, patient: Text, name: str, why: str) -> None:
    assert keep(Keep(GUIDELINE, cases, patient, AS_THEY_STAND, name)) == Refusal(why)


@pytest.mark.parametrize("name", ["bundle.json", "encounters.json", "encounters.yaml", "records.csv"])
def test_patients_of_any_form_of_file_are_kept(name: str) -> None:
    guideline = shipped(SHIPPED[0])
    text = (ROOT / "examples/formats" / name).read_text(encoding="utf-8")
    if name == "records.csv":
        head, *rows = text.splitlines(keepends=True)
        text = head + "".join(row for row in rows if row.split(",")[0] == rows[0].split(",")[0])
    patient = Text(name, text)
    kept = keep(Keep(guideline, None, patient, AS_THEY_STAND, "one"))
    assert isinstance(kept, Kept), kept
    file = Text("guideline/reintroduction.cases.yaml", kept.text)
    assert [one.outcome for one in ran(guideline, file).cases] == [CaseOutcome.PASSED]


@cache
def shipped(name: str) -> Text:
    """A guideline as it is shipped."""
    return Text(f"guideline/{Path(name).name}.care", (ROOT / f"guideline/{name}.care").read_text(encoding="utf-8"))


@settings(max_examples=30)
@given(st.sampled_from(SHIPPED), st.integers(0, 10_000), st.data())
def test_whoever_the_patient_the_case_passes_when_it_is_run(name: str, seed: int, data: st.DataObject) -> None:
    guideline = shipped(name)
    found = view_of(guideline).compiled.core
    assert found is not None
    (written,) = patients(found, 1, seed)
    days = sorted({one.at[:10] for one in written.records})
    as_of = data.draw(st.one_of(st.none(), st.sampled_from(days)))
    population = data.draw(st.sampled_from([None, *(one.name for one in found.sets)]))
    patient = Text("patient.yaml", native_text(written))
    kept = keep(Keep(guideline, None, patient, Setting(as_of, population, ()), f"seed {seed}"))
    assert isinstance(kept, Kept), kept
    case = last_case(guideline, kept, guideline.name.replace(".care", ".cases.yaml"))
    report = run_case(case, found)
    assert report.outcome is Outcome.PASSED, report.failures
