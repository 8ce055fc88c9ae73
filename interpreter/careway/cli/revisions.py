"""A guideline's text as it stands in a file, or as it was at a revision that git keeps.

Git is asked with a list of arguments and nothing passes through a shell. A revision is resolved to its commit first, so
that no text of the user's can be taken for an option.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from careway.base.source import Source
from careway.files import LARGEST, Unreadable, read_text

_PATIENCE = 60


def source_of(name: str) -> Source:
    """The text that a name stands for: a file, or `REVISION:PATH` (the path as git has it: from the top of the
    repository, or from here with `./`)."""
    path = Path(name)
    try:
        is_there = path.exists()
    except (OSError, ValueError):
        is_there = False
    revision, colon, inside = name.partition(":")
    if is_there or not colon or not revision or not inside:
        return Source(name, read_text(path))
    return Source(name, _text(Path(), revision, inside, name))


def at_revision(revision: str, path: Path) -> Source:
    """The text of a file as it was at a revision."""
    folder = path.parent
    if not folder.is_dir():
        raise Unreadable(str(path), "no such file or folder")
    name = f"{revision}:{path}"
    return Source(name, _text(folder, revision, f"./{path.name}", name))


def _text(folder: Path, revision: str, inside: str, name: str) -> str:
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        inside_git = _git(folder, "rev-parse", "--is-inside-work-tree")
        why = f"git knows no revision {revision}" if inside_git is not None else "this folder is not kept by git"
        raise Unreadable(name, why)
    found = commit.decode().strip()
    data = _git(folder, "cat-file", "blob", f"{found}:{inside}")
    if data is None and not inside.startswith("./"):
        data = _git(folder, "cat-file", "blob", f"{found}:./{inside}")
    if data is None:
        raise Unreadable(name, f"there is no such file at the revision {revision}")
    if len(data) > LARGEST:
        raise Unreadable(name, f"larger than {LARGEST // 1_000_000} MB")
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Unreadable(name, "not a text in UTF-8") from None


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git writes; None where it refuses. Raises `Unreadable` where there is no git."""
    command = ["git", "-C", str(folder), *arguments]
    try:
        ran = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE, check=False)
    except FileNotFoundError:
        raise Unreadable("git", "is not installed here; give two files instead") from None
    except ValueError:  # a NUL character
        return None
    except (OSError, subprocess.TimeoutExpired):
        raise Unreadable("git", "did not answer") from None
    return ran.stdout if ran.returncode == 0 else None
