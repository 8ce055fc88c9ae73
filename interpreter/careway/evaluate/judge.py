"""The meaning of criteria, values and times, at an instant: docs/meaning.md sections 2 to 4, node by node.

A `Judge` sees the chart as of `now` and nothing later. Judging a node gives its truth, number or moment, and calls
`wake` with each later instant at which the answer may change without a new record. It makes no reasons: `reasons` and
`missing` walk the same nodes with the same judge, so that an explanation cannot disagree with the decision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import assert_never

from careway.evaluate.chart import Chart, seen_from, taken, worse_of
from careway.evaluate.history import History
from careway.evaluate.windows import clock_reach, days_exceed, days_reach, elapsed, last_day_in_reach, reach
from careway.ir import expressions as e
from careway.ir.nodes import Definition
from careway.ir.reads import Reads
from careway.model import quantity, truth
from careway.model.quantity import Quantity, Span, exactly
from careway.model.terms import Comparison, DrugEdge, Edge, Operator, Pick
from careway.model.time import Day, Duration, Instant, When, shift_day
from careway.model.timeline import Answer, Dose, Event, Finding, Measured, NoValue, Patient, Presence
from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth
from careway.model.vocabulary import Concept

NOBODY_WATCHES: Callable[[e.Criterion, Truth], None] | None = None


class NotYet:
    """A time that has not come."""


class Unclear:
    """A time, or a record, of which the data do not say when or which."""


NOT_YET, UNCLEAR = NotYet(), Unclear()
Moment = When | NotYet | Unclear
Picked = Event | NotYet | Unclear


class Position:
    """Where the patient stands in the protocol, as far as rules may ask: filled and kept by the run."""

    def active_steps(self) -> frozenset[str]:
        """The names of the active steps."""
        return frozenset()

    def entries(self, step: str) -> list[When]:
        """When a step was entered, in order."""
        return []

    def monitor(self, name: str) -> tuple[int, bool, bool]:
        """Missed occasions, whether one is late now, and whether it has run to its end."""
        return 0, False, False


class Judge:
    """Judges nodes at `now`. One judge serves one patient's run; `at` moves it on, or back for a look at the past."""

    def __init__(
        self,
        chart: Chart,
        patient: Patient,
        definitions: Mapping[str, Definition],
        reads: Mapping[str, Reads],
        parameters: Mapping[str, Quantity | Duration],
        position: Position,
    ) -> None:
        self.chart = chart
        self.calendar = chart.calendar
        self.patient = patient
        self.definitions = definitions
        self.reads = reads
        self.parameters = parameters
        self.position = position
        self.now: Instant = 0
        self.today: Day = 1
        self.wakes: list[Instant] = []
        self.watch = NOBODY_WATCHES
        self.histories: dict[int, History] = {}
        self._candidate: Event | None = None
        self._cells: dict[str, tuple[object, Instant | None, tuple[int, ...]]] = {}
        self._looking_back = False
        self._scanned: dict[int, tuple[tuple[object, ...], int]] = {}

    def at(self, now: Instant) -> None:
        """Move to an instant."""
        self.now = now
        self.today = self.calendar.day_of(now)

    def wake(self, instant: Instant) -> None:
        """Note an instant at which an answer may change."""
        if instant > self.now:
            self.wakes.append(instant)

    def length(self, length: e.Length) -> Duration:
        """A duration, also where a parameter holds it."""
        if isinstance(length, Duration):
            return length
        value = self.parameters[length.name]
        assert isinstance(value, Duration)
        return value

    # --- criteria ---------------------------------------------------------------------------------------------------

    def criterion(self, node: e.Criterion) -> Truth:
        """Whether a criterion holds now."""
        result = self._criterion(node)
        if self.watch is not None:
            self.watch(node, result)
        return result

    def _criterion(self, node: e.Criterion) -> Truth:
        match node:
            case e.All():
                return truth.every([self.criterion(item) for item in node.items])
            case e.AnyOf():
                return truth.some([self.criterion(item) for item in node.items])
            case e.Compare():
                return compare(node.comparison, self.value(node.left), self.value(node.right))
            case e.Not():
                return truth.negate(self.criterion(node.item))
            case e.AtLeast():
                return truth.at_least(node.count, [self.criterion(item) for item in node.items])
            case e.Found():
                present = self.present(node.concept, node.window)
                return present if node.presence is Presence.PRESENT else truth.negate(present)
            case e.Taking():
                return self.taking(node.drug, node.at_least)
            case e.Paused():
                return self.paused(node.drug, node.at_least)
            case e.Answered():
                return self.answered(node)
            case e.Recorded():
                return self.recorded(node)
            case e.Exists():
                return self.exists(node)
            case e.InARow():
                return self.in_a_row(node)
            case e.HeldFor():
                return self.history(node.criterion).held_for(self, self.length(node.duration))
            case e.Elapsed():
                return self.elapsed(node)
            case e.Happened():
                return self.happened(node.time)
            case e.Precedes():
                return self.precedes(node)
            case e.SexIs():
                return UNKNOWN if self.patient.sex is None else truth.of(self.patient.sex in node.values)
            case e.InStep():
                return truth.of(not self.position.active_steps().isdisjoint(node.steps))
            case e.Monitoring():
                return self.monitoring(node)
            case e.DefinedCriterion():
                result = self.defined(node.name)
                assert isinstance(result, Truth)
                return result
            case _:
                assert_never(node)

    def defined(self, name: str) -> object:
        """What a definition gives now: judged once and again only when something that it reads has changed."""
        if self._looking_back or self.reads[name].state:
            return self._body(name)
        versions = tuple(self.chart.records[concept].version for concept in sorted(self.reads[name].concepts))
        cell = self._cells.get(name)
        if cell is not None and cell[2] == versions and (cell[1] is None or self.now < cell[1]):
            if cell[1] is not None:
                self.wakes.append(cell[1])
            return cell[0]
        outer, self.wakes = self.wakes, []
        result = self._body(name)
        next_wake = min(self.wakes, default=None)
        self.wakes = outer
        if next_wake is not None:
            self.wakes.append(next_wake)
        self._cells[name] = (result, next_wake, versions)
        return result

    def _body(self, name: str) -> object:
        body = self.definitions[name].body
        candidate, self._candidate = self._candidate, None
        try:
            if isinstance(body, CRITERIA):
                return self.criterion(body)
            if isinstance(body, VALUES):
                return self.value(body)
            return self.moment(body)
        finally:
            self._candidate = candidate

    def history(self, criterion: e.Criterion) -> History:
        """The course of a criterion over the timeline up to now."""
        history = self.histories.get(id(criterion))
        if history is None:
            history = self.histories[id(criterion)] = History(criterion, self)
        history.extend(self)
        return history

    def look_back(self, criterion: e.Criterion, instant: Instant) -> tuple[Truth, Instant | None]:
        """The truth of a criterion at an earlier instant, on the records up to then as known now, and the next
        instant at which it may change without a new record."""
        saved = (self.now, self.today, self.wakes, self._looking_back, self.watch)
        self.wakes, self.watch = [], None
        self._looking_back = self._looking_back or instant != self.now
        self.at(instant)
        try:
            return self.criterion(criterion), min(self.wakes, default=None)
        finally:
            self.now, self.today, self.wakes, self._looking_back, self.watch = saved

    def present(self, concept: str, window: e.Window | None) -> Truth:
        """Whether a symptom or condition is present: as last recorded, or in a window."""
        declared = self.chart.concepts[concept]
        nothing = FALSE if declared.absent_unless_recorded else UNKNOWN
        if window is None:
            tied = self.latest(e.Series(concept))
            if not tied:
                return nothing
            if isinstance(tied, Unclear):
                return UNKNOWN
            found = [event for event in tied if _is_present(event)]
            if not found:
                return FALSE if self.current(tied[0], declared) else UNKNOWN
            ends = [event.until for event in found]
            ended = [end is not None and end.day_last < self.today for end in ends]
            for end in ends:
                if end is not None:
                    self.wake(self.calendar.end_of(end.day_last) + 1)
            if all(ended):
                return FALSE
            return TRUE if self.current(found[0], declared) else UNKNOWN
        absent = possible = False
        for event, inside in self.members(e.Series(concept, None, window), newest_first=True):
            if _is_present(event):
                if inside is TRUE:
                    return TRUE
                possible = True
            elif inside is TRUE:
                absent = True
            else:
                possible = True
        if possible:
            return UNKNOWN
        return FALSE if absent else nothing

    def current(self, event: Event, concept: Concept) -> bool:
        """Whether a record still speaks for the present."""
        if concept.current_for is None:
            return True
        return elapsed(event.when, concept.current_for, self.calendar, self.now, self.wake, more=True) is FALSE

    def taking(self, drug: str, at_least: e.Length | None = None) -> Truth:
        """Whether a drug is being taken now, and for at least so long."""
        declared = self.chart.concepts[drug]
        record = self.chart.in_force(drug, self.now)
        if record is None:
            return FALSE if declared.absent_unless_recorded else UNKNOWN
        if record.until is not None:
            self.wake(self.calendar.end_of(record.until.day_last) + 1)
        spells = self.chart.spells(drug, self.now, self.today)
        if not spells or spells[-1].stop is not None:
            return FALSE
        if not self.current(record, declared):
            return UNKNOWN
        if at_least is None:
            return TRUE
        return elapsed(spells[-1].start, self.length(at_least), self.calendar, self.now, self.wake, more=False)

    def paused(self, drug: str, at_least: e.Length | None = None) -> Truth:
        """Whether a drug was taken before and is not taken now, and for at least so long."""
        active = self.taking(drug)
        if active is not FALSE:
            return truth.negate(active)
        spells = self.chart.spells(drug, self.now, self.today)
        if not spells:
            return FALSE
        stop = spells[-1].stop
        if at_least is None or stop is None:
            return TRUE
        return elapsed(stop, self.length(at_least), self.calendar, self.now, self.wake, more=False)

    def answered(self, node: e.Answered) -> Truth:
        """Whether the last answer is one of the values named."""
        tied = self.latest(e.Series(node.concept, None, node.window))
        if not tied or isinstance(tied, Unclear):
            return UNKNOWN
        if node.window is None and not self.current(tied[0], self.chart.concepts[node.concept]):
            return UNKNOWN
        given = {event.value.value in node.values for event in tied if isinstance(event.value, Answer)}
        if any(isinstance(event.value, NoValue) for event in tied) or len(given) != 1:
            return UNKNOWN
        return truth.of(given.pop())

    def recorded(self, node: e.Recorded) -> Truth:
        """Whether so many usable records are there."""
        count = 0
        for event, inside in self.members(node.series, newest_first=True):
            if inside is TRUE and not isinstance(event.value, NoValue):
                count += 1
                if count >= node.count:
                    return TRUE
        return FALSE

    def exists(self, node: e.Exists) -> Truth:
        """Whether so many results of the window satisfy the comparison; unknown where there is none to judge."""
        judged: list[Truth] = []
        series = e.Series(node.series.concept, None, node.series.window)
        for event, inside in self.members(series, newest_first=True):
            satisfied = TRUE if node.series.where is None else self.candidate(node.series.where, event)
            judged.append(truth.every((inside, satisfied)))
        return truth.at_least(node.count, judged) if judged else UNKNOWN

    def in_a_row(self, node: e.InARow) -> Truth:
        """Whether the last results, so many of them, all satisfy the comparison."""
        series = e.Series(node.series.concept, None, node.series.window)
        judged: list[Truth] = []
        for event, inside in self.members(series, newest_first=True):
            satisfied = TRUE if node.series.where is None else self.candidate(node.series.where, event)
            judged.append(satisfied if inside is TRUE else truth.every((UNKNOWN, satisfied)))
            if len(judged) == node.count:
                break
        result = truth.every(judged)
        return result if len(judged) == node.count or result is FALSE else UNKNOWN

    def elapsed(self, node: e.Elapsed) -> Truth:
        """The time since a moment against a duration."""
        since = self.moment(node.since)
        if isinstance(since, NotYet):
            return FALSE
        if isinstance(since, Unclear):
            return UNKNOWN
        if since.first > self.now:
            self.wake(since.first)
            return FALSE
        duration = self.length(node.duration)
        more = node.comparison in (Comparison.ABOVE, Comparison.AT_MOST)
        if node.comparison is Comparison.EQUAL:
            reached = elapsed(since, duration, self.calendar, self.now, self.wake, more=False)
            exceeded = elapsed(since, duration, self.calendar, self.now, self.wake, more=True)
            return truth.every((reached, truth.negate(exceeded)))
        result = elapsed(since, duration, self.calendar, self.now, self.wake, more=more)
        positive = node.comparison in (Comparison.AT_LEAST, Comparison.ABOVE)
        return result if positive else truth.negate(result)

    def happened(self, time: e.Time) -> Truth:
        """Whether a time has come."""
        moment = self.moment(time)
        if isinstance(moment, NotYet):
            return FALSE
        if isinstance(moment, Unclear):
            return UNKNOWN
        if self.now >= moment.last or (moment.one_day and not moment.exact and self.today >= moment.day_first):
            return TRUE
        self.wake(moment.first)
        self.wake(self.calendar.start_of(moment.day_last))
        return FALSE if self.now < moment.first else UNKNOWN

    def precedes(self, node: e.Precedes) -> Truth:
        """Whether one time lies before another."""
        earlier, later = self.moment(node.earlier), self.moment(node.later)
        if isinstance(earlier, NotYet):
            return FALSE
        if isinstance(earlier, Unclear) or isinstance(later, Unclear):
            return UNKNOWN
        if isinstance(later, NotYet):
            return TRUE
        return reach(later, earlier, inclusive=node.on_day, by_day=node.on_day)

    def monitoring(self, node: e.Monitoring) -> Truth:
        """What is asked of a monitor."""
        missed, late, complete = self.position.monitor(node.monitor)
        match node.state.value:
            case "missed":
                return truth.of(missed >= node.count)
            case "late":
                return truth.of(late)
            case _:
                return truth.of(complete)

    # --- values -----------------------------------------------------------------------------------------------------

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
                picked = self.pick(node.selection)
                event = picked if isinstance(picked, Event) else None
                return self.limit(node.edge, node.selection.series.concept, event)
            case e.DefinedValue():
                result = self.defined(node.name)
                assert result is None or isinstance(result, Span)
                return result
            case e.ParameterValue():
                parameter = self.parameters[node.name]
                assert isinstance(parameter, Quantity)
                return exactly(parameter.value * node.factor)
            case e.CandidateValue():
                assert self._candidate is not None
                return number_of(self._candidate)
            case e.CandidateLimit():
                return self.limit(node.edge, node.concept, self._candidate)
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
        picked = self.pick(selection)
        if not isinstance(picked, Event):
            return None
        if selection.current and not self.current(picked, self.chart.concepts[picked.concept]):
            return None
        return number_of(picked)

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
        """The highest or lowest number of a series: a range where a record may or may not belong to it."""
        sign = 1 if selection.pick is Pick.HIGHEST else -1
        low: Fraction | None = None
        high: Fraction | None = None
        sure = False
        for event, inside in self.members(selection.series, newest_first=True):
            if (inside is TRUE and isinstance(event.value, (Dose, Measured))) or inside is UNKNOWN:
                number = number_of(event)
                if number is None or number.low is None or number.high is None:
                    return None
                if sign < 0:
                    number = quantity.minus(number)
                assert number.low is not None and number.high is not None
                if inside is TRUE:
                    sure = True
                    low = number.low if low is None else max(low, number.low)
                high = number.high if high is None else max(high, number.high)
        if not sure:
            return None
        result = Span(low, high)
        return result if sign > 0 else quantity.minus(result)

    # --- times ------------------------------------------------------------------------------------------------------

    def moment(self, node: e.Time) -> Moment:
        """When a time node says, as far as it is known now."""
        match node:
            case e.TimeOf():
                picked = self.pick(node.selection)
                return picked.when if isinstance(picked, Event) else picked
            case e.DefinedTime():
                result = self.defined(node.name)
                assert isinstance(result, (When, NotYet, Unclear))
                return result
            case e.DrugChange():
                return self.drug_change(node)
            case e.StepEntry():
                entries = [when for when in self.position.entries(node.step) if when.first <= self.now]
                if not entries:
                    return NOT_YET
                return entries[0] if node.pick is Pick.FIRST else entries[-1]
            case e.FirstTime():
                return self.first_time(node)
            case e.Shifted():
                base = self.moment(node.time)
                if not isinstance(base, When):
                    return base
                return self.calendar.shift(base, self.length(node.duration), node.sign)
            case e.Birth():
                return UNCLEAR if self.patient.born is None else self.patient.born
            case _:
                assert_never(node)

    def drug_change(self, node: e.DrugChange) -> Moment:
        """The first or last start or stop of a drug in a window."""
        record = self.chart.in_force(node.drug, self.now)
        if record is not None and record.until is not None:
            self.wake(self.calendar.end_of(record.until.day_last) + 1)
        spells = self.chart.spells(node.drug, self.now, self.today)
        if node.edge is DrugEdge.START:
            changes = [spell.start for spell in spells]
        else:
            changes = [spell.stop for spell in spells if spell.stop is not None]
        for when in changes if node.pick is Pick.FIRST else reversed(changes):
            inside = self.inside(node.window, when)
            if inside is TRUE:
                return when
            if inside is UNKNOWN:
                return UNCLEAR
        return NOT_YET

    def first_time(self, node: e.FirstTime) -> Moment:
        """The first instant in the window at which a criterion is known to be true."""
        unknown = False
        for segment in self.history(node.criterion).segments:
            if segment.start > self.now:
                break
            if segment.truth is FALSE:
                continue
            start = self.segment_start(node.window, segment.start, segment.end)
            if start is None:
                continue
            if isinstance(start, Unclear):
                return UNCLEAR
            if segment.truth is TRUE:
                return self.day_or_instant(start)
            unknown = True
        return UNCLEAR if unknown else NOT_YET

    def segment_start(self, window: e.Window | None, start: Instant, end: Instant | None) -> Instant | Unclear | None:
        """The first instant of a stretch that lies in a window; None if none does."""
        if window is None:
            return start
        for instant in self.instants_of(window, start):
            if end is not None and instant >= end:
                return None
            if instant > self.now:
                return None
            inside = self.inside(window, self.day_or_instant(instant))
            if inside is TRUE:
                return instant
            if inside is UNKNOWN:
                return UNCLEAR
        return None

    def instants_of(self, window: e.Window, start: Instant) -> Iterator[Instant]:
        """The instants, from `start` on, at which a window may open."""
        yield start
        bound = window.start
        if bound is None:
            return
        moment = self.bound_moment(bound)
        if isinstance(moment, When):
            later = {
                moment.first,
                moment.first + 1,
                self.calendar.start_of(moment.day_first),
                self.calendar.start_of(moment.day_last),
                self.calendar.start_of(moment.day_last + 1),
            }
            yield from sorted(instant for instant in later if instant > start)

    def day_or_instant(self, instant: Instant) -> When:
        """An instant of the log as a time: the start of a day stands for that date, without a time of day."""
        day = self.calendar.day_of(instant)
        if instant == self.calendar.start_of(day):
            return self.calendar.on_day(day)
        return self.calendar.at(instant)

    # --- windows and selections -------------------------------------------------------------------------------------

    def bound_moment(self, bound: e.Bound) -> Moment:
        """The moment of a bound."""
        base = self.calendar.at(self.now) if bound.time is None else self.moment(bound.time)
        if bound.offset is None or not isinstance(base, When):
            return base
        return self.calendar.shift(base, self.length(bound.offset), bound.sign)

    def inside(self, window: e.Window | None, when: When) -> Truth:
        """Whether a moment lies in a window."""
        if window is None:
            return TRUE
        result = TRUE
        if window.start is not None:
            result = self.after_bound(window.start, when)
            if result is FALSE:
                return FALSE
        if window.end is not None:
            end = window.end
            if end.time is None and end.offset is None:
                return result
            result = truth.every((result, self.before_bound(end, when)))
        return result

    def after_bound(self, bound: e.Bound, when: When) -> Truth:
        """Whether a moment lies after the start of a window."""
        if bound.time is None and bound.offset is not None:
            return self.recent(self.length(bound.offset), when, bound.inclusive)
        moment = self.bound_moment(bound)
        if isinstance(moment, NotYet):
            return FALSE
        if isinstance(moment, Unclear):
            return UNKNOWN
        if bound.offset is not None and self.length(bound.offset).by_clock:
            return clock_reach(when, moment)
        return reach(when, moment, bound.inclusive, bound.by_day or bound.offset is not None)

    def before_bound(self, bound: e.Bound, when: When) -> Truth:
        """Whether a moment lies before the end of a window."""
        moment = self.bound_moment(bound)
        if isinstance(moment, NotYet):
            return TRUE
        if isinstance(moment, Unclear):
            return UNKNOWN
        if bound.offset is not None and self.length(bound.offset).by_clock:
            return clock_reach(moment, when)
        return reach(moment, when, bound.inclusive, bound.by_day or bound.offset is not None)

    def recent(self, duration: Duration, when: When, inclusive: bool) -> Truth:
        """Whether a moment lies at most `duration` before now."""
        now = self.calendar.at(self.now)
        if duration.by_clock:
            self.wake(when.first + duration.seconds + 1)
            self.wake(when.last + duration.seconds + 1)
            start = When(now.first - duration.seconds, now.first - duration.seconds, 1, 1)
            return clock_reach(when, start)
        self.wake(self.calendar.start_of(last_day_in_reach(when.day_first, duration) + 1))
        if not when.one_day:
            self.wake(self.calendar.start_of(last_day_in_reach(when.day_last, duration) + 1))
        day = shift_day(self.today, duration, -1)
        start = When(0, 0, day, day)
        return days_reach(when, start) if inclusive else days_exceed(when, start)

    def candidate(self, where: e.Criterion, event: Event) -> Truth:
        """Whether a record satisfies a series' own criterion."""
        outer, self._candidate = self._candidate, event
        try:
            return self.criterion(where)
        finally:
            self._candidate = outer

    def members(self, series: e.Series, *, newest_first: bool) -> Iterator[tuple[Event, Truth]]:
        """The records that belong to a series, or may; those that surely do not are left out."""
        records = self.chart.records[series.concept]
        count = records.count(self.now)
        places = range(count - 1, -1, -1) if newest_first else range(count)
        window = series.window
        start = window.start if window is not None else None
        for place in places:
            event = records.events[place]
            inside = self.inside(window, event.when)
            if inside is FALSE:
                ended = newest_first and start is not None and not records.spans
                if ended and start is not None and self.after_bound(start, event.when) is FALSE:
                    return
                continue
            if series.where is not None:
                inside = truth.every((inside, self.candidate(series.where, event)))
                if inside is FALSE:
                    continue
            yield event, inside

    def latest(self, series: e.Series) -> list[Event] | Unclear:
        """The records of a series that may be its last one (several where they cannot be put in order)."""
        tied: list[Event] = []
        for event, inside in self.members(series, newest_first=True):
            if tied and event.when.last < max(other.when.first for other in tied):
                if not self.chart.records[series.concept].spans:
                    break
                continue
            if inside is UNKNOWN:
                return UNCLEAR
            tied.append(event)
        newest = max((event.when.first for event in tied), default=0)
        return [event for event in tied if event.when.last >= newest]

    def earliest(self, series: e.Series) -> list[Event] | Unclear:
        """The records of a series that may be its first one."""
        tied: list[Event] = []
        records = self.chart.records[series.concept]
        for event, inside in self.members(series, newest_first=False):
            if tied and event.when.first > min(other.when.last for other in tied):
                if not records.spans:
                    break
                continue
            if inside is UNKNOWN:
                return UNCLEAR
            tied.append(event)
        oldest = min((event.when.last for event in tied), default=0)
        return [event for event in tied if event.when.first <= oldest]

    def pick(self, selection: e.Selection) -> Picked:
        """The record that a selection means."""
        series = selection.series
        if selection.pick is Pick.LAST:
            tied = self.latest(series)
        elif selection.pick is Pick.FIRST:
            tied = self.earliest(series)
        else:
            return self.pick_extreme(selection)
        if isinstance(tied, Unclear):
            return UNCLEAR
        return worse_of(self.chart.concepts[series.concept], tied) if tied else NOT_YET

    def pick_extreme(self, selection: e.Selection) -> Picked:
        """The record with the highest or lowest number, the latest of equals."""
        sign = 1 if selection.pick is Pick.HIGHEST else -1
        best: tuple[Fraction, Event] | None = None
        for event, inside in self.members(selection.series, newest_first=True):
            number = number_of(event)
            if inside is UNKNOWN or (number is None and isinstance(event.value, (Dose, Measured, NoValue))):
                return UNCLEAR
            if number is None:
                continue
            bound = number.high if sign > 0 else number.low
            if bound is None:
                return UNCLEAR
            if best is None or sign * bound > best[0]:
                best = (sign * bound, event)
        return NOT_YET if best is None else best[1]


