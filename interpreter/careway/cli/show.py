"""`careway show`: a guideline as a clinician's document."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careway.cli import exits, options
from careway.cli.guidelines import Loaded, errors_of, load_source, show
from careway.cli.revisions import source_of
from careway.cli.terminal import errors, write_document
from careway.files import write_atomically

if TYPE_CHECKING:
    from careway.base.source import Source
    from careway.ir.nodes import Guideline

_BY_ENDING = {".html": "html", ".htm": "html", ".pdf": "pdf"}
_NEEDS = {
    "html": ("graphlay", "the chart of an HTML page needs graphlay: pip install 'careway[document]'"),
    "pdf": ("typst", "a PDF is set by Typst: pip install 'careway[pdf]'"),
}


@click.command()
@click.argument("guideline", type=options.FILE)
@click.option(
    "-o", "--output", "target", metavar="FILE", type=options.FILE, help="Write to a file, whole or not at all."
)
@click.option(
    "--format", "form", type=click.Choice(["markdown", "html", "pdf"]),
    help="How to write it; by default what the name of the file ends in, else markdown.",
)  # fmt: skip
@click.option("--code", is_flag=True, help="Show under each rule the lines of the text that it comes from.")
@click.option(
    "--compare", "older", metavar="OLD", type=options.FILE, help="Mark what is new, changed and gone since OLD."
)
@options.colour_option
@click.pass_context
def command(
    ctx: click.Context, guideline: str, target: str | None, form: str | None, code: bool, older: str | None, colour: str
) -> None:
    """Show a guideline as a clinician reads it, to standard output or a file.

    For whom it is, its course as a chart and in words, when to stop, what is due when, cautions, tasks, the words it
    uses with codes, units and limits, its evidence, and every assumption by its number. No line of code is shown
    without --code. Each statement names its rule and the line that it comes from.

    GUIDELINE and OLD are texts or exported cores; either may be REVISION:PATH, as git keeps it. HTML is one page that
    needs no network and no script; PDF goes into a file. Exit code 2: a guideline that has errors or cannot be read;
    nothing is written then.
    """
    form = form or _BY_ENDING.get(Path(target or "").suffix.lower(), "markdown")
    if form == "pdf" and target is None:
        raise click.UsageError("a PDF goes into a file: name it with -o FILE")
    _refuse_without_library(form)
    said = errors(colour)
    loaded: list[Loaded] = []
    for name in (guideline, *([] if older is None else [older])):
        one = load_source(source_of(name))
        if one.core is None:
            show(errors_of(one.diagnostics), one.source, said)
        loaded.append(one)
    cores = [one.core for one in loaded if one.core is not None]
    if len(cores) < len(loaded):
        ctx.exit(exits.BAD_INPUT)
    text = _text(loaded[0].source) if code else None
    written = _written(cores[0], cores[1] if older is not None else None, text, form)
    if target is None:
        write_document(written.decode())
    else:
        write_atomically(Path(target), written)


def _refuse_without_library(form: str) -> None:
    library, missing = _NEEDS.get(form, (None, ""))
    if library is not None and find_spec(library) is None:
        raise click.ClickException(f"{missing} (or --format markdown)")


def _text(source: Source) -> str:
    if source.text.lstrip("\ufeff \t\r\n").startswith("{"):
        raise click.ClickException("--code shows the guideline's text, and an exported core has none")
    return source.text


def _written(core: Guideline, old: Guideline | None, text: str | None, form: str) -> bytes:
    from careway.document.compared import compared
    from careway.document.content import document

    made = document(core, text) if old is None else compared(old, core, text)
    if form == "markdown":
        from careway.document.markdown import markdown

        return markdown(made).encode()
    if form == "pdf":
        from careway.document.pdf import NoFont, pdf

        try:
            return pdf(made)
        except NoFont as error:
            raise click.ClickException(f"{error} (or --format html)") from None
    from careway.document.drawing import drawing
    from careway.document.html import html

    return html(made, drawing).encode()
