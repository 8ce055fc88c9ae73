"""`accepted because "..."`: findings of `careway prove` that the author of a rule stands by.

In: a rule's clauses. Out: its acceptances, in the author's order. A finding is accepted with a reason or not at all: an
empty reason is an error, because whoever reads the rule later could not tell a decision from an oversight.
"""

from __future__ import annotations

from collections.abc import Iterable

from careway.check.clauses import once, word
from careway.check.findings import Checking
from careway.ir.nodes import Acceptance
from careway.model.terms import FindingKind
from careway.syntax.grounds import Accepted


def acceptances(c: Checking, clauses: Iterable[object]) -> tuple[Acceptance, ...]:
    """What the clauses accept; reports a kind that does not exist, one that stands twice, and an empty reason."""
    found = [clause for clause in clauses if isinstance(clause, Accepted)]
    once(c, ((f"accepted {one.kind.text}" if one.kind else "accepted", one.span) for one in found))
    out: list[Acceptance] = []
    for one in found:
        kind = word(c, one.kind, FindingKind, "a kind of finding", listed=True) if one.kind else None
        if not one.because.text.strip():
            help = "say in a few words why the rule stands as it is"
            c.report("CW363", "this acceptance gives no reason", one.because.span, help=help)
        elif kind is not None or one.kind is None:
            out.append(c.placed(Acceptance(kind, one.because.text, c.line(one.span)), one.span))
    return tuple(out)
