"""`careway synth`: what it writes, what it tells, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

from careway.cli import exits
from careway.ir.json_codec import decode, parse
from careway.synth.telling import Telling
from support.command import careway

GUIDELINE = Path(__file__).parents[2] / "guideline" / "clozapine" / "anc_monitoring.care"


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


def test_a_folder_runs_as_it_is_and_is_the_same_each_time(tmp_path: Path) -> None:
    ran = careway("synth", GUIDELINE, "-n", 3, "--seed", 7, "-o", tmp_path / "a")
    assert (ran.code, ran.err) == (exits.FINE, "")
    assert ran.out.startswith("3 synthetic patients of clozapine_anc_monitoring 1.0.0, seed 7: ")
    assert "no patient shows: " in ran.out and ran.out.endswith("a: 3 timelines\n")
    assert careway("synth", GUIDELINE, "-n", 5, "--seed", 7, "-o", tmp_path / "b").code == exits.FINE
    first, more = texts(tmp_path / "a"), texts(tmp_path / "b")
    names = [".synth.json", "synth-7-0001.yaml", "synth-7-0002.yaml", "synth-7-0003.yaml"]
    assert list(first) == names
    assert all(more[name] == first[name] for name in names[1:])
    summary = careway("run", GUIDELINE, tmp_path / "a", "--summary")
    assert summary.code == exits.FINE and summary.out.count("synth-7-") == 3


def test_a_folder_of_its_own_is_replaced_and_another_is_left(tmp_path: Path) -> None:
    folder = tmp_path / "patients"
    careway("synth", GUIDELINE, "-n", 3, "-o", folder)
    assert careway("synth", GUIDELINE, "-n", 2, "-o", folder).code == exits.FINE
    assert len(texts(folder)) == 3
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    ran = careway("synth", GUIDELINE, "-n", 1, "-o", tmp_path / "mine")
    assert ran.code == exits.BAD_INPUT and "holds something else" in ran.err
    assert texts(tmp_path / "mine") == {"notes.txt": "mine"}


def test_a_table_holds_all_patients(tmp_path: Path) -> None:
    ran = careway("synth", GUIDELINE, "-n", 4, "-o", tmp_path / "all.csv")
    assert ran.code == exits.FINE and ran.out.endswith("all.csv: 1 table\n")
    summary = careway("run", GUIDELINE, tmp_path / "all.csv", "--summary")
    assert summary.code == exits.FINE and summary.out.count("synth-1-") == 4


def test_the_summary_is_a_document_for_tools() -> None:
    ran = careway("synth", GUIDELINE, "-n", 2, "--json", "--set", "ethnic_neutropenia")
    told = decode(Telling, parse(ran.out))
    assert (told.patients, told.population, told.seed) == (2, "ethnic_neutropenia", 1)
    assert json.loads(ran.out)["format"] == "careway-synth/1"
    assert sum((told.eligible, told.not_eligible, told.eligibility_undecided)) == 2


def test_without_a_place_to_write_it_says_so() -> None:
    ran = careway("synth", GUIDELINE, "-n", 1)
    assert ran.code == exits.FINE and ran.out.endswith("nothing was written: -o FOLDER keeps the timelines\n")


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    cases = {
        ("-n", "0"): "0 is not in the range",
        ("--seed", "-1"): "-1 is not in the range",
        ("--set", "nobody"): "there is no parameter set nobody",
        ("-o", str(tmp_path / "one.yaml")): "name a folder, or a table (FILE.csv)",
        ("-o", str(tmp_path / "absent" / "all.csv")): "no such file or directory",
    }
    for options, message in cases.items():
        ran = careway("synth", GUIDELINE, "-n", 1, *options)
        assert ran.code == exits.BAD_INPUT and message in ran.err, options
    assert list(tmp_path.iterdir()) == []
    broken = tmp_path / "broken.care"
    broken.write_text("guideline\n", encoding="utf-8")
    assert careway("synth", broken).code == exits.BAD_INPUT
