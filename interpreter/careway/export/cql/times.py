"""Times in CQL: the time nodes of the core, and the truth of a criterion at each instant of the past."""

from __future__ import annotations

from typing import assert_never

from careway.export.cql.asking import AT, asked, instant, records_of
from careway.export.cql.selections import Selections, both
from careway.export.cql.spelling import RECORDS, call, listed, name, text
from careway.ir import expressions as e
from careway.ir.nodes import Guideline
from careway.ir.reads import definition_reads, reads_of
from careway.model.terms import DrugEdge, Pick


class Times(Selections):
    """Spells the time nodes of one core."""

    def __init__(self, core: Guideline) -> None:
        super().__init__(core)
        self._reads = definition_reads(core.definitions)
        self.looks: dict[str, e.Criterion] = {}
        """The criteria that are asked of the past, by name."""

    def time(self, node: e.Time) -> str:
        """A moment, not yet, or unclear."""
        match node:
            case e.TimeOf():
                return call("Time Of", self.picked(node.selection))
            case e.DrugChange():
                changes = call("Starts" if node.edge is DrugEdge.START else "Stops", asked(f"spells of {node.drug}"))
                if node.window is not None:
                    changes = self._changes(node, changes)
                return call("First Change" if node.pick is Pick.FIRST else "Last Change", changes)
            case e.StepEntry():
                return call("First Entry" if node.pick is Pick.FIRST else "Last Entry", AT, text(node.step))
            case e.FirstTime():
                return call("First True", self.history(node.criterion, node.window))
            case e.Shifted():
                return self._moved(self.time(node.time), node.duration, node.sign > 0)
            case e.Birth():
                return name("Birth")
            case e.DefinedTime():
                return asked(node.name)
            case _:
                assert_never(node)

    def _changes(self, node: e.DrugChange, changes: str) -> str:
        """The starts or stops of a drug, each with whether it lies in the window."""

        def inside() -> str:
            fits = both(self._inside(node.window, "C.first", "C.last"))
            return f"({changes}) C\n  return all Tuple {{ first: C.first, last: C.last, inside: {fits} }}"

        return self._of_each(node.drug, "C", inside, f"{node.edge.value}s of {node.drug}")

    def history(self, criterion: e.Criterion, window: e.Window | None) -> str:
        """The truth of a criterion at each instant up to now, on what is known now."""
        past = instant("L", f"{AT}.told", f"{AT}.stays")
        key = self.looked_at(criterion)
        reads = reads_of((criterion,), self._reads).concepts
        known = [records_of(concept.name) for concept in self.core.vocabulary.concepts if concept.name in reads]

        def looks() -> str:
            # Judged from the first record of what it reads: before that nothing was asked of it.
            first = self._lift("Time", lambda: call("First Seen", listed(known), AT) if known else "null")
            own = [f'{RECORDS}."Day Or Instant"(L.now).{end}' for end in ("first", "last")]
            inside = both(self._inside(window, own[0], own[1]))
            every = name("Instants")
            if window is not None and window.start is not None and window.start.time is not None:
                bound = window.start
                every = call("With Opening", every, self._lift("Moment", lambda: self._bound_moment(bound)))
            return (
                f"(({every}) L\n    where L >= {first} and L <= {AT}.now\n"
                f"    return all Tuple {{ now: L, truth: {asked(key, past)}, inside: true }}) L\n"
                f"  return all Tuple {{ now: L.now, truth: L.truth, inside: {inside} }}"
            )

        return self._of_each("", "L", looks, f"history of {key}")

    def looked_at(self, criterion: e.Criterion) -> str:
        """The name of a criterion that is asked of the past; it becomes a function of its own."""
        for key, known in self.looks.items():
            if known == criterion:
                return key
        key = f"look {len(self.looks) + 1}"
        self.looks[key] = criterion
        return key
