"""Which text of the project is which page of the manual, and what becomes of the links from one to the other."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from manual.blocks import Untrue, outside

ELSEWHERE = {
    "grammar/README.md": "reference/language.md",
    "guideline/azathioprine/README.md": "guidelines/azathioprine.md",
    "guideline/clozapine/README.md": "guidelines/clozapine.md",
    "editors/vscode/README.md": "vscode.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
}
"""Pages that stand outside docs/, by where they stand."""

MADE_OF = {
    "grammar/explain": "reference/findings.md",
    "grammar/careway.lark": "reference/grammar.md",
    "interpreter/careway/cli/main.py": "reference/commands.md",
    "interpreter/careway/api.py": "reference/interface.md",
    "docs/decisions": "decisions/index.md",
}
"""What in the project the pages that nobody writes are made of: a link to the one leads to the other in the manual."""

MADE = "made/"
"""How a page links to a file that its own commands make: `made/course.svg`."""

_LINK = re.compile(r"(?P<code>`+)(?:(?!(?P=code)).)+(?P=code)|\[(?P<text>[^][]+)\]\((?P<target>[^()\s]+)\)", re.DOTALL)


def places(root: Path) -> dict[str, str]:
    """Where in the manual each text stands: its path in the project, and its path in the manual."""
    pages = sorted(path.relative_to(root).as_posix() for path in (root / "docs").rglob("*.md"))
    return {page: page.removeprefix("docs/") for page in pages} | ELSEWHERE


def linked(page: str, path: str, into: dict[str, str], root: Path) -> str:
    """The page with its links as they are in the manual.

    What stands in the project and not in the manual is named and not linked; what stands nowhere is `Untrue`.
    """
    here = into[path]

    def new(match: re.Match[str]) -> str:
        text, target = match["text"], match["target"]
        if text is None or target.startswith("#") or re.match(r"[a-z]+:", target):
            return match.group()
        if target.startswith(MADE):
            return f"[{text}]({beside(here)}/{target.removeprefix(MADE)})"
        file, mark, anchor = target.partition("#")
        meant = posixpath.normpath(posixpath.join(posixpath.dirname(path), file))
        if meant in into:
            return f"[{text}]({posixpath.relpath(into[meant], posixpath.dirname(here) or '.')}{mark}{anchor})"
        if meant.startswith("..") or not (root / meant).exists():
            raise Untrue(f"{path} links to {target}, which is nowhere")
        return str(text)

    return outside(page, lambda between: _LINK.sub(new, between))


def tests_named(pages: dict[str, str]) -> list[str]:
    """The files of tests that the pages (by their paths in the project) link to: each has a page of its own."""
    found = set()
    for path, page in pages.items():
        for match in _LINK.finditer(page):
            meant = posixpath.normpath(posixpath.join(posixpath.dirname(path), match["target"] or ""))
            if meant.startswith("tests/") and meant.endswith(".py"):
                found.add(meant)
    return sorted(found)


def beside(place: str) -> str:
    """The folder, beside a page of the manual, for the files that its commands make."""
    return posixpath.basename(place).removesuffix(".md")


def made(page: str, place: str) -> list[str]:
    """The files that the page links to (as `linked` left it) and its commands are to make."""
    found: list[str] = []
    start = f"{beside(place)}/"

    def keep(between: str) -> str:
        links = (match["target"] or "" for match in _LINK.finditer(between))
        found.extend(link.removeprefix(start) for link in links if link.startswith(start))
        return between

    outside(page, keep)
    return list(dict.fromkeys(found))
