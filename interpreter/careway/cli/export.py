"""`careway export`: a guideline in another form."""

from __future__ import annotations

from pathlib import Path

import click

from careway.cli import exits, options
from careway.cli.files import write_atomically
from careway.cli.guidelines import load_to_run
from careway.cli.terminal import errors, write_document


@click.command()
@click.argument("guideline", type=options.FILE)
@click.option("--to", "form", type=click.Choice(["json"]), default="json", show_default=True, help="The form.")
@click.option(
    "-o", "--output", "target", metavar="FILE", type=options.FILE, help="Write to a file, whole or not at all."
)
@options.colour_option
@click.pass_context
def command(ctx: click.Context, guideline: str, form: str, target: str | None, colour: str) -> None:
    """Write a guideline in another form, to standard output or a file.

    json: the checked core, complete; `careway run` takes it in the place of the text and gives the same output.
    """
    core = load_to_run(Path(guideline), errors(colour))
    if core is None:
        ctx.exit(exits.BAD_INPUT)
    from careway.ir.to_json import core_to_json

    text = core_to_json(core)
    if target is None:
        write_document(text)
    else:
        write_atomically(Path(target), text.encode())
