"""`always` and `never`: what the core holds of a claim, however it is written, and that a run knows nothing of it."""

from __future__ import annotations

from fractions import Fraction

import pytest

from careway.base.source import Source
from careway.check.codes import CODES
from careway.evaluate.run import run
from careway.ingest.read import read_timelines
from careway.ir import nodes as n
from careway.ir.expressions import Compare, InStep, Literal
from careway.ir.headings import headings
from careway.ir.json_codec import encode
from careway.model.terms import AdviceOrder, Comparison, InvariantKind
from careway.pipeline import compile_source
from support.checking import ROOT, codes, compiled, core


def claim(text: str) -> n.Invariant:
    (found,) = core(text).invariants
    return found


def test_a_claim_about_an_order() -> None:
    found = claim('never a "Not so" [1]\n  advise increase azathioprine\n  when ALT >= 500 U/L\n  only in treatment\n')
    assert found.kind is InvariantKind.NEVER
    assert (found.heading.name, found.heading.title, found.heading.cites) == ("a", "Not so", ("1",))
    assert found.advice == n.ClaimedOrders((AdviceOrder.INCREASE,), ("azathioprine",))
    assert isinstance(found.when, Compare) and found.when.comparison is Comparison.AT_LEAST
    assert found.only_in == ("treatment",)


def test_several_orders_and_drugs_and_groups() -> None:
    group = "group both = azathioprine, allopurinol\n"
    found = claim(group + "always a\n  advise hold or stop or avoid both, azathioprine\n")
    assert found.kind is InvariantKind.ALWAYS
    orders = (AdviceOrder.HOLD, AdviceOrder.STOP, AdviceOrder.AVOID)
    assert found.advice == n.ClaimedOrders(orders, ("azathioprine", "allopurinol"))
    assert found.when is None and found.only_in == ()


@pytest.mark.parametrize("order", AdviceOrder)
def test_every_order_may_be_claimed(order: AdviceOrder) -> None:
    found = claim(f"never a\n  advise {order.value} azathioprine\n")
    assert found.advice == n.ClaimedOrders((order,), ("azathioprine",))


def test_a_dose_is_in_the_unit_of_its_drug() -> None:
    found = claim("never a\n  advise azathioprine above 0.2 g/day\n").advice
    assert isinstance(found, n.ClaimedDose)
    assert isinstance(found.low, Literal) and (found.low.value, found.low.unit) == (Fraction(200), "mg/day")
    assert (found.drug, found.high, found.low_open, found.high_open) == ("azathioprine", None, True, False)


def test_the_order_of_the_clauses_is_no_matter() -> None:
    one = "never a\n  advise azathioprine above (azathioprine dose)\n  when ALT >= its baseline\n  only in treatment\n"
    other = (
        "never a\n  only in treatment\n  when ALT >= its baseline\n  advise azathioprine above (azathioprine dose)\n"
    )
    assert core(one).invariants == core(other).invariants
    assert core(one).definitions == core(other).definitions


def test_a_condition_alone() -> None:
    found = claim("always a\n  when in step treatment\n")
    assert (found.advice, found.when) == (None, InStep(("treatment",)))


def test_a_claim_needs_no_source_and_counts_as_use() -> None:
    text = 'drug rare in mg/day\nlab GGT in U/L\ndefine peak = highest GGT\nsource 3 guideline "A third"\n'
    used = text + "never a [3]\n  advise give rare\n  when peak >= 3 U/L\n"
    assert codes(used) == []
    assert {"CW380", "CW381", "CW301"} <= set(codes(text))


def test_a_claim_is_no_rule() -> None:
    one = core("never a\n  when ALT >= 500 U/L\n")
    assert "a" not in {heading.name for heading in headings(one)}


def test_a_claim_with_a_mistake_gives_no_core() -> None:
    found = compiled("never a\n  advise increase nothing\n")
    assert found.core is None
    assert all(one.code in CODES for one in found.diagnostics)


CLAIMS = """
never no_increase
  advise increase azathioprine
  when first time (ALT >= 100 U/L for at least 36 hours) has happened
always stopped_at_500
  advise stop azathioprine
  when any of ALT, AST >= 500 U/L
"""


@pytest.mark.parametrize("patient", ["stopped-by-5x", "tolerated", "undecided-no-baseline"])
def test_a_run_knows_nothing_of_it(patient: str) -> None:
    text = (ROOT / "guideline/azathioprine/reintroduction.care").read_text(encoding="utf-8")
    file = ROOT / f"examples/azathioprine/{patient}.yaml"
    said = []
    for whole in (text, text + CLAIMS):
        found = compile_source(Source("text", whole)).core
        assert found is not None
        (timeline,) = read_timelines(file.name, file.read_bytes(), found.vocabulary).timelines
        said.append((len(found.invariants), str(encode(run(found, timeline))).replace(found.sha256, "")))
    assert said[1][0] == said[0][0] + 2
    assert said[0][1] == said[1][1]
