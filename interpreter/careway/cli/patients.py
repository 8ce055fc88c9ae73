"""The patients on whom a command tries a guideline: files that are named, or synthetic ones drawn with a seed.

`diff` and `robustness` ask for them in the same words. No seed, no jobs and no order of files changes what is decided.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from careway.base.record import record
from careway.cli import options
from careway.differences.document import Asked
from careway.differences.sides import File
from careway.differences.work import each
from careway.files import CASES_ENDINGS, TIMELINE_ENDINGS, Unreadable, find, read_bytes
from careway.ir.nodes import Guideline

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

_MOST = 100_000
_WORTH_IT = 60
"""Patients below which starting a process takes longer than drawing them."""


@record
class Patients:
    """Files of records, and how they came about."""

    files: tuple[File, ...]
    asked: Asked


def patient_options(function: F) -> F:
    """`--on`, `-n`, `--seed`, `--zone`, `--jobs`."""
    for option in reversed(
        (
            click.option(
                "--on", "on", multiple=True, metavar="PATH", type=options.FILE,
                help="Patients' timelines, files or folders; may be given several times.  [default: synthetic ones]",
            ),
            click.option(
                "-n", "number", type=click.IntRange(0, _MOST), default=200, show_default=True,
                help="How many synthetic patients.",
            ),
            click.option("--seed", type=int, default=1, show_default=True, help="The seed of the synthetic patients."),
            click.option("--zone", metavar="ZONE", help="Read times without an offset in this zone."),
            click.option(
                "--jobs", type=click.IntRange(1, 64), metavar="N",
                help="Processes that share the work.  [default: one for each processor]",
            ),
        )
    ):  # fmt: skip
        function = option(function)
    return function


def named(on: tuple[str, ...]) -> Patients:
    """The patients of files and folders."""
    paths = find(on, TIMELINE_ENDINGS, CASES_ENDINGS)
    if not paths:
        raise Unreadable(", ".join(on), f"no timeline is here (files ending in {', '.join(TIMELINE_ENDINGS)})")
    files = tuple(File(str(path), read_bytes(Path(path))) for path in paths)
    return Patients(files, Asked(len(files), None, None))


def drawn(
    cores: tuple[Guideline, ...],
    number: int,
    seed: int,
    populations: tuple[str | None, ...],
    jobs: int | None = None,
) -> Patients:
    """Synthetic patients, drawn for each of the guidelines, as near as the number allows to as many for each: for the
    first with the seed, for the next with the seed after it.

    A guideline's own thresholds decide what is drawn for it: only patients of both lie at the thresholds of both.
    """
    shares = [
        _Share(core, number // len(cores) + (place < number % len(cores)), seed + place, populations[place])
        for place, core in enumerate(cores)
    ]
    several = (jobs or os.cpu_count() or 1) if number >= _WORTH_IT else 1
    files: dict[str, File] = {}
    for place, found in enumerate(each(_draw, None, shares, min(several, len(shares)))):
        for label, text in found:
            name = f"{label}.yaml"
            if name in files:
                name = f"{label}-{place + 1}.yaml"
            files[name] = File(name, text.encode())
    return Patients(tuple(files.values()), Asked(None, number, seed))


@record
class _Share:
    """The patients that are to be drawn for one guideline."""

    core: Guideline
    number: int
    seed: int
    population: str | None


def _draw(_: object, share: _Share) -> list[tuple[str, str]]:
    from careway.ingest.native_text import native_text
    from careway.synth.patients import patients

    every = patients(share.core, share.number, share.seed, population=share.population)
    return [(written.patient, native_text(written)) for written in every]


def checked_zone(name: str | None) -> str | None:
    """A time zone that is known."""
    from zoneinfo import ZoneInfo

    try:
        return name if name is None else ZoneInfo(name).key
    except (ValueError, OSError, KeyError):
        raise click.BadParameter("write a zone such as Europe/Berlin or UTC", param_hint="--zone") from None


def text_of(file: File) -> str | None:
    """The text of a file of records, unpacked; None where it is none."""
    import gzip
    import zlib

    try:
        data = gzip.decompress(file.data) if file.data[:2] == b"\x1f\x8b" else file.data
        return data.decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError, zlib.error):
        return None


@contextmanager
def progress(results: Iterator[T], length: int, label: str, shown: bool) -> Iterator[Iterator[T]]:
    """The results as they come, with a bar on a terminal."""
    if not shown:
        yield results
        return
    with click.progressbar(results, length=length, label=label, file=sys.stderr, show_pos=True) as bar:
        yield iter(bar)
