"""One pathway at work: its active step, its stays so far, and the clocks of its transitions."""

from __future__ import annotations

from dataclasses import dataclass, field

from careway.evaluate.result import Phase
from careway.evaluate.schedule import Schedule
from careway.evaluate.tasks import TaskBoard
from careway.ir.nodes import Pathway, Step, Transition
from careway.model.time import Instant, When


@dataclass(slots=True)
class Stay:
    """A stay in a step."""

    step: Step
    since: When
    since_instant: Instant
    until: When | None = None


@dataclass(slots=True)
class Course:
    """Where a patient stands in a pathway."""

    pathway: Pathway
    phase: Phase = Phase.NOT_BEGUN
    stay: Stay | None = None
    stays: list[Stay] = field(default_factory=list)
    left_at: Instant | None = None
    """When it was stopped or finished."""
    armed: set[str] = field(default_factory=set)
    """The steps that may begin again: after a stop, those whose `begin again` has been seen not to be true, so that it
    can become true."""
    schedules: dict[str, Schedule] = field(default_factory=dict)
    """The monitors of the active step."""
    boards: list[TaskBoard] = field(default_factory=list)
    """The tasks of the active step."""
    clear_since: dict[int, Instant] = field(default_factory=dict)
    """For each transition with a `without`, by its place: when that criterion last ceased to be true in this stay."""
    reacting: set[int] = field(default_factory=set)
    """The places of transitions whose `without` was true and is not known to be false again."""
    spent: set[int] = field(default_factory=set)
    """The places of transitions that are true, but lead to a step that was left at the same instant: they are taken
    only once they have ceased to be true, so that steps do not take turns without an end."""

    def enter(self, step: Step, when: When, instant: Instant) -> None:
        """Go over to a step."""
        self.leave(when)
        self.stay = Stay(step, when, instant)
        self.stays.append(self.stay)
        self.phase = Phase.ACTIVE

    def leave(self, when: When) -> None:
        """Leave the active step, if there is one: its monitors and tasks end."""
        if self.stay is not None:
            self.stay.until = when
            self.stay = None
        self.schedules = {}
        self.boards = []
        self.clear_since = {}
        self.reacting = set()
        self.spent = set()

    def transitions(self) -> tuple[Transition, ...]:
        """The ways on from the active step."""
        return self.stay.step.transitions if self.stay is not None else ()
