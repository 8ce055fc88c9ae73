"""Patients near those of a guideline's cases: the same but for a value at a boundary, a day moved, a record more.

In: the patients of the cases that touch a mutant's rule, and what the mutant is about. Out: patients to try, in an
order drawn from a seed that the mutant's own words give, so that equal runs try the same ones. Values are those at
which the rule may change its mind: its numbers, its multiples of the limits of normal and of what the patient has had,
one step below and above, and what lies between two of them.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from careway.ingest.native_text import Said, Written
from careway.model.quantity import show_number
from careway.model.time import Duration, shift_day
from careway.model.units import conversion
from careway.model.vocabulary import Concept, Kind
from careway.mutants.example import Tried
from careway.mutants.reach import Reach

_VALUE = re.compile(r"(\d+(?:\.\d+)?) ?(\S.*)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOST_CHANGES = 3


def nearby(patients: Sequence[Tried], reach: Reach, seed: str, count: int) -> Iterator[Tried]:
    """The patients as they are, then `count` of them with one to three changes."""
    yield from patients
    if not patients:
        return
    draw = random.Random(seed)
    for _ in range(count):
        # The nearer a case is to the rule, the more often it is drawn.
        tried = patients[min(draw.randrange(len(patients)), draw.randrange(len(patients)))]
        for _ in range(draw.randrange(_MOST_CHANGES) + 1):
            tried = _changed(tried, reach, draw)
        if tried.written.records:
            yield tried


def _changed(tried: Tried, reach: Reach, draw: random.Random) -> Tried:
    change = draw.choice(
        (_value, _value, _moved, _moved, _together, _visit, _less, _more, _more, _turned, _later, _ranged)
    )
    return change(tried, reach, draw)


def _with(tried: Tried, records: Sequence[Said]) -> Tried:
    return replace(tried, written=replace(tried.written, records=tuple(records)))


def _pick(tried: Tried, reach: Reach, draw: random.Random) -> tuple[int, Said, Concept] | None:
    """A record of a concept that the mutant is about."""
    concepts = {one.name: one for one in reach.concepts}
    found = [(index, said) for index, said in enumerate(tried.written.records) if said.concept in concepts]
    if not found:
        return None
    index, said = draw.choice(found)
    return index, said, concepts[said.concept]


def _value(tried: Tried, reach: Reach, draw: random.Random) -> Tried:
    """A result or a dose at a boundary."""
    found = _pick(tried, reach, draw)
    if found is None or found[2].unit is None:
        return tried
    index, said, concept = found
    value = _number(concept, tried.written, reach, draw)
    return tried if value is None else _with(tried, _put(tried, index, replace(said, value=value)))


def _put(tried: Tried, index: int, said: Said) -> list[Said]:
    records = list(tried.written.records)
    records[index] = said
    return records


def _number(concept: Concept, written: Written, reach: Reach, draw: random.Random) -> str | None:
    unit = concept.unit or "1"
    had = [number for said in written.records if (number := _read(said, concept)) is not None]
    limits = [limit for one in concept.normal for limit in (one.low, one.high) if limit is not None]
    base = [*limits, *had]
    own = [number * factor for number, given in reach.numbers if (factor := conversion(given, unit)) is not None]
    own += [factor * one for factor in reach.factors for one in base]
    points = sorted({one for one in (*own, *base) if one >= 0})
    if not points:
        return None
    point = draw.choice(points)
    step = _step(points)
    following = [one for one in points if one > point]
    choices = [point, point - step, point + step, *([(point + following[0]) / 2] if following else [])]
    number = draw.choice([one for one in choices if one >= 0])
    shown = show_number(number)
    if shown.startswith("≈"):
        shown = show_number(Fraction(round(number / step)) * step)
    return shown if unit == "1" else f"{shown} {unit}"


def _step(points: Sequence[Fraction]) -> Fraction:
    """One in the last place that these numbers have, of at most three."""
    for places in range(4):
        if all((point * 10**places).denominator == 1 for point in points):
            return Fraction(1, 10**places)
    return Fraction(1, 10)


def _read(said: Said, concept: Concept) -> Fraction | None:
    found = _VALUE.fullmatch(said.value)
    if said.concept != concept.name or found is None:
        return None
    factor = conversion(found[2] or "1", concept.unit or "1")
    return None if factor is None else Fraction(found[1]) * factor


def _moved(tried: Tried, reach: Reach, draw: random.Random) -> Tried:
    """A record on another day."""
    found = _pick(tried, reach, draw)
    if found is None:
        return tried
    index, said, _ = found
    day = _day(said.at, tried, reach, draw)
    return tried if day is None else _with(tried, _put(tried, index, replace(said, at=day)))


def _together(tried: Tried, reach: Reach, draw: random.Random) -> Tried:
    """A record at the very time of another."""
    found = _pick(tried, reach, draw)
    if found is None:
        return tried
    at = draw.choice([said.at for said in tried.written.records])
    return _with(tried, _put(tried, found[0], replace(found[1], at=at)))


def _visit(tried: Tried, reach: Reach, draw: random.Random) -> Tried:
    """All records of one time on another day, or none of them."""
    ats = sorted({said.at for said in tried.written.records})
    if not ats:
        return tried
    at = draw.choice(ats)
    if draw.randrange(3) == 0 and len(ats) > 1:
        return _with(tried, [said for said in tried.written.records if said.at != at])
    day = _day(at, tried, reach, draw)
    if day is None:
        return tried
    return _with(tried, [replace(said, at=day) if said.at == at else said for said in tried.written.records])


def _day(at: str, tried: Tried, reach: Reach, draw: random.Random) -> str | None:
    """A time a little beside, or a length of the rule before or after some other record."""
    if not _DAY.match(at):
        return None
    anchor = at
    if reach.durations and draw.randrange(2):
        anchor = draw.choice([said.at for said in tried.written.records if _DAY.match(said.at)])
    return _shifted(anchor, at, reach, draw)


def _shifted(anchor: str, at: str, reach: Reach, draw: random.Random) -> str:
    day = date.fromisoformat(anchor[:10])
    if anchor != at:
        duration = draw.choice(reach.durations)
        day = date.fromordinal(_after(day.toordinal(), duration, draw.choice((-1, 1, 1))))
    day += timedelta(days=draw.choice((-7, -2, -1, -1, 0, 1, 1, 2, 7)))
    return day.isoformat() + at[10:]


def _after(day: int, duration: Duration, sign: int) -> int:
    return day if duration.by_clock else shift_day(day, duration, sign)


def _less(tried: Tried, reach: Reach, draw: random.Random) -> Tried:
    """A record less."""
    found = _pick(tried, reach, draw)
    if found is None:
        return tried
    return _with(tried, [said for index, said in enumerate(tried.written.records) if index != found[0]])


def _more(tried: Tried, reach: Reach, draw: random.Random) -> Tried:
    """A record more, on the day of another or beside it."""
    dated = [said.at for said in tried.written.records if _DAY.match(said.at)]
    if not reach.concepts or not dated:
        return tried
    concept = draw.choice(reach.concepts)
    at = draw.choice(dated)
    if draw.randrange(2):
        at = _day(at, tried, reach, draw) or at
    value = _said_of(concept, tried.written, reach, draw)
    there = any(said.at == at and said.concept == concept.name for said in tried.written.records)
    if value is None or (there and not concept.kind.measured):
        return tried
    return _with(tried, [*tried.written.records, Said(at, concept.name, value)])


def _said_of(concept: Concept, written: Written, reach: Reach, draw: random.Random) -> str | None:
    match concept.kind:
        case Kind.SYMPTOM | Kind.CONDITION:
            return draw.choice(("present", "absent"))
        case Kind.TEST | Kind.QUESTION:
            return draw.choice(concept.values)
        case Kind.DRUG:
            dose = _number(concept, written, reach, draw)
            return draw.choice(("taken", "stopped", "paused", *([dose, dose] if dose is not None else [])))
        case Kind.LAB | Kind.VITAL:
            return _number(concept, written, reach, draw)


def _turned(tried: Tried, reach: Reach, draw: random.Random) -> Tried:
    """The other finding, another answer, a drug stopped or another dose."""
    found = _pick(tried, reach, draw)
    value = None if found is None else _said_of(found[2], tried.written, reach, draw)
    if found is None or value is None:
        return tried
    return _with(tried, _put(tried, found[0], replace(found[1], value=value)))


def _later(tried: Tried, reach: Reach, draw: random.Random) -> Tried:
    """Looked at on another day."""
    dated = [said.at for said in tried.written.records if _DAY.match(said.at)]
    last = max([one[:10] for one in (*dated, *([tried.as_of] if tried.as_of else []))], default=None)
    if last is None:
        return tried
    days = draw.choice((1, 2, 3, 5, 8, 14, 31, 62))
    if reach.durations and draw.randrange(2):
        day = _after(date.fromisoformat(last).toordinal(), draw.choice(reach.durations), 1) + draw.choice((-1, 0, 1))
    else:
        day = date.fromisoformat(last).toordinal() + days
    return replace(tried, as_of=date.fromordinal(day).isoformat())


def _ranged(tried: Tried, reach: Reach, draw: random.Random) -> Tried:
    """A result with a reference range of its own."""
    found = _pick(tried, reach, draw)
    if found is None or not found[2].kind.measured or _read(found[1], found[2]) is None:
        return tried
    limit = _number(found[2], tried.written, reach, draw)
    return tried if limit is None else _with(tried, _put(tried, found[0], replace(found[1], range=f"up to {limit}")))
