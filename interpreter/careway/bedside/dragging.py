"""A result or dose that was moved in the picture, as a laboratory would report it, or a prescriber write it.

In: a record, and a number in the unit of the picture. Out: the value to write, in the unit in which the record is
written, converted exactly and rounded once: to as many decimals as the record had, and at least so many that two
significant digits of its normal limit (of what it said itself, where none is declared) can be told. `>1000 U/L` and
a result without a value become plain numbers. A number beyond what is plausible is held at its edge.
"""

from __future__ import annotations

import re
from fractions import Fraction

from careway.bedside.changing import Edited, change
from careway.bedside.records import PatientFile
from careway.bedside.text_layout import NotDone
from careway.ingest.chart import Number, Written
from careway.ingest.values import Reading, reading
from careway.model.vocabulary import Concept, Kind, Vocabulary

_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,30})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d{4}-\d\d-\d\d([T ].*)?", re.ASCII)
_MOST_DECIMALS = 6


def drag(file: PatientFile, vocabulary: Vocabulary, key: str, value: str | None, at: str | None) -> Edited:
    """A record with the value and on the day where a pointer left it; its time of day stays."""
    row = file.row(key)
    new = None
    if value is not None and row is not None:
        if row.raw is None or not (row.raw.concept.kind.measured or row.raw.concept.kind is Kind.DRUG):
            raise NotDone("only results and doses can be dragged")
        if not _NUMBER.fullmatch(value):
            raise NotDone("a value that is dragged is a plain decimal number")
        new = reported(Fraction(value), row.raw.value, row.raw.concept)
    day = None
    if at is not None and row is not None:
        if not _DAY.fullmatch(at):
            raise NotDone("a date that is dragged is a day, such as 2025-04-20")
        time = _TIME.fullmatch(row.at)
        day = f"{at}{(time[1] or '') if time else ''}"
    return change(file, vocabulary, key, new, day)


def can_be_dragged(written: Written, concept: Concept) -> bool:
    """Whether a record has a place between the edges of its panel: any result, and a dose that is a number."""
    return concept.kind.measured or (concept.kind is Kind.DRUG and isinstance(written, Number))


def reported(number: Fraction, written: Written, concept: Concept) -> str:
    """A number in the concept's unit, as it is written in place of a value."""
    unit, read = _unit_of(written, concept)
    had = _decimals_of(written) if isinstance(written, Number) else 0
    places = _places(written, concept, read)
    step = Fraction(1, 10**places)
    rounded = _rounded((number - read.shift) / read.factor, step)
    low, high = _edges(concept)
    for edge, inward in ((low, 1), (high, -1)):
        if edge is not None:
            at_edge = (edge - read.shift) / read.factor
            if (rounded - at_edge) * inward < 0:
                rounded = _rounded(at_edge, step)
            if (rounded - at_edge) * inward < 0:
                rounded += inward * step
    digits = _digits(rounded, places, had)
    return digits if unit in (None, "1") else f"{digits} {unit}"


def step(written: Written, concept: Concept) -> Fraction:
    """By how much, in the concept's unit, two values differ that are written next to one another."""
    _, read = _unit_of(written, concept)
    return read.factor * Fraction(1, 10 ** _places(written, concept, read))


def _unit_of(written: Written, concept: Concept) -> tuple[str | None, Reading]:
    """The unit in which a value is written anew: its own where that can be read, else the concept's."""
    unit = written.unit if isinstance(written, Number) else concept.unit
    read = reading(unit, concept)
    return (concept.unit, Reading(Fraction(1))) if isinstance(read, str) else (unit, read)


def _places(written: Written, concept: Concept, read: Reading) -> int:
    had = _decimals_of(written) if isinstance(written, Number) else 0
    return min(_MOST_DECIMALS, max(had, _telling(written, concept, read)))


def _rounded(number: Fraction, step: Fraction) -> Fraction:
    """The nearest multiple of a step; of two, the higher."""
    return ((number / step + Fraction(1, 2)) // 1) * step


def _digits(number: Fraction, places: int, had: int) -> str:
    """A number in plain decimals, without zeros at its end beyond as many places as there were."""
    sign, number = ("-", -number) if number < 0 else ("", number)
    scaled = str(int(number * 10**places)).rjust(places + 1, "0")
    whole, part = (scaled[:-places], scaled[-places:]) if places else (scaled, "")
    while part.endswith("0") and len(part) > had:
        part = part[:-1]
    return f"{sign}{whole}.{part}" if part else f"{sign}{whole}"


def _decimals_of(written: Number) -> int:
    return len(written.digits.partition(".")[2]) if re.fullmatch(r"-?\d+(\.\d+)?", written.digits, re.ASCII) else 0


def _telling(written: Written, concept: Concept, read: Reading) -> int:
    """How many decimals tell two significant digits of a usual number of the concept, in the unit as written."""
    normal = [limit for one in concept.normal for limit in (one.high, one.low) if limit is not None and limit > 0]
    if normal:
        usual = (normal[0] - read.shift) / read.factor
    elif isinstance(written, Number) and _NUMBER.fullmatch(written.digits):
        usual = Fraction(written.digits)
    else:
        return 0
    places = 0
    while places < _MOST_DECIMALS and 0 < abs(usual) * 10**places < 10:
        places += 1
    return places


def _edges(concept: Concept) -> tuple[Fraction | None, Fraction | None]:
    """The lowest and the highest number that a record of the concept is used with."""
    low, high = concept.plausible or (None, None)
    if concept.kind in (Kind.LAB, Kind.DRUG) and (low is None or low >= 0):
        low = max(low or Fraction(0), Fraction(0))
    return low, high
