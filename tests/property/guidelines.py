"""The guidelines that the laws are held against: the two that are shipped, and two small ones with every construct."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from careway.base.source import Source
from careway.ir.nodes import Guideline
from careway.pipeline import compile_source
from property.timelines import Document, Grain, grain

ROOT = Path(__file__).parents[2]
SMALL = Path(__file__).parent / "small"
PATHS = {
    "azathioprine": ROOT / "guideline" / "azathioprine" / "reintroduction.care",
    "clozapine": ROOT / "guideline" / "clozapine" / "anc_monitoring.care",
    "courses": SMALL / "courses.care",
    "hours": SMALL / "hours.care",
}
NAMES = tuple(PATHS)


@cache
def core(name: str) -> Guideline:
    """A guideline's core."""
    path = PATHS[name]
    compiled = compile_source(Source(path.name, path.read_text(encoding="utf-8")))
    assert compiled.core is not None, [one.title for one in compiled.diagnostics]
    return compiled.core


@cache
def grains(name: str) -> Grain:
    """What of a guideline matters for drawing timelines."""
    return grain(core(name))


@cache
def spines(name: str) -> tuple[Document, ...]:
    """The shipped example patients of a guideline, as documents."""
    found: list[Document] = []
    for path in sorted((ROOT / "examples" / name).glob("*.yaml")):
        document: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        found.append(document)
    return tuple(found)
