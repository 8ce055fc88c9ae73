"""The core: a checked guideline, small, typed and complete. The waist of the house.

Everything that runs, exports or proves a guideline reads these nodes and nothing else; their JSON is the published
form (`to_json`, `from_json`, grammar/schema/core.schema.json). `line` is the line of the source text.
"""

from __future__ import annotations

import datetime

from careway.base.record import record
from careway.ir.expressions import Criterion, Length, Time, Value
from careway.model.quantity import Quantity
from careway.model.terms import (
    AdviceOrder,
    Certainty,
    Comparison,
    DoseChange,
    DrugOrder,
    EligibilityKind,
    FindingKind,
    Gap,
    InvariantKind,
    SourceKind,
    Status,
    Strength,
    TaskVerb,
)
from careway.model.time import Duration
from careway.model.vocabulary import Vocabulary

FORMAT = "careway-core/2"


@record
class Source:
    """A cited source. `indirect` says how it is not about these patients or this drug."""

    key: str
    kind: SourceKind
    title: str
    by: str | None
    year: int | None
    indirect: str | None
    url: str | None
    line: int


@record
class Acceptance:
    """A finding of `careway prove` on this rule that its author stands by, and why; `kind` None: any finding."""

    kind: FindingKind | None
    because: str
    line: int


@record
class Heading:
    """What every rule has: its name, a title in plain words, the sources it rests on, the readings that the
    formalisation added (`assuming`), and the findings that its author accepts. These change nothing in a run."""

    name: str
    title: str
    cites: tuple[str, ...]
    assuming: tuple[str, ...]
    strength: Strength | None
    certainty: Certainty | None
    line: int
    accepted: tuple[Acceptance, ...] = ()


@record
class Parameter:
    """A value that a site or a population may set: a quantity, a number (unit `1`), or a duration."""

    name: str
    title: str
    value: Quantity | Duration
    line: int


@record
class Setting:
    """The value that a parameter set gives to a parameter."""

    parameter: str
    value: Quantity | Duration


@record
class ParameterSet:
    """Named values for some parameters; the others keep their own."""

    name: str
    title: str
    settings: tuple[Setting, ...]
    line: int


@record
class Definition:
    """A name for a criterion, a value or a time. A definition `of` each lab or drug is spelled out once for each
    concept that it is asked of (`baseline of ALT`); `shown` is how the author refers to it (`baseline`)."""

    name: str
    shown: str
    body: Criterion | Value | Time
    line: int


# --- advice --------------------------------------------------------------------------------------------------------


@record
class AdviseDose:
    """Give a drug at a dose from `low` to `high` (either may be open-ended; `..._open`: the bound itself is not
    meant). `over` is the shortest and the longest time in which the change is to be made."""

    change: DoseChange
    drug: str
    low: Value | None
    high: Value | None
    low_open: bool
    high_open: bool
    over: tuple[Duration, Duration] | None


@record
class AdviseDrug:
    """Start, continue, hold, resume, stop or avoid drugs."""

    order: DrugOrder
    drugs: tuple[str, ...]


@record
class AdviseOrder:
    """Obtain labs, vitals, tests or the answers to questions."""

    concepts: tuple[str, ...]


@record
class AdviseConsider:
    """Consider drugs as alternatives; no one of them is asked for."""

    drugs: tuple[str, ...]


@record
class AdviseRefer:
    """Refer to, or consult, a service."""

    to: str


@record
class AdviseText:
    """Advice in the author's words."""

    text: str


Action = AdviseDose | AdviseDrug | AdviseOrder | AdviseConsider | AdviseRefer | AdviseText


@record
class Advice:
    """One piece of advice, while its rule speaks and its own criterion, if any, is true."""

    action: Action
    when: Criterion | None
    cites: tuple[str, ...]
    line: int


# --- schedules -----------------------------------------------------------------------------------------------------


@record
class Every:
    """One occasion in each period of this length."""

    period: Duration


@record
class TimesPer:
    """`count` occasions in each period (a day, week or month), spread evenly: the i-th falls i/count of the period
    after its start, rounded down to whole days (a month counting as 30 days, its end as the calendar month)."""

    count: int
    period: Duration


Interval = Every | TimesPer


@record
class Phase:
    """A stretch of a schedule. It ends after `length`, or once `until` is true, whichever its author gave; with
    neither it goes on."""

    interval: Interval
    length: Length | None
    until: Criterion | None


@record
class Interruption:
    """What an interruption of a drug does to a schedule, when it lasted as long as the comparison says."""

    drug: str
    comparison: Comparison
    length: Length
    effect: Gap


