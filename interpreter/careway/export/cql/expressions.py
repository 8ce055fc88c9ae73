"""The expressions of the core in CQL: criteria, node by node, and with them all that they are made of.

Each is an expression of the one variable of `asking`. Its truth is true, false or null, as the records library says.
Numbers are in `numbers`, times in `times`, the records that they speak of in `selections` and `queries`.
"""

from __future__ import annotations

from functools import cached_property
from typing import assert_never

from careway.export.cql.asking import AT, asked
from careway.export.cql.numbers import Numbers
from careway.export.cql.spelling import call, duration, listed, name, text, truth
from careway.export.cql.times import Times
from careway.export.cql.unit_rows import UnitRow, result_units
from careway.ir import expressions as e
from careway.ir.reads import reads_of
from careway.model.terms import Comparison, MonitorState
from careway.model.timeline import Presence
from careway.model.vocabulary import Concept


class Phrases(Numbers, Times):
    """Spells the expressions of one core."""

    def body(self, body: e.Criterion | e.Value | e.Time) -> str:
        """The body of a definition."""
        if isinstance(body, e.Value):
            return self.value(body)
        if isinstance(body, e.Time):
            return self.time(body)
        return self.criterion(body)

    def criterion(self, node: e.Criterion) -> str:
        """A truth."""
        if self._lifted is not None and not self._is_of_record(node):
            return self._lift("Truth", lambda: self._criterion(node))
        return self._criterion(node)

    def _criterion(self, node: e.Criterion) -> str:
        match node:
            case e.All():
                return _joined("and", [self.criterion(item) for item in node.items])
            case e.AnyOf():
                return _joined("or", [self.criterion(item) for item in node.items])
            case e.AtLeast():
                items = ",\n".join(self.criterion(item) for item in node.items)
                return call("At Least", str(node.count), "{ " + items + " }")
            case e.Not():
                return f"(not {self.criterion(node.item)})"
            case e.Compare():
                return self._compare(node)
            case e.Found():
                present = self._present(node)
                return present if node.presence is Presence.PRESENT else f"(not {present})"
            case e.Taking():
                return self._for(node.drug, "Taking For", f"taking {node.drug}", node.at_least)
            case e.Paused():
                return self._for(node.drug, "Paused For", f"paused {node.drug}", node.at_least)
            case e.Answered():
                return self._answered(node)
            case e.Recorded():
                return call("Recorded", self.series(node.series), str(node.count))
            case e.Exists():
                return self._exists(node)
            case e.InARow():
                return self._in_a_row(node)
            case e.HeldFor():
                length, clock = self.length(node.duration), truth(self.by_clock(node.duration))
                return call("Held For", self.history(node.criterion, None), f"{AT}.now", length, clock)
            case e.Elapsed():
                return self._elapsed(node)
            case e.Happened():
                return call("Has Come", self.time(node.time), f"{AT}.now")
            case e.Precedes():
                return call("Precedes", self.time(node.earlier), self.time(node.later), truth(node.on_day))
            case e.SexIs():
                # `null in {...}` is false in some engines.
                sexes = listed(text(sex.value) for sex in node.values)
                return f"(if {name('Sex')} is null then null else {name('Sex')} in {sexes})"
            case e.InStep():
                return call("In Step", AT, listed(map(text, node.steps)))
            case e.Monitoring():
                return self._monitoring(node)
            case e.DefinedCriterion():
                return asked(node.name)
            case _:
                assert_never(node)

    def _compare(self, node: e.Compare) -> str:
        left, right = self.value(node.left), self.value(node.right)
        about = " About" if self._rests_on_quotients(node) else ""
        match node.comparison:
            case Comparison.AT_LEAST:
                return call(f"Reaches{about}", left, right)
            case Comparison.ABOVE:
                return call(f"Exceeds{about}", left, right)
            case Comparison.AT_MOST:
                return call(f"Reaches{about}", right, left)
            case Comparison.BELOW:
                return call(f"Exceeds{about}", right, left)
            case Comparison.EQUAL:
                return call(f"Equals{about}", left, right)
            case _:
                assert_never(node.comparison)

    def _rests_on_quotients(self, node: e.Compare) -> bool:
        """Whether a number in it may come in a unit whose conversion has no end as a decimal."""
        return not self._inexact.isdisjoint(reads_of((node,), self._reads).concepts)

    @cached_property
    def _inexact(self) -> frozenset[str]:
        return frozenset(
            concept.name
            for concept in self.core.vocabulary.concepts
            if concept.kind.measured and any(_has_no_end(row) for row in result_units(concept))
        )

    def _present(self, node: e.Found) -> str:
        if self._hand is not None and self._hand[0] == node.concept and node.window is None:
            return call("Is Present", self._hand[1])
        concept = self.concepts[node.concept]
        otherwise = "false" if concept.absent_unless_recorded else "null"
        if node.window is not None:
            return call("Present Inside", self.series(e.Series(node.concept, None, node.window)), otherwise)
        known = self.known(node.concept)
        if concept.current_for is None:
            return call("Present", known, f"{AT}.now", otherwise, "null", "false")
        length, clock = duration(concept.current_for), truth(concept.current_for.by_clock)
        return call("Present", known, f"{AT}.now", otherwise, length, clock)

    def _for(self, drug: str, function: str, state: str, at_least: e.Length | None) -> str:
        if at_least is None:
            return asked(state)
        length, clock = self.length(at_least), truth(self.by_clock(at_least))
        return call(function, asked(state), asked(f"spells of {drug}"), f"{AT}.now", length, clock)

    def taking(self, drug: Concept) -> str:
        """Whether a drug is being taken now."""
        otherwise = "false" if drug.absent_unless_recorded else "null"
        current = "true"
        if drug.current_for is not None:
            length, clock = duration(drug.current_for), truth(drug.current_for.by_clock)
            last = "{ Last(" + asked(f"course of {drug.name}") + ") }"
            current = call("Is Current", last, f"{AT}.now", length, clock)
        return call("Is Taking", asked(f"course of {drug.name}"), asked(f"spells of {drug.name}"), otherwise, current)

    def _answered(self, node: e.Answered) -> str:
        values = listed(map(text, node.values))
        if self._hand is not None and self._hand[0] == node.concept and node.window is None:
            return call("Is Answer", self._hand[1], values)
        concept = self.concepts[node.concept]
        tied = call("Latest", self.series(e.Series(node.concept, None, node.window)))
        current = "true"
        if node.window is None and concept.current_for is not None:
            length, clock = duration(concept.current_for), truth(concept.current_for.by_clock)
            current = call("Is Current", tied, f"{AT}.now", length, clock)
        return call("Answered", tied, values, current)

    def _exists(self, node: e.Exists) -> str:
        where = node.series.where
        series = self._lift("Records", lambda: self.series(e.Series(node.series.concept, None, node.series.window)))

        def judged() -> str:
            source = self._lift("Records", lambda: series)
            satisfied = "" if where is None else f" and {self.criterion(where)}"
            return f"({source}) R\n  where R.inside is null or R.inside\n  return all (R.inside{satisfied})"

        return call("Some", str(node.count), self._of_each(node.series.concept, "R", judged, "judged"))

    def _in_a_row(self, node: e.InARow) -> str:
        where = node.series.where
        series = self._lift("Records", lambda: self.series(e.Series(node.series.concept, None, node.series.window)))

        def judged() -> str:
            source = self._lift("Records", lambda: series)
            satisfied = "true" if where is None else self.criterion(where)
            fields = ", ".join(f"{field}: R.{field}" for field in ("id", "rank", "order", "orderLast", "inside"))
            return f"({source}) R\n  return all Tuple {{ {fields}, satisfied: {satisfied} }}"

        return call("In A Row", self._of_each(node.series.concept, "R", judged, "judged"), str(node.count))

    def _elapsed(self, node: e.Elapsed) -> str:
        since, length, clock = self.time(node.since), self.length(node.duration), truth(self.by_clock(node.duration))

        def passed(more: bool) -> str:
            return call("Passed Since", since, f"{AT}.now", length, truth(more), clock)

        match node.comparison:
            case Comparison.AT_LEAST:
                return passed(False)
            case Comparison.ABOVE:
                return passed(True)
            case Comparison.BELOW:
                return call("Not Passed Since", since, f"{AT}.now", length, "false", clock)
            case Comparison.AT_MOST:
                return call("Not Passed Since", since, f"{AT}.now", length, "true", clock)
            case Comparison.EQUAL:
                return f"({passed(False)} and not {passed(True)})"
            case _:
                assert_never(node.comparison)

    def _monitoring(self, node: e.Monitoring) -> str:
        match node.state:
            case MonitorState.MISSED:
                return f"({asked(f'missed of {node.monitor}')} >= {node.count})"
            case MonitorState.LATE:
                return asked(f"late of {node.monitor}")
            case MonitorState.COMPLETE:
                return asked(f"complete of {node.monitor}")
            case _:
                assert_never(node.state)


def _has_no_end(row: UnitRow) -> bool:
    return any((number * 10**15).denominator != 1 for number in (row.factor, row.shift))


def _joined(operator: str, parts: list[str]) -> str:
    if not parts:
        return "true" if operator == "and" else "false"
    if len(parts) == 1:
        return parts[0]
    inner = f"\n{operator} ".join(parts)
    return "(" + inner.replace("\n", "\n  ") + ")"
