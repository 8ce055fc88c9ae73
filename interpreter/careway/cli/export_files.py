"""A folder of exported files: written whole or not at all, and only where there is nothing else of the user's."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from careway.export.report import Limit
from careway.files import Unreadable, reason_of
from careway.ir.nodes import Guideline
from careway.version import ENGINE

FORMAT = "careway-export/1"
REPORT = "report.json"
"""It tells what was exported, and that the folder is Careway's own to write anew."""


def report_files(core: Guideline, target: str, limits: Iterable[Limit]) -> dict[str, str]:
    """The report of an export, for people and for tools."""
    told = [*limits]
    values = {
        "format": FORMAT,
        "target": target,
        "engine": ENGINE,
        "guideline": {"id": core.id, "title": core.title, "version": core.version, "sha256": core.sha256},
        "limits": [
            {"rule": one.rule, "line": one.line, "target": one.target, "extent": one.extent.value, "text": one.text}
            for one in told
        ],
    }
    lines = [f"{core.title} {core.version}, exported as {target} by {ENGINE}.", ""]
    if not told:
        lines.append("Everything that the guideline says is said.")
    else:
        lines.append("What the export cannot say, or says otherwise:")
        lines += ["", *(limit_line(one) for one in told)]
    return {REPORT: json.dumps(values, ensure_ascii=False, indent=2) + "\n", "report.txt": "\n".join(lines) + "\n"}


def limit_line(limit: Limit) -> str:
    """A limit in one line."""
    place = f" (line {limit.line})" if limit.line else ""
    return f"- {limit.rule}{place}, {limit.target}, {limit.extent.value}: {limit.text}"


def write_folder(path: Path, files: Mapping[str, str], mark: tuple[str, str] = (REPORT, FORMAT)) -> None:
    """Write a folder with these files, texts by their path within it; `mark` is the file that says that the folder is
    Careway's own, and the format that it names.

    What was written there before under the same mark is replaced as a whole. Raises `Unreadable` for a folder that
    holds anything else, which is left as it is, and for whatever the system refuses.
    """
    try:
        target = path.resolve()
        _refuse_what_is_not_ours(path, target, mark)
        beside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name[:50]}."))
        try:
            made = beside / "new"
            made.mkdir()
            for name, text in files.items():
                file = made / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(text.encode())
            _put_in_place(made, target, beside / "old")
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise Unreadable(str(path), reason_of(error)) from None
    except ValueError:
        raise Unreadable(str(path), "this cannot be a folder's name") from None


def _refuse_what_is_not_ours(path: Path, target: Path, mark: tuple[str, str]) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise Unreadable(str(path), "this is a file, a folder is needed")
    if any(target.iterdir()) and not _is_ours(target, mark):
        raise Unreadable(str(path), "this folder holds something else; it is left as it is: name another")


def _is_ours(folder: Path, mark: tuple[str, str]) -> bool:
    name, format_name = mark
    try:
        found = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and found.get("format") == format_name


def _put_in_place(made: Path, target: Path, old: Path) -> None:
    """Put the new folder where the old one is; the old one comes back should that fail."""
    if not target.exists():
        made.rename(target)
        return
    target.rename(old)
    try:
        made.rename(target)
    except BaseException:
        old.rename(target)
        raise
