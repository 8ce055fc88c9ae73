"""What is known of a patient at one instant, and which of it a series and a selection mean.

A `Chart` is made anew for each instant that is asked for; a look at the past is a chart of an earlier instant that
holds what had happened by then, as it is known at the later one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import Any, Protocol

from naive.evaluator import numbers as n
from naive.evaluator.numbers import Range, Truth
from naive.evaluator.reading import Patient, Record, begins
from naive.evaluator.times import NOT_YET, When, by_clock, in_order, reaches, seconds, shift_day

Node = dict[str, Any]


class Course(Protocol):
    """Where the patient stands: what criteria may ask of it."""

    def active(self) -> set[str]:
        """The active steps."""

    def entries(self, step: str) -> list[When]:
        """When a step was entered."""

    def monitor(self, name: str) -> tuple[int, bool, bool]:
        """Missed occasions, whether one is late now, whether it is complete."""


@dataclass(frozen=True)
class Picked:
    """What a selection found: `none`, `unclear`, or the records that may be meant."""

    what: str
    records: tuple[Record, ...] = ()


class Chart:
    """The records that count at an instant. The parts that judge are in the classes that are made of it."""

    def __init__(
        self,
        core: Node,
        patient: Patient,
        parameters: dict[str, Node],
        course: Course,
        instants: list[int],
        now: int,
    ) -> None:
        self.core, self.patient, self.parameters, self.course = core, patient, parameters, course
        self.instants = instants
        """All at which anything may change, for looking back."""
        self.calendar = patient.calendar
        self.now, self.today = now, patient.calendar.day_of(now)
        self.concepts = {concept["name"]: concept for concept in core["vocabulary"]["concepts"]}
        self.definitions = {one["name"]: one["body"] for one in core["definitions"]}
        self.records = standing(patient, now)
        self.at_hand: Record | None = None
        self.past: dict[Any, Truth] = {}
        """What looks back have found: a criterion of records, at an instant, of those records, is always the same."""
        self.answers: dict[str, Any] = {}
        """Of the definitions, each asked once: it means the same wherever it is asked for at this instant."""

    def earlier(self, instant: int) -> Any:
        """The chart of an earlier instant, as known now."""
        made = type(self)(self.core, self.patient, self.parameters, self.course, self.instants, self.now)
        made.now, made.today, made.past = instant, self.calendar.day_of(instant), self.past
        made.records = [record for record in self.records if begins(self.calendar, record.when) <= instant]
        return made

    def was(self, criterion: Node, instant: int) -> Truth:
        """Whether a criterion held at an earlier instant, as known now."""
        chart = self.earlier(instant)
        asked = (id(criterion), instant, *(record.key for record in chart.records))
        if asked not in self.past:
            self.past[asked] = chart.truth(criterion)
        return self.past[asked]

    def of(self, concept: str) -> list[Record]:
        """The records of a concept."""
        return [record for record in self.records if record.concept == concept]

    def length(self, length: Node) -> Node:
        """A duration, also where a parameter holds it."""
        return self.parameters[length["name"]] if length["node"] == "parameter_duration" else length

    def inside(self, window: Node | None, moments: list[When]) -> list[Truth]:
        """Whether each of some moments lies in a window."""
        if window is None:
            return [True] * len(moments)
        starts, ends = self._sides(window["start"], moments, True), self._sides(window["end"], moments, False)
        return [n.all_of(pair) for pair in zip(starts, ends, strict=True)]

    def _sides(self, bound: Node | None, moments: list[When], start: bool) -> list[Truth]:
        if bound is None:
            return [True] * len(moments)
        at = self.calendar.at(self.now) if bound["time"] is None else self.moment(bound["time"])
        return [self._side(bound, at, when, start) for when in moments]

    def _side(self, bound: Node, at: When | str, when: When, start: bool) -> Truth:
        if isinstance(at, str):
            return (not start) if at == NOT_YET else None
        days = bound["by_day"] or not (at.exact and when.exact)
        if bound["offset"] is not None:
            offset = self.length(bound["offset"])
            days = not by_clock(offset)
            at = self.calendar.shift(at, offset, bound["sign"])
        one, other = (when, at) if start else (at, when)
        return reaches(one, other, bound["inclusive"], days)

    def belonging(self, series: Node) -> list[tuple[Record, Truth]]:
        """The records of a series, with whether each belongs to it."""
        found = []
        for record, inside in self.lying(series["concept"], series["window"]):
            belongs = n.all_of([inside, self.satisfies(series["where"], record)])
            if belongs is not False:
                found.append((record, belongs))
        return found

    def lying(self, concept: str, window: Node | None) -> list[tuple[Record, Truth]]:
        """The records of a concept that lie in a window, for certain or perhaps."""
        records = self.of(concept)
        inside = self.inside(window, [record.when for record in records])
        return [pair for pair in zip(records, inside, strict=True) if pair[1] is not False]

    def satisfies(self, where: Node | None, record: Record) -> Truth:
        """Whether a record is as a series asks."""
        if where is None:
            return True
        outer, self.at_hand = self.at_hand, record
        answer = self.truth(where)
        self.at_hand = outer
        return answer

    def pick(self, pick: str, belonging: list[tuple[Record, Truth]]) -> Picked:
        """The first or the last: all that may be it, where records cannot be put in order."""

        def ahead(one: Record, other: Record) -> bool:
            return in_order(one.when, other.when) if pick == "first" else in_order(other.when, one.when)

        sure = [record for record, belongs in belonging if belongs]
        if not sure:
            return Picked("unclear" if belonging else "none")
        for record, belongs in belonging:
            if not belongs and not any(ahead(other, record) for other in sure):
                return Picked("unclear")
        return Picked("records", tuple(r for r in sure if not any(ahead(other, r) for other in sure)))

    def selected(self, selection: Node) -> Picked:
        """What a selection of the first or the last means."""
        return self.pick(selection["pick"], self.belonging(selection["series"]))

    def current(self, record: Record) -> bool:
        """Whether a record still speaks for the present."""
        length = self.concepts[record.concept]["current_for"]
        if length is None:
            return True
        if by_clock(length):
            return self.now <= record.when.first + seconds(length)
        return self.today <= shift_day(record.when.day, length)

    def worse_when_lower(self, concept: str) -> bool:
        """Which of two results counts."""
        return bool(self.concepts[concept]["worse"] == "lower")

    def worst(self, concept: str, records: tuple[Record, ...]) -> Range | None:
        """Of the numbers of records that cannot be put in order, the worse, as far as it is known."""
        numbers = [record.number for record in records if record.number is not None]
        if not numbers:
            return None
        lower = self.worse_when_lower(concept)
        found = n.lowest(numbers) if lower else n.highest(numbers)
        if len(numbers) < len(records):
            found = replace(found, low=-inf, low_open=False) if lower else replace(found, high=inf, high_open=False)
        return n.known(found)

    def limit(self, edge: str, concept: str, record: Record | None) -> Range | None:
        """The limit of normal that goes with a record: its own, or the declared one."""
        if record is not None:
            own = record.high if edge == "ULN" else record.low
            if own is not None:
                return n.point(own)
        for sex in (self.patient.sex, None):
            for normal in self.concepts[concept]["normal"]:
                declared = normal["high" if edge == "ULN" else "low"]
                if declared is not None and normal["sex"] == sex:
                    return n.point(n.Fraction(declared))
        return None

    def truth(self, node: Node) -> Truth:
        """Whether a criterion holds."""
        raise NotImplementedError

    def moment(self, node: Node) -> When | str:
        """When a time is."""
        raise NotImplementedError


def standing(patient: Patient, now: int) -> list[Record]:
    """The records that are known by now and neither corrected nor retracted by then."""
    known = [record for record in patient.records if record.usable <= now]
    gone = {record.corrects for record in known}
    taken_back = {one.retracts for one in patient.retractions if one.usable <= now}
    return [
        record
        for record in known
        if record.key not in gone and record.key not in taken_back and record.key.split("/")[0] not in taken_back
    ]
