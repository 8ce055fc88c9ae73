"""A difference between engines is found whatever it is in, and explained only by what can be shown of it."""

from __future__ import annotations

from typing import Any

import pytest

from careway.evaluate.run import run
from careway.export.report import About, Extent, Limit
from careway.ir.nodes import Guideline
from careway.replay.answers import NotSaid
from careway.replay.compare import Compared, Verdict
from careway.replay.engine import Answer
from careway.replay.questions import questions
from careway.replay.situation import Situation, Stand, stand
from replay.small_cases import agreeing, comparison, core, patient

RAISED = "at: 2025-03-15, ALT: 90 U/L"
ILL = "at: 2025-03-15, ALT: 90 U/L, nausea: present"


@pytest.fixture(scope="module")
def guideline() -> Guideline:
    return core()


@pytest.fixture(scope="module")
def raised(guideline: Guideline) -> Stand:
    """A patient with a raised ALT a week after beginning; nausea is not recorded."""
    return stand(patient(guideline, RAISED))


@pytest.fixture(scope="module")
def stopped(guideline: Guideline) -> Stand:
    return stand(patient(guideline, ILL))


def differing(found: tuple[Compared, ...]) -> dict[str, Verdict]:
    return {one.question.definition: one.verdict for one in found if one.verdict is not Verdict.AGREE}


ABOUT = {"ill": About.CRITERION, "tests": About.SCHEDULE, "begun": About.COURSE, "main": About.COURSE}


def limit(rule: str, text: str = "cannot be said") -> Limit:
    return Limit(rule, 1, "cql", Extent.IN_PART, text, ABOUT[rule])


# --- what Careway says ------------------------------------------------------------------------------------------------


def test_what_careway_says_is_its_own_result(guideline: Guideline, stopped: Stand) -> None:
    said = {one.definition: one.ours(stopped) for one in questions(guideline)}
    expected = {
        "Eligibility": "eligible",
        "liver now": False,
        "liver cannot be decided": False,
        "raised now": True,
        "Step of main": None,
        "Phase of main": "stopped",
        "In step begun": False,
        "begun advises 2": False,
        "Stopped By": "ill",
        "Stopped": True,
        "high now": False,
        "high holds": False,
        "ill now": True,
        "ill holds": True,
        "ill advises 1": True,
        "warned holds": True,
        "after_stop advises 1": True,
        "Occasions of tests": (("2025-03-15", "done"),),
        "Standing of count": "open",
        "count is due": True,
    }
    assert {name: said[name] for name in expected} == expected


def test_unknown_is_said_as_unknown(guideline: Guideline, raised: Stand) -> None:
    said = {one.definition: one.ours(raised) for one in questions(guideline)}
    assert said["ill now"] is None
    assert said["ill cannot be decided"] is True
    assert said["Step of main"] == "begun"
    assert said["begun advises 1"] is False
    assert said["begun advises 1 cannot be decided"] is False
    assert said["Occasions of tests"] == (("2025-03-15", "done"), ("2025-03-22", "coming"))


def test_the_run_is_the_one_of_careway_run(guideline: Guideline, raised: Stand) -> None:
    for as_of in ("2025-03-09", "2025-03-15", "2025-04-20T14:30"):
        given = patient(guideline, RAISED, as_of=as_of)
        assert stand(given).result == run(guideline, given.timeline, as_of=as_of)
    assert raised.result == run(guideline, raised.situation.timeline)


# --- what differs -----------------------------------------------------------------------------------------------------


def test_engines_that_say_the_same_agree(guideline: Guideline, raised: Stand, stopped: Stand) -> None:
    for ours in (raised, stopped):
        found = comparison(guideline).compare("case", ours, agreeing(guideline, ours))
        assert differing(found) == {}
        assert len(found) == len(questions(guideline)) > 30


@pytest.mark.parametrize(
    ("definition", "instead"),
    [
        ("Eligibility", "cannot decide"),
        ("liver__now", None),
        ("raised__now", False),
        ("Step__of__main", "later"),
        ("Phase__of__main", "finished"),
        ("In__step__begun", False),
        ("begun__advises__2", False),
        ("begun__advises__1__cannot__be__decided", True),
        ("Stopped__By", "high"),
        ("Stopped", True),
        ("ill__now", False),
        ("ill__holds", True),
        ("high__cannot__be__decided", True),
        ("warned__holds", False),
        ("Occasions__of__tests", (("2025-03-15", "late"), ("2025-03-22", "coming"))),
        ("Occasions__of__tests", (("2025-03-15", "done"),)),
        ("tests__is__due", True),
        ("Standing__of__count", "done"),
        ("count__is__missed", True),
    ],
)
def test_a_difference_in_anything_is_a_disagreement(
    guideline: Guideline, raised: Stand, definition: str, instead: Any
) -> None:
    found = comparison(guideline).compare("case", raised, agreeing(guideline, raised, **{definition: instead}))
    assert differing(found) == {definition.replace("__", " "): Verdict.DISAGREE}


