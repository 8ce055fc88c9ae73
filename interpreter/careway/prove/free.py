"""A decision somewhere in a run, whichever way the patient came to it: any patient, any day, any step; and what is
surely so of one in whom a step is active.

It asks less of a patient than a `situation`, which follows single ways: every patient of every run is among these. So
what is impossible here is impossible, loops and other pathways included; a patient found here need not exist.
"""

from __future__ import annotations

from collections.abc import Mapping

import z3

from careway.ir import expressions as e
from careway.ir.nodes import Guideline, Pathway, Step
from careway.model.quantity import Quantity
from careway.model.terms import Pick
from careway.model.time import Duration
from careway.prove import symbols as s
from careway.prove.meaning import Meaning
from careway.prove.pairs import Place
from careway.prove.patient import Patient
from careway.prove.selecting import Position
from careway.prove.symbols import Bit, Moment, Term, both, either, no


class Anywhere(Position):
    """Any position on a day: each step may be active, and may have been entered on any day so far."""

    def __init__(self, patient: Patient, now: Term, called: str) -> None:
        self._patient = patient
        self._now = now
        self._called = called
        self._active: dict[str, Bit] = {}
        self._entered: dict[str, Bit] = {}
        self._entries: dict[tuple[str, Pick], Moment] = {}

    def active(self, step: str) -> Bit:
        """Whether a step is active."""
        if step not in self._active:
            self._active[step] = self._patient.bit(f"{step} active {self._called}")
        return self._active[step]

    def entry(self, step: str, pick: Pick) -> Moment:
        """When a step was first or last entered."""
        key = (step, pick)
        if key not in self._entries:
            come = self._entered.setdefault(step, self._patient.bit(f"{step} entered {self._called}"))
            day = self._patient.day(f"{pick.value} entry to {step} {self._called}")
            self._patient.facts += [day <= self._now, z3.Implies(_bit(self.active(step)), come)]
            self._entries[key] = Moment(come, day, False)
            if (step, Pick.FIRST) in self._entries and (step, Pick.LAST) in self._entries:
                first, last = (self._entries[step, one].day for one in (Pick.FIRST, Pick.LAST))
                self._patient.facts.append(first <= last)
        return self._entries[key]


class Decision:
    """Any patient on any day, and what is so where a rule is judged."""

    def __init__(self, core: Guideline, parameters: Mapping[str, Quantity | Duration], most: int) -> None:
        self.core = core
        self.patient = Patient(core, parameters, most)
        self.now = self.patient.day("now")
        self.position = Anywhere(self.patient, self.now, "now")
        self.here = Meaning(self.patient, self.now, self.position)
        self._since: tuple[Term, Term] | None = None
        self._by_name = {step.heading.name: (pathway, step) for pathway in core.pathways for step in pathway.steps}

    def premises(self, place: Place) -> list[Bit]:
        """What is so wherever a rule of that place is judged."""
        found: list[Bit] = []
        if place.steps is not None:
            found += self._in_a_step(place)
        if place.unbegun:
            found += unbegun(self.core, Meaning(self.patient, self.now - 1))
        found += [no(self.here.criterion(node).true) for node in place.before]
        found += [self.here.criterion(node).true for node in place.sure]
        found += [no(self.here.criterion(node).false) for node in place.given]
        return found

    def _in_a_step(self, place: Place) -> list[Bit]:
        """That one of the steps is active, was entered by a way into it, and its pathway had begun by then."""
        assert place.steps is not None
        begun, entered = self.patient.day("begun"), self.patient.day("entered")
        self._since = (begun, entered)
        self.patient.facts += [begun <= entered, entered <= self.now]
        at_begin = Meaning(self.patient, begun, Anywhere(self.patient, begun, "as it began"))
        coming_from = Anywhere(self.patient, entered, "on entry")
        at_entry = Meaning(self.patient, entered, coming_from)
        active: list[Bit] = []
        for name in place.steps:
            pathway, step = self._by_name[name]
            ways = self._ways_in(pathway, step, at_entry, coming_from, begun, entered)
            begins = [at_begin.criterion(e.Happened(one.begin)).true for one in pathway.steps if one.begin is not None]
            since = self.position.entry(name, Pick.LAST).day == entered
            active.append(both(self.position.active(name), since, ways, s.some(begins)))
        for pathway in self.core.pathways:
            names = [step.heading.name for step in pathway.steps]
            for index, name in enumerate(names):
                for other in names[index + 1 :]:
                    self.patient.facts.append(
                        z3.Not(z3.And(_bit(self.position.active(name)), _bit(self.position.active(other))))
                    )
        found = [s.some(active)]
        if place.wait is not None:
            length = self.here.length(place.wait)
            if not length.by_clock:
                found.append(self.now >= self.patient.shifted(entered, length, 1))
        return found

    def silence(self, place: Place) -> list[Bit]:
        """That no stop was true on a day of a record since the step was entered: it would have ended the stay. (Where
        no pathway begins again, since the pathway began.)"""
        if place.steps is None or self._since is None:
            return []
        begun, entered = self._since
        once = all(step.begin_again is None for pathway in self.core.pathways for step in pathway.steps)
        since = begun if once else entered
        found: list[Bit] = []
        for slots in list(self.patient.slots.values()):
            for slot in slots:
                then = Meaning(self.patient, slot.day, Anywhere(self.patient, slot.day, f"then, {slot.concept}"))
                stops = [no(then.criterion(stop.when).true) for stop in self.core.stops]
                inside = both(slot.there, slot.day >= since, slot.day < self.now)
                found += [z3.Implies(inside, _bit(stop)) for stop in stops]
        return found

    def _ways_in(
        self, pathway: Pathway, step: Step, at_entry: Meaning, coming_from: Anywhere, begun: Term, entered: Term
    ) -> Bit:
        """That the day of entry is one on which a way into the step was open."""
        ways: list[Bit] = []
        if step.begin is not None:
            ways.append(at_entry.criterion(e.Happened(step.begin)).true)
        if step.begin_again is not None:
            ways.append(at_entry.criterion(step.begin_again).true)
        for one in pathway.steps:
            for way in one.transitions:
                if way.to != step.heading.name:
                    continue
                parts: list[Bit] = [coming_from.active(one.heading.name)]
                if way.when is not None:
                    parts.append(at_entry.criterion(way.when).true)
                if way.without is not None:
                    parts.append(no(at_entry.criterion(way.without).true))
                if way.after is not None and not at_entry.length(way.after).by_clock:
                    parts.append(entered >= self.patient.shifted(begun, at_entry.length(way.after), 1))
                ways.append(both(*parts))
        return s.some(ways)


def unbegun(core: Guideline, yesterday: Meaning) -> list[Bit]:
    """That no pathway had begun by a day."""
    steps = [step for pathway in core.pathways for step in pathway.steps]
    return [no(yesterday.criterion(e.Happened(step.begin)).true) for step in steps if step.begin is not None]


def _bit(item: Bit) -> Bit:
    return z3.BoolVal(item) if isinstance(item, bool) else item


def differ(one: Bit, other: Bit) -> Bit:
    """Whether two bits are not the same."""
    if isinstance(one, bool) and isinstance(other, bool):
        return one is not other
    if isinstance(one, bool):
        return no(other) if one else other
    if isinstance(other, bool):
        return no(one) if other else one
    return False if one.eq(other) else either(both(one, no(other)), both(no(one), other))
