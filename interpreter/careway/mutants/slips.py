"""The usual slips of a pen: a number one step beside, a number in another unit, a time one day or one unit beside.

In: a value as it stands. Out: what an author might have written in its place, nearest first. All numbers stay exact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from careway.base.record import record
from careway.model.conversion import linear
from careway.model.quantity import Quantity, show_number
from careway.model.terms import Comparison
from careway.model.time import Duration, TimeUnit
from careway.model.vocabulary import Concept

STRICTER = {
    Comparison.AT_LEAST: Comparison.ABOVE,
    Comparison.ABOVE: Comparison.AT_LEAST,
    Comparison.AT_MOST: Comparison.BELOW,
    Comparison.BELOW: Comparison.AT_MOST,
    Comparison.EQUAL: Comparison.AT_LEAST,
}
"""Each comparison with the one that it is mixed up with."""

USUAL_UNITS = (
    ("U/L", "ukat/L", "nkat/L"),
    ("mg/dL", "umol/L", "mmol/L", "g/L", "ug/mL"),
    ("g/dL", "g/L", "mmol/L"),
    ("/uL", "10*3/uL", "10*9/L"),
    ("mmol/L", "mg/dL", "umol/L"),
    ("umol/L", "mg/dL", "nmol/L"),
    ("ng/mL", "ug/L", "nmol/L"),
    ("mg/d", "ug/d", "g/d", "mg/wk"),
    ("mg", "ug", "g"),
    ("Cel", "[degF]"),
    ("kg", "[lb_av]"),
    ("mm[Hg]", "kPa"),
)
"""Units in which the same thing is reported, those nearest at hand first."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_PART = re.compile(r"(\d+)/(\d+)", re.ASCII)
_LONGER = {
    TimeUnit.MINUTE: TimeUnit.HOUR,
    TimeUnit.HOUR: TimeUnit.DAY,
    TimeUnit.DAY: TimeUnit.WEEK,
    TimeUnit.WEEK: TimeUnit.MONTH,
    TimeUnit.MONTH: TimeUnit.WEEK,
    TimeUnit.YEAR: TimeUnit.MONTH,
}


@record
class Number:
    """A number in some unit, and how it is written."""

    value: Fraction
    written: str


def beside(value: Fraction, written: str) -> Iterator[Number]:
    """The number one step below and above: one in the last place that is written, or the next part (1/3: 1/4, 1/2)."""
    part = _PART.match(written)
    if part is not None and Fraction(int(part[1]), int(part[2])) == value:
        for below in (int(part[2]) + 1, int(part[2]) - 1):
            if below > int(part[1]):
                yield Number(Fraction(int(part[1]), below), f"{part[1]}/{below}{written[part.end() :]}")
        return
    found = _NUMBER.search(written)
    if found is None:
        written = show_number(value).lstrip("≈")
        found = _NUMBER.search(written)
    if found is None:
        return
    number = Fraction(found[0])
    scale = value / number if number else Fraction(1)
    step = Fraction(1, 10 ** len(found[0].partition(".")[2]))
    for near in (number - step, number + step):
        if near >= 0:
            text = f"{written[: found.start()]}{show_number(near)}{written[found.end() :]}"
            yield Number(near * scale, text)


def in_another_unit(value: Fraction, unit: str, written: str, concept: Concept | None) -> Number | None:
    """The number as written, taken in another unit in which the same thing is reported; None where there is none."""
    found = _NUMBER.search(written)
    molar_mass = None if concept is None else concept.molar_mass
    given = written[found.end() :].strip() if found is not None else ""
    number = Fraction(found[0]) if found is not None and given else value
    for family in USUAL_UNITS:
        for other in family:
            if linear(unit, family[0]) is None or other in (unit, given):
                continue
            read = linear(other, unit, molar_mass)
            if read is None:
                continue
            changed = number * read.factor + read.shift
            if changed not in (value, number * 0):
                return Number(changed, f"{show_number(number)} {other}")
    return None


def quantity_beside(quantity: Quantity) -> Iterator[Quantity]:
    """A quantity one step below and above."""
    for number in beside(quantity.value, show_number(quantity.value)):
        yield Quantity(number.value, quantity.unit)


def durations_beside(duration: Duration) -> Iterator[Duration]:
    """A duration a step shorter and longer: by a day, an hour, or a month where it is counted in these."""
    amount, unit = duration.amount, duration.unit
    match unit:
        case TimeUnit.WEEK:
            yield from (Duration(7 * amount + step, TimeUnit.DAY) for step in (-1, 1) if 7 * amount + step >= 0)
        case TimeUnit.MONTH | TimeUnit.YEAR | TimeUnit.HOUR if amount == 1:
            shorter = {TimeUnit.MONTH: (3, TimeUnit.WEEK), TimeUnit.YEAR: (11, TimeUnit.MONTH)}
            yield Duration(*shorter.get(unit, (59, TimeUnit.MINUTE)))
            yield Duration(2, unit)
        case _:
            yield from (Duration(amount + step, unit) for step in (-1, 1) if amount + step >= 0)


def in_another_time_unit(duration: Duration) -> Duration | None:
    """The number of a duration, taken in the unit that is mixed up with its own: 7 weeks for 7 days."""
    return Duration(duration.amount, _LONGER[duration.unit]) if duration.amount else None
