"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.types import StringParamType

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class _FileName(StringParamType):
    """A file's name, completed by the shell and taken as it is (click.Path fails on a NUL character)."""

    name = "path"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Let the shell complete files."""
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file")]


FILE = _FileName()
F = TypeVar("F", bound=Callable[..., Any])


def colour_option(function: F) -> F:
    """`--color`: when to use colour."""
    return click.option(
        "--color",
        "colour",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        show_default=True,
        help="Use colour; auto: on a terminal, unless NO_COLOR is set.",
    )(function)


def json_option(function: F) -> F:
    """`--json`: output for tools."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)
