"""What a run gives: decisions with their reasons, the state as of a time, and the dated log. Plain frozen data.

Its JSON (grammar/schema/result.schema.json) is spelled by the same codec as the core's. All texts are plain words for
a clinician, with units and dates; all lists are in an order that depends on nothing but the guideline and the records.
"""

from __future__ import annotations

from enum import Enum

from careway.base.record import record
from careway.model.terms import Certainty, EligibilityKind, Strength
from careway.model.timeline import Records
from careway.model.truth import Truth

FORMAT = "careway-result/1"


@record
class Datum:
    """One record that a reason used: what, when (`2025-04-20`), as reported, and its key and line in the file."""

    concept: str
    at: str
    shown: str
    key: str
    line: int


@record
class Reason:
    """One criterion, as it stood: its truth, a sentence with the numbers and dates that made it so, the very records
    used, and the criteria it is made of. `rule` is the criterion in the author's words where it has parts."""

    truth: Truth
    text: str
    data: tuple[Datum, ...] = ()
    parts: tuple[Reason, ...] = ()


class Kind(Enum):
    """What a log entry tells."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not eligible"
    STEP = "step"
    FINISHED = "finished"
    STOP = "stop"
    ADVICE = "advice"
    ADVICE_ENDED = "advice ended"
    CAUTION = "caution"
    CAUTION_ENDED = "caution ended"
    DUE = "due"
    DONE = "done"
    LATE = "late"
    MISSED = "missed"
    TASK = "task"
    TASK_DONE = "task done"
    TASK_MISSED = "task missed"
    DEVIATION = "deviation"
    DEVIATION_ENDED = "deviation ended"
    OVERRIDE = "override"
    UNDECIDED = "undecided"
    CORRECTION = "correction"


@record
class LogEntry:
    """One dated entry. `at` is a date, or a date and time where the time of day is known; `rule` is the name of the
    rule that speaks and `line` its line; `text` one plain sentence or phrase; `cites` keys of sources."""

    at: str
    kind: Kind
    rule: str
    title: str
    text: str
    cites: tuple[str, ...]
    line: int
    reason: Reason | None = None


@record
class Evidence:
    """What a rule rests on: the keys of its sources, their indirectness in words (None: at least one is direct), the
    readings that were assumed, and its grades."""

    cites: tuple[str, ...]
    indirect: str | None
    assuming: tuple[str, ...]
    strength: Strength | None
    certainty: Certainty | None


@record
class Said:
    """A piece of advice that holds: `text` in words (`azathioprine 50 mg/day`), since when, by which rule. `order` is
    what it asks in one word: `give`, `start`, `increase`, `reduce`, `continue`, `hold`, `resume`, `stop`, `avoid`,
    `order`, `consider`, `refer`, `do`; `drugs` the drugs it is about."""

    text: str
    order: str
    drugs: tuple[str, ...]
    rule: str
    title: str
    since: str
    cites: tuple[str, ...]
    line: int


@record
class Decision:
    """A stop or a caution in force: since when, why, what it advises, and what it rests on."""

    rule: str
    title: str
    at: str
    reason: Reason
    advice: tuple[Said, ...]
    evidence: Evidence
    also: tuple[str, ...]
    """Stops that were true at the same instant, by name."""
    line: int


@record
class Wanted:
    """A missing datum that would help decide: what to obtain in words (`total bilirubin`, `baseline ALT`), why it is
    missing, the concept, and the value at which the rule would become true (`2.4 mg/dL or more`; None: not a number,
    or more than this one is missing)."""

    what: str
    why: str
    concept: str | None
    flips: str | None


@record
class Undecided:
    """A rule that cannot be decided: what is known so far, and the smallest set of missing data that would decide it.
    `what` is `stop`, `caution`, `transition`, `eligibility`, `begin`, `advice` or `monitor`. `sentence` says it in
    one line: `ALT 130 U/L: stops if the baseline was 43 U/L or less; baseline ALT is missing`."""

    rule: str
    title: str
    what: str
    sentence: str
    wanted: tuple[Wanted, ...]
    reason: Reason
    cites: tuple[str, ...]
    line: int


class Standing(Enum):
    """Where an occasion stands."""

    COMING = "coming"
    OPEN = "open"
    DUE = "due"
    LATE = "late"
    MISSED = "missed"
    DONE = "done"
    UNCLEAR = "cannot be said"


@record
class Occasion:
    """One occasion of a monitor, or a task: its four dates, where it stands, what was found and what is lacking (in
    words). `missed` is the first date on which it counts as missed; None: no end."""

    rule: str
    title: str
    what: str
    earliest: str
    due: str
    late: str | None
    missed: str | None
    standing: Standing
    done_on: str | None
    lacking: tuple[str, ...]
    data: tuple[Datum, ...]
    cites: tuple[str, ...]
    line: int


@record
class Deviation:
    """A difference between advice and what was recorded: since when, until when (None: still), and any overrides."""

    rule: str
    text: str
    since: str
    until: str | None
    overrides: tuple[str, ...]
    cites: tuple[str, ...]
    line: int


@record
class StepStay:
    """A stay in a step, for the history of a pathway."""

    step: str
    title: str
    since: str
    until: str | None


class Phase(Enum):
    """Where a pathway is as a whole."""

    NOT_BEGUN = "not begun"
    ACTIVE = "active"
    STOPPED = "stopped"
    FINISHED = "finished"


@record
class PathwayState:
    """Where the patient stands in a pathway: the active step (None unless active) and all stays so far, in order."""

    pathway: str
    title: str
    phase: Phase
    step: str | None
    step_title: str | None
    since: str | None
    stays: tuple[StepStay, ...]


class Admission(Enum):
    """Whether the patient is eligible for the protocol."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not eligible"
    UNDECIDED = "cannot decide"


