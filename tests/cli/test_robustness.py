"""`careway robustness`: a table in words, JSON by its schema, and what cannot be tried."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from differences.small import FILES, TEXT
from support.command import Ran, careway

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "grammar/schema/robustness.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Here: x.care, and patients."""
    monkeypatch.chdir(tmp_path)
    Path("x.care").write_text(TEXT, encoding="utf-8")
    Path("patients").mkdir()
    for file in FILES:
        Path("patients", file.name).write_bytes(file.data)
    return tmp_path


def robustness(*arguments: object) -> Ran:
    return careway("robustness", "x.care", *arguments)


def test_a_table_in_words(folder: Path) -> None:
    ran = robustness("--on", "patients")
    assert (ran.code, ran.err) == (0, "")
    assert "the patients of 3 files: 3 patients, for 3 of whom the protocol begins, in " in ran.out
    assert "stop rise: 1 of 3 patients on the records as they are" in ran.out
    assert ran.out == robustness("--on", "patients", "--jobs", 2).out


def test_json_follows_its_schema(folder: Path) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    ran = robustness("--on", "patients", "--json")
    assert not list(Draft202012Validator(SCHEMA).iter_errors(json.loads(ran.out)))
    drawn = robustness("-n", 2, "--most", 1, "--json", "--set", "children")
    assert not list(Draft202012Validator(SCHEMA).iter_errors(json.loads(drawn.out)))
    assert drawn.out == robustness("-n", 2, "--most", 1, "--json", "--set", "children").out


@pytest.mark.parametrize(
    "arguments",
    [["--set", "adults"], ["--on", "nowhere"], ["--most", "0"], ["--zone", "Mars/Olympus"], ["-n", "x"]],
)
def test_what_cannot_be_asked_is_said(folder: Path, arguments: list[str]) -> None:
    ran = robustness(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "error" in ran.err and "Traceback" not in ran.err


def test_a_file_that_cannot_be_used_is_said_and_the_others_tried(folder: Path) -> None:
    Path("patients/bad.yaml").write_text("patient: x\nevents:\n  - {at: 2025-02-30, ALT: 30 U/L}\n")
    ran = robustness("--on", "patients")
    assert ran.code == 2
    assert "patients/bad.yaml: this is not a date (line 3)" in ran.err
    assert "3 patients, for 3 of whom" in ran.out


def test_nobody(folder: Path) -> None:
    ran = robustness("-n", 0)
    assert (ran.code, "0 patients" in ran.out) == (0, True)
