"""`careway check`: what is wrong in guidelines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from careway.base.diagnostics import Severity
from careway.cli import exits, options
from careway.cli.guidelines import Loaded, load, show
from careway.cli.terminal import Screen, Tone, errors, output, write_document
from careway.files import Unreadable, find

ENDINGS = (".care",)


@click.command()
@click.argument("paths", nargs=-1, type=options.FILE)
@click.option("--strict", is_flag=True, help="Warnings count as findings too (exit code 1).")
@options.json_option
@options.colour_option
@click.pass_context
def command(ctx: click.Context, paths: tuple[str, ...], strict: bool, as_json: bool, colour: str) -> None:
    """Check guidelines: what is wrong, where, and what to write instead.

    PATHS are guidelines (.care) or folders, searched for them; by default this folder. Exit code 0: fine, 1: errors
    (with --strict, warnings too), 2: a file could not be read.
    """
    loaded: list[Loaded] = []
    unreadable: list[Unreadable] = []
    for path in guidelines_in(paths):
        try:
            loaded.append(load(path))
        except Unreadable as error:
            unreadable.append(error)
    if as_json:
        write_document(document(loaded))
    else:
        _tell(loaded, output(colour))
    for problem in unreadable:
        errors(colour).write(f"error: {problem}", Tone.STOP)
    if unreadable:
        ctx.exit(exits.BAD_INPUT)
    found = [one for item in loaded for one in item.diagnostics]
    failing = [one for one in found if strict or one.severity is Severity.ERROR]
    ctx.exit(exits.FINDINGS if failing else exits.FINE)


def guidelines_in(paths: tuple[str, ...]) -> list[Path]:
    """The guidelines that the arguments name; raises `Unreadable` where there is none."""
    found = find(paths or (".",), ENDINGS)
    if not found:
        raise Unreadable(", ".join(paths) or "this folder", "no guideline (a file ending in .care) is here")
    return found


def _tell(loaded: list[Loaded], screen: Screen) -> None:
    for item in loaded:
        show(item.diagnostics, item.source, screen)
        screen.write(*_verdict(item))


def _verdict(item: Loaded) -> tuple[str, Tone]:
    wrong = sum(one.severity is Severity.ERROR for one in item.diagnostics)
    warned = len(item.diagnostics) - wrong
    if not item.diagnostics:
        return f"{item.source.name}: fine", Tone.GOOD
    counts = [_count(wrong, "error")] if wrong else []
    counts += [_count(warned, "warning")] if warned else []
    return f"{item.source.name}: {', '.join(counts)}", Tone.STOP if wrong else Tone.WARNING


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def document(loaded: list[Loaded]) -> str:
    """The findings as JSON (grammar/schema/diagnostics.schema.json)."""
    import json
    from hashlib import sha256

    from careway.base.rendering import to_json

    files: list[dict[str, Any]] = [
        {
            "file": item.source.name,
            "sha256": sha256(item.source.text.encode()).hexdigest(),
            "diagnostics": [to_json(one, item.source) for one in item.diagnostics],
        }
        for item in loaded
    ]
    return json.dumps({"format": "careway-diagnostics/1", "files": files}, ensure_ascii=False, indent=2) + "\n"
