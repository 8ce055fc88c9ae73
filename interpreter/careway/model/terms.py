"""The closed sets of words that the language and the core share."""

from __future__ import annotations

from enum import Enum


class Comparison(Enum):
    """The comparisons of two numbers, or of a stretch of time with a duration."""

    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"
    EQUAL = "="


class Operator(Enum):
    """Exact arithmetic."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "×"
    DIVIDE = "/"


class Pick(Enum):
    """Which record of a series is meant."""

    FIRST = "first"
    LAST = "last"
    HIGHEST = "highest"
    LOWEST = "lowest"


class Edge(Enum):
    """A limit of a reference range."""

    ULN = "ULN"
    LLN = "LLN"


class DrugEdge(Enum):
    """A change of a drug: it begins to be taken (for the first time or again), or ceases to be."""

    START = "start"
    STOP = "stop"


class MonitorState(Enum):
    """What a rule may ask of a monitor."""

    MISSED = "missed"
    LATE = "late"
    COMPLETE = "complete"


class Status(Enum):
    """The publication status of a guideline (FHIR)."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


class SourceKind(Enum):
    """What sort of source a statement rests on."""

    GUIDELINE = "guideline"
    RESEARCH = "research"
    LABEL = "label"
    OPINION = "opinion"
    UNLISTED = "unlisted"


class Strength(Enum):
    """The strength of a recommendation (GRADE)."""

    STRONG = "strong"
    CONDITIONAL = "conditional"


class Certainty(Enum):
    """The certainty of the evidence (GRADE)."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very low"


class DoseChange(Enum):
    """What a dose advice asks to do."""

    GIVE = "give"
    START = "start"
    INCREASE = "increase"
    REDUCE = "reduce"


class DrugOrder(Enum):
    """What may be advised of a drug without a dose."""

    START = "start"
    CONTINUE = "continue"
    HOLD = "hold"
    RESUME = "resume"
    STOP = "stop"
    AVOID = "avoid"


class Gap(Enum):
    """What a gap in which a schedule does not apply does to it: the calendar count goes on (occasions inside the
    gap are void), the count stands still for the gap, or the schedule starts anew at its end."""

    CONTINUE = "continue"
    SUSPEND = "suspend"
    RESTART = "restart"


class TaskVerb(Enum):
    """What is to be done once: a result is wanted after the anchor (`repeat`), or at all (`check`), or an answer
    is to be put on record (`record`)."""

    REPEAT = "repeat"
    CHECK = "check"
    RECORD = "record"


class InvariantKind(Enum):
    """Whether a claim says what holds at every instant, or at none."""

    ALWAYS = "always"
    NEVER = "never"


class AdviceOrder(Enum):
    """What a claim may say that is advised of a drug, with a dose or without."""

    GIVE = "give"
    START = "start"
    INCREASE = "increase"
    REDUCE = "reduce"
    CONTINUE = "continue"
    HOLD = "hold"
    RESUME = "resume"
    STOP = "stop"
    AVOID = "avoid"


class FindingKind(Enum):
    """What `careway prove` may find of a rule, and an author may accept: no rule speaks (`gap`); advice contradicts
    other advice (`conflict`); two ways on, or two stretches, hold at once and their order decides (`overlap`); a rule
    that never fires (`idle`); a criterion that never decides (`indecisive`); a stop that a worse value undoes
    (`reversal`); a step without a way on (`trap`); a schedule with a stretch without occasions (`hole`); undecided too
    often (`unknown`); a claim of the author that does not hold (`invariant`)."""

    GAP = "gap"
    CONFLICT = "conflict"
    OVERLAP = "overlap"
    IDLE = "idle"
    INDECISIVE = "indecisive"
    REVERSAL = "reversal"
    TRAP = "trap"
    HOLE = "hole"
    UNKNOWN = "unknown"
    INVARIANT = "invariant"


class EligibilityKind(Enum):
    """Whether a criterion lets a patient in or keeps one out."""

    ELIGIBLE = "eligible"
    EXCLUDED = "excluded"
