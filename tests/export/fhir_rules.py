"""What FHIR asks of resources and the validators at hand do not see, and the validators themselves, as one list.

`fhir.resources` has no required bindings (though it carries their codes), `fhir.schema.json` no required elements and
no choice of one; neither knows an invariant. What both miss (an empty list, an expression without text, a period that
ends before it begins, what a reference leads to) is looked at here.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
from fhir.resources import get_fhir_model_class as model_r5
from fhir.resources.R4B import get_fhir_model_class as model_r4
from jsonschema.validators import validator_for
from pydantic import BaseModel, ValidationError

from careway.export.fhir.release import Release

Json = Any
_ROOT = Path(__file__).parents[2]
_PACKAGES = _ROOT / "interpreter" / "careway" / "replay" / "node" / "node_modules"
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_NAME = re.compile(r"[A-Z][A-Za-z0-9_]{0,254}")
_FULL_URL = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_OPEN_BINDINGS = {("Expression", "language")}
"""Fields whose codes `fhir.resources` lists although others may be used."""
_ALSO_REQUIRED = {
    ("ActivityDefinition", "kind"): {
        Release.R4: {"CommunicationRequest", "MedicationRequest", "ServiceRequest", "Task"},
        Release.R5: {"CommunicationRequest", "MedicationRequest", "ServiceRequest", "Task"},
    },
    ("ParameterDefinition", "type"): {
        Release.R4: {"boolean", "dateTime", "decimal", "Quantity", "string"},
        Release.R5: {"boolean", "dateTime", "decimal", "Quantity", "string"},
    },
    ("DataRequirement", "type"): {
        Release.R4: {"Patient", "Observation", "Condition", "MedicationStatement"},
        Release.R5: {"Patient", "Observation", "Condition", "MedicationStatement"},
    },
}
"""Required bindings of which `fhir.resources` does not list the codes: those of them that are written here."""


# --- one resource ----------------------------------------------------------------------------------------------------


def problems(resource: Json, release: Release) -> list[str]:
    """Everything that is wrong with a resource by itself."""
    found = [*by_model(resource, release), *(by_schema(resource) if release is Release.R4 else ())]
    return [*found, *by_walking(resource), *by_plan(resource, release)]


def by_model(resource: Json, release: Release) -> Iterator[str]:
    """By `fhir.resources`: structure, and the codes of its required bindings."""
    kind = (model_r4 if release is Release.R4 else model_r5)(resource["resourceType"])
    try:
        made = kind.model_validate(resource)
    except ValidationError as refused:
        yield from (f"model: {one['loc']}: {one['msg']}" for one in refused.errors())
        return
    if json.loads(made.model_dump_json()) != resource:
        yield "model: it is read as something else than what stands there"
    yield from _codes(made, release, resource["resourceType"])


def _codes(node: object, release: Release, path: str) -> Iterator[str]:
    stack = [(node, path)]
    while stack:
        item, where = stack.pop()
        if isinstance(item, list):
            stack += [(one, f"{where}[{index}]") for index, one in enumerate(item)]
        elif isinstance(item, BaseModel):
            kind = type(item).__name__
            for name, field in type(item).model_fields.items():
                value = getattr(item, name)
                extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
                allowed = extra.get("enum_values") or _ALSO_REQUIRED.get((kind, name), {}).get(release)
                if isinstance(value, str) and allowed and (kind, name) not in _OPEN_BINDINGS and value not in allowed:
                    yield f"code: {where}.{name}: {value} is none of {sorted(allowed)}"
                stack.append((value, f"{where}.{name}"))


@cache
def schema() -> Json:
    """The JSON Schema of FHIR R4, which comes with the Node packages (`make replay`): they must be there."""
    packages = Path(os.environ.get("CAREWAY_NODE_MODULES", _PACKAGES))
    path = packages / "@asymmetrik" / "fhir-json-schema-validator" / "fhir.schema.json"
    assert path.is_file(), "fhir.schema.json is not there: install the Node packages first (make replay)"
    return json.loads(path.read_text(encoding="utf-8"))


@cache
def _validator(kind: str) -> jsonschema.protocols.Validator:
    whole = schema()
    return validator_for(whole)({"$ref": f"#/definitions/{kind}", "definitions": whole["definitions"]})


def by_schema(resource: Json) -> Iterator[str]:
    """By fhir.schema.json of R4: types, formats, required bindings, unknown fields."""
    for one in _validator(resource["resourceType"]).iter_errors(resource):
        yield f"schema: {'/'.join(map(str, one.path))}: {one.message[:200]}"


def by_walking(resource: Json) -> Iterator[str]:
    """Whatever no validator sees: nothing is empty, an expression says something, a period does not end early."""
    for path, node in walk(resource):
        if node is None or node in ("", [], {}):
            yield f"empty: {path}"
        if isinstance(node, str) and node != node.strip():
            yield f"blanks: {path}"
        if isinstance(node, dict):
            if "expression" in node and "language" not in node and isinstance(node["expression"], str):
                yield f"expression: {path} has no language"
            if "language" in node and "expression" not in node and "reference" not in node:
                yield f"expression: {path} has neither text nor reference"
            if {"start", "end"} <= set(node) and node["start"] > node["end"]:
                yield f"period: {path} ends before it begins"
            choices = [name for name in node if re.fullmatch(r"timing[A-Z]\w+|definition[A-Z]\w+", name)]
            if len([name for name in choices if name.startswith("timing")]) > 1:
                yield f"choice: {path} has several of timing[x]"
            if {"low", "high"} <= set(node) and node["low"]["value"] > node["high"]["value"]:
                yield f"range: {path} ends before it begins"
    if not _ID.fullmatch(resource["id"]):
        yield "id: it is none of FHIR"
    if "name" in resource and not _NAME.fullmatch(resource["name"]):
        yield f"name: {resource['name']} is no name for a program"
    try:
        ElementTree.fromstring(resource["text"]["div"])
    except ElementTree.ParseError:
        yield "narrative: it is no XML"


def by_plan(resource: Json, release: Release) -> Iterator[str]:
    """Of a plan: its actions have ids of their own, and what they refer to is there."""
    if resource["resourceType"] != "PlanDefinition":
        return
    every = list(actions(resource))
    ids = [action.get("id", "") for action in every]
    yield from (f"action: no id of FHIR: {one}" for one in ids if not _ID.fullmatch(one))
    yield from (f"action: {one} stands twice" for one in set(ids) if ids.count(one) > 1)
    goals = {goal.get("id") for goal in resource.get("goal", ())}
    for action in every:
        yield from (f"goal: {one} is not there" for one in action.get("goalId", ()) if one not in goals)
        target = "actionId" if release is Release.R4 else "targetId"
        yield from (
            f"related: {one.get(target)} is not there"
            for one in action.get("relatedAction", ())
            if one.get(target) not in ids
        )
        if release is Release.R5 and action.get("linkId") != action.get("id"):
            yield f"link: {action.get('id')} has another linkId"
        yield from (
            f"condition: {action.get('id')} has none of text/cql"
            for one in action.get("condition", ())
            if one["expression"].get("language") != "text/cql"
        )
        if action.get("condition") and not resource.get("library"):
            yield f"library: {action.get('id')} has a condition, and the plan no library"


# --- all resources ---------------------------------------------------------------------------------------------------


def dangling(resources: list[Json]) -> list[str]:
    """References that lead to nothing within the export, and ids or addresses that stand twice."""
    found = []
    addresses: dict[str, str] = {}
    for one in resources:
        if one["url"] in addresses:
            found.append(f"{one['url']} stands twice")
        addresses[one["url"]] = one["version"]
    files = [f"{one['resourceType']}-{one['id']}".casefold() for one in resources]
    found += [f"{one} stands twice" for one in set(files) if files.count(one) > 1]
    for one in resources:
        for path, value in walk(one):
            if not isinstance(value, str) or not value.startswith("urn:careway:"):
                continue
            if path.endswith((".system", ".url", "canonical")):
                # A system is the code system itself; `url` is a resource's own address.
                value = value if path.endswith(".system") and value.endswith(":concepts") else ""
            address, _, version = value.partition("|")
            if address and (address not in addresses or (version and addresses[address] != version)):
                found.append(f"{one['id']}: {path} leads to {value}")
    return found


def bundle_problems(bundle: Json) -> list[str]:
    """What is wrong with the Bundle as such."""
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    found = [f"fullUrl: {one}" for one in urls if not _FULL_URL.fullmatch(one)]
    found += [f"fullUrl: {one} stands twice" for one in set(urls) if urls.count(one) > 1]
    for entry in bundle["entry"]:
        place = f"{entry['resource']['resourceType']}/{entry['resource']['id']}"
        if entry["request"] != {"method": "PUT", "url": place}:
            found.append(f"request: {place} is put elsewhere")
    return found


# --- ways through them -----------------------------------------------------------------------------------------------


def walk(node: Json, path: str = "$") -> Iterator[tuple[str, Json]]:
    """Every value below a value, itself first, with where it stands."""
    stack = [(path, node)]
    while stack:
        where, item = stack.pop()
        yield where, item
        if isinstance(item, dict):
            stack += [(f"{where}.{name}", value) for name, value in item.items()]
        elif isinstance(item, list):
            stack += [(f"{where}[{index}]", value) for index, value in enumerate(item)]


def actions(plan: Json) -> Iterator[Json]:
    """Every action of a plan, those inside others too."""
    stack = list(plan.get("action", ()))
    while stack:
        action = stack.pop(0)
        yield action
        stack = [*action.get("action", ()), *stack]
