"""Numbers in CQL: the value nodes of the core."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from careway.export.cql.asking import AT, asked, limit_of
from careway.export.cql.selections import Selections
from careway.export.cql.spelling import call, decimal, duration, name, truth
from careway.ir import expressions as e
from careway.model.terms import Operator, Pick

_ARITHMETIC = {
    Operator.ADD: "Plus",
    Operator.SUBTRACT: "Minus",
    Operator.MULTIPLY: "Times",
    Operator.DIVIDE: "Over",
}


class Numbers(Selections):
    """Spells the value nodes of one core."""

    def value(self, node: e.Value) -> str:
        """A number."""
        if self._lifted is not None and not isinstance(node, e.Literal) and not self._is_of_record(node):
            return self._lift("Number", lambda: self._value(node))
        return self._value(node)

    def _value(self, node: e.Value) -> str:
        match node:
            case e.Literal():
                return call("Exactly", decimal(node.value))
            case e.ParameterValue():
                return self._scaled(call("Exactly", name(f"Value of {node.name}")), node.factor)
            case e.ValueOf():
                return self._value_of(node.selection)
            case e.LimitOf():
                concept = node.selection.series.concept
                alike, series = self.alike(node.selection), self.series(node.selection.series)
                return call(f"{node.edge.value} Of", alike, series, limit_of(node.edge, concept))
            case e.CandidateValue():
                return call("Number Of", self._at_hand())
            case e.CandidateLimit():
                own = f"{self._at_hand()}.{node.edge.value.lower()}"
                return call("Limit", own, limit_of(node.edge, node.concept))
            case e.CurrentDose():
                return call("Dose Now", asked(f"taking {node.drug}"), asked(f"course of {node.drug}"))
            case e.CountOf():
                return call("Number Of Records", self.series(node.series))
            case e.Arithmetic():
                return call(_ARITHMETIC[node.operator], self.value(node.left), self.value(node.right))
            case e.Convert():
                return self._scaled(self.value(node.value), node.factor)
            case e.DefinedValue():
                return asked(node.name)
            case _:
                assert_never(node)

    def _at_hand(self) -> str:
        assert self._hand is not None
        return self._hand[1]

    def _scaled(self, number: str, factor: Fraction) -> str:
        if factor == 1:
            return number
        return call("Scaled", number, decimal(Fraction(factor.numerator)), decimal(Fraction(factor.denominator)))

    def _value_of(self, selection: e.Selection) -> str:
        concept = self.concepts[selection.series.concept]
        match selection.pick:
            case Pick.HIGHEST:
                return call("Value Of Highest", self.series(selection.series))
            case Pick.LOWEST:
                return call("Value Of Lowest", self.series(selection.series))
            case _:
                pass
        lower = truth(self._lower_is_worse(concept.name))
        if selection == e.Selection(Pick.LAST, e.Series(concept.name), True):
            return asked(f"last {concept.name}")
        if not selection.current or concept.current_for is None:
            return call("Value Of Tied", self.tied(selection), lower)
        return self.current_value(selection)

    def current_value(self, selection: e.Selection) -> str:
        """The number of a record that must still speak for the present."""
        concept = self.concepts[selection.series.concept]
        lower = truth(self._lower_is_worse(concept.name))
        if concept.current_for is None:
            return call("Value Of Tied", self.tied(selection), lower)
        length, clock = duration(concept.current_for), truth(concept.current_for.by_clock)
        tied = self.tied(selection)
        return call("Current Value", tied, lower, f"{AT}.now", length, clock)
