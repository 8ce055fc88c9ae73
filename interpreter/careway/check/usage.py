"""What is declared and never used, and definitions that nothing asks for."""

from __future__ import annotations

from careway.check import definitions
from careway.check.findings import Checking
from careway.check.scope import Sort, Space
from careway.model.vocabulary import Kind
from careway.syntax.declarations import DefineNode


def plain_definitions(c: Checking) -> None:
    """Elaborates the definitions that nothing has asked for, so that the core has all and their mistakes are seen.

    One `of` a kind that nothing asks for is tried on the first concept of that kind and left out of the core.
    """
    seen: set[str] = set()
    for node in c.tree.statements:
        if not isinstance(node, DefineNode) or node.name.text in seen:
            continue
        seen.add(node.name.text)
        own = node.name.text
        asked = (own, f"time of {own}")
        if node.of is None and not any(key in c.parts.instances for key in asked):
            definitions.instance(c, node, None, definitions.wanted_alone(c, node))
    for node in c.tree.statements:
        if isinstance(node, DefineNode) and node.of is not None:
            _try_out(c, node)


def _try_out(c: Checking, node: DefineNode) -> None:
    if node.of is None:
        return
    kind = node.of.text
    if kind not in {one.value for one in Kind}:
        return
    of_kind = [one for one in c.concepts.values() if one.kind.value == kind]
    if any(
        f"{prefix}{node.name.text} of {one.name}" in c.parts.instances for one in of_kind for prefix in ("", "time of ")
    ):
        return
    if not of_kind:
        title = f"{node.name.text} is defined of each {kind}, and none is declared"
        c.report("CW212", title, node.of.span, help=f"declare one: `{kind} NAME`")
        return
    before = len(c.parts.definitions)
    definitions.instance(c, node, of_kind[0], definitions.wanted_alone(c, node, of_kind[0]))
    del c.parts.definitions[before:]


_CODES = {Sort.CONCEPT: "CW380", Sort.GROUP: "CW380", Sort.DEFINITION: "CW381", Sort.PARAMETER: "CW382"}


def unused(c: Checking) -> None:
    """Warns of vocabulary, definitions and parameters that nothing uses."""
    if c.failed or c.damaged:  # a misspelled name would make the one that was meant look unused
        return
    used = {name for space, name in c.used if space is Space.THING}
    for name in list(used):
        group = c.groups.get(name)
        if group is not None:
            used.update(group.members)
            node = c.scope.group(name)
            waiting = list(node.members) if node else []
            while waiting:
                member = waiting.pop()
                inner = c.scope.group(member.text)
                if inner is not None and member.text not in used:
                    used.add(member.text)
                    waiting.extend(inner.members)
    for name, declaration in c.scope.spaces[Space.THING].items():
        if name not in used and declaration.sort in _CODES:
            c.report(
                _CODES[declaration.sort],
                f"{name} is declared and not used",
                declaration.span,
                declaration.described,
                help="use it or leave it out",
            )
