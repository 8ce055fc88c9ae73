"""The folder that the studio works in: which files there are, and reading and writing one of them.

Nothing outside of the folder is read or written, whatever a name or a link says. A text is written only in place of
the file that the page has seen: the file is looked at once more in the moment before its name passes to the new text.
"""

from __future__ import annotations

import hashlib
import os
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from careway.base.record import record
from careway.files import Unreadable, reason_of, write_atomically
from careway.studio.answers import ChangedOnDisk, FileKind, FileSeen, Listed, Opened, Refusal, Saved
from careway.studio.encoding import MOST_BYTES, NoText, bytes_of, is_packed, text_of
from careway.studio.names import LEFT_OUT, NotOurs, is_ours, kind_of, may_be_records, parts_of
from careway.studio.questions import ListFiles, Open, Save

MOST_FILES = 1_000
"""Files in the list."""
_MOST_LOOKED_AT = 100_000
"""Entries of folders, so that a list of somebody's whole disk ends."""
_MOST_READ = 300_000_000
"""Bytes, of all files of a list."""
_SETTLED = 2_000_000_000
"""Nanoseconds after which a file whose time and size are the same is taken for the same. Some systems count the times
of files in two seconds."""


class _TooMany(Exception):
    """There are more files than a list can be made of."""


class _Moved(Exception):
    """Another file than the one that was expected stands there now."""


@record
class _Known:
    """A file as it was read for a list: what told it apart then, its SHA-256, and whether it is listed."""

    signs: tuple[int, ...]
    sha256: str
    listed: bool


class Folder:
    """A folder, outside of which nothing is read or written. One question is answered at a time."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve(strict=True)
        self._known: dict[str, _Known] = {}
        self._lock = threading.RLock()

    def list_files(self, question: ListFiles) -> Listed:
        """Every file of the studio in the folder and in the folders in it, by name."""
        with self._lock:
            files: list[FileSeen] = []
            left_out, note = 0, None
            try:
                for seen in self._seen():
                    if seen is None:
                        left_out += 1
                    else:
                        files.append(seen)
            except _TooMany:
                note = f"only the first {len(files)} files are listed: this folder holds more than the studio looks at"
            if left_out and note is None:
                note = f"{left_out} {'file is' if left_out == 1 else 'files are'} left out: too large, not to be read, "
                note += "a link out of the folder, or a name that not every computer can take"
            return Listed(self._root.name or str(self._root), tuple(files), note)

    def open(self, question: Open) -> Opened | Refusal:
        """The text of a file."""
        with self._lock:
            try:
                return self._opened(question.name)
            except (OSError, NotOurs, NoText) as error:
                return _refusal(question.name, error)

    def save(self, question: Save) -> Saved | ChangedOnDisk | Refusal:
        """Write a text in place of the file that was expected."""
        with self._lock:
            try:
                return self._saved(question)
            except _Moved:
                return self._changed(question.file.name)
            except (OSError, NotOurs, NoText, Unreadable) as error:
                return _refusal(question.file.name, error)

    def _saved(self, question: Save) -> Saved | ChangedOnDisk | Refusal:
        name, path = question.file.name, self._path(question.file.name)
        if not path.parent.is_dir():
            raise NotOurs("there is no such folder")
        before = _read(path) if os.path.lexists(path) else None
        if _sha256(before) != question.expected:
            return self._changed(name)
        if before is not None and is_packed(before):
            raise NoText("packed; a packed file is read here, not written")
        if before is not None and not os.access(path, os.W_OK):
            raise NotOurs("this file is not to be written to")
        data = bytes_of(question.file.text, before)
        if len(data) > MOST_BYTES:
            raise NoText(f"larger than {MOST_BYTES // 1_000_000} MB")

        def still_there() -> None:
            now = _read(self._path(name)) if os.path.lexists(path) else None
            if _sha256(now) != question.expected:
                raise _Moved

        try:
            write_atomically(path, data, replace=before is not None, unless=still_there)
        except Unreadable:
            if before is None and os.path.lexists(path):
                raise _Moved from None
            raise
        return Saved(hashlib.sha256(data).hexdigest())

    def _changed(self, name: str) -> ChangedOnDisk | Refusal:
        try:
            return ChangedOnDisk(self._opened(name))
        except FileNotFoundError:
            return ChangedOnDisk(None)
        except (OSError, NotOurs, NoText) as error:
            why = (
                f"changed on disk meanwhile, and what stands there cannot be shown: {_why(error)}; nothing was written"
            )
            return Refusal(f"{name}: {why}")

    def _opened(self, name: str) -> Opened:
        data = _read(self._path(name))
        return Opened(name, text_of(data), hashlib.sha256(data).hexdigest())

    def _path(self, name: str) -> Path:
        """Where a file stands once links are followed, which is in the folder; raises `NotOurs`."""
        path = Path(os.path.realpath(self._root.joinpath(*parts_of(name))))
        if not path.is_relative_to(self._root):
            raise NotOurs("this leads out of the folder")
        parts_of(path.relative_to(self._root).as_posix())
        return path

    def _seen(self) -> Iterator[FileSeen | None]:
        """The files of a list; None for one that cannot be listed."""
        listed = read = 0
        for name in self._names():
            if listed == MOST_FILES or read > _MOST_READ:
                raise _TooMany
            try:
                known, size = self._known_of("/".join(parts_of(name)))
            except (OSError, NotOurs, NoText):
                yield None
                continue
            read += size
            if known.listed:
                listed += 1
                yield FileSeen(name, kind_of(name), known.sha256)

    def _names(self) -> Iterator[str]:
        """The names of all files with an ending of the studio's, in order."""
        looked_at = 0
        for place, folders, files in os.walk(self._root):
            folders[:] = sorted(folder for folder in folders if not folder.startswith(".") and folder not in LEFT_OUT)
            inside = PurePosixPath(*Path(place).relative_to(self._root).parts)
            for file in sorted(files):
                if not file.startswith(".") and is_ours(file):
                    yield str(inside / file)
            looked_at += len(folders) + len(files)
            if looked_at > _MOST_LOOKED_AT:
                raise _TooMany

    def _known_of(self, name: str) -> tuple[_Known, int]:
        """What is known of a file, and how many bytes were read for it."""
        path = self._path(name)
        at = path.stat()
        signs = (at.st_mtime_ns, at.st_ctime_ns, at.st_size, at.st_ino, at.st_dev)
        known = self._known.get(name)
        if known is not None and known.signs == signs:
            return known, 0
        data = _read(path)
        listed = kind_of(name) is not FileKind.TIMELINE or is_packed(data) or may_be_records(name, data)
        found = _Known(signs, hashlib.sha256(data).hexdigest(), listed)
        if time.time_ns() - max(at.st_mtime_ns, at.st_ctime_ns) > _SETTLED:
            self._known[name] = found
        return found, len(data)


def _read(path: Path) -> bytes:
    """The bytes of a regular file; what is none (a device, a pipe) is not waited for."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise NotOurs("this is not a file")
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise NoText(f"larger than {MOST_BYTES // 1_000_000} MB")
    return data


def _sha256(data: bytes | None) -> str | None:
    return None if data is None else hashlib.sha256(data).hexdigest()


def _refusal(name: str, error: Exception) -> Refusal:
    return Refusal(f"{name}: {_why(error)}" if name.isprintable() and len(name) < 200 else _why(error))


def _why(error: Exception) -> str:
    if isinstance(error, Unreadable):
        return error.reason
    return reason_of(error) if isinstance(error, OSError) else str(error)
