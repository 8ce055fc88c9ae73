"""Monitors: their occasions with four dates, counted from an anchor, and what became of each (docs/meaning.md, 9).

An occasion is laid out when its window opens. What lies further ahead is computed when asked for, and so cannot be
wrong when a phase ends early or a gap moves the count.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from careway.base.record import record
from careway.evaluate.judge import Judge, compare
from careway.evaluate.result import Kind, Standing
from careway.evaluate.ticks import Ticks, needs_clock
from careway.ir.nodes import Interruption, Monitor
from careway.model.quantity import exactly
from careway.model.terms import Comparison, Gap
from careway.model.time import When
from careway.model.timeline import Event, NoValue
from careway.model.truth import TRUE

_WAITING = (Standing.OPEN, Standing.DUE, Standing.LATE)


@dataclass(slots=True)
class Occurrence:
    """One occasion: the first tick at which a result counts, the due tick, the first late tick, the last that
    counts."""

    earliest: int
    due: int
    late: int
    last: int
    standing: Standing = Standing.OPEN
    done_on: When | None = None
    found: dict[str, Event] = field(default_factory=dict)
    blank: dict[str, str] = field(default_factory=dict)
    """Concepts reported without a usable value, and why."""


@record
class Cursor:
    """A place in the sequence of due dates: the phase, the tick at which it starts, the occasions laid out in it."""

    phase: int
    start: int
    number: int


class Schedule:
    """A monitor at work, from its anchor until the run ends it."""

    def __init__(
        self,
        monitor: Monitor,
        members: tuple[str, ...],
        judge: Judge,
        anchor: When,
        report: Callable[[Kind, Occurrence], None],
    ) -> None:
        self.monitor = monitor
        self.members = members
        self.judge = judge
        self.report = report
        self.ticks = Ticks(judge.calendar, needs_clock(monitor))
        self.waiting: list[Occurrence] = []
        """Occasions laid out and still open, due or late."""
        self.settled: list[Occurrence] = []
        """Occasions done or missed."""
        self.missed = 0
        self._planned: tuple[tuple[Cursor, int, int], tuple[Occurrence, Cursor] | None] | None = None
        self.left_at: int | None = None
        self._set_aside: list[Occurrence] = []
        """What was open when a gap began: what is due after it, or was due in one that was none, is taken up again."""
        self._off_step = False
        """Whether the gap is one outside the monitor's steps, and not a pause of a drug alone."""
        self.complete = False
        self._starts_seen = {item.drug: self._starts(item.drug) for item in monitor.interruptions}
        self._seen: tuple[int, ...] = (0,) * len(members)
        """How many records of each member have been taken in."""
        self._rewrites: tuple[int, ...] = ()
        self._anchor(self.ticks.of(anchor)[0])

    # --- the sequence of due dates ----------------------------------------------------------------------------------

    def _anchor(self, tick: int) -> None:
        """Begin, or begin anew, at a tick."""
        self._void(lambda occasion: occasion.due > tick)
        self.cursor = self.active = Cursor(0, tick, 0)
        self.base = tick
        self.result_base = tick
        self.complete = False

    def _void(self, unwanted: Callable[[Occurrence], bool]) -> None:
        """Drop occasions that are still waiting."""
        self.waiting = [item for item in self.waiting if not unwanted(item)]

    @property
    def occurrences(self) -> list[Occurrence]:
        """All occasions laid out so far, by due date."""
        return sorted((*self.settled, *self.waiting), key=lambda item: item.due)

    def _end(self, cursor: Cursor) -> int | None:
        """The last tick of a phase that has a length."""
        length = self.monitor.phases[cursor.phase].length
        return None if length is None else self.ticks.shift(cursor.start, self.judge.length(length))

    def _peek(self, cursor: Cursor) -> tuple[int, Cursor] | None:
        """The next due tick after a cursor, and the cursor past it; None where there is none before the calendar ends,
        or it depends on when a phase ends."""
        phases = self.monitor.phases
        while cursor.phase < len(phases):
            start = self.result_base if self.monitor.from_last_result else cursor.start
            number = 1 if self.monitor.from_last_result else cursor.number + 1
            due = self.ticks.due(phases[cursor.phase].interval, start, number)
            end = self._end(cursor)
            if due >= self.ticks.end and (end is None or end >= self.ticks.end):
                return None
            if end is None or due <= end:
                return due, Cursor(cursor.phase, cursor.start, cursor.number + 1)
            cursor = Cursor(cursor.phase + 1, end, 0)
        return None

    def _plan(self) -> tuple[Occurrence, Cursor] | None:
        """The next occasion that is not laid out yet, and the cursor past it."""
        state = (self.cursor, self.base, self.result_base)
        if self._planned is None or self._planned[0] != state:
            peeked = self._peek(self.cursor)
            self._planned = (state, None if peeked is None else (self._occurrence(*peeked), peeked[1]))
        return self._planned[1]

    def _lay_out(self, now: int) -> None:
        """Lay out the occasions whose windows have opened; none in a gap."""
        while self.left_at is None and (planned := self._plan()) is not None:
            occasion, cursor = planned
            if self.monitor.from_last_result and self.waiting:
                break
            if occasion.earliest > now:
                self.judge.wake(self.ticks.start(occasion.earliest))
                break
            self.waiting.append(occasion)
            if self.judge.observer is not None:
                self.judge.observer.laid_out(self.monitor, cursor.phase)
            self.cursor, self.base = cursor, occasion.due
            self._fill(occasion)
            self._settle()

    def _pass_over(self, now: int) -> None:
        """Pass over the occasions that were due in a gap that ends now."""
        while (planned := self._plan()) is not None and planned[0].due < now:
            self.cursor, self.base, self.result_base = planned[1], planned[0].due, planned[0].due

    def _occurrence(self, due: int, cursor: Cursor) -> Occurrence:
        """An occasion with its window, cut off at the due tick before it and where the next window begins."""
        last = self.ticks.shift(due, self.monitor.after)
        following = None if self.monitor.from_last_result else self._peek(cursor)
        if following is not None:
            last = min(last, max(self.ticks.shift(following[0], self.monitor.before, -1), due + 1) - 1)
        if self.monitor.from_last_result:
            earliest = self.result_base + 1
        else:
            earliest = max(self.ticks.shift(due, self.monitor.before, -1), self.base + 1)
        return Occurrence(earliest, due, self.ticks.shift(due, self.monitor.late) + 1, last)

    def upcoming(self) -> Occurrence | None:
        """The next occasion that is not laid out yet, as far as it can be known now."""
        waits = self.monitor.from_last_result and bool(self.waiting)
        if self.left_at is not None or self.complete or waits:
            return None
        planned = self._plan()
        return None if planned is None else replace(planned[0], standing=Standing.COMING)

    # --- one instant ------------------------------------------------------------------------------------------------

    def update(self, in_step: bool) -> None:
        """Take in what is known now, and move occasions on. `in_step`: the monitor's steps allow it to apply."""
        now = self.ticks.at(self.judge.now)
        self._gaps(now, in_step)
        while True:
            self._lay_out(now)
            settled = len(self.settled)
            self._take_results()
            moved = len(self.settled) != settled or self._advance(now) or self._move_on(now)
            if not moved:
                break
        self.complete = self.active.phase >= len(self.monitor.phases) and not self.waiting

    def _advance(self, now: int) -> bool:
        """Go over to the next phase where the active one has ended. True if one has."""
        if self.active.phase >= len(self.monitor.phases) or self.left_at is not None:
            return False
        phase = self.monitor.phases[self.active.phase]
        end = self._end(self.active)
        if end is not None:
            if end > now:
                self.judge.wake(self.ticks.start(end))
                return False
            self.active = Cursor(self.active.phase + 1, end, 0)
            return True
        if phase.until is None or self.active.start > now or self.judge.decide(phase.until) is not TRUE:
            return False
        self._void(lambda occasion: occasion.due > now)
        self.active = self.cursor = Cursor(self.active.phase + 1, now, 0)
        self.base = now
        return True

    def _move_on(self, now: int) -> bool:
        """Open occasions become due, late, missed as time goes on. True if one was missed, so that one that is
        counted from it may be laid out."""
        missed = False
        for occasion in self.waiting:
            if occasion.standing is Standing.OPEN and now >= occasion.due:
                occasion.standing = Standing.DUE
                self.report(Kind.DUE, occasion)
            if occasion.standing is Standing.DUE and occasion.late <= occasion.last and now >= occasion.late:
                occasion.standing = Standing.LATE
                self.report(Kind.LATE, occasion)
            if now > occasion.last:
                occasion.standing = Standing.MISSED
                self.result_base = max(self.result_base, occasion.due)
                self.report(Kind.MISSED, occasion)
                missed = True
            for tick in (occasion.due, occasion.late, occasion.last + 1):
                if tick > now:
                    self.judge.wake(self.ticks.start(tick))
        self._settle()
        return missed

    def _settle(self) -> None:
        """Put aside the occasions that are done or missed."""
        if all(item.standing in _WAITING for item in self.waiting):
            return
        over = [item for item in self.waiting if item.standing not in _WAITING]
        self.settled += over
        self.waiting = [item for item in self.waiting if item.standing in _WAITING]
        self.missed += sum(item.standing is Standing.MISSED for item in over)

    # --- results ----------------------------------------------------------------------------------------------------

    def _take_results(self) -> None:
        records = [self.judge.chart.records[concept] for concept in self.members]
        rewrites = tuple(item.rewrites for item in records)
        rewritten = rewrites != self._rewrites
        added = [event for r, seen in zip(records, self._seen, strict=True) for event in r.events[seen:]]
        oldest = min((self.ticks.of(event.when)[0] for event in added), default=None)
        self._seen = tuple(len(item.events) for item in records)
        self._rewrites = rewrites
        if added or rewritten:
            for occasion in self.waiting:
                self._fill(occasion)
        self._look_again(rewritten, oldest)
        self._settle()

    def _look_again(self, rewritten: bool, oldest: int | None) -> None:
        """A result that comes late may complete an occasion that was missed; one that is corrected or retracted may
        take away what completed an occasion."""
        reopened = []
        looked = False
        for occasion in reversed(self.settled):
            if not rewritten and (oldest is None or occasion.last < oldest):
                break
            if rewritten or occasion.standing is Standing.MISSED:
                self._fill(occasion)
                looked = True
            if occasion.standing in _WAITING:
                reopened.append(occasion)
        if reopened:
            self.settled = [item for item in self.settled if item.standing not in _WAITING]
            self.waiting = sorted((*self.waiting, *reopened), key=lambda item: item.due)
        if looked:
            self.missed = sum(item.standing is Standing.MISSED for item in self.settled)

    def _fill(self, occasion: Occurrence) -> None:
        """Look for a usable result of each member in the window."""
        occasion.found, occasion.blank = {}, {}
        for concept in self.members:
            for event in self._in_window(concept, occasion):
                if isinstance(event.value, NoValue):
                    occasion.blank.setdefault(concept, event.value.reason)
                elif concept not in occasion.found:
                    occasion.found[concept] = event
        whole = all(concept in occasion.found for concept in self.members)
        if whole and occasion.standing is not Standing.DONE:
            occasion.standing = Standing.DONE
            occasion.done_on = max((e.when for e in occasion.found.values()), key=lambda when: (when.first, when.last))
            self.result_base = max(self.result_base, self.ticks.of(occasion.done_on)[0])
            self.report(Kind.DONE, occasion)
        elif not whole and occasion.standing is Standing.DONE:
            occasion.done_on = None
            occasion.standing = Standing.OPEN
            self.report(Kind.CORRECTION, occasion)

    def _in_window(self, concept: str, occasion: Occurrence) -> list[Event]:
        """The records of a concept that surely lie in an occasion's window, in order; preliminary ones do not count."""
        records = self.judge.chart.records[concept]
        place = records.first_at_or_after(self.ticks.start(occasion.earliest))
        found = []
        for event in records.events[place : records.count(self.judge.now)]:
            first, last = self.ticks.of(event.when)
            if first > occasion.last:
                break
            if first >= occasion.earliest and last <= occasion.last and not event.preliminary:
                found.append(event)
        return found

    # --- gaps -------------------------------------------------------------------------------------------------------

    def _gaps(self, now: int, in_step: bool) -> None:
        """Leave and return: by steps, and by interruptions of drugs."""
        paused_from = None
        for item in self.monitor.interruptions:
            tick = self._long_pause(item)
            if tick is not None:
                paused_from = tick if paused_from is None else min(paused_from, tick)
        applies = in_step and paused_from is None
        if self.left_at is None and not applies:
            self.left_at = now if paused_from is None else paused_from
            self._set_aside = [] if self.monitor.from_last_result else self.waiting
            self.waiting = []
        self._off_step = self._off_step or not in_step
        over = self._interruption_over()
        if over is not None and over[0] is Gap.RESTART:
            self._set_aside = []
            self._anchor(over[1])
        elif over is not None and over[0] is Gap.SUSPEND and self.left_at is not None:
            self._set_aside = []
            self._stand_still(self.left_at, over[1])
            self.left_at = over[1]
        if self.left_at is None or not applies:
            return
        left, self.left_at = self.left_at, None
        off_step, self._off_step = self._off_step, False
        aside, self._set_aside = self._set_aside, []
        if over is not None:
            return
        if not off_step:  # the pause was none after all
            self._wait_again(aside)
            return
        if self.monitor.on_return is Gap.RESTART:
            self._anchor(now)
        elif self.monitor.on_return is Gap.SUSPEND:
            self._stand_still(left, now)
        else:
            self._wait_again([occasion for occasion in aside if occasion.due >= now])
            self._pass_over(now)

    def _wait_again(self, occasions: list[Occurrence]) -> None:
        """Take occasions up again, with the results that came while they were set aside."""
        self.waiting += occasions
        for occasion in occasions:
            self._fill(occasion)
        self._settle()

    def _stand_still(self, left: int, back: int) -> None:
        """Move the count on by the length of a gap: what was due in it is due as long after the return."""
        self.active = Cursor(self.active.phase, self.active.start + back - left, 0)
        cursor = self.active
        if self.monitor.from_last_result:  # its one next occasion does not depend on the cursor
            self.result_base += back - left
        else:
            while (peeked := self._peek(cursor)) is not None and peeked[0] <= back and peeked[1].phase == cursor.phase:
                cursor = peeked[1]
        self.cursor = cursor
        self.base = back

    def _starts(self, drug: str) -> int:
        return len(self.judge.chart.spells(drug, self.judge.now, self.judge.today))

    def _long_pause(self, item: Interruption) -> int | None:
        """The tick from which a drug has been paused, where the pause already is as long as a rule names."""
        if item.effect is Gap.CONTINUE or item.comparison not in (Comparison.AT_LEAST, Comparison.ABOVE):
            return None
        spells = self.judge.chart.spells(item.drug, self.judge.now, self.judge.today)
        if not spells or spells[-1].stop is None:
            return None
        stop = self.ticks.of(spells[-1].stop)[0]
        length = self.judge.length(item.length)
        reached = self.ticks.shift(stop, length) + (item.comparison is Comparison.ABOVE)
        if self.ticks.at(self.judge.now) >= reached:
            return stop
        self.judge.wake(self.ticks.start(reached))
        return None

    def _interruption_over(self) -> tuple[Gap, int] | None:
        """What the pause that has just ended does, by the first rule that fits, and the tick at which the drug was
        started again."""
        result: tuple[Gap, int] | None = None
        for item in self.monitor.interruptions:
            spells = self.judge.chart.spells(item.drug, self.judge.now, self.judge.today)
            if len(spells) <= max(1, self._starts_seen[item.drug]) or result is not None:
                continue
            stop, start = spells[-2].stop, self.ticks.of(spells[-1].start)[0]
            if stop is not None and self._fits(item, self.ticks.of(stop)[0], start):
                result = item.effect, start
        for item in self.monitor.interruptions:
            self._starts_seen[item.drug] = self._starts(item.drug)
        return result

    def _fits(self, item: Interruption, stop: int, start: int) -> bool:
        """Whether a pause from one tick to another is as long as an interruption rule says."""
        reached = self.ticks.shift(stop, self.judge.length(item.length))
        return compare(item.comparison, exactly(start), exactly(reached)) is TRUE
