"""Drugs at an instant: whether one is taken, at which dose, and when it was started and stopped."""

from __future__ import annotations

from fractions import Fraction

from naive.evaluator import numbers as n
from naive.evaluator.chart import Chart, Node
from naive.evaluator.numbers import Range, Truth
from naive.evaluator.reading import Record
from naive.evaluator.times import NOT_YET, UNCLEAR, Time, When, compare_elapsed, has_come, in_order


class Drugs(Chart):
    """What is known of drugs."""

    def in_force(self, drug: str) -> tuple[Record, ...]:
        """The last record of a drug; several where they cannot be put in order."""
        return self.pick("last", [(record, True) for record in self.of(drug)]).records

    def taking(self, drug: str) -> Truth:
        """Whether a drug is being taken."""
        records = self.in_force(drug)
        if not records:
            return False if self.concepts[drug]["absent_unless_recorded"] else None
        answers = {self._taken(record) for record in records}
        return answers.pop() if len(answers) == 1 else None

    def _taken(self, record: Record) -> Truth:
        if not takes(record) or self.ended(record):
            return False
        return True if self.current(record) else None

    def ended(self, record: Record) -> bool:
        """Whether a record's own end has passed."""
        if record.until is None:
            return False
        return self.now > record.until.last

    def dose(self, drug: str) -> Range | None:
        """The dose that is taken; 0 of what is not."""
        taking = self.taking(drug)
        if taking is None:
            return None
        if taking is False:
            return n.point(Fraction(0))
        return self.worst(drug, self.in_force(drug))

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
        for record in sorted(self.of(drug), key=lambda one: (one.when.first, one.when.last)):
            if before is not None and takes(before) and before.until is not None:
                if in_order(before.until, record.when):
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

