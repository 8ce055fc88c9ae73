"""`careway import`: a guideline's text from its exported core."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from careway.base.diagnostics import Diagnostic
from careway.base.source import Source
from careway.cli import exits, options
from careway.cli.guidelines import errors_of, load_to_run
from careway.cli.terminal import Tone, errors, write_document
from careway.files import Unreadable, read_text, write_atomically

if TYPE_CHECKING:
    from careway.ir.nodes import Guideline


class Refused(Exception):
    """A core that the language cannot say: what of it, and why, in words."""


@click.command("import")
@click.argument("core", type=options.FILE)
@click.option(
    "-o", "--output", "target", metavar="FILE", type=options.FILE, help="Write to a file, whole or not at all."
)
@options.colour_option
@click.pass_context
def command(ctx: click.Context, core: str, target: str | None, colour: str) -> None:
    """Write an exported core (.json) as a guideline's text again, to standard output or a file.

    The text is laid out in the standard form and compiles to the same core, but for the numbers of lines and the hash.
    Comments and layout of an earlier text are not in a core. Exit code 2: no core, or one that the language cannot
    say; nothing is written then.
    """
    said = errors(colour)
    path = Path(core)
    if not path.name.endswith(".json") and not read_text(path).lstrip("\ufeff \t\r\n").startswith("{"):
        raise Unreadable(core, "this is no core; `careway export GUIDELINE --to json` writes one")
    guideline = load_to_run(path, said)
    if guideline is None:
        ctx.exit(exits.BAD_INPUT)
    try:
        text = imported(guideline)
    except Refused as refused:
        said.write(f"error: {core}: the language cannot say this core: {refused}", Tone.STOP)
        ctx.exit(exits.BAD_INPUT)
    if target is None:
        write_document(text)
    else:
        write_atomically(Path(target), text.encode())


def imported(core: Guideline) -> str:
    """The text of a core, in the standard layout, which compiles to it again; raises `Refused`."""
    from careway.export.text.guideline import text_of
    from careway.export.text.same import difference
    from careway.export.text.scene import Unsaid
    from careway.format.format import format_source
    from careway.pipeline import compile_source

    try:
        plain = Source("core", text_of(core))
    except Unsaid as unsaid:
        raise Refused(str(unsaid)) from None
    laid_out, mistakes = format_source(plain)
    if laid_out is None:
        raise Refused(_mistake(mistakes, plain))
    source = Source("core", laid_out)
    compiled = compile_source(source)
    if compiled.core is None:
        raise Refused(_mistake(errors_of(compiled.diagnostics), source))
    differing = difference(core, compiled.core)
    if differing is not None:
        raise Refused(f"{differing}: read back it would say something else")
    return laid_out


def _mistake(found: list[Diagnostic] | tuple[Diagnostic, ...], source: Source) -> str:
    """The first finding with the statement that it is about."""
    if not found:
        return "a part of it is lost in the text"
    line = source.position(found[0].label.span.start)[0]
    while line > 1 and source.line(line)[:1] in ("", " "):
        line -= 1
    return f"{' '.join(source.line(line).split()[:2])}: {found[0].title} ({found[0].code})"
