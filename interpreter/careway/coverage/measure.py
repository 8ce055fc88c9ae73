"""The coverage of a guideline by its cases: which objectives are met, by which case first, and what is missing.

In: a plan, and what each case's run showed. Out: a `Measured`. What was seen is kept as the answers themselves, each
distinct row of them once, so that cases can be put together in any order: the coverage of two sets of cases is the
union of theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from careway.base.record import record
from careway.coverage.objectives import Decision, Group, Objective, Plan, Unit
from careway.coverage.recorder import Answers, Index, Recorder
from careway.evaluate.result import Result
from careway.model.aspect import Aspect
from careway.model.truth import FALSE, TRUE, UNKNOWN


@record
class CaseAt:
    """A case by its name, and where it stands."""

    name: str
    file: str
    line: int


class Coverage:
    """What the cases of one guideline have shown so far."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.index = Index(plan)
        self.shown_by: dict[str, CaseAt] = {}
        """For each objective that is met, the first case that meets it."""
        self._seen: set[tuple[int, Answers]] = set()

    def recorder(self) -> Recorder:
        """Who looks on at the next run."""
        return Recorder(self.index, self.shown_by)

    def take_in(self, case: CaseAt, recorder: Recorder, result: Result | None) -> None:
        """Take in what a case's run showed."""
        if result is not None:
            recorder.came_to(result)
        for place, answers in recorder.answers:
            if (place, answers) not in self._seen:
                self._seen.add((place, answers))
                for objective in shown(self.plan.decisions[place], answers):
                    self.shown_by.setdefault(objective, case)
        for objective in recorder.shown:
            self.shown_by.setdefault(objective, case)


def shown(decision: Decision, answers: Answers) -> Iterable[str]:
    """The objectives that one row of answers to a decision's questions meets."""
    circuit = decision.circuit
    found = circuit.answers(answers)
    true = found[-1] is TRUE
    for mark in decision.marks:
        mine = found[mark.gate]
        match mark.aspect:
            case Aspect.TRUE:
                meets = mine is TRUE
            case Aspect.FALSE:
                meets = mine is FALSE
            case Aspect.UNKNOWN:
                meets = mine is UNKNOWN
            case Aspect.ALONE_TRUE:
                meets = mine is TRUE and (circuit.answers(answers, mark.gate, FALSE)[-1] is TRUE) is not true
            case Aspect.ALONE_OTHER:
                meets = mine is not TRUE and (circuit.answers(answers, mark.gate, TRUE)[-1] is TRUE) is not true
        if meets:
            yield mark.objective


@record
class Tally:
    """Objectives met, of so many that can be."""

    met: int
    of: int

    @property
    def percent(self) -> int:
        """Whole percent, rounded down: 100 is all."""
        return 100 if not self.of else self.met * 100 // self.of


@record
class Judged:
    """An objective, the case that meets it (None: none does), and why none can, where that is proved."""

    objective: Objective
    case: CaseAt | None
    impossible: str | None

    @property
    def lacking(self) -> bool:
        """Whether no case meets it, and one could."""
        return self.case is None and self.impossible is None


@record
class UnitMeasured:
    """A unit with its objectives."""

    unit: Unit
    judged: tuple[Judged, ...]

    @property
    def tally(self) -> Tally:
        """Those met."""
        return tally(self.judged)

    @property
    def missing(self) -> tuple[Objective, ...]:
        """Those that no case meets and that could be met."""
        return tuple(one.objective for one in self.judged if one.lacking)


@record
class Measured:
    """The coverage of a guideline, by unit in the order of the text."""

    units: tuple[UnitMeasured, ...]

    @property
    def judged(self) -> tuple[Judged, ...]:
        """Every objective."""
        return tuple(one for unit in self.units for one in unit.judged)

    @property
    def tally(self) -> Tally:
        """All objectives."""
        return tally(self.judged)

    def by_group(self) -> tuple[tuple[Group, Tally], ...]:
        """The objectives of each sort."""
        return tuple((group, tally(one for one in self.judged if one.objective.group is group)) for group in Group)


def tally(judged: Iterable[Judged]) -> Tally:
    """How many objectives are met, of those that can be. One that a case meets is possible, whatever was proved."""
    counted = [one for one in judged if one.case is not None or one.impossible is None]
    return Tally(sum(one.case is not None for one in counted), len(counted))


def measured(coverage: Coverage, impossible: Mapping[str, str] | None = None) -> Measured:
    """How far a guideline is covered. `impossible` gives the objectives of which it is proved that no case can meet
    them, each with the reason; they are not counted."""
    known = impossible or {}
    of_unit: dict[str, list[Judged]] = {unit.key: [] for unit in coverage.plan.units}
    for objective in coverage.plan.objectives:
        case = coverage.shown_by.get(objective.id)
        reason = known.get(objective.id) if case is None else None
        of_unit[objective.unit].append(Judged(objective, case, reason))
    return Measured(tuple(UnitMeasured(unit, tuple(of_unit[unit.key])) for unit in coverage.plan.units))
