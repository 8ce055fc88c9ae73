"""Careway needs no compiled package: what the playground carries of Python runs alone, and says the same."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest

from careway.studio.in_browser import answers as answers_here
from support.command import careway as command
from support.studio_questions import as_asked, of_guidelines, of_patients
from support.tree import ROOT

AZATHIOPRINE = "guideline/azathioprine/reintroduction.care"
CLOZAPINE = "guideline/clozapine/anc_monitoring.care"
COMMAND = "import sys; sys.path.insert(0, sys.argv.pop(1)); from careway.cli.main import main; sys.exit(main())"
COMPILED = (".so", ".pyd", ".dylib", ".pyc")


@pytest.fixture(scope="module")
def packages(playground: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what is in the playground's wheels."""
    folder = tmp_path_factory.mktemp("packages")
    wheels = sorted((playground / "python").glob("*.whl"))
    assert [wheel.name.split("-")[0] for wheel in wheels] == ["careway", "lark", "pyyaml", "tzdata"]
    for wheel in wheels:
        zipfile.ZipFile(wheel).extractall(folder)
    return folder


def alone(packages: Path, program: str, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """A program in a Python that has its standard library and a folder of packages, and nothing else."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "-X", "utf8", "-c", program, str(packages), *arguments],
        cwd=ROOT,
        env={"XDG_CACHE_HOME": str(packages / "cache"), "NO_COLOR": "1"},
        input=stdin,
        capture_output=True,
        encoding="utf-8",
    )


def test_nothing_compiled_is_in_the_wheels(packages: Path) -> None:
    names = [path.name for path in packages.rglob("*") if path.is_file()]
    assert len(names) > 500
    assert [name for name in names if name.endswith(COMPILED)] == []


def test_every_wheel_is_whole_and_brings_its_licence(playground: Path, tmp_path: Path) -> None:
    for wheel in (playground / "python").glob("*.whl"):
        run = [sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-compile"]
        done = subprocess.run([*run, "--target", str(tmp_path), str(wheel)], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert any("licen" in name.lower() for name in zipfile.ZipFile(wheel).namelist()), wheel.name


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", AZATHIOPRINE, CLOZAPINE),
        ("check", "examples/mistakes/ten-mistakes.care"),
        ("run", AZATHIOPRINE, "examples/azathioprine/stopped-by-symptoms.yaml"),
        ("run", CLOZAPINE, "examples/formats/bundle.json"),
        ("run", AZATHIOPRINE, "examples/azathioprine", "--json"),
        ("run", CLOZAPINE, "examples/clozapine", "--json"),
        ("test", AZATHIOPRINE, "--only", "symptom"),
        ("show", AZATHIOPRINE, "--format", "markdown"),
    ],
    ids=lambda arguments: " ".join(arguments),
)
def test_a_command_says_the_same_alone(packages: Path, arguments: tuple[str, ...]) -> None:
    copy_click(packages)
    done = alone(packages, COMMAND, *arguments)
    here = command(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (here.code, here.out, here.err)
    assert done.stdout


def copy_click(packages: Path) -> None:
    """What the command line needs besides, which the playground does not have."""
    if not (packages / "click").exists():
        found = Path(str(distribution("click").locate_file("click")))
        shutil.copytree(found, packages / "click", ignore=shutil.ignore_patterns("__pycache__"))


ASK = """
import sys
sys.path.insert(0, sys.argv[1])
from careway.studio.in_browser import answers
answer = answers(sys.argv[2])
for line in sys.stdin:
    print(answer(line))
heavy = {"z3", "vl_convert", "graphlay", "pygls", "lsprotocol", "starlette", "uvicorn", "click", "pygments", "asyncio"}
print(*sorted(heavy & set(sys.modules)))
"""


def test_the_page_is_answered_the_same_alone(packages: Path) -> None:
    asked = [*of_guidelines(), *of_patients()]
    done = alone(packages, ASK, str(ROOT), stdin="".join(f"{one}\n" for one in asked))
    assert done.returncode == 0, done.stderr
    *answers, imported = done.stdout.splitlines()
    answer = answers_here(str(ROOT))
    assert [answer(one) for one in asked] == answers
    assert [one for one in answers if json.loads(one)["answer"]["node"] == "refusal"] == []
    assert imported == ""


def test_without_its_library_the_document_has_no_chart_and_patients_are_not_sought(packages: Path) -> None:
    text = {"name": AZATHIOPRINE, "text": (ROOT / AZATHIOPRINE).read_text(encoding="utf-8")}
    asked = [as_asked("show", guideline=text), as_asked("offer", guideline=text, cases=None, most=3)]
    done = alone(packages, ASK, str(ROOT), stdin="".join(f"{one}\n" for one in asked))
    shown, offered = (json.loads(line)["answer"] for line in done.stdout.splitlines()[:2])
    assert shown["node"] == "shown"
    assert "<svg" not in shown["html"]
    assert offered["node"] == "refusal"
