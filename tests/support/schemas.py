"""The published schemas that are written from the code: `make schemas` writes them, a test holds them current."""

from __future__ import annotations

import json
from pathlib import Path

from careway.boundary import document as boundary
from careway.differences import document as differences
from careway.evaluate import result
from careway.ir import expressions, nodes
from careway.ir.json_codec import JsonValue
from careway.ir.json_schema import schema_of
from careway.prove import finding as proving
from careway.replay import conformance
from careway.robustness import document as robustness
from careway.synth import telling as synthetic

FAMILIES = {
    "criterion": expressions.Criterion,
    "value": expressions.Value,
    "time": expressions.Time,
    "length": expressions.Length,
    "action": nodes.Action,
    "interval": nodes.Interval,
}
FOLDER = Path(__file__).parents[2] / "grammar" / "schema"


def written() -> dict[str, str]:
    """The text of each file, by its name."""
    schemas: dict[str, dict[str, JsonValue]] = {
        "core.schema.json": schema_of(nodes.Guideline, "urn:careway:schema:core:2", nodes.FORMAT, FAMILIES),
        "result.schema.json": schema_of(result.Result, "urn:careway:schema:result:1", result.FORMAT),
        "conformance.schema.json": _of_cases(),
        "boundary.schema.json": schema_of(boundary.Offered, "urn:careway:schema:boundary:1", boundary.FORMAT),
        "diff.schema.json": schema_of(differences.Difference, "urn:careway:schema:diff:1", differences.FORMAT),
        "robustness.schema.json": schema_of(
            robustness.Robustness, "urn:careway:schema:robustness:1", robustness.FORMAT
        ),
        "prove.schema.json": schema_of(proving.Proofs, "urn:careway:schema:prove:1", proving.FORMAT),
        "synth.schema.json": schema_of(synthetic.Telling, "urn:careway:schema:synth:1", synthetic.FORMAT),
    }
    return {name: json.dumps(schema, ensure_ascii=False, indent=2) + "\n" for name, schema in schemas.items()}


def _of_cases() -> dict[str, JsonValue]:
    """The schema of a case of the conformance kit, whose timeline is as its own schema has it."""
    schema = schema_of(conformance.ConformanceCase, "urn:careway:schema:conformance:1", conformance.FORMAT)
    properties, required = schema["properties"], schema["required"]
    assert isinstance(properties, dict) and isinstance(required, list)
    expected = properties.pop("expected")
    properties |= {conformance.TIMELINE: {"$ref": "urn:careway:schema:timeline:1"}, "expected": expected}
    required.insert(-1, conformance.TIMELINE)
    schema["description"] = "A case of the conformance kit: a patient's timeline, how to run it, and the result."
    return schema


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file_name, text in written().items():
        (FOLDER / file_name).write_text(text, encoding="utf-8")
        print(f"wrote grammar/schema/{file_name}")
