"""A decision in a class of patients: a patient who came along a path of steps to a day on which a rule is judged.

Every patient who can stand there is among those of the formulas; some who cannot may be too (a stop may have fired
before), which a witness shows when it is replayed: `earlier` then adds what was missed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import z3

from careway.base.record import record
from careway.ir import expressions as e
from careway.ir.nodes import Guideline, Pathway, Step, Stop, Transition
from careway.model.quantity import Quantity
from careway.model.terms import EligibilityKind, Pick
from careway.model.time import Duration
from careway.prove import symbols as s
from careway.prove.meaning import Meaning
from careway.prove.patient import Patient, Slot
from careway.prove.selecting import NOWHERE, Position
from careway.prove.symbols import Bit, Kleene, Moment, Term, both, either, no

RECORDS = 4
"""How many records of each concept a patient has at most."""
ROUTES = 6
"""How many ways to a step are looked at."""


@record
class Bounds:
    """How large the patients are that are looked at: records of each concept, and whether results bring reference
    ranges of their own; and the values of the guideline's parameters."""

    parameters: Mapping[str, Quantity | Duration]
    population: str | None = None
    records: int = RECORDS
    own_ranges: bool = True


@record
class Route:
    """A way through a pathway: the step in which it begins, and the steps after it."""

    pathway: Pathway
    steps: tuple[Step, ...]


@record
class Premise:
    """Something that is so of every patient of a situation, and what of the guideline makes it so: the name of a rule
    and its line."""

    formula: Bit
    rule: str
    line: int


class OnRoute(Position):
    """In one step of a route, after those before it; or, `stopped`, in none any more."""

    def __init__(self, situation: Situation, place: int, *, stopped: bool = False) -> None:
        self._situation = situation
        self._stopped = stopped
        self._place = place
        route = situation.route
        assert route is not None
        self._steps = [step.heading.name for step in route.steps[: place + 1]]
        self._own = {step.heading.name for step in route.pathway.steps}

    def active(self, step: str) -> Bit:
        """Whether a step is active; of another pathway it is left open."""
        if self._stopped:
            return False
        if step in self._own:
            return step == self._steps[-1]
        return self._situation.elsewhere(step)

    def entry(self, step: str, pick: Pick) -> Moment:
        """When a step was first or last entered."""
        places = [place for place, name in enumerate(self._steps) if name == step]
        if step not in self._own:
            come = self._situation.elsewhere(f"{step} entered")
            return Moment(come, self._situation.patient.day(f"entry to {step} {pick.value}"), False)
        if not places:
            return Moment(False, z3.IntVal(0), False)
        return Moment(True, self._situation.entered[places[0 if pick is Pick.FIRST else -1]], False)