@record
class Assessed:
    """An eligibility rule (`eligible` or `excluded`, by `kind`) with its reason as it stood."""

    rule: str
    title: str
    kind: EligibilityKind
    reason: Reason
    line: int


@record
class EligibilityState:
    """The eligibility as it stands (or stood when the pathway began, `as_of`), each rule with its reason; `because` is
    one plain sentence (the `otherwise` text of what keeps the patient out)."""

    admission: Admission
    as_of: str
    because: str
    reasons: tuple[Assessed, ...]


@record
class DrugState:
    """A drug as recorded: `azathioprine 75 mg/day since 2025-03-29`, for every drug with a record."""

    drug: str
    text: str
    since: str


@record
class CitedSource:
    """A source as shown: key, one line of reference, and its indirectness."""

    key: str
    text: str
    indirect: str | None


@record
class Assumption:
    """A reading that the formalisation added, with the rule it belongs to."""

    rule: str
    text: str
    line: int


@record
class Identity:
    """Which guideline ran: id, title, version, status, date, SHA-256 of its text."""

    id: str
    title: str
    version: str
    status: str
    date: str | None
    sha256: str


@record
class Result:
    """Everything that a run says of one patient."""

    format: str
    engine: str
    """`careway 0.1.0`."""
    guideline: Identity
    patient: str
    timeline_sha256: str
    as_of: str
    zone: str
    population: str | None
    parameters: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    """What must be read first: the standing disclaimer of Careway, the guideline's own, a guideline out of its
    effective period."""
    eligibility: EligibilityState
    pathways: tuple[PathwayState, ...]
    stop: Decision | None
    """The stop in force."""
    cautions: tuple[Decision, ...]
    advice: tuple[Said, ...]
    undecided: tuple[Undecided, ...]
    occasions: tuple[Occasion, ...]
    """Open, due, late and missed occasions and tasks, and the next coming one of each monitor, by due date."""
    deviations: tuple[Deviation, ...]
    drugs: tuple[DrugState, ...]
    records: Records
    sources: tuple[CitedSource, ...]
    assumptions: tuple[Assumption, ...]
    log: tuple[LogEntry, ...]
