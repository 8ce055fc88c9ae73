"""What an editor gives for each character of a text."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from careway.colours.kinds import Kind
from colours.corpus import GRAMMAR
from support.node import node
from support.tree import ROOT

EDITOR = ROOT / "editors" / "vscode"
_SCOPES = {kind.scope: kind for kind in Kind}


def packages() -> Path:
    """The Node packages of the extension; they must be there (`make vscode`)."""
    found = Path(os.environ.get("CAREWAY_EDITOR_MODULES", EDITOR / "node_modules"))
    assert (found / "vscode-textmate").is_dir(), "the Node packages are not there: make vscode"
    return found


def by_an_editor(texts: list[str]) -> list[list[Kind]]:
    """The kind of each character of each text, as VS Code has it by the grammar that is kept."""
    return [_kinds(text, found) for text, found in zip(texts, scopes(texts, GRAMMAR), strict=True)]


def scopes(texts: list[str], *grammars: Path) -> list[list[list[Any]]]:
    """The stretches of each text by the first of these grammars: line, from, to and innermost scope."""
    request = {"grammars": [each.read_text(encoding="utf-8") for each in grammars], "texts": texts}
    found: list[list[list[Any]]] = json.loads(
        node(Path(__file__).with_name("scopes.mjs"), packages(), told=json.dumps(request))
    )
    return found


def _kinds(text: str, stretches: list[list[Any]]) -> list[Kind]:
    lines = text.split("\n")
    found = [[Kind.SPACE] * len(line) for line in lines]
    for number, start, end, scope in stretches:
        # editors count in units of UTF-16
        units = lines[number].encode("utf-16-le")
        first, last = (len(units[: 2 * place].decode("utf-16-le")) for place in (start, end))
        found[number][first:last] = [_SCOPES[scope]] * (last - first)
    return [kind for line in found for kind in [*line, Kind.SPACE]][:-1]
