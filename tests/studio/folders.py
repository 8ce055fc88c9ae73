"""A folder of the studio, asked as its page asks it."""

from __future__ import annotations

import hashlib
from pathlib import Path

from careway.studio.answers import ChangedOnDisk, Opened, Refusal, Saved
from careway.studio.folder import Folder
from careway.studio.questions import Open, Save, Text

GUIDELINE = "guideline sample\n"
TIMELINE = "patient: one\nevents: []\n"


def opened(folder: Folder, name: str) -> Opened:
    answer = folder.open(Open(name))
    assert isinstance(answer, Opened), answer
    return answer


def save(folder: Folder, name: str, text: str, expected: str | None) -> Saved | ChangedOnDisk | Refusal:
    return folder.save(Save(Text(name, text), expected))


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def everything(place: Path) -> dict[str, bytes]:
    """All files in and beside the folder, with their bytes."""
    top = place.parent
    return {str(one.relative_to(top)): one.read_bytes() for one in sorted(top.rglob("*")) if one.is_file()}
