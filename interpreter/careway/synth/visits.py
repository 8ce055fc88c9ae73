"""What comes after a pathway begins: visit by visit, a clinician who mostly does what the guideline says.

What is due is done in its window, and now and then not; what the guideline would know is asked; advice on drugs is
followed, and now and then not. On one of the visits the patient's plot is brought about.
"""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

from careway.evaluate.advice import Standing
from careway.evaluate.result import Phase
from careway.evaluate.tasks import Progress
from careway.ir import expressions as e
from careway.ir.nodes import (
    AdviseConsider,
    AdviseDose,
    AdviseDrug,
    AdviseOrder,
    AdviseRefer,
    AdviseText,
)
from careway.ir.reads import walk
from careway.model.terms import DoseChange, DrugOrder
from careway.model.time import Day
from careway.model.truth import TRUE, UNKNOWN
from careway.model.vocabulary import Kind
from careway.synth.agenda import Agenda
from careway.synth.aims import Aims, wanted_by
from careway.synth.beginnings import advised_dose
from careway.synth.life import FINDINGS, Life
from careway.synth.plots import Plot, Turn, way_to

MOST_VISITS = 48
_MOST_TRIES = 12
_LONGER = 100
"""For how many more days a patient is seen whose plot is still to come."""
_REASONS = ("as agreed with the patient", "clinical judgement", "decided together with the specialist")
_OFF = (DrugOrder.HOLD, DrugOrder.STOP, DrugOrder.AVOID)


