"""The actions of a plan that should apply, from what Careway says, against those that $apply gave."""

from __future__ import annotations

from typing import Any

import pytest

from careway.export.report import About, Extent, Limit
from careway.replay.compare import Compared, Verdict
from careway.replay.engine import Answer
from careway.replay.plans import Applied, Plans
from careway.replay.situation import stand
from replay.small_cases import agreeing, comparison, core, patient

BASE = "urn:careway:small:PlanDefinition:"


def action(name: str, *conditions: str, inside: tuple[dict[str, Any], ...] = (), **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"id": name, **more}
    if conditions:
        made["condition"] = [
            {"kind": "applicability", "expression": {"language": "text/cql", "expression": one}} for one in conditions
        ]
    if inside:
        made["action"] = [*inside]
    return made


def plan(name: str, *actions: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "PlanDefinition", "url": BASE + name, "action": [*actions]}


PLANS = Plans(
    [
        plan(
            "all",
            action("stops", inside=(action("ill", "ill holds"), action("ill?", "ill cannot be decided"))),
            action("begun", "In step begun", definitionCanonical=f"{BASE}begun|1.0.0"),
        ),
        plan("begun", action("refer", "begun advises 2"), action("always")),
        {"resourceType": "ValueSet", "url": "urn:careway:small:ValueSet:ALT"},
    ],
    [BASE + "all"],
)
RIGHT = {"all:stops", "all:ill?", "all:begun", "begun:refer", "begun:always"}


def applied(*given: str) -> Answer:
    told = [(*one.split(":"),) for one in given]
    return Answer({}, actions=frozenset((BASE + name, action) for name, action in told))


def compared(*limits: Limit, **instead: Any) -> tuple[Compared, ...]:
    guideline = core()
    ours = stand(patient(guideline, "at: 2025-03-15, ALT: 90 U/L"))
    return comparison(guideline, *limits).compare("case", ours, agreeing(guideline, ours, **instead))


def differing(found: tuple[Applied, ...]) -> dict[str, Verdict]:
    return {one.action: one.verdict for one in found if one.verdict is not Verdict.AGREE}


def test_only_what_can_be_applied_is_handed_on() -> None:
    assert {one["resourceType"] for one in PLANS.resources} == {"PlanDefinition"}


def test_the_actions_that_should_apply_are_those_whose_conditions_and_surroundings_hold() -> None:
    found = PLANS.compare("case", compared(), applied(*RIGHT))
    assert differing(found) == {}
    assert {one.action for one in found if one.expected} == {"stops", "ill?", "begun", "refer", "always"}
    assert [one.action for one in found if not one.expected] == ["ill"]


@pytest.mark.parametrize("wrong", ["stops", "ill?", "begun", "refer", "always"])
def test_an_action_that_does_not_come_is_a_disagreement(wrong: str) -> None:
    told = [one for one in RIGHT if not one.endswith(f":{wrong}")]
    assert differing(PLANS.compare("case", compared(), applied(*told))) == {wrong: Verdict.DISAGREE}


@pytest.mark.parametrize("wrong", ["all:ill", "begun:ill", "all:nobody"])
def test_an_action_that_comes_and_should_not_is_a_disagreement(wrong: str) -> None:
    found = PLANS.compare("case", compared(), applied(*RIGHT, wrong))
    assert differing(found) == {wrong.split(":")[1]: Verdict.DISAGREE}


def test_an_action_that_differs_as_its_definition_does_is_explained_with_it() -> None:
    known = Limit("ill", 1, "cql", Extent.IN_PART, "in part", About.CRITERION)
    with_limit = compared(known, ill__holds=True)
    assert differing(PLANS.compare("case", with_limit, applied(*RIGHT, "all:ill"))) == {"ill": Verdict.EXPLAINED}
    without = compared(ill__holds=True)
    assert differing(PLANS.compare("case", without, applied(*RIGHT, "all:ill"))) == {"ill": Verdict.DISAGREE}


def test_an_action_that_differs_otherwise_than_its_definition_is_not_explained() -> None:
    known = Limit("begun", 1, "cql", Extent.IN_PART, "in part", About.ADVICE)
    found = PLANS.compare("case", compared(known, begun__advises__2=False), applied(*RIGHT - {"begun:always"}))
    assert differing(found) == {"always": Verdict.DISAGREE}


def test_a_condition_that_careway_does_not_say_is_a_disagreement() -> None:
    plans = Plans([plan("all", action("odd", "Something Else"))], [BASE + "all"])
    (found,) = plans.compare("case", compared(), applied("all:odd"))
    assert (found.expected, found.verdict) == (None, Verdict.DISAGREE)


def test_an_engine_that_fails_agrees_with_nothing() -> None:
    for answer in (Answer(None, "out of order"), Answer({}, unapplied="out of order")):
        found = PLANS.compare("case", compared(), answer)
        assert {one.verdict for one in found} == {Verdict.DISAGREE}
        assert {one.reason for one in found} == {"error: out of order"}


def test_a_plan_that_leads_to_itself_comes_to_an_end() -> None:
    plans = Plans([plan("all", action("again", definitionCanonical=BASE + "all"))], [BASE + "all"])
    assert {one.action for one in plans.places} == {"again"}
