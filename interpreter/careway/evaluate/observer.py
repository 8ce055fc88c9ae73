"""Who looks on at a run: told what is judged and what comes of it, and changing nothing.

In: a judge at an instant, with the node of the core that it judged. Out: nothing. A run without an observer pays one
comparison for each rule that is judged; one with an observer may ask the judge further questions at that instant
(`Judge.apart`), which leaves the run as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from careway.evaluate.engine import Engine
    from careway.evaluate.judge import Judge
    from careway.ir.expressions import Criterion
    from careway.ir.nodes import Advice, Monitor, Transition
    from careway.model.time import When
    from careway.model.truth import Truth


class Observer:
    """Looks on and does nothing: whoever wants to know overrides what it wants to know of."""

    def judged(self, judge: Judge, node: Criterion, result: Truth) -> None:
        """A rule's own criterion was judged. It is judged again only where its answer may have changed."""

    def way_judged(self, judge: Judge, way: Transition, since: When, after: Truth | None, result: Truth) -> None:
        """A way on from the active step was judged. `since` is when its clock began, `after` whether its time has
        passed (None: it names none)."""

    def way_taken(self, way: Transition) -> None:
        """A way on was taken."""

    def advised(self, advice: Advice) -> None:
        """A piece of advice began to hold."""

    def laid_out(self, monitor: Monitor, phase: int) -> None:
        """An occasion of a phase (counted from 0) was laid out, as its window opened."""

    def ended(self, engine: Engine) -> None:
        """The run has come to its end; the judge stands there."""
