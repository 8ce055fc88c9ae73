"""FHIR observations and conditions to records: results, findings and answers."""

from __future__ import annotations

from careway.ingest.chart import Limits, Missing, Number, RawRecord, Word, Written
from careway.ingest.fhir_json import Digits, Resource, codings, concepts_of, fields, items, moment, quantity_of, text
from careway.ingest.moments import Moment
from careway.ingest.names import Names
from careway.model.timeline import Refused
from careway.model.vocabulary import Concept, Kind

_PRESENT = ("52101004", "LA9633-4", "373066001", "LA33-6", "10828004", "POS", "Y", "present", "yes", "positive", "true")
_ABSENT = ("2667000", "LA9634-2", "373067005", "LA32-8", "260385009", "NEG", "N", "absent", "no", "negative", "false")
_ABSENT_BECAUSE = frozenset(
    ("unknown", "asked-unknown", "temp-unknown", "not-asked", "asked-declined", "masked", "not-applicable",
     "unsupported", "as-text", "error", "not-a-number", "negative-infinity", "positive-infinity", "not-performed",
     "not-permitted")
)  # fmt: skip
"""FHIR's reasons for a value that is not there; any other text is not repeated."""
_FINDINGS = (Kind.SYMPTOM, Kind.CONDITION)
_OVER = ("inactive", "remission", "resolved")
_DOUBTFUL = ("unconfirmed", "provisional", "differential")


def read_observation(resource: Resource, names: Names, refused: list[Refused]) -> tuple[bool, list[RawRecord]]:
    """The records of an observation and of its components, and whether the guideline knows any of its codes."""
    known = False
    records: list[RawRecord] = []
    components = [fields(one) for one in items(resource.get("component"))]
    for part in (resource, *components):
        concepts = concepts_of(part.get("code"), names, lambda one: one.kind is not Kind.DRUG)
        if part is resource and not concepts:
            # A finding may stand in the value: "symptom: nausea".
            found = concepts_of(part.get("valueCodeableConcept"), names, lambda one: one.kind in _FINDINGS)
            times = _times(resource) if found else None
            known = known or bool(found)
            for concept in found:
                if isinstance(times, tuple):
                    records.append(_record(concept, times, Word("present"), None, resource))
                else:
                    refused.append(Refused(concept.name, times or ""))
            continue
        known = known or bool(concepts)
        for concept in concepts:
            value = _value(part, concept)
            if part is resource and components and value is None:
                continue
            times = _times(resource)
            if isinstance(times, str):
                refused.append(Refused(concept.name, times))
                continue
            written = Missing("reported without a value") if value is None else value
            records.append(_record(concept, times, written, _limits(part), resource))
    return known, records


def _record(
    concept: Concept,
    times: tuple[Moment, Moment | None, Moment | None, tuple[str, ...]],
    value: Written,
    limits: Limits | None,
    resource: Resource,
) -> RawRecord:
    at, last, known, notes = times
    status = text(resource.get("status")) or "unknown"
    return RawRecord(concept, at, value, last, None, known, limits, status, notes=notes)


def _times(resource: Resource) -> tuple[Moment, Moment | None, Moment | None, tuple[str, ...]] | str:
    """When an observation was made (or between which two times), when it was known, and remarks."""
    issued = moment(resource.get("issued"))
    period = fields(resource.get("effectivePeriod"))
    at = moment(resource.get("effectiveDateTime")) or moment(resource.get("effectiveInstant"))
    if at is not None:
        return at, None, issued, ()
    if any(key.startswith("effective") for key in resource):
        start, end = moment(period.get("start")), moment(period.get("end"))
        if start is not None and end is not None:
            return start, end, issued, ()
        only = start or end
        return "its date cannot be read" if only is None else (only, None, issued, ())
    if issued is not None:
        return issued, None, issued, ("it does not say when it was taken: dated by when it was issued",)
    return "it has no date"


def _value(part: Resource, concept: Concept) -> Written | None:
    absent = part.get("dataAbsentReason")
    quantity = quantity_of(part.get("valueQuantity"))
    if quantity is not None:
        return quantity
    if absent is not None and not any(key.startswith("value") for key in part):
        reasons = [coding.code for coding in codings(absent) if coding.code in _ABSENT_BECAUSE]
        return Missing(f"no value: {reasons[0]}" if reasons else "reported without a value")
    whole = part.get("valueInteger")
    if isinstance(whole, Digits):
        return Number("", whole, None)
    if concept.kind.measured:
        words = part.get("valueString") or part.get("valueCodeableConcept") or part.get("valueQuantity")
        return Missing("reported in words") if words else None
    if concept.kind in _FINDINGS:
        return _presence(part)
    return _answer(part, concept)


