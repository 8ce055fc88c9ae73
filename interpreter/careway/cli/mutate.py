"""`careway mutate`: small changes of a guideline, and which of them its cases do not notice."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careway.base.source import Source
from careway.cli import exits, options
from careway.cli.guidelines import errors_of, load, show
from careway.cli.layout import Line, paragraph, write
from careway.cli.terminal import Screen, Tone, errors, output, write_document
from careway.files import CASES_ENDINGS, Unreadable, find, read_text

if TYPE_CHECKING:
    from careway.cases.nodes import Case
    from careway.cases.suite import Suite
    from careway.ir.nodes import Guideline
    from careway.mutants.generate import LineOf
    from careway.mutants.hunt import Means
    from careway.mutants.verdict import Verdict, Verdicts

EQUIVALENT: tuple[str, ...] = ("careway.prove.same:equivalent",)
"""What shows that a change changes nothing (`module:function`), where the solver is installed."""
SEEK: tuple[str, ...] = ("careway.prove.apart:tells_apart",)
"""What finds a patient who shows a change, before those near the guideline's own cases are tried."""
NO_SOLVER = "whether a change changes nothing cannot be shown without the solver z3: install careway[prove]"
_MOST_JOBS = 64


@click.command()
@click.argument("paths", nargs=-1, type=options.FILE)
@click.option("--only", metavar="RULE", help="Change only this rule, definition, parameter or concept (with * and ?).")
@click.option("--jobs", metavar="N", type=click.IntRange(1, _MOST_JOBS), help="Processes to use; default: one a core.")
@click.option(
    "--fail-under",
    metavar="PERCENT",
    type=click.IntRange(0, 100),
    default=100,
    help="Exit code 1 only where fewer than this part of the changes are noticed; default: 100.",
)
@click.option("--no-examples", is_flag=True, help="Look for no case that would notice what none notices: quicker.")
@click.option("-v", "--verbose", is_flag=True, help="Name the changes that are noticed, too, and the case that does.")
@options.json_option
@options.colour_option
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    only: str | None,
    jobs: int | None,
    fail_under: int,
    no_examples: bool,
    verbose: bool,
    as_json: bool,
    colour: str,
) -> None:
    """Change a guideline as a slip would, one place at a time, and name the changes that no case notices.

    PATHS are guidelines (.care) with their cases beside them, cases files (.cases.yaml) or folders; by default this
    folder. Exit code 0: every change is noticed or shown to change nothing, 1: one is not, 2: a file cannot be used, a
    case fails already, or there is no case.
    """
    from careway.mutants.hunt import PATIENTS, Means
    from careway.mutants.verdict import document

    screen, said = output(colour), errors(colour)
    solver = importlib.util.find_spec("z3") is not None
    means = Means(
        0 if no_examples else PATIENTS, EQUIVALENT if solver else (), SEEK if solver and not no_examples else ()
    )
    found: list[Verdicts] = []
    meant = _Meant(paths, said)
    unusable = meant.unusable
    for guideline, files in meant.cases.items():
        try:
            verdicts = _hunted(guideline, files, only, jobs or _cores(), means, said)
        except (_Unusable, Unreadable) as error:
            said.write(f"error: {error}", Tone.STOP)
            unusable = True
            continue
        found.append(verdicts)
        if not as_json:
            _tell(verdicts, screen, verbose)
            if verdicts.survivors and not solver:
                screen.write()
                write(paragraph(NO_SOLVER, screen.width), screen)
    if as_json:
        import json

        write_document(json.dumps(document(found), ensure_ascii=False, indent=2) + "\n")
    if unusable or not found:
        if not unusable:
            said.write("error: no cases here: they stand beside a guideline in NAME.cases.yaml", Tone.STOP)
        ctx.exit(exits.BAD_INPUT)
    ctx.exit(exits.FINDINGS if any(one.share * 100 < fail_under for one in found) else exits.FINE)


class _Unusable(Exception):
    """A guideline or its cases cannot be used; the text says why."""


def _cores() -> int:
    return min(_MOST_JOBS, os.cpu_count() or 1)


class _Meant:
    """The guidelines that are meant, each with the files of its cases; and whether one of the files is of no use."""

    def __init__(self, paths: tuple[str, ...], said: Screen) -> None:
        self.cases: dict[Path, list[Source]] = {}
        self.unusable = False
        self._said = said
        asked = find(paths or (".",), (".care", *CASES_ENDINGS))
        files = [path for path in asked if path.name.endswith(CASES_ENDINGS)]
        guidelines = [path for path in asked if not path.name.endswith(CASES_ENDINGS)]
        self._named = {path.resolve(): path for path in guidelines}
        read: set[Path] = set()
        for folder, every in [
            (None, files),
            *((path.parent, find([str(path.parent)], CASES_ENDINGS)) for path in guidelines),
        ]:
            for file in every:
                if file.resolve() not in read and folder in (None, file.parent):
                    read.add(file.resolve())
                    self._read(file, asked=folder is None)
        for path in guidelines:
            if path not in self.cases:
                said.write(f"warning: {path}: no cases; write them in {path.stem}.cases.yaml beside it", Tone.WARNING)

    def _read(self, file: Path, *, asked: bool) -> None:
        from careway.cases.suite import Suite, open_suite, without_guideline

        try:
            source = Source(str(file), read_text(file))
        except Unreadable as error:
            self._said.write(f"error: {error}", Tone.STOP)
            self.unusable = True
            return
        opened = open_suite(source)
        if isinstance(opened, Suite):
            self._refuse(opened)
            return
        target = file.parent / opened.guideline.text
        try:
            place = target.resolve()
        except (OSError, ValueError):
            self._refuse(without_guideline(opened, "the guideline cannot be read: this cannot be a file's name"))
            return
        if asked or place in self._named:
            self.cases.setdefault(self._named.setdefault(place, target), []).append(source)

    def _refuse(self, suite: Suite) -> None:
        show(suite.diagnostics, suite.source, self._said)
        self.unusable = True


