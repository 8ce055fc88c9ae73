"""Which resources of a FHIR bundle are versions of one record, and in which order they were issued."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from careway.ingest.fhir_json import Resource, codings, fields, items, moment, text
from careway.ingest.moments import Moment

_OWN_RECORDS = re.compile(r"urn:careway:[^:\s]+:records")
_KEY = re.compile(r"[^\x00-\x1f]{1,200}")
_LATER = ("amended", "corrected", "appended")
_VOID = ("entered-in-error", "cancelled")


def versions(resources: list[Resource], notes: Counter[str]) -> Iterable[list[Resource]]:
    """Resources of one type in groups of versions of one and the same, in the order in which they were issued."""
    ids = Counter(text(one.get("id")) for one in resources)
    groups: dict[str, list[Resource]] = {}
    for number, one in enumerate(resources):
        id = text(one.get("id"))
        key = f"id {id}" if id is not None and ids[id] > 1 else identity(one) or f"number {number}"
        group = groups.setdefault(key, [])
        if one in group:
            kind = "observation" if one.get("resourceType") == "Observation" else "record"
            notes[f"the same {kind} stands in the bundle twice: counted once"] += 1
        else:
            group.append(one)
    for group in groups.values():
        group.sort(key=_order)
        yield group


def identity(resource: Resource) -> str:
    """What says that two resources are versions of one: the business identifier, for one code and time."""
    for one in items(resource.get("identifier")):
        identifier = fields(one)
        value = text(identifier.get("value"))
        if value is not None:
            coded = resource.get("code") or resource.get("medicationCodeableConcept")
            codes = sorted(f"{coding.system}|{coding.code}" for coding in codings(coded))
            start = fields(resource.get("effectivePeriod")).get("start")
            times = (resource.get("effectiveDateTime"), resource.get("onsetDateTime"), start)
            when = next((found for found in map(text, times) if found is not None), "")
            return "\n".join((text(identifier.get("system")) or "", value, when, *codes))
    return ""


def own_key(resource: Resource) -> str | None:
    """The key of the record in the timeline from which Careway wrote the resource: its last identifier there."""
    found = None
    for one in items(resource.get("identifier")):
        identifier = fields(one)
        value = text(identifier.get("value")) or ""
        if _OWN_RECORDS.fullmatch(text(identifier.get("system")) or "") and _KEY.fullmatch(value):
            found = value
    return found


def is_void(resource: Resource) -> bool:
    """Whether a version says that the record counts for nothing."""
    verified = {coding.code for coding in codings(resource.get("verificationStatus"))}
    return resource.get("status") in _VOID or "entered-in-error" in verified


def changed_at(resource: Resource) -> Moment | None:
    """When a version was issued, as far as it says so."""
    for key in ("issued", "dateAsserted", "recordedDate"):
        found = moment(resource.get(key))
        if found is not None:
            return found
    return moment(fields(resource.get("meta")).get("lastUpdated"))


def _order(resource: Resource) -> tuple[str, str, int, int]:
    changed = changed_at(resource)
    at = "" if changed is None else f"{changed.instant if changed.instant is not None else 0:020} {changed.text}"
    version = text(fields(resource.get("meta")).get("versionId")) or ""
    void = is_void(resource)
    return (at, version.rjust(20, "0"), int(void or resource.get("status") in _LATER), int(void))
