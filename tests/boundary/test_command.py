"""`careway boundary`: printed, written as a file of cases, confirmed one by one, as JSON, and what cannot be used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from boundary.small import HEAD, RISE, STEP
from support.command import Ran, careway

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "grammar/schema/boundary.schema.json").read_text(encoding="utf-8"))
LIMIT = 'stop rise "Rise" [1]\n  when ALT >= 3 × ULN\n  advise stop azathioprine\n'
CASES = """\
# What the small guideline must say.
guideline: small.care

cases:
- case: far above   # an old case
  events:
  - {at: 2025-03-08, azathioprine: 50 mg/day}
  - {at: 2025-03-15, ALT: 900 U/L}
  expect: {stop: {rule: rise}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Here: small.care with one limit, and one case."""
    monkeypatch.chdir(tmp_path)
    Path("small.care").write_text(HEAD + STEP + LIMIT, encoding="utf-8")
    Path("small.cases.yaml").write_text(CASES, encoding="utf-8")
    return tmp_path


def boundary(*arguments: object, stdin: bytes = b"") -> Ran:
    return careway("boundary", "small.care", *arguments, stdin=stdin)


def test_cases_are_printed_with_what_must_be_confirmed(folder: Path) -> None:
    ran = boundary()
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("# Boundary patients of Small (small 1.0.0)")
    assert "must confirm" in ran.out and "\n  # rise: Rise\n" in ran.out
    assert ran.out.count("  - case: ") == 4


def test_a_file_is_written_that_passes_and_is_not_replaced(folder: Path) -> None:
    Path("new").mkdir()
    ran = boundary("-o", "new/limits.cases.yaml")
    assert (ran.code, ran.out) == (0, "") and "4 cases to be confirmed" in ran.err
    assert "guideline: ../small.care\n" in Path("new/limits.cases.yaml").read_text(encoding="utf-8")
    assert careway("test", "new").out == "4 cases, 0 failed\n"
    before = Path("new/limits.cases.yaml").read_bytes()
    assert boundary("-o", "new/limits.cases.yaml").code == 2
    assert Path("new/limits.cases.yaml").read_bytes() == before


def test_what_is_confirmed_joins_the_cases_and_is_not_offered_again(folder: Path) -> None:
    ran = boundary("--confirm", stdin=b"y\ns\nn\ny\n")
    assert ran.code == 1, "one was not meant so"
    assert "2 cases added" in ran.out
    assert "not meant so: rise" in ran.err and "121 U/L" in ran.err
    text = Path("small.cases.yaml").read_text(encoding="utf-8")
    assert text.startswith(CASES)
    assert careway("test").out == "3 cases, 0 failed\n"
    assert boundary().out.count("  - case: ") == 2
    assert boundary("--all").out.count("  - case: ") == 4
    assert boundary("--confirm", stdin=b"y\ny\n").code == 0
    ran = boundary()
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("# No case is missing.\n") and "- case:" not in ran.out


def test_quitting_keeps_what_was_confirmed(folder: Path) -> None:
    assert boundary("--confirm", stdin=b"y\nq\n").code == 0
    assert careway("test").out == "2 cases, 0 failed\n"
    assert boundary("--confirm", stdin=b"").code == 0
    assert careway("test").out == "2 cases, 0 failed\n"


def test_a_guideline_without_cases_gets_its_first(folder: Path) -> None:
    Path("small.cases.yaml").unlink()
    assert boundary("--confirm", stdin=b"y\nq\n").code == 0
    assert (
        Path("small.cases.yaml").read_text(encoding="utf-8").startswith("guideline: small.care\n\ncases:\n  - case: ")
    )
    assert careway("test").out == "1 case, 0 failed\n"


def test_cases_that_cannot_take_another_are_left_as_they_are(folder: Path) -> None:
    other = CASES.replace("guideline: small.care\n\n", "") + "guideline: small.care\n"
    Path("small.cases.yaml").write_text(other, encoding="utf-8")
    ran = boundary("--confirm", stdin=b"y\n")
    assert ran.code == 2 and "its list of cases must stand last" in ran.err
    assert Path("small.cases.yaml").read_text(encoding="utf-8") == other


def test_json_follows_its_schema(folder: Path) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    ran = boundary("--json")
    assert ran.code == 1
    found = json.loads(ran.out)
    assert not list(Draft202012Validator(SCHEMA).iter_errors(found))
    assert [one["rule"] for one in found["offers"]] == ["rise"] * 4


@pytest.mark.parametrize(
    "arguments",
    [
        ["--only", "nothing"],
        ["--set", "adults"],
        ["-o", "limits.yaml"],
        ["-o", "nowhere/limits.cases.yaml"],
        ["--json", "--confirm"],
    ],
)
def test_what_cannot_be_asked_is_said(folder: Path, arguments: list[str]) -> None:
    ran = boundary(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "rror" in ran.err and "Traceback" not in ran.err


def test_a_guideline_or_cases_with_errors_cannot_be_used(folder: Path) -> None:
    Path("small.cases.yaml").write_text(CASES.replace("expect", "exspect"), encoding="utf-8")
    assert boundary().code == 2
    Path("small.care").write_text(HEAD + STEP + "stop rise", encoding="utf-8")
    assert boundary().code == 2
    assert careway("boundary", "gone.care").code == 2


def test_another_process_offers_the_same(folder: Path) -> None:
    Path("small.care").write_text(HEAD + STEP + RISE, encoding="utf-8")
    command = [sys.executable, "-m", "careway", "boundary", "small.care", "--json"]
    outputs = {
        subprocess.run(
            command, env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "interpreter")},
            capture_output=True, check=False,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(outputs) == 1 and b"rise" in outputs.pop()


def test_a_criterion_of_a_shipped_guideline() -> None:
    path = ROOT / "guideline/azathioprine/reintroduction.care"
    ran = careway("boundary", path, "--only", "break_of_two_weeks", "--all")
    names = [line for line in ran.out.split("\n") if "- case:" in line]
    assert ["a day short of 14 days: not eligible" in name for name in names] == [True, False, False]
    assert "exactly 14 days: not kept out" in names[1]
