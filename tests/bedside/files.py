"""Small files of patients, read as the studio reads them."""

from __future__ import annotations

import difflib

from careway.bedside.records import PatientFile, Unread, read_file
from careway.model.vocabulary import Vocabulary
from evaluate.small import core

VOCABULARY: Vocabulary = core("").vocabulary


def read(text: str, name: str = "p.yaml") -> PatientFile:
    """A file that can be read."""
    found = read_file(name, text, VOCABULARY)
    assert not isinstance(found, Unread), [(one.code, one.title, one.label.span) for one in found.diagnostics]
    return found


def of(*events: str) -> PatientFile:
    """A file in flow style, an event a line."""
    return read("patient: p\nevents:\n" + "".join(f"  - {{{event}}}\n" for event in events))


def changed_lines(before: PatientFile, after: PatientFile) -> list[str]:
    """The lines that went (`-`) and came (`+`)."""
    old, new = before.source.text.splitlines(), after.source.text.splitlines()
    return [line for line in difflib.unified_diff(old, new, n=0, lineterm="") if line[:3] not in ("---", "+++")
            and line[:2] != "@@"]  # fmt: skip


def said(file: PatientFile) -> dict[str, tuple[str, str]]:
    """What each record says, and when it was, by its key."""
    return {row.key: (row.value, row.at) for row in file.rows}
