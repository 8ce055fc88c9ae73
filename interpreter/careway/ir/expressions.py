"""The expressions of the core: criteria (three-valued), values (numbers), times, and selections of records.

Sugar ends before this: every name is resolved, every unit converted, every `its` spelled out. Each family is a closed
union of frozen dataclasses; a value node has a definite unit. The evaluator, the exports and the proofs read these
and nothing else. What each node means is said here in one sentence and in docs/meaning.md in full.
"""

from __future__ import annotations

from fractions import Fraction

from careway.base.record import record
from careway.model.terms import Comparison, DrugEdge, Edge, MonitorState, Operator, Pick
from careway.model.time import Duration
from careway.model.timeline import Presence
from careway.model.vocabulary import Sex


@record
class ParameterDuration:
    """A duration that a parameter holds."""

    name: str


Length = Duration | ParameterDuration


# --- selections: records of one concept ---------------------------------------------------------------------------


@record
class Bound:
    """One side of a window: a time (`None`: now), moved by an offset, the bound itself inside or not.

    With an offset in days or longer, or where either side is a date without a time of day, days are compared; else
    instants. `by_day` compares days always (`on or before`).
    """

    time: Time | None
    offset: Length | None = None
    sign: int = 1
    inclusive: bool = True
    by_day: bool = False


@record
class Window:
    """A stretch of the timeline; a missing side is open. Nothing later than now is ever seen."""

    start: Bound | None
    end: Bound | None


@record
class Series:
    """The records of a concept inside a window for which `where` is true (`Candidate...` nodes in it speak of the
    record at hand, and so do `Found` and `Answered` of the same concept without a window). For a drug these are its
    dose records; for a symptom or condition its findings."""

    concept: str
    where: Criterion | None = None
    window: Window | None = None


@record
class Selection:
    """One record of a series. It is unclear where it is not known which record qualifies.

    `current` asks that the record still speak for the present (the concept's `current_for`); one that is too old
    is then no answer: its value is unknown.
    """

    pick: Pick
    series: Series
    current: bool = False


# --- values: numbers -----------------------------------------------------------------------------------------------


@record
class Literal:
    """A number as the author wrote it (`written`), converted exactly to `unit`."""

    value: Fraction
    unit: str
    written: str


@record
class ParameterValue:
    """A parameter of the guideline, times `factor` into `unit`."""

    name: str
    unit: str
    factor: Fraction = Fraction(1)


@record
class ValueOf:
    """The number of the selected record, in the concept's unit."""

    selection: Selection
    unit: str


@record
class LimitOf:
    """The ULN or LLN that goes with the selected result: its own reference range, else the declared one."""

    edge: Edge
    selection: Selection
    unit: str


@record
class CandidateValue:
    """Inside `Series.where`: the number of the record at hand."""

    concept: str
    unit: str


@record
class CandidateLimit:
    """Inside `Series.where`: the ULN or LLN that goes with the record at hand."""

    edge: Edge
    concept: str
    unit: str


@record
class CurrentDose:
    """The dose of a drug in force now; 0 when it is known not to be taken."""

    drug: str
    unit: str


@record
class CountOf:
    """How many records the series holds."""

    series: Series
    unit: str = "1"


@record
class Arithmetic:
    """Two numbers combined; `unit` is that of the result. Both sides of + and - are in `unit`."""

    operator: Operator
    left: Value
    right: Value
    unit: str


@record
class Convert:
    """A number times an exact factor, into another unit of the same dimension."""

    value: Value
    factor: Fraction
    unit: str


@record
class DefinedValue:
    """A number that the guideline defines by name."""

    name: str
    unit: str


Value = (
    Literal
    | ParameterValue
    | ValueOf
    | LimitOf
    | CandidateValue
    | CandidateLimit
    | CurrentDose
    | CountOf
    | Arithmetic
    | Convert
    | DefinedValue
)


# --- times ---------------------------------------------------------------------------------------------------------


@record
class TimeOf:
    """When the selected record happened; not yet, while there is none."""

    selection: Selection


