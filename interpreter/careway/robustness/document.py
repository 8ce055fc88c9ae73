"""How the decisions of a guideline move under disturbances, gathered by rule (grammar/schema/robustness.schema.json).

In: the patients tried, in any order. Out: for each rule and disturbance for how many patients it decides the same, no
longer, newly, earlier or later, by how many days, and for whom it is worst. A patient has several variants of one
disturbance (one for each visit); the worst of them counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from careway.base.record import record
from careway.differences.document import Asked
from careway.differences.of_patients import Days, in_order, spread
from careway.differences.outcomes import How, Part, Shift
from careway.ir.nodes import Guideline
from careway.robustness.disturbances import Disturbance, meaning
from careway.robustness.trial import Tried

FORMAT = "careway-robustness/1"
_WORST = (How.GONE, How.LATER, How.NEW, How.EARLIER, How.OTHER)
"""What a patient counts as who is concerned in several ways: a rule that no longer speaks before all others."""


@record
class Worst:
    """The patient for whom it is worst, what was done to the records, and what became of the decision."""

    patient: str
    file: str
    said: str
    shift: Shift


@record
class Moved:
    """The patients for whom a rule decides otherwise in the same way; `days` only where it is earlier or later."""

    how: How
    patients: tuple[str, ...]
    days: Days | None
    worst: Worst


@record
class Under:
    """A rule under one disturbance: how many patients it was tried on, for how many it decides the same, and the
    others."""

    disturbance: Disturbance
    patients: int
    same: int
    moved: tuple[Moved, ...]


@record
class ForRule:
    """A rule (empty: the patient as a whole) under every disturbance; `spoke` is for how many patients it decides
    something on the records as they are."""

    part: Part
    rule: str
    spoke: int
    under: tuple[Under, ...]


@record
class Trying:
    """A disturbance: what is done, on how many patients and variants of their records it was tried, and how many of
    these variants hold a value that Careway refused to read."""

    disturbance: Disturbance
    meaning: str
    patients: int
    variants: int
    refused: int


@record
class Refusal:
    """A timeline that cannot be run, and why."""

    patient: str
    file: str
    reason: str


@record
class Robustness:
    """The whole report. `tried` is how many patients were, `begun` for how many of them the protocol begins."""

    format: str
    engine: str
    id: str
    title: str
    version: str
    sha256: str
    population: str | None
    patients: Asked
    tried: int
    begun: int
    refused: tuple[Refusal, ...]
    disturbances: tuple[Trying, ...]
    rules: tuple[ForRule, ...]


def gathered(core: Guideline, engine: str, population: str | None, asked: Asked, every: Iterable[Tried]) -> Robustness:
    """The report on all patients who were tried."""
    patients = sorted(every, key=lambda one: (in_order(one.patient), one.file))
    tried = [one for one in patients if one.refusal is None]
    return Robustness(
        FORMAT,
        engine,
        core.id,
        core.title,
        core.version,
        core.sha256,
        population,
        asked,
        len(tried),
        sum(one.begun for one in tried),
        tuple(Refusal(one.patient, one.file, one.refusal) for one in patients if one.refusal is not None),
        tuple(_trying(one, tried) for one in Disturbance),
        _rules(tried),
    )


def _trying(one: Disturbance, tried: Sequence[Tried]) -> Trying:
    attempts = [[each for each in patient.attempts if each.disturbance is one] for patient in tried]
    return Trying(
        one,
        meaning(one),
        sum(bool(each) for each in attempts),
        sum(len(each) for each in attempts),
        sum(attempt.refused for each in attempts for attempt in each),
    )


def _rules(tried: Sequence[Tried]) -> tuple[ForRule, ...]:
    keys = {key for one in tried for key in one.spoke}
    keys |= {(shift.part, shift.rule) for one in tried for each in one.attempts for shift in each.shifts}
    order = {part: place for place, part in enumerate(Part)}
    return tuple(
        ForRule(
            part,
            rule,
            sum((part, rule) in one.spoke for one in tried),
            tuple(_under(part, rule, disturbance, tried) for disturbance in Disturbance),
        )
        for part, rule in sorted(keys, key=lambda key: (order[key[0]], key[1]))
    )


def _under(part: Part, rule: str, disturbance: Disturbance, tried: Sequence[Tried]) -> Under:
    found: dict[How, list[Worst]] = {}
    patients = 0
    for one in tried:
        attempts = [each for each in one.attempts if each.disturbance is disturbance]
        patients += bool(attempts)
        moved = [
            Worst(one.patient, one.file, each.said, shift)
            for each in attempts
            for shift in each.shifts
            if (shift.part, shift.rule) == (part, rule)
        ]
        if moved:
            worst = min(moved, key=_badness)
            found.setdefault(worst.shift.how, []).append(worst)
    groups = tuple(_moved(how, found[how]) for how in _WORST if how in found)
    return Under(disturbance, patients, patients - sum(len(one.patients) for one in groups), groups)


def _badness(one: Worst) -> tuple[int, int]:
    return _WORST.index(one.shift.how), -(one.shift.days or 0)


def _moved(how: How, every: Sequence[Worst]) -> Moved:
    days = spread(one.shift.days for one in every)
    return Moved(how, tuple(one.patient for one in every), days, min(every, key=_badness))