CRITERIA = (
    e.All,
    e.AnyOf,
    e.AtLeast,
    e.Not,
    e.Compare,
    e.Found,
    e.Taking,
    e.Paused,
    e.Answered,
    e.Recorded,
    e.Exists,
    e.InARow,
    e.HeldFor,
    e.Elapsed,
    e.Happened,
    e.Precedes,
    e.SexIs,
    e.InStep,
    e.Monitoring,
    e.DefinedCriterion,
)
VALUES = (
    e.Literal,
    e.ParameterValue,
    e.ValueOf,
    e.LimitOf,
    e.CandidateValue,
    e.CandidateLimit,
    e.CurrentDose,
    e.CountOf,
    e.Arithmetic,
    e.Convert,
    e.DefinedValue,
)


def compare(comparison: Comparison, left: Span | None, right: Span | None) -> Truth:
    """Two numbers compared; unknown where one is, or where the ranges leave it open."""
    if left is None or right is None:
        return UNKNOWN
    match comparison:
        case Comparison.AT_LEAST:
            return quantity.reaches(left, right)
        case Comparison.ABOVE:
            return quantity.exceeds(left, right)
        case Comparison.AT_MOST:
            return quantity.reaches(right, left)
        case Comparison.BELOW:
            return quantity.exceeds(right, left)
        case Comparison.EQUAL:
            return truth.every((quantity.reaches(left, right), quantity.reaches(right, left)))
        case _:
            assert_never(comparison)


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


def number_of(event: Event) -> Span | None:
    """The number that a record carries, if it has one."""
    match event.value:
        case Measured():
            return event.value.span
        case Dose():
            return event.value.amount
        case _:
            return None


def _is_present(event: Event) -> bool:
    return isinstance(event.value, Finding) and event.value.presence is Presence.PRESENT


__all__ = ["Judge", "Moment", "NotYet", "Picked", "Position", "Unclear", "seen_from", "taken"]
