"""The checker: from a tree to the core, with everything that is wrong or doubtful on the way.

The passes run in the order of one tuple and share one `Checking`. Expressions are elaborated straight into the core's
nodes; there is no tree in between.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from hashlib import sha256

from careway.base.diagnostics import Diagnostic
from careway.base.record import record
from careway.base.source import Source
from careway.check import declarations, evidence, identity, parameters, pathway, rules, usage, vocabulary
from careway.check.findings import Checking, Reference
from careway.check.origins import Origins
from careway.ir.nodes import FORMAT, Guideline
from careway.model.vocabulary import Vocabulary
from careway.syntax.rules import AfterStopNode, CautionNode, EligibilityNode, InvariantNode, StepNode, StopNode
from careway.syntax.schedules import MonitorNode, TaskNode
from careway.syntax.tree import Tree


@record
class Checked:
    """What a check gives: the core where there is no error, the findings by place, what refers to what, and where the
    nodes of the core stand in the text."""

    core: Guideline | None
    diagnostics: tuple[Diagnostic, ...]
    references: tuple[Reference, ...] = ()
    origins: Origins = field(default_factory=Origins, compare=False, repr=False)


PASSES: tuple[tuple[Callable[[Checking], None], str], ...] = (
    (declarations.declare, "first, because every other pass looks names up"),
    (identity.identity, "before the pathways, which take the guideline's title"),
    (vocabulary.concepts, "before whatever speaks of a concept: units and kinds decide what may be said"),
    (vocabulary.groups, "after the concepts, which are their members"),
    (evidence.sources, "before the rules, which cite them"),
    (parameters.parameters, "before the expressions, which take their units from them"),
    (parameters.sets, "after the parameters that they set"),
    (rules.rules, "these ask for definitions, which are elaborated as they are asked for"),
    (pathway.pathways, "after the names of monitors are known, which a transition may ask for"),
    (usage.plain_definitions, "after the rules: what is left are the definitions that nothing asks for"),
    (vocabulary.limits_asked, "after all expressions: only now it is known whose ULN is asked for"),
    (evidence.indirect_only, "after all rules: those that rest on the same sources are told of together"),
    (evidence.never_cited, "after the rules have cited"),
    (usage.unused, "last: everything that uses a name has been seen"),
)
"""The passes in their order, each with the reason for its place."""


def check(tree: Tree, source: Source, damaged: frozenset[str] = frozenset()) -> Checked:
    """Checks a tree. `damaged` names the declarations in which the parser found a mistake: what is missing because of
    that is not reported again."""
    return concluded(looked_through(tree, source, damaged))


def concluded(c: Checking) -> Checked:
    """What comes of all that a check has learned."""
    core = _core(c) if _complete(c) else None
    return Checked(core, ordered(c.diagnostics), tuple(dict.fromkeys(c.references)), c.origins)


def looked_through(tree: Tree, source: Source, damaged: frozenset[str] = frozenset()) -> Checking:
    """All that a check learns of a tree, for an editor, which asks of texts with mistakes too."""
    c = Checking(tree, source, damaged)
    for run, _ in PASSES:
        run(c)
    return c


def _complete(c: Checking) -> bool:
    """Whether every rule of the text is in the core: a guideline that has lost one must not run."""
    if c.failed or c.damaged:
        return False
    parts = c.parts
    made = {
        EligibilityNode: len(parts.eligibility),
        StopNode: len(parts.stops),
        CautionNode: len(parts.cautions),
        AfterStopNode: len(parts.after_stop),
        InvariantNode: len(parts.invariants),
        MonitorNode: len(parts.monitors),
        TaskNode: len(parts.tasks),
        StepNode: sum(len(pathway.steps) for pathway in parts.pathways),
    }
    return all(sum(isinstance(node, kind) for node in c.tree.statements) == count for kind, count in made.items())


def ordered(found: list[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Findings by place, one of each code and place."""
    single = {(one.code, one.label.span): one for one in reversed(found)}
    return tuple(sorted(single.values(), key=lambda one: (one.label.span.start, one.label.span.end, one.code)))


def _core(c: Checking) -> Guideline:
    parts, own = c.parts, c.parts.identity
    return Guideline(
        FORMAT,
        own.id,
        own.title,
        own.version,
        own.status,
        own.date,
        own.effective_from,
        own.effective_until,
        own.disclaimer,
        sha256(c.source.text.encode()).hexdigest(),
        tuple(parts.sources),
        tuple(parts.parameters.values()),
        tuple(parts.sets),
        Vocabulary(tuple(c.concepts.values()), tuple(c.groups.values())),
        tuple(parts.definitions),
        tuple(parts.eligibility),
        tuple(parts.pathways),
        tuple(parts.monitors),
        tuple(parts.tasks),
        tuple(parts.stops),
        tuple(parts.cautions),
        tuple(parts.after_stop),
        tuple(parts.background),
        tuple(parts.invariants),
    )
