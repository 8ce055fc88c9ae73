"""The pages on the command line and on cases name all there is. Their examples are held true with the manual."""

from __future__ import annotations

from pathlib import Path

from careway.cases.expect import TASK_STATES
from careway.cases.nodes import Key
from careway.cli.main import COMMANDS
from careway.evaluate.result import Kind

DOCS = Path(__file__).parents[2] / "docs"
CLI = (DOCS / "cli.md").read_text(encoding="utf-8")
CASES = (DOCS / "cases.md").read_text(encoding="utf-8")


def test_every_command_and_every_expectation_has_its_place() -> None:
    for command in COMMANDS:
        assert f"careway {command}" in CLI
    for key in Key:
        assert f"`{key.value}:" in CASES or f"`{key.value}`" in CASES, key
    for word in (*(kind.value for kind in Kind), *TASK_STATES):
        assert f"`{word}`" in CASES or f": {word}`" in CASES, word
