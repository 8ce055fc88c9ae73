"""One patient's records, disturbed: from a chart to many, each with what was done to it in words.

Records are changed as they were written, before they are read, so that a wrong unit or an implausible value meets the
same reader as any other. Of visits and results there are many: a seeded choice of at most so many of each is tried, and
it rests on the patient's label and records alone, not on who else is tried.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TypeVar

from careway.base.record import record
from careway.ingest.chart import Chart, Number, RawRecord, RawRetraction
from careway.ingest.moments import Moment, read_moment
from careway.ingest.values import as_shown
from careway.model.vocabulary import Kind
from careway.robustness.disturbances import ERRORS, Disturbance, factor, since_the_begin
from careway.robustness.units import other_numbers, rounded

T = TypeVar("T")
WEEK = timedelta(days=7)
_PLAIN = re.compile(r"\d{1,15}(?:\.\d{1,30})?", re.ASCII)
_TAKEN_AT_A_VISIT = (Kind.LAB, Kind.VITAL, Kind.SYMPTOM, Kind.TEST, Kind.QUESTION)


@record
class Variant:
    """A patient's records after a disturbance, and what was done: `the visit of 2025-05-08 left out`."""

    disturbance: Disturbance
    said: str
    chart: Chart


def variants(chart: Chart, begun: date | None, seed: int, most: int) -> Iterator[Variant]:
    """The disturbed records of a patient; of visits and results at most `most` each, drawn with the seed. `begun` is
    the day on which the protocol began (None: it has not, or there is none; then all records count)."""
    for one in ERRORS:
        yield from _misread(chart, one, begun)
    days = visits(chart, begun)
    draw = random.Random(f"{seed} {chart.label}")
    for day in _some(days, most, draw):
        yield Variant(Disturbance.SKIPPED, f"the visit of {day} left out", _without(chart, day))
    for day in _some(days, most, draw):
        moved = _later(chart, (day,))
        if moved is not None:
            yield Variant(Disturbance.LATE, f"the visit of {day} a week late", moved)
    moved = _later(chart, days) if days else None
    if moved is not None:
        yield Variant(Disturbance.ALL_LATE, f"all {len(days)} visits from {days[0]} on a week late", moved)
    for place, digits, unit in _some(_other_units(chart, begun), most, draw):
        yield _in_other_unit(chart, place, digits, unit)


def visits(chart: Chart, begun: date | None) -> tuple[date, ...]:
    """The days after the begin on which there are results of a laboratory, or vital signs."""
    days = {
        _day(raw.at) for raw in chart.records if raw.concept.kind.measured and _after(raw, begun) and raw.at.days <= 1
    }
    return tuple(sorted(days))


def _some(every: Sequence[T], most: int, draw: random.Random) -> list[T]:
    """As many as are to be tried, in their own order."""
    if len(every) <= most:
        return list(every)
    return [every[place] for place in sorted(draw.sample(range(len(every)), most))]


def _day(moment: Moment) -> date:
    return moment.local.date()


def _after(raw: RawRecord, begun: date | None) -> bool:
    return begun is None or _day(raw.at) > begun


# --- the laboratory -----------------------------------------------------------------------------------------------


def _misread(chart: Chart, one: Disturbance, begun: date | None) -> Iterator[Variant]:
    since = begun if since_the_begin(one) else None
    if since_the_begin(one) and begun is None:
        return
    records = tuple(_multiplied(raw, factor(one)) if _after(raw, since) else raw for raw in chart.records)
    if records != chart.records:
        yield Variant(one, one.value, replace(chart, records=records))


def _multiplied(raw: RawRecord, by: Fraction) -> RawRecord:
    """A laboratory result times a number, to as many places as it was written. One that is not a plain number (`>1000`
    is the end of the method's range) stays as it is."""
    written = raw.value
    if raw.concept.kind is not Kind.LAB or not isinstance(written, Number) or not _plain(written):
        return raw
    places = len(written.digits.partition(".")[2])
    return replace(raw, value=replace(written, digits=rounded(Fraction(written.digits) * by, places)))