def _hunted(path: Path, files: list[Source], only: str | None, jobs: int, means: Means, said: Screen) -> Verdicts:
    from careway.cases.run import Outcome, run_case
    from careway.mutants.generate import slips_of
    from careway.mutants.hunt import hunt
    from careway.mutants.verdict import Verdicts

    core, line = _core(path, said)
    cases = [case for file in files for case in _cases(file, core, said)]
    failing = [case.name for case in cases if run_case(case, core).outcome not in (Outcome.PASSED, Outcome.SKIPPED)]
    if failing:
        few = f"{len(failing)} case{'' if len(failing) == 1 else 's'} of {path}"
        raise _Unusable(f"{few} cannot tell anything, since they fail already: see careway test")
    if all(case.skip is not None for case in cases):
        raise _Unusable(f"{path}: there is no case to be run")
    mutants = list(slips_of(core, line, only))
    if not mutants:
        what = "there is nothing to change" if only is None else f"there is no rule, definition or concept {only}"
        raise _Unusable(f"{path}: {what}")
    with _progress(len(mutants)) as seen:
        verdicts = hunt(core, cases, mutants, means=means, jobs=jobs, seen=seen)
    return Verdicts(str(path), len(cases), verdicts)


def _core(path: Path, said: Screen) -> tuple[Guideline, LineOf | None]:
    """A guideline's core, and the line of each of its nodes where the text says it."""
    loaded = load(path)
    if loaded.core is None:
        show(errors_of(loaded.diagnostics), loaded.source, said)
        raise _Unusable(f"{path} has errors")
    if path.name.endswith(".json"):
        return loaded.core, None
    from careway.pipeline import compile_source

    compiled = compile_source(loaded.source)
    if compiled.core is None:  # a core in JSON under another name
        return loaded.core, None
    origins, source = compiled.origins, loaded.source

    def line(node: object) -> int | None:
        span = origins.span(node)
        return None if span is None else source.position(span.start)[0]

    return compiled.core, line


def _cases(file: Source, core: Guideline, said: Screen) -> list[Case]:
    from careway.cases.findings import Findings
    from careway.cases.read import read_cases
    from careway.cases.suite import Opened, open_suite

    opened, findings = open_suite(file), Findings()
    cases = read_cases(opened.root, core, findings) if isinstance(opened, Opened) else []
    if findings.found:
        show(findings.found, file, said)
        raise _Unusable(f"{file.name} has errors")
    return cases


class _progress:
    """A bar on standard error, where that is a terminal."""

    def __init__(self, total: int) -> None:
        self.bar = click.progressbar(
            length=total, label="changes", file=sys.stderr, hidden=not sys.stderr.isatty(), show_pos=True
        )

    def __enter__(self) -> Callable[[int], object]:
        self.bar.__enter__()
        return self.bar.update

    def __exit__(self, *of_error: object) -> None:
        self.bar.__exit__(None, None, None)


def _tell(found: Verdicts, screen: Screen, verbose: bool) -> None:
    write(paragraph(_summary(found), screen.width, hanging="  "), screen)
    if verbose:
        for one in found.verdicts:
            if one.noticed is not None:
                text = f"noticed: {one.mutant.place}: {one.mutant.words}; by {one.noticed.case} ({one.noticed.how})"
                write(paragraph(text, screen.width, "  ", "    "), screen)
    for one in found.equivalent:
        text = f"changes nothing: {one.mutant.place}: {one.mutant.words}: {one.equivalent}"
        write(paragraph(text, screen.width, "  ", "    "), screen)
    for one in found.survivors:
        screen.write()
        _tell_survivor(one, screen)


def _summary(found: Verdicts) -> str:
    told = len(found.survivors)
    parts = [f"{len(found.verdicts)} changes", f"{found.noticed} noticed"]
    if found.equivalent:
        parts.append(f"{len(found.equivalent)} change nothing")
    parts.append(f"{told} not noticed" if told else "none goes unnoticed")
    return f"{found.guideline}: {', '.join(parts)} (by {found.cases} cases)"


def _tell_survivor(one: Verdict, screen: Screen) -> None:
    text = f"nothing notices if in {one.mutant.place} {one.mutant.words}"
    write([Line(line.text, Tone.WARNING) for line in paragraph(text, screen.width, hanging="  ")], screen)
    if one.example is not None:
        screen.write("this case would:", Tone.FAINT)
        screen.write()
        screen.write(one.example.rstrip("\n"))
