"""From a chart to a timeline: calendar, exact values, keys, corrections, and an account of each record not used.

Keys are made from what a record says (`ALT 2025-03-15`), not from where it stands, so that the order of a file's
lines carries no meaning; a record's own id takes their place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import tzinfo
from typing import assert_never

from careway.base.record import record
from careway.ingest.chart import Chart, RawOverride, RawRecord, RawRetraction
from careway.ingest.moments import Moment, calendar_of, known_from, place
from careway.ingest.values import Unusable, Used, as_shown, read_value
from careway.model.time import Calendar, Instant, When
from careway.model.timeline import (
    Answer,
    Converted,
    Dose,
    Entry,
    Event,
    Finding,
    Measured,
    NoValue,
    Off,
    Override,
    Patient,
    Records,
    Refused,
    Retraction,
    Timeline,
    Value,
)
from careway.model.vocabulary import Kind

USABLE = ("final", "amended", "corrected", "appended")
PRELIMINARY = "preliminary"
_VOID = {"entered-in-error": "entered in error", "cancelled": "cancelled"}
_ENDS = (Kind.DRUG, Kind.SYMPTOM, Kind.CONDITION)


@record
class Fate:
    """What became of a record: the key of its event (None: it has none of its own), why it or its value is not used,
    and how it was read otherwise than it is written."""

    key: str | None
    refused: str | None
    notes: tuple[str, ...]


@record
class Bound:
    """A timeline, and what became of each record of its chart, in the same order."""

    timeline: Timeline
    fates: tuple[Fate, ...]


def bind(chart: Chart, zone: tzinfo | None, sha256: str) -> Timeline:
    """The timeline of a chart. Records that cannot be used are refused one by one; the rest stands."""
    return bound(chart, zone, sha256).timeline


def bound(chart: Chart, zone: tzinfo | None, sha256: str) -> Bound:
    """The same, with what became of each record."""
    calendar = calendar_of(_moments(chart), zone)
    born = None if chart.born is None else place(chart.born, calendar)
    died = None if chart.died is None else place(chart.died, calendar)
    binder = _Binder(calendar, born, died)
    events = binder.settle(chart.records)
    entries: list[Entry] = [*events, *binder.retractions(chart, events), *binder.overrides(chart.overrides)]
    entries.sort(key=lambda entry: (entry.when.first, entry.when.last, entry.key))
    records = Records(
        used=len(entries) - binder.unread,
        refused=tuple(sorted((*chart.refused, *binder.refused), key=_in_time)),
        converted=tuple(sorted((*chart.converted, *binder.converted), key=_in_time)),
        unused=chart.unused,
        notes=(*chart.notes, *binder.notes),
    )
    patient = Patient(chart.label, born, died, chart.sex)
    timeline = Timeline(patient, calendar, tuple(entries), records, sha256, chart.population)
    return Bound(timeline, tuple(binder.fate(raw) for raw in chart.records))


def _in_time(said: Refused | Converted) -> tuple[str, str, str, int]:
    """The order in which records are told: by their time, so that the order of the file does not show."""
    what, _, when = said.record.rpartition(" on ")
    return when, what, said.reason if isinstance(said, Refused) else said.note, said.line


def _moments(chart: Chart) -> Iterable[Moment]:
    for raw in chart.records:
        yield raw.at
        for moment in (raw.at_last, raw.until, raw.known):
            if moment is not None:
                yield moment
    others: tuple[RawRetraction | RawOverride, ...] = (*chart.retractions, *chart.overrides)
    for other in others:
        yield other.at
        if other.known is not None:
            yield other.known


class _Binder:
    """The work of binding one chart, with what is to be reported of it."""

    def __init__(self, calendar: Calendar, born: When | None, died: When | None) -> None:
        self.calendar = calendar
        self.born = born
        self.died = died
        self._whens: dict[str, When] = {}
        self.refused: list[Refused] = []
        self.converted: list[Converted] = []
        self.notes: list[str] = []
        self.unread = 0
        """Records that stand on the timeline without a value, because it could not be read."""
        self._keys: dict[int, str] = {}
        self._reasons: dict[int, str] = {}
        """The keys of records and why they are not used, by identity: two may say the same."""
        self._notes: dict[int, tuple[str, ...]] = {}

    def fate(self, raw: RawRecord) -> Fate:
        """What became of a record that was settled."""
        return Fate(self._keys.get(id(raw)), self._reasons.get(id(raw)), self._notes.get(id(raw), ()))

    def _refuse(self, raw: RawRecord, reason: str) -> None:
        self.refused.append(Refused(self._named(raw), reason, raw.line))
        self._reasons[id(raw)] = reason

    def event(self, raw: RawRecord) -> tuple[Event, str | None] | None:
        """The event of a record, its key and what it replaces still as written, and why its value cannot be read,
        where that is so; None where the record is refused."""
        reason = _status_refusal(raw.status)
        when = self.when(raw.at)
        if raw.at_last is not None:
            last = self.when(raw.at_last)
            when = When(when.first, last.last, when.day_first, last.day_last)
        until = None if raw.until is None else self.when(raw.until)
        if reason is None and self.died is not None and when.first > self.died.last:
            reason = "it lies after the patient's death"
        if reason is None and self.born is not None and when.last < self.born.first:
            reason = "it lies before the patient's birth"
        if reason is None and (when.last < when.first or (until is not None and until.last < when.first)):
            reason = "it ends before it begins"
        value = read_value(raw.value, raw.concept, raw.limits)
        unread: str | None = None
        if reason is not None:
            self._refuse(raw, reason)
            return None
        if isinstance(value, Unusable):
            if raw.concept.kind is Kind.DRUG:
                self._refuse(raw, value.reason)
                return None
            # The test was done, and what it found cannot be read: an older result must not speak in its place.
            unread = value.reason
            value = Used(NoValue(unread))
        notes = [*raw.notes, *value.notes]
        if until is not None and raw.concept.kind not in _ENDS:
            until = None
            notes.append(f"an end means nothing for a {raw.concept.kind.value}")
        self._notes[id(raw)] = tuple(notes)
        self.converted.extend(Converted(self._named(raw), note, raw.line) for note in notes)
        event = Event(
            key=raw.id or f"{raw.concept.name} {raw.at.text}",
            concept=raw.concept.name,
            when=when,
            known=self.known(raw.at_last or raw.at, raw.known),
            value=value.value,
            until=until,
            replaces=raw.corrects,
            preliminary=raw.status == PRELIMINARY,
            line=raw.line,
        )
        return event, unread

    def known(self, at: Moment, known: Moment | None) -> Instant:
        """From when a record may be used: when it became known, never before it happened."""
        happened = known_from(at, self.when(at), self.calendar)
        return happened if known is None else max(happened, known_from(known, self.when(known), self.calendar))

    def when(self, moment: Moment) -> When:
        """When that was; a text always has the same place."""
        found = self._whens.get(moment.text)
        if found is None:
            found = self._whens[moment.text] = place(moment, self.calendar)
        return found

    def settle(self, raws: tuple[RawRecord, ...]) -> list[Event]:
        """The events of all records: keys made unique, exact duplicates merged, corrections bound to their record."""
        written = {raw.id: raw.concept.name for raw in raws if raw.id is not None}
        visits = {id.partition("/")[0] for id in written if "/" in id}
        kept: list[tuple[RawRecord, Event, str | None]] = []
        for raw in raws:
            found = self.event(raw)
            if found is not None:
                kept.append((raw, *found))
        usable = {event.key for _, event, _ in kept}
        kept.sort(key=lambda pair: (*_order(pair[1]), pair[0].line))
        seen: set[tuple[object, ...]] = set()
        numbers: Counter[str] = Counter()
        merged: Counter[str] = Counter()
        events: list[Event] = []
        for raw, event, unread in kept:
            if event.replaces is not None:
                corrected = self._corrected(raw, event, written, visits, usable)
                if corrected is None:
                    continue
                event = corrected
            if unread is not None:
                self._refuse(raw, f"{unread}; it counts as a result of unknown value")
            if raw.id is None:
                # What could not be read is the same only where the same was written.
                value = event.value if unread is None else raw.value
                content = (event.concept, event.when, event.known, value, event.until, event.preliminary)
                if event.replaces is None and content in seen:
                    merged[event.concept] += 1
                    self._reasons[id(raw)] = "the same stands twice; it is counted once"
                    continue
                seen.add(content)
                numbers[event.key] += 1
                if numbers[event.key] > 1:
                    event = replace(event, key=f"{event.key} #{numbers[event.key]}")
            self.unread += unread is not None
            self._keys[id(raw)] = event.key
            events.append(event)
        for concept, count in sorted(merged.items()):
            times = "1 exact duplicate" if count == 1 else f"{count} exact duplicates"
            self.notes.append(f"{concept}: {times} counted once")
        return events

    def _corrected(
        self, raw: RawRecord, event: Event, written: dict[str, str], visits: set[str], usable: set[str]
    ) -> Event | None:
        target = event.replaces or ""
        key = target if target in written else f"{target}/{event.concept}"
        if key not in written:
            if target in visits:
                self._refuse(raw, f"it corrects {target}, which has no {event.concept}")
                return None
            note = f"it corrects {target}, which is not in this file: counts as a record of its own"
            self.converted.append(Converted(self._named(raw), note, raw.line))
            return replace(event, replaces=None)
        if written[key] != event.concept or key == event.key:
            reason = "it corrects itself" if key == event.key else f"it corrects {target}, which is {written[key]}"
            self._refuse(raw, reason)
            return None
        return replace(event, replaces=key if key in usable else None)

    def retractions(self, chart: Chart, events: list[Event]) -> list[Retraction]:
        """The retractions, one for each record that was taken back."""
        targets_of: dict[str, set[str]] = {}
        for raw_record in chart.records:
            if raw_record.id is not None:
                for name in (raw_record.id, raw_record.id.partition("/")[0]):
                    targets_of.setdefault(name, set()).add(raw_record.id)
        keys = {event.key for event in events}
        found: dict[str, Retraction] = {}
        for raw in chart.retractions:
            targets = targets_of.get(raw.retracts, set())
            if not targets:
                reason = f"there is no record with the id {raw.retracts} in this file"
                self.refused.append(Refused(f"retraction on {raw.at.text}", reason, raw.line))
            when, known = self.when(raw.at), self.known(raw.at, raw.known)
            for key in sorted(keys.intersection(targets)):
                one = Retraction(f"retraction of {key}", key, known, when, raw.line)
                # What has been taken back stays so: the earliest counts.
                if key not in found or (known, when.first) < (found[key].known, found[key].when.first):
                    found[key] = one
        return list(found.values())

    def overrides(self, raws: tuple[RawOverride, ...]) -> list[Override]:
        """The overrides, with keys of their own."""
        numbers: Counter[str] = Counter()
        found: list[Override] = []
        for raw in sorted(raws, key=lambda item: (item.at.text, item.rule, item.reason, item.line)):
            key = f"override {raw.rule} {raw.at.text}"
            numbers[key] += 1
            unique = key if numbers[key] == 1 else f"{key} #{numbers[key]}"
            when, known = self.when(raw.at), self.known(raw.at, raw.known)
            found.append(Override(unique, raw.rule, raw.reason, when, known, raw.line))
        return found

    def _named(self, raw: RawRecord) -> str:
        shown = as_shown(raw.value)
        return f"{raw.concept.name}{f' {shown}' if shown else ''} on {raw.at.text}"


def _status_refusal(status: str | None) -> str | None:
    if status is None or status in USABLE or status == PRELIMINARY:
        return None
    return _VOID.get(status, "its status is not one that may be used")


def _shown(value: Value) -> str:
    match value:
        case Measured() | Dose() | Off():
            return value.shown
        case NoValue():
            return value.reason
        case Finding():
            return value.presence.value
        case Answer():
            return value.value
        case _:
            assert_never(value)


def _order(event: Event) -> tuple[str, str, str, Instant, str, bool]:
    """An order of events by what they say, for numbering those that would have one key."""
    limits = f"{event.value.low} {event.value.high}" if isinstance(event.value, Measured) else ""
    until = "" if event.until is None else f"{event.until.first:020} {event.until.last:020}"
    return (event.key, event.replaces or "", _shown(event.value), event.known, limits + until, event.preliminary)
