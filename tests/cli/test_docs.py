"""The pages on the command line and on cases: every example in them is run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from careway.cases.expect import TASK_STATES
from careway.cases.nodes import Key
from careway.cli.main import COMMANDS
from careway.cli.scaffold import files
from careway.evaluate.result import Kind
from support.command import careway

DOCS = Path(__file__).parents[2] / "docs"
CLI = (DOCS / "cli.md").read_text(encoding="utf-8")
CASES = (DOCS / "cases.md").read_text(encoding="utf-8")


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def holds(expected: str, found: str) -> bool:
    """Whether a text is as shown; `...` stands for anything."""
    pattern = ".*".join(re.escape(part) for part in expected.split("..."))
    return re.fullmatch(pattern, found, re.DOTALL) is not None


def transcript(block: str) -> list[tuple[str, str]]:
    parts = re.split(r"^\$ careway ", block, flags=re.MULTILINE)
    assert parts[0] == ""
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts[1:])]


def test_the_examples_of_the_command_line_are_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    examples = [example for block in blocks(CLI, "console") for example in transcript(block)]
    assert len(examples) > 6
    for command, output in examples:
        ran = careway(*shlex.split(command))
        assert ran.code == 0, ran.err
        assert holds(output, ran.out), f"careway {command}\n{ran.out}"


def test_the_examples_of_cases_are_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("protocol").mkdir()
    Path("protocol/protocol.care").write_text(files("protocol", "Protocol")["protocol.care"], encoding="utf-8")
    (example,) = blocks(CASES, "yaml")
    cases = Path("protocol/protocol.cases.yaml")
    cases.write_text(example, encoding="utf-8")
    assert careway("test", "protocol").out == "2 cases, 0 failed\n"
    cases.write_text(example.replace("{stop: none, step: treatment}", "{stop: rise}"), encoding="utf-8")
    ((command, output),) = transcript(blocks(CASES, "console")[0])
    assert careway(*shlex.split(command)).out == output


def test_every_command_and_every_expectation_has_its_place() -> None:
    for command in COMMANDS:
        assert f"careway {command}" in CLI
    for key in Key:
        assert f"`{key.value}:" in CASES or f"`{key.value}`" in CASES, key
    for word in (*(kind.value for kind in Kind), *TASK_STATES):
        assert f"`{word}`" in CASES or f": {word}`" in CASES, word
