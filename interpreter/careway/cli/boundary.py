"""`careway boundary`: the patients at, above and below every limit whom no case holds yet, as cases to be confirmed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from fnmatch import fnmatchcase
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careway.base.source import Source
from careway.cli import exits, options
from careway.cli.guidelines import load_source, show
from careway.cli.terminal import Screen, Tone, errors, output, write_document
from careway.files import CASES_ENDINGS, Unreadable, find, read_text, write_atomically

if TYPE_CHECKING:
    from careway.boundary.offers import Offering
    from careway.boundary.said import Offer, Said
    from careway.cases.nodes import Case
    from careway.ir.nodes import Guideline
    from careway.prove.inquiry import Where

MISSING = "careway boundary needs the solver z3: install careway[prove]"
_YES, _NO, _SKIP, _QUIT = "y", "n", "s", "q"


@click.command()
@click.argument("guideline", type=options.FILE)
@click.option("--only", metavar="RULE", help="Only boundaries of this rule, monitor or task (with * and ?).")
@click.option("--set", "population", metavar="NAME", help="Use the values of this parameter set.")
@click.option("--all", "everything", is_flag=True, help="Offer also what the guideline's cases hold already.")
@click.option("-o", "--output", "target", metavar="FILE", type=options.FILE, help="Write the cases to a new file.")
@click.option(
    "--confirm", is_flag=True, help="Show one case after another; those confirmed join the guideline's cases."
)
@options.json_option
@options.colour_option
@click.pass_context
def command(
    ctx: click.Context,
    guideline: str,
    only: str | None,
    population: str | None,
    everything: bool,
    target: str | None,
    confirm: bool,
    as_json: bool,
    colour: str,
) -> None:
    """Offer the patients beside every limit, window and due date of GUIDELINE whom no case holds yet.

    Each is a case with what the guideline says now, of a patient for whom the question at hand alone decides: exactly
    at the limit, a step below, a step above, and with the datum unknown; on the last day of a window, the day before
    and after. A clinician confirms what is meant so; nothing that a case holds already is offered again.

    Exit code 0: no case is missing (or what was offered is written or confirmed), 1: some are, 2: bad input.
    """
    screen, said = output(colour), errors(colour)
    if find_spec("z3") is None:
        raise click.ClickException(MISSING)
    if confirm + as_json + (target is not None) > 1:
        raise click.UsageError("use one of --confirm, --json and --output")
    path = Path(guideline)
    if target is not None:
        _free(Path(target))
    source = Source(str(path), read_text(path))
    core, where = _compiled(source, said)
    if core is None:
        ctx.exit(exits.BAD_INPUT)
    cases = _cases(path, core, said)
    if cases is None:
        ctx.exit(exits.BAD_INPUT)
    offering = _offering(core, where, population, cases, only, everything)
    if confirm:
        ctx.exit(_confirmed(path, core, offering, screen, said))
    if as_json:
        ctx.exit(_document(core, population, offering))
    if target is not None:
        ctx.exit(_written(path, Path(target), core, population, offering, said))
    ctx.exit(_told(path, core, population, offering, screen))


# --- what is given ---------------------------------------------------------------------------------------------------


def _free(target: Path) -> None:
    if not target.name.endswith(CASES_ENDINGS):
        raise Unreadable(str(target), f"the name of a cases file ends in {CASES_ENDINGS[0]}")
    if target.exists():
        raise Unreadable(str(target), "is there already; it is left as it is")
    if not target.parent.is_dir():
        raise Unreadable(str(target.parent), "there is no such folder")


def _compiled(source: Source, said: Screen) -> tuple[Guideline | None, Where]:
    """The core of a guideline with the places of its nodes in the text (none, for a core that was read from JSON)."""
    from careway.pipeline import compile_source
    from careway.prove.inquiry import Place

    if not source.name.endswith(".care"):
        loaded = load_source(source)
        if loaded.core is None:
            show(loaded.diagnostics, source, said)
        return loaded.core, lambda node: None
    compiled = compile_source(source)

    def where(node: object) -> Place | None:
        span = compiled.origins.span(node)
        return None if span is None else Place(span.start, span.end, source.position(span.start)[0])

    if compiled.core is None:
        show(compiled.diagnostics, source, said)
    return compiled.core, where


def _cases(path: Path, core: Guideline, said: Screen) -> list[Case] | None:
    """The cases of the guideline that stand beside it; None, and their errors shown, where they cannot be read."""
    from careway.cases.findings import Findings
    from careway.cases.read import read_cases
    from careway.cases.suite import Opened, open_suite

    found: list[Case] = []
    for file in find([str(path.parent)], CASES_ENDINGS):
        source = Source(str(file), read_text(file))
        opened, findings = open_suite(source), Findings()
        if not isinstance(opened, Opened):
            if file == _beside(path):
                show(opened.diagnostics, source, said)
                return None
            continue
        if (file.parent / opened.guideline.text).resolve() != path.resolve():
            continue
        found += read_cases(opened.root, core, findings)
        if findings.found:
            show(findings.found, source, said)
            return None
    return found


def _beside(path: Path) -> Path:
    """The file in which a guideline's own cases stand."""
    return path.with_name(path.name.removesuffix(".json").removesuffix(".care") + CASES_ENDINGS[0])


