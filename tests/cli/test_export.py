"""`careway export`: the forms, written whole or not at all, and the proof that they mean the same in other engines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from careway.export.cql import to_cql as exporter
from careway.export.cql.to_cql import CqlExport
from careway.ir.nodes import Guideline
from support.command import Ran, careway

FOREIGN = "this folder holds something else"


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def without_node(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))


# --- forms ------------------------------------------------------------------------------------------------------------


def test_cql_is_a_folder_of_libraries_with_a_report(sample: Path) -> None:
    out = sample / "out"
    ran = careway("export", sample / "sample.care", "--to", "cql", "-o", out)
    assert (ran.code, ran.out) == (0, "")
    files = tree(out)
    assert set(files) == {"CarewayRecords.cql", "Sample.cql", "report.json", "report.txt"}
    assert b"library Sample version '0.1.0'" in files["Sample.cql"]
    report = json.loads(files["report.json"])
    assert report["format"] == "careway-export/1"
    assert report["guideline"]["id"] == "sample"
    for limit in report["limits"]:
        assert limit["text"].encode() in files["report.txt"]


def test_elm_adds_what_the_reference_translator_makes_of_it(sample: Path) -> None:
    out = sample / "out"
    assert careway("export", sample / "sample.care", "--to", "elm", "-o", out).code == 0
    files = tree(out)
    assert set(files) >= {"CarewayRecords.cql", "CarewayRecords.json", "Sample.cql", "Sample.json"}
    for name in ("CarewayRecords", "Sample"):
        assert json.loads(files[f"{name}.json"])["library"]["identifier"]["id"] == name


@pytest.mark.parametrize(("form", "version"), [("fhir-r4", "4.0.1"), ("fhir-r5", "5.0.0")])
def test_fhir_is_a_package_in_a_folder(sample: Path, form: str, version: str) -> None:
    out = sample / "out"
    assert careway("export", sample / "sample.care", "--to", form, "-o", out).code == 0
    files = tree(out)
    assert {"package/package.json", "package/.index.json", "report.json", "report.txt"} <= set(files)
    assert json.loads(files["package/package.json"])["fhirVersions"] == [version]
    types = {json.loads(text).get("resourceType") for name, text in files.items() if name.startswith("package/Plan")}
    assert types == {"PlanDefinition"}


def test_fhir_is_one_bundle_in_a_file_or_on_standard_output(sample: Path) -> None:
    file = sample / "out.json"
    said = careway("export", sample / "sample.care", "--to", "fhir-r4")
    written = careway("export", sample / "sample.care", "--to", "fhir-r4", "-o", file)
    assert (said.code, written.code, written.out) == (0, 0, "")
    assert said.out == file.read_text(encoding="utf-8")
    bundle = json.loads(said.out)
    assert bundle["resourceType"] == "Bundle"
    libraries = [one["resource"] for one in bundle["entry"] if one["resource"]["resourceType"] == "Library"]
    kinds = {content["contentType"] for one in libraries for content in one["content"]}
    assert kinds == {"text/cql", "application/elm+json"}


@pytest.mark.parametrize("form", ["cql", "fhir-r4"])
def test_the_same_guideline_gives_the_same_bytes_and_takes_the_place_of_what_was_there(sample: Path, form: str) -> None:
    out = sample / "out"
    arguments = ("export", sample / "sample.care", "--to", form, "-o", out)
    assert careway(*arguments).code == 0
    first = tree(out)
    (out / "left-over.cql").write_text("old")
    assert careway(*arguments).code == 0
    assert tree(out) == first
    assert [path.name for path in sample.iterdir() if path.name.startswith(".")] == []


# --- whole or not at all ----------------------------------------------------------------------------------------------


def test_a_folder_of_something_else_is_left_as_it_is(sample: Path) -> None:
    before = tree(sample)
    ran = careway("export", sample / "sample.care", "--to", "cql", "-o", sample)
    assert ran.code == 2
    assert FOREIGN in ran.err
    assert tree(sample) == before


def test_an_empty_folder_is_taken(sample: Path) -> None:
    (sample / "out").mkdir()
    assert careway("export", sample / "sample.care", "--to", "cql", "-o", sample / "out").code == 0
    assert (sample / "out" / "Sample.cql").is_file()


@pytest.mark.parametrize("target", ["sample.care", "missing/out", "a\0b"])
def test_what_cannot_be_a_folder_is_said(sample: Path, target: str) -> None:
    before = tree(sample)
    ran = careway("export", sample / "sample.care", "--to", "cql", "-o", f"{sample}/{target}")
    assert ran.code == 2
    assert ran.err.startswith("error: ")
    assert tree(sample) == before


def test_without_node_elm_is_not_written_and_it_is_said_what_is_needed(sample: Path, without_node: None) -> None:
    ran = careway("export", sample / "sample.care", "--to", "elm", "-o", sample / "out")
    assert ran.code == 2
    assert "other engines need Node 20 or newer" in ran.err
    assert not (sample / "out").exists()


def test_without_node_fhir_is_written_and_it_is_said_what_it_lacks(sample: Path, without_node: None) -> None:
    ran = careway("export", sample / "sample.care", "--to", "fhir-r4")
    assert ran.code == 0
    assert "no ELM" in ran.err
    assert "application/elm+json" not in ran.out


def test_a_guideline_with_errors_is_written_in_no_form(sample: Path) -> None:
    file = sample / "sample.care"
    file.write_text(file.read_text(encoding="utf-8").replace("ALT >= 3 ×", "ALTT >= 3 ×"), encoding="utf-8")
    for form in ("cql", "fhir-r4"):
        assert careway("export", file, "--to", form, "-o", sample / "out").code == 2
    assert careway("export", file, "--verify").code == 2
    assert not (sample / "out").exists()


# --- options ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--to", "cql"], "name a folder"),
        (["--to", "fhir-r4", "--format", "folder"], "name the folder"),
        (["--to", "cql", "-o", "x", "--format", "bundle"], "--format is for"),
        (["--only", "x"], "add --verify"),
        (["--json"], "add --verify"),
        (["--all"], "add --verify"),
        (["--verify", "-o", "x"], "needs --to"),
        (["--verify", "--to", "fhir-r4"], "-o PATH"),
        (["--set", "x"], "careway run --set"),
        (["--to", "cql", "-o", "x", "--set", "adults"], "no parameter set 'adults'"),
    ],
)
def test_options_that_mean_nothing_together_are_refused(sample: Path, options: list[str], said: str) -> None:
    ran = careway("export", sample / "sample.care", *options)
    assert ran.code == 2
    assert said in ran.err
    assert not Path("x").exists()


def test_a_parameter_set_is_written_into_the_form(sample: Path) -> None:
    file = sample / "sample.care"
    text = file.read_text(encoding="utf-8").replace("ALT >= 3 × its baseline", "ALT >= times × its baseline")
    more = 'parameter times = 3\n\nset strict "Stricter"\n  times = 2\n'
    file.write_text(text + "\n" + more, encoding="utf-8")
    usual, strict = sample / "usual", sample / "strict"
    assert careway("export", file, "--to", "cql", "-o", usual).code == 0
    assert careway("export", file, "--to", "cql", "-o", strict, "--set", "strict").code == 0
    assert tree(usual)["Sample.cql"] != tree(strict)["Sample.cql"]


# --- verify -----------------------------------------------------------------------------------------------------------


def test_the_cases_agree_in_other_engines(sample: Path) -> None:
    ran = careway("export", sample / "sample.care", "--verify")
    assert ran.code == 0, ran.out + ran.err
    lines = ran.out.splitlines()
    assert lines[0] == "sample 0.1.0: 4 cases"
    assert lines[1] == "translator: 0 errors, 0 warnings"
    assert [line.split(":")[0] for line in lines[2:4]] == ["cql-execution", "encender"]
    assert all(", 0 unexplained" in line for line in lines[2:4])


def test_everything_is_shown_as_json_where_it_is_asked_for(sample: Path) -> None:
    ran = careway("export", sample / "sample.care", "--verify", "--json", "--all", "--only", "nausea")
    assert ran.code == 0, ran.out + ran.err
    told = json.loads(ran.out)
    assert told["format"] == "careway-verify/1"
    assert told["engines"]["cql-execution"] == "3.3.2"
    assert told["cases"] == 3
    assert len(told["rows"]) == told["compared"] > 0
    stops = {row["case"]: row["theirs"] for row in told["rows"] if row["asked"] == "Stopped By"}
    assert sorted(stops.values()) == ["rise", "unknown", "unknown"] or sorted(stops.values()) == [
        "none",
        "none",
        "rise",
    ]


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An exporter that writes `>` for `>=`."""
    right = exporter.to_cql

    def wrong(core: Guideline, *given: Any, **more: Any) -> CqlExport:
        made = right(core, *given, **more)
        text = made.files["Sample.cql"]
        assert '"Reaches"(' in text
        return CqlExport({**made.files, "Sample.cql": text.replace('"Reaches"(', '"Exceeds"(')}, made.limits)

    monkeypatch.setattr(exporter, "to_cql", wrong)
    yield


