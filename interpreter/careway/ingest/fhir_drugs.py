"""FHIR medication records to records of a drug: taken at a dose a day, at an unknown dose, or not taken.

A request is read as taken from the day it was written, which the report says: a bundle often holds nothing better. A
dose that cannot be computed (tablets, text, as needed) is unknown, never 0 and never left out.
"""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction

from careway.ingest.chart import Missing, Number, RawRecord, Word, Written
from careway.ingest.fhir_json import Resource, codings, concepts_of, fields, items, moment, quantity_of, text
from careway.ingest.moments import Moment
from careway.ingest.names import Names
from careway.ingest.values import OFF_WORDS, reading
from careway.model.timeline import Refused
from careway.model.vocabulary import Concept, Kind

DRUG_RECORDS = ("MedicationRequest", "MedicationStatement", "MedicationAdministration")
_PLANS = ("proposal", "plan", "option")
_DAILY = {"QD": 1, "AM": 1, "PM": 1, "BED": 1, "BID": 2, "TID": 3, "QID": 4, "Q24H": 1, "Q12H": 2, "Q8H": 3, "Q6H": 4}
_UNKNOWN = Missing("dose not known")
_PLAIN = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?")


def read_drug(
    resource: Resource, code: object, names: Names, refused: list[Refused], notes: Counter[str]
) -> tuple[bool, list[RawRecord]]:
    """The records of a medication resource, and whether the guideline knows the drug."""
    concepts = concepts_of(code, names, lambda one: one.kind is Kind.DRUG)
    if not concepts:
        return False, []
    tell = _request if resource["resourceType"] == "MedicationRequest" else _taken
    records: list[RawRecord] = []
    for concept in concepts:
        told = tell(resource, concept)
        if isinstance(told, str):
            at = moment(resource.get("authoredOn")) or moment(resource.get("effectiveDateTime"))
            refused.append(Refused(f"{concept.name} on {at.text}" if at else concept.name, told))
        else:
            for at, value, until, known in told:
                records.append(RawRecord(concept, at, value, None, until, known))
    if records and resource["resourceType"] == "MedicationRequest":
        notes["an order is read as taken from the day it was written"] += 1
    return True, records


_Told = list[tuple[Moment, Written, Moment | None, Moment | None]]


def _request(resource: Resource, concept: Concept) -> _Told | str:
    status, intent = text(resource.get("status")) or "unknown", text(resource.get("intent"))
    if status == "entered-in-error":
        return "entered in error"
    if status in ("cancelled", "draft", "unknown"):
        return f"the order is {status}" if status != "unknown" else "the status of the order is not known"
    if intent in _PLANS:
        return "a plan, not an order"
    if resource.get("doNotPerform") is True:
        return "an order not to give it"
    dosages = items(resource.get("dosageInstruction"))
    bounds = _bounds(dosages)
    written = moment(resource.get("authoredOn"))
    start = moment(bounds.get("start")) or written
    end = moment(bounds.get("end"))
    if end is None and status in ("completed", "stopped"):
        end = moment(fields(fields(resource.get("dispenseRequest")).get("validityPeriod")).get("end"))
    if start is None:
        return "it has no date"
    if status == "on-hold":
        return "the order is on hold, but it does not say since when"
    if status in ("completed", "stopped") and end is None:
        return f"the order is {status}, but it does not say since when"
    return [(start, _dose(dosages, concept), end, written)]


def _taken(resource: Resource, concept: Concept) -> _Told | str:
    """What a statement or an administration says."""
    status = text(resource.get("status")) or "unknown"
    period = fields(resource.get("effectivePeriod"))
    start = moment(resource.get("effectiveDateTime")) or moment(period.get("start"))
    end, asserted = moment(period.get("end")), moment(resource.get("dateAsserted"))
    if status == "entered-in-error":
        return "entered in error"
    if status in ("not-taken", "not-done"):
        at = start or asserted
        return "it has no date" if at is None else [(at, Word(_why_not(resource)), end, asserted)]
    if status in ("intended", "unknown"):
        return "it is intended, not taken" if status == "intended" else "its status is not known"
    start = start or asserted
    if start is None:
        return "it has no date"
    dosage = resource.get("dosage")
    told: _Told = [(start, _dose(items(dosage) or ([dosage] if dosage else []), concept), end, asserted)]
    administered = resource["resourceType"] == "MedicationAdministration"
    if end is None and status in ("completed", "stopped", "on-hold") and not administered:
        if asserted is None or asserted.text == start.text:
            return f"it is {status}, but it does not say since when"
        told.append((asserted, Word("paused" if status == "on-hold" else "stopped"), None, asserted))
    return told


