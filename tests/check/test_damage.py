"""A mistake is reported once: what follows from it, in the same text or from a syntax error, is not."""

from __future__ import annotations

import pytest

from careway.base.source import Source, Span
from careway.check.check import check
from careway.model.timeline import Presence
from careway.pipeline import compile_source, parsed
from careway.syntax.expressions import IsPresent, Name, Ref, Statement
from careway.syntax.grounds import When
from careway.syntax.rules import StopNode
from careway.syntax.tree import Tree
from support.checking import BASE, codes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("caution a [1]\n  when ALTT >= 3 × ULN\n", ["CW200"]),
        ("caution a [1]\n  when ALTT >= 3 × its baseline\n", ["CW200"]),
        ("lab GGT in foo\n  normal up to 3 foo\ncaution a [1]\n  when GGT > ULN and GGT >= 3 U/L\n", ["CW207"]),
        ("define a = first ALTT\ncaution b [1]\n  when a >= 3 U/L and a > 4 U/L\n", ["CW200"]),
        ("group both = ALT, ASTT\ncaution a [1]\n  when any of both > ULN\n", ["CW200"]),
        ("parameter p = 3 foo\ncaution a [1]\n  when ALT > p\n", ["CW207"]),
    ],
)
def test_one_mistake_one_message(text: str, found: list[str]) -> None:
    assert codes(text) == found


def test_a_name_whose_declaration_is_damaged_gives_no_second_error() -> None:
    text = f"{BASE}\nlab GGT in in U/L\ncaution a [1]\n  when GGT >= 3 U/L\n"
    assert all(one.code.startswith("CW1") for one in compile_source(Source("a.care", text)).diagnostics)


def test_what_a_damaged_rule_lacks_is_not_reported() -> None:
    text = f"{BASE}\nstop a [1]\n  when ALT >=\n  advise stop azathioprine\n"
    assert all(one.code.startswith("CW1") for one in compile_source(Source("a.care", text)).diagnostics)


def test_a_damaged_text_has_no_core_and_no_warnings_of_disuse() -> None:
    source = Source("a.care", f"{BASE}\nlab GGT in U/L\n")
    found = check(parsed(source).tree, source, frozenset({"something"}))
    assert found.core is None
    assert found.diagnostics == ()


def test_a_rule_that_lost_its_condition_never_makes_a_core() -> None:
    source = Source("a.care", BASE)
    tree = parsed(source).tree
    stop = StopNode(Name("a", Span(0, 1)), None, None, (), Span(0, 1))
    assert check(Tree((*tree.statements, stop)), source).core is None


def test_references_lead_to_declarations() -> None:
    source = Source("a.care", f"{BASE}\ncaution a [1]\n  when any of liver_symptoms present\n")
    found = check(parsed(source).tree, source)
    for reference in found.references:
        assert source.text[reference.span.start : reference.span.end] == reference.name
        assert source.text[reference.declared.start : reference.declared.end] == reference.name
    assert "liver_symptoms" in {reference.name for reference in found.references}


def test_nodes_without_places_can_be_checked() -> None:
    source = Source("a.care", BASE)
    tree = parsed(source).tree
    said = Statement(Ref(Name("nausea")), IsPresent(Presence.PRESENT, (), None))
    stop = StopNode(Name("sick"), None, None, (When(said),))
    found = check(Tree((*tree.statements, stop)), source)
    assert found.core is not None
    assert found.core.stops[0].heading.name == "sick"
