"""A core from its JSON. What has been read runs exactly as the guideline that it was made from, or is refused."""

from __future__ import annotations

from careway.ir.invariants import violations
from careway.ir.json_codec import Malformed, read
from careway.ir.nodes import FORMAT, Guideline


def core_from_json(text: str) -> Guideline:
    """The guideline that a JSON text holds; raises `Malformed` where it is not one that can run."""
    guideline = read(Guideline, text, FORMAT)
    found = violations(guideline)
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        raise Malformed("CW608", "$", found[0] + more)
    return guideline
