"""The extension for VS Code: what is in its package, that it does what it offers, and that its snippets are sound."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import careway
from careway.base.source import Source
from careway.syntax.clauses import CLAUSES
from careway.syntax.parse import parse
from colours.corpus import GRAMMAR, SOUND
from colours.editor import EDITOR, packages
from lsp.test_end_to_end import CASES, STOP
from support.checking import BASE
from support.command import careway as command
from support.node import node
from support.tree import ROOT

GUIDELINE = ROOT / "guideline" / "azathioprine" / "reintroduction.care"
SERVER = Path(sys.executable).with_name("careway")
TIMELINE = ROOT / "examples" / "azathioprine" / "tolerated.yaml"

PROGRAM = """\
#!{python}
import pathlib, sys
with open({log!r}, "a", encoding="utf-8") as log:
    log.write(" ".join(sys.argv[1:]) + chr(10))
if sys.argv[1] in ("show", "run") and "refused" not in {log!r}:
    pathlib.Path(sys.argv[-1]).write_text("<p>the page of " + sys.argv[1], encoding="utf-8")
else:
    sys.exit("error: it was refused")
"""
"""A program that says how it was called; with `refused` in its path it fails."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the extension was built, as `make vscode` builds it."""
    packages()
    out = tmp_path_factory.mktemp("out")
    node(EDITOR / "build.mjs", out)
    return out


@cache
def described() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EDITOR / "package.json").read_text(encoding="utf-8"))
    return found


def at_the_desk(built: Path, program: Path, **asked: object) -> dict[str, list[Any]]:
    """What the extension does to VS Code; see `desk.mjs`."""
    request = {
        "extension": str(built / "vscode" / "extension.js"),
        "settings": {"path": str(program)},
        "guideline": str(GUIDELINE),
        "timeline": str(TIMELINE),
        **asked,
    }
    did: dict[str, list[Any]] = json.loads(
        node(Path(__file__).with_name("desk.mjs"), told=json.dumps(request)).partition("\n")[0]
    )
    return did


def a_program(folder: Path) -> tuple[Path, Path]:
    """A program in place of `careway`, and the file in which it says how it was called."""
    folder.mkdir(exist_ok=True)
    program, log = folder / "careway", folder / "called"
    program.write_text(PROGRAM.format(python=sys.executable, log=str(log)), encoding="utf-8")
    program.chmod(0o755)
    return program, log


# --- the package ----------------------------------------------------------------------------------------------------


def test_the_package_holds_what_it_needs_and_no_more(built: Path) -> None:
    with zipfile.ZipFile(built / f"careway-{careway.__version__}.vsix") as package:
        assert set(package.namelist()) == {
            "[Content_Types].xml",
            "extension.vsixmanifest",
            *(
                f"extension/{name}"
                for name in (
                    *("package.json", "extension.js", "careway.tmLanguage.json", "language-configuration.json"),
                    "markdown.tmLanguage.json",
                    *("snippets/guideline.json", "snippets/cases.json", "images/icon.png"),
                    *("README.md", "CHANGELOG.md", "LICENSE.txt", "NOTICE.txt"),
                )
            ),
        }
        assert package.read("extension/careway.tmLanguage.json").decode() == GRAMMAR.read_text(encoding="utf-8")
        shipped = json.loads(package.read("extension/package.json"))
        everything = b"".join(package.read(name) for name in package.namelist())
    named = re.findall(r'"\./([^"]+)"', json.dumps(shipped))
    assert {"extension.js", "careway.tmLanguage.json", "snippets/cases.json"} <= set(named)
    for name in [*named, shipped["icon"]]:
        assert (built / "vscode" / name).is_file(), name
    assert str(ROOT).encode() not in everything
    assert b"not a medical device" in everything


