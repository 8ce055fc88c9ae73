"""Mutants of guidelines: each changes the core in one place and is a good core; every sort of node has some."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from careway.base.source import Source
from careway.ir.invariants import violations
from careway.ir.nodes import Guideline
from careway.mutants.generate import mutants_of, slips_of
from careway.mutants.mutant import Mutant, Sort, at, mutated, replaced, substituted
from careway.pipeline import Compiled, compile_source
from mutants.small import TEXT, core_of
from support.sample_core import CORE

ROOT = Path(__file__).resolve().parents[2]
GUIDELINES = {
    "azathioprine": ROOT / "guideline/azathioprine/reintroduction.care",
    "clozapine": ROOT / "guideline/clozapine/anc_monitoring.care",
    "every node": ROOT / "tests/agreement/guidelines/nodes.care",
}


@cache
def compiled(name: str) -> tuple[Compiled, Source]:
    source = Source(name, GUIDELINES[name].read_text(encoding="utf-8"))
    return compile_source(source), source


@cache
def slips(name: str) -> tuple[Mutant, ...]:
    found, source = compiled(name)
    assert found.core is not None

    def line(node: object) -> int | None:
        span = found.origins.span(node)
        return None if span is None else source.position(span.start)[0]

    return tuple(slips_of(found.core, line))


def core(name: str) -> Guideline:
    found = compiled(name)[0].core
    assert found is not None
    return found


@pytest.mark.parametrize("name", GUIDELINES)
def test_every_change_changes_the_core_and_says_how_and_where(name: str) -> None:
    original, lines = core(name), compiled(name)[1].text.count("\n") + 1
    for mutant in slips(name):
        assert mutated(original, mutant) != original, mutant
        assert mutant.words and mutant.words == " ".join(mutant.words.split()), mutant
        assert mutant.rule in mutant.names
        assert 0 < mutant.line <= lines, mutant


@pytest.mark.parametrize("name", GUIDELINES)
def test_no_two_changes_are_the_same(name: str) -> None:
    assert len({(mutant.path, mutant.node) for mutant in slips(name)}) == len(slips(name))


@pytest.mark.parametrize("name", GUIDELINES)
def test_nearly_every_change_makes_a_good_core_and_those_that_do_not_are_no_mutants(name: str) -> None:
    sample = slips(name)[::20]
    good = [mutant for mutant in sample if not violations(mutated(core(name), mutant))]
    assert len(good) * 10 >= len(sample) * 9


def test_what_makes_no_good_core_is_no_mutant() -> None:
    changes, good = list(slips_of(CORE)), list(mutants_of(CORE))
    assert all(not violations(mutated(CORE, mutant)) for mutant in good)
    assert {mutant.words for mutant in changes} > {mutant.words for mutant in good}


def test_there_are_changes_of_every_sort() -> None:
    assert {mutant.sort for name in GUIDELINES for mutant in slips(name)} == set(Sort)


def test_the_order_and_the_words_are_always_the_same() -> None:
    assert list(slips_of(CORE)) == list(slips_of(CORE))


def test_a_change_is_made_at_its_path_and_nowhere_else() -> None:
    original = core("azathioprine")
    for mutant in slips("azathioprine")[::15]:
        changed = mutated(original, mutant)
        assert at(changed, mutant.path) is mutant.node
        assert replaced(changed, mutant.path, at(original, mutant.path)) == original
        for name in original.__match_args__:
            if name != mutant.path[0]:
                assert getattr(changed, name) is getattr(original, name)


def test_what_the_author_wrote_once_is_changed_in_both_places() -> None:
    words = {mutant.words for mutant in slips_of(core_of(), only="rise")}
    (first,) = [
        one
        for one in slips_of(core_of(), only="rise")
        if one.words == "the last ALT becomes the first, in `ALT >= 3 × ULN of ALT`"
    ]
    assert "`ALT >= 3 × ULN of ALT` becomes `ALT >= 4 × ULN of ALT`" in words
    assert str(first.node).count("Pick.FIRST") == 2
    assert "Pick.LAST" not in str(first.node)
    dose = [one for one in slips_of(core_of()) if one.words == "50 mg/day becomes 51 mg/day"]
    assert [one.node.low == one.node.high for one in dose] == [True]


def test_the_time_that_a_window_is_counted_from_is_changed_at_both_its_ends() -> None:
    found = [mutant for mutant in slips("clozapine") if mutant.rule == "time of fever_soon_after_end"]
    (first,) = [
        mutant for mutant in found if "becomes `last temperature within 2 weeks after first stop" in mutant.words
    ]
    assert str(first.node).count("DrugChange(drug='clozapine', edge=<DrugEdge.STOP: 'stop'>, pick=<Pick.FIRST") == 2


def test_a_change_is_said_in_clinical_words() -> None:
    said = {f"{one.place}: {one.words}" for one in slips("azathioprine")}
    for words in (
        "`bilirubin >= 2 × ULN of bilirubin` becomes `bilirubin >= 3 × ULN of bilirubin`",
        "`nausea present within 7 days` becomes `nausea present within 7 weeks`",
        "`jaundice present within 7 days` is left out",
        "`give azathioprine below previous dose` becomes `give azathioprine at most previous dose`",
        "the caution is left out",
        "weekly becomes every 6 days",
        "the time allowed after a due date, 3 days, becomes 2 days",
        "the ULN, 40 U/L, becomes 41 U/L",
        "the way to escalation is left out",
        "a result that speaks for the present for 37 days does so for 36 days",
    ):
        assert any(one.endswith(words) for one in said), words


@pytest.mark.parametrize(
    ("only", "rules"),
    [("rise", {"rise"}), ("AZA*", {"azathioprine"}), ("ALT", {"ALT"}), ("nothing", set())],
)
def test_a_rule_is_chosen_by_its_name(only: str, rules: set[str]) -> None:
    assert {mutant.rule for mutant in slips_of(core_of(TEXT), only=only)} == rules


def test_a_definition_of_each_lab_is_chosen_by_the_authors_name() -> None:
    found = {mutant.rule for mutant in slips_of(core("azathioprine"), only="baseline")}
    assert found == {"baseline of ALT", "baseline of AST"}


def test_what_only_a_claim_speaks_of_is_left_alone() -> None:
    claim = """
parameter ceiling "ceiling" = 200 mg/day

define high when ALT > 10 × ULN

never too_much "Never above the ceiling"
  advise azathioprine above ceiling
  when high
"""
    with_claim, bare = core_of(TEXT + claim), core_of(TEXT)
    assert with_claim.invariants and with_claim.definitions and with_claim.parameters
    assert [mutant.words for mutant in slips_of(with_claim)] == [mutant.words for mutant in slips_of(bare)]


def test_which_of_two_results_is_worse_is_changed_only_where_the_first_or_the_last_is_asked_for() -> None:
    def changed(when: str) -> bool:
        text = TEXT.replace("begin at first ALT", "begin at first start of azathioprine")
        found = compile_source(Source("x", text.replace("ALT >= 3 × ULN", when))).core
        assert found is not None
        return any("cannot be put in order" in mutant.words for mutant in mutants_of(found, only="ALT"))

    assert changed("ALT >= 3 × ULN")
    assert changed("ALT >= 3 × ULN twice in a row")
    assert changed("first ALT >= 3 × ULN")
    assert not changed("highest ALT >= 3 × ULN")


def test_equal_nodes_are_replaced_and_others_kept() -> None:
    definition = CORE.definitions[1]
    assert substituted(definition, "nothing", "else") is definition
    assert substituted(definition, "U/L", "ukat/L").body.unit == "ukat/L"
