"""`careway robustness`: how the decisions of a guideline move when laboratories err and visits are missed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careway.base.rendering import visible
from careway.cli import exits, options
from careway.cli.guidelines import load_to_run
from careway.cli.layout import BLANK, Line, paragraph, table
from careway.cli.patients import checked_zone, drawn, named, patient_options, progress
from careway.cli.terminal import Screen, Tone, errors, output, write_document

if TYPE_CHECKING:
    from careway.robustness.document import ForRule, Robustness
    from careway.robustness.trial import Tried


@click.command()
@click.argument("guideline", type=options.FILE)
@click.option("--set", "population", metavar="NAME", help="Run with this parameter set.")
@click.option(
    "--most", type=click.IntRange(1, 100), default=3, show_default=True,
    help="Of each patient's visits and results, try at most so many of each.",
)  # fmt: skip
@patient_options
@options.json_option
@options.colour_option
@click.pass_context
def command(
    ctx: click.Context,
    guideline: str,
    population: str | None,
    most: int,
    on: tuple[str, ...],
    number: int,
    seed: int,
    zone: str | None,
    jobs: int | None,
    as_json: bool,
    colour: str,
) -> None:
    """Show how a guideline's decisions move under laboratory error, missed and late visits, and wrong units.

    Each patient's records are disturbed in one way at a time and run again; what is decided otherwise is gathered by
    rule. The patients are those of --on, or synthetic ones.

    Exit code 0: all were tried, whatever moves, 2: the guideline or a timeline could not be used.
    """
    from careway.cases.parameters import NotUsable, check_set
    from careway.differences.work import each
    from careway.robustness.document import gathered
    from careway.robustness.trial import Trial, try_file
    from careway.version import ENGINE

    said = errors(colour)
    core = load_to_run(Path(guideline), said)
    if core is None:
        ctx.exit(exits.BAD_INPUT)
    try:
        if population is not None:
            check_set(core, population)
    except NotUsable as error:
        raise click.BadParameter(str(error), param_hint="--set") from None
    trial = Trial(core, population, checked_zone(zone), seed, most)
    patients = named(on) if on else drawn((core,), number, seed, (population,))
    tried: list[Tried] = []
    results = each(try_file, trial, patients.files, jobs)
    with progress(results, len(patients.files), "Trying", said.is_terminal) as counted:
        for found in counted:
            tried += found
    for one in tried:
        if one.refusal is not None:
            said.write(f"error: {visible(one.file)}: {visible(one.refusal)}", Tone.STOP)
    report = gathered(core, ENGINE, population, patients.asked, tried)
    if as_json:
        from careway.ir.json_codec import write as as_document

        write_document(as_document(report))
    else:
        _write(report, output(colour))
    ctx.exit(exits.BAD_INPUT if report.refused else exits.FINE)


def _write(report: Robustness, screen: Screen) -> None:
    from careway.cli.layout import write

    write(lines(report, screen.width), screen)


def lines(report: Robustness, width: int) -> list[Line]:
    """The report on a terminal: what moves by rule, what stays, and what each disturbance is."""
    from careway.differences.document import asked
    from careway.robustness import sentences

    name = f"{report.title} · {report.version}"
    found = [Line(line.text, Tone.HEADING) for line in paragraph(name, width)]
    found += paragraph(f"{asked(report.patients)}: {sentences.headline(report)}", width)
    moving = [rule for rule in report.rules if any(one.moved for one in rule.under)]
    if moving:
        found += [BLANK, Line("What moves", Tone.HEADING)]
    for rule in moving:
        found += _rule(rule, report.tried, width)
    steady = [sentences.heading(rule, report.tried) for rule in report.rules if rule not in moving]
    if steady:
        found += [BLANK, Line("What stays the same under every disturbance", Tone.HEADING)]
        found += _each(steady, width)
    found += [BLANK, Line("What was done", Tone.HEADING)]
    return found + table(sentences.done(report), width)


def _rule(rule: ForRule, tried: int, width: int) -> list[Line]:
    from careway.robustness import sentences

    found = paragraph(sentences.heading(rule, tried), width, "  ", "    ")
    rows = [(one.disturbance.value, sentences.under(rule, one)) for one in rule.under if one.moved]
    found += table(rows, width, "    ")
    steady = sentences.steady(rule)
    return found + [Line(line.text, Tone.FAINT) for line in paragraph(steady, width, "    ", "      ")]


def _each(texts: Iterable[str], width: int) -> list[Line]:
    return [line for text in texts for line in paragraph(text, width, "  ", "    ")]