@record
class Monitor:
    """A schedule of labs, vitals, tests or questions.

    `targets` are names of concepts or panels. Occasions are counted from `start` (`None`: from the entry to the
    step that the monitor stands in), each at a due date; a result counts from `before` ahead of it until `after`
    past it; it is late once `late` has passed. `from_last_result` counts each occasion from the result before it.
    `only_in` names the steps in which it applies; `on_return` says what a gap outside them does.
    """

    heading: Heading
    targets: tuple[str, ...]
    start: Time | None
    phases: tuple[Phase, ...]
    before: Duration
    after: Duration
    late: Duration
    from_last_result: bool
    only_in: tuple[str, ...]
    on_return: Gap
    interruptions: tuple[Interruption, ...]


@record
class Within:
    """Due within this long of a time; done by a result after it (at or after it, for `check`)."""

    length: Duration
    of: Time


@record
class Before:
    """Due before a time; done by any result up to it."""

    time: Time


@record
class Task:
    """Something due once. `when` limits it to the times at which a criterion is true; `only_in` to steps."""

    heading: Heading
    verb: TaskVerb
    targets: tuple[str, ...]
    deadline: Within | Before
    when: Criterion | None
    only_in: tuple[str, ...]


# --- the pathway ---------------------------------------------------------------------------------------------------


@record
class Transition:
    """A way from one step to another (`to` None: the pathway is complete).

    It is taken at the first instant at which all that it names is so: `after` has passed since the step was
    entered; `when` is true. With `without`, `after` counts the time during which that criterion has not been true:
    the clock starts anew each time it ceases to be true, and stands at unknown while the criterion is.
    """

    to: str | None
    after: Length | None
    when: Criterion | None
    without: Criterion | None
    back: bool
    cites: tuple[str, ...]
    line: int


@record
class Step:
    """A state of a pathway. `begin`: the pathway begins here at that time. `begin_again`: after a stop or at the
    pathway's end, it begins here again whenever that criterion becomes true."""

    heading: Heading
    begin: Time | None
    begin_again: Criterion | None
    advice: tuple[Advice, ...]
    monitors: tuple[Monitor, ...]
    tasks: tuple[Task, ...]
    transitions: tuple[Transition, ...]


@record
class Pathway:
    """A state machine of steps, one of them active at a time."""

    name: str
    title: str
    steps: tuple[Step, ...]


@record
class Eligibility:
    """A criterion for entering the protocol; `otherwise` is what is said where it keeps the patient out."""

    heading: Heading
    kind: EligibilityKind
    when: Criterion
    otherwise: str | None


@record
class Stop:
    """A rule that ends every pathway, its schedules and its advice, at once, from every step."""

    heading: Heading
    when: Criterion
    advice: tuple[Advice, ...]


@record
class Caution:
    """A rule that warns while its criterion is true (in the steps of `only_in`, or always)."""

    heading: Heading
    when: Criterion
    advice: tuple[Advice, ...]
    only_in: tuple[str, ...]


@record
class AfterStop:
    """What is advised once a stop has fired (`stops` empty: after any)."""

    heading: Heading
    stops: tuple[str, ...]
    advice: tuple[Advice, ...]


@record
class Background:
    """A statement of the source that asks for nothing, kept with its evidence."""

    text: str
    cites: tuple[str, ...]
    line: int


# --- claims --------------------------------------------------------------------------------------------------------


@record
class ClaimedOrders:
    """Advice of any of these orders, about any of these drugs, at whatever dose."""

    orders: tuple[AdviceOrder, ...]
    drugs: tuple[str, ...]


@record
class ClaimedDose:
    """Advice to give, start, increase or reduce a drug, at doses from `low` to `high` (either may be open-ended;
    `..._open`: the bound itself is not meant)."""

    drug: str
    low: Value | None
    high: Value | None
    low_open: bool
    high_open: bool


Claimed = ClaimedOrders | ClaimedDose


@record
class Invariant:
    """What its author claims of every run, for `careway prove`; it changes nothing in one.

    `never`: such advice is not given while the criterion is true; without `advice`, the criterion is not true while a
    step is active. `always`: while the criterion is true, such advice is given; without `advice`, the criterion is true
    while a step is active. It speaks of the steps of `only_in`, or of all.
    """

    heading: Heading
    kind: InvariantKind
    advice: Claimed | None
    when: Criterion | None
    only_in: tuple[str, ...]


@record
class Guideline:
    """A whole guideline. `sha256` is of the source text's bytes."""

    format: str
    id: str
    title: str
    version: str
    status: Status
    date: datetime.date | None
    effective_from: datetime.date | None
    effective_until: datetime.date | None
    disclaimer: str
    sha256: str
    sources: tuple[Source, ...]
    parameters: tuple[Parameter, ...]
    sets: tuple[ParameterSet, ...]
    vocabulary: Vocabulary
    definitions: tuple[Definition, ...]
    eligibility: tuple[Eligibility, ...]
    pathways: tuple[Pathway, ...]
    monitors: tuple[Monitor, ...]
    tasks: tuple[Task, ...]
    stops: tuple[Stop, ...]
    cautions: tuple[Caution, ...]
    after_stop: tuple[AfterStop, ...]
    background: tuple[Background, ...]
    invariants: tuple[Invariant, ...] = ()
