"""`careway explain`: the page of a code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from careway.cli import exits, options
from careway.cli.terminal import Tone, errors, output

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_CODE = re.compile(r"(?:CW)?(\d{3})", re.IGNORECASE | re.ASCII)


def _codes(_ctx: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
    return [code for code in sorted(_pages()) if code.startswith(typed.upper())]


@click.command()
@click.argument("code", required=False, shell_complete=_codes)
@options.colour_option
@click.pass_context
def command(ctx: click.Context, code: str | None, colour: str) -> None:
    """Explain a code of an error or warning (CW203), with an example; without a code, list all."""
    pages = _pages()
    screen = output(colour)
    if code is None:
        for name in sorted(pages):
            screen.write(f"{name}  {_title(pages[name].read_text(encoding='utf-8'))}")
        return
    match = _CODE.fullmatch(code.strip())
    page = pages.get(f"CW{match[1]}" if match else "")
    if page is None:
        from careway.base.suggestions import nearest

        meant = nearest(code.upper(), sorted(pages))
        advice = f"did you mean {meant}?" if meant else "`careway explain` lists them"
        errors(colour).write(f"error: there is no code {code}; {advice}")
        ctx.exit(exits.BAD_INPUT)
    for line in page.read_text(encoding="utf-8").rstrip().split("\n"):
        screen.write(line, Tone.HEADING if line.startswith("#") else Tone.PLAIN)


def _pages() -> dict[str, Traversable]:
    from careway.resources import data

    pages = data("grammar", "explain").iterdir()
    return {page.name.removesuffix(".md"): page for page in pages if page.name.endswith(".md")}


def _title(page: str) -> str:
    first = page.lstrip().split("\n", 1)[0].lstrip("# ")
    return re.sub(r"^CW\d{3}\s*[:·–-]?\s*", "", first)
