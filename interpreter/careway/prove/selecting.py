"""Which records a series holds and which of them is meant, as formulas (docs/meaning.md, sections 2 and 4).

The records of a concept stand in the order of their days, no two on one day, so that the last of them is known.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Protocol, Self

import z3

from careway.base.record import record
from careway.ir import expressions as e
from careway.ir.nodes import Definition
from careway.model.quantity import Quantity
from careway.model.terms import Pick
from careway.model.time import Duration
from careway.model.vocabulary import Concept, Kind
from careway.prove import symbols as s
from careway.prove.patient import Patient, Slot
from careway.prove.symbols import Bit, Kleene, Moment, Term, both, either, no


class Position:
    """Where the patient stands in the protocol: here, in no step, and never was in one."""

    def active(self, step: str) -> Bit:
        """Whether a step is active."""
        return False

    def entry(self, step: str, pick: Pick) -> Moment:
        """When a step was first or last entered."""
        return Moment(False, z3.IntVal(0), False)


NOWHERE = Position()


@record
class Picked:
    """The record that a selection means: for each that it may be the condition on which it is; `unclear` where it is
    not known which, and none where neither holds."""

    choices: tuple[tuple[Bit, Slot], ...]
    unclear: Bit

    @property
    def found(self) -> Bit:
        """Whether there is one."""
        return s.some(condition for condition, _ in self.choices)


class Reading(Protocol):
    """With which vocabulary, definitions and parameters a guideline reads a patient."""

    @property
    def concepts(self) -> Mapping[str, Concept]:
        """The concepts by name."""

    @property
    def definitions(self) -> Mapping[str, Definition]:
        """The definitions by name."""

    @property
    def parameters(self) -> Mapping[str, Quantity | Duration]:
        """The values of the parameters."""


class Selecting(ABC):
    """One patient seen at the end of the day `now`. `settled` gives the truth of criteria that are not to be judged,
    `instead` other records for some concepts, `reading` another guideline of which the same patient is asked."""

    def __init__(
        self,
        patient: Patient,
        now: Term,
        position: Position = NOWHERE,
        settled: Mapping[int, Kleene] | None = None,
        instead: Mapping[str, list[Slot]] | None = None,
        reading: Reading | None = None,
    ) -> None:
        self.patient = patient
        self.reading: Reading = reading or patient
        self.now = now
        self.position = position
        self.settled = settled or {}
        self._instead = instead or {}
        self.at_hand: Slot | None = None
        self._unread: dict[tuple[int, int, int], Kleene] = {}
        self._unread_days: dict[int, Term] = {}
        self._said: dict[str, Any] = {}

    @abstractmethod
    def criterion(self, node: e.Criterion) -> Kleene:
        """Whether a criterion holds now."""

    @abstractmethod
    def moment(self, node: e.Time) -> Moment:
        """When a time node says."""

    def as_read_by(self, reading: Reading) -> Self:
        """The same patient on the same day, as another guideline reads them: what is left open of a node is left open
        once for both."""
        other = type(self)(self.patient, self.now, self.position, self.settled, self._instead, reading)
        other._unread, other._unread_days = self._unread, self._unread_days
        return other

    def length(self, length: e.Length) -> Duration:
        """A duration, also where a parameter holds it."""
        if isinstance(length, Duration):
            return length
        value = self.reading.parameters[length.name]
        assert isinstance(value, Duration)
        return value

    def unread_day(self, node: object) -> Term:
        """A day that is left open here: any, though the same each time."""
        if id(node) not in self._unread_days:
            self._unread_days[id(node)] = self.patient.some_day(type(node).__name__)
        return self._unread_days[id(node)]

    def unread(self, node: object, day: Term | None = None) -> Kleene:
        """A truth that is left open here (hours, looks into the past): anything, though the same each time it is asked
        of the same `day`."""
        at_hand = -1 if self.at_hand is None else self.at_hand.place
        key = (id(node), at_hand, -1 if day is None else day.get_id())
        found = self._unread.get(key)
        if found is None:
            name = type(node).__name__
            true, false = self.patient.bit(f"{name} true"), self.patient.bit(f"{name} false")
            self.patient.facts.append(no(both(true, false)))
            self.patient.left_open.add(name)
            found = self._unread[key] = Kleene(true, false)
        return found

    # --- windows -----------------------------------------------------------------------------------------------------

    def inside(self, window: e.Window | None, day: Term) -> Kleene:
        """Whether a day lies in a window."""
        if window is None:
            return s.YES
        parts: list[Kleene] = []
        if window.start is not None:
            parts.append(self._side(window.start, day, after=True))
        end = window.end
        if end is not None and not (end.time is None and end.offset is None):
            parts.append(self._side(end, day, after=False))
        return s.all_of(parts)

    def _side(self, bound: e.Bound, day: Term, *, after: bool) -> Kleene:
        offset = None if bound.offset is None else self.length(bound.offset)
        if offset is not None and offset.by_clock:
            return self.unread(bound, day)
        base = Moment(True, self.now, False) if bound.time is None else self.moment(bound.time)
        edge = base.day
        if offset is not None:
            sign = -1 if bound.time is None else bound.sign
            edge = self.patient.shifted(base.day, offset, sign)
        if after:
            reached = day >= edge if bound.inclusive else day > edge
            return Kleene(both(base.come, reached), either(base.not_yet, both(base.come, no(reached))))
        reached = day <= edge if bound.inclusive else day < edge
        return Kleene(either(base.not_yet, both(base.come, reached)), both(base.come, no(reached)))

    # --- records -----------------------------------------------------------------------------------------------------

    def records(self, concept: str) -> list[Slot]:
        """The records that a concept may have, the oldest first."""
        return self._instead.get(concept) or self.patient.records(concept)

    def visible(self, slot: Slot) -> Bit:
        """Whether a record is there and not later than now."""
        return both(slot.there, slot.day <= self.now)

    def members(self, series: e.Series) -> list[tuple[Kleene, Slot]]:
        """The records of a series' concept, the oldest first, each with whether it belongs to the series."""
        return [(self._belongs(series, slot), slot) for slot in self.records(series.concept)]

    def _belongs(self, series: e.Series, slot: Slot) -> Kleene:
        parts = [s.of(self.visible(slot)), self.inside(series.window, slot.day)]
        if series.where is not None:
            parts.append(self.candidate(series.where, slot))
        return s.all_of(parts)

    def candidate(self, where: e.Criterion, slot: Slot) -> Kleene:
        """Whether a record satisfies a series' own criterion."""
        outer, self.at_hand = self.at_hand, slot
        try:
            return self.criterion(where)
        finally:
            self.at_hand = outer

    def pick(self, selection: e.Selection) -> Picked:
        """The record that a selection means."""
        members = self.members(selection.series)
        if selection.pick in (Pick.HIGHEST, Pick.LOWEST):
            return self._extreme(selection, members)
        if selection.pick is Pick.LAST:
            members.reverse()
        return _first(members)

    def _extreme(self, selection: e.Selection, members: Sequence[tuple[Kleene, Slot]]) -> Picked:
        """The record with the highest or lowest number, the latest of equals."""
        kind = self.reading.concepts[selection.series.concept].kind
        numbered = [
            (truth, slot, slot.says if kind is Kind.DRUG else True) for truth, slot in members
        ]  # a stop of a drug has no number
        unclear = s.some(
            either(both(truth.unknown), both(no(truth.false), counts, no(slot.known)))
            for truth, slot, counts in numbered
        )
        choices = []
        for truth, slot, counts in numbered:
            best: list[Bit] = [truth.true, counts]
            for other_truth, other, other_counts in numbered:
                if other is slot:
                    continue
                better, worse = (slot.value, other.value)[:: 1 if selection.pick is Pick.HIGHEST else -1]
                beaten = better > worse if other.place > slot.place else better >= worse
                best.append(either(no(both(other_truth.true, other_counts)), beaten))
            choices.append((both(no(unclear), *best), slot))
        return Picked(tuple(choices), unclear)

    # --- drugs, and how long a record speaks for the present ---------------------------------------------------------

    def current(self, slot: Slot, concept: Concept) -> Bit:
        """Whether a record still speaks for the present."""
        length = concept.current_for
        if length is None:
            return True
        if length.by_clock:
            return self.unread(concept, slot.day).true
        return self.now <= self.patient.shifted(slot.day, length, 1)

    def in_force(self, drug: str) -> Picked:
        """The record of a drug that is in force: the last."""
        slots = list(reversed(self.records(drug)))
        return _first([(s.of(self.visible(slot)), slot) for slot in slots])

    def taking(self, node: object, drug: str, at_least: e.Length | None = None) -> Kleene:
        """Whether a drug is being taken now, and for at least so long."""
        declared = self.reading.concepts[drug]
        record_ = self.in_force(drug)
        active = s.some(both(condition, slot.says) for condition, slot in record_.choices)
        stopped = s.some(both(condition, no(slot.says)) for condition, slot in record_.choices)
        old = s.some(
            both(condition, slot.says, no(self.current(slot, declared))) for condition, slot in record_.choices
        )
        never = both(no(record_.found), declared.absent_unless_recorded)
        truth = Kleene(both(active, no(old)), either(stopped, never))
        if at_least is None:
            return truth
        long = self.long_since(node, self.last_change(drug, start=True), self.length(at_least))
        return Kleene(both(truth.true, long.true), either(truth.false, both(truth.true, long.false)))

    def paused(self, node: object, drug: str, at_least: e.Length | None = None) -> Kleene:
        """Whether a drug was taken before and is not taken now, and for at least so long."""
        active = self.taking(node, drug)
        stop = self.last_change(drug, start=False)
        long = s.YES if at_least is None else self.long_since(node, stop, self.length(at_least))
        return Kleene(
            both(active.false, stop.come, long.true),
            either(active.true, both(active.false, either(no(stop.come), long.false))),
        )

    def long_since(self, node: object, moment: Moment, length: Duration) -> Kleene:
        """Whether so long has passed since a moment that has come."""
        if length.by_clock:
            return self.unread(node)
        return s.of(self.now >= self.patient.shifted(moment.day, length, 1))

    def changes(self, drug: str, *, start: bool) -> list[tuple[Bit, Slot]]:
        """The records at which a drug begins to be taken, or ceases to be, the oldest first."""
        found: list[tuple[Bit, Slot]] = []
        before: Slot | None = None
        for slot in self.records(drug):
            was = False if before is None else before.says
            changed = both(slot.says, no(was)) if start else both(no(slot.says), was)
            found.append((both(self.visible(slot), changed), slot))
            before = slot
        return found

    def last_change(self, drug: str, *, start: bool) -> Moment:
        """The last start or stop of a drug."""
        changes = [(s.of(condition), slot.day) for condition, slot in reversed(self.changes(drug, start=start))]
        return s.first_of(changes)


def _first(members: Sequence[tuple[Kleene, Slot]]) -> Picked:
    """The first member that surely belongs; unclear where one that may comes before it."""
    choices, unclear = s.firsts(members)
    return Picked(tuple(choices), unclear)