def _words(part: Resource) -> list[str]:
    """What an observation says in codes and words."""
    if isinstance(part.get("valueBoolean"), bool):
        return ["yes", "true", "present"] if part["valueBoolean"] else ["no", "false", "absent"]
    concept = part.get("valueCodeableConcept")
    found = [word for coding in codings(concept) for word in (coding.code, coding.display) if word]
    for words in (text(fields(concept).get("text")), text(part.get("valueString"))):
        if words is not None:
            found.append(words)
    return found


def _presence(part: Resource) -> Written | None:
    words = {word.casefold() for word in _words(part)}
    present = words & {word.casefold() for word in _PRESENT}
    absent = words & {word.casefold() for word in _ABSENT}
    if bool(present) != bool(absent):
        return Word("present" if present else "absent")
    return Word("neither present nor absent") if words else None


def _answer(part: Resource, concept: Concept) -> Written | None:
    words = _words(part)
    declared = {value.casefold().replace("_", " "): value for value in concept.values}
    found = {declared[key] for word in words if (key := word.casefold().replace("_", " ")) in declared}
    if len(found) == 1:
        return Word(found.pop())
    return Word("none of its values") if words else None


def _limits(part: Resource) -> Limits | None:
    """The reference range that goes with a result, where there is exactly one for everyone that is normal."""
    ranges = [fields(one) for one in items(part.get("referenceRange"))]
    normal = [one for one in ranges if _is_normal(one) and ("low" in one or "high" in one)]
    if not normal:
        return Limits(note="it is not given in numbers") if ranges else None
    if len(normal) > 1:
        return Limits(note="there are several")
    if normal[0].get("appliesTo") or normal[0].get("age"):
        return Limits(note="it does not hold for everyone")
    ends: list[Number | None] = []
    for name in ("low", "high"):
        end = quantity_of(normal[0].get(name))
        if isinstance(end, Word):
            return Limits(note="it is not given in numbers")
        ends.append(end if isinstance(end, Number) else None)
    return Limits(ends[0], ends[1])


def _is_normal(range: Resource) -> bool:
    given = codings(range.get("type"))
    return not given or any(coding.code == "normal" for coding in given)


def read_condition(resource: Resource, names: Names, refused: list[Refused]) -> tuple[bool, list[RawRecord]]:
    """The records of a condition, and whether the guideline knows its code."""
    concepts = concepts_of(resource.get("code"), names, lambda one: one.kind in _FINDINGS)
    records: list[RawRecord] = []
    recorded = moment(resource.get("recordedDate")) or moment(fields(resource.get("meta")).get("lastUpdated"))
    onset = moment(resource.get("onsetDateTime")) or moment(fields(resource.get("onsetPeriod")).get("start"))
    end = moment(resource.get("abatementDateTime")) or moment(fields(resource.get("abatementPeriod")).get("end"))
    end = end or moment(fields(resource.get("onsetPeriod")).get("end"))
    clinical, verified = _status(resource.get("clinicalStatus")), _status(resource.get("verificationStatus"))
    at = onset or recorded
    for concept in concepts:
        named = concept.name if at is None else f"{concept.name} on {at.text}"
        if verified == "entered-in-error":
            refused.append(Refused(named, "entered in error"))
        elif at is None:
            refused.append(Refused(named, "it has no date"))
        elif verified in _DOUBTFUL:
            refused.append(Refused(named, "the diagnosis is not confirmed"))
        elif verified == "refuted" and onset is not None and end is not None:
            records.append(RawRecord(concept, onset, Word("absent"), until=end, known=recorded))
        elif verified == "refuted":
            when = recorded or at
            records.append(RawRecord(concept, when, Word("absent"), known=recorded))
        elif clinical in _OVER and end is None:
            refused.append(Refused(named, f"{clinical}, but it does not say since when"))
        else:
            notes = () if onset is not None else ("it does not say when it began: dated by when it was recorded",)
            records.append(RawRecord(concept, at, Word("present"), until=end, known=recorded, notes=notes))
    return bool(concepts), records


def _status(concept: object) -> str:
    given = codings(concept)
    return given[0].code if given else ""
