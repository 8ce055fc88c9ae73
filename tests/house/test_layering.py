"""Who may import whom, and what the rooms keep away from. docs/architecture.md says why."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from support.tree import PACKAGE, imports, modules, room

MAY_IMPORT: dict[str, set[str]] = {
    "base": set(),
    "resources": set(),
    "version": set(),
    "kept": set(),
    "files": set(),
    "model": {"base"},
    "ingest": {"model", "base"},
    "syntax": {"base", "model", "resources", "kept"},
    "format": {"syntax", "base", "model"},
    "colours": {"syntax", "base", "resources", "kept"},
    "ir": {"model", "base"},
    "check": {"syntax", "ir", "model", "base"},
    "pipeline": {"base", "model", "syntax", "format", "ir", "check"},
    "evaluate": {"ir", "model", "base", "version"},
    "export": {"ir", "model", "base", "version", "resources"},
    "replay": {
        "export",
        "evaluate",
        "cases",
        "ingest",
        "pipeline",
        "ir",
        "model",
        "base",
        "version",
        "resources",
        "kept",
    },
    "synth": {"evaluate", "ingest", "ir", "model", "base", "version"},
    "prove": {"differences", "synth", "evaluate", "ingest", "ir", "model", "base", "version"},
    "cases": {"pipeline", "evaluate", "ingest", "ir", "model", "base"},
    "differences": {"evaluate", "ingest", "ir", "model", "base"},
    "robustness": {"differences", "evaluate", "ingest", "ir", "model", "base"},
    "mutants": {"cases", "synth", "evaluate", "ingest", "ir", "model", "base"},
    "coverage": {"prove", "cases", "evaluate", "pipeline", "ir", "model", "base"},
    "boundary": {"prove", "coverage", "cases", "evaluate", "ingest", "ir", "model", "base"},
    "report": {"evaluate", "model", "base"},
    "picture": {"report", "evaluate", "ir", "model", "base"},
    "page": {"picture", "report", "evaluate", "ir", "model", "base"},
    "document": {"differences", "ir", "model", "base"},
    "desk": {
        "boundary",
        "coverage",
        "prove",
        "cases",
        "pipeline",
        "evaluate",
        "check",
        "syntax",
        "format",
        "ir",
        "model",
        "base",
    },
    "lsp": {"desk", "check", "base", "version", "resources"},
    "bedside": {"page", "picture", "report", "cases", "pipeline", "evaluate", "ingest", "ir", "model", "base"},
    "studio": {
        "bedside",
        "desk",
        "colours",
        "document",
        "boundary",
        "coverage",
        "prove",
        "cases",
        "check",
        "pipeline",
        "evaluate",
        "ingest",
        "ir",
        "model",
        "base",
        "version",
        "resources",
        "files",
    },
    "compiled": {"pipeline", "ir", "base", "kept", "version"},
    "cli": {"*"},
    "api": {"*"},  # the public Python interface, and
    "__init__": {"*"},  # ... its names
    "__main__": {"cli"},
}

ONLY_IN = {
    "lark": {"syntax"},
    "yaml": {"ingest", "cases"},
    "click": {"cli"},
    "z3": {"prove"},
    "pygls": {"lsp"},
    "lsprotocol": {"lsp"},
    "graphlay": {"document"},
    "typst": {"document"},
    "vl_convert": {"picture"},
    "pygments": {"colours"},
    "starlette": {"studio"},
    "uvicorn": {"studio"},
}

NO_OUTSIDE = ("base", "model", "ir", "check", "evaluate", "export", "format", "syntax", "ingest", "pipeline")
"""Rooms that read no file, no clock, no environment."""
OUTSIDE = {"os", "io", "time", "random", "secrets", "uuid", "socket", "subprocess", "tempfile", "shutil", "logging"}
READS = re.compile(
    r"open|print|input|.*\.(?:(?:read|write)_(?:text|bytes)|argv|environ)|(?:.*\.)?date(?:time)?\.(?:now|utcnow|today)"
)
LARK_CACHE = PACKAGE / "syntax" / "table.py"
"""The one exception: it reads the code that its table depends on, so as to keep the table under its name."""

NO_FLOAT = ("model", "ir", "evaluate", "check", "ingest")
"""Rooms through which a number of a guideline or a patient goes."""


def where(path: Path, line: int) -> str:
    return f"{path.relative_to(PACKAGE)}:{line}"


def test_every_room_is_in_the_table() -> None:
    assert {room(path) for path, _ in modules()} <= set(MAY_IMPORT)


def test_imports_point_down_the_house() -> None:
    wrong = []
    looked_at = 0
    for path, tree in modules():
        here = room(path)
        for name, line in imports(tree):
            parts = name.split(".")
            if parts[0] != "careway" or len(parts) < 2:
                continue
            looked_at += 1
            there = parts[1]
            if there in ("__version__", here) or "*" in MAY_IMPORT[here]:
                continue
            if there not in MAY_IMPORT[here]:
                wrong.append(f"{where(path, line)} imports {name}")
    assert looked_at > 50
    assert wrong == []


def test_libraries_stay_in_their_rooms() -> None:
    wrong = []
    standard = sys.stdlib_module_names
    for path, tree in modules():
        for name, line in imports(tree):
            library = name.split(".")[0]
            if library in standard or library == "careway":
                continue
            if room(path) not in ONLY_IN.get(library, set()):
                wrong.append(f"{where(path, line)} imports {library}")
    assert wrong == []


@pytest.mark.parametrize("name", NO_OUTSIDE)
def test_the_core_reads_no_file_no_clock_no_environment(name: str) -> None:
    wrong = []
    for path, tree in modules():
        if room(path) != name or path == LARK_CACHE:
            continue
        wrong += [f"{where(path, line)} imports {got}" for got, line in imports(tree) if got.split(".")[0] in OUTSIDE]
        for node in ast.walk(tree):
            if not isinstance(node, ast.Attribute | ast.Name):
                continue
            said = ast.unparse(node)
            if READS.fullmatch(said) and not said.startswith("data("):
                wrong.append(f"{where(path, node.lineno)}: {said}")
    assert wrong == []


@pytest.mark.parametrize("name", NO_FLOAT)
def test_no_float_comes_near_a_number(name: str) -> None:
    wrong = []
    for path, tree in modules():
        if room(path) != name:
            continue
        for node in ast.walk(tree):
            if (isinstance(node, ast.Name) and node.id == "float") or (
                isinstance(node, ast.Constant) and isinstance(node.value, float)
            ):
                wrong.append(f"{where(path, node.lineno)}: {ast.unparse(node)}")
    assert wrong == []


def test_package_files_are_empty() -> None:
    for path, tree in modules():
        if path.name == "__init__.py" and path.parent != PACKAGE:
            assert tree.body == [], path


def test_modules_say_what_they_are() -> None:
    missing = [str(path.relative_to(PACKAGE)) for path, tree in modules() if tree.body and not ast.get_docstring(tree)]
    assert missing == []
