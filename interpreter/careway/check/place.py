"""Where an expression stands: what `its`, `ULN`, `lab` and `monitoring` refer to there."""

from __future__ import annotations

from dataclasses import replace

from careway.base.record import record
from careway.ir.expressions import Selection


@record
class Subject:
    """The concept that is spoken of, and which record of it: a selected one, or the one at hand (`candidate`)."""

    concept: str
    selection: Selection | None = None
    candidate: bool = False


@record
class Place:
    """The surroundings of an expression. `bound` is the word of a definition `of` a kind and the concept for which it
    stands; `monitors` are those of the step, `None` outside steps."""

    subject: Subject | None = None
    bound: tuple[str, str] | None = None
    monitors: tuple[str, ...] | None = None
    lost: bool = False
    """Set beside a subject that is itself a mistake: what would refer to it gives no second one."""

    def about(self, subject: Subject | None) -> Place:
        """The same place with another subject; the same place where there is none."""
        return self if subject is None else replace(self, subject=subject)


TOP = Place()
