"""A patient's timeline: typed events bound to a guideline's vocabulary, and what became of each record read.

What comes in from files is read by `ingest`; what stands here is what the evaluator sees. Events are immutable; a
correction is an event of its own that names the record it corrects or takes back.
"""

from __future__ import annotations

from enum import Enum
from fractions import Fraction

from careway.base.record import record
from careway.model.quantity import Span
from careway.model.time import Calendar, Instant, When
from careway.model.vocabulary import Sex


class Presence(Enum):
    """Whether a symptom or condition was found."""

    PRESENT = "present"
    ABSENT = "absent"


@record
class Measured:
    """A lab or vital result in the concept's declared unit, exact.

    `span` is the value (a point, or a range for `>1000`). `low` and `high` are the limits of the result's own
    reference range in the same unit, where it brings one (the high limit is inclusive: a result above it exceeds
    the ULN). `shown` is the result as reported, with its unit (`42.8 umol/L`, `>1000 U/L`).
    """

    span: Span
    shown: str
    low: Fraction | None = None
    high: Fraction | None = None


@record
class NoValue:
    """A result that was reported without a usable value, and why. The test was done; its value is unknown."""

    reason: str


@record
class Dose:
    """A drug taken from this record on, at this dose in the drug's declared unit (`None`: the dose is not known)."""

    amount: Span | None
    shown: str


@record
class Off:
    """A drug not taken from this record on: stopped, held or paused, as the record says."""

    shown: str


@record
class Finding:
    """A symptom or condition, present or absent."""

    presence: Presence


@record
class Answer:
    """The result of a test or the answer to a question: one of the concept's declared values."""

    value: str


Value = Measured | NoValue | Dose | Off | Finding | Answer


@record
class Event:
    """One usable record.

    `key` is unique in the timeline and stable (the record's own id, else its place in the file). `when` is its
    effective time, `until` its end for a drug or condition that the record closes. `known` is the instant from
    which it may be used: when it became known, never before it happened. `replaces` names the record whose
    correction this is. `preliminary` results may stop or caution but complete no monitoring occasion.
    """

    key: str
    concept: str
    when: When
    known: Instant
    value: Value
    until: When | None = None
    replaces: str | None = None
    preliminary: bool = False
    line: int = 0


@record
class Retraction:
    """A record was found to have been entered in error, and from when that was known."""

    key: str
    retracts: str
    known: Instant
    when: When
    line: int = 0


@record
class Override:
    """A clinician overrode a rule of the guideline, with a reason, at a time."""

    key: str
    rule: str
    reason: str
    when: When
    known: Instant
    line: int = 0


Entry = Event | Retraction | Override


@record
class Refused:
    """A record that was not used, and why, in words without the patient's identity."""

    record: str
    reason: str
    line: int = 0


@record
class Converted:
    """A record that was used after a conversion or a reading that the report should show."""

    record: str
    note: str
    line: int = 0


@record
class Records:
    """What was read: the number of records used, each one refused or converted, and names nobody asked for. `later` is
    how many records of the file became known only after the time of the run, which has not seen them."""

    used: int
    refused: tuple[Refused, ...] = ()
    converted: tuple[Converted, ...] = ()
    unused: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()
    later: int = 0


@record
class Patient:
    """What is known of the person: birth (a day, or a span of days), death, sex. `label` is a pseudonym."""

    label: str
    born: When | None = None
    died: When | None = None
    sex: Sex | None = None


@record
class Timeline:
    """One patient's records, bound to a vocabulary. `sha256` is of the file's bytes; `population` names the
    parameter set that the file asks for. The order of `entries` carries no meaning."""

    patient: Patient
    calendar: Calendar
    entries: tuple[Entry, ...]
    records: Records
    sha256: str
    population: str | None = None
