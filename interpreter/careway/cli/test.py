"""`careway test`: the cases that stand beside guidelines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careway.base.source import Source
from careway.cli import exits, options
from careway.cli.guidelines import Loaded, errors_of, load, show
from careway.cli.terminal import Screen, Tone, errors, output, write_document
from careway.files import CASES_ENDINGS, Unreadable, find, read_text, write_atomically

if TYPE_CHECKING:
    from careway.cases.run import Report
    from careway.cases.suite import Suite
    from careway.cli.coverage import Watching


@click.command()
@click.argument("paths", nargs=-1, type=options.FILE)
@click.option("--only", metavar="PATTERN", help="Run only cases whose name contains this (with * or ? as wildcards).")
@click.option("--junit", metavar="FILE", type=options.FILE, help="Also write the outcome as JUnit XML.")
@click.option("-v", "--verbose", is_flag=True, help="Name the cases that pass, too.")
@click.option("--coverage", is_flag=True, help="Also say what of each guideline its cases show, and what they do not.")
@click.option(
    "--html", metavar="FILE", type=options.FILE, help="With --coverage: also write it as a page, on the text."
)
@click.option(
    "--fail-under",
    metavar="PERCENT",
    type=click.IntRange(0, 100),
    help="With --coverage: exit code 1 where a guideline is covered less.",
)
@options.json_option
@options.colour_option
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[str, ...],
    only: str | None,
    junit: str | None,
    verbose: bool,
    coverage: bool,
    html: str | None,
    fail_under: int | None,
    as_json: bool,
    colour: str,
) -> None:
    """Run the cases that stand beside guidelines.

    PATHS are cases files (.cases.yaml), guidelines (.care: the cases beside it are run) or folders, searched for both;
    by default this folder. Exit code 0: all pass, 1: a case fails, or a guideline is covered less than --fail-under,
    2: a file cannot be used, or there is no case.
    """
    if not coverage and (html is not None or fail_under is not None):
        raise click.UsageError(f"{'--html' if html is not None else '--fail-under'} goes with --coverage")
    screen, said = output(colour), errors(colour)
    watching = _watching() if coverage else None
    library = _Library()
    suites: list[Suite] = []
    unreadable = False
    for path, guideline in _cases_files(paths):
        try:
            suite = _run(path, guideline, library, only, watching)
        except Unreadable as error:
            said.write(f"error: {error}", Tone.STOP)
            unreadable = True
            continue
        if suite is not None:
            suites.append(suite)
            _tell(suite, screen, said, verbose, quiet=as_json)
    for path in find(paths or (".",), (".care",)):
        if path.name.endswith(".care") and path.resolve() not in library.tested:
            said.write(f"warning: {path}: no cases; write them in {path.stem}.cases.yaml beside it", Tone.WARNING)
            unreadable = _without_cases(path, library, watching, said) or unreadable
    if as_json:
        write_document(_document(suites, watching))
    else:
        _close(suites, screen)
        if watching is not None:
            from careway.cli.coverage import tell

            tell(watching.covered(), screen)
    if html is not None and watching is not None:
        write_atomically(Path(html), watching.page().encode())
    if junit is not None:
        from careway.cases.report import junit as as_junit

        write_atomically(Path(junit), as_junit(suites).encode())
    code = _exit_code(suites, unreadable)
    if watching is not None and any(one.measured.tally.percent < (fail_under or 0) for one in watching.covered()):
        code = max(code, exits.FINDINGS)
    ctx.exit(code)


def _without_cases(path: Path, library: _Library, watching: Watching | None, said: Screen) -> bool:
    """Take note of a guideline of which no case shows anything; True where it cannot be read."""
    if watching is None:
        return False
    try:
        watching.of(path, library.load(path))
    except Unreadable as error:
        said.write(f"error: {error}", Tone.STOP)
        return True
    return False


def _watching() -> Watching:
    from careway.cli.coverage import Watching

    return Watching()


class _Library:
    """The guidelines that were read, each once, and those that have cases."""

    def __init__(self) -> None:
        self.loaded: dict[Path, Loaded] = {}
        self.tested: set[Path] = set()

    def load(self, path: Path) -> Loaded:
        place = path.resolve()
        self.tested.add(place)
        if place not in self.loaded:
            self.loaded[place] = load(path)
        return self.loaded[place]


def _cases_files(paths: tuple[str, ...]) -> list[tuple[Path, Path | None]]:
    """The cases files to run, each with the guideline that it must be for (None: any)."""
    found: dict[Path, Path | None] = {}
    for path in find(paths or (".",), CASES_ENDINGS):
        if not path.name.endswith(".care"):
            found[path] = None
            continue
        for beside in find([str(path.parent)], CASES_ENDINGS):
            if beside.parent == path.parent:
                found.setdefault(beside, path.resolve())
    return list(found.items())


def _run(
    path: Path, guideline: Path | None, library: _Library, only: str | None, watching: Watching | None
) -> Suite | None:
    """The outcome of a cases file; None where it is for another guideline than the one asked for."""
    from careway.cases.suite import Suite, open_suite, run_suite, without_guideline

    opened = open_suite(Source(str(path), read_text(path)))
    if isinstance(opened, Suite):
        return opened
    target = path.parent / opened.guideline.text
    try:
        if guideline is not None and target.resolve() != guideline:
            return None
        loaded = library.load(target)
    except (Unreadable, OSError, ValueError) as error:
        reason = error.reason if isinstance(error, Unreadable) else "this cannot be a file's name"
        return without_guideline(opened, f"the guideline cannot be read: {reason}")
    if loaded.core is None:
        wrong = len(errors_of(loaded.diagnostics))
        why = f"the guideline has {wrong} error{'' if wrong == 1 else 's'}"
        return without_guideline(opened, why, f"see careway check {target}")
    watched = None if watching is None else watching.of(target, loaded)
    if watched is None:
        return run_suite(opened, loaded.core, only)
    suite = run_suite(opened, watched.core, only, watched.watching)
    watched.take_in(suite)
    return suite


def _tell(suite: Suite, screen: Screen, said: Screen, verbose: bool, quiet: bool) -> None:
    if suite.diagnostics:
        show(suite.diagnostics, suite.source, said)
        return
    if quiet:
        return
    from careway.cases.run import Outcome

    for report in suite.reports:
        match report.outcome:
            case Outcome.PASSED:
                if verbose:
                    screen.write(f"passed   {report.case.name}", Tone.GOOD)
            case Outcome.SKIPPED:
                screen.write(f"skipped  {report.case.name}: {report.case.skip}", Tone.WARNING)
            case Outcome.FAILED:
                _tell_failure(report, suite.source, screen)
            case Outcome.INVALID:
                screen.write(f"INVALID  {report.case.name}", Tone.STOP)
                show(report.diagnostics, suite.source, screen)


def _tell_failure(report: Report, source: Source, screen: Screen) -> None:
    from careway.cli.layout import table, write

    line = source.position(report.case.span.start)[0]
    screen.write(f"FAILED   {report.case.name}   {source.name}:{line}", Tone.STOP)
    for failure in report.failures:
        place = source.position(failure.span.start)[0]
        key = failure.key if place == line else f"{failure.key} (line {place})"
        rows = [(f"{key}:", "expected", failure.expected), ("", "found", failure.found)]
        write(table(rows, screen.width, "  "), screen)
    if report.log:
        screen.write("  log:", Tone.FAINT)
        rows = [(entry.at, entry.kind.value, f"{entry.rule}: {entry.text}") for entry in report.log]
        write(table(rows, screen.width, "    "), screen)
    screen.write()


def _close(suites: Sequence[Suite], screen: Screen) -> None:
    from careway.cases.report import counts

    told = counts(suites)
    parts = [f"{told.cases} case{'' if told.cases == 1 else 's'}", f"{told.failed} failed"]
    if told.skipped:
        parts.append(f"{told.skipped} skipped")
    if told.left_out:
        parts.append(f"{told.left_out} left out by `only`")
    if told.files_wrong:
        parts.append(f"{told.files_wrong} file{'' if told.files_wrong == 1 else 's'} with mistakes")
    screen.write(", ".join(parts), Tone.STOP if told.failed or told.files_wrong else Tone.GOOD)


def _document(suites: Sequence[Suite], watching: Watching | None) -> str:
    import json

    from careway.cases.report import document

    told = document(suites)
    if watching is not None:
        told["coverage"] = watching.document()
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _exit_code(suites: Sequence[Suite], unreadable: bool) -> int:
    from careway.cases.report import counts

    told = counts(suites)
    if unreadable or told.files_wrong or told.invalid or not told.cases:
        return exits.BAD_INPUT
    return exits.FINDINGS if told.failed else exits.FINE
