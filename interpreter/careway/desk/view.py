"""What an editor holds of a text: its tree, all that a check learns of it, and the findings.

In: a text, however broken. Out: a `View`, of which the other modules of this room ask. Places are offsets in code
points; whoever speaks to an editor counts as the editor does (`positions`).
"""

from __future__ import annotations

from functools import cached_property

from careway.base.diagnostics import Diagnostic
from careway.base.source import Source, Span
from careway.check.check import looked_through, ordered
from careway.check.findings import Checking, Reference
from careway.check.scope import Declaration
from careway.pipeline import Compiled, compile_tree
from careway.syntax.parse import Parsed, parse
from careway.syntax.statements import Chunk, split


class View:
    """A text as an editor asks of it. What is asked for is worked out once."""

    def __init__(self, source: Source) -> None:
        self.source = source

    @property
    def text(self) -> str:
        """The text."""
        return self.source.text

    @cached_property
    def parsed(self) -> Parsed:
        """The tree of what was understood."""
        return parse(self.source)

    @cached_property
    def checking(self) -> Checking:
        """All that a check learns."""
        return looked_through(self.parsed.tree, self.source, self.parsed.damaged)

    @cached_property
    def compiled(self) -> Compiled:
        """The core where there is no error, and where its nodes stand: for whoever runs it."""
        return compile_tree(self.source, self.parsed, self.checking)

    @cached_property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The findings by place: those of `careway check`."""
        if self.parsed.diagnostics and not self.parsed.tree.statements:
            return self.parsed.diagnostics  # nothing was understood: that all is missing need not be said
        return ordered([*self.parsed.diagnostics, *self.checking.diagnostics])

    @cached_property
    def chunks(self) -> tuple[Chunk, ...]:
        """The statements as stretches of the text, those that were not understood too."""
        return tuple(chunk for chunk in split(self.text)[0][1:] if not chunk.blank)

    @cached_property
    def declarations(self) -> dict[Span, Declaration]:
        """What is declared, by the place of its name."""
        return {one.span: one for table in self.checking.scope.spaces.values() for one in table.values()}

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """Every place that names a declaration, by place."""
        return tuple(sorted(set(self.checking.references), key=lambda one: (one.span.start, one.declared.start)))


def look(text: str, name: str = "guideline.care") -> View:
    """The view of a text."""
    return View(Source(name, text))
