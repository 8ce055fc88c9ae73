"""What any rule may add to what it says: when and in which steps it holds, what it cites, what was read into it."""

from __future__ import annotations

from dataclasses import field

from careway.base.record import record
from careway.base.source import NOWHERE, Span
from careway.syntax.expressions import Condition, Name, Text


@record
class Cites:
    """`[1, 2]`: keys of sources."""

    keys: tuple[Name, ...]
    span: Span = field(default=NOWHERE, compare=False)


@record
class Assuming:
    """`assuming "..."`."""

    text: Text
    span: Span = field(default=NOWHERE, compare=False)


@record
class Accepted:
    """`accepted because "..."`, `accepted overlap because "..."`."""

    kind: Name | None
    because: Text
    span: Span = field(default=NOWHERE, compare=False)


@record
class Grade:
    """`strength strong`, `certainty low`, `certainty very low`."""

    keyword: str
    """`strength` or `certainty`."""
    value: Name
    span: Span = field(default=NOWHERE, compare=False)


Note = Assuming | Accepted | Grade
"""What may stand in every rule and says nothing of when it holds."""


@record
class When:
    """`when CONDITION`."""

    condition: Condition
    span: Span = field(default=NOWHERE, compare=False)


@record
class OnlyIn:
    """`only in treatment, escalation`."""

    steps: tuple[Name, ...]
    span: Span = field(default=NOWHERE, compare=False)
