"""Where things come to lie in the picture: the scale of a lab, the dates of the axis, labels that do not overlap."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction

from careway.base.record import record
from careway.model.quantity import Span
from careway.picture.plot import At, LabPanel, Limit

LETTER = 6.1
"""How wide a letter of the labels is, in pixels, on average and rather too wide."""
_HIGH = Fraction(8, 5)
_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200)


@record
class Scale:
    """The numbers that a panel shows, and the limits that lie beyond them."""

    low: Fraction
    high: Fraction
    beyond: tuple[Limit, ...]


def bounds(span: Span) -> list[Fraction]:
    """The known ends of a span."""
    return [bound for bound in (span.low, span.high) if bound is not None]


def scale(panel: LabPanel) -> Scale:
    """The scale of a lab: all its results, and the limits that lie near them. One far above would press the curve
    flat; it is named beside the picture instead."""
    results = [bound for point in panel.points if point.span is not None for bound in bounds(point.span)]
    of_limit = {
        limit: [b for s in limit.stretches for b in bounds(s.value)] for limit in (*panel.normal, *panel.limits)
    }
    all_limits = sorted({bound for found in of_limit.values() for bound in found})
    top = max(results, default=max(all_limits, default=Fraction(1)))
    of_rules = sorted(bound for limit in panel.limits for bound in of_limit[limit] if bound > top)
    high = max([top, *of_rules[:1], *(bound for bound in all_limits if bound <= top * _HIGH)])
    inside = [bound for bound in (*results, *all_limits) if bound <= high]
    lowest = min([*inside, high])
    low = Fraction(0)
    if lowest < 0 or lowest * 3 > high * 2:
        low = lowest - (high - lowest) / 5 - (Fraction(1) if high == lowest else 0)
    beyond = tuple(limit for limit, found in of_limit.items() if found and min(found) > high)
    return Scale(low, high + (high - low) / 6, beyond)


def ticks(start: At, end: At, most: int) -> list[At]:
    """The dates that the axis names: whole days, weeks or months, as many as have room."""
    first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
    days = (last - first).days + 1
    later = 0 if first.time() == datetime.min.time() else 1
    if later and first.date() == date.max:
        return []
    begin = first.date() + timedelta(days=later)
    for step in _DAYS:
        if days <= step * most:
            found = [begin + timedelta(days=place) for place in range(0, (last.date() - begin).days + 1, step)]
            return [f"{day.isoformat()}T00:00:00" for day in found]
    for step in _MONTHS:
        if days <= step * 30 * most:
            break
    months = range(begin.year * 12 + begin.month - 1, min(last.year * 12 + last.month, 9999 * 12))
    firsts = [date(month // 12, month % 12 + 1, 1) for month in months if month % 12 % min(step, 12) == 0]
    firsts = [day for day in firsts if step <= 12 or day.year % (step // 12) == 0]
    return [f"{day.isoformat()}T00:00:00" for day in firsts if begin <= day <= last.date()]


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places as near to the wanted ones as a gap between them allows, in the same order of the arguments."""
    order = sorted(range(len(wanted)), key=lambda place: wanted[place])
    places: list[float] = []
    for place in order:
        at = max(low, min(high, wanted[place]))
        places.append(max(at, places[-1] + gap) if places else at)
    limit = high
    for place in reversed(range(len(places))):
        places[place] = max(min(places[place], limit), low)
        limit = places[place] - gap
    found = [0.0] * len(wanted)
    for place, at in zip(order, places, strict=True):
        found[place] = at
    return found


def lanes(begins: Sequence[float], widths: Sequence[float]) -> list[int]:
    """For labels that begin at these places, in order, the line on which each has room, counted from the lowest (0).

    A label stands above all later ones that begin before it ends: so none overlap, and a stroke from a label down to
    its place crosses no other.
    """
    found: list[int] = []
    for place in reversed(range(len(begins))):
        end = begins[place] + widths[place]
        later = zip(begins[place + 1 :], reversed(found), strict=True)
        found.append(1 + max((lane for begin, lane in later if begin < end), default=-1))
    return found[::-1]


def rounded(number: Fraction) -> Fraction:
    """A number to three significant places, for a label."""
    places = 0
    while places < 9 and 0 < abs(number) * 10**places < 100:
        places += 1
    return Fraction(round(number * 10**places), 10**places)
