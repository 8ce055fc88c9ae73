"""Files of a user: found in folders, read with a limit, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

LARGEST = 60_000_000
"""Bytes; above every reader's own limit, which says more precisely what is too large."""
TIMELINE_ENDINGS = (".yaml", ".yml", ".json", ".csv", ".json.gz", ".ndjson")
CASES_ENDINGS = (".cases.yaml", ".cases.yml")


class Unreadable(Exception):
    """A file that cannot be read or written, and why, in words."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def reason_of(error: OSError) -> str:
    """Why the system refused a file, in words."""
    return (error.strerror or type(error).__name__).lower()


def read_bytes(path: Path) -> bytes:
    """The bytes of a regular file; raises `Unreadable`."""
    try:
        if path.is_dir():
            raise Unreadable(str(path), "this is a folder, a file is needed")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise Unreadable(str(path), reason_of(error)) from None
    except ValueError:
        raise Unreadable(str(path), "this cannot be a file's name") from None
    if len(data) > LARGEST:
        raise Unreadable(str(path), f"larger than {LARGEST // 1_000_000} MB")
    return data


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, line ends as they are; raises `Unreadable`."""
    data = read_bytes(path)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(str(path), f"not a text in UTF-8: see line {line}; save the file as UTF-8") from None


def find(paths: Sequence[str], endings: tuple[str, ...], but_not: tuple[str, ...] = ()) -> list[Path]:
    """The files named, and in folders named every file with one of the endings, sorted, each once.

    Folders whose name begins with a dot are not looked into. Raises `Unreadable` for what is not there.
    """
    found: dict[Path, None] = {}
    for name in paths:
        path = Path(name)
        try:
            is_folder, is_there = path.is_dir(), path.exists()
        except (OSError, ValueError):
            raise Unreadable(name, "this cannot be a file's name") from None
        if not is_there:
            raise Unreadable(name, "no such file or folder")
        for file in _inside(path, endings, but_not) if is_folder else [path]:
            found[file] = None
    return list(found)


def _inside(folder: Path, endings: tuple[str, ...], but_not: tuple[str, ...]) -> Iterator[Path]:
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.endswith(endings) and not name.endswith(but_not or ("\0",)) and not name.startswith("."):
                yield Path(place, name)


def write_atomically(
    path: Path, data: bytes, *, replace: bool = True, unless: Callable[[], None] | None = None
) -> None:
    """Write a file so that it is there whole or not at all; a link is followed and its permissions are kept.

    Without `replace` a file that is already there is left as it is. `unless` looks once more at the last moment, when
    all is written and only the name has still to change: where it raises, nothing is changed. Raises `Unreadable`.
    """
    import tempfile

    try:
        target = path.resolve()
        if target.is_dir():
            raise Unreadable(str(path), "this is a folder, a file is needed")
        mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_mask()
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:50]}.")
        temporary = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            temporary.chmod(mode)
            if unless is not None:
                unless()
            if replace:
                temporary.replace(target)
            else:
                _claim(temporary, target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except FileExistsError:
        raise Unreadable(str(path), "is there already; it is left as it is") from None
    except OSError as error:
        raise Unreadable(str(path), reason_of(error)) from None
    except ValueError:
        raise Unreadable(str(path), "this cannot be a file's name") from None


def _claim(temporary: Path, target: Path) -> None:
    """Give a file its name where nothing has that name; raises `FileExistsError`."""
    try:
        os.link(temporary, target)
        temporary.unlink()
    except FileExistsError:
        raise
    except (OSError, AttributeError):  # no links here (exFAT, some shares, a browser): take the name first
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        temporary.replace(target)


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
