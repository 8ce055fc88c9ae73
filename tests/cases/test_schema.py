"""The published schema of cases against the reader: what one takes, the other takes; what one refuses, both do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from careway.base.source import Source
from careway.cases.findings import Findings
from careway.cases.read import read_cases
from careway.cases.suite import Suite, open_suite
from careway.ingest.document import Fields, Items, Tree
from careway.ingest.yaml_tree import yaml_tree
from support.sample_core import CORE

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "grammar/schema/cases.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
SHIPPED = sorted((ROOT / "guideline").rglob("*.cases.yaml"))

GOOD = """\
guideline: sample.care
patients:
  treated: {sex: female, born: 1985, events: [{at: 2025-03-07, ALT: 30 U/L}]}
cases:
  - case: one
    given: treated
    zone: Europe/Berlin
    set: stricter
    parameters: {limit: 3 U/L}
    as of: 2025-03-08
    only: true
    expect:
      eligible: yes
      step: {main: initial}
      stop: {rule: rise, on: 2025-03-08, also: [rise]}
      undecided: none
      advice: {rise: [stop]}
      wanted: {rise: ALT}
      missed: {liver: [2025-03-15], repeat: none}
      next: {liver: 2025-03-22}
      tasks: {repeat: open}
      log: [2025-03-11 step escalation]
      used: 1
  - case: two
    skip: not yet
    events: [{at: 2025-03-07, ALT: $value}]
    each: [{value: 3 U/L, expect: {refused: 0}}]
"""
BAD = [
    ("guideline: sample.care\n", ""),
    ("cases:", "casses:"),
    ("sex: female", "gender: female"),
    ("events: [{at: 2025-03-07, ALT: 30 U/L}]", "events: {at: 2025-03-07}"),
    ("case: one", "name: one"),
    ("parameters: {limit: 3 U/L}", "parameters: [limit]"),
    ("as of: 2025-03-08", "as of: tomorrow"),
    ("only: true", "only: maybe"),
    ("skip: not yet", "skip: true"),
    ("eligible: yes", "eligible: perhaps"),
    ("rule: rise, ", ""),
    ("missed: {liver: [2025-03-15], repeat: none}", "missed: [liver]"),
    ("[2025-03-15]", "[soon]"),
    ("2025-03-22", "[2025-03-22, 2025-03-23]"),
    ("repeat: open", "repeat: opened"),
    ("used: 1", "used: one"),
    ("undecided: none", "undecidd: none"),
    ("undecided: none", "undecided: {rise: yes}"),
    ("each: [{value: 3 U/L, expect: {refused: 0}}]", "each: []"),
    ("each: [{value: 3 U/L, expect: {refused: 0}}]", "each: [3 U/L]"),
    ("{refused: 0}", "{refuse: 0}"),
]


def plain(tree: Tree | None) -> Any:
    if isinstance(tree, Fields):
        return {key.text: plain(value) for key, value in tree.pairs}
    if isinstance(tree, Items):
        return [plain(item) for item in tree.items]
    return None if tree is None or tree.is_null else tree.text


def schema_takes(text: str) -> bool:
    root, found = yaml_tree(Source("x", text))
    return not found and not list(VALIDATOR.iter_errors(plain(root)))


def reader_takes(text: str) -> bool:
    opened = open_suite(Source("x", text))
    if isinstance(opened, Suite):
        return False
    findings = Findings()
    read_cases(opened.root, CORE, findings)
    return not findings.found


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_a_good_file_is_taken_by_both() -> None:
    assert reader_takes(GOOD)
    assert schema_takes(GOOD)


@pytest.mark.parametrize(("before", "after"), BAD)
def test_a_bad_file_is_refused_by_both(before: str, after: str) -> None:
    text = GOOD.replace(before, after, 1)
    assert text != GOOD
    assert not reader_takes(text)
    assert not schema_takes(text)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_the_cases_that_are_shipped_follow_the_schema(path: Path) -> None:
    assert schema_takes(path.read_text(encoding="utf-8"))
