"""`careway fmt`: the standard layout of guidelines."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from careway.base.source import Source
from careway.cli import exits, options
from careway.cli.check import guidelines_in
from careway.cli.guidelines import show
from careway.cli.terminal import Screen, Tone, errors, output, write_document
from careway.files import Unreadable, read_text, write_atomically


@click.command()
@click.argument("paths", nargs=-1, type=options.FILE)
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit code 1 where a file would change.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change.")
@options.colour_option
@click.pass_context
def command(ctx: click.Context, paths: tuple[str, ...], only_check: bool, diff: bool, colour: str) -> None:
    """Lay out guidelines in the standard form; comments stay.

    PATHS are guidelines (.care) or folders, searched for them; by default this folder. With - the text is read from
    standard input and written to standard output. Exit code 0: fine, 1: with --check, a file would change, 2: a file
    cannot be read, or has syntax errors and was left as it is.
    """
    from careway.format.format import format_source

    screen, said = output(colour), errors(colour)
    if paths == ("-",):
        ctx.exit(_standard_input(said))
    failed = changed = 0
    for path in guidelines_in(paths):
        try:
            text = read_text(path)
        except Unreadable as error:
            said.write(f"error: {error}", Tone.STOP)
            failed += 1
            continue
        source = Source(str(path), text)
        formatted, diagnostics = format_source(source)
        if formatted is None:
            show(diagnostics, source, said)
            failed += 1
            continue
        if formatted == text:
            continue
        changed += 1
        if diff:
            _show_diff(text, formatted, path, screen)
        if only_check:
            screen.write(f"{path}: would change", Tone.WARNING)
        elif not diff:
            write_atomically(path, formatted.encode())
            screen.write(f"{path}: laid out")
    if failed:
        ctx.exit(exits.BAD_INPUT)
    ctx.exit(exits.FINDINGS if only_check and changed else exits.FINE)


def _standard_input(said: Screen) -> int:
    from careway.format.format import format_source

    try:
        text = sys.stdin.buffer.read().decode()
    except UnicodeDecodeError:
        raise Unreadable("standard input", "not a text in UTF-8") from None
    source = Source("standard input", text)
    formatted, diagnostics = format_source(source)
    if formatted is None:
        show(diagnostics, source, said)
        return exits.BAD_INPUT
    write_document(formatted)
    return exits.FINE


def _show_diff(before: str, after: str, path: Path, screen: Screen) -> None:
    from difflib import unified_diff

    lines = unified_diff(before.splitlines(), after.splitlines(), str(path), f"{path} (laid out)", lineterm="")
    for line in lines:
        tone = {"+": Tone.GOOD, "-": Tone.STOP, "@": Tone.FAINT}.get(line[:1], Tone.PLAIN)
        screen.write(line, tone)
