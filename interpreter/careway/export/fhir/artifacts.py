"""A guideline as FHIR resources: the way into this room.

    resources = artifacts(core, Release.R4, cql={...}, elm={...})
    text = write(to_bundle(resources))

`cql` and `elm` map names of libraries (`names.library_name(core)`, `names.RECORDS_LIBRARY`) to their texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from careway.export.fhir.activities import wanted
from careway.export.fhir.elements import Resource
from careway.export.fhir.identity import Identity
from careway.export.fhir.libraries import libraries
from careway.export.fhir.metadata import Export
from careway.export.fhir.plans import PATHWAY, RECOMMENDATIONS, Planning, monitors
from careway.export.fhir.release import Release
from careway.export.fhir.terminology import code_system, value_sets
from careway.ir.nodes import Guideline

_NONE: Mapping[str, str] = MappingProxyType({})


def artifacts(
    core: Guideline, release: Release, *, cql: Mapping[str, str] = _NONE, elm: Mapping[str, str] = _NONE
) -> tuple[Resource, ...]:
    """All resources of a guideline, each once, in the same order every time: plans, activities, libraries, codes."""
    export = _export(core, release)
    planning = Planning(export)
    made = [activity for one in planning.recommendations for activity in one.activities]
    made += [activity for monitor, _ in monitors(core) for activity in wanted(export, monitor.targets)]
    activities = {activity.resource_id: activity.resource for activity in made}
    return (
        *planning.plans(),
        *activities.values(),
        *libraries(export, planning.definitions(), cql, elm),
        *value_sets(export),
        code_system(export),
    )


def definitions(core: Guideline) -> tuple[str, ...]:
    """The definitions of the guideline's library that the plans ask for: each must be there, Boolean and never null."""
    return Planning(_export(core, Release.R4)).definitions()


def pathway_url(core: Guideline) -> str:
    """The address of the plan that leads to all others, layer by layer."""
    return _plan_url(core, PATHWAY)


def recommendations_url(core: Guideline) -> str:
    """The address of the flat plan: one `$apply` of it gives every action that holds."""
    return _plan_url(core, RECOMMENDATIONS)


def _plan_url(core: Guideline, place: str) -> str:
    identity = Identity(core)
    return identity.url("PlanDefinition", identity.resource(place))


def _export(core: Guideline, release: Release) -> Export:
    return Export(core, release, Identity(core))
