"""Drugs at an instant: whether one is taken, at which dose, and when it was started and stopped."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from typing import Any

from naive.evaluator import numbers as n
from naive.evaluator.chart import Chart, Node
from naive.evaluator.numbers import Range, Truth
from naive.evaluator.reading import Record
from naive.evaluator.times import NOT_YET, UNCLEAR, Time, When, compare_elapsed, has_come


class Drugs(Chart):
    """What is known of drugs."""

    def course_of(self, drug: str) -> list[Record]:
        """The records of a drug in order: by the first instant that they may have been; of one moment, a stop is the
        last, and a higher dose comes after a lower one."""

        def place(record: Record) -> tuple[int, int, bool, Any, str]:
            high = record.number.high if record.number is not None and record.number.high != inf else 0
            return record.when.first, record.when.last, record.says == "off", high, record.key

        return sorted(self.of(drug), key=place)

    def taking(self, drug: str) -> Truth:
        """Whether a drug is being taken, by the last of its records."""
        records = self.course_of(drug)
        if not records:
            return False if self.concepts[drug]["absent_unless_recorded"] else None
        if not takes(records[-1]) or self.ended(records[-1]):
            return False
        return True if self.current(records[-1]) else None

    def ended(self, record: Record) -> bool:
        """Whether a record's own end has passed."""
        if record.until is None:
            return False
        return self.today > record.until.last_day

    def dose(self, drug: str) -> Range | None:
        """The dose that is taken; 0 of what is not."""
        taking = self.taking(drug)
        if taking is None:
            return None
        return self.course_of(drug)[-1].number if taking else n.point(Fraction(0))

    def change(self, drug: str, edge: str, pick: str, window: Node | None) -> Time:
        """The first or last start (stop) of a drug in a window."""
        moments = [when for when, what in self.changes(drug) if what == edge]
        found = list(zip(moments, self.inside(window, moments), strict=True))
        if pick == "last":
            found.reverse()
        for when, inside in found:
            if inside:
                return when
            if inside is None:
                return UNCLEAR
        return NOT_YET

    def changes(self, drug: str) -> list[tuple[When, str]]:
        """The starts and stops so far, in order."""
        found: list[tuple[When, str]] = []
        before: Record | None = None
        for record in self.course_of(drug):
            if before is not None and takes(before) and before.until is not None:
                gap = record.when.day - before.until.last_day
                if gap > 1 or (gap == 1 and not takes(record)):
                    found.append((before.until, "stop"))
                    before = None
            was = before is not None and takes(before)
            if takes(record) != was:
                found.append((record.when, "start" if takes(record) else "stop"))
            before = record
        if before is not None and takes(before) and before.until is not None and self.ended(before):
            found.append((before.until, "stop"))
        return found

    def taking_for(self, node: Node) -> Truth:
        """The criterion `taking`."""
        return self._lasting(self.taking(node["drug"]), node, "start")

    def paused(self, node: Node) -> Truth:
        """The criterion `paused`: taken before and not now."""
        taking = self.taking(node["drug"])
        before = any(what == "start" for _, what in self.changes(node["drug"]))
        answer = None if taking is None else (not taking and before)
        return self._lasting(answer, node, "stop")

    def _lasting(self, answer: Truth, node: Node, edge: str) -> Truth:
        if node["at_least"] is None or not answer:
            return answer
        since = self.change(node["drug"], edge, "last", None)
        come = has_come(since, self.now, self.today)
        if isinstance(since, str):
            return come
        long = compare_elapsed(">=", self.length(node["at_least"]), since, self.now, self.today)
        return n.all_of([answer, come, long])


def takes(record: Record) -> bool:
    """Whether a record says that a drug is taken: a dose of 0 does not."""
    return record.says == "taken" and record.number != n.point(Fraction(0))
