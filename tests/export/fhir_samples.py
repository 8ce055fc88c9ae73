"""The guidelines that the FHIR export is held against, each exported once and read from its JSON text."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from careway.export import names
from careway.export.fhir.artifacts import artifacts
from careway.export.fhir.package import bundle_text
from careway.export.fhir.release import Release
from careway.ir.nodes import Guideline
from property import guidelines
from support.sample_core import CORE

NAMES = (*guidelines.NAMES, "sample")
"""The shipped guidelines, three small ones with every construct, and a core that no text has made."""
CQL = "library Some version '1'\n// Behçet\ndefine \"In step on\": true\n"
ELM = '{"library": {"identifier": {"id": "Some"}, "annotation": "Behçet – 😀"}}'


def core(name: str) -> Guideline:
    """The core of a guideline."""
    return CORE if name == "sample" else guidelines.core(name)


@cache
def exported(name: str, release: Release) -> tuple[dict[str, Any], ...]:
    """The resources of a guideline, with some text for its library."""
    one = core(name)
    texts = {names.library_name(one): CQL, names.RECORDS_LIBRARY: CQL}
    elm = {names.library_name(one): ELM}
    bundle = json.loads(bundle_text(artifacts(one, release, cql=texts, elm=elm)))
    return tuple(entry["resource"] for entry in bundle["entry"])


def resource(name: str, release: Release, kind: str, ending: str) -> dict[str, Any]:
    """The resource of a kind whose id ends so."""
    found = [
        one
        for one in exported(name, release)
        if one["resourceType"] == kind and (one["id"] == ending or one["id"].endswith(f".{ending}"))
    ]
    assert len(found) == 1, [one["id"] for one in found]
    return found[0]
