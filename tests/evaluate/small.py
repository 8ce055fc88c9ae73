"""Small guidelines written as text, run on a few records: what the tests of the evaluator are made of.

A record is written as in a timeline, without its braces: `at: 2025-03-15, ALT: 31 U/L`.
"""

from __future__ import annotations

from functools import cache

from careway.base.source import Source
from careway.evaluate.result import Kind, LogEntry, Occasion, Result
from careway.evaluate.run import Session, run
from careway.ingest.read import read_timelines
from careway.ir.nodes import Guideline
from careway.model.timeline import Timeline
from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth
from careway.pipeline import compile_source

VOCABULARY = """
guideline small
  title "Small"
  version 1.0.0
  status draft
  disclaimer "Made up for tests."

source 1 opinion "Made up for tests"

lab ALT in U/L
  normal up to 40 U/L
lab AST in U/L
lab ANC in /uL
  worse when lower
lab CRP in mg/L
  current for 7 days
lab lactate in mmol/L
  current for 6 hours
lab bilirubin in mg/dL
  molar mass 584.66 g/mol
lab ferritin in ug/L
  normal up to 300 ug/L
  normal from 10 ug/L to 150 ug/L for female
panel enzymes = ALT, AST
drug aza in mg/day
drug allo in mg/day
  absent unless recorded
symptom nausea
symptom itch
  absent unless recorded
symptom fever
  current for 2 days
group signs = nausea, itch
condition diabetes
test gene
  values normal, low, deficient
question agreed "Is it agreed?"
"""


@cache
def core(text: str) -> Guideline:
    """The core of a guideline: the vocabulary above, and what is written after it."""
    source = Source("small.care", VOCABULARY + text)
    compiled = compile_source(source)
    assert compiled.core is not None, [(one.code, one.title) for one in compiled.diagnostics]
    return compiled.core


def timeline(guideline: Guideline, *records: str, **patient: str) -> Timeline:
    """The timeline of a few records. Keywords are what the file says of the patient: `zone`, `sex`, `born`."""
    head = "".join(f"{key}: {value}\n" for key, value in patient.items())
    lines = "".join(f"  - {{{record}}}\n" for record in records)
    found = read_timelines("t.yaml", f"patient: p\n{head}events:\n{lines}".encode(), guideline.vocabulary)
    assert found.timelines, [(one.code, one.title) for one in found.diagnostics]
    return found.timelines[0]


def result(text: str, *records: str, as_of: str | None = None, **patient: str) -> Result:
    """The result of a small guideline on a few records."""
    guideline = core(text)
    return run(guideline, timeline(guideline, *records, **patient), as_of=as_of)


def truth(condition: str, *records: str, as_of: str | None = None, before: str = "", **patient: str) -> Truth:
    """Whether a condition holds as of a time (by default the day of the last record). `before` stands ahead of it:
    definitions that it uses."""
    found = result(f"{before}\ncaution probe [1]\n  when {condition}\n", *records, as_of=as_of, **patient)
    if any(caution.rule == "probe" for caution in found.cautions):
        return TRUE
    return UNKNOWN if any(item.rule == "probe" for item in found.undecided) else FALSE


def changes(condition: str, *records: str, as_of: str, before: str = "", **patient: str) -> list[str]:
    """When a condition became true (`+`) and ceased to be (`-`), from the log."""
    found = result(f"{before}\ncaution probe [1]\n  when {condition}\n", *records, as_of=as_of, **patient)
    signs = {Kind.CAUTION: "+", Kind.CAUTION_ENDED: "-"}
    return [f"{signs[entry.kind]}{entry.at}" for entry in found.log if entry.kind in signs]


def logged(found: Result, *kinds: Kind, rule: str | None = None) -> list[LogEntry]:
    """The log's entries of these kinds, of one rule if it is named."""
    return [entry for entry in found.log if entry.kind in kinds and rule in (None, entry.rule)]


def dates(found: Result, *kinds: Kind, rule: str | None = None) -> list[str]:
    """The dates of the log's entries of these kinds."""
    return [entry.at for entry in logged(found, *kinds, rule=rule)]


def steps(found: Result) -> list[str]:
    """The log's entries to steps, its stops and its end, as `2025-03-08 first`."""
    kinds = (Kind.STEP, Kind.STOP, Kind.FINISHED)
    return [f"{entry.at} {'end' if entry.kind is Kind.FINISHED else entry.rule}" for entry in logged(found, *kinds)]


def standings(found: Result, rule: str | None = None) -> list[tuple[str, str]]:
    """The occasions by their due dates, with where each stands."""
    return [(item.due, item.standing.value) for item in occasions(found, rule)]


def occasions(found: Result, rule: str | None = None) -> list[Occasion]:
    """The occasions of a monitor or task."""
    return [item for item in found.occasions if rule in (None, item.rule)]


__all__ = ["FALSE", "TRUE", "UNKNOWN", "Session"]
