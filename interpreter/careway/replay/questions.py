"""What the engines are compared in: each definition of the exported library, with what Careway says in its place.

The names are those of `export.names`; what each means is said there. A truth is True, False or None (unknown); where a
definition is never unknown by its meaning, neither is what Careway says here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum

from careway.base.record import record
from careway.evaluate.moment import NotYet, Unclear
from careway.evaluate.result import Admission, Phase, Standing
from careway.evaluate.tasks import Progress
from careway.export import names
from careway.ir.expressions import Criterion
from careway.ir.nodes import Advice, Caution, Definition, Guideline, Heading, Monitor, Pathway, Step, Task
from careway.model.quantity import Span
from careway.model.time import When
from careway.model.truth import UNKNOWN, Truth
from careway.replay.answers import Said, moment_said, number_said, truth_said
from careway.replay.situation import Stand


class Kind(Enum):
    """What is compared."""

    ELIGIBILITY = "eligibility"
    DEFINITION = "definition"
    STEP = "step"
    STOP = "stop"
    CAUTION = "caution"
    ADVICE = "advice"
    MONITOR = "occasions"
    TASK = "task"


@record
class Question:
    """A definition of the exported library, the rule that it belongs to, and how Careway's own answer is found."""

    definition: str
    kind: Kind
    rule: str
    line: int
    ours: Callable[[Stand], Said]


def questions(core: Guideline) -> tuple[Question, ...]:
    """All that a guideline is compared in, in the order of its parts."""
    return tuple(_questions(core))


def _questions(core: Guideline) -> Iterator[Question]:
    yield from _eligibility(core)
    for definition in core.definitions:
        name = names.defined(definition.name)
        yield Question(name, Kind.DEFINITION, definition.name, definition.line, _defined(definition))
    for pathway in core.pathways:
        yield from _pathway(pathway)
        for step in pathway.steps:
            yield from _advice(step.heading, step.advice)
            for monitor in step.monitors:
                yield from _monitor(monitor)
            for task in step.tasks:
                yield from _task(task)
    for monitor in core.monitors:
        yield from _monitor(monitor)
    for task in core.tasks:
        yield from _task(task)
    yield from _stops(core)
    for caution in core.cautions:
        yield from _caution(caution)
        yield from _advice(caution.heading, caution.advice)
    for after in core.after_stop:
        yield from _advice(after.heading, after.advice)


# --- eligibility and definitions --------------------------------------------------------------------------------------


def _eligibility(core: Guideline) -> Iterator[Question]:
    def admission(stand: Stand) -> Said:
        return stand.result.eligibility.admission.value

    yield Question(names.ELIGIBILITY, Kind.ELIGIBILITY, names.ELIGIBILITY, 0, admission)
    for definition, word in _ADMISSIONS.items() if core.eligibility else ():
        yield Question(definition, Kind.ELIGIBILITY, names.ELIGIBILITY, 0, _admitted(word))
    for rule in core.eligibility:
        heading, assessed = rule.heading, _assessed(rule.heading.name)
        yield _question(names.rule(heading.name), Kind.ELIGIBILITY, heading, assessed)
        yield _question(names.undecided(heading.name), Kind.ELIGIBILITY, heading, _asked_in_vain(assessed))


_ADMISSIONS = {
    names.ELIGIBLE: Admission.ELIGIBLE,
    names.NOT_ELIGIBLE: Admission.NOT_ELIGIBLE,
    names.ELIGIBILITY_UNDECIDED: Admission.UNDECIDED,
}


def _admitted(word: Admission) -> Callable[[Stand], Said]:
    return lambda stand: stand.result.eligibility.admission is word


def _asked_in_vain(assessed: Callable[[Stand], Said]) -> Callable[[Stand], Said]:
    """Eligibility is asked until a pathway begins."""

    def ours(stand: Stand) -> Said:
        begun = any(one.phase is not Phase.NOT_BEGUN for one in stand.result.pathways)
        return not begun and assessed(stand) is None

    return ours


def _assessed(rule: str) -> Callable[[Stand], Said]:
    def ours(stand: Stand) -> Said:
        found = next(one for one in stand.result.eligibility.reasons if one.rule == rule)
        return truth_said(found.reason.truth)

    return ours


def _defined(definition: Definition) -> Callable[[Stand], Said]:
    def ours(stand: Stand) -> Said:
        found = stand.engine.judge.defined(definition.name)
        if isinstance(found, Truth):
            return truth_said(found)
        if found is None or isinstance(found, Span):
            return number_said(found)
        assert isinstance(found, (When, NotYet, Unclear))
        return moment_said(found)

    return ours


# --- pathways ---------------------------------------------------------------------------------------------------------


def _pathway(pathway: Pathway) -> Iterator[Question]:
    def state(stand: Stand) -> tuple[str | None, str]:
        found = next(one for one in stand.result.pathways if one.pathway == pathway.name)
        return found.step, found.phase.value

    line = min((step.heading.line for step in pathway.steps), default=0)
    yield Question(names.step(pathway.name), Kind.STEP, pathway.name, line, lambda stand: state(stand)[0])
    yield Question(names.phase(pathway.name), Kind.STEP, pathway.name, line, lambda stand: state(stand)[1])
    for step in pathway.steps:
        yield _question(names.in_step(step.heading.name), Kind.STEP, step.heading, _in_step(step))


