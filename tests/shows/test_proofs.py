"""What the proofs show of the shipped guidelines: 300 and 500 U/L decide nothing, and nothing is left to mend."""

from __future__ import annotations

from functools import cache

import pytest

from careway.evaluate.run import run
from careway.ingest.read import read_timelines
from careway.ir import expressions as e
from careway.ir.nodes import Guideline
from careway.ir.reads import walk
from careway.ir.without import without
from careway.prove.finding import Proof
from careway.prove.prove import prove
from property.guidelines import core


def limits(guideline: Guideline, written: str) -> dict[int, object]:
    """The comparisons with a limit, each replaced by what is never so."""
    found = [node for node in walk(guideline) if isinstance(node, e.Compare) and isinstance(node.right, e.Literal)]
    return {id(node): e.AnyOf(()) for node in found if node.right.written == written}  # type: ignore[union-attr]


@cache
def proof() -> Proof:
    """What is proved of the two stops by transaminases alone."""
    (found,) = prove(core("azathioprine"), only="rise_with*").proofs
    return found


@pytest.mark.parametrize(
    ("rule", "limit", "first"),
    [
        ("rise_with_symptoms", "300 U/L", "ALT >= 3 × baseline of ALT"),
        ("rise_without_symptoms", "500 U/L", "ALT >= 5 × baseline of ALT"),
    ],
)
def test_the_absolute_limits_decide_nothing_for_an_eligible_patient(rule: str, limit: str, first: str) -> None:
    guideline = core("azathioprine")
    (found,) = [one for one in proof().findings if one.kind.value == "indecisive" and one.rule == rule]
    assert f"`ALT >= {limit}" in found.sentence
    assert "for an eligible patient whose ULN of ALT or AST is at most 100 U/L" in found.sentence
    assert f"{first} and A" in found.sentence and "are true first" in found.sentence
    assert {name for name, _ in found.because} == {"enzymes_normalised", "initial"}
    assert found.accepted is not None
    (witness,) = found.witnesses
    timeline = read_timelines("witness.yaml", witness.timeline.encode(), guideline.vocabulary).timelines[0]
    result = run(guideline, timeline, as_of=witness.as_of)
    assert result.eligibility.admission.value == "eligible"
    assert result.stop is not None and rule in (result.stop.rule, *result.stop.also)
    less = run(without(guideline, limits(guideline, limit)), timeline, as_of=witness.as_of)
    assert less.stop is None or rule not in (less.stop.rule, *less.stop.also)


def test_claims_and_schedules_of_the_guidelines_hold_or_are_accepted() -> None:
    for name, kind in (("azathioprine", "invariant"), ("clozapine", "hole")):
        proofs = prove(core(name), only=kind)
        assert all(proof.shown for proof in proofs.proofs)
        assert [one for proof in proofs.proofs for one in proof.findings if one.accepted is None] == []
        assert [one for proof in proofs.proofs for one in proof.unsettled] == []
