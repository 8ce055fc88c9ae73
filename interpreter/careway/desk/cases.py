"""Which cases name a rule, and what comes of them: for the line that an editor shows above each rule.

In: the texts of a guideline and of the cases beside it, as they are in the editor. No file is read here.
"""

from __future__ import annotations

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


@record
class Unusable:
    """Why no case can be run, in words."""

    why: str


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
    rules = {heading.name for heading in headings(core)}
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


def _read(guideline: Source, cases: Source) -> tuple[Guideline, list[Case]] | Unusable:
    core = compile_source(guideline).core
    if core is None:
        return Unusable("the guideline has errors: mend them, then its cases can be run")
    opened = open_suite(cases)
    findings = Findings()
    found: list[Case] = []
    if not isinstance(opened, Suite):
        if opened.guideline.text != guideline.name:
            return Unusable(f"{cases.name} is for {opened.guideline.text}")
        found = read_cases(opened.root, core, findings)
    wrong = opened.diagnostics if isinstance(opened, Suite) else tuple(findings.found)
    if wrong:
        return Unusable(f"{cases.name}, line {cases.position(wrong[0].label.span.start)[0]}: {wrong[0].title}")
    return core, found
