"""Values: the number that a node of the core stands for, as a span in which it is known to lie."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from careway.evaluate.chart import worse_of
from careway.evaluate.moment import Unclear
from careway.evaluate.selecting import Selecting, number_of
from careway.ir import expressions as e
from careway.model import quantity
from careway.model.quantity import ANYTHING, Quantity, Span, exactly
from careway.model.terms import Edge, Operator, Pick
from careway.model.timeline import Dose, Event, Measured, Off
from careway.model.truth import FALSE, TRUE, UNKNOWN
from careway.model.vocabulary import Worse


class Numbers(Selecting):
    """The part of the judge that gives numbers."""

    def value(self, node: e.Value) -> Span | None:
        """The number of a value node now; None where it is unknown."""
        match node:
            case e.Literal():
                return exactly(node.value)
            case e.ValueOf():
                return self.value_of(node.selection)
            case e.Arithmetic():
                left, right = self.value(node.left), self.value(node.right)
                return None if left is None or right is None else combine(node.operator, left, right)
            case e.LimitOf():
                return self.limit_of(node.edge, node.selection)
            case e.DefinedValue():
                result = self.defined(node.name)
                assert result is None or isinstance(result, Span)
                return result
            case e.ParameterValue():
                parameter = self.parameters[node.name]
                assert isinstance(parameter, Quantity)
                return exactly(parameter.value * node.factor)
            case e.CandidateValue():
                assert self.at_hand is not None
                return number_of(self.at_hand)
            case e.CandidateLimit():
                return self.limit(node.edge, node.concept, self.at_hand)
            case e.CurrentDose():
                return self.dose(node.drug)
            case e.CountOf():
                return self.count(node.series)
            case e.Convert():
                inner = self.value(node.value)
                return None if inner is None else quantity.scale(inner, node.factor)
            case _:
                assert_never(node)

    def value_of(self, selection: e.Selection) -> Span | None:
        """The number of the record selected."""
        if selection.pick in (Pick.HIGHEST, Pick.LOWEST):
            return self.extreme(selection)
        tied = self.tied(selection)
        if isinstance(tied, Unclear) or not tied:
            return None
        concept = self.chart.concepts[selection.series.concept]
        if selection.current and not self.current(worse_of(concept, tied), concept):
            return None
        if len(tied) == 1:
            return number_of(tied[0])
        numbers = [number_of(event) or ANYTHING for event in tied if not isinstance(event.value, Off)]
        worst = (quantity.highest if concept.worse is Worse.HIGHER else quantity.lowest)(numbers)
        return None if worst == ANYTHING else worst

    def limit_of(self, edge: Edge, selection: e.Selection) -> Span | None:
        """The ULN or LLN that goes with the record selected; where it is unclear which that is, the one that goes with
        each that it may be, if that is the same. Of records with the same number that cannot be put in order, the
        stricter limit counts: the one that more results are beyond."""
        concept = selection.series.concept
        picked = self.pick(selection)
        if isinstance(picked, Unclear):
            members = self.members(selection.series, newest_first=True)
            limits = {self.limit(edge, concept, event) for event, _ in members}
            return limits.pop() if len(limits) == 1 else None
        if not isinstance(picked, Event):
            return self.limit(edge, concept, None)
        own = [self.limit(edge, concept, event) for event in self.as_good(selection, picked)]
        known = [one for one in own if one is not None]
        if len(known) < len(own):
            return None
        return (quantity.lowest if edge is Edge.ULN else quantity.highest)(known)

    def limit(self, edge: Edge, concept: str, event: Event | None) -> Span | None:
        """The ULN or LLN: that of the result's own reference range, else the one declared."""
        if event is not None and isinstance(event.value, Measured):
            own = event.value.high if edge is Edge.ULN else event.value.low
            if own is not None:
                return exactly(own)
        general: Fraction | None = None
        for normal in self.chart.concepts[concept].normal:
            bound = normal.high if edge is Edge.ULN else normal.low
            if bound is None:
                continue
            if normal.sex is not None and normal.sex is self.patient.sex:
                return exactly(bound)
            if normal.sex is None:
                general = bound
        return None if general is None else exactly(general)

    def dose(self, drug: str) -> Span | None:
        """The dose in force; 0 when the drug is known not to be taken."""
        active = self.taking(drug)
        if active is FALSE:
            return exactly(0)
        record = self.chart.in_force(drug, self.now)
        if active is UNKNOWN or record is None or not isinstance(record.value, Dose):
            return None
        return record.value.amount

    def count(self, series: e.Series) -> Span:
        """How many records the series holds: a range while some may or may not belong to it."""
        sure = possible = 0
        for _, inside in self.members(series, newest_first=True):
            sure += inside is TRUE
            possible += 1
        return Span(Fraction(sure), Fraction(possible))

    def extreme(self, selection: e.Selection) -> Span | None:
        """The highest or lowest number of a series, within the bounds that its known numbers set: a record without a
        value, or one that may or may not belong to the series, leaves the far side open."""
        sure: list[Span] = []
        possible: list[Span] = []
        for event, inside in self.members(selection.series, newest_first=True):
            if not isinstance(event.value, Off):
                (sure if inside is TRUE else possible).append(number_of(event) or ANYTHING)
        if not sure:
            return None
        if selection.pick is Pick.HIGHEST:
            known, reach = quantity.highest(sure), quantity.highest((*sure, *possible))
            result = Span(known.low, reach.high, known.low_open, reach.high_open)
        else:
            known, reach = quantity.lowest(sure), quantity.lowest((*sure, *possible))
            result = Span(reach.low, known.high, reach.low_open, known.high_open)
        return None if result == ANYTHING else result


def combine(operator: Operator, left: Span, right: Span) -> Span:
    """Two numbers combined."""
    match operator:
        case Operator.ADD:
            return quantity.add(left, right)
        case Operator.SUBTRACT:
            return quantity.add(left, quantity.minus(right))
        case Operator.MULTIPLY:
            return quantity.multiply(left, right)
        case Operator.DIVIDE:
            return quantity.divide(left, right)
        case _:
            assert_never(operator)
