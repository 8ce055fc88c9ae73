"""When a patient is seen next: the occasions of schedules, timers of steps, what was ordered, what was arranged.

An occasion is planned once, for its due date or some days beside it, or not at all; occasions of one date are planned
together, as one visit. A schedule that counts in hours is planned by the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from careway.evaluate.schedule import Occurrence, Schedule
from careway.model.time import Day, Instant, shift_day
from careway.synth.life import Life


class Agenda:
    """The coming visits of one patient."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self.random = life.random
        self._arranged: set[Day] = set()
        self._orders: dict[str, Day] = {}
        """What has been ordered, and the day for which."""
        self._not_before: dict[str, tuple[Day, int]] = {}
        """For each that was ordered: the day before which it is not ordered again, and how many days it was until then.
        An order that stands for long is repeated ever more seldom."""
        self._planned: dict[tuple[str, int], Instant | None] = {}
        """The time that is planned for each occasion, in days for most; None: it will be missed."""
        self._moved: dict[Day, int | None] = {}
        """By how many days the visit of each due day is moved; None: it is missed."""

    # --- what is arranged -------------------------------------------------------------------------------------------

    def arrange(self, days: Iterable[int]) -> None:
        """Arrange visits so many days from now."""
        self._arranged |= {self.life.day + number for number in days}

    def order(self, names: Iterable[str], days: int) -> None:
        """Order results and answers for so many days from now; what was ordered in the last days is not again."""
        life = self.life
        for name in names:
            soonest, pause = self._not_before.get(name, (life.day, 3))
            if life.day - soonest > 60:
                pause = 3
            if life.day >= soonest:
                pause = min(2 * pause, 48)
                self._not_before[name] = (life.day + pause, pause)
                self._orders[name] = life.day + days
                for peer in life.world.measures[name].peers if name in life.world.measures else ():
                    self._orders.setdefault(peer, life.day + days)

    def take_orders(self) -> list[str]:
        """What was ordered for today or before; it is no longer waited for."""
        due = [name for name, day in self._orders.items() if day <= self.life.day]
        self._orders = {name: day for name, day in self._orders.items() if day > self.life.day}
        return due

    # --- the next visit ---------------------------------------------------------------------------------------------

    def go_on(self, last: Day) -> bool:
        """Go on to the next visit; False where that lies after the last day."""
        life = self.life
        today = life.day
        self._arranged = {day for day in self._arranged if day > today}
        days = [*self._arranged, *(day for day in self._orders.values() if day > today), *self._timers()]
        by_clock: list[Instant] = []
        for schedule, item in self._occasions():
            planned = self._plan_of(schedule, item)
            if planned is None:
                continue
            if schedule.ticks.by_clock:
                by_clock += [planned] if planned > life.now else []
            elif life.calendar.day_of(planned) > today:
                days.append(life.calendar.day_of(planned))
        if not days and not by_clock:
            days.append(today + self.random.choice((7, 14, 14, 21, 28, 28, 35)))
        soon = min(by_clock, default=None)
        if soon is not None and (not days or life.calendar.day_of(soon) <= min(days)):
            if life.calendar.day_of(soon) > last:
                return False
            life.go_at(soon)
            return True
        if min(days) > last:
            return False
        life.go(min(days))
        return True

    def _occasions(self) -> Iterator[tuple[Schedule, Occurrence]]:
        """The occasions that wait, and the next of each schedule."""
        for schedule in self.life.engine.agenda.running():
            coming = schedule.upcoming()
            for item in (*schedule.waiting, *((coming,) if coming is not None else ())):
                yield schedule, item

    def due_now(self) -> Iterator[tuple[Schedule, Occurrence]]:
        """The occasions that are open now, and planned for now or before."""
        for schedule in self.life.engine.agenda.running():
            for item in schedule.waiting:
                planned = self._plan_of(schedule, item)
                if planned is not None and planned <= self.life.now:
                    yield schedule, item

    def _plan_of(self, schedule: Schedule, item: Occurrence) -> Instant | None:
        name = schedule.monitor.heading.name
        key = (name, item.due)
        if key not in self._planned and self.life.shunned[name] > 0:
            self.life.shunned[name] -= 1
            self._planned[key] = None
        elif key not in self._planned:
            ticks, calendar = schedule.ticks, self.life.calendar
            if ticks.by_clock:
                self._planned[key] = self._by_clock(item)
            else:
                window = [calendar.day_of(ticks.start(tick)) for tick in (item.earliest, item.due, item.last)]
                day = self._day(*window)
                self._planned[key] = None if day is None else calendar.start_of(day)
        return self._planned[key]

    def _skips(self) -> bool:
        return self.random.randrange(100) < self.life.manner.skips

    def _day(self, earliest: Day, due: Day, last: Day) -> Day | None:
        if due not in self._moved:
            self._moved[due] = None if self._skips() else self.random.choice((0, 0, 0, 0, 0, 1, 1, -1, 2, -2, 3))
        move = self._moved[due]
        if move is None:
            return last + 2 if self.random.randrange(5) == 0 else None
        return max(min(due + move, last), earliest, self.life.day + 1)

    def _by_clock(self, item: Occurrence) -> Instant | None:
        if self._skips():
            return None
        meant = item.due + 60 * self.random.choice((0, 0, 0, 5, 10, 20, -5, -10, 45))
        return max(min(meant, item.last), item.earliest)

    def _timers(self) -> list[Day]:
        """The days on which timers of the active steps end, and some days later while what else they ask is open:
        somebody looks then."""
        life, found = self.life, []
        for course in life.engine.courses:
            if course.stay is None:
                continue
            for way in course.transitions():
                if way.after is None:
                    continue
                length = life.judge.length(way.after)
                since = life.calendar.day_of(course.stay.since_instant)
                day = since + 1 if length.by_clock else shift_day(since, length)
                if day > life.day:
                    found.append(day)
                elif way.when is not None or way.without is not None:
                    found.append(life.day + self.random.randrange(2, 8))
        return found
