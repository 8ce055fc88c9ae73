"""The cores that the checker makes of the guidelines: they keep every invariant, fit the schema and come back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import careway
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