def test_an_engine_that_fails_agrees_with_nothing(guideline: Guideline, raised: Stand) -> None:
    found = comparison(guideline, limit("ill")).compare("case", raised, Answer(None, "out of order"))
    assert set(differing(found).values()) == {Verdict.DISAGREE}
    assert {one.theirs for one in found} == {NotSaid("error: out of order")}


def test_a_definition_that_fails_is_a_disagreement_whatever_the_limits(guideline: Guideline, raised: Stand) -> None:
    answer = Answer(agreeing(guideline, raised).values, None, {"ill now": "TypeError"})
    found = comparison(guideline, limit("ill")).compare("case", raised, answer)
    assert differing(found) == {"ill now": Verdict.DISAGREE}


# --- what explains it -------------------------------------------------------------------------------------------------


def test_a_limit_explains_its_own_rule_and_no_other(guideline: Guideline, raised: Stand) -> None:
    answer = agreeing(guideline, raised, ill__now=False, high__now=True)
    found = comparison(guideline, limit("ill", "of nausea only the last record is seen")).compare("c", raised, answer)
    assert differing(found) == {"ill now": Verdict.EXPLAINED, "high now": Verdict.DISAGREE}
    assert [one.reason for one in found if one.question.definition == "ill now"] == [
        "of nausea only the last record is seen"
    ]


def test_what_is_not_exported_needs_a_limit(guideline: Guideline, raised: Stand) -> None:
    defined = [one.definition for one in questions(guideline) if one.rule != "tests"]
    answer = agreeing(guideline, raised)
    names = {"Occasions of tests", "tests is due", "tests is missed"}
    without = comparison(guideline, defined=defined).compare("c", raised, answer)
    assert differing(without) == dict.fromkeys(names, Verdict.DISAGREE)
    with_it = comparison(guideline, limit("tests"), defined=defined).compare("c", raised, answer)
    assert differing(with_it) == dict.fromkeys(names, Verdict.EXPLAINED)


def test_what_follows_from_an_explained_difference_is_explained(guideline: Guideline, raised: Stand) -> None:
    answer = agreeing(
        guideline,
        raised,
        Step__of__main="later",
        In__step__begun=False,
        In__step__later=True,
        begun__advises__2=False,
        later__advises__1=True,
        high__now=True,
    )
    found = comparison(guideline, limit("begun", "its way on is not said")).compare("c", raised, answer)
    verdicts = differing(found)
    assert verdicts.pop("high now") is Verdict.DISAGREE  # it leans on records alone
    assert set(verdicts.values()) == {Verdict.EXPLAINED}
    reasons = {one.question.definition: one.reason for one in found}
    assert reasons["Step of main"] == "its way on is not said"
    assert reasons["In step later"] == "follows from `Step of main`"


def test_nothing_follows_from_a_limit_that_made_no_difference_here(guideline: Guideline, raised: Stand) -> None:
    answer = agreeing(guideline, raised, later__advises__1=True)
    found = comparison(guideline, limit("main")).compare("c", raised, answer)
    assert differing(found) == {"later advises 1": Verdict.DISAGREE}


def test_what_the_bundle_does_not_carry_explains_what_careway_says_of_the_bundle(
    guideline: Guideline, stopped: Stand
) -> None:
    """Where the bundle has lost the nausea, `ill` is unknown there for Careway as well; a stop `high` is not."""
    lost = patient(guideline, RAISED)
    theirs = agreeing(guideline, stand(lost))
    assert theirs.values is not None
    answer = Answer({**theirs.values, "high now": True})

    def read_back(_: Situation) -> tuple[Situation, tuple[str, ...]]:
        return lost, ("nausea on 2025-03-15: not in the bundle",)

    found = comparison(guideline, read_back=read_back).compare("c", stopped, answer)
    verdicts = differing(found)
    assert verdicts.pop("high now") is Verdict.DISAGREE
    assert {"ill now", "Stopped By", "Step of main", "Occasions of tests"} <= verdicts.keys()
    assert set(verdicts.values()) == {Verdict.EXPLAINED}
    assert {one.reason for one in found if one.question.definition == "ill now"} == {
        "nausea on 2025-03-15: not in the bundle"
    }


def test_a_bundle_that_says_the_same_explains_nothing(guideline: Guideline, stopped: Stand) -> None:
    def read_back(given: Situation) -> tuple[Situation, tuple[str, ...]]:
        return given, ("birth: the bundle says the day and not the time of day",)

    answer = agreeing(guideline, stopped, ill__now=None)
    found = comparison(guideline, read_back=read_back).compare("c", stopped, answer)
    assert differing(found) == {"ill now": Verdict.DISAGREE}


def test_a_limit_of_something_else_of_the_rule_explains_nothing(guideline: Guideline, raised: Stand) -> None:
    answer = agreeing(guideline, raised, ill__now=False)
    elsewhere = Limit("ill", 1, "cql", Extent.IN_PART, "its schedule is not said", About.SCHEDULE)
    found = comparison(guideline, elsewhere).compare("c", raised, answer)
    assert differing(found) == {"ill now": Verdict.DISAGREE}
