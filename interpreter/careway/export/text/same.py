"""Whether two cores say the same: they may differ in the numbers of lines, in the hash of the text, in the order of
definitions (each still stands after those that it uses), and in how a number was written."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from careway.ir.expressions import Literal
from careway.ir.nodes import Guideline

_OF_THE_TEXT = ("line", "sha256")


def difference(one: Guideline, other: Guideline, *, exact: bool = False) -> str | None:
    """The first place in which two cores differ (`stops[rise].when.items[0]`), None where they say the same. With
    `exact` also the order of definitions and what was written for a number count."""
    stack: list[tuple[str, object, object]] = [("", one, other)]
    while stack:
        path, left, right = stack.pop()
        if type(left) is not type(right):
            return path or "the core"
        if isinstance(left, tuple) and isinstance(right, tuple):
            if not exact and path == "definitions":
                left, right = (tuple(sorted(side, key=lambda each: each.name)) for side in (left, right))
            if len(left) != len(right):
                return path
            stack += [(f"{path}[{_called(left[i], i)}]", left[i], right[i]) for i in reversed(range(len(left)))]
        elif is_dataclass(left):
            for part in reversed(fields(left)):
                if part.name in _OF_THE_TEXT or (part.name == "written" and isinstance(left, Literal) and not exact):
                    continue
                inner = f"{path}.{part.name}" if path else part.name
                stack.append((inner, getattr(left, part.name), getattr(right, part.name)))
        elif left != right:
            return path
    return None


def _called(member: object, index: int) -> object:
    """What a member of a list is called: its name, or its number."""
    return getattr(getattr(member, "heading", member), "name", index)
