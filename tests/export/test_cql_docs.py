"""docs/cql.md: its commands work and print what it shows, its script runs, and it names every definition there is."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from careway.export import names
from careway.export.cql.to_cql import to_cql
from careway.replay.chain import Chain, environment, find_chain
from careway.replay.questions import questions
from export.cql_bundles import shipped
from support.checking import ROOT
from support.command import careway

PAGE = (ROOT / "docs/cql.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def commands() -> list[tuple[list[str], str]]:
    """Each command of the page, and what it is said to print."""
    parts = [part for block in blocks("console") for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(shlex.split(command), output) for command, _, output in (part.partition("\n") for part in parts)]


def run_node(chain: Chain, arguments: list[str]) -> str:
    packages = {"NODE_PATH": str(chain.folder / "node_modules")}
    done = subprocess.run(
        [chain.node, *arguments], env={**environment(), **packages}, capture_output=True, timeout=200, check=True
    )
    return done.stdout.decode()


def test_the_commands_of_the_page_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("guideline", "examples"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    monkeypatch.chdir(tmp_path)
    (script,) = blocks("js")
    Path("run.cjs").write_text(script, encoding="utf-8")
    programs = [command[0] for command, _ in commands()]
    assert programs == ["careway", "careway", "node"]
    for (program, *arguments), output in commands():
        if program == "node":
            assert run_node(find_chain(), arguments) == output
        else:
            ran = careway(*arguments)
            assert (ran.code, ran.out) == (0, output), ran.err
    listed = {path.name for path in Path("protocol-elm").iterdir()}
    main = names.library_name(shipped("azathioprine/reintroduction"))
    assert listed == {
        f"{library}.{ending}" for library in (main, names.RECORDS_LIBRARY) for ending in ("cql", "json")
    } | {"report.txt", "report.json"}
    assert {path.name for path in Path("protocol-cql").iterdir()} == {one for one in listed if one[-4:] != "json"} | {
        "report.json"
    }


def test_the_page_names_every_kind_of_definition() -> None:
    """A definition of the exports' contract that the page leaves out would be one that nobody asks for."""
    told = {re.sub(r"\b(NAME|PATHWAY|2)\b", "·", one) for one in re.findall(r"`([^`\n]+)`", PAGE)}
    for name in ("azathioprine/reintroduction", "clozapine/anc_monitoring"):
        core = shipped(name)
        for one in questions(core):
            general = re.sub(r"(advises) \d+", r"\1 ·", one.definition)
            general = re.sub(rf"(?<!\w){re.escape(one.rule)}(?!\w)", "·", general)
            assert general in told, one.definition


def test_the_page_names_every_resource_that_is_read() -> None:
    core = shipped("azathioprine/reintroduction")
    text = to_cql(core).files[f"{names.library_name(core)}.cql"]
    read = set(re.findall(r"\(\[(\w+)\]\)", text))
    assert len(read) == 5
    for resource in read:
        assert resource in PAGE
    for parameter in re.findall(r'^parameter "([^"]*)"', text, re.MULTILINE):
        assert f"`{parameter}`" in PAGE or parameter in {one.name for one in core.parameters}