class Visits:
    """The follow-up of one patient, until a day."""

    def __init__(self, life: Life, plot: Plot, last: Day) -> None:
        self.life = life
        self.random = life.random
        self.aims = Aims(life, may_wait=False)
        self.plot = plot
        self.last = last
        self.count = 0
        self._turn_at = self.random.randrange(1, 7)
        self._tries = 0
        self.agenda = Agenda(life)
        self._follows: dict[tuple[str, int, int], bool] = {}
        """Whether each piece of advice is followed."""
        self._alternatives: dict[str, Day] = {}
        self._targets: dict[str, Fraction] = {}
        self._after_end = 0

    def live(self) -> None:
        """Let the visits happen."""
        while self.count < MOST_VISITS and self.agenda.go_on(self.last + (0 if self._told() else _LONGER)):
            self.count += 1
            self._visit()
            if self._over():
                break

    def _told(self) -> bool:
        """Whether the plot has come about, or has been tried often enough."""
        return self.plot.turn is Turn.NONE or self._tries >= _MOST_TRIES

    def _chance(self, hundredths: int) -> bool:
        return self.random.randrange(100) < hundredths

    def _over(self) -> bool:
        """Whether there is nothing more to follow: some visits after the end of every pathway."""
        life = self.life
        if life.active or not life.world.core.pathways:
            return False
        self._after_end += 1
        return self._after_end > 4

    # --- a visit ----------------------------------------------------------------------------------------------------

    def _visit(self) -> None:
        life = self.life
        life.look()
        self._let_it_happen()
        self._ask()
        self._do_what_is_due()
        life.look()
        self._respond()
        life.look()
        self._begin_again()

    def _let_it_happen(self) -> None:
        """Bring the plot about, once its visit has come; some visits are tried."""
        life, core = self.life, self.life.world.core
        if self._told() or self.count < self._turn_at:
            return
        self._tries += 1
        match self.plot.turn:
            case Turn.STOP | Turn.NEAR:
                if not life.active:
                    self._tries = _MOST_TRIES
                    return
                self.aims.near = self.plot.turn is Turn.NEAR
                stop = next(stop for stop in core.stops if stop.heading.name == self.plot.rule)
                self._aim(stop.when)
                if self.aims.near:
                    self._tries = _MOST_TRIES
            case Turn.CAUTION:
                caution = next(one for one in core.cautions if one.heading.name == self.plot.rule)
                asked = [node for node in walk(caution.when) if isinstance(node, e.InStep)]
                steps = caution.only_in or (asked[0].steps if asked else ())
                if steps and life.engine.active_steps().isdisjoint(steps):
                    self._go_towards(steps)
                    self.agenda.arrange([self.random.randrange(2, 9)])
                elif not life.engine.counsel.applies(caution) or life.truth(caution.when) is TRUE:
                    self._tries = _MOST_TRIES
                else:
                    self._aim(caution.when)
            case Turn.STEP:
                self._go_towards((self.plot.rule,))
            case Turn.NONE:
                pass
            case _:
                assert_never(self.plot.turn)

    def _aim(self, node: e.Criterion) -> None:
        """Bring a rule's criterion about; where it is not so yet, see the patient again soon."""
        self.aims.try_anew()
        if self.aims.bring(node):
            self._tries = _MOST_TRIES
        else:
            self._tries += 2
            self.agenda.arrange([self.random.randrange(3, 10)])

    def _go_towards(self, steps: tuple[str, ...]) -> None:
        """Bring the next transition about that leads to one of these steps."""
        life = self.life
        for course in life.engine.courses:
            if course.stay is None:
                continue
            here = course.stay.step
            if here.heading.name in steps:
                self._tries = _MOST_TRIES
                return
            ways = [way_to(course.pathway, here, name) for name in steps]
            way = next((one for one in ways if one is not None), None)
            if way is None:
                continue
            self.aims.try_anew()
            if way.without is not None:
                self.aims.bring(way.without, False)
            if way.when is not None:
                self.aims.bring(way.when)
            if way.after is not None:
                self._tries -= 1

    def _begin_again(self) -> None:
        life = self.life
        for course in life.engine.courses:
            if course.phase not in (Phase.STOPPED, Phase.FINISHED) or not self._chance(25):
                continue
            for step in course.pathway.steps:
                if step.begin_again is not None and not life.active:
                    self.aims.try_anew()
                    self.aims.bring(step.begin_again)

    # --- what is asked and measured ---------------------------------------------------------------------------------

    def _ask(self) -> None:
        """Ask what the guideline would know and does not: answers and findings, and results that are wanted."""
        life, core = self.life, self.life.world.core
        open_rules: list[e.Criterion] = []
        for course in life.engine.courses:
            for way in course.transitions():
                open_rules += [node for node in (way.without, way.when) if node is not None]
        if life.active:
            open_rules += [stop.when for stop in core.stops]
        open_rules += [one.when for one in core.cautions if life.engine.counsel.applies(one)]
        wanted: dict[str, None] = {}
        for node in open_rules:
            if life.truth(node) is UNKNOWN and self._chance(life.manner.asks):
                wanted |= dict.fromkeys(wanted_by(node, life))
        self._find([name for name in wanted if self._unsaid(name) and self._can_be_asked(name)])
        for name in wanted:
            kind = life.world.concepts[name].kind
            if kind.measured and self._unsaid(name) and self._chance(50):
                self.agenda.order([name], 0)
            elif kind in (Kind.QUESTION, Kind.TEST) and self._unsaid(name) and self._chance(60):
                self._answer(name)

    def _unsaid(self, name: str) -> bool:
        return self.life.said_on.get(name) != self.life.day

    def _can_be_asked(self, name: str) -> bool:
        """Whether somebody would ask for a finding: a condition is known once it has been recorded."""
        concept = self.life.world.concepts[name]
        if concept.kind is Kind.CONDITION:
            return name not in self.life.said_on and not concept.absent_unless_recorded
        return concept.kind is Kind.SYMPTOM

    def _find(self, names: list[str]) -> None:
        """Findings, mostly absent; more often present where a result is far from healthy."""
        life = self.life
        ill = any(self._disturbed(name) for name in life.world.measures)
        present = frozenset(name for name in names if self._chance(9 if ill else 2))
        life.find(names, present)

    def _disturbed(self, name: str) -> bool:
        measure = self.life.world.measures[name]
        course = self.life.course(name)
        return abs(course.level(self.life.day) - course.healthy) > measure.high - measure.low

    def _answer(self, name: str) -> None:
        concept = self.life.world.concepts[name]
        if concept.values:
            value = concept.values[0] if self._chance(65) else self.random.choice(concept.values)
            self.life.say(name, value)

    def _do_what_is_due(self) -> None:
        """The results and answers of occasions whose windows are open, of open tasks, and what was ordered."""
        life = self.life
        due: dict[str, None] = {}
        hourly: set[str] = set()
        for schedule, item in self.agenda.due_now():
            due |= dict.fromkeys(name for name in schedule.members if name not in item.found)
            hourly |= set(schedule.members) if schedule.ticks.by_clock else set()
        for board in life.engine.agenda.open_boards():
            for errand in board.errands:
                if errand.progress is Progress.OPEN and self._chance(70):
                    due |= dict.fromkeys(name for name in board.members if name not in errand.found)
        due |= dict.fromkeys(self.agenda.take_orders())
        todo = [name for name in due if (name in hourly or self._unsaid(name)) and not self._chance(life.manner.omits)]
        late = self.random.choice((1, 1, 2, 4)) if self._chance(life.manner.late) else 0
        for name in todo:
            kind = life.world.concepts[name].kind
            if kind.measured:
                self._result(name, late)
            elif kind in (Kind.QUESTION, Kind.TEST):
                self._answer(name)
        self._find([name for name in todo if life.world.concepts[name].kind in FINDINGS])
        for name, day in list(self._alternatives.items()):
            if day <= life.day and not life.taking(name):
                dosing = life.world.dosings[name]
                again = name in life.last_doses and not dosing.advised
                life.give(name, dosing.first(self.random) if again else dosing.full(self.random))
                del self._alternatives[name]

    def _result(self, name: str, late: int) -> None:
        """A result as it comes: mostly right and there at once; sometimes late, without a value, or wrong at first."""
        life, manner = self.life, self.life.manner
        if self._chance(manner.blanks):
            life.say(name, "no value")
            return
        if not self._chance(manner.slips) or name in life.units:
            life.result(name, known_after=late)
            return
        measure, true = life.world.measures[name], life.drawn(name)
        wrong = measure.confined(true * 10 if measure.concept.worse.value == "higher" else measure.rounded(true / 10))
        id, at = f"sample-{len(life.records) + 1}", life.now
        key = life.result(name, wrong, id=id)
        if self._chance(25):
            life.retract(key, id, self.random.randrange(1, 4))
        else:
            life.correct(key, id, name, measure.text(true), at, self.random.randrange(1, 4))

    # --- what is done about advice ----------------------------------------------------------------------------------

    def _respond(self) -> None:
        life = self.life
        standing = life.engine.counsel.standing
        off = {
            drug
            for item in standing
            if isinstance(item.advice.action, AdviseDrug) and item.advice.action.order in _OFF
            for drug in item.advice.action.drugs
        }
        for item in standing:
            followed = self._is_followed(item)
            action = item.advice.action
            match action:
                case AdviseDose():
                    if followed and action.drug not in off:
                        self._dose(action)
                case AdviseDrug():
                    if followed:
                        for drug in action.drugs:
                            self._order(action.order, drug, off)
                case AdviseOrder():
                    if followed:
                        self.agenda.order(action.concepts, self.random.choice((1, 2, 3, 5, 7)))
                case AdviseConsider():
                    if followed and not self._alternatives and self._chance(45):
                        free = [drug for drug in action.drugs if not life.taking(drug) and drug not in off]
                        if free and not any(life.taking(drug) for drug in action.drugs):
                            days = self.random.randrange(5, 22)
                            self._alternatives[self.random.choice(free)] = life.day + days
                            self.agenda.arrange([days])
                case AdviseRefer() | AdviseText():
                    pass
                case _:
                    assert_never(action)
        self._titrate(off)
        if life.engine.stops.fired is not None and not life.active and self._after_end == 0:
            self.agenda.arrange((7, 14, 30))
            self.last = max(self.last, life.day + 32)
            for name in wanted_by(life.engine.stops.fired.rule.when, life):
                if name in life.world.measures:
                    self.agenda.order([name], 7)

    def _is_followed(self, item: Standing) -> bool:
        """Whether a piece of advice is followed, decided once; sometimes the reason is on record where it is not."""
        life = self.life
        key = (item.heading.name, item.advice.line, item.since)
        if key not in self._follows:
            self._follows[key] = self._chance(life.manner.complies)
            drugs = isinstance(item.advice.action, AdviseDose | AdviseDrug)
            if not self._follows[key] and drugs and self._chance(30):
                life.override(item.heading.name, self.random.choice(_REASONS))
        return self._follows[key]

    def _dose(self, action: AdviseDose) -> None:
        """Bring a dose to where it is advised; a dose that is to rise rises step by step."""
        life, drug = self.life, action.drug
        dosing, present = life.world.dosings[drug], life.doses.get(drug)
        if not self._unsaid(drug):
            return
        if not life.taking(drug):
            dose = advised_dose(life, action, None)
            if dose is not None and self._chance(60):
                life.give(drug, dose)
            return
        if present is None:
            return
        near = present
        if action.change is DoseChange.INCREASE or action.over is not None:
            settled = life.day - life.said_on.get(drug, life.day) >= 5
            ill = any(self._disturbed(name) for name in life.world.measures)
            near = present + dosing.tablet if settled and self._chance(8 if ill else 65) else present
        dose = advised_dose(life, action, near)
        if dose is not None and dose != present:
            life.give(drug, dose)

    def _order(self, order: DrugOrder, drug: str, off: set[str]) -> None:
        life = self.life
        taking = life.taking(drug)
        if not self._unsaid(drug):
            self.agenda.arrange([self.random.randrange(1, 5)])
            return
        match order:
            case DrugOrder.HOLD:
                if taking:
                    life.take_away(drug, self.random.choice(("paused", "held")))
            case DrugOrder.STOP | DrugOrder.AVOID:
                if taking:
                    life.take_away(drug, "stopped")
            case DrugOrder.START | DrugOrder.RESUME:
                if not taking and drug not in off:
                    before = life.last_doses.get(drug)
                    life.give(drug, before or life.world.dosings[drug].first(self.random))
            case DrugOrder.CONTINUE:
                if not taking and drug not in off and drug in life.last_doses and self._chance(40):
                    life.give(drug, life.last_doses[drug])
            case _:
                assert_never(order)

    def _titrate(self, off: set[str]) -> None:
        """Raise a dose on which the guideline is silent to where it is meant to last."""
        life = self.life
        ill = any(self._disturbed(name) for name in life.world.measures)
        for drug, present in list(life.doses.items()):
            dosing = life.world.dosings[drug]
            if dosing.advised or present is None or drug in off or life.day - life.said_on[drug] < 3:
                continue
            if drug not in self._targets:
                self._targets[drug] = dosing.full(self.random) or present
            target = self._targets[drug]
            if present < target and not ill and self._chance(55):
                raised = dosing.rounded(present * self.random.choice((Fraction(3, 2), Fraction(2))))
                life.give(drug, min(target, raised))
