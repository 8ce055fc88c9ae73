"""`careway test --coverage`: what is said, what is written, and the exit codes."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from careway.base.source import Source
from careway.cli.coverage import Watching, tell
from careway.cli.guidelines import load
from careway.cli.terminal import Screen
from careway.coverage.objectives import Group
from careway.coverage.planning import plan
from careway.model.vocabulary import Kind
from careway.pipeline import compile_source
from support.command import Ran, careway

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "grammar/schema/coverage.schema.json").read_text(encoding="utf-8"))
OUTCOME = json.loads((ROOT / "grammar/schema/test.schema.json").read_text(encoding="utf-8"))


def run(folder: Path, *arguments: object) -> Ran:
    return careway("test", folder, "--coverage", *arguments)


def test_it_says_by_rule_what_is_missing(sample: Path, update: bool) -> None:
    ran = run(sample)
    assert (ran.code, ran.err) == (0, "")
    golden = Path(__file__).parent / "goldens" / "coverage.txt"
    found = ran.out.replace(str(sample), "sample")
    if update:
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


def test_fail_under(sample: Path) -> None:
    document = json.loads(run(sample, "--json").out)
    (guideline,) = document["coverage"]["guidelines"]
    percent = guideline["percent"]
    assert 0 < percent < 100
    assert run(sample, "--fail-under", percent).code == 0
    assert run(sample, "--fail-under", percent + 1).code == 1
    assert run(sample, "--only", "nothing of this name", "--fail-under", 1).code == 2  # no case at all: bad input


@pytest.mark.parametrize(
    "arguments", [["--html", "x.html"], ["--fail-under", "50"], ["--coverage", "--fail-under", "101"]]
)
def test_options_that_do_not_fit(sample: Path, arguments: list[str]) -> None:
    ran = careway("test", sample, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert not Path("x.html").exists()


def test_the_document_follows_its_schema(sample: Path) -> None:
    ran = run(sample, "--json")
    document = json.loads(ran.out)
    Draft202012Validator.check_schema(SCHEMA)
    assert not list(Draft202012Validator(SCHEMA).iter_errors(document["coverage"]))
    assert not list(Draft202012Validator(OUTCOME).iter_errors(document))
    (guideline,) = document["coverage"]["guidelines"]
    objectives = [one for unit in guideline["units"] for one in unit["objectives"]]
    assert guideline["met"] == sum(one["case"] is not None for one in objectives)
    assert guideline["of"] == len(objectives) == sum(group["of"] for group in guideline["groups"].values())
    made = compile_source(Source("sample.care", (sample / "sample.care").read_text(encoding="utf-8")))
    assert made.core is not None
    assert {one["id"] for one in objectives} == {one.id for one in plan(made.core).objectives}
    assert run(sample, "--json").out == ran.out


def test_the_schema_has_the_words_of_the_code() -> None:
    groups = SCHEMA["$defs"]["objective"]["properties"]["group"]["enum"]
    assert (
        groups == [group.value for group in Group] == SCHEMA["$defs"]["guideline"]["properties"]["groups"]["required"]
    )
    sorts = set(SCHEMA["$defs"]["unit"]["properties"]["sort"]["enum"])
    assert {kind.value for kind in Kind} <= sorts
    for path in (ROOT / "guideline").glob("*/*.care"):
        core = compile_source(Source(path.name, path.read_text(encoding="utf-8"))).core
        assert core is not None
        assert {unit.sort for unit in plan(core).units} <= sorts


def test_the_page_is_written_and_is_the_same_each_time(sample: Path) -> None:
    target = sample / "page.html"
    assert run(sample, "--html", target).code == 0
    first = target.read_bytes()
    assert first.startswith(b"<!doctype html>") and first.count(b"<main>") == 1
    target.unlink()
    run(sample, "--html", target)
    assert target.read_bytes() == first


def test_a_guideline_without_cases_has_none_of_it(sample: Path) -> None:
    (sample / "sample.cases.yaml").unlink()
    ran = run(sample, "--json")
    assert ran.code == 2
    (guideline,) = json.loads(ran.out)["coverage"]["guidelines"]
    assert (guideline["cases"], guideline["met"], guideline["percent"]) == (0, 0, 0)


def test_a_guideline_given_as_a_core_is_covered_as_its_text_is(sample: Path) -> None:
    text = sample / "sample.care"
    assert careway("export", text, "--to", "json", "-o", sample / "sample.json").code == 0
    as_text = json.loads(run(sample, "--json").out)["coverage"]["guidelines"][0]
    cases = sample / "sample.cases.yaml"
    told = cases.read_text(encoding="utf-8").replace("guideline: sample.care", "guideline: sample.json")
    cases.write_text(told, encoding="utf-8")
    text.unlink()
    ran = run(cases, "--json", "--html", sample / "page.html")
    assert ran.code == 0
    as_core = json.loads(ran.out)["coverage"]["guidelines"][0]
    assert (as_core["met"], as_core["of"], as_core["groups"]) == (as_text["met"], as_text["of"], as_text["groups"])
    assert "no text to show" in (sample / "page.html").read_text(encoding="utf-8")


def test_a_case_that_fails_still_fails(sample: Path) -> None:
    cases = sample / "sample.cases.yaml"
    told = cases.read_text(encoding="utf-8").replace("{stop: rise}", "{stop: none}")
    cases.write_text(told, encoding="utf-8")
    assert run(sample, "--fail-under", 0).code == 1


def test_what_is_proved_impossible_is_said_and_not_counted(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sample / "sample.care"
    proved = {"monitor.ALT_checks.late": "it is done at once"}
    monkeypatch.setattr("careway.coverage.proving.proved", lambda core, plan, missing: proved)
    watching = Watching()
    watching.of(path, load(path))
    stream = io.StringIO()
    tell(watching.covered(), Screen(stream))
    assert "line 24: occasions: cannot be: it is done at once" in stream.getvalue()
    (guideline,) = watching.document()["guidelines"]
    objectives = [one for unit in guideline["units"] for one in unit["objectives"]]
    assert guideline["of"] == len(objectives) - 1
    assert not list(Draft202012Validator(SCHEMA).iter_errors(watching.document()))
