"""Selections in CQL: the records of a series, which of them lie in its window, and the one that is meant."""

from __future__ import annotations

from abc import ABC, abstractmethod

from careway.export.cql.asking import AT, records_of
from careway.export.cql.queries import Queries
from careway.export.cql.spelling import call, duration, name, truth
from careway.ir import expressions as e
from careway.ir.nodes import Guideline
from careway.model.terms import Pick
from careway.model.time import Duration
from careway.model.vocabulary import Concept, Worse


class Selections(Queries, ABC):
    """Spells the selections of one core."""

    def __init__(self, core: Guideline) -> None:
        super().__init__()
        self.core = core
        self.concepts: dict[str, Concept] = {concept.name: concept for concept in core.vocabulary.concepts}
        self.parameters = {parameter.name: parameter for parameter in core.parameters}

    @abstractmethod
    def criterion(self, node: e.Criterion) -> str:
        """A truth."""

    @abstractmethod
    def time(self, node: e.Time) -> str:
        """A moment, not yet, or unclear."""

    # --- lengths ----------------------------------------------------------------------------------------------------

    def length(self, length: e.Length) -> str:
        """A duration, also one that a parameter holds."""
        return duration(length) if isinstance(length, Duration) else name(f"Value of {length.name}")

    def by_clock(self, length: e.Length) -> bool:
        """Whether a duration is counted by the clock."""
        if isinstance(length, Duration):
            return length.by_clock
        value = self.parameters[length.name].value
        return isinstance(value, Duration) and value.by_clock

    # --- series -----------------------------------------------------------------------------------------------------

    def known(self, concept: str) -> str:
        """The records of a concept that are known."""
        return call("Known At", records_of(concept), AT)

    def series(self, series: e.Series) -> str:
        """The records of a series, each with whether it belongs to it."""
        if series.window is None and series.where is None:
            return self.known(series.concept)

        def inside() -> str:
            parts = self._inside(series.window, "R.first", "R.last")
            if series.where is not None:
                parts.append(self.criterion(series.where))
            return f"({self.known(series.concept)}) R\n  return all {call('If', 'R', both(parts))}"

        return self._of_each(series.concept, "R", inside, f"records of {series.concept}")

    def _inside(self, window: e.Window | None, first: str, last: str) -> list[str]:
        """Whether a time lies in a window: one condition for each bound."""
        parts = []
        if window is not None and window.start is not None:
            parts.append(self._bound(window.start, "From", first, last))
        end = None if window is None else window.end
        if end is not None and not (end.time is None and end.offset is None):
            parts.append(self._bound(end, "Until", first, last))
        return parts

    def _bound(self, bound: e.Bound, function: str, first: str, last: str) -> str:
        moment = self._lift("Moment", lambda: self._bound_moment(bound))
        if bound.offset is not None and self.by_clock(bound.offset):
            return call(f"{function} By Clock", first, last, moment)
        by_day = bound.by_day or bound.offset is not None
        return call(function, first, last, moment, truth(bound.inclusive), truth(by_day))

    def _bound_moment(self, bound: e.Bound) -> str:
        moment = self.now() if bound.time is None else self.time(bound.time)
        if bound.offset is None:
            return moment
        return self._moved(moment, bound.offset, bound.sign > 0 and bound.time is not None)

    def _moved(self, moment: str, length: e.Length, later: bool) -> str:
        kind = "Clock" if self.by_clock(length) else "Days"
        return call(f"{kind} {'After' if later else 'Before'}", moment, self.length(length))

    def now(self) -> str:
        """Now, as a time."""
        return call("At", f"{AT}.now", f"{AT}.now")

    def tied(self, selection: e.Selection) -> str:
        """The records that may be the first or the last of a series."""
        return call("Latest" if selection.pick is Pick.LAST else "Earliest", self.series(selection.series))

    def picked(self, selection: e.Selection) -> str:
        """The record that is meant, as a list of at most one; null where that is unclear."""
        match selection.pick:
            case Pick.HIGHEST:
                return call("Record Of Highest", self.series(selection.series))
            case Pick.LOWEST:
                return call("Record Of Lowest", self.series(selection.series))
            case _:
                return call(self._worse(selection.series.concept), self.tied(selection))

    def alike(self, selection: e.Selection) -> str:
        """The record that is meant, with those of the same number that nothing tells from it; null where unclear."""
        if selection.pick in (Pick.HIGHEST, Pick.LOWEST):
            return call("As Extreme", self.picked(selection), self.series(selection.series))
        lower = self._lower_is_worse(selection.series.concept)
        return call("Alike Lower" if lower else "Alike Higher", self.tied(selection))

    def _lower_is_worse(self, concept: str) -> bool:
        return self.concepts[concept].worse is Worse.LOWER

    def _worse(self, concept: str) -> str:
        return "Worse Lower" if self._lower_is_worse(concept) else "Worse Higher"


def both(parts: list[str]) -> str:
    """All of these conditions; true where there is none."""
    return " and ".join(parts) if parts else "true"
