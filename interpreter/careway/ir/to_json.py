"""The core as JSON: a guideline's published form, described by grammar/schema/core.schema.json."""

from __future__ import annotations

from careway.ir.json_codec import write
from careway.ir.nodes import Guideline


def core_to_json(guideline: Guideline) -> str:
    """The JSON text of a guideline, the same on every machine."""
    return write(guideline)