def test_the_same_files_make_the_same_package(built: Path, tmp_path: Path) -> None:
    node(EDITOR / "build.mjs", tmp_path)
    name = f"careway-{careway.__version__}.vsix"
    with zipfile.ZipFile(tmp_path / name) as package:
        assert {each.date_time for each in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert (tmp_path / name).read_bytes() == (built / name).read_bytes()


def test_it_has_the_version_of_careway() -> None:
    assert described()["version"] == careway.__version__
    assert f"## {careway.__version__}" in (EDITOR / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_licences_of_what_is_bundled_stand_in_it(built: Path) -> None:
    notice = (built / "vscode" / "NOTICE.txt").read_text(encoding="utf-8")
    licences = re.findall(r"^[@\w/.-]+ [\d.]+ \((.+)\)$", notice, re.MULTILINE)
    assert len(licences) > 4
    assert set(licences) <= {"MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause"}


def test_its_code_keeps_to_its_types() -> None:
    node(packages() / "typescript" / "bin" / "tsc", "-p", EDITOR)


# --- what it does ---------------------------------------------------------------------------------------------------


def test_every_command_that_is_offered_is_there(built: Path, tmp_path: Path) -> None:
    program, _ = a_program(tmp_path)
    offered = {each["command"] for each in described()["contributes"]["commands"]}
    assert set(at_the_desk(built, program)["commands"]) == offered
    placed = {each["command"] for menu in described()["contributes"]["menus"].values() for each in menu}
    assert placed <= offered
    readme = (EDITOR / "README.md").read_text(encoding="utf-8")
    for each in described()["contributes"]["commands"]:
        assert f"| Careway: {each['title']} |" in readme


def test_the_commands_are_those_of_the_command_line(built: Path, tmp_path: Path) -> None:
    program, log = a_program(tmp_path)
    did = at_the_desk(built, program, do=["careway.check", "careway.test", "careway.run"])
    assert did["tasks"] == [
        [str(program), "check", str(GUIDELINE)],
        [str(program), "test", str(GUIDELINE)],
        [str(program), "run", str(GUIDELINE), str(TIMELINE)],
    ]
    at_the_desk(built, program, do=["careway.preview", "careway.previewPatient"])
    for line in log.read_text(encoding="utf-8").splitlines():
        name, *arguments = line.split()
        known = command(name, "--help")
        assert known.code == 0, line
        for option in arguments:
            assert not option.startswith("-") or re.search(rf"(?<!\S){option}[ ,\n]", known.out), line


def test_a_guideline_with_changes_is_saved_before_it_is_checked(built: Path, tmp_path: Path) -> None:
    program, _ = a_program(tmp_path)
    assert "saved" in at_the_desk(built, program, do=["careway.check"], edited=True)["messages"]
    assert "saved" not in at_the_desk(built, program, do=["careway.check"])["messages"]


def test_without_a_guideline_it_says_what_to_do(built: Path, tmp_path: Path) -> None:
    program, _ = a_program(tmp_path)
    did = at_the_desk(built, program, do=["careway.check", "careway.preview"], guideline=None)
    assert did["tasks"] == did["panels"] == []
    assert [said for said in did["messages"] if said.startswith("Open a guideline")] != []


def test_the_pages_are_shown_beside_the_text_and_made_anew_on_saving(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, log = a_program(tmp_path / "program")
    here = tmp_path / "temporary"
    here.mkdir()
    monkeypatch.setenv("TMPDIR", str(here))
    did = at_the_desk(built, program, do=["careway.preview", "careway.previewPatient"], save=True)
    assert did["pages"] == [f"<p>the page of {name}" for name in ("show", "run", "show", "run")]
    assert [panel["title"] for panel in did["panels"]] == [GUIDELINE.name, f"{TIMELINE.name} · {GUIDELINE.name}"]
    assert all(panel["options"]["enableScripts"] is False for panel in did["panels"])
    called = [line for line in log.read_text(encoding="utf-8").splitlines() if line != "lsp"]
    assert re.fullmatch(rf"show {re.escape(str(GUIDELINE))} --format html -o \S+\.html", called[0])
    assert re.fullmatch(rf"run {re.escape(f'{GUIDELINE} {TIMELINE}')} --html \S+\.html", called[1])
    assert list(here.iterdir()) == [], "what was said of a patient stays on the disk"


def test_what_careway_refuses_is_said_in_its_words(built: Path, tmp_path: Path) -> None:
    program, _ = a_program(tmp_path / "refused")
    did = at_the_desk(built, program, do=["careway.preview"])
    assert did["pages"] == []
    assert "error: it was refused" in did["messages"]
    missing = at_the_desk(built, tmp_path / "nowhere", do=["careway.preview"])
    assert any("was not found" in said and "careway.path" in said for said in missing["messages"])


def test_it_starts_the_language_server_and_says_how_to_install_it(built: Path, tmp_path: Path) -> None:
    program, log = a_program(tmp_path)
    did = at_the_desk(built, program, until="pip install")
    assert log.read_text(encoding="utf-8") == "lsp\n", "a server that never ran is not started again"
    assert any("pip install 'careway[lsp]'" in said for said in did["messages"])


def test_it_speaks_with_careways_own_server(built: Path) -> None:
    """What the server offers to do is offered in VS Code once the two have met."""
    did = at_the_desk(built, SERVER, until="careway.runCases")
    assert "careway.runCases" in did["commands"]
    assert did["messages"] == did["failed"] == []


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A guideline with cases beside it."""
    guideline = tmp_path / "small.care"
    guideline.write_text(BASE + STOP, encoding="utf-8")
    (tmp_path / "small.cases.yaml").write_text(CASES, encoding="utf-8")
    return guideline


def test_it_marks_what_the_cases_show_until_the_text_changes(built: Path, small: Path) -> None:
    did = at_the_desk(built, SERVER, guideline=str(small), do=["careway.showCoverage"])
    assert did["failed"] == []
    assert re.fullmatch(r"\$\(beaker\) Cases show \d+ of \d+", did["messages"][0])
    hidden, shown = did["decorated"][:3], did["decorated"][3:]
    assert [one["marks"] for one in hidden] == [[], [], []]
    signs = [one["look"].get("after", {}).get("contentText") for one in shown]
    assert signs == [None, "◐", "✗"]
    assert len({one["look"]["textDecoration"].split(" var")[0] for one in shown}) == 3
    lines = small.read_text(encoding="utf-8").split("\n")
    said = {}
    for mark in shown[2]["marks"]:
        line, start, _, end = mark["range"]
        said[lines[line][start:end]] = mark["hoverMessage"]["text"]
    assert said["advise continue azathioprine when all of"] == "`continue azathioprine`: never advised"

    for file, gone in ((small, True), (small.with_name("small.cases.yaml"), True), (small.with_name("x.care"), False)):
        did = at_the_desk(built, SERVER, guideline=str(small), do=["careway.showCoverage"], then_changed=str(file))
        assert ([one["marks"] for one in did["decorated"][-3:]] == [[], [], []]) is gone


def test_boundary_patients_that_are_chosen_join_the_cases(built: Path, small: Path) -> None:
    did = at_the_desk(built, SERVER, guideline=str(small), do=["careway.offerPatients"], choose=2)
    assert did["failed"] == []
    cases = small.with_name("small.cases.yaml")
    (edit,) = did["edits"]
    assert edit["file"] == str(cases) and edit["text"].count("- case:") == 2
    assert did["messages"][-1] == f"shown {cases}"
    cases.write_text(CASES.rstrip("\n") + edit["text"], encoding="utf-8")
    assert command("test", small.parent).out == "4 cases, 0 failed\n"
    assert at_the_desk(built, SERVER, guideline=str(small), do=["careway.offerPatients"], choose=0)["edits"] == []


def test_what_the_server_cannot_say_is_said_in_its_words(built: Path, small: Path, tmp_path: Path) -> None:
    small.with_name("small.cases.yaml").unlink()
    did = at_the_desk(built, SERVER, guideline=str(small), do=["careway.showCoverage"])
    assert did["messages"] == ["there are no cases beside this guideline"] and did["decorated"] == []
    program, _ = a_program(tmp_path / "program")
    did = at_the_desk(built, program, guideline=str(small), do=["careway.showCoverage", "careway.offerPatients"])
    assert sum("language server does not run" in said for said in did["messages"]) == 2


def test_the_server_ends_quietly_when_the_editor_is_done() -> None:
    said: list[dict[str, Any]] = [
        {"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}},
        {"method": "initialized", "params": {}},
        {"id": 2, "method": "shutdown"},
        {"method": "exit"},
    ]
    texts = [json.dumps({"jsonrpc": "2.0", **each}) for each in said]
    told = "".join(f"Content-Length: {len(text)}\r\n\r\n{text}" for text in texts)
    done = subprocess.run([SERVER, "lsp"], input=told.encode(), capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_workspace_that_is_not_trusted_does_not_name_the_program() -> None:
    assert described()["capabilities"]["untrustedWorkspaces"]["restrictedConfigurations"] == ["careway.path"]
    assert described()["contributes"]["configuration"]["properties"]["careway.path"]["scope"] == "machine-overridable"


# --- snippets and layout --------------------------------------------------------------------------------------------


@cache
def snippets(name: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads((EDITOR / "snippets" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def filled(name: str, title: str) -> str:
    """A snippet as it stands when every place was left as it was proposed."""
    return with_proposals("\n".join(snippets(name)[title]["body"]))


def with_proposals(text: str) -> str:
    text = re.sub(r"\$\{\d+\|([^,|]+)[^}]*\|\}", r"\1", text)
    text = re.sub(r"\$\{\d+:([^}]*)\}", r"\1", text)
    text = re.sub(r"(?<!\\)\$\d+", "", text).replace("\\$", "$")
    assert "${" not in text
    return text


@pytest.mark.parametrize("title", snippets("guideline"))
def test_a_snippet_is_a_sound_statement_in_the_standard_layout(title: str, tmp_path: Path) -> None:
    parsed = parse(Source("snippet.care", filled("guideline", title)))
    assert [each.title for each in parsed.diagnostics] == []
    assert parsed.tree.statements
    file = tmp_path / "snippet.care"
    file.write_text(filled("guideline", title), encoding="utf-8")
    assert command("fmt", "--check", file).code == 0, command("fmt", "--diff", file).out


def test_every_choice_of_a_snippet_is_sound() -> None:
    for snippet in snippets("guideline").values():
        text = "\n".join(snippet["body"])
        for choices in re.findall(r"\$\{\d+\|([^|]+)\|\}", text):
            for choice in choices.split(","):
                whole = with_proposals(text.replace(f"|{choices}|", f":{choice}"))
                assert parse(Source("snippet.care", whole)).diagnostics == (), choice


def test_there_is_a_snippet_for_whatever_an_author_begins() -> None:
    prefixes = {
        prefix for each in snippets("guideline").values() for prefix in [each["prefix"]] if isinstance(prefix, str)
    }
    assert {"lab", "drug", "step", "stop", "monitor", "caution"} <= prefixes <= CLAUSES.keys()


def test_the_guideline_and_the_cases_of_the_snippets_run(tmp_path: Path) -> None:
    """Put into files as they are, they are a guideline without a finding, and cases that pass."""
    (tmp_path / "protocol.care").write_text(filled("guideline", "Guideline"), encoding="utf-8")
    assert command("check", "--strict", tmp_path / "protocol.care").out.endswith("fine\n")
    cases = filled("cases", "Careway cases") + "\n"
    for title in ("Careway case", "Careway case at a limit"):
        cases += "\n" + "".join(f"  {line}\n" for line in filled("cases", title).splitlines())
    (tmp_path / "protocol.cases.yaml").write_text(cases, encoding="utf-8")
    ran = command("test", tmp_path)
    assert ran.out == "4 cases, 0 failed\n", ran.out + ran.err


def test_a_new_line_is_indented_where_a_guideline_is() -> None:
    """Where the editor would indent, guidelines as `careway fmt` lays them out are indented; and after every line on
    which a list begins it would."""
    layout = json.loads((EDITOR / "language-configuration.json").read_text(encoding="utf-8"))
    deeper = re.compile(layout["indentationRules"]["increaseIndentPattern"])
    words = set(re.findall(r"[a-z]+", deeper.pattern.partition(")")[0])) - {"b"}
    assert words <= CLAUSES.keys()
    lists = 0
    for path in SOUND:
        if path.parent.parent.name != "guideline":
            continue
        lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        for line, following in pairwise(lines):
            if line.endswith(("all of", "any of", "none of")):
                lists += 1
                assert deeper.search(line), line
            if deeper.search(line) and not line.startswith("#"):
                assert len(following) - len(following.lstrip()) > len(line) - len(line.lstrip()), line
    assert lists > 5


def test_the_packages_are_installed_without_their_scripts() -> None:
    """What builds the extension is pinned, and the lock names no registry."""
    lock = json.loads((EDITOR / "package-lock.json").read_text(encoding="utf-8"))
    pins = described()["devDependencies"]
    assert all(re.fullmatch(r"[\d.]+", version) for version in pins.values())
    assert lock["packages"][""]["devDependencies"] == pins
    assert not any("resolved" in each for each in lock["packages"].values())
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "npm ci --prefix $(EDITOR) --ignore-scripts" in makefile
