"""What a file says, before it is bound to units and time: the one form that every reader makes.

A reader (native, table, FHIR) turns its file into charts; `bind` turns a chart into a timeline. Values stand as
written, so that whether a record can be used is decided in one place for all formats.
"""

from __future__ import annotations

from dataclasses import field

from careway.base.record import record
from careway.base.source import NOWHERE, Span
from careway.ingest.moments import Moment
from careway.model.timeline import Converted, Refused
from careway.model.vocabulary import Concept, Sex


@record
class Number:
    """A number as written: `>` `1000` `U/L`. `until` is the upper end where a range of doses is written; `unusable`
    says why it cannot be used, where its reader saw so (and left out what must not be shown)."""

    comparator: str
    digits: str
    unit: str | None
    until: str | None = None
    unusable: str | None = None


@record
class Word:
    """Anything else that was written."""

    text: str


@record
class Missing:
    """A result without a value, and why."""

    reason: str


Written = Number | Word | Missing


@record
class Limits:
    """A reference range as written; `note` says why one that came with the result cannot be used."""

    low: Number | None = None
    high: Number | None = None
    note: str | None = None


@record
class RawRecord:
    """One record of one concept. `at_last` is the end of a span in which it happened at some moment; `notes` are
    remarks that the report should show. `span` is its name with its value in a file of Careway's own form."""

    concept: Concept
    at: Moment
    value: Written
    at_last: Moment | None = None
    until: Moment | None = None
    known: Moment | None = None
    limits: Limits | None = None
    status: str | None = None
    id: str | None = None
    corrects: str | None = None
    line: int = 0
    notes: tuple[str, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)


@record
class RawRetraction:
    """A record is taken back."""

    retracts: str
    at: Moment
    known: Moment | None
    line: int = 0


@record
class RawOverride:
    """A rule was overridden."""

    rule: str
    reason: str
    at: Moment
    known: Moment | None
    line: int = 0


@record
class Chart:
    """All that a file says of one patient."""

    label: str
    born: Moment | None = None
    died: Moment | None = None
    sex: Sex | None = None
    zone: str | None = None
    population: str | None = None
    records: tuple[RawRecord, ...] = ()
    retractions: tuple[RawRetraction, ...] = ()
    overrides: tuple[RawOverride, ...] = ()
    refused: tuple[Refused, ...] = ()
    converted: tuple[Converted, ...] = ()
    unused: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()
