"""What a command imports before it answers: `careway check` is run on every save, and most of its cost is imports."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support.tree import PACKAGE, ROOT

GUIDELINE = ROOT / "guideline" / "azathioprine" / "reintroduction.care"
TIMELINE = ROOT / "examples" / "azathioprine" / "stopped-by-symptoms.yaml"
REPORT = """
import sys
from careway.cli.main import main
code = main()
sys.stdout.flush()
print(*sorted(sys.modules), file=sys.stderr)
sys.exit(code)
"""
COMPILER = {"lark", "careway.syntax", "careway.check", "careway.format", "careway.pipeline", "careway.cases"}
HEAVY = {"json", "importlib.resources", "importlib.metadata", "tempfile", "difflib", "unittest", "socket", "asyncio"}


def run(cache: Path, *arguments: object) -> tuple[int, str, set[str]]:
    """Exit code, output, and the modules and packages that were imported."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "interpreter"), "XDG_CACHE_HOME": str(cache)}
    command = [sys.executable, "-c", REPORT, *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", cwd=ROOT)
    *_, modules = done.stderr.rstrip().split("\n")
    return done.returncode, done.stdout, set(modules.split())


@pytest.mark.parametrize(
    ("arguments", "never"),
    [
        (("check", GUIDELINE), COMPILER | HEAVY | {"yaml", "careway.ir", "careway.evaluate", "careway.ingest"}),
        (("run", GUIDELINE, TIMELINE), COMPILER | HEAVY | {"careway.ir.json_codec", "zoneinfo", "csv"}),
    ],
    ids=["check", "run"],
)
def test_an_unchanged_guideline_is_not_compiled_again(
    arguments: tuple[object, ...], never: set[str], tmp_path: Path
) -> None:
    """Nor is anything imported that the answer does not need; and the answer is the same."""
    cold_code, cold, first = run(tmp_path, *arguments)
    assert {"careway.syntax", "careway.check"} <= first
    for _ in range(3):  # where someone works on the engine meanwhile, nothing is kept
        warm_code, warm, imported = run(tmp_path, *arguments)
        if not imported & COMPILER:
            break
    assert (warm_code, warm) == (cold_code, cold)
    assert imported & never == set()


def test_findings_are_shown_from_what_was_kept(tmp_path: Path) -> None:
    guideline = tmp_path / "wrong.care"
    guideline.write_text(GUIDELINE.read_text(encoding="utf-8").replace("lab ALT", "lab ALX", 1), encoding="utf-8")
    for arguments in (("check", guideline), ("check", "--json", guideline), ("run", guideline, TIMELINE)):
        cold = run(tmp_path / "cold", *arguments)[:2]
        assert run(tmp_path / "cold", *arguments)[:2] == cold
        assert cold[0] in (1, 2)


def test_help_imports_no_stage(tmp_path: Path) -> None:
    _, _, imported = run(tmp_path, "--help")
    assert imported & (COMPILER | HEAVY | {"yaml", "careway.ir", "careway.base"}) == set()


def test_what_a_dataclass_would_compile_at_import_is_a_record() -> None:
    """`record` of base.record gives the same, and compiles methods when they are first used."""
    spelled = "@dataclass(" + "frozen=True, slots=True)"
    found = [
        str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if f"\n{spelled}" in path.read_text("utf-8")
    ]
    assert found == []
