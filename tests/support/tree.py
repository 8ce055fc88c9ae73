"""The project's own files, for tests of the house."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "interpreter" / "careway"
_MADE = {".git", ".venv", "__pycache__", "dist", "build", "out", "node_modules"}
_MADE |= {".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}


@cache
def modules() -> tuple[tuple[Path, ast.Module], ...]:
    """Every module of the package, parsed; at least as many as there are rooms."""
    found = tuple((path, ast.parse(path.read_text(encoding="utf-8"))) for path in sorted(PACKAGE.rglob("*.py")))
    assert len(found) > 20, "the package was not found"
    return found


def room(path: Path) -> str:
    """The folder of the package in which a module stands, or the module's own name at the top."""
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The dotted name of everything that a module imports, also inside functions, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Every text file of the project with its path from the top; what is made or fetched is left out."""
    found = []
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT)
        if (
            path.is_file()
            and not _MADE.intersection(inside.parts)
            and not any(p.endswith(".egg-info") for p in inside.parts)
        ):
            try:
                found.append((inside.as_posix(), path.read_text(encoding="utf-8")))
            except UnicodeDecodeError:
                continue
    assert len(found) > 60, "the project was not found"
    return tuple(found)
