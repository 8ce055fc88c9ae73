"""R5 by a second set of models, made from HL7's definitions by others than `fhir.resources`."""

from __future__ import annotations

import copy

import fhirpy_types_r5
import pytest
from pydantic import ValidationError

from careway.export.fhir.release import Release
from export.fhir_samples import NAMES, exported, resource


@pytest.mark.parametrize("name", NAMES)
def test_every_resource_is_valid_by_the_second_models_too(name: str) -> None:
    for one in exported(name, Release.R5):
        getattr(fhirpy_types_r5, one["resourceType"]).model_validate(copy.deepcopy(one))


@pytest.mark.parametrize(("field", "value"), [("titel", "a title"), ("status", None), ("library", "urn:careway:x")])
def test_the_second_models_bite(field: str, value: object) -> None:
    plan = resource("hours", Release.R5, "PlanDefinition", "stop.very-high") | {field: value}
    with pytest.raises(ValidationError):
        fhirpy_types_r5.PlanDefinition.model_validate(plan)


def test_what_r5_took_away_is_refused() -> None:
    plan = copy.deepcopy(resource("hours", Release.R4, "PlanDefinition", "schedule.warm"))
    with pytest.raises(ValidationError):
        fhirpy_types_r5.PlanDefinition.model_validate(plan)  # relatedAction.actionId
