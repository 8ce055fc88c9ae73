"""How far a guideline is covered, when what no case can show is not held against it: that is proved, where the solver
is installed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from importlib.util import find_spec

from careway.coverage.measure import Coverage, Measured, measured
from careway.coverage.objectives import Plan
from careway.ir.nodes import Guideline, Transition


def measured_fairly(coverage: Coverage, core: Guideline) -> Measured:
    """How far a guideline is covered, without the objectives of which it is proved that no case can meet them."""
    missing = {one.objective.id for one in measured(coverage).judged if one.case is None}
    return measured(coverage, proved(core, coverage.plan, missing))


def proved(core: Guideline, plan: Plan, missing: Collection[str]) -> Mapping[str, str]:
    """The missing objectives of which it is proved that no case can meet them, by id, each with the reason; none where
    the solver is not installed."""
    if not missing or find_spec("z3") is None:
        return {}
    from careway.prove.cannot import Asked, cannot

    asked = []
    for decision in plan.decisions:
        for mark in decision.marks:
            node = decision.circuit.gates[mark.gate].node
            if mark.objective in missing and not isinstance(node, Transition):
                root = decision.root
                asked.append(Asked(mark.objective, root, node, mark.aspect))  # type: ignore[arg-type]
    return cannot(core, asked)
