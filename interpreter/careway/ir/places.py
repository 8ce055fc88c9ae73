"""Every node of a core with the place where it stands, found with a stack of its own: nesting is no matter here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from careway.base.record import record
from careway.ir.expressions import FirstTime, Series


@record
class Place:
    """A node and what surrounds it.

    `path` leads to it from the core (`definitions[3].body.left`). `candidate` is the concept of the record at hand,
    inside the `where` of a series. `looking_back`: inside `first time (...)`, which looks at records only.
    """

    node: object
    path: str
    candidate: str | None = None
    looking_back: bool = False


def places(root: object) -> Iterator[Place]:
    """All nodes from this one down, the outer ones first, each list in its order."""
    stack = [Place(root, "")]
    while stack:
        place = stack.pop()
        node = place.node
        if isinstance(node, tuple):
            stack += [
                Place(node[index], f"{place.path}[{index}]", place.candidate, place.looking_back)
                for index in reversed(range(len(node)))
            ]
        elif is_dataclass(node):
            yield place
            stack += [_child(place, part.name) for part in reversed(fields(node))]


def _child(place: Place, name: str) -> Place:
    node = place.node
    candidate = node.concept if isinstance(node, Series) and name == "where" else place.candidate
    looking_back = place.looking_back or (isinstance(node, FirstTime) and name == "criterion")
    path = f"{place.path}.{name}" if place.path else name
    return Place(getattr(node, name), path, candidate, looking_back)
