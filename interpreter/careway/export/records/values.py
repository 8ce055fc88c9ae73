"""What a record says, as the elements of a FHIR resource; and in plain words where FHIR says it otherwise.

Numbers stay in the concept's own unit and exact. Where FHIR cannot say what is known of a number (a result between two
bounds, a fraction without an end), the element says something wider or rounded, and a remark says so.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from careway.base.record import record
from careway.export.records.json_text import Json, Resource
from careway.ir.json_codec import number_text
from careway.model.quantity import Span, exactly, scale, show
from careway.model.timeline import Measured
from careway.model.vocabulary import Concept, Kind, Worse

UCUM = "http://unitsofmeasure.org"
_PLACES = 12
_PER_TIME = re.compile(r"(.+)/(d|day|wk|week|h|hour)")
_REPEAT = {"d": "d", "day": "d", "wk": "wk", "week": "wk", "h": "h", "hour": "h"}
_OTHER_PERIOD = {"d": ("wk", Fraction(7)), "wk": ("d", Fraction(1, 7)), "h": ("d", Fraction(24))}
"""Where a dose does not end in decimals for its own stretch of time, it may for another: 100 mg a week is 14.28... mg
a day."""


@record
class Said:
    """Elements of a resource, and remarks on what they say otherwise."""

    elements: Resource
    remarks: tuple[str, ...] = ()


def number(value: Fraction) -> tuple[Decimal, bool]:
    """A number in decimals, and whether that is exactly the number."""
    text = number_text(value)
    if "/" not in text:
        return Decimal(text), True
    scaled = round(value * 10**_PLACES)
    digits = tuple(int(one) for one in str(abs(scaled)))
    return Decimal((int(scaled < 0), digits, -_PLACES)), False


def quantity(value: Fraction, unit: str, comparator: str = "") -> Resource:
    """A Quantity in a unit of UCUM."""
    found: Resource = {"value": number(value)[0]}
    if comparator:
        found["comparator"] = comparator
    return found | {"unit": unit, "system": UCUM, "code": unit}


def result(value: Measured, concept: Concept) -> Said:
    """`valueQuantity` and `referenceRange` of a result."""
    unit = concept.unit or "1"
    bound, comparator = _bound(value.span, concept)
    remarks: list[str] = []
    if bound is None:
        elements = absent("unknown")
        remarks.append("anything is possible; the bundle says a result without a value")
    else:
        elements = {"valueQuantity": quantity(bound, unit, comparator)}
        if _meant(comparator, bound, concept) != value.span:
            remarks.append(f"{_range(value.span, unit)}; the bundle says {comparator} {show(bound, unit)}")
        if not number(bound)[1]:
            remarks.append(f"{show(bound, unit)} has no end in decimals; the bundle rounds it to {_PLACES} places")
    limits: Resource = {}
    for name, limit in (("low", value.low), ("high", value.high)):
        if limit is not None:
            limits[name] = quantity(limit, unit)
            if not number(limit)[1]:
                remarks.append(f"its {name} limit of normal has no end in decimals; the bundle rounds it")
    if limits:
        elements["referenceRange"] = [limits]
    return Said(elements, tuple(remarks))


def _bound(span: Span, concept: Concept) -> tuple[Fraction | None, str]:
    """The number and comparator that say a span, or the nearest wider one: between two bounds, the one that says how
    bad it is for certain."""
    if span.point is not None:
        return span.point, ""
    below = (span.high, "<" if span.high_open else "<=")
    above = (span.low, ">" if span.low_open else ">=")
    if span.high is not None and _meant(below[1], span.high, concept) == span:
        return below
    if span.low is None or (concept.worse is Worse.LOWER and span.high is not None):
        return below
    return above


def _meant(comparator: str, bound: Fraction, concept: Concept) -> Span:
    """The span that a comparator means: a lab result is not negative, unless negative ones are plausible."""
    negative = concept.kind is not Kind.LAB or (concept.plausible is not None and concept.plausible[0] < 0)
    floor = None if negative or (comparator == "<" and bound == 0) else Fraction(0)
    match comparator:
        case "<":
            return Span(floor, bound, high_open=True)
        case "<=":
            return Span(floor, bound)
        case ">":
            return Span(bound, None, low_open=True)
        case ">=":
            return Span(bound, None)
        case _:
            return exactly(bound)


def _range(span: Span, unit: str) -> str:
    low = "" if span.low is None else f"{'above' if span.low_open else 'at least'} {show(span.low, unit)}"
    high = "" if span.high is None else f"{'below' if span.high_open else 'at most'} {show(span.high, unit)}"
    return " and ".join(part for part in (low, high) if part)


_REASONS = frozenset(
    ("unknown", "asked-unknown", "temp-unknown", "not-asked", "asked-declined", "masked", "not-applicable",
     "unsupported", "as-text", "error", "not-a-number", "negative-infinity", "positive-infinity", "not-performed",
     "not-permitted")
)  # fmt: skip
"""http://terminology.hl7.org/CodeSystem/data-absent-reason"""


def absent(reason: str) -> Resource:
    """`dataAbsentReason`: the code of the reason, where it is one of FHIR's, else that it is unknown why."""
    code = reason.removeprefix("no value: ")
    system = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
    coding: Json = [{"system": system, "code": code if code in _REASONS else "unknown"}]
    return {"dataAbsentReason": {"coding": coding}}


def dosage(amount: Span, concept: Concept) -> Said:
    """`dosage` of a drug: an amount (or a range of amounts) each day, week or hour, as its unit says."""
    unit = concept.unit or "1"
    split = _PER_TIME.fullmatch(unit)
    period = "" if split is None else _REPEAT[split[2]]
    part = unit if split is None else split[1]
    ends = [end for end in (amount.low, amount.high) if end is not None]
    if not ends:
        return Said({}, ("its dose may be anything; the bundle gives none",))
    if period and not all(number(end)[1] for end in ends):
        other, factor = _OTHER_PERIOD[period]
        if all(number(end * factor)[1] for end in ends):
            period, ends = other, [end * factor for end in ends]
            amount = scale(amount, factor)
    remarks: list[str] = []
    if amount.low_open or amount.high_open:
        remarks.append(f"{_range(amount, unit)}; the bundle has the bound itself inside")
    if not all(number(end)[1] for end in ends):
        remarks.append(f"its dose has no end in decimals; the bundle rounds it to {_PLACES} places")
    given: Resource
    if amount.point is not None:
        given = {"doseQuantity": quantity(amount.point, part)}
    else:
        bounds: Resource = {}
        for name, end in (("low", amount.low), ("high", amount.high)):
            if end is not None:
                bounds[name] = quantity(end, part)
        given = {"doseRange": bounds}
    found: Resource = {"timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": period}}} if period else {}
    return Said({"dosage": [found | {"doseAndRate": [given]}]}, tuple(remarks))
