"""A core with some nodes in other nodes' places. In: the core, and by identity what is to stand where. Out: a new core,
which shares all that is unchanged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

Node = TypeVar("Node")


def without(root: Node, instead: Mapping[int, object]) -> Node:
    """The node with others put in place of some below it, which `instead` names by their identity."""
    changed: Node = _changed(root, instead)
    return changed


def _changed(node: Any, instead: Mapping[int, object]) -> Any:
    if id(node) in instead:
        return instead[id(node)]
    if isinstance(node, tuple):
        items = tuple(_changed(item, instead) for item in node)
        return items if any(new is not old for new, old in zip(items, node, strict=True)) else node
    names = getattr(node, "__match_args__", None)  # of a record, the names of its fields
    if names is None:
        return node
    old = {name: getattr(node, name) for name in names}
    new = {name: _changed(value, instead) for name, value in old.items()}
    different = {name: value for name, value in new.items() if value is not old[name]}
    return replace(node, **different) if different else node