@dataclass
class Situation:
    """The unknowns of a decision, the day on which it is made (`now`), and what is so of them."""

    core: Guideline
    bounds: Bounds
    route: Route | None
    eligible: bool = True
    stop: Stop | None = None
    """The stop that is in force; None: the last step of the route is active."""
    premises: list[Premise] = field(default_factory=list)
    entered: list[Term] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.patient = Patient(self.core, self.bounds.parameters, self.bounds.records, self.bounds.own_ranges)
        self.now = self.patient.day("now")
        self._elsewhere: dict[str, Bit] = {}
        self._views: dict[tuple[int, int], Meaning] = {}
        self._after_stop: Meaning | None = None
        self.fired: Term = self.now
        if self.route is not None:
            self._arrive(self.route)
        if self.stop is not None:
            self.fired = self.patient.day("fired")
            self.patient.facts += [self.fired >= self.entered[-1], self.fired <= self.now]
            fires = self.view(self.fired, self.place).criterion(self.stop.when).true
            self.premises.append(Premise(fires, self.stop.heading.name, self.stop.heading.line))

    def elsewhere(self, what: str) -> Bit:
        """Something of another pathway, left open."""
        if what not in self._elsewhere:
            self._elsewhere[what] = self.patient.bit(what)
        return self._elsewhere[what]

    def _arrive(self, route: Route) -> None:
        first = route.steps[0]
        self.entered = [self.patient.day(f"entry {place}") for place in range(len(route.steps))]
        days = [*self.entered, self.now]
        self.patient.facts += [one <= later for one, later in pairwise(days)]
        begin = Meaning(self.patient, self.entered[0])
        assert first.begin is not None
        self.premises.append(
            Premise(begin.criterion(e.Happened(first.begin)).true, first.heading.name, first.heading.line)
        )
        if self.eligible:
            for rule in self.core.eligibility:
                holds = begin.criterion(rule.when)
                wanted = holds.true if rule.kind is EligibilityKind.ELIGIBLE else holds.false
                self.premises.append(Premise(wanted, rule.heading.name, rule.heading.line))
        for place, (step, following) in enumerate(zip(route.steps, route.steps[1:], strict=False)):
            ways = [item for item in step.transitions if item.to == following.heading.name]
            taken = s.some(self.way(item, place, self.entered[place + 1]).true for item in ways)
            self.premises.append(Premise(taken, step.heading.name, ways[0].line if ways else step.heading.line))

    def view(self, day: Term, place: int) -> Meaning:
        """The patient as seen at a day, in the step of that place of the route (-1: in none)."""
        key = (day.get_id(), place)
        if key not in self._views:
            self._views[key] = Meaning(self.patient, day, NOWHERE if place < 0 else OnRoute(self, place))
        return self._views[key]

    @property
    def place(self) -> int:
        """The place of the active step in the route."""
        return len(self.entered) - 1

    @property
    def here(self) -> Meaning:
        """The patient as seen now."""
        if self.stop is None:
            return self.view(self.now, self.place)
        if self._after_stop is None:
            self._after_stop = Meaning(self.patient, self.now, OnRoute(self, self.place, stopped=True))
        return self._after_stop

    def without(self, settled: Mapping[int, Kleene]) -> Meaning:
        """The patient as seen now, with some criteria settled."""
        here = self.here
        return Meaning(self.patient, self.now, here.position, settled)

    def with_records(self, concept: str, slots: list[Slot]) -> Meaning:
        """The patient as seen now, had a concept other records."""
        return Meaning(self.patient, self.now, self.here.position, None, {concept: slots})

    def way(self, item: Transition, place: int, day: Term, meaning: Meaning | None = None) -> Kleene:
        """Whether a transition of a step may be taken on a day. Of `after D without C` it is asked that C is not true
        now and that D has passed since the step was entered."""
        view = meaning or self.view(day, place)
        parts: list[Kleene] = []
        if item.when is not None:
            parts.append(view.criterion(item.when))
        if item.without is not None:
            parts.append(s.negate(view.criterion(item.without)))
        if item.after is not None:
            length = self.patient.length(item.after)
            if length.by_clock:
                parts.append(view.unread(item))
            else:
                passed = s.of(day >= self.patient.shifted(self.entered[place], length, 1))
                if item.without is not None:  # the clock may have begun anew since
                    passed = Kleene(both(passed.true, view.unread(item).true), either(passed.false, no(passed.true)))
                parts.append(passed)
        return s.all_of(parts)

    def days(self) -> Iterator[Term]:
        """The days at which something happens: of every record, and of every step."""
        for slots in self.patient.slots.values():
            for slot in slots:
                yield slot.day
        yield from self.entered
        if self.stop is not None:
            yield self.fired


def routes(core: Guideline, step: str, most: int = ROUTES) -> list[Route]:
    """The shortest ways to a step from where its pathway begins, none through a step twice."""
    found: list[Route] = []
    for pathway in core.pathways:
        by_name = {one.heading.name: one for one in pathway.steps}
        if step not in by_name:
            continue
        queue: list[tuple[Step, ...]] = [(one,) for one in pathway.steps if one.begin is not None]
        while queue and len(found) < most:
            path = queue.pop(0)
            if path[-1].heading.name == step:
                found.append(Route(pathway, path))
                continue
            targets = dict.fromkeys(item.to for item in path[-1].transitions if item.to is not None)
            queue += [(*path, by_name[name]) for name in targets if by_name[name] not in path]
    return found
