"""Clauses of statements: those that may stand once, and words out of a closed set."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import TypeVar

from careway.base.diagnostics import Label
from careway.base.source import Span
from careway.check.findings import Checking
from careway.syntax.expressions import Name

E = TypeVar("E", bound=Enum)


def once(c: Checking, clauses: Iterable[tuple[str, Span]]) -> None:
    """Reports each clause that was given before; the pairs are what to call it and where it stands."""
    seen: dict[str, Span] = {}
    for what, span in clauses:
        if what in seen:
            c.report(
                "CW242",
                f"`{what}` is given twice",
                span,
                because=[Label(seen[what], "here already")],
                help="keep one of them",
            )
        else:
            seen[what] = span


def word(c: Checking, name: Name, values: type[E], what: str, *, listed: bool = False) -> E | None:
    """The value of a closed set that a word names; reports any other word. `listed`: all words are named even where
    one of them was probably meant, because few authors know them by heart."""
    known = {value.value: value for value in values}
    found = known.get(name.text)
    if found is None:
        near = c.meant(name, known)
        if "help" not in near or listed:
            meant = f"{near['help']} There are" if "help" in near else "write one of"
            near = {**near, "help": f"{meant} {', '.join(known)}"}
        c.report("CW235", f"`{name.text}` is not {what}", name.span, **near)
    return found
