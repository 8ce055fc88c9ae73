"""The cores that the checker makes of the guidelines: they keep every invariant, fit the schema and come back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

import careway
from careway.cli.main import careway as careway_command
from careway.ir.from_json import core_from_json
from careway.ir.invariants import violations
from careway.ir.to_json import core_to_json
from support.schemas import FOLDER
from support.tree import ROOT

GUIDELINES = sorted((ROOT / "guideline").rglob("*.care"))
EXAMPLES = sorted((ROOT / "examples").rglob("*.yaml"))


def test_there_are_guidelines_and_patients() -> None:
    assert len(GUIDELINES) >= 2
    assert len(EXAMPLES) >= 10


@pytest.mark.parametrize("path", GUIDELINES, ids=lambda path: path.stem)
def test_the_core_of_a_guideline(path: Path) -> None:
    core = careway.load(path)
    assert violations(core) == ()
    text = core_to_json(core)
    assert core_from_json(text) == core
    schema = json.loads((FOLDER / "core.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(json.loads(text))


@pytest.mark.parametrize("path", GUIDELINES, ids=lambda path: path.stem)
def test_the_results_of_its_examples_fit_their_schema(path: Path) -> None:
    core = careway.load(path)
    schema = Draft202012Validator(json.loads((FOLDER / "result.schema.json").read_text(encoding="utf-8")))
    examples = [one for one in EXAMPLES if one.parent.name == path.parent.name]
    assert examples
    for example in examples:
        for timeline in careway.read_timelines(example, core):
            schema.validate(json.loads(careway.to_json(careway.run(core, timeline))))


def test_several_results_fit_the_schema_of_several(tmp_path: Path) -> None:
    guideline = ROOT / "guideline" / "azathioprine" / "reintroduction.care"
    broken = tmp_path / "broken.yaml"
    broken.write_text("patient: p\nevents:\n  - {at: 2025-02-31, ALT: 30 U/L}\n", encoding="utf-8")
    timelines = [*sorted((ROOT / "examples" / "azathioprine").glob("*.yaml"))[:2], broken]
    done = CliRunner().invoke(careway_command, ["run", str(guideline), *map(str, timelines), "--json"])
    document = json.loads(done.stdout)
    assert (len(document["results"]), len(document["errors"])) == (2, 1)
    names = ("result.schema.json", "results.schema.json")
    schemas = [json.loads((FOLDER / name).read_text(encoding="utf-8")) for name in names]
    registry: Registry[Any] = Registry().with_resources((one["$id"], Resource.from_contents(one)) for one in schemas)
    Draft202012Validator(schemas[1], registry=registry).validate(document)


def test_findings_fit_their_schema(tmp_path: Path) -> None:
    text = tmp_path / "wrong.care"
    text.write_text('guideline x\n  title "X"\n\nlab ALT in furlongs\n', encoding="utf-8")
    done = CliRunner().invoke(careway_command, ["check", str(text), "--json"])
    document = json.loads(done.stdout)
    assert document["files"][0]["diagnostics"]
    schema = json.loads((FOLDER / "diagnostics.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(document)
