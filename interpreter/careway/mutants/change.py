"""What an operator gives: a change at a spot; and what operators may know of the guideline around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from careway.base.record import record
from careway.ir import expressions as ex
from careway.ir.nodes import Definition, Guideline, Parameter, Setting
from careway.ir.reads import definition_reads, reads_of, walk
from careway.model.terms import Pick
from careway.model.vocabulary import Concept
from careway.mutants.mutant import Path, Sort
from careway.mutants.spots import Spot


@record
class Change:
    """What stands in place of a node, or of what is at `path` below it. `how` says it in words: `the stop is left out`.
    A change `in_phrase` is shown as the phrase before and after, where the words of the two differ. `about` is the node
    that it is about where that is another one, for its name and line."""

    sort: Sort
    new: Any
    how: str
    path: Path = ()
    in_phrase: bool = False
    about: Any = None


Operator = Callable[[Spot, "Scene"], Iterable[Change]]


class Scene:
    """What operators know of the guideline: its concepts, what of them and of its definitions and parameters the rules
    speak of, and of whose limits. What only a claim speaks of does nothing in a run."""

    def __init__(self, core: Guideline) -> None:
        self.core = core
        self.concepts: dict[str, Concept] = {one.name: one for one in core.vocabulary.concepts}
        self.spoken: set[str] = set()
        self.limited: set[str] = set()
        self.ordered: set[str] = set()
        """Of which the first or the last record is asked for, so that it matters which of two comes later."""
        rules = (core.eligibility, core.pathways, core.monitors, core.tasks, core.stops, core.cautions, core.after_stop)
        self.used = set(reads_of(rules, definition_reads(core.definitions)).definitions)
        for node in walk((*rules, *(one.body for one in core.definitions if one.name in self.used))):
            match node:
                case ex.ParameterValue(name=name) | ex.ParameterDuration(name=name):
                    self.used.add(name)
                case ex.LimitOf(selection=selection):
                    self.limited.add(selection.series.concept)
                case ex.CandidateLimit(concept=concept):
                    self.limited.add(concept)
                case ex.Selection(pick=Pick.FIRST | Pick.LAST, series=series) | ex.InARow(series=series):
                    self.ordered.add(series.concept)
                case ex.Series(concept=concept) | ex.Found(concept=concept) | ex.Answered(concept=concept):
                    self.spoken.add(concept)
                case ex.Taking(drug=drug) | ex.Paused(drug=drug) | ex.CurrentDose(drug=drug) | ex.DrugChange(drug=drug):
                    self.spoken.add(drug)
                case _:
                    pass

    def is_silent(self, spot: Spot) -> bool:
        """Whether a node belongs to a definition or a parameter that no rule speaks of."""
        for node in (*spot.above, spot.node):
            match node:
                case Definition(name=name) | Parameter(name=name) | Setting(parameter=name):
                    return name not in self.used
                case _:
                    pass
        return False

    def concept_near(self, spot: Spot) -> Concept | None:
        """The concept with a unit that the condition around a number speaks of, if it is one."""
        for node in reversed(spot.above):
            if not isinstance(node, ex.Arithmetic | ex.Convert):
                found = {one.concept for one in walk(node) if isinstance(one, ex.Series | ex.CandidateValue)}
                concepts = [self.concepts[name] for name in sorted(found) if name in self.concepts]
                return concepts[0] if len(concepts) == 1 else None
        return None
