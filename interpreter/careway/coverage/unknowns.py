"""Which questions can never be unknown, whatever is recorded of a patient.

In: a criterion, or a way's clock. Out: whether it may be unknown. It says no only where the meaning of the node leaves
no room for it (docs/meaning.md, 4; the hour that a clock change repeats aside), so that no case is asked for that
nobody can write; where it says yes, there may still be none, which is for `careway prove` to show.
"""

from __future__ import annotations

from careway.evaluate.judge import CRITERIA, VALUES
from careway.ir import expressions as e
from careway.ir.nodes import Guideline, Transition
from careway.model.terms import Operator, Pick
from careway.model.time import Duration


class Unknowns:
    """What of one guideline may be unknown."""

    def __init__(self, core: Guideline) -> None:
        self._concepts = {concept.name: concept for concept in core.vocabulary.concepts}
        self._definitions = {definition.name: definition.body for definition in core.definitions}
        self._lengths: dict[str, list[Duration]] = {}
        given = [(item.name, item.value) for item in core.parameters]
        given += [(one.parameter, one.value) for chosen in core.sets for one in chosen.settings]
        for name, value in given:
            if isinstance(value, Duration):
                self._lengths.setdefault(name, []).append(value)
        self._known: dict[str, bool] = {}

    def may_be(self, node: e.Criterion | Transition) -> bool:
        """Whether a criterion may be unknown; of a way on, whether it may be that its time has passed."""
        match node:
            case Transition():
                return node.after is not None and self._by_clock(node.after)
            case e.Recorded() | e.InStep() | e.Monitoring():
                return False
            case e.All() | e.AnyOf() | e.AtLeast():
                return any(self.may_be(item) for item in node.items)
            case e.Not():
                return self.may_be(node.item)
            case e.DefinedCriterion():
                known = self._known.get(node.name)
                if known is None:
                    body = self._definitions[node.name]
                    known = self._known[node.name] = not isinstance(body, CRITERIA) or self.may_be(body)
                return known
            case e.Happened():
                return not self._dated(node.time, or_partly=True)
            case e.Elapsed():
                return self._by_clock(node.duration) or not self._dated(node.since, or_partly=False)
            case e.Taking() | e.Paused():
                concept = self._concepts[node.drug]
                sure = concept.absent_unless_recorded and concept.current_for is None
                return node.at_least is not None or not sure
            case e.Compare():
                return not (self._certain(node.left) and self._certain(node.right))
            case _:
                return True

    def _by_clock(self, length: e.Length) -> bool:
        lengths = [length] if isinstance(length, Duration) else self._lengths.get(length.name, [])
        return any(one.by_clock for one in lengths)

    def _dated(self, node: e.Time, *, or_partly: bool) -> bool:
        """Whether a time is never unclear, and its day known (with `or_partly`, known in part is enough)."""
        match node:
            case e.StepEntry():
                return True
            case e.DrugChange():
                return or_partly and node.window is None
            case e.TimeOf():
                series = node.selection.series
                plain = series.window is None and series.where is None
                return or_partly and plain and node.selection.pick in (Pick.FIRST, Pick.LAST)
            case e.Shifted():
                return not self._by_clock(node.duration) and self._dated(node.time, or_partly=False)
            case e.DefinedTime():
                body = self._definitions[node.name]
                return not isinstance(body, (*CRITERIA, *VALUES)) and self._dated(body, or_partly=or_partly)
            case _:
                return False

    def _certain(self, node: e.Value) -> bool:
        """Whether a number is always known."""
        match node:
            case e.Literal() | e.ParameterValue():
                return True
            case e.CountOf():
                return node.series.window is None and node.series.where is None
            case e.Arithmetic():
                return self._certain(node.left) and self._certain(node.right) and node.operator is not Operator.DIVIDE
            case e.Convert():
                return self._certain(node.value)
            case e.DefinedValue():
                body = self._definitions[node.name]
                return isinstance(body, VALUES) and self._certain(body)
            case _:
                return False
