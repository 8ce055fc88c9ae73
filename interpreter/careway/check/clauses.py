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


def word(c: Checking, name: Name, values: type[E], what: str) -> E | None:
    """The value of a closed set that a word names; reports any other word."""
    known = {value.value: value for value in values}
    found = known.get(name.text)
    if found is None:
        near = c.meant(name, known)
        if "help" not in near:
            near = {"help": f"write one of {', '.join(known)}"}
        c.report("CW235", f"`{name.text}` is not {what}", name.span, **near)
    return found
