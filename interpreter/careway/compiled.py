"""A guideline's text, compiled: for the command line and the Python interface, which come back to the same text.

What a text compiles to is kept in the user's cache folder, findings and core apart, so that neither the parser nor the
checker is imported for a text that was compiled before, and the core only where it is to run. The key holds all that
the outcome depends on: the text, the versions, and the engine's own files as they are now.
"""

from __future__ import annotations

import os
import pickle
import sys
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from careway import kept
from careway.base.diagnostics import Diagnostic
from careway.base.source import Source
from careway.version import VERSION

if TYPE_CHECKING:
    from careway.ir.nodes import Guideline

_KIND = "guideline"
_NEWEST = 64
_LENGTH = 8
_ROOMS = ("base", "model", "ir", "syntax", "check")
_ENDINGS = (".py", ".lark", ".toml")
_FILES = ("pipeline.py", "compiled.py")
_PLAIN = {("fractions", "Fraction"), ("datetime", "date")}


class Compilation:
    """What a text compiles to: all findings by place, and the core where it has no error."""

    def __init__(self, source: Source, diagnostics: tuple[Diagnostic, ...], core: Guideline | bytes | None) -> None:
        self._source = source
        self.diagnostics = diagnostics
        self._core = core

    @property
    def core(self) -> Guideline | None:
        """The core; `None` where the text has an error."""
        if isinstance(self._core, bytes):
            try:
                self._core = _unpickled(self._core)
            except Exception:  # what a pickle raises is not a closed set; the text is there to begin anew
                self._core = _anew(self._source)._core
        assert not isinstance(self._core, bytes)
        return self._core


def compiled(source: Source, folder: Path | None = None) -> Compilation:
    """What the text compiles to, from the cache folder (`folder`, or the user's) where it is there."""
    folder = folder or kept.cache_folder()
    engine = _engine_at_first()
    if engine is None:
        return _anew(source)
    key = kept.key_of(source.text.encode("utf-8", "surrogatepass"), VERSION.encode(), sys.version.encode(), engine)
    body = kept.read(folder, _KIND, key)
    if body is not None:
        cut = _LENGTH + int.from_bytes(body[:_LENGTH], "big")
        try:
            return Compilation(source, _unpickled(body[_LENGTH:cut]), body[cut:])
        except Exception:  # as above
            pass
    made = _anew(source)
    if engine != _engine():  # a file was changed, perhaps before it was imported
        return made
    try:
        found, core = pickle.dumps(made.diagnostics, 5), pickle.dumps(made.core, 5)
    except RecursionError:  # nested deeper than a pickle can be
        return made
    kept.keep(folder, _KIND, key, len(found).to_bytes(_LENGTH, "big") + found + core, _NEWEST)
    return made


def _anew(source: Source) -> Compilation:
    from careway.pipeline import compile_source

    made = compile_source(source)
    return Compilation(source, made.diagnostics, made.core)


@cache
def _engine_at_first() -> bytes | None:
    """The engine's files before any of them was imported: those that this process runs, whatever they are by now."""
    return _engine()


def _engine() -> bytes | None:
    """Names, sizes and times of the files that compile, so that a developer never sees an old answer; `None` where
    they are not files (an archive), and nothing is kept."""
    here = Path(__file__).resolve().parent
    packaged = here / "_data"
    top = packaged if packaged.is_dir() else here.parent.parent
    folders = [*(here / room for room in _ROOMS), top / "grammar"]
    try:
        files = [(name, (here / name).stat()) for name in _FILES]
        for folder in folders:
            with os.scandir(folder) as entries:
                files += [(entry.path, entry.stat()) for entry in entries if entry.name.endswith(_ENDINGS)]
    except OSError:
        return None
    seen = sorted((path, one.st_size, one.st_mtime_ns, one.st_ctime_ns) for path, one in files)
    return repr(seen).encode(errors="replace")


class _Unpickler(pickle.Unpickler):
    """Makes Careway's own values and the few of Python's that they hold, and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _PLAIN or module.startswith(("careway.base.", "careway.model.", "careway.ir.")):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a guideline")


def _unpickled(body: bytes) -> Any:
    return _Unpickler(BytesIO(body)).load()
