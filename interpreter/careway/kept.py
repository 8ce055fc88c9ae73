"""What was made once and can be made again, kept in the user's own cache folder.

A kept file begins with a digest of everything that its content depends on and one of the content: a file that is old,
cut short or not ours is not read, and one that cannot be written does not matter. As what is kept is unpickled, nothing
is read either that another user of the machine could have written.
"""

from __future__ import annotations

import os
import sys
from hashlib import sha256
from pathlib import Path

_DIGEST = 32
_OTHERS_WRITE = 0o022
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


def cache_folder() -> Path | None:
    """The user's own folder for what can be made again; `None` where there is none."""
    named = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    if named and Path(named).is_absolute():
        return Path(named) / "careway"
    try:
        home = Path.home()
    except RuntimeError:
        return None
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "careway"


def key_of(*depends: bytes) -> bytes:
    """A digest of everything that a content depends on."""
    key = sha256()
    for part in depends:
        key.update(len(part).to_bytes(8, "big") + part)
    return key.digest()


def read(folder: Path | None, kind: str, key: bytes) -> bytes | None:
    """What was kept under this key; `None` where nothing is, or nothing that can be trusted."""
    if folder is None:
        return None
    try:
        if not _only_mine(folder.stat()):
            return None
        with (folder / _name(kind, key)).open("rb") as file:
            if not _only_mine(os.fstat(file.fileno())):
                return None
            content = file.read()
    except (OSError, ValueError):
        return None
    body = content[2 * _DIGEST :]
    return body if content[: 2 * _DIGEST] == key + sha256(body).digest() else None


def keep(folder: Path | None, kind: str, key: bytes, body: bytes, newest: int) -> None:
    """Keep a content under its key, and of its kind only so many, the newest."""
    if folder is None:
        return
    place = folder / _name(kind, key)
    partial = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not _only_mine(folder.stat()):
            return
        partial.unlink(missing_ok=True)
        with os.fdopen(os.open(partial, _NEW, 0o600), "wb") as file:
            file.write(key + sha256(body).digest() + body)
        partial.replace(place)
        _prune(folder, kind, newest)
    except (OSError, ValueError):
        return


def _name(kind: str, key: bytes) -> str:
    return f"{kind}-{key.hex()[:16]}"


def _prune(folder: Path, kind: str, newest: int) -> None:
    """Remove the oldest, and what was never finished with them."""
    with os.scandir(folder) as entries:
        ages = [(entry.stat().st_mtime_ns, Path(entry.path)) for entry in entries if entry.name.startswith(f"{kind}-")]
    for _, path in sorted(ages, reverse=True)[newest:]:
        path.unlink()


def _only_mine(status: os.stat_result) -> bool:
    """Whether a file or folder is the user's own and no one else's to write (yes, where the platform does not say)."""
    me = getattr(os, "geteuid", None)
    return me is None or (status.st_uid == me() and not status.st_mode & _OTHERS_WRITE)
