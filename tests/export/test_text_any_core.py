"""Any core that may be run comes back as a text of the same meaning, or is refused: never lost, never a traceback."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st

from careway.base.source import Source
from careway.cli.import_ import Refused, imported
from careway.export.text.same import difference
from careway.ir.from_json import core_from_json
from careway.ir.json_codec import Malformed
from careway.ir.to_json import core_to_json
from careway.pipeline import compile_source
from property.guidelines import NAMES, core
from support.sample_core import CORE

Path = tuple[str | int, ...]
NEAR = {
    "first": "last",
    "last": "highest",
    "highest": "lowest",
    "start": "stop",
    "ULN": "LLN",
    ">=": "=",
    ">": "<",
    "present": "absent",
    "missed": "complete",
    "continue": "suspend",
    "all": "any_of",
    "any_of": "all",
    "day": "hour",
    "week": "month",
    "+": "-",
    "×": "/",
}


@cache
def document(name: str) -> Any:
    return json.loads(core_to_json(CORE if name == "sample" else core(name)))


@cache
def places(name: str) -> tuple[Path, ...]:
    return tuple(_places(document(name), ()))


def _places(value: Any, path: Path) -> Iterator[Path]:
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, key)
        yield from _places(inner, (*path, key))


def at(value: Any, path: Path) -> Any:
    for key in path:
        value = value[key]
    return value


@cache
def alike(name: str) -> dict[str, tuple[Path, ...]]:
    """Places that hold the same sort of thing: nodes, and what stands under the same field."""
    found: dict[str, list[Path]] = {}
    for path in places(name):
        value = at(document(name), path)
        sort = "node" if isinstance(value, dict) and "node" in value else str(path[-1])
        found.setdefault(sort if isinstance(path[-1], str) or sort == "node" else str(path[-2]), []).append(path)
    return {sort: tuple(paths) for sort, paths in found.items()}


def changed(draw: st.DataObject, name: str) -> Any:
    """A core's document with something in it put in the place of something else."""
    made = copy.deepcopy(document(name))
    sort = draw.draw(st.sampled_from(sorted(alike(name))))
    here = draw.draw(st.sampled_from(alike(name)[sort]))
    value = at(made, here)
    there = draw.draw(st.sampled_from(alike(name)[sort]))
    new = copy.deepcopy(at(document(name), there))
    if isinstance(value, bool):
        new = not value
    elif isinstance(value, str) and value in NEAR:
        new = NEAR[value]
    elif value is not None and draw.draw(st.integers(0, 9)) == 0:
        new = None
    at(made, here[:-1])[here[-1]] = new
    return made


@given(st.data())
def test_any_core_comes_back_or_is_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from((*NAMES, "sample")))
    made = changed(data, name)
    try:
        other = core_from_json(json.dumps(made))
    except Malformed:
        event("no core")
        return
    try:
        text = imported(other)
    except Refused as refused:
        assert str(refused)
        event("refused")
        return
    event("said")
    again = compile_source(Source("text", text)).core
    assert again is not None
    assert difference(other, again) is None
