"""The published schemas that are written from the code: `make schemas` writes them, a test holds them current."""

from __future__ import annotations

import json
from pathlib import Path

from careway.evaluate import result
from careway.ir import expressions, nodes
from careway.ir.json_schema import schema_of

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
    schemas = {
        "core.schema.json": schema_of(nodes.Guideline, "urn:careway:schema:core:1", nodes.FORMAT, FAMILIES),
        "result.schema.json": schema_of(result.Result, "urn:careway:schema:result:1", result.FORMAT),
    }
    return {name: json.dumps(schema, ensure_ascii=False, indent=2) + "\n" for name, schema in schemas.items()}


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for file_name, text in written().items():
        (FOLDER / file_name).write_text(text, encoding="utf-8")
        print(f"wrote grammar/schema/{file_name}")
