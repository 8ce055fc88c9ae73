"""Looking for a patient: found and replayed, shown to be impossible, or left open.

The formulas think more patients possible than there are. So one that the solver proposes is put before the evaluator;
where it goes another way there (a stop had fired before), that is added as a premise and the solver asked again. That
there is no patient at all needs no such care: what is impossible among more patients is impossible.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import z3

from careway.base.record import record
from careway.evaluate.result import Kind, LogEntry, Result
from careway.ir import expressions as e
from careway.prove.alone import answer as by_itself
from careway.prove.patient import DAY_ZERO
from careway.prove.person import Person, person
from careway.prove.replay import Claim, Evaluator, rounded, smallest
from careway.prove.situation import Situation
from careway.prove.symbols import Bit, Term, both, no
from careway.prove.usual import usual

TRIES = 30
STEPS = 200_000_000
"""Of the solver's own steps, so that what stays open does not depend on the machine."""
_SEED = 7


@record
class Found:
    """A patient and the day of the decision; the evaluator agrees."""

    person: Person
    day: int


@record
class Impossible:
    """There is no such patient; the premises that are enough to show it, by rule and line."""

    because: tuple[tuple[str, int], ...]


@record
class Open:
    """Neither a patient nor a proof, and why."""

    why: str


Answer = Found | Impossible | Open


def possible(situation: Situation, goal: Sequence[Bit]) -> Impossible | bool | None:
    """Whether the formulas leave room for a patient: True, or that there is none; None where that could not be told in
    time."""
    asked = _Asked(situation, goal)
    answer = asked.check()
    if answer == z3.unsat:
        return Impossible(asked.because())
    return None if answer == z3.unknown else True


@record
class Effort:
    """How often the solver is asked for another patient, with how many of its steps each time, and whether each
    question is put to it by itself."""

    tries: int = TRIES
    steps: int = STEPS
    alone: bool = False


FULL = Effort()


def seek(
    situation: Situation, goal: Sequence[Bit], claim: Claim, evaluator: Evaluator, effort: Effort = FULL
) -> Answer:
    """A patient of the situation for whom the goal holds and of whom the evaluator says what is claimed."""
    asked = _Asked(situation, goal, effort)
    passed_over = False
    for _ in range(effort.tries):
        answer = asked.check_for_usual()
        if answer == z3.unknown:
            return Open("the solver did not come to an end")
        if answer == z3.unsat:
            if passed_over:
                return Open("no patient was found whom the evaluator confirms")
            return Impossible(() if effort.alone else asked.because())
        model = asked.model
        one = rounded(person(situation.patient, model))
        day = _whole(model, situation.now)
        if claim(one, day):
            return Found(smallest(one, day, claim), day)
        more = _missed(situation, model, evaluator.result(one, day))
        passed_over = passed_over or not more
        asked.add(more or [z3.Or([term != _whole(model, term) for term in (situation.now, *situation.days())])])
    return Open("no patient was found whom the evaluator confirms")


