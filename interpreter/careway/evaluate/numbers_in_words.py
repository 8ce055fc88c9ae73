"""Numbers in words: which value each node gives now, from which records and by which arithmetic, or why none."""

from __future__ import annotations

from typing import assert_never

from careway.base.record import record
from careway.evaluate import phrases
from careway.evaluate.judge import VALUES
from careway.evaluate.moment import NotYet, Unclear
from careway.evaluate.records_in_words import RecordsInWords
from careway.evaluate.result import Datum
from careway.evaluate.selecting import number_of
from careway.ir import expressions as e
from careway.ir import wording
from careway.model.quantity import Span, show, show_number
from careway.model.terms import Operator, Pick
from careway.model.timeline import Event, NoValue


@record
class Phrase:
    """A number in words: what it is called, its records, its span, and why it is unknown if it is."""

    text: str
    span: Span | None
    data: tuple[Datum, ...] = ()
    why: str = ""


class NumbersInWords(RecordsInWords):
    """Says the value nodes of the core as the judge sees them now."""

    def number(self, node: e.Value) -> Phrase:
        """A value node in words, with its records."""
        span = None if isinstance(node, (e.CandidateValue, e.CandidateLimit)) else self.judge.value(node)
        match node:
            case e.Literal():
                return Phrase(phrases.number(node), span)
            case e.ParameterValue():
                text = f"{wording.plain(node.name)} ({self._shown(span, node.unit)})"
                return Phrase(text, span)
            case e.ValueOf():
                return self._value_of(node, span)
            case e.LimitOf():
                if span is None:
                    name = wording.value(node)
                    return Phrase(f"the {name}", None, (), f"no {name} is known")
                return Phrase(f"the {node.edge.value} ({self._shown(span, node.unit)})", span)
            case e.DefinedValue():
                return self._defined(node, span)
            case e.Arithmetic():
                return self._arithmetic(node, span)
            case e.Convert():
                inner = self.number(node.value)
                return Phrase(f"{inner.text} ({self._shown(span, node.unit)})", span, inner.data, inner.why)
            case e.CurrentDose():
                return self._current_dose(node, span)
            case e.CountOf():
                text = (
                    f"the number of {wording.plain(node.series.concept)} {wording.window(node.series.window)}".rstrip()
                )
                return Phrase(f"{text} ({self._shown(span, '1')})", span)
            case e.CandidateValue() | e.CandidateLimit():
                return Phrase(wording.plain(node.concept), None)
            case _:
                assert_never(node)

    def _shown(self, span: Span | None, unit: str) -> str:
        if span is None or (span.low is None and span.high is None):
            return "unknown"
        if span.point is not None:
            return show(span.point, unit)
        low, high = span.low, span.high
        if low is None and high is not None:
            return f"{'less than' if span.high_open else 'at most'} {show(high, unit)}"
        if high is None and low is not None:
            return f"{'more than' if span.low_open else 'at least'} {show(low, unit)}"
        assert low is not None and high is not None
        return f"{show_number(low)} to {show(high, unit)}"

    def _value_of(self, node: e.ValueOf, span: Span | None) -> Phrase:
        selection = node.selection
        picked = self.judge.pick(selection)
        name = phrases.short_selection(selection)
        if isinstance(picked, Event):
            data = (self.datum(picked),)
            if span is not None:
                short = wording.plain(selection.series.concept)
                called = short if selection.pick is Pick.LAST else name
                return Phrase(f"{called} {self.result(picked)}", span, data)
            return Phrase(name, None, data, self.why_no_value(selection, picked))
        return Phrase(name, span, (), self.why_none(selection, picked))

    def why_no_value(self, selection: e.Selection, event: Event) -> str:
        """Why the record selected gives no number."""
        concept = self.judge.chart.concepts[event.concept]
        name = wording.plain(event.concept)
        if isinstance(event.value, NoValue):
            return f"{name} of {self.date(event.when)} has no usable value ({event.value.reason})"
        if number_of(event) is None:
            return f"the dose of {name} of {self.date(event.when)} is not known"
        return f"the last {name} is of {self.date(event.when)}, older than {concept.current_for}"

    def why_none(self, selection: e.Selection, picked: NotYet | Unclear) -> str:
        """Why no record is selected."""
        name = wording.plain(selection.series.concept)
        window = wording.window(selection.series.window)
        if isinstance(picked, Unclear):
            return f"it is not clear which is the {wording.selection(selection)}"
        return f"no {name} {window or 'so far'}"

    def _defined(self, node: e.DefinedValue, span: Span | None) -> Phrase:
        definition = self.judge.definitions[node.name]
        called = f"its {wording.plain(definition.shown)}" if " of " in node.name else wording.plain(definition.shown)
        body = definition.body
        assert isinstance(body, VALUES)
        inner = self.number(body)
        if span is None:
            missing = f"{wording.plain(node.name)} is missing" + (f" ({inner.why})" if inner.why else "")
            return Phrase(wording.plain(node.name), None, inner.data, missing)
        detail = inner.text
        if isinstance(body, e.ValueOf):
            picked = self.judge.pick(body.selection)
            if isinstance(picked, Event):
                detail = self.result(picked)
        return Phrase(f"{called} ({detail})", span, inner.data)

    def _arithmetic(self, node: e.Arithmetic, span: Span | None) -> Phrase:
        left, right = self.number(node.left), self.number(node.right)
        sign = node.operator.value
        both = f"{_bracketed(node, node.left, left.text)} {sign} {_bracketed(node, node.right, right.text)}"
        data = (*left.data, *right.data)
        if span is None:
            why = "; ".join(part.why for part in (left, right) if part.why)
            return Phrase(both, None, data, why)
        if isinstance(node.left, e.Literal) and isinstance(node.right, e.Literal):
            return Phrase(self._shown(span, node.unit), span, data)
        return Phrase(f"{both} = {self._shown(span, node.unit)}", span, data)

    def _current_dose(self, node: e.CurrentDose, span: Span | None) -> Phrase:
        drug = wording.plain(node.drug)
        record = self.judge.chart.in_force(node.drug, self.judge.now)
        data = () if record is None else (self.datum(record),)
        if span is None:
            return Phrase(f"the dose of {drug}", None, data, f"the dose of {drug} is not known")
        if span.point == 0:
            return Phrase(f"{drug} not taken (0 {node.unit})", span, data)
        since = "" if record is None else f" since {self.date(record.when)}"
        return Phrase(f"{drug} {self._shown(span, node.unit)}{since}", span, data)


def _bracketed(outer: e.Arithmetic, inner: e.Value, text: str) -> str:
    """Brackets where an inner sum stands in a product."""
    tight = outer.operator in (Operator.MULTIPLY, Operator.DIVIDE)
    return f"({text})" if tight and isinstance(inner, e.Arithmetic) else text
