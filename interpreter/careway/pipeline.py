"""Text to core, one short function a stage. A later stage runs on what the earlier one could make of the text."""

from __future__ import annotations

from dataclasses import field

from careway.base.diagnostics import Diagnostic, Severity
from careway.base.record import record
from careway.base.source import Source
from careway.check.check import Checked, concluded, ordered
from careway.check.check import check as check_tree
from careway.check.findings import Checking
from careway.check.origins import Origins
from careway.ir.nodes import Guideline
from careway.syntax.parse import Parsed
from careway.syntax.parse import parse as parse_text


@record
class Compiled:
    """What a text compiles to: the core where it has no error, all findings by place, and where the nodes of the core
    stand in the text."""

    core: Guideline | None
    diagnostics: tuple[Diagnostic, ...]
    origins: Origins = field(default_factory=Origins, compare=False, repr=False)


def parsed(source: Source) -> Parsed:
    """The text's tree."""
    return parse_text(source)


def checked(source: Source, found: Parsed) -> Checked:
    """The tree's core."""
    return check_tree(found.tree, source, found.damaged)


def compile_source(source: Source) -> Compiled:
    """The text's core, with everything that is wrong or doubtful."""
    return compile_tree(source, parsed(source))


def compile_tree(source: Source, tree: Parsed, checking: Checking | None = None) -> Compiled:
    """The core of a text that was parsed, and perhaps looked through too."""
    if tree.diagnostics and not tree.tree.statements:
        return Compiled(None, tree.diagnostics)  # nothing was understood: that all is missing need not be said
    core = checked(source, tree) if checking is None else concluded(checking)
    broken = any(one.severity is Severity.ERROR for one in tree.diagnostics)
    found = ordered([*tree.diagnostics, *core.diagnostics])
    return Compiled(None if broken else core.core, found, core.origins)
