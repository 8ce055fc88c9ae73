"""The small library of the tests of the chain, a patient for it, and what sets up the engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
SOURCES = {name: (DATA / f"{name}.cql").read_text(encoding="utf-8") for name in ("Small", "Reading")}
VALUE_SETS = {"urn:careway:small:ValueSet:alt": [{"system": "urn:careway:small:concepts", "code": "alt"}]}
AS_OF = "2025-04-20T23:59:59.000+02:00"


def patient(*alts: object, code: str = "alt") -> str:
    """A bundle with these results of ALT, each the text of a number."""
    resources: list[dict[str, Any]] = [{"resourceType": "Patient", "id": "p"}]
    for number, alt in enumerate(alts):
        coding = [{"system": "urn:careway:small:concepts", "code": code}]
        quantity = {"value": alt, "unit": "U/L"}
        resources.append(
            {
                "resourceType": "Observation",
                "id": f"o{number}",
                "status": "final",
                "subject": {"reference": "Patient/p"},
                "code": {"coding": coding},
                "valueQuantity": quantity,
            }
        )
    entries = [{"resource": resource} for resource in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}, indent=1)
