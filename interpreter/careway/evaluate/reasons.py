"""Why a criterion holds, does not, or cannot be decided: sentences with the very results, dates and arithmetic.

An explanation walks the nodes that the judge judged, with the same judge at the same instant, and only when a log
entry or a report asks for it. Its numbers are in `numbers_in_words`, its records in `records_in_words`.
"""

from __future__ import annotations

from typing import assert_never

from careway.evaluate import phrases
from careway.evaluate.judge import CRITERIA, VALUES
from careway.evaluate.moment import NotYet, Unclear
from careway.evaluate.numbers_in_words import NumbersInWords
from careway.evaluate.records_in_words import shown
from careway.evaluate.result import Datum, Reason
from careway.ir import expressions as e
from careway.ir import wording
from careway.model.time import When
from careway.model.timeline import Event, Finding, NoValue, Presence
from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth, every, some
from careway.model.vocabulary import Kind


class Explainer(NumbersInWords):
    """Explains criteria as the judge sees them now."""

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
        wanted = phrases.limit(node.series.where)
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
        if not isinstance(since, When):
            return Reason(holds, self._moment(node.since))
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


def _presence(event: Event) -> Presence:
    assert isinstance(event.value, Finding)
    return event.value.presence


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