def _in_step(step: Step) -> Callable[[Stand], Said]:
    return lambda stand: step.heading.name in stand.engine.active_steps()


# --- stops, cautions, advice ------------------------------------------------------------------------------------------


def _stops(core: Guideline) -> Iterator[Question]:
    def stopped_by(stand: Stand) -> Said:
        return None if stand.result.stop is None else stand.result.stop.rule

    yield Question(names.STOPPED_BY, Kind.STOP, names.STOPPED_BY, 0, stopped_by)
    yield Question(names.STOPPED, Kind.STOP, names.STOPPED, 0, lambda stand: stand.result.stop is not None)
    for stop in core.stops:
        heading = stop.heading
        yield _question(names.rule(heading.name), Kind.STOP, heading, _criterion(stop.when))
        yield _question(names.holds(heading.name), Kind.STOP, heading, _in_force(heading.name))
        yield _question(names.undecided(heading.name), Kind.STOP, heading, _unclear_while_active(stop.when))
        yield from _advice(heading, stop.advice)


def _criterion(when: Criterion) -> Callable[[Stand], Said]:
    return lambda stand: truth_said(stand.engine.truth(when))


def _in_force(stop: str) -> Callable[[Stand], Said]:
    return lambda stand: stand.result.stop is not None and stand.result.stop.rule == stop


def _unclear_while_active(when: Criterion) -> Callable[[Stand], Said]:
    """A stop is asked while a step is active."""
    return lambda stand: stand.engine.active() and stand.engine.truth(when) is UNKNOWN


def _caution(caution: Caution) -> Iterator[Question]:
    heading = caution.heading

    def holds(stand: Stand) -> Said:
        return any(one.rule == heading.name for one in stand.result.cautions)

    def undecided(stand: Stand) -> Said:
        return stand.engine.counsel.applies(caution) and stand.engine.truth(caution.when) is UNKNOWN

    yield _question(names.rule(heading.name), Kind.CAUTION, heading, _criterion(caution.when))
    yield _question(names.holds(heading.name), Kind.CAUTION, heading, holds)
    yield _question(names.undecided(heading.name), Kind.CAUTION, heading, undecided)


def _advice(heading: Heading, advice: tuple[Advice, ...]) -> Iterator[Question]:
    for number, item in enumerate(advice, 1):
        yield _question(names.advice(heading.name, number), Kind.ADVICE, heading, _advised(heading, number - 1, advice))
        if item.when is not None:
            yield _question(
                names.advice_undecided(heading.name, number), Kind.ADVICE, heading, _advice_undecided(heading, item)
            )


def _advised(heading: Heading, place: int, advice: tuple[Advice, ...]) -> Callable[[Stand], Said]:
    item = advice[place]
    return lambda stand: any(
        one.advice is item and one.heading.name == heading.name for one in stand.engine.counsel.standing
    )


def _advice_undecided(heading: Heading, item: Advice) -> Callable[[Stand], Said]:
    def ours(stand: Stand) -> Said:
        assert item.when is not None
        speaks = any(one.name == heading.name for one, _ in stand.engine.counsel.speaking())
        return speaks and stand.engine.truth(item.when) is UNKNOWN

    return ours


# --- schedules and tasks ----------------------------------------------------------------------------------------------

_DUE = (Standing.OPEN, Standing.DUE, Standing.LATE)


def _monitor(monitor: Monitor) -> Iterator[Question]:
    heading = monitor.heading

    def occasions(stand: Stand) -> Said:
        found = [(one.due, one.standing.value) for one in stand.result.occasions if one.rule == heading.name]
        return tuple(sorted(found))

    yield _question(names.occasions(heading.name), Kind.MONITOR, heading, occasions)
    yield _question(names.is_due(heading.name), Kind.MONITOR, heading, _stands(heading, _DUE))
    yield _question(names.is_missed(heading.name), Kind.MONITOR, heading, _stands(heading, (Standing.MISSED,)))


def _stands(heading: Heading, standings: tuple[Standing, ...]) -> Callable[[Stand], Said]:
    return lambda stand: any(one.rule == heading.name and one.standing in standings for one in stand.result.occasions)


_STANDING = {
    Progress.OPEN: "open",
    Progress.DONE: "done",
    Progress.MISSED: "missed",
    Progress.UNCLEAR: "unclear",
}


def _task(task: Task) -> Iterator[Question]:
    heading = task.heading

    def standing(stand: Stand) -> Said:
        """The latest instance of the task; none where it was never asked for."""
        boards = stand.engine.agenda.boards()
        errands = [one for board in boards if board.task.heading.name == heading.name for one in board.errands]
        return _STANDING[errands[-1].progress] if errands else None

    yield _question(names.standing(heading.name), Kind.TASK, heading, standing)
    yield _question(names.is_due(heading.name), Kind.TASK, heading, _stands(heading, _DUE))
    yield _question(names.is_missed(heading.name), Kind.TASK, heading, _stands(heading, (Standing.MISSED,)))


def _question(definition: str, kind: Kind, heading: Heading, ours: Callable[[Stand], Said]) -> Question:
    return Question(definition, kind, heading.name, heading.line, ours)
