"""`careway run`: a guideline on one or more patients' timelines."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from careway.base.diagnostics import Severity
from careway.base.record import record
from careway.base.rendering import visible
from careway.cli import exits, options
from careway.cli.guidelines import load_to_run
from careway.cli.run_page import Pages, page_options
from careway.cli.terminal import Screen, Tone, errors, output, write_document
from careway.files import CASES_ENDINGS, TIMELINE_ENDINGS, Unreadable, find, read_bytes

if TYPE_CHECKING:
    from careway.evaluate.observer import Observer
    from careway.evaluate.result import Result
    from careway.ir.nodes import Guideline
    from careway.model.quantity import Quantity
    from careway.model.time import Duration
    from careway.model.timeline import Timeline

_AS_OF = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?))?", re.ASCII)


@record
class Problem:
    """A timeline that could not be run: the file, the place in it where there is one, and what is wrong, in words that
    hold nothing of the patient."""

    file: str
    code: str | None
    line: int | None
    column: int | None
    message: str
    help: str | None = None
    severity: str = "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        kind = f"{self.severity}[{self.code}]" if self.code else self.severity
        help_ = f"\n   help: {self.help}" if self.help else ""
        return f"{kind} {visible(place)}  {self.message}{help_}"


@record
class Asked:
    """How to run: until when, with which parameter set, parameters and time zone."""

    as_of: str | None
    population: str | None
    parameters: dict[str, Quantity | Duration]
    zone: str | None


@click.command()
@click.argument("guideline", type=options.FILE)
@click.argument("timelines", nargs=-1, required=True, type=options.FILE)
@click.option("--as-of", metavar="DATE", help="Run up to this day (its end) or time; default: the last record's day.")
@click.option("--set", "population", metavar="NAME", help="Use this parameter set of the guideline.")
@click.option("--parameter", "given", multiple=True, metavar="NAME=VALUE", help="Set a parameter, with its unit.")
@click.option("--zone", metavar="ZONE", help="Read times without an offset in this zone, such as Europe/Berlin.")
@click.option("--log/--no-log", "with_log", default=True, help="Show the dated log.  [default: log]")
@click.option("--summary", "only_summary", is_flag=True, help="Show one line for each patient and no reports.")
@page_options
@options.json_option
@options.colour_option
@click.pass_context
def command(
    ctx: click.Context,
    guideline: str,
    timelines: tuple[str, ...],
    as_of: str | None,
    population: str | None,
    given: tuple[str, ...],
    zone: str | None,
    with_log: bool,
    only_summary: bool,
    html: str | None,
    svg: str | None,
    png: str | None,
    as_json: bool,
    colour: str,
) -> None:
    """Run a guideline on patients' timelines: what to do, when and why.

    GUIDELINE is a guideline's text (.care) or its exported core (.json). TIMELINES are files (YAML, JSON, CSV, FHIR R4
    bundle) or folders of them. One bad file does not keep the others from running.

    Exit code 0: all ran, whatever was decided; 2: the guideline or a timeline could not be used.
    """
    said, screen = errors(colour), output(colour)
    core = load_to_run(Path(guideline), said)
    if core is None:
        ctx.exit(exits.BAD_INPUT)
    asked = Asked(_moment(as_of), population, _given(core, given, population), _zone(zone))
    paths = find(timelines, TIMELINE_ENDINGS, CASES_ENDINGS)
    if not paths:
        raise Unreadable(", ".join(timelines), f"no timeline is here (files ending in {', '.join(TIMELINE_ENDINGS)})")
    several = len(paths) > 1
    pages = Pages(core, {"html": html, "svg": svg, "png": png}, several)
    quiet = as_json or only_summary
    results: list[Result] = []
    problems: list[Problem] = []
    rows: list[tuple[str, ...]] = []
    with _progress(paths, shown=several and said.is_terminal and (quiet or not screen.is_terminal)) as counted:
        for path in counted:
            for item in run_file(core, path, asked, several, pages.observe):
                if isinstance(item, Problem):
                    problems.append(item)
                    if not as_json:
                        said.write(str(item), Tone.STOP if item.severity == "error" else Tone.WARNING)
                    continue
                for file in pages.add(path, item):
                    said.write(f"wrote {file}", Tone.FAINT)
                if as_json:
                    results.append(item)
                    continue
                from careway.cli.layout import write
                from careway.cli.report import report, summary_row

                if not quiet:
                    if rows:
                        screen.write("\n" + "─" * screen.width + "\n", Tone.FAINT)
                    write(report(item, screen.width, with_log), screen)
                rows.append(summary_row(item))
    failed = any(one.severity == "error" for one in problems)
    for file in pages.finish(failed):
        said.write(f"wrote {file}", Tone.FAINT)
    if failed and (left_out := pages.left_out()):
        said.write(left_out, Tone.WARNING)
    if as_json:
        _write_json(results, problems, several or len(results) > 1, said)
    elif only_summary or len(rows) > 1:
        _write_summary(rows, screen, only_summary)
    worst = max(
        (exits.BUG if one.code == "bug" else exits.BAD_INPUT for one in problems if one.severity == "error"),
        default=exits.FINE,
    )
    ctx.exit(worst)


def _moment(text: str | None) -> str | None:
    if text is None:
        return None
    match = _AS_OF.fullmatch(text.strip())
    try:
        if match is None:
            raise ValueError
        date.fromisoformat(match[1])
        if match[2]:
            time.fromisoformat(match[2])
    except ValueError:
        raise click.BadParameter("write a date such as 2025-04-20, or 2025-04-20T14:30", param_hint="--as-of") from None
    return text.strip().replace(" ", "T")


def _zone(name: str | None) -> str | None:
    if name is None:
        return None
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise click.BadParameter("write a zone such as Europe/Berlin or UTC", param_hint="--zone") from None
    return name


def _given(core: Guideline, given: Sequence[str], population: str | None) -> dict[str, Quantity | Duration]:
    if not given and population is None:
        return {}
    from careway.cases.parameters import NotUsable, check_set, read_parameter

    values: dict[str, Quantity | Duration] = {}
    hint = "--set"
    try:
        if population is not None:
            check_set(core, population)
        hint = "--parameter"
        for item in given:
            name, equals, value = item.partition("=")
            if not equals:
                raise NotUsable("write NAME=VALUE, such as start_limit='1200 /uL'")
            if name.strip() in values:
                raise NotUsable(f"{name.strip()} is given twice")
            values[name.strip()] = read_parameter(core, name.strip(), value)
    except NotUsable as error:
        raise click.BadParameter(str(error), param_hint=hint) from None
    return values


def run_file(
    core: Guideline,
    path: Path,
    asked: Asked,
    isolated: bool,
    observe: Callable[[Timeline], Observer] | None = None,
) -> Iterator[Result | Problem]:
    """The results of one file of timelines, or what is wrong with it. With `isolated` even a bug of Careway's is a
    problem of this file alone. `observe` gives what looks on at the run of a timeline."""
    from careway.evaluate.run import RunError, run
    from careway.ingest.read import read_timelines

    try:
        read = read_timelines(str(path), read_bytes(path), core.vocabulary, zone=asked.zone)
        for one in read.diagnostics:
            line, column = read.source.position(min(one.label.span.start, len(read.source.text)))
            yield Problem(str(path), one.code, line, column, visible(one.title), one.help, one.severity.value)
        if any(one.severity is Severity.ERROR for one in read.diagnostics):
            return
        if not read.timelines:
            yield Problem(str(path), None, None, None, "no patient is in this file")
        for timeline in read.timelines:
            if asked.population is None and timeline.population is not None:
                from careway.cases.parameters import NotUsable, check_set

                try:
                    check_set(core, timeline.population)
                except NotUsable as error:
                    yield Problem(str(path), None, None, None, visible(str(error)))
                    continue
            yield run(
                core,
                timeline,
                as_of=asked.as_of,
                population=asked.population,
                parameters=asked.parameters or None,
                observer=observe(timeline) if observe is not None else None,
            )
    except RunError as error:
        yield Problem(str(path), None, None, None, visible(str(error)))
    except Unreadable as error:
        yield Problem(str(path), None, None, None, visible(error.reason))
    except Exception as error:
        if not isolated:
            raise
        from careway.base.bugs import said_of

        yield Problem(str(path), "bug", None, None, said_of(error))


@contextmanager
def _progress(paths: list[Path], shown: bool) -> Iterator[Iterator[Path]]:
    if not shown:
        yield iter(paths)
        return
    with click.progressbar(paths, label="Running", file=sys.stderr, show_pos=True) as bar:
        yield iter(bar)


def _write_json(results: list[Result], problems: list[Problem], several: bool, said: Screen) -> None:
    from careway.ir.json_codec import encode, write

    if not several:
        for problem in problems:
            said.write(str(problem), Tone.STOP)
        for result in results:
            write_document(write(result))
        return
    import json

    failed = [
        {"file": one.file, "code": one.code, "line": one.line, "column": one.column, "message": one.message}
        for one in problems
        if one.severity == "error"
    ]
    for problem in problems:
        said.write(str(problem), Tone.STOP)
    document = {"format": "careway-results/1", "results": [encode(one) for one in results], "errors": failed}
    write_document(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def _write_summary(rows: list[tuple[str, ...]], screen: Screen, alone: bool) -> None:
    from careway.cli.layout import write
    from careway.cli.report import summary
    from careway.report.whole import NOT_A_DEVICE

    if not rows:
        return
    if not alone:
        screen.write("\n" + "─" * screen.width + "\n", Tone.FAINT)
    write(summary(rows, screen.width), screen)
    if alone:
        screen.write(f"\n{NOT_A_DEVICE[0].upper()}{NOT_A_DEVICE[1:]}.", Tone.FAINT)