def test_a_comparison_that_is_written_wrong_is_caught(sample: Path, planted: None) -> None:
    ran = careway("export", sample / "sample.care", "--verify")
    assert ran.code == 1
    assert "an ALT of 3 × its baseline with nausea" in ran.out
    (line,) = [line for line in ran.out.splitlines() if "  Stopped By  " in line]
    assert line.split() == ["disagree", "Stopped", "By", "rise", "none"]
    assert "encender)" in ran.out  # the action of the stop is not there


def test_what_is_written_and_verified_at_once_is_written(sample: Path) -> None:
    ran = careway("export", sample / "sample.care", "--to", "cql", "-o", sample / "out", "--verify")
    assert ran.code == 0, ran.out + ran.err
    assert (sample / "out" / "Sample.cql").is_file()


def refused(ran: Ran, said: str) -> None:
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


def test_without_node_nothing_can_be_verified(sample: Path, without_node: None) -> None:
    refused(careway("export", sample / "sample.care", "--verify"), "other engines need Node 20 or newer")


def test_without_cases_there_is_nothing_to_verify(sample: Path) -> None:
    refused(careway("export", sample / "sample.care", "--verify", "--only", "nobody"), "'nobody'")
    (sample / "sample.cases.yaml").unlink()
    refused(careway("export", sample / "sample.care", "--verify"), "no case to replay")


def test_cases_with_mistakes_are_said_and_not_run(sample: Path) -> None:
    cases = sample / "sample.cases.yaml"
    text = cases.read_text(encoding="utf-8")
    for wrong in (text.replace("at: 2025-03-07", "at: 2025-13-07"), text.replace("stop: rise", "stop: rize")):
        assert wrong != text
        cases.write_text(wrong, encoding="utf-8")
        refused(careway("export", sample / "sample.care", "--verify"), "the cases cannot be run")
