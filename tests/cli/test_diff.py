"""`careway diff`: two files, revisions of git, parameter sets; patients of files and drawn ones; what is refused."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from differences.small import FILES, TEXT
from support.command import Ran, careway

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "grammar/schema/diff.schema.json").read_text(encoding="utf-8"))
LOWER = TEXT.replace(">= 3 × its baseline", ">= 2 × its baseline")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Here: old.care, new.care with a lower threshold, and patients."""
    monkeypatch.chdir(tmp_path)
    Path("old.care").write_text(TEXT, encoding="utf-8")
    Path("new.care").write_text(LOWER, encoding="utf-8")
    Path("patients").mkdir()
    for file in FILES:
        Path("patients", file.name).write_bytes(file.data)
    return tmp_path


def git(*arguments: str) -> None:
    who = {f"GIT_{role}_{what}": "x@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    none = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "HOME": os.devnull}
    subprocess.run(["git", *arguments], check=True, capture_output=True, env={"PATH": os.environ["PATH"]} | who | none)


def diff(*arguments: object) -> Ran:
    return careway("diff", *arguments)


def test_what_changed_and_for_whom(folder: Path) -> None:
    ran = diff("old.care", "new.care", "--on", "patients")
    assert (ran.code, ran.err) == (1, "")
    assert "`ALT >= 3 × baseline of ALT` is now `ALT >= 2 × baseline of ALT`; so for AST" in ran.out
    assert "2 of 3 patients; 1 stops earlier, by 5 days; 1 stops newly" in ran.out
    assert ran.out == diff("old.care", "new.care", "--on", "patients", "--jobs", 2).out
    assert ran.out == diff("old.care", "new.care", *(f"--on=patients/{file.name}" for file in FILES[::-1])).out


def test_nothing_that_runs(folder: Path) -> None:
    Path("again.care").write_text("# a remark\n" + TEXT, encoding="utf-8")
    ran = diff("old.care", "again.care")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "Nothing that runs has changed.")
    careway("export", "old.care", "--to", "json", "-o", "core.json")
    assert diff("core.json", "again.care", "--on", "patients").code == 0


def test_json_follows_its_schema(folder: Path) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    for arguments in (["--on", "patients"], ["-n", "0"], ["--on", "patients", "--set", "children"]):
        ran = diff("old.care", "new.care", *arguments, "--format", "json")
        assert not list(Draft202012Validator(SCHEMA).iter_errors(json.loads(ran.out)))
    found = json.loads(diff("old.care", "new.care", "--on", "patients", "--format", "json").out)
    (stop,) = [one for one in found["for_whom"]["rules"] if one["part"] == "stop"]
    assert stop["groups"][0]["days"] == {"median": "5", "least": 5, "most": 5}


def test_synthetic_patients_are_drawn_with_a_seed(folder: Path) -> None:
    first, again, other = (diff("old.care", "new.care", "-n", 6, "--seed", seed).out for seed in (4, 4, 5))
    assert first == again
    assert "For whom: 6 synthetic patients, seed 4" in first
    assert first != other


def test_revisions_of_git(folder: Path) -> None:
    git("init", "-q")
    Path("sub").mkdir()
    Path("sub/x.care").write_text(TEXT, encoding="utf-8")
    git("add", "sub")
    git("commit", "-q", "-m", "first")
    git("tag", "before")
    Path("sub/x.care").write_text(LOWER, encoding="utf-8")
    asked = (["before:sub/x.care", "sub/x.care"], ["--git", "HEAD", "sub/x.care"], ["before:sub/x.care", "new.care"])
    for arguments in asked:
        ran = diff(*arguments, "-n", 0)
        assert ran.code == 1, ran.err
        assert "ALT >= 2 × baseline of ALT" in ran.out
    for wrong, words in (
        ("nowhere:sub/x.care", "git knows no revision nowhere"),
        ("before:sub/y.care", "there is no such file at the revision before"),
        ("--output=x:sub/x.care", "git knows no revision --output=x"),
    ):
        ran = diff("--", wrong, "sub/x.care")
        assert (ran.code, ran.out) == (2, "")
        assert words in ran.err.lower()
    assert diff("--git", "--all", "sub/x.care").code == 2
    assert not Path("x").exists()


