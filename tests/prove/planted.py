"""Small guidelines with one fault each, and what is proved of them."""

from __future__ import annotations

from careway.base.source import Source
from careway.evaluate.run import run
from careway.ingest.read import read_timelines
from careway.ir.nodes import Guideline
from careway.pipeline import compile_source
from careway.prove.finding import Finding, Proofs, Witness
from careway.prove.prove import prove

HEAD = """
guideline planted
  title "Planted"
  version 1.0.0
  status draft
  disclaimer "Not for patients."

source 1 guideline "One"

lab ALT "alanine aminotransferase" in U/L normal up to 40 U/L
drug azathioprine in mg/day
symptom nausea "nausea"
question agreed "Agreed?"
define restart = first start of azathioprine
define baseline of lab = last lab on or before restart
"""
STEP = """
step only "Only step" [1]
  begin at restart
  advise continue azathioprine
  accepted trap because "the step is the whole protocol"
"""


def guideline(rules: str, step: str = STEP) -> Guideline:
    """The core of a guideline with a step and some rules."""
    compiled = compile_source(Source("planted.care", HEAD + step + rules))
    assert compiled.core is not None, [one.title for one in compiled.diagnostics]
    return compiled.core


def proved(rules: str, only: str | None = None, step: str = STEP) -> Proofs:
    """What is proved of such a guideline."""
    return prove(guideline(rules, step), only=only)


def findings(proofs: Proofs, kind: str) -> list[Finding]:
    """The findings of a kind, of any population."""
    return [one for proof in proofs.proofs for one in proof.findings if one.kind.value == kind]


def replayed(core: Guideline, witness: Witness) -> tuple[str | None, set[str], set[str]]:
    """What the evaluator says of a witness: the stop in force, the cautions, and the advice."""
    read = read_timelines("witness.yaml", witness.timeline.encode(), core.vocabulary)
    assert not read.diagnostics and not read.timelines[0].records.refused
    result = run(core, read.timelines[0], as_of=witness.as_of)
    stop = None if result.stop is None else result.stop.rule
    return stop, {one.rule for one in result.cautions}, {one.text for one in result.advice}
