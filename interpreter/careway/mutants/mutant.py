"""A mutant: one small change of a guideline's core, such as an author could make by a slip, and the core with it made.

The change is a path of field names and places in lists from the core down, and what stands there instead; making it
rebuilds the nodes on the way and shares all others.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import Any

from careway.base.record import record
from careway.ir.nodes import Guideline

Path = tuple[str | int, ...]


class Sort(Enum):
    """What is changed, as a reader of the report would group it."""

    COMPARISON = "comparison"
    NUMBER = "number"
    UNIT = "unit"
    LIMIT = "limit of normal"
    LOGIC = "all and any"
    NEGATION = "negation"
    WINDOW = "window and time"
    CHOICE = "which record"
    COUNT = "count"
    RULE = "whole rule"
    ADVICE = "advice"
    DOSE = "dose"
    WAY = "way between steps"
    SCHEDULE = "schedule"
    TASK = "task"
    VOCABULARY = "vocabulary"


@record
class Mutant:
    """One change: in which rule (or definition, parameter, concept) and line, what sort of change, in which words; and
    the path and what stands there instead. `names` are all names by which an author may ask for it."""

    rule: str
    line: int
    sort: Sort
    words: str
    path: Path
    node: Any
    names: tuple[str, ...]

    @property
    def place(self) -> str:
        """Where it is, for a sentence: `raised_bilirubin (line 142)`."""
        return f"{self.rule} (line {self.line})" if self.line else self.rule


def mutated(core: Guideline, mutant: Mutant) -> Guideline:
    """The core with the change made."""
    changed: Guideline = replaced(core, mutant.path, mutant.node)
    return changed


def at(root: Any, path: Path) -> Any:
    """What stands at a path."""
    for part in path:
        root = root[part] if isinstance(part, int) else getattr(root, part)
    return root


def replaced(root: Any, path: Path, node: Any) -> Any:
    """The same with another node at the path."""
    holders = [root]
    for part in path[:-1]:
        holders.append(at(holders[-1], (part,)))
    for holder, part in zip(reversed(holders), reversed(path), strict=False):
        if isinstance(part, int):
            node = (*holder[:part], node, *holder[part + 1 :])
        else:
            node = replace(holder, **{part: node})
    return node


def substituted(root: Any, old: Any, new: Any) -> Any:
    """The same with every node that equals `old` made `new`: the author wrote it once, and the core holds it twice."""
    if type(root) is type(old) and root == old:
        return new
    if isinstance(root, tuple):
        items = tuple(substituted(item, old, new) for item in root)
        return root if all(one is other for one, other in zip(items, root, strict=True)) else items
    names = getattr(root, "__match_args__", None)  # of a record, the names of its fields
    if names is None:
        return root
    parts = {name: substituted(getattr(root, name), old, new) for name in names}
    changed = {name: part for name, part in parts.items() if part is not getattr(root, name)}
    return replace(root, **changed) if changed else root