@record
class DrugChange:
    """The first or last time, inside the window, at which a drug was started or stopped."""

    drug: str
    edge: DrugEdge
    pick: Pick
    window: Window | None = None


@record
class StepEntry:
    """The last time (or the first) at which a step was entered."""

    step: str
    pick: Pick


@record
class FirstTime:
    """The first instant inside the window at which a criterion is known to be true, judged on what is known now of the
    data up to that instant. Unclear where it never was and may have been."""

    criterion: Criterion
    window: Window | None = None


@record
class Shifted:
    """A time moved by a duration, later (`sign` 1) or earlier (-1)."""

    time: Time
    duration: Length
    sign: int


@record
class Birth:
    """The patient's birth."""


@record
class DefinedTime:
    """A time that the guideline defines by name."""

    name: str


Time = TimeOf | DrugChange | StepEntry | FirstTime | Shifted | Birth | DefinedTime


# --- criteria: three-valued ----------------------------------------------------------------------------------------


@record
class All:
    """Every item holds."""

    items: tuple[Criterion, ...]


@record
class AnyOf:
    """At least one item holds."""

    items: tuple[Criterion, ...]


@record
class AtLeast:
    """At least `count` items hold."""

    count: int
    items: tuple[Criterion, ...]


@record
class Not:
    """The item does not hold."""

    item: Criterion


@record
class Compare:
    """Two numbers in the same unit compared."""

    comparison: Comparison
    left: Value
    right: Value


@record
class Found:
    """A symptom or condition is present (or absent).

    Without a window: as the last record has it. With one: present if any record inside it says present, absent if
    there is a record and none does. No record is unknown, or absent where the concept is absent unless recorded.
    """

    concept: str
    presence: Presence
    window: Window | None = None


@record
class Taking:
    """A drug is being taken now. With `at_least`: without a break for at least that long."""

    drug: str
    at_least: Length | None = None


@record
class Paused:
    """A drug was taken before and is not being taken now. With `at_least`: for at least that long."""

    drug: str
    at_least: Length | None = None


@record
class Answered:
    """The last answer to a question, or result of a test, is one of these values; none recorded is unknown."""

    concept: str
    values: tuple[str, ...]
    window: Window | None = None


@record
class Recorded:
    """At least `count` records of the concept are there, in the window. True or false only: what has not been
    recorded so far has not been recorded."""

    series: Series
    count: int = 1


@record
class Exists:
    """At least `count` results in the series satisfy its `where`; unknown where there is no result at all to judge
    by, or the undecided ones could tip it."""

    series: Series
    count: int = 1


@record
class InARow:
    """The last `count` results of a concept all satisfy `where`; unknown with fewer results."""

    count: int
    series: Series


@record
class HeldFor:
    """The criterion has been true, without a break, for at least this long up to now."""

    criterion: Criterion
    duration: Length


@record
class Elapsed:
    """The time from `since` to now compared with a duration. False while `since` has not happened."""

    comparison: Comparison
    duration: Length
    since: Time


@record
class Happened:
    """A time has come."""

    time: Time


@record
class Precedes:
    """One time lies before another (at the latest on its day, with `on_day`); unknown while either is unclear, false
    while the first has not come, true while only the second has not."""

    earlier: Time
    later: Time
    on_day: bool


@record
class SexIs:
    """The patient's recorded sex is one of these."""

    values: tuple[Sex, ...]


@record
class InStep:
    """One of these steps is active."""

    steps: tuple[str, ...]


@record
class Monitoring:
    """A monitor has at least `count` missed occasions, or one that is late now, or has run to its end."""

    monitor: str
    state: MonitorState
    count: int = 1


@record
class DefinedCriterion:
    """A criterion that the guideline defines by name."""

    name: str


Criterion = (
    All
    | AnyOf
    | AtLeast
    | Not
    | Compare
    | Found
    | Taking
    | Paused
    | Answered
    | Recorded
    | Exists
    | InARow
    | HeldFor
    | Elapsed
    | Happened
    | Precedes
    | SexIs
    | InStep
    | Monitoring
    | DefinedCriterion
)
