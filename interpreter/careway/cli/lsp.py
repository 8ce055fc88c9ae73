"""`careway lsp`: what an editor asks of a guideline while it is written."""

from __future__ import annotations

from importlib.util import find_spec

import click

MISSING = "careway lsp needs pygls: install careway[lsp]"


@click.command()
@click.option("--stdio", is_flag=True, help="Speak over standard input and output; there is no other way.")
def command(stdio: bool) -> None:
    """Serve an editor: the language server protocol over standard input and output.

    An editor starts this by itself. It gives findings as one types, what may be written next, what a name means and
    where it stands, other names, quick fixes, the standard layout, and the cases of each rule.
    """
    if find_spec("pygls") is None:
        raise click.ClickException(MISSING)
    from careway.lsp.server import serve

    serve()
