"""`careway test`: which cases are run, how a failure reads, and the reports for other tools."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from support.command import Ran, careway

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "grammar/schema/test.schema.json").read_text(encoding="utf-8"))
CASES = "sample.cases.yaml"


def change(folder: Path, before: str, after: str) -> None:
    path = folder / CASES
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def run(folder: Path, *arguments: object) -> Ran:
    return careway("test", folder, *arguments)


def test_all_pass(sample: Path) -> None:
    for target in (sample, sample / CASES, sample / "sample.care"):
        ran = run(target)
        assert (ran.code, ran.out, ran.err) == (0, "4 cases, 0 failed\n", "")


def test_verbose_names_what_passes(sample: Path) -> None:
    lines = run(sample, "-v").out.splitlines()
    assert lines[0] == "passed   treatment begins with the drug"
    assert len(lines) == 5


def test_a_failing_case_says_what_was_expected_and_what_was_found(sample: Path, update: bool) -> None:
    change(sample, "{value: 89 U/L, expect: {stop: none, step: treatment}}", "{value: 89 U/L, expect: {stop: rise}}")
    change(sample, "next: {ALT_checks: 2025-03-15}", "next: {ALT_checks: 2025-03-16}, advice: [75 mg/day]")
    change(sample, "advice: [azathioprine 50 mg/day], ", "")
    ran = run(sample)
    assert ran.code == 1
    golden = Path(__file__).parent / "goldens" / "failed-cases.txt"
    found = ran.out.replace(str(sample), "sample")
    if update:
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


def test_the_outcome_as_json_follows_its_schema(sample: Path) -> None:
    change(sample, "{stop: rise}", "{stop: none}")
    change(sample, "- case: whether", "- skip: being discussed\n    case: whether")
    ran = run(sample, "--json")
    document = json.loads(ran.out)
    Draft202012Validator.check_schema(SCHEMA)
    assert not list(Draft202012Validator(SCHEMA).iter_errors(document))
    assert (ran.code, document["cases"], document["failed"], document["skipped"]) == (1, 4, 1, 1)
    (failed,) = [case for case in document["files"][0]["cases"] if case["outcome"] == "failed"]
    assert failed["failures"] == [
        {"expectation": "stop", "expected": "none", "found": "rise on 2025-03-15", "line": failed["line"]}
    ]


def test_the_outcome_as_junit(sample: Path) -> None:
    change(sample, "{stop: rise}", "{stop: none}")
    target = sample / "out.xml"
    assert run(sample, "--junit", target).code == 1
    (suite,) = ElementTree.fromstring(target.read_text(encoding="utf-8"))
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("4", "1", "0")
    failure = suite.find("testcase/failure")
    assert failure is not None
    assert failure.get("message") == "stop: expected none, found rise on 2025-03-15"
    first = target.read_bytes()
    run(sample, "--junit", target)
    assert target.read_bytes() == first


@pytest.mark.parametrize(("pattern", "count"), [("nausea", 3), ("ALT of*90*", 1), ("TREATMENT", 1), ("nothing", 0)])
def test_only_some_cases(sample: Path, pattern: str, count: int) -> None:
    ran = run(sample, "--only", pattern)
    assert ran.out.splitlines()[-1].startswith(f"{count} case")
    assert f"{4 - count} left out" in ran.out
    assert ran.code == (0 if count else 2)


def test_a_case_can_be_marked_as_the_only_one(sample: Path) -> None:
    change(sample, "- case: treatment", "- only: true\n    case: treatment")
    assert run(sample).out == "1 case, 0 failed, 3 left out by `only`\n"


def test_a_case_can_be_left_out_with_a_reason(sample: Path) -> None:
    change(sample, "- case: treatment", "- skip: being discussed\n    case: treatment")
    ran = run(sample)
    assert ran.code == 0
    assert ran.out == "skipped  treatment begins with the drug: being discussed\n4 cases, 0 failed, 1 skipped\n"


def test_a_mistake_in_an_event_points_at_its_line(sample: Path) -> None:
    change(sample, "at: 2025-03-08, azathioprine", "at: 2025-03-38, azathioprine")
    ran = run(sample)
    assert ran.code == 2
    assert "sample.cases.yaml:8:" in ran.out
    assert "2025-03-38" in ran.out
    assert "4 cases, 4 failed" in ran.out


def test_a_mistake_in_a_row_points_at_the_row(sample: Path) -> None:
    change(sample, "{value: 89 U/L,", "{value: [89 U/L],")
    ran = run(sample)
    assert ran.code == 2
    assert "sample.cases.yaml:19:" in ran.out


def test_a_record_that_is_refused_fails_its_case(sample: Path) -> None:
    change(sample, "{value: 89 U/L,", "{value: 89,")
    ran = run(sample)
    assert ran.code == 1
    assert "refused:" in ran.out


def test_an_unknown_name_is_bad_input(sample: Path) -> None:
    change(sample, "step: treatment, stop", "step: treatmnt, stop")
    ran = run(sample)
    assert ran.code == 2
    assert "error[CW701]" in ran.err
    assert "did you mean treatment?" in ran.err
    assert ran.out == "0 cases, 0 failed, 1 file with mistakes\n"


def test_a_file_without_cases_is_bad_input(sample: Path) -> None:
    (sample / CASES).write_text("guideline: sample.care\ncases: []\n")
    ran = run(sample)
    assert ran.code == 2
    assert "error[CW703]" in ran.err


def test_a_guideline_without_cases_is_said(sample: Path) -> None:
    (sample / "other.care").write_bytes((sample / "sample.care").read_bytes())
    ran = run(sample)
    assert ran.code == 0
    assert f"warning: {sample / 'other.care'}: no cases; write them in other.cases.yaml beside it" in ran.err
    (sample / CASES).unlink()
    assert run(sample).code == 2


def test_a_guideline_that_is_not_there_or_has_errors(sample: Path) -> None:
    change(sample, "guideline: sample.care", "guideline: simple.care")
    ran = run(sample)
    assert ran.code == 2
    assert "error[CW705]" in ran.err
    change(sample, "guideline: simple.care", "guideline: sample.care")
    text = (sample / "sample.care").read_text(encoding="utf-8")
    (sample / "sample.care").write_text(text.replace("ALT >= 3", "ALTT >= 3"), encoding="utf-8")
    ran = run(sample)
    assert ran.code == 2
    assert "see careway check" in ran.err


def test_parameters_and_sets_of_cases(sample: Path) -> None:
    file = sample / "sample.care"
    text = file.read_text(encoding="utf-8").replace("advise azathioprine 50 mg/day", "advise azathioprine start_dose")
    text += '\nparameter start_dose "first dose" = 50 mg/day\nset careful "Careful"\n  start_dose = 25 mg/day\n'
    file.write_text(text, encoding="utf-8")
    (sample / CASES).write_text(
        """\
guideline: sample.care
patients:
  treated: {events: [{at: 2025-03-08, azathioprine: 50 mg/day}]}
  careful: {set: careful, events: [{at: 2025-03-08, azathioprine: 50 mg/day}]}
cases:
  - {case: a, given: treated, expect: {advice: [50 mg/day]}}
  - {case: b, given: careful, expect: {advice: [25 mg/day]}}
  - {case: c, given: treated, set: careful, expect: {advice: [25 mg/day]}}
  - {case: d, given: treated, parameters: {start_dose: 0.0375 g/d}, expect: {advice: [37.5 mg/day]}}
""",
        encoding="utf-8",
    )
    ran = run(sample)
    assert (ran.code, ran.out) == (0, "4 cases, 0 failed\n")
