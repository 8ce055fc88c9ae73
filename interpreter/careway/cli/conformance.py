"""`careway conformance`: the kit by which other engines are held to the same meaning, and this engine held to it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careway.base.source import Source
from careway.cli import exits, options
from careway.cli.guidelines import load_to_run, show
from careway.cli.terminal import Screen, Tone, errors, output
from careway.files import CASES_ENDINGS, Unreadable, find, read_text

if TYPE_CHECKING:
    from careway.cases.run import Report
    from careway.ir.nodes import Guideline
    from careway.replay.conformance_kit import Held


@click.command()
@click.argument("guidelines", nargs=-1, type=options.FILE)
@click.option("-o", "--output", "target", metavar="DIR", type=options.FILE, help="Write the kit into this folder.")
@click.option("--run", "kit", metavar="DIR", type=options.FILE, help="Hold this engine against the kit in a folder.")
@options.colour_option
@click.pass_context
def command(ctx: click.Context, guidelines: tuple[str, ...], target: str | None, kit: str | None, colour: str) -> None:
    """Write the conformance kit for other engines, or hold this engine against one.

    A kit holds the cores of guidelines and, for every case beside them, the patient's timeline and the expected result
    as plain JSON. GUIDELINES are texts (.care) with their cases beside them; by default those that come with Careway.

    Exit code 0: fine, 1: with --run, something else is said than the kit expects, 2: no kit can be made or read.
    """
    from careway.replay.conformance_kit import Unkept

    screen, said = output(colour), errors(colour)
    if (target is None) == (kit is None):
        raise click.UsageError("say where the kit is to be written, -o DIR, or which one to run, --run DIR")
    if kit is not None and guidelines:
        raise click.UsageError("--run takes the guidelines from the kit")
    try:
        if kit is not None:
            ctx.exit(_run(Path(kit), screen))
        files = _kit([Path(name) for name in guidelines] or _own(), said)
    except Unkept as error:
        said.write(f"error: {error}", Tone.STOP)
        ctx.exit(exits.BAD_INPUT)
    if files is None:
        ctx.exit(exits.BAD_INPUT)
    from careway.cli.export_files import write_folder
    from careway.replay.conformance_kit import FORMAT, INDEX

    write_folder(Path(str(target)), files, (INDEX, FORMAT))
    cases = sum("/cases/" in name for name in files)
    screen.write(f"{target}: {cases} case{'' if cases == 1 else 's'}", Tone.GOOD)


def _own() -> list[Path]:
    """The guidelines that come with Careway."""
    from careway.resources import data

    return find([str(data("guideline"))], (".care",))


def _kit(paths: Sequence[Path], said: Screen) -> dict[str, str] | None:
    """The files of a kit; None where a guideline or its cases cannot be used, which is told."""
    from careway.replay.conformance_kit import kit

    tested: list[tuple[Guideline, list[Report]]] = []
    for path in paths:
        core = load_to_run(path, said)
        reports = _reports(path, core, said) if core is not None else None
        if core is None or reports is None:
            return None
        tested.append((core, reports))
    return kit(tested)


def _reports(path: Path, core: Guideline, said: Screen) -> list[Report] | None:
    """The cases that stand beside a guideline, run."""
    from careway.cases.suite import Suite, open_suite, run_suite

    found: list[Report] = []
    for file in find([str(path.parent)], CASES_ENDINGS):
        opened = open_suite(Source(str(file), read_text(file)))
        if not isinstance(opened, Suite):
            if (file.parent / opened.guideline.text).resolve() != path.resolve():
                continue
            opened = run_suite(opened, core)
        if opened.diagnostics:
            show(opened.diagnostics, opened.source, said)
            return None
        found += opened.reports
    return found


def _run(folder: Path, screen: Screen) -> int:
    from careway.replay.conformance_kit import held

    result = held(lambda name: _text(folder, name))
    for file in dict.fromkeys(one.file for one in result.differences):
        of_file = [one for one in result.differences if one.file == file]
        screen.write(f"{file}   {of_file[0].case}", Tone.STOP)
        for one in of_file:
            screen.write(f"  {one.place}")
            screen.write(f"    expected  {one.expected if one.expected is not None else '(nothing more)'}")
            screen.write(f"    found     {one.found if one.found is not None else '(not there)'}")
    screen.write(_summary(result), Tone.STOP if result.differences else Tone.GOOD)
    return exits.FINDINGS if result.differences else exits.FINE


def _text(folder: Path, name: str) -> str:
    """The text of a file of the kit, which lies in its folder and nowhere else."""
    path = folder / name
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError):
        raise Unreadable(name, "this cannot be a file's name") from None
    if not inside:
        raise Unreadable(name, "a file of a kit lies in the kit's folder")
    return read_text(path)


def _summary(result: Held) -> str:
    guidelines = f"{result.guidelines} guideline{'' if result.guidelines == 1 else 's'}"
    cases = f"{result.cases} case{'' if result.cases == 1 else 's'}"
    if not result.differences:
        return f"{guidelines}, {cases}: all as expected"
    wrong = len({one.file for one in result.differences})
    return f"{guidelines}, {cases}: {wrong} not as expected"
