"""`careway run`: one patient and several, what is asked of a run, and what never leaves it."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from careway.files import LARGEST
from support.command import Ran, careway

BROKEN = "patient: x\nevents:\n  - {at: 2025-02-30, ALT: 30 U/L}\n"


def run(folder: Path, *arguments: object) -> Ran:
    return careway("run", folder / "sample.care", *arguments)


def test_one_result_as_json(sample: Path) -> None:
    ran = run(sample, sample / "example.yaml", "--json")
    result = json.loads(ran.out)
    assert (ran.code, result["format"], result["patient"]) == (0, "careway-result/1", "example")
    assert ran.out == run(sample, sample / "example.yaml", "--json").out


def test_a_stop_is_no_failure_of_the_command(sample: Path) -> None:
    timeline = sample / "stopped.yaml"
    timeline.write_text(
        (sample / "example.yaml").read_text().replace("34 U/L, nausea: absent", "90 U/L, nausea: present")
    )
    ran = run(sample, timeline)
    assert ran.code == 0
    assert "\nSTOP azathioprine · 2025-03-15" in ran.out


def test_as_of_ends_the_run(sample: Path) -> None:
    ran = run(sample, sample / "example.yaml", "--as-of", "2025-03-10")
    assert "as of 2025-03-10" in ran.out
    assert "2025-03-15  done" not in ran.out
    assert run(sample, sample / "example.yaml", "--as-of", "2025-03-10T09:00").code == 0


def test_the_report_says_how_many_records_of_the_file_were_not_known_by_then(sample: Path) -> None:
    def told(*more: str) -> str:
        lines = run(sample, sample / "example.yaml", *more).out.splitlines()
        return lines[lines.index("Records") + 1]

    whole = told()
    assert re.fullmatch(r"  \d+ records used", whole)
    number = int(whole.split()[0])
    assert (
        told("--as-of", "2025-03-10")
        == f"  {number} usable records in the file; 2 were not known by then, and not seen"
    )
    assert told("--as-of", "2000-01-01").startswith(f"  {number} usable records in the file; {number} were")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--as-of", "yesterday"], "write a date such as"),
        (["--as-of", "2025-02-30"], "write a date such as"),
        (["--set", "nobody"], "this guideline has none"),
        (["--parameter", "limit=3 U/L"], "this guideline has none"),
        (["--parameter", "limit"], "NAME=VALUE"),
        (["--zone", "Mars/Olympus"], "write a zone such as"),
        (["--zone", "../../etc/passwd"], "write a zone such as"),
    ],
)
def test_what_cannot_be_asked_is_said(sample: Path, arguments: list[str], words: str) -> None:
    ran = run(sample, sample / "example.yaml", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


def test_parameters_and_sets_change_the_run(sample: Path) -> None:
    file = sample / "sample.care"
    text = file.read_text(encoding="utf-8").replace("advise azathioprine 50 mg/day", "advise azathioprine start_dose")
    text += '\nparameter start_dose "first dose" = 50 mg/day\nset careful "Careful"\n  start_dose = 25 mg/day\n'
    file.write_text(text, encoding="utf-8")
    example = sample / "example.yaml"
    assert "start_dose" in careway("check", file).out + file.read_text(encoding="utf-8")
    assert "parameter set careful" in run(sample, example, "--set", "careful").out
    assert "37.5 mg/day" in run(sample, example, "--parameter", "start_dose=0.0375 g/d").out
    assert "did you mean start_dose?" in run(sample, example, "--parameter", "start_dos=1 mg/day").err
    assert "needs a unit" in run(sample, example, "--parameter", "start_dose=25").err
    assert "cannot be converted" in run(sample, example, "--parameter", "start_dose=25 U/L").err
    assert "given twice" in run(sample, example, *["--parameter", "start_dose=25 mg/day"] * 2).err


def test_several_patients_get_reports_and_a_summary(sample: Path) -> None:
    ran = run(sample, sample / "example.yaml", sample)
    assert ran.code == 0
    assert ran.out.count("What to do now") == 1  # named twice, run once
    (sample / "second.yaml").write_text(
        (sample / "example.yaml").read_text().replace("patient: example", "patient: second")
    )
    ran = run(sample, sample)
    assert ran.out.count("What to do now") == 2
    assert "timeline  decision" in ran.out
    summary = run(sample, sample, "--summary")
    assert "What to do now" not in summary.out
    assert [line.split()[0] for line in summary.out.splitlines()[:3]] == ["timeline", "example", "second"]


def test_one_bad_file_does_not_keep_the_others_from_running(sample: Path) -> None:
    (sample / "broken.yaml").write_text(BROKEN)
    (sample / "empty.yaml").write_text("")
    ran = run(sample, sample)
    assert ran.code == 2
    assert "What to do now" in ran.out
    assert "broken.yaml:3:" in ran.err
    assert "empty.yaml" in ran.err
    told = run(sample, sample, "--json")
    assert told.code == 2
    document = json.loads(told.out)
    assert document["format"] == "careway-results/1"
    assert [result["patient"] for result in document["results"]] == ["example"]
    assert {Path(error["file"]).name for error in document["errors"]} == {"broken.yaml", "empty.yaml"}


def test_a_single_bad_file_prints_no_document(sample: Path) -> None:
    (sample / "broken.yaml").write_text(BROKEN)
    for options in ([], ["--json"]):
        ran = run(sample, sample / "broken.yaml", *options)
        assert (ran.code, ran.out) == (2, "")
        assert "error[CW5" in ran.err


def test_the_log_can_be_left_out(sample: Path) -> None:
    assert "\nLog\n" in run(sample, sample / "example.yaml").out
    assert "\nLog\n" not in run(sample, sample / "example.yaml", "--no-log").out


def test_a_guideline_with_errors_does_not_run(sample: Path) -> None:
    file = sample / "sample.care"
    file.write_text(file.read_text(encoding="utf-8").replace("ALT >= 3 ×", "ALTT >= 3 ×"), encoding="utf-8")
    ran = run(sample, sample / "example.yaml")
    assert (ran.code, ran.out) == (2, "")
    assert "ALTT" in ran.err


def test_a_file_that_is_too_large_is_not_read(sample: Path) -> None:
    huge = sample / "huge.yaml"
    with huge.open("wb") as file:
        file.truncate(LARGEST + 2)
    ran = run(sample, huge)
    assert ran.code == 2
    assert "larger than" in ran.err


# --- no word of the patient -----------------------------------------------------------------------------------------

NAME, NUMBER = "Canary Featherstone", "MRN-99887766"
BUNDLE = {
    "resourceType": "Bundle",
    "type": "collection",
    "entry": [
        {
            "resource": {
                "resourceType": "Patient",
                "id": "p1",
                "identifier": [{"value": NUMBER}],
                "name": [{"text": NAME, "family": "Featherstone"}],
                "birthDate": "1980-01-01",
                "gender": "female",
            }
        },
        {
            "resource": {
                "resourceType": "Observation",
                "id": NUMBER,
                "status": "final",
                "subject": {"reference": "Patient/p1", "display": NAME},
                "code": {"coding": [{"system": "http://loinc.org", "code": "1742-6"}], "text": NAME},
                "effectiveDateTime": "2025-03-07",
                "valueQuantity": {"value": 30, "unit": "U/L", "code": "U/L", "system": "http://unitsofmeasure.org"},
                "note": [{"text": f"{NAME} came late"}],
            }
        },
    ],
}


def _silent(ran: Ran) -> bool:
    said = ran.out + ran.err
    return not any(word in said for word in ("Canary", "Featherstone", "99887766"))


@pytest.mark.parametrize("options", [[], ["--json"], ["--summary"]])
def test_no_name_or_number_of_a_bundle_comes_out(sample: Path, options: list[str]) -> None:
    bundle = sample / "bundle.json"
    bundle.write_text(json.dumps(BUNDLE))
    packed = sample / "bundle2.json.gz"
    packed.write_bytes(gzip.compress(json.dumps(BUNDLE).encode()))
    for paths in ([bundle], [packed], [bundle, packed]):
        ran = run(sample, *paths, *options)
        assert ran.code == 0, ran.err
        assert _silent(ran)


BROKEN_FILES = {
    "cut.json": json.dumps(BUNDLE)[:-40],
    "status.json": json.dumps(BUNDLE).replace('"final"', f'"{NAME}"'),
    "date.json": json.dumps(BUNDLE).replace("2025-03-07", f"{NAME} 2025"),
    "two.json": json.dumps(BUNDLE).replace("Patient/p1", f"Patient/{NUMBER}"),
    "list.yaml": f"patient: x\nname: {NAME}\nevents:\n  - {{at: 2025-03-07, ALT: 30 U/L\n",
    "text.yaml": f"{NAME}\n",
    "note.yaml": f"patient: x\nevents:\n  - {{at: 2025-03-07, ALT: 30 U/L, note: [{NAME}]}}\n",
    "quote.yaml": f'patient: "x\nevents: {NAME}\n',
    "table.csv": f"patient,at,concept,value,unit\nx,2025-99-99,ALT,30,U/L,{NAME}\n",
    "header.csv": f"patient,{NAME},concept\nx,2025-03-07,ALT\n",
}


@pytest.mark.parametrize("name", BROKEN_FILES)
def test_a_broken_file_is_described_without_its_contents(sample: Path, name: str) -> None:
    (sample / name).write_text(BROKEN_FILES[name])
    for options in ([], ["--json"], [str(sample / "example.yaml")]):
        ran = run(sample, sample / name, *options)
        assert ran.code in (0, 2), ran.err
        assert _silent(ran), ran.err


# --- no traceback ---------------------------------------------------------------------------------------------------

WORDS = st.one_of(
    st.sampled_from(
        ["check", "run", "test", "fmt", "export", "explain", "new", "--json", "--as-of", "--set", "--only", "--help"]
    ),
    st.sampled_from(["-", "", ".", "/dev/null", "--", "-o", "=", "2025-01-01", "CW101", "--color", "never"]),
    st.text(max_size=8),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(WORDS, max_size=5))
def test_no_arguments_make_a_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    ran = careway(*arguments)
    assert ran.code in (0, 1, 2), ran.err
    assert "Traceback" not in ran.err


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.binary(max_size=200), st.sampled_from(["x.yaml", "x.json", "x.csv", "x.json.gz", "x.care", "x.cases.yaml"]))
def test_no_file_makes_a_traceback(sample: Path, data: bytes, name: str) -> None:
    (sample / name).write_bytes(data)
    for arguments in (
        ["run", sample / "sample.care", sample / name],
        ["check", sample / name],
        ["test", sample / name],
    ):
        ran = careway(*arguments)
        assert ran.code in (0, 1, 2), ran.err


def test_progress_is_shown_on_a_terminal_only(sample: Path) -> None:
    (sample / "second.yaml").write_bytes((sample / "example.yaml").read_bytes())
    arguments = ("run", sample / "sample.care", sample, "--summary")
    assert careway(*arguments).err == ""
    shown = careway(*arguments, terminal=True)
    assert "Running" in shown.err
    assert "2/2" in shown.err
    assert "Running" not in shown.out
