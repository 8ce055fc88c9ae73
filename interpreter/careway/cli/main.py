"""The command `careway`: which commands there are, and what happens to whatever goes wrong.

A command's module is imported when it is called, so that help and completion stay quick. No mistake of a user ends in
a traceback; a mistake of Careway's own is said with its kind and place, never with a value (it may be a patient's).
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword

import click

from careway.cli import exits
from careway.cli.streams import prepare

COMMANDS = {
    "check": "Check guidelines: what is wrong, where, and what to write instead.",
    "run": "Run a guideline on patients' timelines: what to do, when and why.",
    "show": "Show a guideline as a clinician reads it: for whom, the course, stops, schedule, evidence.",
    "test": "Run the cases that stand beside guidelines.",
    "mutate": "Change a guideline as a slip would, and name the changes that no case notices.",
    "synth": "Draw synthetic patients of a guideline, and tell what they show of it.",
    "fmt": "Lay out guidelines in the standard form.",
    "export": "Write a guideline in another form.",
    "import": "Write an exported core as a guideline's text again.",
    "prove": "Ask what no cases can tell: patients between rules, words that decide nothing; answer with a proof.",
    "boundary": "Offer the patients beside every limit and due date whom no case holds yet, as cases to confirm.",
    "robustness": "Show how a guideline's decisions move under laboratory error and missed visits.",
    "diff": "Compare two guidelines: what changed, by rule, and for which patients.",
    "conformance": "Write the conformance kit for other engines, or hold one against this engine.",
    "studio": "Write a guideline in a browser, with its cases and patients beside it.",
    "lsp": "Serve an editor: findings as one types, what may be written next, what a name means.",
    "explain": "Explain a code of an error or warning.",
    "new": "Begin a guideline: a small one that runs, with cases and a timeline.",
    "completion": "Print the completion script for a shell.",
}

EXIT_CODES = """\b
Exit codes:
  0  fine (also when a protocol says stop: that is an answer, not a failure)
  1  findings: errors in a guideline, a failed case, a text not formatted
  2  bad input: an unknown option, an unreadable file, a guideline with errors that was to run
  3  a bug in Careway
"""


class ClosedPipe(Exception):
    """Whoever read the output is gone. (Click would turn the system's own error into exit code 1.)"""


class Commands(click.Group):
    """The commands, each imported when it is called."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a pipe that was closed is told apart from all other errors."""
        try:
            result = super().invoke(ctx)
            if not sys.stdout.closed:  # the language server closes it when the editor is done
                sys.stdout.flush()
            return result
        except BrokenPipeError:
            raise ClosedPipe from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order in which one meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = import_module(f"careway.cli.{module}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was meant; for an unknown one, the nearest."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            from careway.base.suggestions import nearest
            from careway.cli.terminal import clean

            meant = nearest(args[0], COMMANDS)
            advice = f"did you mean {meant}?" if meant else "see careway --help"
            ctx.fail(f"there is no command {clean(args[0])!r}; {advice}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with a line each, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from careway import __version__

        click.echo(f"careway {__version__}")
        ctx.exit()


@click.command(cls=Commands, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
def careway() -> None:
    """Clinical guidelines as text that runs: checked, run on patients' timelines, tested, explained.

    Decision support under development, not a medical device.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code."""
    for stream in (sys.stdout, sys.stderr):
        prepare(stream)
    try:
        code = careway.main(None if arguments is None else list(arguments), prog_name="careway", standalone_mode=False)
        return code if isinstance(code, int) else exits.FINE
    except click.ClickException as error:
        _say(error)
        return exits.BAD_INPUT
    except (KeyboardInterrupt, click.Abort):
        return exits.INTERRUPTED
    except (ClosedPipe, BrokenPipeError):
        _leave_the_pipe()
        return exits.CLOSED_PIPE
    except Exception as error:
        from careway.base.bugs import said_of
        from careway.cli.terminal import clean
        from careway.files import Unreadable, reason_of

        if isinstance(error, Unreadable):
            print(f"error: {clean(str(error))}", file=sys.stderr)
            return exits.BAD_INPUT
        if isinstance(error, OSError):
            print(f"error: {reason_of(error)}", file=sys.stderr)
            return exits.BAD_INPUT
        print(said_of(error), file=sys.stderr)
        return exits.BUG


def _say(error: click.ClickException) -> None:
    from careway.cli.terminal import clean

    if isinstance(error, click.UsageError) and error.ctx is not None:
        print(error.ctx.get_usage(), file=sys.stderr)
    message = clean(error.format_message())
    print(f"error: {message[:1].lower()}{message[1:]}", file=sys.stderr)


def _leave_the_pipe() -> None:
    """Whoever read the output is gone: nothing more is written, not even when Python closes its streams."""
    import os

    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
