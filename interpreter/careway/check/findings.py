"""The state of one check: the tree, what it declares, what was found, and what has been used.

Passes share it and only add to it; a pass that finds a mistake reports it and goes on, so that one run finds them
all. What was reported once is not reported again: an expression that gave a mistake elaborates to `None`, and nothing
is said of what contains it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypedDict, TypeVar

from careway.base.diagnostics import Diagnostic, Edit, Label, Severity
from careway.base.record import record
from careway.base.source import Source, Span
from careway.base.suggestions import nearest
from careway.check.codes import CODES
from careway.check.origins import Origins
from careway.check.parts import Parts
from careway.check.scope import Declaration, Scope, Sort, Space
from careway.ir.expressions import Criterion
from careway.model.terms import Edge
from careway.model.vocabulary import Concept, Group
from careway.syntax.expressions import Name
from careway.syntax.tree import Tree

Node = TypeVar("Node")


class Suggestion(TypedDict, total=False):
    """A help and an edit, where there is something to suggest."""

    help: str
    edit: Edit


@record
class Reference:
    """A place in the text that names a declaration, and where that is: for editors."""

    span: Span
    name: str
    declared: Span


@dataclass(slots=True)
class Checking:
    """One check under way."""

    tree: Tree
    source: Source
    damaged: frozenset[str]
    scope: Scope = field(default_factory=Scope)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    used: set[tuple[Space, str]] = field(default_factory=set)
    concepts: dict[str, Concept] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    """The names of rules that may go unnamed in the text (monitors, tasks, eligibility), by the place they begin."""
    parts: Parts = field(default_factory=Parts)
    under_way: list[str] = field(default_factory=list)
    """The definitions being elaborated, the outermost first."""
    depth: int = 0
    floor: int = 0
    """The depth at which the definition under way begins."""
    indirect: dict[tuple[str, ...], list[tuple[str, Span]]] = field(default_factory=dict)
    """The rules that rest on indirect evidence only, by what they cite."""
    asked_limits: dict[tuple[str, Edge], Span] = field(default_factory=dict)
    """Where the ULN or LLN of a concept was first asked for."""
    joined: dict[int, tuple[Criterion, list[tuple[Criterion, Span]]]] = field(default_factory=dict)
    """The items of each conjunction with their places, by its identity (kept here so that the identity lasts)."""

    origins: Origins = field(default_factory=Origins)

    def placed(self, node: Node, span: Span) -> Node:
        """The node, its place in the text noted."""
        self.origins.add(node, span)
        return node

    def report(
        self,
        code: str,
        title: str,
        span: Span,
        text: str = "",
        *,
        because: Iterable[Label] = (),
        help: str | None = None,
        edit: Edit | None = None,
    ) -> None:
        """Adds a finding."""
        severity, _ = CODES[code]
        self.diagnostics.append(Diagnostic(code, severity, title, Label(span, text), tuple(because), help, edit))

    @property
    def failed(self) -> bool:
        """Whether an error has been found."""
        return any(found.severity is Severity.ERROR for found in self.diagnostics)

    def line(self, span: Span) -> int:
        """The line of a place."""
        return self.source.position(min(span.start, len(self.source.text)))[0]

    def written(self, span: Span) -> str:
        """The author's own text, its blanks made single."""
        return " ".join(self.source.text[span.start : span.end].split())

    def declared(self, declaration: Declaration, text: str | None = None) -> Label:
        """A second label at a declaration."""
        return Label(declaration.span, text if text is not None else f"{declaration.name} is {declaration.described}")

    def use(self, space: Space, name: Name, declaration: Declaration) -> None:
        """Notes that a name was used."""
        self.used.add((space, declaration.name))
        self.refer(name, declaration)

    def refer(self, name: Name, declaration: Declaration) -> None:
        """Notes that a name stands for a declaration, be it used by that or not."""
        if self.source.text[name.span.start : name.span.end] == name.text:  # not where a group is spelled out
            self.references.append(Reference(name.span, declaration.name, declaration.span))

    def resolve(self, name: Name, space: Space, wanted: str, sorts: tuple[Sort, ...] = ()) -> Declaration | None:
        """The declaration that a name refers to; reports a name that is unknown, or of another sort than one of
        `sorts`. `wanted` says what may stand here (`a step`)."""
        found = self.scope.find(space, name.text)
        if found is not None and (not sorts or found.sort in sorts):
            self.use(space, name, found)
            return found
        if name.text in self.damaged:
            return None
        other = found if found is not None else self.scope.anywhere(name.text)
        if other is not None:
            title = f"{name.text} is {other.described}, not {wanted}"
            self.report("CW200", title, name.span, because=[self.declared(other)], **self.nearly(name, space, sorts))
            return None
        self.unknown(name, space, wanted, sorts)
        return None

    def unknown(self, name: Name, space: Space, wanted: str, sorts: tuple[Sort, ...] = ()) -> None:
        """Reports a name that is not declared."""
        self.report(
            "CW200",
            f"`{name.text}` is not declared",
            name.span,
            f"expected {wanted}",
            **self.nearly(name, space, sorts),
        )

    def nearly(self, name: Name, space: Space, sorts: tuple[Sort, ...] = ()) -> Suggestion:
        """The help and edit for a name that resembles one that would fit."""
        return self.meant(name, self.scope.names(space, sorts))

    def meant(self, name: Name, candidates: Iterable[str]) -> Suggestion:
        """The help and edit for a word that resembles one of these."""
        near = nearest(name.text, (candidate for candidate in candidates if candidate != name.text))
        if near is None:
            return {}
        return {"help": f"did you mean `{near}`?", "edit": Edit(name.span, near)}