def _plain(written: Number) -> bool:
    alone = not written.comparator and written.until is None and written.unusable is None
    return alone and _PLAIN.fullmatch(written.digits) is not None


# --- visits ---------------------------------------------------------------------------------------------------------


def _at_visit(raw: RawRecord, days: Sequence[date]) -> bool:
    return raw.concept.kind in _TAKEN_AT_A_VISIT and raw.at.days <= 1 and _day(raw.at) in days


def _without(chart: Chart, day: date) -> Chart:
    """The records without what was found at a visit, nor what was later said of that."""
    kept = [raw for raw in chart.records if not _at_visit(raw, (day,))]
    gone = _ids(chart.records) - _ids(kept)
    while True:
        void = [raw for raw in kept if raw.corrects is not None and _speaks_of(raw.corrects, gone, kept)]
        if not void:
            break
        gone |= _ids(void)
        kept = [raw for raw in kept if raw not in void]
    retractions = tuple(one for one in chart.retractions if not _speaks_of(one.retracts, gone, kept))
    return replace(chart, records=tuple(kept), retractions=retractions)


def _ids(records: Sequence[RawRecord]) -> set[str]:
    return {raw.id for raw in records if raw.id is not None}


def _speaks_of(target: str, gone: set[str], kept: Sequence[RawRecord]) -> bool:
    """Whether an id names what is gone, and nothing that is still there; an event's id names all its records."""
    names, there = ({name for id in ids for name in (id, id.partition("/")[0])} for ids in (gone, _ids(kept)))
    return target in names and target not in there


def _later(chart: Chart, days: Sequence[date]) -> Chart | None:
    """The records with some visits a week later; None where there is no such date."""
    records: list[RawRecord] = []
    for raw in chart.records:
        if not _at_visit(raw, days):
            records.append(raw)
            continue
        at, at_last, known = (_moved(moment) for moment in (raw.at, raw.at_last, raw.known))
        if at is None or isinstance(at, str) or isinstance(at_last, str) or isinstance(known, str):
            return None  # past the last year that a record can have
        records.append(replace(raw, at=at, at_last=at_last, known=known))
    retractions = tuple(_not_before(one, records) for one in chart.retractions)
    return replace(chart, records=tuple(records), retractions=retractions)


def _not_before(one: RawRetraction, records: Sequence[RawRecord]) -> RawRetraction:
    """A retraction of a result that came a week later cannot have been known before the result."""
    taken = [raw.at for raw in records if raw.id is not None and one.retracts in (raw.id, raw.id.partition("/")[0])]
    latest = max(taken, key=lambda moment: moment.local, default=one.at)
    return replace(one, at=latest, known=None) if latest.local > (one.known or one.at).local else one


def _moved(moment: Moment | None) -> Moment | str | None:
    if moment is None or moment.days > 1:
        return moment
    day = moment.text.strip()[:10]
    return read_moment(f"{(date.fromisoformat(day) + WEEK).isoformat()}{moment.text.strip()[10:]}")


# --- units ----------------------------------------------------------------------------------------------------------


def _other_units(chart: Chart, begun: date | None) -> list[tuple[int, str, str]]:
    """For each result that could be in another unit: its place, its number there, the unit."""
    found = []
    for place, raw in enumerate(chart.records):
        if raw.concept.kind.measured and _after(raw, begun) and isinstance(raw.value, Number) and _plain(raw.value):
            found += [(place, digits, unit) for digits, unit in other_numbers(raw.value, raw.concept)]
    # The order in which a file lists its records must not choose among them.
    return sorted(found, key=lambda one: (chart.records[one[0]].at.text, chart.records[one[0]].concept.name, *one[1:]))


def _in_other_unit(chart: Chart, place: int, digits: str, unit: str) -> Variant:
    raw = chart.records[place]
    assert isinstance(raw.value, Number)
    value = replace(raw.value, digits=digits)
    records = (*chart.records[:place], replace(raw, value=value), *chart.records[place + 1 :])
    what = f"{raw.concept.name} of {raw.at.text}"
    said = f"{what} written as {as_shown(value)} for {as_shown(raw.value)}: its number in {unit}"
    return Variant(Disturbance.UNIT, said, replace(chart, records=records))
