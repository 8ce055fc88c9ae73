"""Selections: which records a series holds, and which of them is meant (docs/meaning.md, sections 2 and 4)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from careway.evaluate.chart import worse_of
from careway.evaluate.frames import Frame, Side
from careway.evaluate.moment import NOT_YET, UNCLEAR, Moment, Picked, Unclear
from careway.evaluate.view import View
from careway.evaluate.windows import elapsed
from careway.ir import expressions as e
from careway.ir.reads import walk
from careway.model import truth
from careway.model.quantity import Span
from careway.model.terms import Pick
from careway.model.time import When, shift_day
from careway.model.timeline import Dose, Event, Measured, NoValue
from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth
from careway.model.vocabulary import Concept

_RECORD_ONLY = (
    e.All,
    e.AnyOf,
    e.AtLeast,
    e.Not,
    e.Compare,
    e.CandidateValue,
    e.CandidateLimit,
    e.Literal,
    e.ParameterValue,
    e.Arithmetic,
    e.Convert,
)


class Selecting(View):
    """The part of the judge that finds records."""

    # --- windows ----------------------------------------------------------------------------------------------------

    def bound_moment(self, bound: e.Bound) -> Moment:
        """The moment of a bound."""
        base = self.calendar.at(self.now) if bound.time is None else self.moment(bound.time)
        if bound.offset is None or not isinstance(base, When):
            return base
        return self.calendar.shift(base, self.length(bound.offset), bound.sign)

    def frame(self, window: e.Window | None) -> Frame:
        """A window as it stands now: its bounds looked up once."""
        if window is None:
            return Frame(self, None, None)
        start = None if window.start is None else self._side(window.start)
        end = window.end
        if end is None or (end.time is None and end.offset is None):
            return Frame(self, start, None)
        return Frame(self, start, self._side(end))

    def _side(self, bound: e.Bound) -> Side:
        offset = None if bound.offset is None else self.length(bound.offset)
        if bound.time is None and offset is not None:
            if offset.by_clock:
                return Side(self.calendar.at(self.now - offset.seconds), by_clock=True, leaves_after=offset)
            day = self.calendar.on_day(shift_day(self.today, offset, -1))
            return Side(day, inclusive=bound.inclusive, leaves_after=offset)
        moment = self.bound_moment(bound)
        if not isinstance(moment, When):
            return Side(moment)
        by_clock = offset is not None and offset.by_clock
        return Side(moment, inclusive=bound.inclusive, by_day=bound.by_day or offset is not None, by_clock=by_clock)

    def inside(self, window: e.Window | None, when: When) -> Truth:
        """Whether a moment lies in a window."""
        return self.frame(window).holds(when)

    # --- records ----------------------------------------------------------------------------------------------------

    def members(self, series: e.Series, *, newest_first: bool) -> Iterator[tuple[Event, Truth]]:
        """The records that belong to a series, or may; those that surely do not are left out."""
        return ((event, inside) for event, inside in self._scan(series, newest_first) if inside is not FALSE)

    def _scan(self, series: e.Series, newest_first: bool) -> Iterator[tuple[Event, Truth]]:
        """The records of a concept that lie near the window, each with whether it belongs to the series."""
        records = self.chart.records[series.concept]
        frame = self.frame(series.window)
        first, last = frame.places(records)
        if newest_first:
            places = range(last - 1, first - 1, -1)
        else:
            first = max(first, self._known_to_fail(series, frame, records.rewrites))
            places = range(first, last)
        leading = not newest_first and series.where is not None
        for place in places:
            event = records.events[place]
            inside = frame.holds(event.when)
            if inside is not FALSE and series.where is not None:
                inside = truth.every((inside, self.candidate(series.where, event)))
            if leading and inside is not FALSE:
                self._scanned[id(series)] = (frame.key(), records.rewrites, place)
                leading = False
            yield event, inside
        if leading:
            self._scanned[id(series)] = (frame.key(), records.rewrites, max(first, last))

    def _known_to_fail(self, series: e.Series, frame: Frame, rewrites: int) -> int:
        """How many of the oldest records are known not to satisfy a series: a criterion that reads the record alone
        need not be judged again for them."""
        known = self._scanned.get(id(series))
        if series.where is None or known is None or known[:2] != (frame.key(), rewrites):
            return 0
        alone = self._alone.get(id(series))
        if alone is None:
            alone = all(isinstance(node, _RECORD_ONLY) for node in walk(series.where))
            self._alone[id(series)] = alone
        return known[2] if alone else 0

    def latest(self, series: e.Series) -> list[Event] | Unclear:
        """The records of a series that may be its last one (several where they cannot be put in order)."""
        tied: list[Event] = []
        for event, inside in self._scan(series, newest_first=True):
            if tied and event.when.last < (newest := max(other.when.first for other in tied)):
                # A date without a time of day stands before the times of its day, and may be later than any of them.
                if self.calendar.end_of(self.calendar.day_of(event.when.last)) < newest:
                    break
                continue
            if inside is UNKNOWN:
                return UNCLEAR
            if inside is TRUE:
                tied.append(event)
        return [event for event in tied if event.when.last >= max(other.when.first for other in tied)]

    def earliest(self, series: e.Series) -> list[Event] | Unclear:
        """The records of a series that may be its first one."""
        tied: list[Event] = []
        records = self.chart.records[series.concept]
        for event, inside in self._scan(series, newest_first=False):
            if tied and event.when.first > min(other.when.last for other in tied):
                if not records.spans:
                    break
                continue
            if inside is UNKNOWN:
                return UNCLEAR
            if inside is TRUE:
                tied.append(event)
        return [event for event in tied if event.when.first <= min(other.when.last for other in tied)]

    def pick(self, selection: e.Selection) -> Picked:
        """The record that a selection means."""
        if selection.pick in (Pick.HIGHEST, Pick.LOWEST):
            return self.pick_extreme(selection)
        tied = self.tied(selection)
        if isinstance(tied, Unclear):
            return UNCLEAR
        return worse_of(self.chart.concepts[selection.series.concept], tied) if tied else NOT_YET

    def tied(self, selection: e.Selection) -> list[Event] | Unclear:
        """The records that may be the first or the last of a series, whichever is meant."""
        return (self.latest if selection.pick is Pick.LAST else self.earliest)(selection.series)

    def pick_extreme(self, selection: e.Selection) -> Picked:
        """The record with the highest or lowest number, the latest of equals; unclear where another may be more."""
        sign = 1 if selection.pick is Pick.HIGHEST else -1
        found: list[tuple[Event, Fraction | None, Fraction]] = []
        for event, inside in self.members(selection.series, newest_first=True):
            number = number_of(event)
            if inside is UNKNOWN or (number is None and isinstance(event.value, (Dose, Measured, NoValue))):
                return UNCLEAR
            if number is None:
                continue
            near, far = (number.low, number.high) if sign > 0 else (number.high, number.low)
            if far is None:
                return UNCLEAR
            found.append((event, None if near is None else sign * near, sign * far))
        if not found:
            return NOT_YET
        best, reached, _ = max(found, key=lambda one: (one[1] is not None, one[1] or 0, one[2]))
        if any(event is not best and (reached is None or far > reached) for event, _, far in found):
            return UNCLEAR
        return best

    def as_good(self, selection: e.Selection, picked: Event) -> list[Event]:
        """The records with the number of the one that a selection means of which nothing tells that they are not it."""
        number = number_of(picked)
        if selection.pick not in (Pick.HIGHEST, Pick.LOWEST):
            tied = self.tied(selection)
            return [picked] if isinstance(tied, Unclear) else [event for event in tied if number_of(event) == number]
        members = self.members(selection.series, newest_first=True)
        equal = [event for event, _ in members if number_of(event) == number]
        newest = max(event.when.first for event in equal)
        return [event for event in equal if event.when.last >= newest]

    # --- drugs, and how long a record speaks for the present --------------------------------------------------------

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


def number_of(event: Event) -> Span | None:
    """The number that a record carries, if it has one."""
    match event.value:
        case Measured():
            return event.value.span
        case Dose():
            return event.value.amount
        case _:
            return None
