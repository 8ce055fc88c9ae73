"""Where the Node chain lies: the program `node`, the scripts, and the packages that they are pinned to.

The packages are installed beside `package.json` in a checkout (`make replay`), or else in the user's cache folder,
where the scripts are then copied, because Node looks for packages beside the script that asks for them. Packages of
another version than the pinned ones are as good as none: what they agreed to would say nothing.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from careway import kept
from careway.base.record import record
from careway.resources import data

SCRIPTS = ("modules.mjs", "evaluate.mjs", "translate.mjs", "execute.mjs", "apply.mjs")
PINS = ("package.json", "package-lock.json", ".npmrc")
OLDEST_NODE = 20
_HERE = Path(__file__).parent / "node"


class NoChain(Exception):
    """Node or its packages are not there; the text says what to run."""


@record
class Chain:
    """A `node` that can run the scripts in a folder, and a digest of all that its answers depend on."""

    node: str
    folder: Path
    digest: bytes


def find_chain() -> Chain:
    """The chain of this machine; raises `NoChain` where something of it is missing."""
    node = _node()
    for folder in _places():
        if _has_packages(folder):
            if folder != _HERE:
                _put_files(folder, SCRIPTS)
            return Chain(node, folder, _digest())
    raise NoChain(_advice())


def environment() -> dict[str, str]:
    """What Node may see of this process's environment: no options, and always the same time zone."""
    kept_names = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
    return {**{name: os.environ[name] for name in kept_names if name in os.environ}, "TZ": "UTC"}


def _node() -> str:
    beside = Path(sys.executable).parent  # where `pip install careway[replay]` puts it
    node = shutil.which("node") or shutil.which("node", path=str(beside))
    if node is None:
        raise NoChain(
            f"other engines need Node {OLDEST_NODE} or newer, and none was found: "
            "install it, or run pip install 'careway[replay]'"
        )
    try:
        done = subprocess.run([node, "--version"], capture_output=True, timeout=60, check=True, env=environment())
        version = int(done.stdout.decode().lstrip("v").split(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        raise NoChain("`node --version` gives no version: Node does not work here") from None
    if version < OLDEST_NODE:
        raise NoChain(f"other engines need Node {OLDEST_NODE} or newer; this is Node {version}")
    return node


def _digest() -> bytes:
    return kept.key_of(*((_HERE / name).read_bytes() for name in (*SCRIPTS, *PINS)))


def _places() -> list[Path]:
    """Beside the scripts, and in the cache folder, under a name that changes with what is pinned."""
    places = [_HERE]
    cache = kept.cache_folder()
    if cache is not None:
        places.append(cache / f"replay-{sha256((_HERE / 'package-lock.json').read_bytes()).hexdigest()[:16]}")
    return places


def _has_packages(folder: Path) -> bool:
    """Whether the very packages of the lock file are installed there."""
    try:
        installed = json.loads((folder / "node_modules" / ".package-lock.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    pinned = json.loads((_HERE / "package-lock.json").read_text(encoding="utf-8"))
    return _versions(installed) == _versions(pinned)


def _versions(lock: object) -> dict[str, str]:
    packages = lock.get("packages", {}) if isinstance(lock, dict) else {}
    return {name: one.get("version", "") for name, one in packages.items() if name}


def _put_files(folder: Path, names: tuple[str, ...]) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in names:
        content = (_HERE / name).read_bytes()
        place = folder / name
        if not place.is_file() or place.read_bytes() != content:
            partial = place.with_name(f"{name}.{os.getpid()}")
            partial.write_bytes(content)
            partial.replace(place)


def _advice() -> str:
    """What to run: in a checkout the make target, elsewhere npm in the cache folder, made ready for it."""
    what = "the packages for the replay in other engines are not installed (or not as pinned); run"
    if data("Makefile").is_file() and os.access(_HERE, os.W_OK):
        return f"{what}: make replay"
    folder = _places()[-1]
    if folder == _HERE:
        return f'{what}: npm ci --prefix "{_HERE}"'
    try:
        _put_files(folder, PINS)
    except OSError:
        return f"{what} npm ci with the package.json that lies in the folder replay/node of the careway package"
    return f'{what}: npm ci --prefix "{folder}"'


def pinned() -> dict[str, str]:
    """The packages that the replay asks, each with its version."""
    package = json.loads((_HERE / "package.json").read_text(encoding="utf-8"))
    return dict(sorted(package["dependencies"].items()))
