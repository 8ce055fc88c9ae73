"""Which files of a folder are the studio's, by their path within it, and what each is.

One rule holds for what is listed, opened and saved, and the same on every system: a name that only some systems could
take, or would take for another file, is refused on all.
"""

from __future__ import annotations

import re

from careway.files import CASES_ENDINGS, TIMELINE_ENDINGS
from careway.studio.answers import FileKind

GUIDELINE_ENDING = ".care"
LEFT_OUT = frozenset({"node_modules", "__pycache__", "venv"})
"""Folders that hold what tools have made. Hidden ones (`.git`, `.venv`) are left out too."""
_LONGEST = 500
_NEVER = re.compile('[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\\\\:*?"<>|]')
"""Control characters, halves of characters, and what Windows gives a meaning to."""
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)", re.IGNORECASE)


class NotOurs(Exception):
    """A name that the studio does not use, and why, in words."""


def parts_of(name: str) -> tuple[str, ...]:
    """The folders and the file that a name leads through; raises `NotOurs`."""
    if not name or len(name) > _LONGEST or _NEVER.search(name):
        raise NotOurs("this cannot be a file's name here")
    parts = tuple(name.split("/"))
    if any(part in ("", ".", "..") for part in parts):
        raise NotOurs("a file is named by its path within the folder")
    for part in parts:
        if part.startswith("."):
            raise NotOurs("hidden files and folders are left alone")
        if part[-1] in ". " or _DEVICE.match(part.replace(" ", "")):
            raise NotOurs("this cannot be a file's name on every computer")
    if LEFT_OUT.intersection(parts[:-1]):
        raise NotOurs("folders of tools are left alone")
    if not is_ours(name):
        raise NotOurs(f"the studio works on guidelines ({GUIDELINE_ENDING}), their cases and timelines")
    return parts


def is_ours(name: str) -> bool:
    """Whether a file has an ending of those that the studio works on."""
    return name.endswith((GUIDELINE_ENDING, *CASES_ENDINGS, *TIMELINE_ENDINGS))


def kind_of(name: str) -> FileKind:
    """What a file that `is_ours` is."""
    if name.endswith(GUIDELINE_ENDING):
        return FileKind.GUIDELINE
    return FileKind.CASES if name.endswith(CASES_ENDINGS) else FileKind.TIMELINE


def may_be_records(name: str, data: bytes) -> bool:
    """Whether a file that a timeline may stand in holds anything like one, so that a list of patients holds no
    settings of tools. Opening and saving do not ask this."""
    if name.endswith((".ndjson", ".json")):
        return b'"resourceType"' in data or b'"events"' in data
    if name.endswith((".yaml", ".yml")):
        return b"events" in data or b"patient" in data
    return True
