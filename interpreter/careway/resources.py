"""Data files that belong to Careway: the grammar, its examples, the schemas, the pages of `careway explain`.

In an installed package they lie under `careway/_data`; in a checkout they are the folders at its top.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def data(*parts: str) -> Traversable:
    """The file or folder of this name: `data("grammar", "careway.lark")`."""
    packaged = files("careway") / "_data"
    place: Traversable = packaged if packaged.is_dir() else Path(__file__).resolve().parents[2]
    for part in parts:
        place = place / part
    return place


def text_of(package: str, file: str) -> str:
    """The text of a file that stands beside the modules of a package."""
    return (files(package) / file).read_text("utf-8")