def test_where_git_is_not(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    ran = diff("HEAD:old.care", "new.care")
    assert (ran.code, "is not kept by git" in ran.err) == (2, True)
    monkeypatch.setenv("PATH", "")
    ran = diff("HEAD:old.care", "new.care")
    assert (ran.code, "git: is not installed here" in ran.err) == (2, True)


def test_two_parameter_sets(folder: Path) -> None:
    ran = diff("old.care", "--sets", "children", "--on", "patients")
    assert ran.code == 1
    assert "50 mg/day → 25 mg/day" in ran.out
    assert "3 of 3 patients" in ran.out
    assert diff("old.care", "--sets", "children,children", "--on", "patients").code == 0
    ran = diff("old.care", "--sets", "adults")
    assert (ran.code, "there is no parameter set adults" in ran.err) == (2, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["old.care"],
        ["old.care", "new.care", "old.care"],
        ["old.care", "new.care", "--sets", "children"],
        ["old.care", "--sets", "children", "--git", "HEAD"],
        ["old.care", "--sets", "a,b,c"],
        ["old.care", "new.care", "--set", "adults"],
        ["old.care", "none.care"],
        ["old.care", "new.care", "--show", "1", "--format", "json"],
        ["old.care", "none:"],
        ["old.care", "new.care", "--on", "nowhere"],
        ["old.care", "new.care", "--zone", "Mars/Olympus"],
        ["old.care", "new.care", "-n", "-1"],
        ["old.care", "broken.care"],
    ],
)
def test_what_cannot_be_asked_is_said(folder: Path, arguments: list[str]) -> None:
    Path("broken.care").write_text(TEXT.replace("ALT >= 300 U/L", "ALT >= 300 mg/dL"), encoding="utf-8")
    ran = diff(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "error" in ran.err and "Traceback" not in ran.err


def test_a_file_that_neither_can_use_is_said_and_the_others_compared(folder: Path) -> None:
    Path("patients/bad.yaml").write_text("patient: x\nevents:\n  - {at: 2025-02-30, ALT: 30 U/L}\n")
    ran = diff("old.care", "new.care", "--on", "patients")
    assert ran.code == 2
    assert "patients/bad.yaml: this is not a date (line 3)" in ran.err
    assert "2 of 3 patients" in ran.out


def test_the_most_telling_patients_with_their_timelines_and_logs(folder: Path) -> None:
    ran = diff("old.care", "new.care", "--on", "patients", "--show", 1, "-o", "telling")
    assert "The timeline\n  patient: slight\n" in ran.out
    assert "new  2025-03-15  stop" in ran.out
    assert sorted(path.name for path in Path("telling").iterdir()) == [
        "001-slight.yaml", "001-slight.yaml.logs.txt", "difference.json",
    ]  # fmt: skip
    assert Path("telling/001-slight.yaml").read_bytes() == Path("patients/slight.yaml").read_bytes()
    assert diff("old.care", "new.care", "--on", "patients", "-o", "telling").code == 1
    assert len(list(Path("telling").iterdir())) == 5
    ran = diff("old.care", "new.care", "--on", "patients", "-o", "patients")
    assert ran.code == 2


def test_markdown(folder: Path) -> None:
    ran = diff("old.care", "new.care", "--on", "patients", "--format", "markdown")
    assert ran.out.startswith("### old.care (1.0.0) → new.care (1.0.0)\n")


def test_a_guideline_that_comes_with_careway_and_a_lower_threshold(tmp_path: Path) -> None:
    here = ROOT / "guideline/azathioprine/reintroduction.care"
    text = here.read_text(encoding="utf-8")
    before, after = (f"    - any of ALT, AST >= {times} × its baseline or >= 300 U/L" for times in (3, 2))
    assert text.count(before) == 1
    lower = tmp_path / "lower.care"
    lower.write_text(text.replace(before, after), encoding="utf-8")
    ran = diff(here, lower, "--on", ROOT / "examples/azathioprine", "--format", "json")
    found = json.loads(ran.out)
    (change,) = found["changes"]
    assert (ran.code, change["what"], change["name"]) == (1, "stop", "rise_with_symptoms")
    assert found["for_whom"]["compared"] == 10
