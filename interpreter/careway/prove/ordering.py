"""Ways out of a step of which two hold at once though neither is a case of the other: the author's order decides.

Where one is a case of the other (`ANC < 500` before `ANC < 1000`) the order is what it looks like.
"""

from __future__ import annotations

from collections.abc import Iterator

from careway.ir import wording
from careway.ir.nodes import Step
from careway.model.terms import FindingKind
from careway.prove.finding import Said, Shown
from careway.prove.inquiry import Inquiry
from careway.prove.seek import Impossible, possible
from careway.prove.symbols import no


def ordering(inquiry: Inquiry) -> Iterator[Said]:
    """Ways out of a step of which two hold at once though neither is a case of the other."""
    for step in inquiry.steps.values():
        if not inquiry.asks(step.heading.name):
            continue
        for place, second in enumerate(step.transitions):
            for first in step.transitions[:place]:
                if first.to != second.to:
                    yield from _ordered(inquiry, step, place, step.transitions.index(first))


def _ordered(inquiry: Inquiry, step: Step, later: int, earlier: int) -> Iterator[Said]:
    first, second = step.transitions[earlier], step.transitions[later]
    for route in inquiry.routes((step.heading.name,), through=True)[:1]:
        situation = inquiry.situation(route)
        one, other = (situation.way(item, situation.place, situation.now).true for item in (first, second))
        names = [_way(item.to) for item in (first, second)]
        together = possible(situation, [one, other])
        if isinstance(together, Impossible):
            sentence = f"the ways from {wording.plain(step.heading.name)} {names[0]} and {names[1]} never hold at once"
            yield Shown(FindingKind.OVERLAP, step.heading.name, second.line, sentence)
            return
        narrower = possible(situation, [one, no(other)])
        if isinstance(narrower, Impossible):
            sentence = f"the way {names[0]} is a case of the way {names[1]}, and is taken first"
            yield Shown(FindingKind.OVERLAP, step.heading.name, second.line, sentence)
            return

        if together is not None:
            sentence = (
                f"in {wording.plain(step.heading.name)} the ways {names[0]} (line {first.line}) and {names[1]} "
                "may both be open: the first is taken"
            )
            yield Shown(FindingKind.OVERLAP, step.heading.name, second.line, sentence)


def _way(to: str | None) -> str:
    return "to the end" if to is None else f"to {wording.plain(to)}"
