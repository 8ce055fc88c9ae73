"""Monitors: the occasions of a schedule, made anew at each instant from its start, the gaps in it, and the results.

Counted in calendar days; a schedule of hours is not read. What is kept is what cannot be found again: the start, the
days on which phases `until` ended, and what has been logged of each occasion.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from naive.evaluator.chart import Node
from naive.evaluator.criteria import Judge
from naive.evaluator.reading import Record
from naive.evaluator.times import NotRead, by_clock, has_come, shift_day

DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
Gap = tuple[int, int | None, str]
"""From a day, to the day of the return (None: not yet), and what it does to the count."""


@dataclass
class Occasion:
    """Its four days, and the day on which it was done."""

    earliest: int
    due: int
    late: int | None
    missed: int
    done: int | None = None


@dataclass
class Monitor:
    """One course of a monitor."""

    node: Node
    start: int | None = None
    ended: dict[tuple[int, int], int] = field(default_factory=dict)
    """The days on which phases ended, by the day from which the schedule was counted, and the phase."""
    away: list[list[int | None]] = field(default_factory=list)
    said: dict[int, set[str]] = field(default_factory=dict)
    occasions: list[Occasion] = field(default_factory=list)
    complete: bool = False
    missed: int = 0
    late: bool = False
    visited: bool = False

    def visit(self, judge: Judge, active: set[str], entered: int | None) -> list[tuple[str, int]]:
        """Look at the schedule now: what there is to log, as kinds with their due days."""
        if not _in_days(self.node):
            raise NotRead("a schedule of hours")
        if self.start is None:
            self._begin(judge, entered)
        if self.start is None:
            return []
        self._come_and_go(judge.today, active)
        self.occasions, self.complete = self._lay_out(judge)
        found = [entry for one in self.occasions for entry in self._news(one, judge.today)]
        self.missed = len([one for one in self.occasions if one.done is None and judge.today >= one.missed])
        self.late = any(
            one.done is None and one.late is not None and one.late <= judge.today < one.missed for one in self.occasions
        )
        return found

    def _begin(self, judge: Judge, entered: int | None) -> None:
        if self.node["start"] is None:
            self.start = entered
            return
        at = judge.moment(self.node["start"])
        if not isinstance(at, str) and has_come(at, judge.now, judge.today):
            self.start = at.day

    def _come_and_go(self, today: int, active: set[str]) -> None:
        inside = not self.node["only_in"] or bool(set(self.node["only_in"]) & active)
        out = bool(self.away) and self.away[-1][1] is None
        if inside and out:
            self.away[-1][1] = today
        elif not inside and not out:
            self.away.append([today if self.visited else self.start, None])
        self.visited = True

    def _news(self, one: Occasion, today: int) -> list[tuple[str, int]]:
        """What has become of an occasion and was not said yet."""
        said = self.said.setdefault(one.due, set())
        news = []
        if one.done is not None:
            news = ["done"]
        else:
            said.discard("done")
            if today >= one.due:
                news.append("due")
            if one.late is not None and today >= one.late:
                news.append("late")
            if today >= one.missed:
                news.append("missed")
        found = [(kind, one.due) for kind in news if kind not in said]
        said.update(news)
        return found

    # The occasions.

    def _gaps(self, judge: Judge) -> list[Gap]:
        """What interrupts the count: times outside the steps, and pauses of drugs, in order."""
        found: list[Gap] = [(start, end, self.node["on_return"]) for start, end in self.away if start is not None]
        for start, end, drug in _pauses(judge, self.node):
            for rule in self.node["interruptions"]:
                if rule["drug"] != drug:
                    continue
                length = judge.length(rule["length"])
                until = judge.today if end is None else end
                if not _as_long(rule["comparison"], start, until, length):
                    continue
                if end is None and (rule["comparison"] not in (">=", ">") or rule["effect"] == "continue"):
                    continue
                found.append((start, end, rule["effect"]))
                break
        return sorted(found, key=lambda gap: gap[0])

    def _lay_out(self, judge: Judge) -> tuple[list[Occasion], bool]:
        assert self.start is not None
        gaps = [gap for gap in self._gaps(judge) if gap[1] is None or gap[1] > self.start]
        anchors = [self.start, *(end for _, end, effect in gaps if effect == "restart" and end is not None)]
        found: list[Occasion] = []
        complete = False
        for place, anchor in enumerate(anchors):
            limit = anchors[place + 1] if place + 1 < len(anchors) else None
            mine, complete = self._course(judge, anchor, limit, gaps)
            found += mine
        return found, complete

    def _course(self, judge: Judge, anchor: int, limit: int | None, gaps: list[Gap]) -> tuple[list[Occasion], bool]:
        """The occasions that are counted from one day, up to the day from which they are counted anew."""
        ahead = judge.today + 400
        stills = [(start, end or judge.today) for start, end, effect in gaps if effect == "suspend"]

        def moved(day: int) -> int:
            for start, end in stills:
                if start >= anchor and day > start:
                    day += end - start
            return day

        if self.node["from_last_result"]:
            return self._one_by_one(judge, anchor, limit, moved), False
        dues: list[int] = []
        phase_start, complete = anchor, True
        for number, phase in enumerate(self.node["phases"]):
            end = self._end(judge, anchor, number, phase_start)
            place = 1
            while (due := _nth(phase["interval"], phase_start, place)) <= min(ahead, end if end is not None else ahead):
                dues.append(moved(due))
                place += 1
            if end is None:
                complete = False
                break
            phase_start = end
        complete = complete and judge.today >= moved(phase_start)
        kept = [due for due in dues if limit is None or due < limit]
        returns = [end for _, end, effect in gaps if effect == "suspend" and end is not None]
        occasions = self._windows(kept, anchor, returns)
        for one in occasions:
            one.done = self._done(judge, one)
            if one.done is None and _void(one.due, gaps) and "done" in self.said.get(one.due, ()):
                raise NotRead("a result taken back of an occasion on the day on which a pause began")
        occasions = [one for one in occasions if not _void(one.due, gaps) and not self._dropped(one)]
        waiting = [one for one in occasions if one.done is None and judge.today < one.missed]
        return occasions, complete and not waiting

    def _one_by_one(self, judge: Judge, anchor: int, limit: int | None, moved: Callable[[int], int]) -> list[Occasion]:
        """Each counted from the result before it, or from the due day of one that was missed; one lies ahead."""
        found: list[Occasion] = []
        base, number, start = anchor, 0, anchor
        phases = self.node["phases"]
        while True:
            due = _nth(phases[number]["interval"], base, 1)
            end = self._end(judge, anchor, number, start)
            if end is not None and due > end:
                number, start = number + 1, end
                if number == len(phases):
                    return found
                continue
            due = moved(due)
            if limit is not None and due >= limit:
                return found
            last = shift_day(due, self.node["after"])
            late = shift_day(due, self.node["late"]) + 1
            one = Occasion(base + 1, due, late if late <= last else None, last + 1)
            one.done = self._done(judge, one)
            found.append(one)
            if one.done is not None and "missed" in self.said.get(one.due, ()):
                raise NotRead("a late result of a schedule that is counted from the last result")
            if one.done is None and judge.today < one.missed:
                return found
            base = due if one.done is None else one.done

    def _dropped(self, one: Occasion) -> bool:
        """Whether it was still open when the steps were left."""
        done = one.done
        return any(
            start is not None and one.due < start < one.missed and (done is None or done > start)
            for start, _ in self.away
        )

    def _end(self, judge: Judge, anchor: int, number: int, start: int) -> int | None:
        """The day on which a phase ends: after its length, or when its condition is first true; None: not yet."""
        phase = self.node["phases"][number]
        if phase["length"] is not None:
            return shift_day(start, judge.length(phase["length"]))
        if phase["until"] is None:
            return None
        if (anchor, number) not in self.ended and judge.today >= start and judge.truth(phase["until"]):
            self.ended[anchor, number] = judge.today
        return self.ended.get((anchor, number))

    def _windows(self, dues: list[int], anchor: int, returns: list[int]) -> list[Occasion]:
        """Each cut off at the due day before it (or where the count went on after a gap), and where the next begins."""
        earliest = []
        for place, due in enumerate(dues):
            before = max([anchor, *dues[:place], *(day for day in returns if day <= due)])
            earliest.append(max(shift_day(due, self.node["before"], -1), before + 1))
        found = []
        for place, due in enumerate(dues):
            last = shift_day(due, self.node["after"])
            if place + 1 < len(dues):
                last = min(last, earliest[place + 1] - 1)
            late: int | None = shift_day(due, self.node["late"]) + 1
            found.append(Occasion(earliest[place], due, late if late is not None and late <= last else None, last + 1))
        return found

    def _done(self, judge: Judge, one: Occasion) -> int | None:
        """The day of the last member's first result in the window; None where one lacks."""
        days = []
        for concept in members(judge, self.node["targets"]):
            inside = [
                record.when.last_day
                for record in judge.of(concept)
                if usable(record) and one.earliest <= record.when.day and record.when.last_day < one.missed
            ]
            if not inside:
                return None
            days.append(min(inside))
        return max(days)


