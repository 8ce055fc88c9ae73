"""The second evaluator shares no code with the first: only Python's own modules and its own are known to it."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

HERE = Path(__file__).parent / "evaluator"


def test_it_imports_nothing_but_python_and_itself() -> None:
    looked_at = 0
    for path in sorted(HERE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, path.name
                names = [node.module or ""]
            for name in names:
                own = name == "naive.evaluator" or name.startswith("naive.evaluator.")
                assert own or name.split(".")[0] in sys.stdlib_module_names, f"{path.name}: {name}"
                looked_at += 1
            called = node.func if isinstance(node, ast.Call) else None
            assert not (isinstance(called, ast.Name) and called.id in {"__import__", "eval", "exec"}), path.name
    assert looked_at > 30


def test_its_files_stay_small() -> None:
    for path in HERE.glob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 320, path.name
