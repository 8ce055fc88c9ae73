"""What must not be in the project's files, and what must go together."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import careway
from support.tree import ROOT, modules, texts

_SLASH = "/"  # so that this file does not hold what it looks for
MACHINE = re.compile(
    "|".join(
        rf"(?<![\w.~-]){_SLASH}{folder}{_SLASH}[\w.-]"
        for folder in ("root", "home", "work", "Users", "tmp", "workspace", "opt", "mnt")
    )
)
REGISTRY = re.compile(
    r"--(?:extra-)?index-url|--find-links|(?:pypi|pythonhosted|npmjs|anaconda)\.(?:org|com)", re.IGNORECASE
)
THIS = "tests/house/test_hygiene.py"


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:80]}"
        for name, text in texts()
        if name != THIS
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_place_on_a_machine() -> None:
    assert found(MACHINE) == []


def test_no_file_names_a_package_registry() -> None:
    assert found(REGISTRY) == []


def test_grammar_and_guidelines_are_data() -> None:
    for folder in ("grammar", "guideline", "examples"):
        assert list((ROOT / folder).rglob("*.py")) == []


def test_no_test_is_left_out() -> None:
    mark = re.compile(r"pytest\.(?:mark\.)?(?:skip|xfail|importorskip)")
    assert [line for line in found(mark) if line.startswith("tests/")] == []


CODE = re.compile(r"\bCW[1-9]\d\d\b")


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    used = {code for path, _ in modules() for code in CODE.findall(path.read_text(encoding="utf-8"))}
    for path in (ROOT / "grammar").glob("syntax-errors.*"):
        used |= set(CODE.findall(path.read_text(encoding="utf-8")))
    pages = {path.stem for path in (ROOT / "grammar" / "explain").glob("*.md")}
    assert len(used) > 50
    assert sorted(used - pages) == [], "codes without a page"
    assert sorted(pages - used) == [], "pages of codes that nobody uses"


def test_the_version_is_that_of_the_package_and_of_the_changelog() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["hatch"]["version"]["path"] == "interpreter/careway/version.py"
    assert f"## [{careway.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_what_the_project_needs_is_pinned_by_version_alone() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", pin) for pin in pins)
    pinned = {plain(pin.split("==")[0]) for pin in pins}
    needed = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    for requirement in needed:
        name = plain(re.split(r"[<>=;\s]", requirement)[0])
        assert name in pinned or "sys_platform" in requirement, name


def plain(name: str) -> str:
    return name.lower().replace("_", "-")


def test_links_between_the_documents_lead_somewhere() -> None:
    broken = []
    for name, text in texts():
        if name.endswith(".md"):
            for target in re.findall(r"\]\(([^)\s]+)\)", text):
                path = target.split("#")[0]
                elsewhere = not path or "://" in path or path.startswith("mailto:")
                elsewhere |= path.startswith("made/") and name.startswith("docs/")  # a page's own commands make it
                if not elsewhere and not (ROOT / Path(name).parent / path).exists():
                    broken.append(f"{name}: {target}")
    assert broken == []


def test_what_ci_runs_is_what_a_developer_runs() -> None:
    ci = ROOT / ".ci" / "run"
    if ci.exists():  # the sdist leaves it out: it is for the repository
        assert ci.stat().st_mode & 0o111
        assert "make --no-print-directory test" in ci.read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "|| true" not in makefile
    targets = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    assert targets is not None
    explained = set(re.findall(r"^(\w+):.*##", makefile, re.MULTILINE))
    assert set(targets[1].split()) == explained
