"""What is to befall a patient, so that a set of them shows what its guideline does: one rule of the core each.

In: a core. Out: the plots, in the author's order; a patient is given one by its number, so that a set that is large
enough has them all. Whether a plot comes about is for the evaluation to say.
"""

from __future__ import annotations

from collections import deque
from enum import Enum

from careway.base.record import record
from careway.ir.nodes import Guideline, Pathway, Step, Transition


class Turn(Enum):
    """What sort of thing befalls a patient."""

    NONE = "none"
    STOP = "stop"
    NEAR = "near"
    """What a stop asks for, but just not."""
    STEP = "step"
    CAUTION = "caution"


@record
class Plot:
    """A rule that is to speak, by its name."""

    turn: Turn
    rule: str = ""


def plots(core: Guideline) -> tuple[Plot, ...]:
    """The plots of a core, an uneventful course among each few."""
    stops = [stop.heading.name for stop in core.stops]
    steps = [step.heading.name for pathway in core.pathways for step in pathway.steps if _reachable(pathway, step)]
    told = [
        *(Plot(Turn.STOP, name) for name in stops),
        *(Plot(Turn.STEP, name) for name in steps),
        *(Plot(Turn.CAUTION, caution.heading.name) for caution in core.cautions),
        *(Plot(Turn.NEAR, name) for name in stops),
    ]
    found: list[Plot] = []
    for place, plot in enumerate(told):
        if place % 4 == 0:
            found.append(Plot(Turn.NONE))
        found.append(plot)
    return tuple(found) or (Plot(Turn.NONE),)


def _reachable(pathway: Pathway, step: Step) -> bool:
    """Whether a step is entered from another one."""
    name = step.heading.name
    return any(way.to == name for other in pathway.steps if other is not step for way in other.transitions)


def way_to(pathway: Pathway, here: Step, there: str) -> Transition | None:
    """The first transition on a shortest way from a step to another; None where there is no way."""
    steps = {step.heading.name: step for step in pathway.steps}
    if there not in steps or here.heading.name == there:
        return None
    waiting: deque[tuple[str, Transition | None]] = deque([(here.heading.name, None)])
    seen = {here.heading.name}
    while waiting:
        name, first = waiting.popleft()
        for way in steps[name].transitions:
            if way.to is None or way.to in seen:
                continue
            if way.to == there:
                return first or way
            seen.add(way.to)
            waiting.append((way.to, first or way))
    return None
