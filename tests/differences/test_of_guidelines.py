"""What changed between two guidelines: each change in words, nothing lost, and no change seen where none is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careway.base.source import Source
from careway.compiled import compiled
from careway.differences.bare import bare
from careway.differences.change import Changes, Sort
from careway.differences.of_guidelines import compare, compare_sets
from careway.ir import nodes as n
from careway.mutants.generate import mutants_of
from careway.mutants.mutant import mutated
from differences.small import SMALL, TEXT, changed, core
from support.random_nodes import nodes
from support.sample_core import CORE

ROOT = Path(__file__).parents[2]
GUIDELINES = sorted((ROOT / "guideline").glob("*/*.care"))
NOTHING = Changes((), ())


def told(changes: Changes) -> list[tuple[str, str, list[str]]]:
    return [(one.what, one.name, list(one.sentences)) for one in changes.running]


@pytest.mark.parametrize("path", GUIDELINES, ids=lambda path: path.stem)
def test_comments_and_layout_change_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    loud = "# a remark\n\n" + text.replace("\n\n", "\n\n# another\n\n")
    made, again = (compiled(Source("x.care", one)).core for one in (text, loud))
    assert made is not None and again is not None and made.sha256 != again.sha256
    assert compare(made, again) == NOTHING == compare(CORE, CORE)


@pytest.mark.parametrize(
    ("before", "after", "what", "name", "sentence"),
    [
        (">= 3 × its baseline", ">= 2 × its baseline", "stop", "rise",
         "`ALT >= 3 × baseline of ALT` is now `ALT >= 2 × baseline of ALT`; so for AST"),
        ("when ALT >= 300 U/L", "when ALT > 300 U/L", "stop", "high", "`ALT >= 300 U/L` is now `ALT > 300 U/L`"),
        ("signs present within 7 days", "signs present within 8 days", "stop", "rise",
         "`nausea present within 7 days` is now `nausea present within 8 days`; so for fever"),
        ("when ALT >= 300 U/L", "when all of\n    - ALT >= 300 U/L\n    - raised", "stop", "high",
         "`raised` is now needed too"),
        ("    - any of signs present within 7 days\n", "", "stop", "rise",
         "`any of [nausea present within 7 days; fever present within 7 days]` is no longer needed"),
        ("  when ALT >= 300 U/L\n  advise stop", "  when ALT >= 300 U/L\n  advise hold",
         "stop", "high", "advises `stop azathioprine` is now `hold azathioprine`"),
        ("when asthma absent", "when asthma present", "eligibility", "no_asthma",
         "`asthma absent` is now `asthma present`"),
        ("eligible no_asthma", "exclude no_asthma", "eligibility", "no_asthma", "asked for → keeps the patient out"),
        ("after 3 days without nausea", "after 4 days without nausea", "step", "treatment",
         "to later: after 3 days → after 4 days"),
        ("after 3 days without nausea", "after 3 days", "step", "treatment",
         "to later: time with `nausea present` counts too now"),
        ("75 mg/day when agreed", "75 mg/day", "step", "later",
         "`give azathioprine 75 mg/day`: no longer only when `agreed is yes`"),
        ("finish after 8 weeks", "finish after 9 weeks", "step", "later", "to the end: after 8 weeks → after 9 weeks"),
        ("begin at restart", "begin at first stop of azathioprine", "step", "treatment",
         "`begins at restart` is now `begins at first stop of azathioprine`"),
        ("weekly for 1 month", "weekly for 2 months", "monitor", "checks", "weekly for 1 month → weekly for 2 months"),
        ("  then monthly\n", "", "monitor", "checks",
         "`weekly for 1 month, then monthly` is now `weekly for 1 month`"),
        ("allow 3 days either side", "allow 2 days before and 3 days after", "monitor", "checks",
         "a result counts up to 3 days before its date → up to 2 days"),
        ("within 7 days of restart", "within 14 days of restart", "task", "white_cells",
         "`within 7 days of restart` is now `within 14 days of restart`"),
        ("only in treatment, later", "only in later", "caution", "elevated",
         "only in treatment and later → only in later"),
        ("last lab on or before restart", "last lab before restart", "definition", "baseline of ALT, baseline of AST",
         "`last ALT on or before restart` is now `last ALT before restart`; so for AST"),
        ("code loinc 1742-6 normal up to 40", "code loinc 1742-6 normal up to 45", "lab", "ALT",
         "normal up to 40 U/L → normal up to 45 U/L"),
        ("code loinc 1742-6", "code loinc 1743-4", "lab", "ALT", "code loinc 1742-6 is dropped"),
        ("current for 37 days", "current for 30 days", "lab", "ALT", "current for 37 days → 30 days"),
        ("condition asthma absent unless recorded", "condition asthma", "condition", "asthma",
         "without a record: absent → unknown"),
        ("= ALT, AST", "= ALT, AST, WBC", "panel", "tests", "with WBC"),
        ('"first dose" = 50', '"first dose" = 40', "parameter", "first_dose", "50 mg/day → 40 mg/day"),
        ("first_dose = 25", "first_dose = 20", "parameter set", "children", "first dose: 25 mg/day → 20 mg/day"),
    ],
)  # fmt: skip
def test_a_change_in_the_words_of_a_clinician(before: str, after: str, what: str, name: str, sentence: str) -> None:
    changes = compare(SMALL, changed((before, after)))
    assert (what, name) in [(one.what, one.name) for one in changes.running]
    (change,) = [one for one in changes.running if (one.what, one.name) == (what, name)]
    assert sentence in change.sentences
    if what not in ("lab", "panel"):  # a group of which more is a member is spelled out where it is used
        assert len(changes.running) == 1


def test_what_a_change_reaches() -> None:
    changes = compare(SMALL, changed(("define raised when any of ALT, AST > ULN", "define raised when ALT > ULN")))
    (definition,) = changes.running
    assert (definition.what, definition.reaches) == ("definition", ("elevated",))
    (parameter,) = compare(SMALL, changed(('"first dose" = 50', '"first dose" = 40'))).running
    assert parameter.reaches == ("treatment",)


def test_rules_that_come_and_go() -> None:
    without = changed(('stop high "High" [1]\n  when ALT >= 300 U/L\n  advise stop azathioprine\n', ""))
    (gone,), (come,) = compare(SMALL, without).running, compare(without, SMALL).running
    assert (gone.name, gone.sort, gone.new_line) == ("high", Sort.REMOVED, None)
    assert (come.name, come.sort, come.old_line) == ("high", Sort.ADDED, None)
    assert come.sentences == ("when `ALT >= 300 U/L`", "advises `stop azathioprine`")


def test_the_order_of_stops_counts_and_that_of_a_list_does_not() -> None:
    high = 'stop high "High" [1]\n  when ALT >= 300 U/L\n  advise stop azathioprine\n\n'
    assert high in TEXT
    moved = core(TEXT.replace(high, "").replace("stop rise", high + "stop rise"))
    assert [(one.name, one.sort) for one in compare(SMALL, moved).running] == [("rise", Sort.MOVED)]
    listed = compare(SMALL, changed(('signs" = nausea, fever', 'signs" = fever, nausea')))
    assert listed.running == ()
    assert listed.wording != ()


def test_the_order_of_ways_counts() -> None:
    way = "  go to later after 3 days without nausea\n"
    two = TEXT.replace(way, way + "  finish when fever present\n")
    turned = TEXT.replace(way, "  finish when fever present\n" + way)
    (change,) = compare(core(two), core(turned)).running
    assert change.sentences == (
        "`to later after 3 days without nausea present` is tried after `to the end when fever present` now",
    )


def test_no_small_change_goes_unseen() -> None:
    """Every slip that `careway mutate` knows is seen, and told in words."""
    number = 0
    for mutant in mutants_of(SMALL):
        changes = compare(SMALL, mutated(SMALL, mutant)).running
        assert changes, mutant
        assert all(one.sentences or one.sort is Sort.REMOVED for one in changes), mutant
        number += 1
    assert number > 100


def test_another_name_for_a_rule_is_no_change_of_the_rules_that_mention_it() -> None:
    changes = compare(SMALL, core(TEXT.replace("raised", "enzymes_up").replace("checks", "liver_checks")))
    assert changes.running == ()
    assert sorted(one.sentences[0] for one in changes.wording if one.sort is Sort.RENAMED) == [
        "checks is called liver_checks now",
        "raised is called enzymes_up now",
    ]


def test_wording_stands_apart() -> None:
    changes = compare(
        SMALL,
        changed(
            ('stop high "High" [1]', 'stop high "Very high" [1, 2]'),
            ('otherwise "The patient has asthma"', 'otherwise "Asthma"'),
            ("version 1.0.0", "version 1.1.0"),
            ("when ALT >= 300 U/L", "when ALT >= 300.0 U/L"),
        ),
    )
    assert changes.running == ()
    said = {(one.what, one.name): list(one.sentences) for one in changes.wording}
    assert said["stop", "high"] == ['title: "High" → "Very high"', "rests on [1] → [1, 2]"]
    assert said["eligibility", "no_asthma"] == [
        'what is said where it keeps the patient out: "The patient has asthma" → "Asthma"'
    ]
    assert said["guideline", ""] == ['version: "1.0.0" → "1.1.0"']


def test_a_claim_is_no_rule_and_its_change_is_told() -> None:
    claim = 'never too_much "Too much"\n  advise increase azathioprine\n  when raised\n'
    with_it, other = core(TEXT + claim), core(TEXT + claim.replace("raised", "nausea present"))
    (added,), (changed_,) = compare(SMALL, with_it).wording, compare(with_it, other).wording
    assert (added.what, added.name, added.sort) == ("claim", "too_much", Sort.ADDED)
    assert changed_.sentences == (
        "`never advise increase azathioprine while raised` is now "
        "`never advise increase azathioprine while nausea present`",
    )
    assert compare(with_it, other).running == ()


def test_two_parameter_sets_of_one_guideline() -> None:
    (change,) = compare_sets(SMALL, None, "children").running
    assert (change.name, change.sentences, change.reaches) == ("first_dose", ("50 mg/day → 25 mg/day",), ("treatment",))
    assert compare_sets(SMALL, "children", "children") == NOTHING


SOMETHING = st.one_of(
    nodes(n.Stop), nodes(n.Caution), nodes(n.Monitor), nodes(n.Task), nodes(n.Eligibility), nodes(n.AfterStop)
)


@given(SOMETHING, SOMETHING)
@settings(max_examples=60)
def test_no_change_is_lost_for_want_of_words(old: Any, new: Any) -> None:
    """Whatever differs between two rules of one name has a sentence, and only what differs."""
    from dataclasses import replace

    from careway.differences.rules import Rule, running
    from careway.model.vocabulary import Vocabulary

    if type(old) is not type(new):
        return
    new = replace(new, heading=replace(new.heading, name=old.heading.name))
    nothing = Vocabulary((), ())
    before, after = (Rule("rule", one.heading, _without_orders(one), "") for one in (old, new))
    assert bool(running(before, after, nothing, nothing)) == (bare(before.own) != bare(after.own))
    assert running(before, before, nothing, nothing) == []


def _without_orders(node: Any) -> Any:
    """A random rule whose advice names concepts of no vocabulary cannot be put in words."""
    from dataclasses import replace

    if not hasattr(node, "advice"):
        return node
    kept = tuple(one for one in node.advice if not isinstance(one.action, n.AdviseOrder))
    return replace(node, advice=kept)
