"""What comes before a pathway begins: who the patient is, what was found and given, and the event that begins it.

The time at which a step begins says what must have happened; the rules of eligibility say how the patient must be just
before the last of it. One rule may be left unmet on purpose.
"""

from __future__ import annotations

from fractions import Fraction

from careway.ir.nodes import AdviseDose, Before, Eligibility, Pathway, Step
from careway.ir.reads import reads_of
from careway.model.terms import EligibilityKind
from careway.model.time import When
from careway.model.truth import FALSE, Truth, of
from careway.model.vocabulary import Concept, Kind
from careway.synth.aims import Aims
from careway.synth.life import FINDINGS, Life

_STANDING = (Kind.CONDITION, Kind.TEST)
"""What is found once and holds for long."""


class Beginning:
    """The history of one patient, up to the first step. `unmet`: a rule of eligibility that is to keep the patient out,
    or stay undecided."""

    def __init__(self, life: Life, unmet: str | None) -> None:
        self.life = life
        self.aims = Aims(life, may_wait=True)
        self.random = life.random
        self.unmet = unmet
        self.careless = life.random.randrange(100) < 6
        """Whether nobody looks at eligibility before the beginning."""

    def live(self) -> bool:
        """Let the history happen; whether a pathway has begun."""
        life, random = self.life, self.random
        self._standing_facts()
        life.look()
        life.go(life.day + random.randrange(10, 120))
        pathways = [one for one in life.world.core.pathways if any(step.begin is not None for step in one.steps)]
        random.shuffle(pathways)
        for number, pathway in enumerate(pathways):
            if number == 0 or random.randrange(10) < 7:
                self._begin(pathway)
        if not pathways:
            self._measure(90)
            life.look()
        return life.active

    def _chance(self, hundredths: int) -> bool:
        return self.random.randrange(100) < hundredths

    # --- what holds for long ----------------------------------------------------------------------------------------

    def _standing_facts(self) -> None:
        """Conditions and tests: as eligibility asks for them, else mostly as in most people."""
        life = self.life
        for rule in life.world.core.eligibility:
            concepts = reads_of((rule.when,), life.world.reads).concepts
            kinds = {life.world.concepts[name].kind for name in concepts}
            if not self.careless and concepts and kinds <= set(_STANDING) and rule.heading.name != self.unmet:
                self.aims.bring(rule.when, rule.kind is EligibilityKind.ELIGIBLE)
        asked: set[str] = set()
        for rule in life.world.core.eligibility:
            asked |= reads_of((rule.when,), life.world.reads).concepts
        conditions = [
            concept
            for concept in life.world.concepts.values()
            if concept.kind is Kind.CONDITION and concept.name not in asked and concept.name not in life.said_on
        ]
        present = frozenset(concept.name for concept in conditions if self._chance(7))
        told = [one for one in conditions if one.name in present or self._tells_absence(one)]
        life.find((concept.name for concept in told), present)
        for concept in life.world.concepts.values():
            if concept.kind is Kind.TEST and concept.name not in life.said_on and self._chance(40):
                self._answer(concept)

    def _tells_absence(self, concept: Concept) -> bool:
        return self._chance(8 if concept.absent_unless_recorded else 80)

    def _answer(self, concept: Concept) -> None:
        """A test's or a question's answer: the first that is declared more often than the others."""
        if concept.values:
            first = self._chance(75)
            self.life.say(concept.name, concept.values[0] if first else self.random.choice(concept.values))

    # --- the beginning ----------------------------------------------------------------------------------------------

    def _begin(self, pathway: Pathway) -> None:
        life = self.life
        step = self.random.choice([step for step in pathway.steps if step.begin is not None])
        assert step.begin is not None
        if isinstance(life.judge.moment(step.begin), When):
            return
        self.aims.prepare(step.begin)
        life.look()
        if self._chance(93):
            life.go(life.day + self.random.randrange(1, 4))
            self._measure(30 if self.careless else 88)
        self._tasks()
        life.look()
        if not self.careless:
            self._meet()
        life.go(life.day + self.random.choice((0, 0, 1, 1, 2, 3)))
        drug = self.aims.drug_begun(step.begin)
        if drug is not None and not life.taking(drug):
            life.give(drug, first_dose(life, step, drug))
        else:
            self.aims.finish(step.begin)
        life.look()

    def _measure(self, hundredths: int) -> None:
        """The results that belong to the patient's state now: what panels, monitors and eligibility name."""
        life, core = self.life, self.life.world.core
        named = {name for rule in core.eligibility for name in reads_of((rule.when,), life.world.reads).concepts}
        monitors = [*core.monitors, *(one for path in core.pathways for step in path.steps for one in step.monitors)]
        named |= set(life.world.members(target for monitor in monitors for target in monitor.targets))
        for name in life.world.measures:
            if name in named and life.said_on.get(name) != life.day and self._chance(hundredths):
                life.result(name)

    def _tasks(self) -> None:
        """What is to be done before the beginning."""
        life, core = self.life, self.life.world.core
        for task in (*core.tasks, *(task for path in core.pathways for step in path.steps for task in step.tasks)):
            if not isinstance(task.deadline, Before) or not self._chance(75):
                continue
            for name in life.world.members(task.targets):
                concept = life.world.concepts[name]
                if name in life.said_on:
                    continue
                if concept.kind.measured:
                    life.result(name)
                elif concept.kind in FINDINGS:
                    life.find([name])
                elif concept.kind is not Kind.DRUG:
                    self._answer(concept)

    def _meet(self) -> None:
        """Let the rules of eligibility be met, all but one that is not to be."""
        rules = list(self.life.world.core.eligibility)
        for _ in range(3):
            for rule in rules:
                if rule.heading.name != self.unmet:
                    self.aims.bring(rule.when, rule.kind is EligibilityKind.ELIGIBLE)
            if all(self._met(rule) for rule in rules if rule.heading.name != self.unmet):
                break
        for rule in rules:
            if rule.heading.name == self.unmet and self._chance(70):
                self.aims.bring(rule.when, rule.kind is not EligibilityKind.ELIGIBLE)

    def _met(self, rule: Eligibility) -> bool:
        wanted: Truth = of(rule.kind is EligibilityKind.ELIGIBLE)
        return self.life.truth(rule.when) is wanted


def first_dose(life: Life, step: Step, drug: str) -> Fraction | None:
    """The dose with which a drug is begun (again) in a step: as it advises, and now and then as it was before."""
    random, dosing = life.random, life.world.dosings[drug]
    before = life.last_doses.get(drug)
    if before is not None and random.randrange(100) >= life.manner.complies:
        return before
    for item in step.advice:
        action = item.action
        if not isinstance(action, AdviseDose) or action.drug != drug:
            continue
        if item.when is not None and life.truth(item.when) is FALSE:
            continue
        dose = advised_dose(life, action, None)
        if dose is not None:
            return dose
    return dosing.first(random) if not dosing.advised else before or dosing.full(random)


def advised_dose(life: Life, action: AdviseDose, near: Fraction | None) -> Fraction | None:
    """A dose that advice asks for, as far as its bounds are known: near a dose, or near the lower bound."""
    bounds: list[Fraction | None] = []
    for node in (action.low, action.high):
        span = None if node is None else life.judge.value(node)
        if node is not None and (span is None or span.point is None):
            return None
        bounds.append(None if span is None else span.point)
    low, high = bounds
    if near is None:
        near = low if low is not None else None if high is None else high * Fraction(2, 3)
    return life.world.dosings[action.drug].within(low, high, action.low_open, action.high_open, near)
