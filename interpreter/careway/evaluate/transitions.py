"""Ways on from an active step: whether one may be taken now, and why (docs/meaning.md, section 7)."""

from __future__ import annotations

from collections.abc import Callable

from careway.evaluate.log import Log
from careway.evaluate.pathway import Course
from careway.evaluate.reasons import Explainer
from careway.evaluate.result import Reason
from careway.evaluate.windows import elapsed
from careway.ir import expressions as e
from careway.ir.nodes import Transition
from careway.model import truth
from careway.model.time import Instant
from careway.model.truth import FALSE, TRUE, Truth


class Transitions:
    """Judges and explains the transitions of active steps; their clocks are in the course."""

    def __init__(self, criterion: Callable[[e.Criterion], Truth], explainer: Explainer, log: Log) -> None:
        self._criterion = criterion
        self._explainer = explainer
        self._judge = explainer.judge
        self._log = log

    def take(self, course: Course, now: Instant, visited: set[str]) -> tuple[Transition, Reason] | None:
        """The first transition that may be taken now, with its reason; an observer is told. One that leads to a step
        which was left at this instant is spent."""
        for place, item in enumerate(course.transitions()):
            if self.truth(course, place, item, now) is not TRUE:
                course.spent.discard(place)
                continue
            if item.to is not None and item.to in visited:
                course.spent.add(place)
            if place in course.spent:
                continue
            if self._judge.observer is not None:
                self._judge.observer.way_taken(item)
            return item, self.reason(course, item)
        return None

    def truth(self, course: Course, place: int, item: Transition, now: Instant) -> Truth:
        """Whether a transition may be taken now."""
        assert course.stay is not None
        parts: list[Truth] = []
        if item.when is not None:
            parts.append(self._criterion(item.when))
        since = course.stay.since
        if item.without is not None:
            reaction = self._criterion(item.without)
            parts.append(truth.negate(reaction))
            if reaction is TRUE:
                course.reacting.add(place)
            elif reaction is FALSE and place in course.reacting:
                course.reacting.discard(place)
                course.clear_since[place] = now
            clear = course.clear_since.get(place)
            if clear is not None:
                since = self._log.as_when(clear)
        judge = self._judge
        after: Truth | None = None
        if item.after is not None:
            after = elapsed(since, judge.length(item.after), judge.calendar, now, judge.wake, more=False)
            parts.append(after)
        result = truth.every(parts)
        if judge.observer is not None:
            judge.observer.way_judged(judge, item, since, after, result)
        return result

    def reason(self, course: Course, item: Transition) -> Reason:
        """Why a transition may be taken, or not."""
        assert course.stay is not None
        parts: list[Reason] = []
        if item.after is not None:
            length = self._judge.length(item.after)
            name = course.stay.step.heading.title
            without = f" without {_called(item.without)}" if item.without is not None else ""
            text = f"{length} in {name}{without} (since {self._judge.calendar.show(course.stay.since)})"
            parts.append(Reason(TRUE, text))
        if item.without is not None:
            inner = self._explainer.explain(item.without)
            parts.append(Reason(truth.negate(inner.truth), inner.text, inner.data, inner.parts))
        if item.when is not None:
            parts.append(self._explainer.explain(item.when))
        if len(parts) == 1:
            return parts[0]
        return Reason(truth.every(part.truth for part in parts), parts[0].text if parts else "", (), tuple(parts))


def _called(node: e.Criterion) -> str:
    """A criterion by its name, where it has one."""
    return node.name.replace("_", " ") if isinstance(node, e.DefinedCriterion) else "it"
