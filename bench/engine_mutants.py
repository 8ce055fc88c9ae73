"""`make mutants`: which small changes to the engine's own code no test notices.

In: the names of modules (none: all of `MODULES`). Out: per module how many changes its tests noticed, each one that
they did not, as a difference, and 1 where a module falls below `ENOUGH`. Mutmut wants the package under `src` and
writes where it works: it works on a copy under `out/`, laid out as it wants it, and never on the checkout.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
COPY = ROOT / "out" / "mutation"
ENOUGH = 90

MODULES = {
    "model/truth": ["tests/model"],
    "model/quantity": ["tests/model"],
    "model/time": ["tests/model"],
    "model/units": ["tests/model"],
    "model/conversion": ["tests/model"],
    "evaluate/windows": ["tests/evaluate"],
    "evaluate/ticks": ["tests/evaluate"],
    "evaluate/schedule": ["tests/evaluate"],
    "evaluate/frames": ["tests/evaluate"],
    "evaluate/numbers": ["tests/evaluate"],
    "evaluate/selecting": ["tests/evaluate"],
}
"""Each module and the tests that are to notice a change to it: its own, so that a run takes a minute or two."""

CONFIGURATION = """\
[tool.pytest.ini_options]
pythonpath = ["src", "tests"]
addopts = "--import-mode=importlib -q --no-header --tb=short -p no:cacheprovider"

[tool.mutmut]
source_paths = ["src"]
only_mutate = ["src/careway/{module}.py"]
pytest_add_cli_args_test_selection = {tests}
"""

SURVIVED = (0, 33)  # the tests passed; no test reaches the function
"""Mutmut's exit codes for a change that nothing noticed. Every other one (a failed test, a time-out) is a notice."""


def lay_out(module: str) -> None:
    """A fresh copy of the package and the tests, with the configuration for one module."""
    shutil.rmtree(COPY, ignore_errors=True)
    package = COPY / "src" / "careway"
    ignored = shutil.ignore_patterns("__pycache__", "node_modules")
    shutil.copytree(ROOT / "interpreter" / "careway", package, ignore=ignored)
    for data in ("grammar", "guideline"):
        shutil.copytree(ROOT / data, package / "_data" / data)
    shutil.copytree(ROOT / "tests", COPY / "tests", ignore=ignored)
    forget(package / f"{module}.py")
    text = CONFIGURATION.format(module=module, tests=json.dumps(MODULES[module]))
    (COPY / "pyproject.toml").write_text(text, encoding="utf-8")


def forget(file: Path) -> None:
    """Let the functions of a module keep no answers: one that was kept before a change would be given after it, and
    mutmut leaves functions alone that are wrapped."""
    text = file.read_text(encoding="utf-8")
    file.write_text(re.sub(r"^@lru_cache\b.*\n", "", text, flags=re.MULTILINE), encoding="utf-8")


def run(module: str) -> dict[str, int | None]:
    """The changes to one module, each with the exit code of the tests."""
    lay_out(module)
    mutmut = str(Path(sys.executable).parent / "mutmut")
    quick = {**os.environ, "CAREWAY_HYPOTHESIS": "mutants", "TZ": "Asia/Kathmandu"}  # no zone of a machine counts
    command = [mutmut, "run", "--max-children", "1"]
    done = subprocess.run(command, cwd=COPY, env=quick, capture_output=True, text=True, check=False)
    found = COPY / "mutants" / "src" / "careway" / f"{module}.py.meta"
    if done.returncode or not found.exists():
        raise SystemExit(f"mutmut failed on {module}:\n{(done.stdout + done.stderr)[-3000:]}")
    codes: dict[str, int | None] = json.loads(found.read_text(encoding="utf-8"))["exit_code_by_key"]
    if None in codes.values():
        raise SystemExit(f"mutmut did not try every change to {module}")
    return codes


def difference(name: str) -> str:
    """A change as the lines that it takes away and puts in."""
    mutmut = str(Path(sys.executable).parent / "mutmut")
    shown = subprocess.run([mutmut, "show", name], cwd=COPY, capture_output=True, text=True, check=True).stdout
    return "\n".join(
        f"    {line}" for line in shown.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")
    )


def main(asked: list[str]) -> int:
    """Run the modules asked for, and say what survived."""
    unknown = [module for module in asked if module not in MODULES]
    if unknown:
        print(f"no such module: {', '.join(unknown)}. There are: {', '.join(MODULES)}", file=sys.stderr)
        return 2
    status = 0
    for module in asked or MODULES:
        codes = run(module)
        survivors = [name for name, code in codes.items() if code in SURVIVED]
        noticed = len(codes) - len(survivors)
        enough = noticed * 100 >= ENOUGH * len(codes)
        status = status if enough else 1
        print(
            f"{module}: {noticed} of {len(codes)} changes noticed ({noticed * 100 // max(1, len(codes))} %)", flush=True
        )
        for name in survivors:
            print(f"  {name.rpartition('.')[2]}\n{difference(name)}", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
