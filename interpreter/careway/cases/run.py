"""Cases run: each through the reader of timelines and the evaluator, then judged. Pure: files are read elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from careway.base.diagnostics import Diagnostic, Label, Severity
from careway.base.record import record
from careway.base.source import Span
from careway.cases.judge import Failure, judge
from careway.cases.nodes import Case
from careway.evaluate.observer import Observer
from careway.evaluate.result import Kind, LogEntry, Result
from careway.ir.nodes import Guideline

_LOG_SHOWN = 10
_TELLING = (Kind.STEP, Kind.STOP, Kind.FINISHED, Kind.NOT_ELIGIBLE)


class Outcome(Enum):
    """What became of a case."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    INVALID = "invalid"


@record
class Report:
    """One case with its outcome: the expectations not met, the part of the log that they are about, or the mistakes
    in its events that kept it from running."""

    case: Case
    outcome: Outcome
    failures: tuple[Failure, ...] = ()
    log: tuple[LogEntry, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    result: Result | None = None


def run_case(case: Case, core: Guideline, observer: Observer | None = None) -> Report:
    """Run one case and judge it; an `observer` looks on at the run."""
    if case.skip is not None:
        return Report(case, Outcome.SKIPPED)
    from careway.evaluate.run import run
    from careway.ingest.read import read_timelines

    read = read_timelines("case.yaml", case.document.text.encode(), core.vocabulary)
    diagnostics = tuple(_moved(one, case, read.source.position(one.label.span.start)[0]) for one in read.diagnostics)
    if any(one.severity is Severity.ERROR for one in diagnostics):
        return Report(case, Outcome.INVALID, diagnostics=diagnostics)
    result = run(
        core,
        read.timelines[0],
        as_of=case.as_of,
        population=case.population,
        parameters=dict(case.parameters) or None,
        observer=observer,
    )
    failures = tuple(judge(case.expectations, result))
    outcome = Outcome.FAILED if failures else Outcome.PASSED
    return Report(case, outcome, failures, relevant(result, failures), diagnostics, result)


def _moved(diagnostic: Diagnostic, case: Case, line: int) -> Diagnostic:
    """What the reader says of a line of the composed timeline, said of the place in the cases file."""
    places = case.document.places
    place = places[min(line, len(places)) - 1] if places else Span(0, 0)
    return Diagnostic(
        diagnostic.code,
        diagnostic.severity,
        diagnostic.title,
        Label(place, diagnostic.label.text),
        (),
        diagnostic.help,
    )


def relevant(result: Result, failures: Iterable[Failure]) -> tuple[LogEntry, ...]:
    """The log entries that bear on failed expectations: of their rules, and the steps and stops; the last few."""
    rules = {rule for failure in failures for rule in failure.rules}
    if not rules and not any(True for _ in failures):
        return ()
    found = [entry for entry in result.log if entry.rule in rules or entry.kind in _TELLING]
    return tuple(found[-_LOG_SHOWN:])


def chosen(cases: Iterable[Case], pattern: str | None) -> tuple[list[Case], int]:
    """The cases to run, and how many were left out: those that `only` or the pattern does not name."""
    every = list(cases)
    marked = [case for case in every if case.only] or every
    if pattern is not None:
        from fnmatch import fnmatchcase

        wanted = f"*{pattern.casefold()}*"
        marked = [case for case in marked if fnmatchcase(case.name.casefold(), wanted)]
    return marked, len(every) - len(marked)
