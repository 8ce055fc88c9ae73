"""Where the nodes of a core stand in the text: close, complete, and no part of the core."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from careway.base.source import Source
from careway.check.origins import Origins
from careway.ir import expressions as e
from careway.ir import nodes
from careway.ir.from_json import core_from_json
from careway.ir.reads import walk
from careway.ir.to_json import core_to_json
from careway.pipeline import Compiled, compile_source

GUIDELINES = sorted((Path(__file__).parents[2] / "guideline").glob("*/*.care"))
RULES = (nodes.Heading, nodes.Advice, nodes.Transition, nodes.Phase, nodes.Interruption, nodes.Definition)
MEMBERS = """\
guideline members
  title "Members"
  version 1.0.0
  status draft
  disclaimer "A test."

lab ALT "ALT" in U/L normal up to 40 U/L
lab AST "AST" in U/L normal up to 40 U/L
drug azathioprine in mg/day

step treatment
  begin at first start of azathioprine
  advise hold azathioprine when azathioprine active for at least 3 days

stop rise
  when any of ALT, AST >= 3 × ULN or >= 300 U/L
  advise stop azathioprine
"""


def compiled(text: str) -> Compiled:
    made = compile_source(Source("a.care", text))
    assert made.core is not None
    return made


@pytest.mark.parametrize("path", GUIDELINES, ids=lambda path: path.stem)
def test_every_criterion_and_every_part_of_a_rule_has_its_place(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    made = compiled(text)
    looked_at = 0
    for node in walk(made.core):
        if not isinstance(node, (*get_args(e.Criterion), *get_args(e.Value), *get_args(e.Time), *RULES)):
            continue
        span = made.origins.span(node)
        assert span is not None, node
        looked_at += 1
        said = text[span.start : span.end]
        match node:
            case e.Literal():
                assert said == node.written
            case e.DefinedCriterion():
                assert node.name in said
            case e.Answered():
                assert node.concept in said
            case e.Recorded():
                assert node.series.concept in said and "recorded" in said
            case nodes.Transition():
                assert (node.to or "finish") in said
            case nodes.Advice():
                assert said.startswith(("advise", "consider"))
            case nodes.Heading():
                assert "\n" not in said
                assert text.count("\n", 0, span.start) + 1 == node.line
            case _:
                pass
    assert looked_at > 200


def test_each_member_of_a_row_of_labs_has_the_place_of_its_own_comparison() -> None:
    made = compiled(MEMBERS)
    assert made.core is not None
    found = [node for node in walk(made.core.stops) if isinstance(node, e.Compare)]
    spans = [made.origins.span(node) for node in found]
    said = [MEMBERS[span.start : span.end] for span in spans if span is not None]
    assert said == ["any of ALT, AST >= 3 × ULN", ">= 300 U/L"] * 2


def test_the_places_are_no_part_of_the_core() -> None:
    made, again = compiled(MEMBERS), compiled(MEMBERS)
    assert made == again and made.core == again.core
    assert made.core is not None and again.core is not None
    assert made.origins.span(again.core.stops[0]) is None
    read = core_from_json(core_to_json(made.core))
    assert read == made.core
    assert made.origins.span(read.stops[0]) is None


def test_what_has_a_place_keeps_it() -> None:
    made = compiled(MEMBERS)
    assert made.core is not None
    stop = made.core.stops[0]
    inner, outer = made.origins.span(stop.when), made.origins.span(stop)
    assert inner is not None and outer is not None
    assert outer.start < inner.start and inner.end < outer.end
    other = Origins()
    other.add(stop.when, inner)
    other.add(stop, outer)
    assert other.span(stop.when) == inner and other.span(stop.advice[0]) == outer
