"""`careway prove`: what it says and writes, its exit codes, and its JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from prove.planted import HEAD, STEP
from support.command import careway

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "grammar/schema/prove.schema.json").read_text(encoding="utf-8"))
GAP = """
caution high "High" [1]
  when ALT > 3 × baseline of ALT
  advise order ALT
caution low "Low" [1]
  when ALT < 3 × baseline of ALT
  advise "fine"
"""


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A guideline with a gap."""
    path = tmp_path / "planted.care"
    path.write_text(HEAD + STEP + GAP, encoding="utf-8")
    return path


def test_a_finding_has_its_line_a_sentence_and_a_patient_that_replays(planted: Path, tmp_path: Path) -> None:
    ran = careway("prove", planted, "--only", "gap", "-o", tmp_path / "witnesses")
    assert ran.code == 1
    line = 1 + (HEAD + STEP + GAP).split("\n").index('caution low "Low" [1]')
    assert f"planted.care:{line}: gap" in ran.out
    assert "exactly 3 × baseline of ALT" in ran.out
    assert "Not for patients." in ran.out and "not a medical device" in ran.out
    assert "sha256" in ran.out
    (witness,) = (tmp_path / "witnesses").iterdir()
    text = witness.read_text(encoding="utf-8")
    replayed = careway("run", planted, witness, "--json")
    assert replayed.code == 0
    assert json.loads(replayed.out)["cautions"] == [] and text.startswith("# no stop or caution speaks")


def test_what_is_accepted_is_told_with_its_reason_and_no_finding(planted: Path) -> None:
    text = planted.read_text(encoding="utf-8")
    planted.write_text(text.rstrip("\n") + '\n  accepted gap because "on purpose"\n', encoding="utf-8")
    ran = careway("prove", planted, "--only", "gap")
    assert ran.code == 0
    assert "gap (accepted)" in ran.out and "on purpose" in ran.out


def test_the_document_fits_its_schema(planted: Path) -> None:
    ran = careway("prove", planted, "--json")
    (document,) = json.loads(ran.out)
    assert not list(Draft202012Validator(SCHEMA).iter_errors(document))
    assert document["guideline"]["sha256"] and document["notices"]


def test_a_core_is_proved_as_its_text(planted: Path, tmp_path: Path) -> None:
    core = tmp_path / "core.json"
    core.write_text(careway("export", planted, "--to", "json").out, encoding="utf-8")
    (of_text,), (of_core,) = (json.loads(careway("prove", path, "--json").out) for path in (planted, core))
    kinds = [
        [one["kind"] for proof in document["proofs"] for one in proof["findings"]] for document in (of_text, of_core)
    ]
    assert kinds[0] == kinds[1] != []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--set", "nobody"), "no parameter set 'nobody'"),
        (("--no-such-option",), "No such option"),
    ],
)
def test_bad_input(planted: Path, arguments: tuple[str, ...], said: str) -> None:
    ran = careway("prove", planted, *arguments)
    assert ran.code == 2 and said.casefold() in ran.err.casefold()


def test_a_guideline_with_an_error_and_a_folder_without_one(planted: Path, tmp_path: Path) -> None:
    planted.write_text("guideline x\n", encoding="utf-8")
    assert careway("prove", planted).code == 2
    empty = tmp_path / "empty"
    empty.mkdir()
    assert careway("prove", empty).code == 2


def test_without_the_solver_it_says_what_to_install(planted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("careway.cli.prove.find_spec", lambda name: None)
    ran = careway("prove", planted)
    assert ran.code == 2 and "careway[prove]" in ran.err
