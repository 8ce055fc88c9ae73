"""What an author wrote for `careway prove` and no engine runs: claims, and findings that are accepted.

In: a core. Out: for each rule or claim what is left out of an export, in words. It stands in the report of every target
that is not the language itself, so that nobody looks for a claim in an engine that never saw it.
"""

from __future__ import annotations

from collections.abc import Iterator

from careway.export.report import Extent, Limit
from careway.ir import wording
from careway.ir.headings import headings
from careway.ir.nodes import Guideline, Heading


def unsaid(core: Guideline, target: str) -> Iterator[Limit]:
    """The limits of an export that leaves out claims and accepted findings."""
    for heading in headings(core):
        yield from _accepted(heading, target)
    for one in core.invariants:
        text = f"The claim `{wording.claim(one)}` is for `careway prove`: it asks for nothing of a patient."
        yield Limit(one.heading.name, one.heading.line, target, Extent.NOT_AT_ALL, text)
        yield from _accepted(one.heading, target)


def _accepted(heading: Heading, target: str) -> Iterator[Limit]:
    if heading.accepted:
        kinds = wording.several("any finding" if one.kind is None else one.kind.value for one in heading.accepted)
        text = f"That the author accepts what `careway prove` finds of this rule ({kinds}) is left out."
        yield Limit(heading.name, heading.line, target, Extent.NOT_AT_ALL, text)
