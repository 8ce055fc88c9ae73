"""What is shipped works: the sdist, the wheel made from it, and a fresh environment with what it says it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import careway
from support.studio import serving
from support.tree import ROOT

PAGE = ("index.html", "page.js", "page.css", "NOTICE.txt")
"""The page of the studio, which is built before it is packed."""


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run a command that must succeed, in an environment without the checkout's paths; what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CAREWAY", "VIRTUAL"))}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**kept, "NO_COLOR": "1", **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel that was made from the sdist alone."""
    out = tmp_path_factory.mktemp("built")
    source = tmp_path_factory.mktemp("source") / "careway"
    shutil.copytree(
        ROOT,
        source,
        ignore=shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "__pycache__", "node_modules"),
    )
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, source, cwd=out)
    return out


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment that holds the wheel and the distributions it names, and nothing else."""
    place = tmp_path_factory.mktemp("fresh") / "env"
    run(sys.executable, "-m", "venv", "--without-pip", place, cwd=built)
    (wheel,) = built.glob("*.whl")
    python = place / "bin" / "python"
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        wheel,
        cwd=built,
    )
    (site,) = place.glob("lib/python*/site-packages")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for requirement in map(Requirement, project["dependencies"]):
        if requirement.marker is None or requirement.marker.evaluate():
            copy_distribution(requirement.name, site)
    return place


def copy_distribution(name: str, into: Path) -> None:
    """Put an installed distribution into another environment of the same Python, without an index."""
    for file in distribution(name).files or ():
        source = Path(str(file.locate()))
        if ".." not in file.parts and source.is_file() and "__pycache__" not in file.parts:
            (into / file.parent).mkdir(parents=True, exist_ok=True)
            shutil.copy(source, into / file)


def test_the_wheel_holds_the_package_and_its_data(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "careway/__init__.py",
        "careway/py.typed",
        "careway/_data/grammar/careway.lark",
        "careway/_data/grammar/schema/core.schema.json",
        "careway/_data/guideline/azathioprine/reintroduction.care",
        "careway/_data/guideline/clozapine/anc_monitoring.care",
        *(f"careway/studio/assets/{name}" for name in PAGE),
    } <= names
    assert {name.split("/")[0] for name in names} == {"careway", f"careway-{careway.__version__}.dist-info"}


def test_the_sdist_holds_what_the_tests_need(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    for needed in (
        "Makefile",
        "constraints.txt",
        "tests/conftest.py",
        "bench/measure.py",
        "LICENSE",
        "docs/meaning.md",
        *(f"interpreter/careway/studio/assets/{name}" for name in PAGE),
    ):
        assert needed in names
    assert any(name.startswith("examples/azathioprine/") for name in names)
    assert not any(
        part.startswith(".") and part not in (".gitignore", ".npmrc") for name in names for part in name.split("/")
    )


def test_the_installed_command_works_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    command = installed / "bin" / "careway"
    assert run(command, "--version", cwd=tmp_path) == f"careway {careway.__version__}\n"
    (guidelines,) = installed.glob("lib/python*/site-packages/careway/_data/guideline")
    said = run(command, "check", guidelines, cwd=tmp_path, XDG_CACHE_HOME=str(tmp_path))
    assert "reintroduction.care" in said
    assert "anc_monitoring.care" in said
    assert run(command, "explain", cwd=tmp_path)


def test_the_installed_studio_starts_away_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    """With what its extra names, and what that needs."""
    extra = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for name in closure(Requirement(one).name for one in extra["studio"]):
        copy_distribution(name, tmp_path / "extra")
    (guidelines,) = installed.glob("lib/python*/site-packages/careway/_data/guideline")
    shutil.copytree(guidelines / "clozapine", tmp_path / "desk")
    program = (installed / "bin" / "careway",)
    environment = {"PYTHONPATH": str(tmp_path / "extra"), "XDG_CACHE_HOME": str(tmp_path)}
    with serving(tmp_path / "desk", program=program, **environment) as server:
        assert server.request("GET", "/page.js").status == 200
        text = server.ask("open", name="anc_monitoring.care")["text"]
        guideline = {"name": "anc_monitoring.care", "text": text}
        assert server.ask("look", guideline=guideline)["sound"] is True
        assert server.ask("show", guideline=guideline)["node"] == "shown"


def closure(names: Iterable[str]) -> set[str]:
    """Distributions with all that they need, in turn."""
    found: set[str] = set()
    wanted = list(names)
    while wanted:
        name = wanted.pop()
        if name not in found:
            found.add(name)
            needed = map(Requirement, distribution(name).requires or ())
            wanted += [one.name for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    return found


def test_the_unpacked_sdist_runs_as_it_is(built: Path, tmp_path: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (top,) = tmp_path.iterdir()
    start = "from careway.cli.main import main; main()"
    environment = {"PYTHONPATH": str(top / "interpreter"), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    run(sys.executable, "-c", start, "check", "guideline", cwd=top, **environment)


BLOCKED = (
    "_yaml",
    "yaml._yaml",
    "rpds",
    "jsonschema",
    "regex",
    "numpy",
    "numba",
    "pandas",
    "pyarrow",
    "pint",
    "interegular",
)

WITHOUT = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name in {blocked!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocker())
from careway.cli.main import main
main()
"""


def test_the_core_needs_nothing_compiled(tmp_path: Path) -> None:
    """Pure Python is what runs everywhere: in a browser, on a locked-down hospital machine."""
    start = WITHOUT.format(blocked=BLOCKED)
    environment = {"PYTHONPATH": str(ROOT / "interpreter"), "XDG_CACHE_HOME": str(tmp_path)}
    run(sys.executable, "-c", start, "check", "guideline", cwd=ROOT, **environment)
    timelines = sorted((ROOT / "examples" / "azathioprine").glob("*.yaml"))
    guideline = "guideline/azathioprine/reintroduction.care"
    assert run(sys.executable, "-c", start, "run", guideline, timelines[0], cwd=ROOT, **environment)


def test_starting_loads_nothing_heavy(tmp_path: Path) -> None:
    """What is not needed to print the help is not paid for by it."""
    start = "import sys; sys.argv = ['careway', '--help']\nfrom careway.cli.main import main\n"
    start += "try:\n    main()\nexcept SystemExit:\n    pass\nprint('LOADED', sorted(sys.modules))"
    said = run(sys.executable, "-c", start, cwd=tmp_path, PYTHONPATH=str(ROOT / "interpreter"))
    loaded = said.split("LOADED")[1]
    for heavy in ("'lark'", "'yaml'", "'json'", "careway.evaluate", "careway.ingest", "careway.ir", "careway.check"):
        assert heavy not in loaded
