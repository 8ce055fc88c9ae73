"""A patient for whom a guideline and its mutant say different things, as a case that tells them apart.

In: the two cores, and patients to try. Out: the text of a case with what the guideline itself says, which passes on it
and fails on the mutant; both are run, read back from the very text, before it is shown to anyone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from careway.base.record import record
from careway.base.source import Source
from careway.cases.findings import Findings
from careway.cases.nodes import Case
from careway.cases.read import read_cases
from careway.cases.run import Outcome, run_case
from careway.cases.written import Plain, case_text, telling
from careway.evaluate.result import Result
from careway.evaluate.run import RunError, run
from careway.ingest.document import Fields
from careway.ingest.native_text import Written, native_text
from careway.ingest.read import read_timelines
from careway.ingest.yaml_tree import yaml_tree
from careway.ir.nodes import Guideline
from careway.model.quantity import Quantity
from careway.model.time import Duration
from careway.mutants.mutant import Mutant
from careway.mutants.trial import TooLong, limited

Parameters = tuple[tuple[str, Quantity | Duration], ...]


@record
class Tried:
    """A patient to be run, until when, and with which values of single parameters."""

    written: Written
    as_of: str | None = None
    parameters: Parameters = ()


Seek = Callable[[Guideline, Guideline], Written | tuple[Written, str] | None]
"""What finds a patient whom two cores treat differently, and as of which day where it is not that of the last record,
or none: a search, a solver."""

Equivalent = Callable[[Guideline, Guideline, Mutant], str | None]
"""What shows that a mutant changes nothing, with the reason; None where it cannot."""


def example(core: Guideline, other: Guideline, mutant: Mutant, patients: Iterable[Tried]) -> str | None:
    """The text of a case that the mutant fails, of the first of these patients who gives one."""
    for tried in patients:
        expectations = _told_apart(core, other, tried)
        if expectations:
            least = _with_less(core, other, tried, expectations)
            for one in (least, tried) if least is not tried else (tried,):
                text = _written(core, other, mutant, one, expectations)
                if text is not None:
                    return text
    return None


_Expectations = tuple[tuple[str, Plain], ...]


def _told_apart(core: Guideline, other: Guideline, tried: Tried) -> _Expectations:
    here = result_of(core, tried)
    there = None if here is None else result_of(other, tried)
    return () if here is None or there is None else telling(here, there)


_WITHOUT: tuple[Callable[[Written], Written], ...] = (
    lambda written: replace(written, born=None),
    lambda written: replace(written, sex=None),
    lambda written: replace(written, zone=None),
    lambda written: replace(written, died=None),
)


def _with_less(core: Guideline, other: Guideline, tried: Tried, expectations: _Expectations) -> Tried:
    """The patient without the records that make no difference to what is expected, the latest left out first, and
    without what else is said of them where that makes none."""
    for without in _WITHOUT:
        bare = replace(tried, written=without(tried.written))
        if bare != tried and _told_apart(core, other, bare) == expectations:
            tried = bare
    for said in sorted(tried.written.records, key=lambda one: one.at, reverse=True):
        records = tuple(one for one in tried.written.records if one is not said)
        less = replace(tried, written=replace(tried.written, records=records))
        if records and _told_apart(core, other, less) == expectations:
            tried = less
    return tried


def _written(
    core: Guideline, other: Guideline, mutant: Mutant, tried: Tried, expectations: _Expectations
) -> str | None:
    """The text of the case, where it passes on the guideline and fails on the mutant."""
    parameters = [(name, str(value)) for name, value in tried.parameters]
    text = case_text(_name(mutant), tried.written, tried.as_of, expectations, parameters)
    case = _read(text, core)
    if case is None or run_case(case, core).outcome is not Outcome.PASSED:
        return None
    return text if run_case(case, other).outcome is Outcome.FAILED else None


def result_of(core: Guideline, tried: Tried) -> Result | None:
    """What a core says of a patient; None where the records cannot be read or the run breaks off."""
    read = read_timelines("example.yaml", native_text(tried.written).encode(), core.vocabulary)
    if not read.timelines:
        return None
    try:
        with limited():
            return run(core, read.timelines[0], as_of=tried.as_of, parameters=dict(tried.parameters) or None)
    except (RunError, TooLong):
        return None
    except Exception:  # a mutated core may be one that the engine cannot run
        return None


def _read(text: str, core: Guideline) -> Case | None:
    root, wrong = yaml_tree(Source("example", f"guideline: example.care\ncases:\n{text}"))
    if wrong or not isinstance(root, Fields):
        return None
    findings = Findings()
    cases = read_cases(root, core, findings)
    return cases[0] if cases and not findings.found else None


def _name(mutant: Mutant) -> str:
    """What the case is about: what the guideline says, and not the mutant."""
    said = mutant.words.replace("` becomes `", ", not ").replace("`", "")
    return f"{mutant.rule}: {said}" if ", not " in said else f"{mutant.place}, noticing that {said}"


def calling(seek: Seek, core: Guideline, other: Guideline) -> Iterable[Tried]:
    """The patient that a search finds, if any."""
    found = seek(core, other)
    if found is not None:
        written, as_of = found if isinstance(found, tuple) else (found, None)
        yield Tried(replace(written, patient="example"), as_of)
