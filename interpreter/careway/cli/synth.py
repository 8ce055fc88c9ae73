"""`careway synth`: synthetic patients of a guideline, drawn from a seed, and what they show of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careway.cli import exits, options
from careway.cli.guidelines import load_to_run
from careway.cli.layout import Line, paragraph, table, write
from careway.cli.patients import progress
from careway.cli.terminal import Screen, Tone, errors, output, write_document
from careway.files import Unreadable, write_atomically

if TYPE_CHECKING:
    from careway.evaluate.result import Result
    from careway.ingest.native_text import Written
    from careway.ir.nodes import Guideline
    from careway.synth.telling import Count, Telling

_MOST = 100_000
_INDEX = ".synth.json"
"""It says that a folder is Careway's own to write anew; its name begins with a dot, so that `careway run` on the folder
does not take it for a patient."""


@click.command()
@click.argument("guideline", type=options.FILE)
@click.option(
    "-n", "--number", type=click.IntRange(1, _MOST), default=200, show_default=True, help="How many patients."
)
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="The same seed, the same"
              " patients.")  # fmt: skip
@click.option("-o", "--output", "target", metavar="FOLDER", type=options.FILE,
              help="Write a timeline for each patient into this folder, or all into one table (FILE.csv).")  # fmt: skip
@click.option("--set", "--population", "population", metavar="NAME", help="Use this parameter set for all patients.")
@options.json_option
@options.colour_option
@click.pass_context
def command(
    ctx: click.Context,
    guideline: str,
    number: int,
    seed: int,
    target: str | None,
    population: str | None,
    as_json: bool,
    colour: str,
) -> None:
    """Draw synthetic patients from a guideline's own vocabulary, thresholds and schedules.

    GUIDELINE is a guideline's text (.care) or its exported core (.json). Nobody's data is in them: they are drawn from
    the seed, and a patient of a number is the same however many are drawn. Every rule is aimed at in some; the rest is
    as it comes, with missed visits, late and wrong results, and advice that is not followed.

    Exit code 0: fine; 2: the guideline cannot be used, or the files cannot be written.
    """
    said, screen = errors(colour), output(colour)
    core = load_to_run(Path(guideline), said)
    if core is None:
        ctx.exit(exits.BAD_INPUT)
    if population is not None:
        from careway.cases.parameters import NotUsable, check_set

        try:
            check_set(core, population)
        except NotUsable as error:
            raise click.BadParameter(str(error), param_hint="--set") from None
    from careway.synth.patients import patients
    from careway.synth.telling import telling

    drawn: list[Written] = []
    results = _results(core, patients(core, number, seed, population=population), drawn)
    with progress(results, number, "Drawing", said.is_terminal and number > 20) as counted:
        told = telling(core, seed, population, counted)
    if target is not None:
        _write_files(Path(target), core, drawn, told, said)
    if as_json:
        from careway.ir.json_codec import write as as_document

        write_document(as_document(told))
    else:
        write(_report(core, told, screen.width), screen)
        _tell_where(drawn, target, screen)


def _results(core: Guideline, patients: Iterable[Written], drawn: list[Written]) -> Iterator[Result]:
    """What the guideline says of each patient, as it will be read from the file; the patients are kept in `drawn`."""
    from careway.evaluate.run import run
    from careway.ingest.native_text import native_text
    from careway.ingest.read import read_timelines

    for written in patients:
        read = read_timelines(f"{written.patient}.yaml", native_text(written).encode(), core.vocabulary)
        assert len(read.timelines) == 1, [one.title for one in read.diagnostics]
        drawn.append(written)
        yield run(core, read.timelines[0])


def _write_files(target: Path, core: Guideline, drawn: list[Written], told: Telling, said: Screen) -> None:
    """One table, or a folder with a timeline for each patient."""
    from careway.ingest.native_text import native_text
    from careway.ingest.table_text import table_text

    if target.name.endswith(".csv"):
        left_out = sum(len(written.overrides) for written in drawn)
        write_atomically(target, table_text(drawn, core.vocabulary).encode())
        if left_out:
            said.write(f"note: a table has no place for overrides; {left_out} were left out", Tone.WARNING)
        return
    if target.suffix in (".json", ".yaml", ".yml"):
        raise Unreadable(str(target), "one such file holds one patient: name a folder, or a table (FILE.csv)")
    from careway.cli.export_files import write_folder
    from careway.ir.json_codec import write as as_document
    from careway.synth.telling import FORMAT

    files = {f"{written.patient}.yaml": native_text(written) for written in drawn}
    write_folder(target, {_INDEX: as_document(told), **files}, (_INDEX, FORMAT))


def _report(core: Guideline, told: Telling, width: int) -> list[Line]:
    """What the patients show, in words."""
    from careway.synth.telling import unseen

    drawn = _several(told.patients, "synthetic patient")
    kind = "" if told.population is None else f" with {told.population}"
    title = f"{drawn} of {core.id} {core.version}{kind}, seed {told.seed}: {_several(told.records, 'record')}"
    rows: list[tuple[str, str, str]] = []
    if core.pathways:
        rows.append(("begun", str(told.begun), ""))
    if core.eligibility:
        rows += [
            ("eligible", str(told.eligible), ""),
            ("not eligible", str(told.not_eligible), ""),
            ("eligibility cannot be decided", str(told.eligibility_undecided), ""),
        ]
    if core.stops:
        rows.append(("stopped", str(told.stopped), _listed(told.stops)))
    if any(way.to is None for pathway in core.pathways for step in pathway.steps for way in step.transitions):
        rows.append(("finished", str(told.finished), ""))
    if core.pathways:
        rows.append(("steps", "", _listed(told.steps)))
    if core.cautions:
        rows.append(("cautions", "", _listed(told.cautions)))
    rows += [
        ("a rule could not be decided", str(told.undecided), ""),
        ("an occasion was missed", str(told.missed), ""),
        ("done against advice", str(told.deviations), ""),
        ("a record was corrected", str(told.corrected), ""),
    ]
    lines = [Line(title, Tone.HEADING), *table(rows, width)]
    never = unseen(told)
    if never:
        lines += [Line(line.text, Tone.WARNING) for line in paragraph(f"no patient shows: {', '.join(never)}", width)]
    return lines


def _listed(counts: Iterable[Count]) -> str:
    return ", ".join(f"{count.rule.replace('_', ' ')} {count.patients}" for count in counts)


def _tell_where(drawn: list[Written], target: str | None, screen: Screen) -> None:
    if target is None:
        screen.write("nothing was written: -o FOLDER keeps the timelines", Tone.FAINT)
        return
    what = "1 table" if target.endswith(".csv") else _several(len(drawn), "timeline")
    screen.write(f"{target}: {what}", Tone.GOOD)


def _several(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
