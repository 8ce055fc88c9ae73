"""Two results that must be equal: says where they first differ, which a dump of both would bury."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from itertools import zip_longest

from careway.evaluate.result import Result


def assert_same(actual: Result, expected: Result) -> None:
    """Fail with the places at which two results differ."""
    if actual == expected:
        return
    found = list(_differences("", actual, expected))
    raise AssertionError("\n".join(f"{place}: {left!r} != {right!r}" for place, left, right in found[:6]))


def _differences(place: str, left: object, right: object) -> list[tuple[str, object, object]]:
    if left == right:
        return []
    if is_dataclass(left) and is_dataclass(right) and type(left) is type(right):
        return [
            item
            for part in fields(left)
            for item in _differences(f"{place}.{part.name}", getattr(left, part.name), getattr(right, part.name))
        ]
    if isinstance(left, tuple) and isinstance(right, tuple):
        pairs = enumerate(zip_longest(left, right))
        return [item for at, (one, other) in pairs for item in _differences(f"{place}[{at}]", one, other)]
    return [(place, left, right)]
