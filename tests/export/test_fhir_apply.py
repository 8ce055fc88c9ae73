"""$apply of an engine of others on the exported plans gives the actions whose definitions hold, and no other."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from careway.export.fhir.artifacts import definitions, pathway_url, recommendations_url
from careway.export.fhir.release import Release
from export.fhir_samples import core, exported

_ROOT = Path(__file__).parents[2]
_PACKAGES = _ROOT / "interpreter" / "careway" / "replay" / "node" / "node_modules"
SCRIPT = Path(__file__).parent / "apply_plans.mjs"
Truths = dict[str, bool | None]


def apply(name: str, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What encender makes of the plans of a guideline; its packages must be there (`make replay`)."""
    packages = Path(os.environ.get("CAREWAY_NODE_MODULES", _PACKAGES))
    node = shutil.which("node")
    assert node is not None, "node is not there"
    assert (packages / "encender").is_dir(), "encender is not there: install the Node packages first (make replay)"
    request = json.dumps({"resources": exported(name, Release.R4), "cases": cases})
    done = subprocess.run(
        [node, str(SCRIPT), str(packages)], input=request.encode(), capture_output=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def expected(name: str, url: str, truths: Truths) -> list[str]:
    """The ids of the actions of a plan, and of the plans that it leads to, all of whose conditions hold."""
    by_url = {one["url"]: one for one in exported(name, Release.R4)}
    found: list[str] = []

    def enter(actions: Any) -> None:
        for action in actions:
            if all(truths[one["expression"]["expression"]] is True for one in action.get("condition", ())):
                found.append(action["id"])
                enter(action.get("action", ()))
                inner = by_url.get(action.get("definitionCanonical", ""), {})
                if inner.get("resourceType") == "PlanDefinition":
                    enter(inner["action"])

    enter(by_url[url]["action"])
    return sorted(found)


def some_truths(name: str, seed: int) -> Truths:
    """Each definition true, false or unknown, by chance."""
    chance = random.Random(seed)
    return {one: chance.choice((True, True, False, None)) for one in definitions(core(name))}


@pytest.mark.parametrize("name", ["azathioprine", "clozapine", "courses", "pathways"])
def test_what_holds_applies_in_both_plans(name: str) -> None:
    every = definitions(core(name))
    drawn: list[Truths] = [dict.fromkeys(every, value) for value in (True, False, None)]
    drawn += [some_truths(name, seed) for seed in range(6)]
    cases = [
        {"plan": url, "truths": truths, "engine": False}
        for truths in drawn
        for url in (pathway_url(core(name)), recommendations_url(core(name)))
    ]
    answers = apply(name, cases)
    for case, answer in zip(cases, answers, strict=True):
        assert answer["actions"] == expected(name, case["plan"], case["truths"])
    assert answers[0]["actions"] and answers[1]["actions"]  # all true
    assert not answers[3]["actions"] and not answers[5]["actions"]  # nothing true, nothing known


def test_a_stop_that_cannot_be_decided_is_an_action_where_all_else_is_unknown() -> None:
    every: Truths = dict.fromkeys(definitions(core("azathioprine")), None)
    truths = every | {"rise_with_symptoms cannot be decided": True}
    (answer,) = apply("azathioprine", [{"plan": recommendations_url(core("azathioprine")), "truths": truths}])
    assert answer["actions"] == ["stop.rise-with-symptoms.undecided"]
    assert not answer["resources"]


def test_the_engine_finds_the_definitions_in_the_library() -> None:
    truths = some_truths("azathioprine", 7)
    url = recommendations_url(core("azathioprine"))
    (answer,) = apply("azathioprine", [{"plan": url, "truths": truths, "engine": True}])
    assert answer["actions"] == expected("azathioprine", url, truths)


def test_no_drug_is_proposed_that_is_to_be_stopped_held_avoided_or_only_considered() -> None:
    for name, proposed in (("azathioprine", {"azathioprine"}), ("clozapine", set())):
        every: Truths = dict.fromkeys(definitions(core(name)), True)
        (answer,) = apply(name, [{"plan": recommendations_url(core(name)), "truths": every}])
        orders = [one for one in answer["resources"] if one["resourceType"] == "MedicationRequest"]
        assert {one["medicationCodeableConcept"]["text"] for one in orders} == proposed
        assert all(one["dosageInstruction"] for one in orders)
        tasks = {one["code"]["text"] for one in answer["resources"] if one["resourceType"] == "Task"}
        assert {"Stop azathioprine"} <= tasks if name == "azathioprine" else {"Hold clozapine"} <= tasks


def test_each_lab_is_ordered_by_its_own_codes() -> None:
    every: Truths = dict.fromkeys(definitions(core("azathioprine")), None)
    truths = every | {"liver_monitoring is due": True}
    (answer,) = apply("azathioprine", [{"plan": recommendations_url(core("azathioprine")), "truths": truths}])
    ordered = [one["code"]["coding"][0] for one in answer["resources"]]
    assert [one["code"] for one in ordered] == ["1742-6", "1920-8", "6768-6", "1975-2"]
    assert {one["resourceType"] for one in answer["resources"]} == {"ServiceRequest"}
