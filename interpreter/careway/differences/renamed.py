"""Rules and definitions that only have another name: found, and the old core read with the new names.

A name is taken as changed only where what it stands for is the same to the last part, and exactly one fits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from careway.differences.bare import bare
from careway.differences.rules import rules
from careway.ir import expressions as e
from careway.ir.nodes import AfterStop, Caution, Definition, Guideline, Heading, Monitor, Task, Transition

_NAMES: dict[type, tuple[str, ...]] = {
    Heading: ("name",),
    Definition: ("name",),
    e.DefinedCriterion: ("name",),
    e.DefinedValue: ("name",),
    e.DefinedTime: ("name",),
    e.Monitoring: ("monitor",),
    e.InStep: ("steps",),
    e.StepEntry: ("step",),
    Transition: ("to",),
    Monitor: ("only_in",),
    Task: ("only_in",),
    Caution: ("only_in",),
    AfterStop: ("stops",),
}
"""Where a rule or a definition is called by its name. No other text of a core is touched."""


def renamings(old: Guideline, new: Guideline) -> dict[str, str]:
    """The new name of each rule and definition that has another name and is otherwise the same."""
    before, after = dict(_named(old)), dict(_named(new))
    taken = {name for _, name in before} & {name for _, name in after}
    gone, come = _by_content(before, set(after)), _by_content(after, set(before))
    found = {}
    for content, names in gone.items():
        others = come.get(content, [])
        if len(names) == len(others) == 1 and not {names[0], others[0]} & taken:
            found[names[0]] = others[0]
    return found


def _named(core: Guideline) -> Iterator[tuple[tuple[str, str], object]]:
    for rule in rules(core):
        yield (rule.what, rule.heading.name), _unnamed(rule.own, rule.heading.name)
    for one in core.definitions:
        yield ("definition", one.name), bare(one.body)


def _unnamed(node: object, name: str) -> object:
    """A rule without its own name, in itself too (a step that returns to itself)."""
    return bare(_renamed(node, {name: ""}))


def _by_content(named: Mapping[tuple[str, str], object], others: set[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for (what, name), content in named.items():
        if (what, name) not in others:
            found[f"{what} {content!r}"].append(name)
    return found


def rename(core: Guideline, names: Mapping[str, str]) -> Guideline:
    """The core with other names for some of its rules and definitions."""
    renamed: Guideline = _renamed(core, names) if names else core
    return renamed


def _renamed(node: Any, names: Mapping[str, str]) -> Any:
    if isinstance(node, tuple):
        return tuple(_renamed(item, names) for item in node)
    fields = getattr(node, "__match_args__", None)
    if fields is None:
        return node
    called = _NAMES.get(type(node), ())
    changed: dict[str, object] = {}
    for field in fields:
        value = getattr(node, field)
        if field not in called:
            other = _renamed(value, names)
        elif isinstance(value, tuple):
            other = tuple(names.get(one, one) for one in value)
        else:
            other = names.get(value, value)
        if other is not value:
            changed[field] = other
    return replace(node, **changed) if changed else node
