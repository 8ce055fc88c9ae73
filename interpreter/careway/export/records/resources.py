"""A version of a record as a FHIR R4 resource: Observation, Condition or MedicationStatement.

| record | resource |
|---|---|
| result, test, answer | Observation |
| symptom, condition | Observation, present or absent; Condition where the record has an end, which no Observation has |
| drug | MedicationStatement, `active` or `not-taken` |

Versions of one record share their first identifier, `urn:careway:ID:records`; the last identifier is the record's own.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import assert_never

from careway.base.record import record
from careway.export.names import SYSTEM_URLS, canonical_base, own_system
from careway.export.records.dates import Between, Dates
from careway.export.records.json_text import Json, Resource
from careway.export.records.values import Said, absent, dosage, result
from careway.export.records.versions import Fate, Version
from careway.ir.nodes import Guideline
from careway.model.time import When
from careway.model.timeline import Answer, Dose, Event, Finding, Measured, NoValue, Off, Presence
from careway.model.vocabulary import Code, Concept, Kind

SNOMED_PRESENT = "52101004"
SNOMED_ABSENT = "2667000"
_SNOMED = "http://snomed.info/sct"
_VERIFIED = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
_CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
_FINDINGS = (Kind.SYMPTOM, Kind.CONDITION)
_OFF_WORDS = ("stopped", "held", "paused", "not taken")


def records_system(core: Guideline) -> str:
    """The system of the identifiers of records: the same value, the same record."""
    return f"{canonical_base(core)}:records"


@record
class Made:
    """A resource, and remarks on what it says otherwise than the record."""

    resource: Resource
    remarks: tuple[str, ...]


def resource_type(event: Event, concept: Concept) -> str:
    """The type of resource that says a record."""
    if concept.kind is Kind.DRUG:
        return "MedicationStatement"
    if concept.kind in _FINDINGS and event.until is not None and isinstance(event.value, Finding):
        return "Condition"
    return "Observation"


class Maker:
    """Makes the resources of one patient's records."""

    def __init__(self, core: Guideline, dates: Dates, patient: str) -> None:
        self.core = core
        self.dates = dates
        self.subject: Json = {"reference": f"Patient/{patient}"}
        self.concepts = {concept.name: concept for concept in core.vocabulary.concepts}
        self._shared: Counter[Code] = Counter()
        for concept in core.vocabulary.concepts:
            self._shared.update(set(concept.codes))

    def alike(self, one: Event, other: Event) -> bool:
        """Whether two events can be versions of one resource: of one concept and time, and said in one way."""
        return (
            one.concept == other.concept
            and one.when == other.when
            and resource_type(one, self.concepts[one.concept]) == resource_type(other, self.concepts[other.concept])
        )

    def make(self, version: Version) -> Made:
        """The resource of a version."""
        event = version.event
        concept = self.concepts[event.concept]
        match resource_type(event, concept):
            case "MedicationStatement":
                return self._drug(version, concept)
            case "Condition":
                return self._condition(version, concept)
            case _:
                return self._observation(version, concept)

    def _codes(self, concept: Concept) -> Resource:
        """The codes that stand for this concept and no other, and its own."""
        published: list[Json] = [
            {"system": SYSTEM_URLS[code.system], "code": code.code} for code in concept.codes if self._shared[code] == 1
        ]
        own: Json = {"system": own_system(self.core), "code": concept.name, "display": concept.title}
        return {"coding": [*published, own], "text": concept.title}

    def _beginning(self, version: Version, kind: str) -> Resource:
        """What every resource begins with. The id is made of the record's key: unique, and the same each time."""
        system = records_system(self.core)
        keys = [version.first]
        if version.key != version.first and version.fate is not Fate.TAKEN_BACK:
            keys.append(version.key)
        mark = hashlib.sha256(f"{version.fate.value} {version.key}".encode()).hexdigest()[:12]
        name = version.event.concept.replace("_", "-")[:40]
        identifiers: list[Json] = [{"system": system, "value": key} for key in keys]
        return {"resourceType": kind, "id": f"{name}-{mark}", "identifier": identifiers}

    def _known(self, version: Version, *, always: bool) -> str | None:
        """When it was issued, where that must be said."""
        late = version.issued > self.dates.known_with(version.event.when)
        return self.dates.time(version.issued) if always or late or version.several else None

    def _observation(self, version: Version, concept: Concept) -> Made:
        event = version.event
        said = self._value(event, concept)
        remarks = list(said.remarks)
        if event.until is not None:
            remarks.append("its end is not said: no Observation has one")
        made = self._beginning(version, "Observation")
        made |= {"status": _status(version), "code": self._codes(concept), "subject": self.subject}
        made |= _effective(self.dates.when(event.when))
        issued = self._known(version, always=False)
        if issued is not None:
            made["issued"] = issued
        return Made(made | said.elements, tuple(remarks))

    def _value(self, event: Event, concept: Concept) -> Said:
        match event.value:
            case Measured():
                return result(event.value, concept)
            case NoValue():
                return Said(absent(event.value.reason))
            case Finding():
                present = event.value.presence is Presence.PRESENT
                code, word = (SNOMED_PRESENT, "Present") if present else (SNOMED_ABSENT, "Absent")
                coding: Json = {"system": _SNOMED, "code": code, "display": word}
                return Said({"valueCodeableConcept": {"coding": [coding], "text": event.value.presence.value}})
            case Answer():
                own = f"{concept.name}.{event.value.value}"
                coding = {"system": own_system(self.core), "code": own, "display": event.value.value}
                return Said({"valueCodeableConcept": {"coding": [coding], "text": event.value.value}})
            case Dose() | Off():
                return Said(absent("unknown"), ("it speaks of a dose, and is no drug",))
            case _:
                assert_never(event.value)

    def _condition(self, version: Version, concept: Concept) -> Made:
        """A finding with an end: confirmed from its onset to its abatement, or refuted for that time."""
        event = version.event
        assert isinstance(event.value, Finding) and event.until is not None
        remarks = ["it is preliminary; the bundle does not say so"] if event.preliminary else []
        made = self._beginning(version, "Condition")
        if version.fate in (Fate.TAKEN_BACK, Fate.NEVER):
            verified = "entered-in-error"
        else:
            verified = "confirmed" if event.value.presence is Presence.PRESENT else "refuted"
            made["clinicalStatus"] = {"coding": [{"system": _CLINICAL, "code": "resolved"}]}
        made["verificationStatus"] = {"coding": [{"system": _VERIFIED, "code": verified}]}
        made |= {"code": self._codes(concept), "subject": self.subject}
        made["onsetDateTime"] = self._one(event.when, "its beginning", remarks)
        if verified != "entered-in-error":  # an end needs a clinical status, which a record in error must not have
            made["abatementDateTime"] = self._one(event.until, "its end", remarks)
        made["recordedDate"] = self._known(version, always=True) or ""
        return Made(made, tuple(remarks))

    def _drug(self, version: Version, concept: Concept) -> Made:
        event = version.event
        remarks = ["it is preliminary; the bundle does not say so"] if event.preliminary else []
        off = isinstance(event.value, Off)
        made = self._beginning(version, "MedicationStatement")
        made["status"] = "not-taken" if off else "active"
        if version.fate in (Fate.TAKEN_BACK, Fate.NEVER):
            made["status"] = "entered-in-error"
        elif isinstance(event.value, Off) and event.value.shown in _OFF_WORDS:
            made["statusReason"] = [{"text": event.value.shown}]
        made |= {"medicationCodeableConcept": self._codes(concept), "subject": self.subject}
        start = self._one(event.when, "its time", remarks)
        if event.until is None:
            made["effectiveDateTime"] = start
        else:
            made["effectivePeriod"] = {"start": start, "end": self._one(event.until, "its end", remarks)}
        made["dateAsserted"] = self._known(version, always=True) or ""
        if isinstance(event.value, Dose) and event.value.amount is not None:
            said = dosage(event.value.amount, concept)
            made |= said.elements
            remarks.extend(said.remarks)
        return Made(made, tuple(remarks))

    def _one(self, when: When, what: str, remarks: list[str]) -> str:
        """One text for a time: its earliest moment, with a remark, where it can have been several that have none."""
        written = self.dates.when(when)
        if isinstance(written, str):
            return written
        remarks.append(f"{what} was at some moment from {written.start} to {written.end}; the bundle says the first")
        return written.start


def _effective(written: str | Between) -> Resource:
    if isinstance(written, str):
        return {"effectiveDateTime": written}
    return {"effectivePeriod": {"start": written.start, "end": written.end}}


def _status(version: Version) -> str:
    if version.fate in (Fate.TAKEN_BACK, Fate.NEVER):
        return "entered-in-error"
    if version.event.preliminary:
        return "preliminary"
    return "corrected" if version.fate is Fate.CORRECTION else "final"
