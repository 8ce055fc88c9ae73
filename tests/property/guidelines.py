"""The guidelines that the laws are held against: the two shipped ones, and three small ones with every construct."""

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
    "pathways": SMALL / "pathways.care",
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


_LONGEST = 40


@cache
def spines(name: str) -> tuple[Document, ...]:
    """Courses of a guideline that lead somewhere: the shipped example patients, or those beside a small guideline."""
    found: list[Document] = []
    folder = ROOT / "examples" / name if (ROOT / "examples" / name).is_dir() else SMALL / name
    for path in sorted(folder.glob("*.yaml")):
        document: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        if len(document["events"]) <= _LONGEST:
            found.append(document)
    assert found, name
    return tuple(found)