def usable(record: Record) -> bool:
    """Whether a record can complete anything."""
    return record.says != "nothing" and not record.preliminary


def members(judge: Any, targets: list[str]) -> list[str]:
    """Concepts, panels spelled out."""
    groups = {group["name"]: group["members"] for group in judge.core["vocabulary"]["groups"]}
    return sorted({name for target in targets for name in groups.get(target, [target])})


def _in_days(node: Node) -> bool:
    intervals = [phase["interval"] for phase in node["phases"]]
    several = any(one["node"] == "times_per" and one["period"]["unit"] == "day" for one in intervals)
    return not several and not any(by_clock(one["period"]) for one in intervals)


def _nth(interval: Node, start: int, place: int) -> int:
    """The day of an occasion: in whole periods from the start of the phase, and i/n of one after them."""
    period = interval["period"]
    if interval["node"] == "every":
        return shift_day(start, period | {"amount": place * period["amount"]})
    whole, part = divmod(place, interval["count"])
    base = shift_day(start, period | {"amount": whole * period["amount"]})
    return base + part * DAYS[period["unit"]] * period["amount"] // interval["count"]


def _void(due: int, gaps: list[Gap]) -> bool:
    """Outside the steps, and in a pause that suspends the schedule or makes it start anew, nothing is due."""
    return any(start <= due and (end is None or due < end) for start, end, _ in gaps)


def _as_long(sign: str, start: int, end: int, length: Node) -> bool:
    reached, more = end >= shift_day(start, length), end > shift_day(start, length)
    return {">=": reached, ">": more, "<": not reached, "<=": not more, "=": reached and not more}[sign]


def _pauses(judge: Judge, node: Node) -> list[tuple[int, int | None, str]]:
    found: list[tuple[int, int | None, str]] = []
    for drug in sorted({rule["drug"] for rule in node["interruptions"]}):
        stop: int | None = None
        for when, what in judge.changes(drug):
            if what == "stop":
                stop = when.day
            elif stop is not None:
                found.append((stop, when.day, drug))
                stop = None
        if stop is not None:
            found.append((stop, None, drug))
    return found
