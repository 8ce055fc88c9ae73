"""What a guideline declares: a table of names for each space of names, filled before anything is resolved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

from careway.base.record import record
from careway.base.source import Span
from careway.model.vocabulary import GroupKind, Kind
from careway.syntax.declarations import ConceptNode, DefineNode, GroupNode, ParameterNode, SetNode, SourceNode
from careway.syntax.schedules import MonitorNode
from careway.syntax.tree import Top


class Space(Enum):
    """The spaces of names. A name is unique in its space."""

    THING = "thing"
    RULE = "rule"
    SOURCE = "source"
    SET = "set"
    PATHWAY = "pathway"


class Sort(Enum):
    """What a declaration declares, in the words of a message."""

    CONCEPT = "concept"
    GROUP = "group"
    PARAMETER = "parameter"
    DEFINITION = "definition"
    STEP = "step"
    STOP = "stop"
    CAUTION = "caution"
    MONITOR = "monitor"
    TASK = "task"
    ELIGIBILITY = "eligibility rule"
    INVARIANT = "claim"
    SOURCE = "source"
    SET = "parameter set"
    PATHWAY = "pathway"


@record
class Declaration:
    """A name, where it is declared, and by what."""

    name: str
    sort: Sort
    span: Span
    node: Top | MonitorNode

    @property
    def described(self) -> str:
        """What it is, in words: `a lab`, `a defined condition`, `a step`."""
        match self.node:
            case ConceptNode(kind=kind):
                return described_kind(kind)
            case GroupNode(kind=kind):
                return "a panel" if kind is GroupKind.PANEL else "a group"
            case DefineNode(is_condition=is_condition):
                return "a defined condition" if is_condition else "a definition"
        article = "an" if self.sort is Sort.ELIGIBILITY else "a"
        return f"{article} {self.sort.value}"


def described_kind(kind: Kind) -> str:
    """A kind of concept with its article."""
    if kind is Kind.VITAL:
        return "a vital sign"
    return f"a {kind.value}"


@dataclass(slots=True)
class Scope:
    """All declarations, each space in the author's order."""

    spaces: dict[Space, dict[str, Declaration]] = field(default_factory=lambda: {space: {} for space in Space})

    def find(self, space: Space, name: str) -> Declaration | None:
        """The declaration of a name, if there is one."""
        return self.spaces[space].get(name)

    def anywhere(self, name: str) -> Declaration | None:
        """The declaration of a name in whichever space has it."""
        for table in self.spaces.values():
            if name in table:
                return table[name]
        return None

    def names(self, space: Space, sorts: Iterable[Sort] = ()) -> list[str]:
        """The names of a space, only those of some sorts where any are given."""
        wanted = tuple(sorts)
        return [name for name, found in self.spaces[space].items() if not wanted or found.sort in wanted]

    def concept(self, name: str) -> ConceptNode | None:
        """The declaration of a concept."""
        found = self.find(Space.THING, name)
        return found.node if found is not None and isinstance(found.node, ConceptNode) else None

    def group(self, name: str) -> GroupNode | None:
        """The declaration of a group or panel."""
        found = self.find(Space.THING, name)
        return found.node if found is not None and isinstance(found.node, GroupNode) else None

    def parameter(self, name: str) -> ParameterNode | None:
        """The declaration of a parameter."""
        found = self.find(Space.THING, name)
        return found.node if found is not None and isinstance(found.node, ParameterNode) else None

    def definition(self, name: str) -> DefineNode | None:
        """The declaration of a definition."""
        found = self.find(Space.THING, name)
        return found.node if found is not None and isinstance(found.node, DefineNode) else None

    def sources(self) -> dict[str, SourceNode]:
        """The declared sources by key."""
        return {
            name: found.node for name, found in self.spaces[Space.SOURCE].items() if isinstance(found.node, SourceNode)
        }

    def sets(self) -> dict[str, SetNode]:
        """The declared parameter sets by name."""
        return {name: found.node for name, found in self.spaces[Space.SET].items() if isinstance(found.node, SetNode)}
