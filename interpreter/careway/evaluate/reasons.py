"""Why a criterion holds, does not, or cannot be decided: sentences with the very results, dates and arithmetic.

An explanation walks the nodes that the judge judged, with the same judge at the same instant, and only when a log
entry or a report asks for it.
"""

from __future__ import annotations

from typing import assert_never

from careway.base.record import record
from careway.evaluate import phrases
from careway.evaluate.judge import CRITERIA, VALUES, Judge
from careway.evaluate.moment import NotYet, Unclear
from careway.evaluate.result import Datum, Reason
from careway.evaluate.selecting import number_of
from careway.ir import expressions as e
from careway.ir import wording
from careway.model.quantity import Span, show, show_number
from careway.model.terms import Operator, Pick
from careway.model.time import When
from careway.model.timeline import Answer, Dose, Event, Finding, Measured, NoValue, Off, Presence
from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth, every, some
from careway.model.vocabulary import Kind


@record
class Phrase:
    """A number in words: what it is called, its records, its span, and why it is unknown if it is."""

    text: str
    span: Span | None
    data: tuple[Datum, ...] = ()
    why: str = ""


class Explainer:
    """Explains criteria as the judge sees them now."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge

    # --- records ----------------------------------------------------------------------------------------------------

    def datum(self, event: Event) -> Datum:
        """A record as a reason names it."""
        return Datum(event.concept, self.date(event.when), shown(event), event.key, event.line)

    def date(self, when: When) -> str:
        """A date, with the time of day where it is known."""
        return self.judge.calendar.show(when)

    def result(self, event: Event) -> str:
        """A result with its date: `31 U/L on 2025-03-07`, with its conversion where it was reported otherwise."""
        text = shown(event)
        concept = self.judge.chart.concepts[event.concept]
        if isinstance(event.value, Measured) and concept.unit is not None and not text.endswith(concept.unit):
            point = event.value.span.point
            if point is not None:
                text += f" ({show(point, concept.unit)})"
        return f"{text} on {self.date(event.when)}"

    # --- numbers ----------------------------------------------------------------------------------------------------

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
                name = wording.plain(node.selection.series.concept)
                if span is None:
                    return Phrase(
                        f"the {node.edge.value} of {name}", None, (), f"no {node.edge.value} of {name} is known"
                    )
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

    # --- criteria ---------------------------------------------------------------------------------------------------

    def explain(self, node: e.Criterion) -> Reason:
        """A criterion as it stands now."""
        holds = self.judge.criterion(node)
        match node:
            case e.All() | e.AnyOf() | e.AtLeast():
                parts = tuple(self.explain(item) for item in node.items)
                return Reason(holds, _heading(node), (), parts)
            case e.Not():
                inner = self.explain(node.item)
                return Reason(holds, inner.text, inner.data, inner.parts)
            case e.Compare():
                return self._compare(node, holds)
            case e.Found():
                return self._found(node, holds)
            case e.Taking():
                return self._taking(node.drug, node.at_least, holds)
            case e.Paused():
                return self._taking(node.drug, node.at_least, holds)
            case e.Answered():
                return self._answered(node, holds)
            case e.Recorded():
                return self._recorded(node, holds)
            case e.Exists() | e.InARow():
                return self._results(node, holds)
            case e.HeldFor():
                inner = self.explain(node.criterion)
                lasted = {TRUE: "for at least", FALSE: "not for", UNKNOWN: "it cannot be said whether for"}[holds]
                return Reason(holds, f"{inner.text}, {lasted} {wording.length(node.duration)}", inner.data, inner.parts)
            case e.Elapsed():
                return self._elapsed(node, holds)
            case e.Happened():
                return Reason(holds, self._moment(node.time), self._time_data(node.time))
            case e.Precedes():
                order = "on or before" if node.on_day else "before"
                text = f"{self._moment(node.earlier)}, {self._moment(node.later)}"
                sure = {TRUE: f"the first lies {order} the second", FALSE: f"the first does not lie {order} the second"}
                return Reason(holds, f"{text}: {sure.get(holds, 'which came first cannot be said')}")
            case e.SexIs():
                sex = self.judge.patient.sex
                return Reason(holds, f"sex: {sex.value if sex is not None else 'not recorded'}")
            case e.InStep():
                return Reason(holds, f"{'in' if holds is TRUE else 'not in'} step {' or '.join(node.steps)}")
            case e.Monitoring():
                return self._monitoring(node, holds)
            case e.DefinedCriterion():
                body = self.judge.definitions[node.name].body
                assert isinstance(body, CRITERIA)
                inner = self.explain(body)
                return Reason(holds, f"{wording.plain(node.name)}: {inner.text}", inner.data, inner.parts)
            case _:
                assert_never(node)

    def _compare(self, node: e.Compare, holds: Truth) -> Reason:
        left, right = self.number(node.left), self.number(node.right)
        data = (*left.data, *right.data)
        if holds is UNKNOWN:
            why = "; ".join(part.why for part in (left, right) if part.why)
            why = why or "the values leave it open"
            return Reason(
                holds,
                f"whether {left.text} {phrases.compared(node.comparison, True)} {right.text} cannot be said: {why}",
                data,
            )
        return Reason(holds, f"{left.text} {phrases.compared(node.comparison, holds is TRUE)} {right.text}", data)

    def _found(self, node: e.Found, holds: Truth) -> Reason:
        declared = self.judge.chart.concepts[node.concept]
        name, window = phrases.called(declared), wording.window(node.window)
        in_window = f" ({window})" if window else ""
        found: Event | None = None
        for event, inside in self.judge.members(e.Series(node.concept, None, node.window), newest_first=True):
            decides = isinstance(event.value, Finding) and inside is TRUE
            if decides and (found is None or _presence(event) is Presence.PRESENT):
                found = event
            if found is not None and (node.window is None or _presence(found) is Presence.PRESENT):
                break
        if found is None:
            said = f"{name} not recorded{in_window}"
            if holds is not UNKNOWN:
                said += ", and so taken as absent"
            return Reason(holds, said)
        says = " absent" if _presence(found) is Presence.ABSENT else ""
        when = f"on {self.date(found.when)}{self._ago(found.when)}"
        if declared.kind is Kind.CONDITION:
            when = f"recorded on {self.date(found.when)}"
        text = f"{name}{says} {when}{in_window}"
        if holds is UNKNOWN:
            text += ": whether it speaks for the present cannot be said"
        return Reason(holds, text, (self.datum(found),))

    def _ago(self, when: When) -> str:
        if not when.one_day or when.day_first == self.judge.today:
            return ""
        days = self.judge.today - when.day_first
        return f", {days} day{'' if days == 1 else 's'} before" if days > 0 else ""

    def _taking(self, drug: str, at_least: e.Length | None, holds: Truth) -> Reason:
        name = wording.plain(drug)
        record = self.judge.chart.in_force(drug, self.judge.now)
        for_long = f" (for at least {wording.length(at_least)})" if at_least is not None else ""
        if record is None:
            closed = self.judge.chart.concepts[drug].absent_unless_recorded
            return Reason(holds, f"{name} not recorded{', and so not taken' if closed else ''}{for_long}")
        spells = self.judge.chart.spells(drug, self.judge.now, self.judge.today)
        if spells and spells[-1].stop is None:
            text = f"{name} {shown(record)} since {self.date(record.when)}"
        elif spells and spells[-1].stop is not None:
            text = f"{name} not taken since {self.date(spells[-1].stop)}"
        else:
            text = f"{name} {shown(record)} on {self.date(record.when)}"
        return Reason(holds, text + for_long, (self.datum(record),))

    def _answered(self, node: e.Answered, holds: Truth) -> Reason:
        concept = self.judge.chart.concepts[node.concept]
        tied = self.judge.latest(e.Series(node.concept, None, node.window))
        name = concept.title if concept.values == ("yes", "no") else phrases.called(concept)
        if not tied or isinstance(tied, Unclear):
            return Reason(holds, f"{name} not answered" if concept.values == ("yes", "no") else f"{name} not recorded")
        text = f"{name} {'/'.join(sorted({shown(event) for event in tied}))} on {self.date(tied[0].when)}"
        return Reason(holds, text, tuple(self.datum(event) for event in tied))

    def _recorded(self, node: e.Recorded, holds: Truth) -> Reason:
        name, window = wording.plain(node.series.concept), wording.window(node.series.window)
        found = [
            event
            for event, inside in self.judge.members(node.series, newest_first=True)
            if inside is TRUE and not isinstance(event.value, NoValue)
        ]
        if not found:
            return Reason(holds, f"{name} not recorded {window}".rstrip())
        often = "" if node.count == 1 else f" {len(found)} times"
        text = f"{name} recorded{often} {window}".rstrip() + f" (last {shown(found[0])} on {self.date(found[0].when)})"
        return Reason(holds, text, (self.datum(found[0]),))

    def _results(self, node: e.Exists | e.InARow, holds: Truth) -> Reason:
        name, window = wording.plain(node.series.concept), wording.window(node.series.window)
        series = e.Series(node.series.concept, None, node.series.window)
        used: list[tuple[Event, Truth]] = []
        for event, _ in self.judge.members(series, newest_first=True):
            ok = TRUE if node.series.where is None else self.judge.candidate(node.series.where, event)
            used.append((event, ok))
            if isinstance(node, e.InARow) and len(used) == node.count:
                break
        wanted = _criterion_text(node.series.where)
        often = f"{node.count} in a row" if isinstance(node, e.InARow) else f"at least {node.count}"
        if not used:
            return Reason(holds, f"no {name} {window or 'so far'}")
        shown_first = [pair for pair in used if pair[1] is TRUE] or used
        listed = ", ".join(self.result(event) for event, _ in shown_first[:4])
        text = f"{name} {wanted} {window}".rstrip() + f" ({often}): {listed}"
        return Reason(holds, text, tuple(self.datum(event) for event, _ in shown_first[:4]))

    def _elapsed(self, node: e.Elapsed, holds: Truth) -> Reason:
        since = self.judge.moment(node.since)
        length = f"{wording.stretch(node.comparison)} {wording.length(node.duration)}"
        if isinstance(since, NotYet):
            return Reason(holds, f"{wording.time(node.since)} has not come")
        if isinstance(since, Unclear):
            return Reason(holds, f"when {wording.time(node.since)} was is not clear")
        held = {TRUE: length, FALSE: f"not {length}", UNKNOWN: f"whether {length} cannot be said"}[holds]
        if isinstance(node.since, e.Birth):
            return Reason(holds, f"born {self.date(since)}: {held} old")
        return Reason(
            holds, f"{wording.time(node.since)} on {self.date(since)}: {held} ago", self._time_data(node.since)
        )

    def _moment(self, node: e.Time) -> str:
        moment = self.judge.moment(node)
        if isinstance(moment, NotYet):
            return f"{wording.time(node)} has not come"
        if isinstance(moment, Unclear):
            return f"when {wording.time(node)} was is not clear"
        return f"{wording.time(node)} on {self.date(moment)}"

    def _time_data(self, node: e.Time) -> tuple[Datum, ...]:
        match node:
            case e.TimeOf():
                picked = self.judge.pick(node.selection)
                return (self.datum(picked),) if isinstance(picked, Event) else ()
            case e.DefinedTime():
                body = self.judge.definitions[node.name].body
                assert not isinstance(body, (*CRITERIA, *VALUES))
                return self._time_data(body)
            case e.Shifted():
                return self._time_data(node.time)
            case e.DrugChange():
                moment = self.judge.moment(node)
                doses = self.judge.chart.doses(node.drug, self.judge.now)
                return tuple(self.datum(event) for event in doses if event.when == moment)[:1]
            case e.StepEntry() | e.FirstTime() | e.Birth():
                return ()
            case _:
                assert_never(node)

    def _monitoring(self, node: e.Monitoring, holds: Truth) -> Reason:
        missed, late, complete = self.judge.position.monitor(node.monitor)
        said = {
            "missed": f"{missed} occasion{'' if missed == 1 else 's'} missed",
            "late": "an occasion is late" if late else "no occasion is late",
            "complete": "has run to its end" if complete else "goes on",
        }[node.state.value]
        return Reason(holds, f"{wording.plain(node.monitor)}: {said}")


def brief(reason: Reason) -> str:
    """A reason in one line: of criteria that are put together, those that made it so."""
    if not reason.parts:
        return reason.text
    whole = reason.text.endswith("all of")
    together = (every if whole else some)(part.truth for part in reason.parts)
    deciding = [part for part in reason.parts if part.truth is together] or list(reason.parts)
    if together is (FALSE if whole else TRUE):
        deciding = deciding[:1]
    return "; ".join(brief(part) for part in deciding)


def shown(event: Event) -> str:
    """What a record says, as reported."""
    match event.value:
        case Measured() | Dose() | Off():
            return event.value.shown
        case NoValue():
            return "no value"
        case Finding():
            return event.value.presence.value
        case Answer():
            return event.value.value.replace("_", " ")
        case _:
            assert_never(event.value)


def _presence(event: Event) -> Presence:
    assert isinstance(event.value, Finding)
    return event.value.presence


def _bracketed(outer: e.Arithmetic, inner: e.Value, text: str) -> str:
    """Brackets where an inner sum stands in a product."""
    tight = outer.operator in (Operator.MULTIPLY, Operator.DIVIDE)
    return f"({text})" if tight and isinstance(inner, e.Arithmetic) else text


def _heading(node: e.All | e.AnyOf | e.AtLeast) -> str:
    match node:
        case e.All():
            return "all of"
        case e.AnyOf():
            return "any of"
        case e.AtLeast():
            return f"at least {node.count} of"
        case _:
            assert_never(node)


def _criterion_text(node: e.Criterion | None) -> str:
    """A series' own criterion in words, without numbers of a patient."""
    match node:
        case e.Compare():
            right = node.right
            if isinstance(right, e.Literal):
                return f"{node.comparison.value} {phrases.number(right)}"
            return f"{node.comparison.value} {_value_text(right)}"
        case _:
            return ""


def _value_text(node: e.Value) -> str:
    match node:
        case e.Literal():
            return phrases.number(node)
        case e.CandidateLimit():
            return node.edge.value
        case e.Arithmetic():
            return f"{_value_text(node.left)} {node.operator.value} {_value_text(node.right)}"
        case e.ParameterValue() | e.DefinedValue():
            return wording.plain(node.name)
        case _:
            return "its limit"