def _why_not(resource: Resource) -> str:
    """How a drug is not taken, where one of the words for that is given as the reason."""
    given = {text(fields(one).get("text")) for one in items(resource.get("statusReason"))}
    return next((word for word in OFF_WORDS if word in given), "not taken")


def _bounds(dosages: list[object]) -> Resource:
    if len(dosages) != 1:
        return {}
    return fields(fields(fields(fields(dosages[0]).get("timing")).get("repeat")).get("boundsPeriod"))


def _dose(dosages: list[object], concept: Concept) -> Written:
    """The dose as an amount for a stretch of time (or as a bare amount, for a drug whose doses are declared so), or
    that it is not known."""
    if len(dosages) != 1:
        return _UNKNOWN
    dosage = fields(dosages[0])
    if dosage.get("asNeededBoolean") is True or dosage.get("asNeededCodeableConcept") is not None:
        return _UNKNOWN
    rates = items(dosage.get("doseAndRate"))
    given = fields(rates[0]) if len(rates) == 1 else dosage
    amount, unit = _quantity(given.get("doseQuantity"))
    low, low_unit = _quantity(fields(given.get("doseRange")).get("low"))
    high, high_unit = _quantity(fields(given.get("doseRange")).get("high"))
    unit = unit or low_unit or high_unit
    if unit is None or (low is not None and high is not None and low_unit != high_unit):
        return _UNKNOWN
    if "timing" not in dosage and not isinstance(reading(unit, concept), str):
        times = 1
    else:
        how_often = _times(fields(dosage.get("timing")))
        if how_often is None:
            return _UNKNOWN
        times, unit = how_often[0], f"{unit}/{how_often[1]}"
    if amount is not None:
        return Number("", _digits(amount * times), unit)
    if low is not None and high is not None:
        return Number("", _digits(low * times), unit, _digits(high * times))
    if low is not None:
        return Number(">=", _digits(low * times), unit)
    return _UNKNOWN if high is None else Number("<=", _digits(high * times), unit)


def _quantity(value: object) -> tuple[Fraction | None, str | None]:
    written = quantity_of(value)
    if (
        not isinstance(written, Number)
        or written.unusable
        or written.comparator
        or not _PLAIN.fullmatch(written.digits)
    ):
        return None, None
    return Fraction(written.digits), written.unit


def _digits(value: Fraction) -> str:
    """A number that ends in decimals, with all its digits."""
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    whole, rest = digits[: len(digits) - places], digits[len(digits) - places :]
    return f"{'-' if value < 0 else ''}{whole}{f'.{rest}' if rest else ''}"


def _times(timing: Resource) -> tuple[int, str] | None:
    """How many times, and in which stretch of time as a unit: (2, `d`)."""
    repeat = fields(timing.get("repeat"))
    if not repeat or ("frequency" not in repeat and "period" not in repeat):
        for coding in codings(timing.get("code")):
            if coding.code in _DAILY:
                return _DAILY[coding.code], "d"
        return None
    if "frequencyMax" in repeat or "periodMax" in repeat or "dayOfWeek" in repeat:
        return None
    frequency, period = text(repeat.get("frequency")) or "1", text(repeat.get("period")) or ""
    period = period.removesuffix(".0")
    if not (frequency.isdecimal() and period.isdecimal() and len(frequency) < 4 and len(period) < 4 and int(period)):
        return None
    unit = repeat.get("periodUnit")
    if unit == "h" and 24 % int(period) == 0:
        return int(frequency) * (24 // int(period)), "d"
    if unit == "d" or unit == "wk":
        return int(frequency), str(unit) if int(period) == 1 else f"({period}.{unit})"
    return None
