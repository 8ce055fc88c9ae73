"""The headings of all rules of a guideline. A claim is no rule: nothing in a run or a case follows from it."""

from __future__ import annotations

from careway.ir.nodes import Guideline, Heading


def headings(core: Guideline) -> tuple[Heading, ...]:
    """Every rule's heading, in the order of the text."""
    found = [rule.heading for rule in core.eligibility]
    for pathway in core.pathways:
        for step in pathway.steps:
            found.append(step.heading)
            found += [monitor.heading for monitor in step.monitors]
            found += [task.heading for task in step.tasks]
    found += [monitor.heading for monitor in core.monitors]
    found += [task.heading for task in core.tasks]
    found += [stop.heading for stop in core.stops]
    found += [caution.heading for caution in core.cautions]
    found += [after.heading for after in core.after_stop]
    return tuple(sorted(found, key=lambda heading: heading.line))
