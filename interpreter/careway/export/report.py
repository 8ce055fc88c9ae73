"""What an export could not say, by rule: nothing is dropped in silence."""

from __future__ import annotations

from enum import Enum

from careway.base.record import record


class Extent(Enum):
    """How far the target says it."""

    IN_PART = "in part"
    NOT_AT_ALL = "not at all"
    DIFFERENTLY = "in another way"


class About(Enum):
    """What of a rule a limit is about: it explains where another engine differs in that, and nowhere else."""

    CRITERION = "criterion"
    ADVICE = "advice"
    COURSE = "course"
    SCHEDULE = "schedule"
    TASK = "task"
    NOTHING_JUDGED = "nothing judged"
    """What no engine is asked: documentation, the log, deviations."""


@record
class Limit:
    """Something that the target cannot say, or says otherwise: the rule (or concept) that it is about, its line in
    the guideline, the target (`cql`, `fhir-r4`), and in plain words what is missing and what the target does."""

    rule: str
    line: int
    target: str
    extent: Extent
    text: str
    about: About = About.NOTHING_JUDGED


@record
class Report:
    """The limits of one export, in the order of the guideline."""

    limits: tuple[Limit, ...]
