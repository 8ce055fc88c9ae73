"""A node of the core without what does not run: its lines, titles, citations and readings, and the order of a set.

In: a node (or a tuple of nodes). Out: plain nested tuples, equal for two nodes exactly where an engine does the same
with both. A number counts by its value and not as it was written. Advice in the author's words runs: it is said to a
clinician.
"""

from __future__ import annotations

from careway.ir.expressions import All, Answered, AnyOf, AtLeast, InStep, Literal, SexIs
from careway.ir.nodes import (
    Advice,
    AdviseConsider,
    AdviseDrug,
    AdviseOrder,
    AfterStop,
    Caution,
    Definition,
    Eligibility,
    Heading,
    Monitor,
    Parameter,
    ParameterSet,
    Pathway,
    Task,
    Transition,
)
from careway.model.vocabulary import Concept, Group

Bare = object

_WORDING: dict[type, frozenset[str]] = {
    Literal: frozenset(("written",)),
    Heading: frozenset(("title", "cites", "assuming", "strength", "certainty", "line", "accepted")),
    Advice: frozenset(("cites", "line")),
    Transition: frozenset(("cites", "line")),
    Eligibility: frozenset(("otherwise",)),
    Concept: frozenset(("title", "line")),
    Group: frozenset(("title", "line")),
    Parameter: frozenset(("title", "line")),
    ParameterSet: frozenset(("title", "line")),
    Definition: frozenset(("shown", "line")),
    Pathway: frozenset(("title",)),
}
"""The fields that an engine shows and does not run."""

_SETS: dict[type, frozenset[str]] = {
    All: frozenset(("items",)),
    AnyOf: frozenset(("items",)),
    AtLeast: frozenset(("items",)),
    Answered: frozenset(("values",)),
    SexIs: frozenset(("values",)),
    InStep: frozenset(("steps",)),
    AdviseDrug: frozenset(("drugs",)),
    AdviseOrder: frozenset(("concepts",)),
    AdviseConsider: frozenset(("drugs",)),
    Monitor: frozenset(("targets", "only_in")),
    Task: frozenset(("targets", "only_in")),
    Caution: frozenset(("only_in",)),
    AfterStop: frozenset(("stops",)),
    Concept: frozenset(("codes", "normal", "values")),
    Group: frozenset(("members",)),
    ParameterSet: frozenset(("settings",)),
}
"""The fields whose order says nothing."""


def bare(node: object) -> Bare:
    """What of a node runs."""
    if isinstance(node, tuple):
        return tuple(bare(item) for item in node)
    names = getattr(node, "__match_args__", None)
    if names is None:
        return node
    kind = type(node)
    left_out, sets = _WORDING.get(kind, frozenset()), _SETS.get(kind, frozenset())
    fields = []
    for name in names:
        if name not in left_out:
            value = bare(getattr(node, name))
            fields.append(tuple(sorted(value, key=repr)) if name in sets and isinstance(value, tuple) else value)
    return (kind.__name__, *fields)


def same(old: object, new: object) -> bool:
    """Whether an engine does the same with both."""
    return old == new or bare(old) == bare(new)


def wording_fields(kind: type) -> frozenset[str]:
    """The fields of a kind of node that are shown and not run."""
    return _WORDING.get(kind, frozenset())
