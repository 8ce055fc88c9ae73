"""Every resource of every guideline is valid R4 and R5, by the validators and by what they miss; the checks bite."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from careway.export.fhir.artifacts import artifacts
from careway.export.fhir.package import to_bundle, to_package
from careway.export.fhir.release import Release
from careway.export.fhir.writing import write
from export.fhir_rules import bundle_problems, by_model, by_schema, dangling, problems
from export.fhir_samples import NAMES, core, exported, resource

RELEASES = tuple(Release)


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", NAMES)
def test_every_resource_is_valid(name: str, release: Release) -> None:
    found = {one["id"]: wrong for one in exported(name, release) if (wrong := problems(one, release))}
    assert not found


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", NAMES)
def test_every_reference_leads_somewhere(name: str, release: Release) -> None:
    assert not dangling(list(exported(name, release)))


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", NAMES)
def test_the_bundle_is_valid(name: str, release: Release) -> None:
    bundle = json.loads(write(to_bundle(artifacts(core(name), release))))
    assert not bundle_problems(bundle)
    assert not list(by_model(bundle, release))
    if release is Release.R4:  # its resources were seen one by one, which is a hundred times as quick
        assert not list(by_schema(bundle | {"entry": bundle["entry"][-2:]}))


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("name", NAMES)
def test_the_package_has_each_resource_in_a_file_of_its_own_and_an_index(name: str, release: Release) -> None:
    resources = artifacts(core(name), release)
    files = to_package(core(name), release, resources)
    manifest, index = json.loads(files["package/package.json"]), json.loads(files["package/.index.json"])
    assert manifest["fhirVersions"] == [release.number]
    assert manifest["dependencies"] == {f"hl7.fhir.{release.value}.core": release.number}
    assert manifest["version"] == core(name).version
    assert len({path.casefold() for path in files}) == len(resources) + 2
    assert {f"package/{one['filename']}" for one in index["files"]} == set(files) - {
        "package/package.json",
        "package/.index.json",
    }
    for one in index["files"]:
        stored = json.loads(files[f"package/{one['filename']}"])
        assert one["filename"] == f"{stored['resourceType']}-{stored['id']}.json"
        assert all(stored[key] == one[key] for key in ("resourceType", "id", "url", "version"))


# --- the checks bite: the single errors of which each validator misses some ------------------------------------------


def _set(*path: str | int, to: Any) -> Callable[[Any], None]:
    def change(plan: Any) -> None:
        place = plan
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return change


def _drop(*path: str | int) -> Callable[[Any], None]:
    def change(plan: Any) -> None:
        place = plan
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]

    return change


def _two_timings(plan: Any) -> None:
    plan["action"][0] |= {"timingRange": {"low": {"value": 1}}, "timingTiming": {"repeat": {"count": 1}}}


ERRORS: dict[str, Callable[[Any], None]] = {
    "status code": _set("status", to="finished"),
    "condition kind code": _set("action", 0, "condition", 0, "kind", to="applies"),
    "status missing": _drop("status"),
    "condition kind missing": _drop("action", 0, "condition", 0, "kind"),
    "title as a list": _set("title", to=["a title"]),
    "library not a list": _set("library", to="urn:careway:x"),
    "unknown property": _set("titel", to="a title"),
    "unknown inner property": _set("action", 0, "titel", to="a title"),
    "boolean as text": _set("experimental", to="yes"),
    "impossible date": _set("date", to="2024-13-45"),
    "two timings": _two_timings,
    "bad id": _set("id", to="a_b"),
    "period ends early": _set("effectivePeriod", to={"start": "2025-02-01", "end": "2025-01-01"}),
    "expression without language": _drop("action", 0, "condition", 0, "expression", "language"),
    "expression without text": _set("action", 0, "condition", 0, "expression", to={"language": "text/cql"}),
    "empty list": _set("relatedArtifact", to=[]),
    "action id twice": _set("action", 0, "id", to="stop.rise-with-symptoms.undecided"),
    "action without id": _drop("action", 0, "id"),
    "goal that is not there": _set("action", 0, "goalId", to=["cure"]),
    "code of a kind of relation": _set(
        "action", 0, "relatedAction", to=[{"actionId": "stop.rise-with-symptoms", "relationship": "later"}]
    ),
    "related action that is not there": _set(
        "action", 0, "relatedAction", to=[{"actionId": "nothing", "targetId": "nothing", "relationship": "after"}]
    ),
    "narrative that is no XML": _set("text", "div", to='<div xmlns="http://www.w3.org/1999/xhtml">a < b</div>'),
    "no library for a condition": _drop("library"),
    "name for no program": _set("name", to="rise-with-symptoms"),
}


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("error", ERRORS)
def test_a_single_error_is_seen(error: str, release: Release) -> None:
    plan = copy.deepcopy(resource("azathioprine", release, "PlanDefinition", "stop.rise-with-symptoms"))
    assert not problems(plan, release)
    ERRORS[error](plan)
    assert problems(plan, release)


def test_a_reference_to_nothing_and_an_address_twice_are_seen() -> None:
    resources = [copy.deepcopy(one) for one in exported("azathioprine", Release.R4)]
    assert not dangling(resources)
    plan = next(one for one in resources if one["id"].endswith("stop.rise-with-symptoms"))
    plan["action"][0]["action"][0]["definitionCanonical"] += "s"
    assert len(dangling(resources)) == 1
    resources.append(copy.deepcopy(plan))
    assert len(dangling(resources)) > 2


def test_an_older_version_of_a_part_is_seen() -> None:
    resources = [copy.deepcopy(one) for one in exported("azathioprine", Release.R4)]
    pathway = next(one for one in resources if one["id"].endswith(".pathway"))
    part = next(one for one in pathway["relatedArtifact"] if one["type"] == "composed-of")
    part["resource"] = part["resource"].replace("|1.0.0", "|0.9.0")
    assert len(dangling(resources)) == 1