def _offering(
    core: Guideline, where: Where, population: str | None, cases: list[Case], only: str | None, everything: bool
) -> Offering:
    from careway.boundary.offers import Offering
    from careway.evaluate.run import RunError, resolve
    from careway.prove.inquiry import Inquiry

    try:
        values = resolve(core, population, {})
    except RunError as error:
        raise click.ClickException(str(error)) from None
    offering = Offering(
        Inquiry(core, values, population, where),
        cases,
        (lambda rule: True) if only is None else (lambda rule: fnmatchcase(rule, only)),
        again=everything,
    )
    if only is not None and not offering.named():
        raise click.ClickException(f"there is no rule with a boundary that is called {only}")
    return offering


# --- what is made of it ----------------------------------------------------------------------------------------------


def _told(path: Path, core: Guideline, population: str | None, offering: Offering, screen: Screen) -> int:
    from careway.boundary.document import sheet

    seen = _Seen(offering)
    for text in sheet(core, path.name, population, seen.said()):
        tone = Tone.FAINT if text.lstrip().startswith("#") else Tone.PLAIN
        screen.write(text.rstrip("\n"), tone)
        screen.stream.flush()
    if not seen.offers:
        screen.write("# No case is missing.", Tone.GOOD)
    return exits.FINDINGS if seen.offers else exits.FINE


def _written(
    path: Path, target: Path, core: Guideline, population: str | None, offering: Offering, said: Screen
) -> int:
    from careway.boundary.document import sheet

    seen = _Seen(offering)
    name = os.path.relpath(path.resolve(), target.parent.resolve())
    text = "".join(sheet(core, name, population, seen.said()))
    if not seen.offers:
        said.write(f"no case is missing: {target} is not written", Tone.GOOD)
        return exits.FINE
    write_atomically(target, text.encode(), replace=False)
    said.write(f"{target}: {len(seen.offers)} case{'' if len(seen.offers) == 1 else 's'} to be confirmed")
    return exits.FINE


def _document(core: Guideline, population: str | None, offering: Offering) -> int:
    from careway.boundary.document import document
    from careway.ir.json_codec import write as as_text
    from careway.version import ENGINE

    made = document(core, ENGINE, population, offering.offers())
    write_document(as_text(made))
    return exits.FINDINGS if made.offers else exits.FINE


class _Seen:
    """What was offered, kept as it passes by."""

    def __init__(self, offering: Offering) -> None:
        self._offering = offering
        self.offers: list[Offer] = []

    def said(self) -> Iterator[Said]:
        from careway.boundary.said import Offer

        for one in self._offering.offers():
            if isinstance(one, Offer):
                self.offers.append(one)
            yield one


def _confirmed(path: Path, core: Guideline, offering: Offering, screen: Screen, said: Screen) -> int:
    """Ask of each case whether it is meant so, and put those that are at the end of the guideline's cases at once."""
    from careway.boundary.keeping import CannotStand, kept
    from careway.boundary.said import Offer

    file = _beside(path)
    confirmed, not_meant = 0, []
    for one in offering.offers():
        if not isinstance(one, Offer):
            continue
        screen.write()
        screen.write(f"{one.rule}: {one.title} (line {one.line})", Tone.HEADING)
        screen.write(one.text.rstrip("\n"))
        answer = _asked()
        if answer == _QUIT:
            break
        if answer == _NO:
            not_meant.append(one)
        if answer == _YES:
            try:
                text = kept(read_text(file) if file.exists() else None, one.text, core, path.name)
            except CannotStand as error:
                raise Unreadable(str(file), str(error)) from None
            write_atomically(file, text.encode())
            confirmed += 1
    screen.write()
    screen.write(f"{file}: {confirmed} case{'' if confirmed == 1 else 's'} added")
    for one in not_meant:
        said.write(f"not meant so: {one.rule} (line {one.line}): {one.name}", Tone.WARNING)
    return exits.FINDINGS if not_meant else exits.FINE


def _asked() -> str:
    """Yes, no, skip or quit; the end of the input is quit."""
    choices = click.Choice([_YES, _NO, _SKIP, _QUIT])
    try:
        answer: str = click.prompt("Is this meant so? y(es), n(o), s(kip), q(uit)", type=choices, show_choices=False)
    except click.Abort:
        return _QUIT
    return answer
