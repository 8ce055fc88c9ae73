"""`careway diff`: what changed between two guidelines, by rule, and for whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careway.base.record import record
from careway.base.rendering import visible
from careway.cli import exits, options
from careway.cli.guidelines import errors_of, load_source, show
from careway.cli.patients import Patients, checked_zone, drawn, named, patient_options, progress, text_of
from careway.cli.revisions import at_revision, source_of
from careway.cli.terminal import Screen, Tone, errors, output, write_document

if TYPE_CHECKING:
    from careway.base.source import Source
    from careway.differences.change import Changes
    from careway.differences.document import Difference
    from careway.differences.of_patients import Unlike
    from careway.differences.sides import Compared, File, Ran, Side, Sides
    from careway.ir.nodes import Guideline

_KEPT = 20
"""Timelines that `-o` writes where --show does not say how many."""
_INDEX = "difference.json"
_WIDTH = 110
_SAFE = re.compile(r"[^A-Za-z0-9._-]+")


@click.command()
@click.argument("guidelines", nargs=-1, required=True, type=options.FILE, metavar="OLD NEW")
@click.option("--git", "revision", metavar="REV", help="Compare one FILE at this revision with the file as it is now.")
@click.option("--sets", metavar="[A,]B", help="Compare parameter set B of one FILE with set A, or with none.")
@click.option("--set", "population", metavar="NAME", help="Run both with this parameter set.")
@patient_options
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True,
    help="How to write the comparison.",
)  # fmt: skip
@click.option("--show", "shown", type=click.IntRange(0, 1000), metavar="N", help="Show the N most telling patients.")
@click.option("-o", "--output", "target", metavar="FOLDER", type=options.FILE, help="Write their timelines and logs.")
@options.colour_option
@click.pass_context
def command(
    ctx: click.Context,
    guidelines: tuple[str, ...],
    revision: str | None,
    sets: str | None,
    population: str | None,
    on: tuple[str, ...],
    number: int,
    seed: int,
    zone: str | None,
    jobs: int | None,
    form: str,
    shown: int | None,
    target: str | None,
    colour: str,
) -> None:
    """Compare two guidelines: what changed, by rule, and for which patients.

    OLD and NEW are two texts or exported cores; either may be REVISION:PATH, as git keeps it. With --git or --sets
    there is one FILE. What only reads differently stands apart. The patients are those of --on, or synthetic ones
    drawn for both guidelines; with -n 0 nobody is asked about.

    Exit code 0: nothing that runs differs, 1: something does, 2: a guideline or a timeline could not be used.
    """
    from careway.differences.of_guidelines import compare, compare_sets
    from careway.differences.sides import compare_file
    from careway.differences.work import each

    if shown and form != "text":
        raise click.UsageError("--show is for a person; -o FOLDER writes the patients beside any form")
    said = errors(colour)
    pair = _pair(guidelines, revision, sets, population, said)
    if pair is None:
        ctx.exit(exits.BAD_INPUT)
    sides, names = pair.within(checked_zone(zone)), pair.names
    old, new = sides.old, sides.new
    changes = compare(old.core, new.core) if sets is None else compare_sets(old.core, old.population, new.population)
    patients = _patients(sides, on, number, seed, jobs) if on or (changes.running and number) else None
    compared: list[Compared] = []
    if patients is not None:
        results = each(compare_file, sides, patients.files, jobs)
        with progress(results, len(patients.files), "Comparing", said.is_terminal) as counted:
            for found in counted:
                compared += found
    unusable = _tell_unusable(compared, said)
    usable = [one for one in compared if one.old_refuses is None or one.new_refuses is None]
    difference = _document(sides, names, changes, patients, usable)
    if patients is not None and target is not None:
        _write_folder(sides, patients, difference, shown, Path(target))
    _write(difference, form, colour)
    if patients is not None and shown and form == "text":
        _show(sides, patients, difference, shown, output(colour))
    ctx.exit(exits.BAD_INPUT if unusable else exits.FINDINGS if difference.differs else exits.FINE)


@record
class _Pair:
    """The two that are compared, and what they are called."""

    old: Side
    new: Side
    names: tuple[str, str]

    def within(self, zone: str | None) -> Sides:
        from careway.differences.renamed import renamings
        from careway.differences.sides import Side, Sides

        called = tuple(renamings(self.old.core, self.new.core).items())
        return Sides(Side(self.old.core, self.old.population, called), self.new, zone)


def _pair(
    guidelines: tuple[str, ...], revision: str | None, sets: str | None, population: str | None, said: Screen
) -> _Pair | None:
    """The two that are compared, and what they are called; None, and its errors shown, where one cannot run."""
    from careway.differences.sides import Side

    if revision is not None and sets is not None:
        raise click.UsageError("--git and --sets are two comparisons: ask for one of them")
    one_file = revision is not None or sets is not None
    if len(guidelines) != (1 if one_file else 2):
        wanted = "one FILE" if one_file else "OLD and NEW (or one FILE with --git REV or --sets NAME)"
        raise click.UsageError(f"name {wanted}")
    if sets is not None:
        if population is not None:
            raise click.UsageError("--sets says already with which parameter sets to run")
        core = _core(source_of(guidelines[0]), said)
        if core is None:
            return None
        before, after = _two_sets(core, sets)
        return _Pair(Side(core, before), Side(core, after), (guidelines[0], guidelines[0]))
    if revision is not None:
        sources = (at_revision(revision, Path(guidelines[0])), source_of(guidelines[0]))
    else:
        sources = (source_of(guidelines[0]), source_of(guidelines[1]))
    cores = [_core(source, said) for source in sources]
    old, new = cores
    if old is None or new is None:
        return None
    for core in (old, new):
        _check_set(core, population, "--set")
    return _Pair(Side(old, population), Side(new, population), (sources[0].name, sources[1].name))


def _core(source: Source, said: Screen) -> Guideline | None:
    loaded = load_source(source)
    if loaded.core is None:
        show(errors_of(loaded.diagnostics), loaded.source, said)
    return loaded.core


def _two_sets(core: Guideline, sets: str) -> tuple[str | None, str]:
    names = [name.strip() for name in sets.split(",")]
    if len(names) > 2 or not all(names):
        raise click.BadParameter("write one set, or two with a comma between them", param_hint="--sets")
    for name in names:
        _check_set(core, name, "--sets")
    return (names[0] if len(names) == 2 else None), names[-1]


def _check_set(core: Guideline, name: str | None, hint: str) -> None:
    from careway.cases.parameters import NotUsable, check_set

    if name is not None:
        try:
            check_set(core, name)
        except NotUsable as error:
            raise click.BadParameter(f"{error} ({core.id} {core.version})", param_hint=hint) from None


def _patients(sides: Sides, on: tuple[str, ...], number: int, seed: int, jobs: int | None) -> Patients:
    if on:
        return named(on)
    old, new = sides.old, sides.new
    return drawn((old.core, new.core), number, seed, (old.population, new.population), jobs)


def _tell_unusable(compared: Sequence[Compared], said: Screen) -> bool:
    """Say which files neither of the two can use."""
    neither = [one for one in compared if one.old_refuses is not None and one.new_refuses is not None]
    for one in neither:
        reasons = dict.fromkeys((one.old_refuses or "", one.new_refuses or ""))
        said.write(f"error: {visible(one.file)}: {visible('; '.join(reasons))}", Tone.STOP)
    return bool(neither)


def _document(
    sides: Sides, names: tuple[str, str], changes: Changes, patients: Patients | None, compared: Sequence[Compared]
) -> Difference:
    from careway.differences import document
    from careway.differences.of_patients import for_whom
    from careway.version import ENGINE

    found = None if patients is None else for_whom(compared)
    return document.Difference(
        document.FORMAT,
        ENGINE,
        document.compared(names[0], sides.old.core, sides.old.population),
        document.compared(names[1], sides.new.core, sides.new.population),
        bool(changes.running) or (found is not None and bool(found.unlike)),
        changes.running,
        changes.wording,
        None if patients is None else patients.asked,
        found,
    )


def _write(difference: Difference, form: str, colour: str) -> None:
    if form == "json":
        from careway.ir.json_codec import write as as_json

        write_document(as_json(difference))
        return
    if form == "markdown":
        from careway.differences.markdown import markdown

        write_document(markdown(difference))
        return
    from careway.cli.diff_report import report
    from careway.cli.layout import write

    screen = output(colour)
    write(report(difference, screen.width), screen)


def _runs(sides: Sides, patients: Patients, unlike: Sequence[Unlike]) -> Iterator[tuple[File, Ran]]:
    """The runs of some patients under both, once more and whole."""
    from careway.differences.sides import run_file

    files = {file.name: file for file in patients.files}
    for one in unlike:
        ran = next(ran for ran in run_file(sides, files[one.file]) if ran.patient == one.patient)
        yield files[one.file], ran


def _show(sides: Sides, patients: Patients, difference: Difference, number: int, screen: Screen) -> None:
    from careway.cli.diff_report import patient
    from careway.cli.layout import write

    unlike = [] if difference.for_whom is None else difference.for_whom.unlike[:number]
    for one, (file, ran) in zip(unlike, _runs(sides, patients, unlike), strict=True):
        screen.write("\n" + "─" * screen.width + "\n", Tone.FAINT)
        write(patient(one, text_of(file), ran, screen.width), screen)


def _write_folder(sides: Sides, patients: Patients, difference: Difference, number: int | None, folder: Path) -> None:
    """The timelines of those for whom something is different, the most telling first, each with both logs."""
    from careway.cli.diff_report import patient
    from careway.cli.export_files import write_folder
    from careway.differences.document import FORMAT
    from careway.ir.json_codec import write as as_json

    unlike = [] if difference.for_whom is None else difference.for_whom.unlike[: number or _KEPT]
    files = {_INDEX: as_json(difference)}
    for place, (one, (file, ran)) in enumerate(zip(unlike, _runs(sides, patients, unlike), strict=True), 1):
        name = f"{place:03}-{_SAFE.sub('-', Path(file.name).name.removesuffix('.gz'))}"
        text = text_of(file)
        if text is not None:
            files[name] = text
        lines = patient(one, None, ran, _WIDTH)
        files[f"{name}.logs.txt"] = "\n".join(line.text for line in lines) + "\n"
    write_folder(folder, files, (_INDEX, FORMAT))
