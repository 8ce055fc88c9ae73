"""`careway prove`: which patients a guideline passes over, which of its words decide nothing, and what is so of all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careway.base.source import Source
from careway.cli import exits, options
from careway.cli.guidelines import load_source, show
from careway.cli.layout import BLANK, Line, paragraph, write
from careway.cli.terminal import Screen, Tone, errors, output, write_document
from careway.files import find, read_text, write_atomically

if TYPE_CHECKING:
    from careway.base.diagnostics import Diagnostic
    from careway.ir.nodes import Guideline
    from careway.prove.finding import Finding, Proof, Proofs, Witness
    from careway.prove.inquiry import Where

MISSING = "careway prove needs the solver z3: install careway[prove]"
_OWN = "default"


@click.command()
@click.argument("paths", nargs=-1, type=options.FILE)
@click.option(
    "--set", "populations", multiple=True, metavar="NAME",
    help=f"Ask for this parameter set only ({_OWN}: the guideline's own values). May be repeated.",
)  # fmt: skip
@click.option("--only", metavar="PATTERN", help="Only findings of this rule or kind (with * and ?).")
@click.option("-o", "--output", "target", metavar="FOLDER", type=options.FILE, help="Write the witnesses' timelines.")
@click.option("-v", "--verbose", is_flag=True, help="Say what was proved, too, and not only what was found.")
@options.json_option
@options.colour_option
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    populations: tuple[str, ...],
    only: str | None,
    target: str | None,
    verbose: bool,
    as_json: bool,
    colour: str,
) -> None:
    """Ask of guidelines what no list of cases can tell, and answer with a proof or with a patient.

    PATHS are guidelines (.care, or exported cores) or folders; by default this folder. Looked for are rules that never
    fire, criteria that never decide, advice that contradicts other advice, patients between two rules, stops that a
    worse value undoes, steps without a way on, schedules with a hole, and claims (`always`, `never`) that do not hold.
    A rule says `accepted KIND because "..."` of a finding that its author stands by.

    Exit code 0: nothing is left to mend or accept, 1: something is, 2: a guideline could not be used.
    """
    screen, said = output(colour), errors(colour)
    if find_spec("z3") is None:
        raise click.ClickException(MISSING)
    found: list[Proofs] = []
    unusable = False
    for path in find(paths or (".",), (".care",)):
        source = Source(str(path), read_text(path))
        core, where, diagnostics = _compiled(source)
        if core is None:
            show(diagnostics, source, said)
            unusable = True
            continue
        proofs = _proved(core, where, populations, only, said)
        found.append(proofs)
        if target is not None:
            _write_witnesses(proofs, Path(target))
        if not as_json:
            write(_lines(proofs, source, screen.width, verbose), screen)
    if as_json:
        from careway.ir.json_codec import write as as_text

        write_document("[" + ",\n".join(as_text(one).rstrip("\n") for one in found) + "]\n")
    if unusable or not found:
        if not unusable:
            said.write("error: there is no guideline here (.care)", Tone.STOP)
        ctx.exit(exits.BAD_INPUT)
    ctx.exit(exits.FINDINGS if any(_left(one) for one in found) else exits.FINE)


def _compiled(source: Source) -> tuple[Guideline | None, Where, Sequence[Diagnostic]]:
    """The core of a guideline with the places of its nodes in the text (none, for a core that was read from JSON)."""
    from careway.pipeline import compile_source
    from careway.prove.inquiry import Place

    if not source.name.endswith(".care"):
        loaded = load_source(source)
        return loaded.core, lambda node: None, loaded.diagnostics
    compiled = compile_source(source)

    def where(node: object) -> Place | None:
        span = compiled.origins.span(node)
        return None if span is None else Place(span.start, span.end, source.position(span.start)[0])

    return compiled.core, where, compiled.diagnostics


def _proved(core: Guideline, where: Where, populations: tuple[str, ...], only: str | None, said: Screen) -> Proofs:
    from careway.evaluate.run import RunError
    from careway.prove.prove import QUESTIONS, prove

    asked = tuple(None if name == _OWN else name for name in populations) or None
    rounds = len(QUESTIONS) * (len(asked) if asked is not None else 1 + len(core.sets))
    try:
        if not said.is_terminal:
            return prove(core, asked, only, where)
        with click.progressbar(range(rounds), label=core.id, file=said.stream) as bar:
            return prove(core, asked, only, where, lambda population, what: bar.update(1))
    except RunError as error:
        raise click.ClickException(str(error)) from None


def _left(proofs: Proofs) -> list[Finding]:
    """The findings that nobody has accepted."""
    return [one for proof in proofs.proofs for one in proof.findings if one.accepted is None]


# --- the report ------------------------------------------------------------------------------------------------------


def _lines(proofs: Proofs, source: Source, width: int, verbose: bool) -> Iterator[Line]:
    guideline = proofs.guideline
    yield Line(f"{guideline.title}", Tone.HEADING)
    yield Line(f"{guideline.id} {guideline.version} ({guideline.status}), sha256 {guideline.sha256[:12]}", Tone.FAINT)
    for proof in proofs.proofs:
        yield BLANK
        if len(proofs.proofs) > 1 or proof.population is not None:
            yield Line(f"{proof.title}:", Tone.HEADING)
        for finding in proof.findings:
            yield from _of_finding(finding, source, width)
        for one in proof.unsettled:
            yield Line(f"{source.name}:{one.line}: open", Tone.WARNING)
            yield from paragraph(one.sentence, width, _UNDER)
        if verbose:
            for shown in proof.shown:
                yield Line(f"{source.name}:{shown.line}: fine", Tone.GOOD)
                yield from paragraph(shown.sentence, width, _UNDER)
        yield from _sum(proof, width)
    for unneeded in proofs.unneeded:
        kind = f"{unneeded.kind.value} " if unneeded.kind is not None else ""
        text = f"{source.name}:{unneeded.line}  {unneeded.rule} accepts a finding {kind}that there is not"
        yield from _toned(paragraph(text, width), Tone.WARNING)
    yield BLANK
    yield Line("Within these bounds:", Tone.FAINT)
    for bound in proofs.within:
        yield from _toned(paragraph(f"- {bound}", width, "  ", "    "), Tone.FAINT)
    for notice in proofs.notices:
        yield from _toned(paragraph(notice, width), Tone.FAINT)


_UNDER = "  "


def _of_finding(finding: Finding, source: Source, width: int) -> Iterator[Line]:
    tone = Tone.STOP if finding.accepted is None else Tone.PLAIN
    accepted = "" if finding.accepted is None else " (accepted)"
    yield Line(f"{source.name}:{finding.line}: {finding.kind.value}{accepted}", tone)
    yield from paragraph(finding.sentence, width, _UNDER)
    if finding.because:
        rules = ", ".join(f"{rule} (line {line})" for rule, line in finding.because)
        yield from paragraph(f"because of {rules}", width, _UNDER, _UNDER + "  ")
    if finding.accepted is not None:
        yield from paragraph(f"accepted: {finding.accepted}", width, _UNDER, _UNDER + "  ")
        return
    for witness in finding.witnesses:
        yield from _of_witness(witness, width)


def _of_witness(witness: Witness, width: int) -> Iterator[Line]:
    text = f"for example, {witness.shows}; as of {witness.as_of}: {witness.says}"
    yield from paragraph(text, width, _UNDER, _UNDER + "  ")
    for line in witness.timeline.rstrip("\n").split("\n"):
        yield Line(f"{_UNDER}  {line}", Tone.FAINT)


def _toned(lines: list[Line], tone: Tone) -> list[Line]:
    return [Line(line.text, tone) for line in lines]


def _sum(proof: Proof, width: int) -> list[Line]:
    left = sum(1 for one in proof.findings if one.accepted is None)
    accepted = len(proof.findings) - left
    text = (
        f"{left} finding{'' if left == 1 else 's'} to mend or accept, {accepted} accepted, "
        f"{len(proof.shown)} questions proved or answered, {len(proof.unsettled)} open"
    )
    return _toned(paragraph(text, width), Tone.STOP if left else Tone.GOOD)


def _write_witnesses(proofs: Proofs, folder: Path) -> None:
    """Write each witness as a timeline of its own, named by its finding."""
    numbers: dict[str, int] = {}
    for proof in proofs.proofs:
        for finding in proof.findings:
            for witness in finding.witnesses:
                stem = f"{finding.kind.value}-{finding.rule}"
                numbers[stem] = numbers.get(stem, 0) + 1
                text = f"# {finding.sentence}\n# As of {witness.as_of}: {witness.says}\n{witness.timeline}"
                folder.mkdir(parents=True, exist_ok=True)
                write_atomically(folder / f"{stem}-{numbers[stem]}.yaml", text.encode())
