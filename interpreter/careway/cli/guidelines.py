"""A guideline as a command is given it: a text in the language, or a core that was exported as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from careway.base.diagnostics import Diagnostic, Label, Severity
from careway.base.source import NOWHERE, Source
from careway.cli.terminal import Screen
from careway.compiled import Compilation, compiled
from careway.files import read_text

if TYPE_CHECKING:
    from careway.ir.nodes import Guideline


class Loaded:
    """A guideline that was read: the core where it can run, what is to be said of it, and its text."""

    def __init__(self, found: Compilation, source: Source) -> None:
        self._found, self.source = found, source

    @property
    def core(self) -> Guideline | None:
        """The core; `None` where the guideline has an error. It is fetched only here."""
        return self._found.core

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What is to be said of the text, by place."""
        return self._found.diagnostics


def load(path: Path) -> Loaded:
    """Read and check a guideline; raises `Unreadable` for a file that is no text."""
    return load_source(Source(str(path), read_text(path)))


def load_source(source: Source) -> Loaded:
    """Check a guideline's text, or read the core that it is."""
    if source.name.endswith(".json") or source.text.lstrip("\ufeff \t\r\n").startswith("{"):
        return _from_json(source)
    return Loaded(compiled(source), source)


def _from_json(source: Source) -> Loaded:
    from careway.ir.from_json import core_from_json
    from careway.ir.json_codec import Malformed

    try:
        return Loaded(Compilation(source, (), core_from_json(source.text)), source)
    except Malformed as error:
        from careway.base.source import Span

        place = NOWHERE if error.offset is None else Span(error.offset, error.offset + 1)
        title = f"this is not a guideline exported by Careway: {error.message}"
        help_ = f"see {error.path}; export it anew with `careway export GUIDELINE --to json`"
        finding = Diagnostic(error.code, Severity.ERROR, title, Label(place), (), help_)
        return Loaded(Compilation(source, (finding,), None), source)


def show(diagnostics: Sequence[Diagnostic], source: Source, screen: Screen) -> None:
    """Show findings, each with its lines."""
    from careway.base.rendering import render

    for diagnostic in diagnostics:
        screen.write_rendered(render(diagnostic, source, screen.paint) + "\n")


def errors_of(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """The findings that keep a guideline from running."""
    return [one for one in diagnostics if one.severity is Severity.ERROR]


def load_to_run(path: Path, screen: Screen) -> Guideline | None:
    """The core of a guideline that is to run; None, and its errors shown, where it cannot."""
    loaded = load(path)
    if loaded.core is None:
        show(errors_of(loaded.diagnostics), loaded.source, screen)
    return loaded.core
