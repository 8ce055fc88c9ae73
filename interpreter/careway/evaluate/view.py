"""What judging looks at: the chart as of an instant, and the state that the parts of the judge share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from careway.evaluate.chart import Chart, Records
from careway.evaluate.moment import Moment
from careway.evaluate.observer import Observer
from careway.evaluate.program import Program
from careway.ir import expressions as e
from careway.model.quantity import Quantity, Span
from careway.model.time import Day, Duration, Instant, When
from careway.model.timeline import Event, Patient
from careway.model.truth import Truth


class Position:
    """Where the patient stands in the protocol, as far as rules may ask: filled and kept by the run."""

    def active_steps(self) -> frozenset[str]:
        """The names of the active steps."""
        return frozenset()

    def entries(self, step: str) -> list[When]:
        """When a step was entered, in order."""
        return []

    def monitor(self, name: str) -> tuple[int, bool, bool]:
        """Missed occasions, whether one is late now, and whether it has run to its end."""
        return 0, False, False


class View(ABC):
    """The chart at `now`, and what all parts of the judge need: wakes, parameters, the record at hand."""

    def __init__(
        self,
        chart: Chart,
        patient: Patient,
        program: Program,
        parameters: Mapping[str, Quantity | Duration],
        position: Position,
    ) -> None:
        self.chart = chart
        self.calendar = chart.calendar
        self.patient = patient
        self.program = program
        self.definitions = program.definitions
        self.reads = program.reads
        self.parameters = parameters
        self.position = position
        self.now: Instant = 0
        self.today: Day = 1
        self.wakes: list[Instant] = []
        self.observer: Observer | None = None
        self.at_hand: Event | None = None
        """Inside a series' own criterion: the record that it is asked of."""
        self.looking_back = False
        """Whether `now` has been moved back for a look at the past: then nothing is kept for later."""
        self.afresh = False
        """Whether nothing that was found before is to be relied on at this instant."""
        self._read_by: dict[str, list[Records]] = {}
        self._scanned: dict[int, tuple[object, int, int]] = {}
        self._alone: dict[int, bool] = {}

    def at(self, now: Instant) -> None:
        """Move to an instant."""
        self.now = now
        self.today = self.calendar.day_of(now)

    def wake(self, instant: Instant) -> None:
        """Note an instant at which an answer may change."""
        if instant > self.now:
            self.wakes.append(instant)

    def length(self, length: e.Length) -> Duration:
        """A duration, also where a parameter holds it."""
        if isinstance(length, Duration):
            return length
        value = self.parameters[length.name]
        assert isinstance(value, Duration)
        return value

    def day_or_instant(self, instant: Instant) -> When:
        """An instant of the log as a time: the start of a day stands for that date, without a time of day."""
        day = self.calendar.day_of(instant)
        if instant == self.calendar.start_of(day):
            return self.calendar.on_day(day)
        return self.calendar.at(instant)

    def candidate(self, where: e.Criterion, event: Event) -> Truth:
        """Whether a record satisfies a series' own criterion."""
        outer, self.at_hand = self.at_hand, event
        try:
            return self.criterion(where)
        finally:
            self.at_hand = outer

    @abstractmethod
    def criterion(self, node: e.Criterion) -> Truth:
        """Whether a criterion holds now."""

    @abstractmethod
    def value(self, node: e.Value) -> Span | None:
        """The number of a value node now; None where it is unknown."""

    @abstractmethod
    def moment(self, node: e.Time) -> Moment:
        """When a time node says, as far as it is known now."""

    @abstractmethod
    def defined(self, name: str) -> object:
        """What a definition gives now."""
