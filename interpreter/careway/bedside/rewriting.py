"""The records of any file in Careway's own form, which can be edited and stand in a case.

In: a `PatientFile`. Out: what is said of the patient as `Written`, or its text, which was read back: what stands on the
timeline is the same. What no rule can see is left out and counted in the first lines: records that are not used, and
those of names that the guideline does not declare. Ids that this form cannot have get others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from careway.bedside.records import PatientFile, Row, Unread, as_written, read_file
from careway.bedside.text_layout import NotDone
from careway.ingest.chart import Limits, RawRecord
from careway.ingest.native import ID_PATTERN, STATUSES
from careway.ingest.native_text import Overridden, Retracted, Said, Written, native_text
from careway.ingest.values import OFF_WORDS, TAKEN, write_down
from careway.model.timeline import Dose, Event, NoValue, Off, Retraction, Timeline
from careway.model.vocabulary import Kind, Vocabulary

_ID = re.compile(ID_PATTERN)
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9_.:-]+")
_LONGEST_ID = 64
_VOID = ("entered-in-error", "cancelled")
UNLIKE = "the file holds what Careway's own form cannot say: change it where it comes from"


def rewritten(file: PatientFile, vocabulary: Vocabulary) -> str:
    """The text; raises `NotDone` where it would not say the same."""
    written = written_of(file)
    if not written.records and not written.retractions and not written.overrides:
        raise NotDone("the file holds no record that the guideline asks for")
    text = native_text(written)
    found = read_file("patient.yaml", text, vocabulary)
    if isinstance(found, Unread) or not _alike(found.timeline, file.timeline):
        raise NotDone(UNLIKE)
    return text


def written_of(file: PatientFile) -> Written:
    """What a file says of its patient, as far as a rule can see it."""
    chart, timeline = file.chart, file.timeline
    kept = [row for row in file.rows if row.raw is not None and (row.used or row.raw.status in _VOID)]
    ids = _ids(row.raw.id for row in kept if row.raw is not None and row.raw.id is not None)
    events = {entry.key: entry for entry in timeline.entries if isinstance(entry, Event)}
    records = _told_apart(
        (_said(row, row.raw, events.get(row.key), ids) for row in kept if row.raw is not None), set(ids.values())
    )
    retractions = tuple(
        Retracted(raw.at.text, ids[id], None if raw.known is None else raw.known.text)
        for raw in chart.retractions
        for id in ids
        if raw.retracts in (id, id.partition("/")[0])
    )
    overrides = tuple(
        Overridden(raw.at.text, raw.rule, raw.reason, None if raw.known is None else raw.known.text)
        for raw in chart.overrides
    )
    return Written(
        patient=chart.label,
        records=records,
        born=None if chart.born is None else chart.born.text,
        sex=None if chart.sex is None else chart.sex.value,
        zone=chart.zone,
        population=chart.population,
        died=None if chart.died is None else chart.died.text,
        retractions=retractions,
        overrides=overrides,
        note=_left_out(file, len(file.rows) - len(kept)),
    )


def _told_apart(records: Iterable[Said], ids: set[str]) -> tuple[Said, ...]:
    """Records that would now say the same (two results without a value of one day) with an id, so that both count."""
    found: dict[Said, None] = {}
    for said in records:
        number, one = 1, said
        while one in found or (one.id != said.id and one.id in ids):
            number += 1
            one = replace(said, id=f"{said.concept}-{number}")
        found[one] = None
    return tuple(found)


def _left_out(file: PatientFile, unused: int) -> str | None:
    unknown = sum(count for _, count in file.chart.unused)
    told = []
    if unused:
        told.append(f"records that are not used: {unused}")
    if unknown:
        told.append(f"records of names or codes that the guideline does not declare: {unknown}")
    return f"Left out when this was written from another file: {'; '.join(told)}." if told else None


def _said(row: Row, raw: RawRecord, event: Event | None, ids: dict[str, str]) -> Said:
    if raw.at_last is not None and raw.at_last.text != raw.at.text:
        raise NotDone("a record happened at some time between two days, which Careway's own form cannot say")
    return Said(
        at=raw.at.text,
        concept=raw.concept.name,
        value=_value(raw, event),
        range=None if raw.limits is None else _range(raw.limits),
        until=None if raw.until is None else raw.until.text,
        known=None if raw.known is None else raw.known.text,
        id=None if raw.id is None else ids[raw.id],
        status=raw.status if raw.status in STATUSES else None,
        corrects=_corrected(raw, event, ids),
    )


def _value(raw: RawRecord, event: Event | None) -> str:
    """The value as it was written, or in other words where it would be read otherwise."""
    text = as_written(raw.value)
    if write_down(text) == raw.value and text.isprintable():
        return text
    value = None if event is None else event.value
    if isinstance(value, Dose) and value.amount is None:
        return TAKEN
    if isinstance(value, Off):
        return value.shown if value.shown in OFF_WORDS else OFF_WORDS[0]
    if raw.concept.kind.measured or raw.concept.kind is not Kind.DRUG:
        return "no value"
    raise NotDone(UNLIKE)


def _corrected(raw: RawRecord, event: Event | None, ids: dict[str, str]) -> str | None:
    """What a record corrects; where that is not in the file, it is a record of its own."""
    if raw.corrects is None or (event is None and raw.corrects not in ids):
        return None
    return ids.get(raw.corrects) or ids.get(f"{raw.corrects}/{raw.concept.name}")


def _range(limits: Limits) -> str | None:
    low, high = limits.low, limits.high
    if limits.note is not None:
        return None
    if low is not None and high is not None:
        if low.unit != high.unit:
            raise NotDone(UNLIKE)
        return f"{low.digits} to {as_written(high)}"
    if high is not None:
        return f"up to {as_written(high)}"
    return None if low is None else f"from {as_written(low)}"


def _ids(written: Iterable[str]) -> dict[str, str]:
    """An id for each, the same where this form can have it."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    every = list(written)
    for id in sorted(every, key=lambda one: not _fits(one)):
        plain = id if _fits(id) else _NOT_IN_ID.sub("-", id).strip("-._:")[: _LONGEST_ID - 4] or "record"
        number, free = 1, plain
        while free in taken:
            number += 1
            free = f"{plain}-{number}"
        taken.add(free)
        found[id] = free
    return found


def _fits(id: str) -> bool:
    return "/" not in id and _ID.fullmatch(id) is not None


def _alike(one: Timeline, other: Timeline) -> bool:
    """Whether two timelines say the same, whatever their records are called."""
    return (
        one.patient == other.patient
        and one.calendar == other.calendar
        and one.population == other.population
        and contents(one) == contents(other)
    )


def contents(timeline: Timeline) -> Counter[tuple[object, ...]]:
    """What a timeline says, whatever its records are called."""
    events = {entry.key: _content(entry) for entry in timeline.entries if isinstance(entry, Event)}
    found: Counter[tuple[object, ...]] = Counter()
    for entry in timeline.entries:
        match entry:
            case Event():
                found[(*_content(entry), events.get(entry.replaces or ""))] += 1
            case Retraction():
                found[("retraction", entry.known, entry.when, events.get(entry.retracts))] += 1
            case _:
                found[("override", entry.rule, entry.reason, entry.when, entry.known)] += 1
    return found


def _content(event: Event) -> tuple[object, ...]:
    value = "no value" if isinstance(event.value, NoValue) else event.value
    return (event.concept, event.when, event.known, value, event.until, event.preliminary)
