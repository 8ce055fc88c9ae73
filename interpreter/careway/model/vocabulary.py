"""The vocabulary of a guideline: what its rules may speak of, each declared once with unit, codes and normal range.

These are part of the core (they stand in its JSON) and all that ingest needs to read a patient's records.
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from careway.base.record import record
from careway.model.quantity import Quantity
from careway.model.time import Duration


class Kind(Enum):
    """What sort of thing a concept is, which decides how records of it are read and what a rule may ask of it."""

    LAB = "lab"
    VITAL = "vital"
    DRUG = "drug"
    SYMPTOM = "symptom"
    CONDITION = "condition"
    TEST = "test"
    QUESTION = "question"

    @property
    def measured(self) -> bool:
        """Whether its records carry a number with a unit."""
        return self in (Kind.LAB, Kind.VITAL)


class CodeSystem(Enum):
    """The code systems that a guideline may cite."""

    LOINC = "loinc"
    SNOMED = "snomed"
    RXNORM = "rxnorm"
    ATC = "atc"
    ICD10 = "icd10"


class Sex(Enum):
    """Administrative sex as FHIR has it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class Worse(Enum):
    """The direction in which a lab result is worse; of two results that cannot be put in order the worse counts."""

    HIGHER = "higher"
    LOWER = "lower"


@record
class Code:
    """A code of a concept in a code system."""

    system: CodeSystem
    code: str


@record
class NormalRange:
    """A declared reference range, in the concept's unit, used where a result brings none of its own.

    `high` is the upper limit of normal (ULN), `low` the lower (LLN); `sex` limits it to one sex.
    """

    low: Fraction | None
    high: Fraction | None
    sex: Sex | None = None


@record
class Concept:
    """One declared name.

    `unit` is UCUM, set for labs, vitals and drugs only. `molar_mass` is in g/mol. `plausible` is (lowest, highest)
    in `unit`: a value outside is refused. `values` are the answers of a test or question (`yes`, `no` for a
    question). `current_for` is how long a record speaks for the present. `absent_unless_recorded` closes the world
    for this concept: nothing recorded means absent (for a drug: not taken).
    """

    name: str
    kind: Kind
    title: str
    unit: str | None = None
    codes: tuple[Code, ...] = ()
    normal: tuple[NormalRange, ...] = ()
    molar_mass: Quantity | None = None
    plausible: tuple[Fraction, Fraction] | None = None
    current_for: Duration | None = None
    absent_unless_recorded: bool = False
    worse: Worse = Worse.HIGHER
    values: tuple[str, ...] = ()
    line: int = 0


class GroupKind(Enum):
    """A panel is ordered and reported together; a group only has a name in common."""

    PANEL = "panel"
    GROUP = "group"


@record
class Group:
    """A named list of concepts, in the author's order (members that are groups are spelled out)."""

    name: str
    kind: GroupKind
    title: str
    members: tuple[str, ...]
    line: int = 0


@record
class Vocabulary:
    """All concepts and groups of a guideline, in the author's order."""

    concepts: tuple[Concept, ...]
    groups: tuple[Group, ...]
