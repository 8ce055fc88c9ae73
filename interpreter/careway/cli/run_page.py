"""`careway run --html`, `--svg` and `--png`: where the page and the picture of a run go.

A name that ends in `.html`, `.svg` or `.png` is a file, for one patient; any other is a folder, with one file for each
patient, named by the patient's id where it can be a file's name, else as the timeline is. Into a folder each page goes
as soon as it is made, whatever becomes of the timelines after it. Where one file is named, nothing at all is written
before all has run, and nothing if there are several patients or a timeline could not be used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from careway.cli import options
from careway.files import TIMELINE_ENDINGS, write_atomically

if TYPE_CHECKING:
    from careway.evaluate.result import Result
    from careway.ir.nodes import Guideline
    from careway.model.timeline import Timeline
    from careway.page.make import Run
    from careway.picture.lookout import Lookout

_WHAT = {
    "html": "Write a page of the run: FILE.html, or a folder for several patients.",
    "svg": "Write the picture of the course alone: FILE.svg, or a folder.",
    "png": "Write the same as PNG: FILE.png, or a folder.",
}
_OF_FILES = (".html", ".htm", ".svg", ".png", ".pdf")
_SAFE = re.compile(
    r"(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9_-])?", re.I | re.ASCII
)
"""What can be a file's name on every system."""
F = TypeVar("F", bound=Callable[..., Any])


def page_options(function: F) -> F:
    """`--html`, `--svg`, `--png`."""
    for name, told in reversed(_WHAT.items()):
        function = click.option(f"--{name}", metavar="PATH", type=options.FILE, help=told)(function)
    return function


class Pages:
    """Writes what was asked for of each run."""

    def __init__(self, core: Guideline, named: Mapping[str, str | None], several: bool) -> None:
        """`named`: for each form its file or folder, None where it was not asked for. `several`: several timelines."""
        self._core = core
        self._named = {form: Path(name) for form, name in named.items() if name is not None}
        self._seen: tuple[Timeline, Lookout] | None = None
        self._held: dict[Path, bytes] = {}
        """What is kept until it is certain that no other patient follows."""
        self._written = 0
        self._taken: set[str] = set()
        if not self._named:
            return
        from careway.picture.draw import MISSING, is_available

        if not is_available():
            raise click.ClickException(MISSING)
        for form, target in self._named.items():
            if not _is_file(form, target) and target.suffix.lower() in _OF_FILES and not target.is_dir():
                raise click.UsageError(f"--{form} {target}: name a file that ends in .{form}, or a folder")
        if several:
            self._refuse_one_file()

    @property
    def observe(self) -> Callable[[Timeline], Lookout] | None:
        """What looks on at the run of a timeline; None where nothing was asked for."""
        return self._look_on if self._named else None

    def _look_on(self, timeline: Timeline) -> Lookout:
        from careway.picture.lookout import Lookout

        lookout = Lookout(self._core)
        self._seen = timeline, lookout
        return lookout

    def add(self, path: Path, result: Result) -> Iterator[Path]:
        """Make what was asked for of the run that was just looked on at; gives each file that is written."""
        if not self._named:
            return
        from careway.page.make import Run

        if self._taken:
            self._refuse_one_file()
        assert self._seen is not None
        run = Run(self._core, self._seen[0], result, self._seen[1])
        stem = self._free(path, result.patient)
        made = {
            target if _is_file(form, target) else target / f"{stem}.{form}": _made(form, run)
            for form, target in self._named.items()
        }
        if any(_is_file(form, target) for form, target in self._named.items()):
            self._held = made
        else:
            yield from self._write(made)

    def finish(self, failed: bool) -> Iterator[Path]:
        """Write the files of the only patient, unless a timeline could not be used (`failed`)."""
        if not failed:
            yield from self._write(self._held)

    def left_out(self) -> str:
        """What to say where a timeline could not be used: what was written nevertheless, and what was not."""
        if not self._named:
            return ""
        named = " and ".join(map(str, self._named.values()))
        if self._written == 0:
            return f"nothing was written to {named}; what stood there before is as it was"
        return f"what could not be used has no page in {named}; older files there are as they were"

    def _write(self, made: Mapping[Path, bytes]) -> Iterator[Path]:
        for target, data in made.items():
            if target not in self._named.values():
                target.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(target, data)
            self._written += 1
            yield target

    def _refuse_one_file(self) -> None:
        for form, target in self._named.items():
            if _is_file(form, target):
                raise click.UsageError(f"--{form} {target} is one file, and there are several patients: name a folder")

    def _free(self, path: Path, patient: str) -> str:
        """A name for a patient's files, with a number where it is taken."""
        ending = next((one for one in TIMELINE_ENDINGS if path.name.endswith(one)), path.suffix)
        stem = patient if _SAFE.fullmatch(patient) else path.name.removesuffix(ending) or "patient"
        name, number = stem, 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{stem}-{number}"
        self._taken.add(name.casefold())
        return name


def _is_file(form: str, target: Path) -> bool:
    return target.suffix.lower() == f".{form}"


def _made(form: str, run: Run) -> bytes:
    from careway.page.make import page_of, picture_alone
    from careway.picture import draw

    match form:
        case "html":
            return page_of(run).encode()
        case "svg":
            return draw.svg(picture_alone(run)).encode()
        case _:
            return draw.png(picture_alone(run))
