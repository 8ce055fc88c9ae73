"""The folder that the studio works in: which files there are, and reading and writing one of them."""

from __future__ import annotations

from pathlib import Path

from careway.studio.answers import ChangedOnDisk, Listed, Opened, Refusal, Saved
from careway.studio.questions import ListFiles, Open, Save


class Folder:
    """A folder, outside of which nothing is read or written."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def list_files(self, question: ListFiles) -> Listed:
        raise NotImplementedError

    def open(self, question: Open) -> Opened | Refusal:
        raise NotImplementedError

    def save(self, question: Save) -> Saved | ChangedOnDisk | Refusal:
        raise NotImplementedError
