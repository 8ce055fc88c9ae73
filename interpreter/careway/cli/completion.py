"""`careway completion`: the script that lets a shell complete commands, options and files."""

from __future__ import annotations

import click

from careway.cli.terminal import write_document


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script for a shell.

    For bash: careway completion bash > ~/.careway-completion && echo '. ~/.careway-completion' >> ~/.bashrc
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None  # the choices above are those that click has
    maker = found(ctx.find_root().command, {}, "careway", "_CAREWAY_COMPLETE")
    script = (
        maker.source_template % maker.source_vars()
    )  # without click's call of the shell itself, as fish may be absent
    write_document(script + "\n")