class _Asked:
    """A solver with what is so in a situation, each premise under a name of its own."""

    def __init__(self, situation: Situation, goal: Sequence[Bit], effort: Effort = FULL) -> None:
        self.solver = z3.Solver()
        self._effort = effort
        self.solver.set("rlimit", effort.steps)
        self.solver.set("random_seed", _SEED)
        self._patient = situation.patient
        self._now = situation.now
        self._told = 0
        self._premises = {z3.Bool(f"premise {place}"): premise for place, premise in enumerate(situation.premises)}
        for name, premise in self._premises.items():
            self.solver.add(z3.Implies(name, _open(premise.formula)))
        self.add(goal)

    def add(self, more: Sequence[Bit]) -> None:
        """Hold the solver to more, and to what has become known of the patient since."""
        self.solver.add(*(_open(item) for item in more))
        self.solver.add(*(_open(item) for item in self._patient.facts[self._told :]))
        self._told = len(self._patient.facts)

    def check(self) -> z3.CheckSatResult:
        """Whether there is a patient."""
        return self.solver.check(*self._premises)

    def check_for_usual(self) -> z3.CheckSatResult:
        """Whether there is a patient: an ordinary one if there is one."""
        groups = usual(self._patient, self._now)
        self.add([])
        for given_up in range(len(groups)):
            self.solver.push()
            self.solver.add(*(item for group in groups[given_up:] for item in group))
            answer = self._answer(8)
            self.solver.pop()
            if answer == z3.sat:
                return answer
        return self._answer(1)

    def _answer(self, part: int) -> z3.CheckSatResult:
        """Whether there is a patient, with a part of the effort; the model is kept."""
        if self._effort.alone:
            found = by_itself(self.solver, self._effort.steps // part, tuple(self._premises))
            if isinstance(found, z3.ModelRef):
                self._model = found
                return z3.sat
            return found
        self.solver.set("rlimit", self._effort.steps // part)
        answer = self.solver.check(*self._premises)
        self.solver.set("rlimit", self._effort.steps)
        if answer == z3.sat:
            self._model = self.solver.model()
        return answer

    @property
    def model(self) -> z3.ModelRef:
        """The patient found last."""
        return self._model

    def because(self) -> tuple[tuple[str, int], ...]:
        """Premises that are enough to show that there is none, none of which can be left out."""
        needed = [name for name in self._premises if name in set(self.solver.unsat_core())]
        for name in tuple(needed):
            fewer = [one for one in needed if one is not name]
            if self.solver.check(*fewer) == z3.unsat:
                needed = fewer
        found = sorted((self._premises[name] for name in needed), key=lambda premise: premise.line)
        return tuple(dict.fromkeys((premise.rule, premise.line) for premise in found))


# --- what a proposal missed ------------------------------------------------------------------------------------------


def _missed(situation: Situation, model: z3.ModelRef, result: Result | None) -> list[Bit]:
    """What makes the evaluator go another way than the route, as conditions that keep the solver from it."""
    if result is None or situation.route is None:
        return []
    route = [step.heading.name for step in situation.route.steps]
    expected = [(_whole(model, day), name) for day, name in zip(situation.entered, route, strict=True)]
    own = {step.heading.name for step in situation.route.pathway.steps}
    now = _whole(model, situation.now)
    for entry in result.log:
        day = _day(entry)
        place = sum(1 for at, _ in expected if at < day) - 1
        match entry.kind:
            case Kind.STEP if entry.rule in own:
                if (day, entry.rule) in expected:
                    continue
                return _no_such_step(situation, model, entry.rule, day, place)
            case Kind.STOP if day < now:
                return _no_such_stop(situation, model, day)
            case _:
                continue
    return []


def _no_such_step(situation: Situation, model: z3.ModelRef, step: str, day: int, place: int) -> list[Bit]:
    """Conditions that keep a step from being entered on a day of the model."""
    assert situation.route is not None
    found: list[Bit] = []
    steps = situation.route.steps
    for term in _terms(situation, model, day):
        for at in range(max(place, 0), len(steps)):
            following = steps[at + 1].heading.name if at + 1 < len(steps) else None
            until = situation.entered[at + 1] if following is not None else situation.now
            onward = [number for number, item in enumerate(steps[at].transitions) if item.to == following]
            for number, item in enumerate(steps[at].transitions):
                if item.to != step:
                    continue
                shut = _open(no(situation.way(item, at, term).true))
                found.append(z3.Implies(both(term >= situation.entered[at], term < until), shut))
                if following is not None and number < min(onward, default=0):  # it would be taken before the way onward
                    found.append(z3.Implies(term == until, shut))
        for one in situation.route.pathway.steps:
            if one.heading.name == step and one.begin is not None:
                begun = situation.view(term, -1).criterion(e.Happened(one.begin)).true
                found.append(z3.Implies(term < situation.entered[0], _open(no(begun))))
    return found


def _no_such_stop(situation: Situation, model: z3.ModelRef, day: int) -> list[Bit]:
    """Conditions that keep every stop from firing on a day of the model, while a step is active."""
    found: list[Bit] = []
    for term in _terms(situation, model, day):
        for place in range(len(situation.entered)):
            inside = both(_within(situation, term, place), term < situation.now)
            for stop in situation.core.stops:
                found.append(
                    z3.Implies(_open(inside), _open(no(situation.view(term, place).criterion(stop.when).true)))
                )
    return found


def _terms(situation: Situation, model: z3.ModelRef, day: int) -> list[Term]:
    """The unknown days that the model puts on that day."""
    return [term for term in situation.days() if _whole(model, term) == day]


def _within(situation: Situation, term: Term, place: int) -> Bit:
    """Whether a day lies in the stay in a step of the route."""
    after = term >= situation.entered[place]
    if place + 1 < len(situation.entered):
        return both(after, term <= situation.entered[place + 1])
    return both(after, term <= situation.now)


def _open(item: Bit) -> Bit:
    return z3.BoolVal(item) if isinstance(item, bool) else item


def _whole(model: z3.ModelRef, term: Term) -> int:
    return int(model.eval(term, model_completion=True).as_long())


def _day(entry: LogEntry) -> int:
    return date.fromisoformat(entry.at[:10]).toordinal() - DAY_ZERO
