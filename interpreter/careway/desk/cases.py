"""The cases beside a guideline: which rules they name, and what comes of them.

In: the texts of a guideline and of the cases beside it, as they are in the editor. No file is read here.
"""

from __future__ import annotations

from posixpath import dirname, join, normpath, relpath

from careway.base.diagnostics import Diagnostic
from careway.base.record import record
from careway.base.source import Source
from careway.cases.findings import Findings
from careway.cases.nodes import Case, Count, Entries, Listed, PerName, StopWanted, Word
from careway.cases.read import read_cases
from careway.cases.run import Outcome, run_case
from careway.cases.suite import Suite, open_suite
from careway.ir.headings import headings
from careway.ir.nodes import Guideline
from careway.pipeline import compile_source

NOT_SOUND = "the guideline has errors: mend them, then its cases can be run"


@record
class Unusable:
    """Why no case can be run, in words; `findings` where that is what is wrong with the cases file."""

    why: str
    findings: tuple[Diagnostic, ...] = ()


@record
class Tried:
    """What came of the cases that name a rule: how many there are, and the names of those that fail."""

    cases: int
    failed: tuple[str, ...]


def counted(guideline: Source, cases: Source) -> dict[str, int] | Unusable:
    """How many cases name each rule."""
    read = _read(guideline, cases)
    if isinstance(read, Unusable):
        return read
    core, found = read
    rules = rules_of(core)
    counts = dict.fromkeys(sorted(rules), 0)
    for case in found:
        for rule in named_by(case) & rules:
            counts[rule] += 1
    return counts


def tried(guideline: Source, cases: Source, rule: str) -> Tried | Unusable:
    """The cases that name a rule, run on the guideline as it is in the editor."""
    read = _read(guideline, cases)
    if isinstance(read, Unusable):
        return read
    core, found = read
    own = [case for case in found if rule in named_by(case)]
    bad = (Outcome.FAILED, Outcome.INVALID)
    failed = tuple(case.name for case in own if run_case(case, core).outcome in bad)
    return Tried(len(own), failed)


def rules_of(core: Guideline) -> frozenset[str]:
    """The names of a guideline's rules, monitors and tasks."""
    return frozenset(heading.name for heading in headings(core))


def named_by(case: Case) -> frozenset[str]:
    """The names that a case's expectations hold; rules are among them."""
    found: set[str | None] = set()
    for expectation in case.expectations:
        match expectation.wanted:
            case Listed(items=items):
                found.update(items)
            case StopWanted(rule=rule, also=also):
                found |= {rule, *(also or ())}
            case PerName(pairs=pairs):
                for name, told in pairs:
                    found |= {name, *told}
            case Entries(entries=entries):
                found |= {entry.rule for entry in entries}
            case Word() | Count():
                pass
    return frozenset(name for name in found if name is not None)


def cases_of(core: Guideline, guideline: str, cases: Source) -> tuple[Case, ...] | Unusable:
    """The cases of a file, which must be for this guideline; both names are paths in the same folder, with `/`."""
    opened = open_suite(cases)
    if isinstance(opened, Suite):
        return _wrong(cases, opened.diagnostics)
    if normpath(join(dirname(cases.name), opened.guideline.text)) != normpath(guideline):
        return Unusable(f"{cases.name} is for {opened.guideline.text}")
    findings = Findings()
    found = read_cases(opened.root, core, findings)
    return _wrong(cases, tuple(findings.found)) if findings.found else tuple(found)


def name_for(cases: str, guideline: str) -> str:
    """How a cases file names its guideline."""
    return relpath(f"/{guideline}", f"/{dirname(cases)}")  # as absolute paths, which depend on no folder


def _wrong(cases: Source, found: tuple[Diagnostic, ...]) -> Unusable:
    line = cases.position(found[0].label.span.start)[0]
    return Unusable(f"{cases.name}, line {line}: {found[0].title}", found)


def _read(guideline: Source, cases: Source) -> tuple[Guideline, tuple[Case, ...]] | Unusable:
    core = compile_source(guideline).core
    if core is None:
        return Unusable(NOT_SOUND)
    found = cases_of(core, guideline.name, cases)
    return found if isinstance(found, Unusable) else (core, found)
