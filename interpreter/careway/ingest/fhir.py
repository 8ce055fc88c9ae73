"""A FHIR R4 bundle to a chart. A tolerant reader: what it does not know it leaves out, and says how much.

One bundle is one patient. Records of another subject are refused. The label is a hash of the patient's id; neither
names nor numbers nor ids of a patient stand in any message, and the source that goes with an error shows no text.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field, replace

from careway.base.diagnostics import Diagnostic
from careway.base.source import Source, Span
from careway.ingest.chart import Chart, RawRecord, RawRetraction
from careway.ingest.document import error
from careway.ingest.fhir_drugs import DRUG_RECORDS, read_drug
from careway.ingest.fhir_findings import read_condition, read_observation
from careway.ingest.fhir_json import Resource, blank, code_name, fields, items, moment, parse, text
from careway.ingest.fhir_versions import changed_at, identity, is_void, own_key
from careway.ingest.fhir_versions import versions as _versions
from careway.ingest.names import Names
from careway.model.timeline import Refused
from careway.model.vocabulary import Sex, Vocabulary

_READ = ("Observation", "Condition", *DRUG_RECORDS)
_ZONE_EXTENSIONS = (
    "http://hl7.org/fhir/StructureDefinition/tz-code",
    "http://hl7.org/fhir/StructureDefinition/timezone",
)
_SETS = re.compile(r"urn:careway:[^:\s]+:sets")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}")


def read_fhir(
    name: str, content: str, vocabulary: Vocabulary, patient: str | None
) -> tuple[list[Chart], list[Diagnostic], Source]:
    """The chart of a bundle's patient, or what is wrong with the file; the source holds places but no text."""
    found = parse(content)
    if isinstance(found, Diagnostic):
        return [], [found], blank(name, content, found.label.span.end)
    bundle = _Bundle(found, Names(vocabulary))
    chart = bundle.chart(patient)
    if isinstance(chart, Diagnostic):
        return [], [chart], Source(name, "")
    return [chart], [], Source(name, "")


@dataclass(slots=True)
class _Gathered:
    records: list[RawRecord] = field(default_factory=list)
    retractions: list[RawRetraction] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)


class _Bundle:
    def __init__(self, bundle: Resource, names: Names) -> None:
        self.kind = text(bundle.get("resourceType"))
        self.bundle = bundle
        self.names = names
        self.resources: list[Resource] = []
        self.addresses: dict[str, Resource] = {}
        self.own_keys: set[str] = set()
        for one in items(bundle.get("entry")):
            entry = fields(one)
            resource = fields(entry.get("resource"))
            if resource:
                self.resources.append(resource)
                for address in (text(entry.get("fullUrl")), _address(resource)):
                    if address is not None:
                        self.addresses.setdefault(address, resource)

    def chart(self, wanted: str | None) -> Chart | Diagnostic:
        """The chart of the one patient."""
        if self.kind != "Bundle":
            help = "export the patient's records as one bundle (for example Patient/<id>/$everything)"
            return error("CW516", "this is FHIR, but not a bundle", Span(0, 0), help=help)
        person = self._person(wanted)
        if isinstance(person, Diagnostic):
            return person
        addresses, label, resource = person
        gathered = _Gathered()
        if any(text(fields(link).get("relation")) == "next" for link in items(self.bundle.get("link"))):
            gathered.notes["the bundle is one page of several: later records are missing"] += 1
        mine: list[Resource] = []
        strangers = nobody = 0
        for one in self.resources:
            if one.get("resourceType") in _READ:
                subject = text(fields(one.get("subject")).get("reference"))
                if subject is not None and _same(subject, addresses):
                    mine.append(one)
                elif subject is None:
                    nobody += 1
                else:
                    strangers += 1
        for count, reason in (
            (strangers, "they belong to another patient"),
            (nobody, "they do not say whose they are"),
        ):
            if count:
                gathered.refused.append(Refused("1 record" if count == 1 else f"{count} records", reason))
        if not mine:
            return error("CW507", "the bundle holds no records of the patient", Span(0, 0))
        self._gather(mine, gathered)
        deceased = moment(resource.get("deceasedDateTime"))
        if resource.get("deceasedBoolean") is True and deceased is None:
            gathered.notes["the patient has died, but the bundle does not say when"] += 1
        return Chart(
            label=label,
            born=moment(resource.get("birthDate")),
            died=deceased,
            sex=next((sex for sex in Sex if sex.value == resource.get("gender")), None),
            zone=self._zone(),
            population=self._set(),
            records=tuple(gathered.records),
            retractions=tuple(gathered.retractions),
            refused=tuple(gathered.refused),
            unused=self.names.unused_counts(),
            notes=tuple(note if n == 1 else f"{note} ({n} records)" for note, n in sorted(gathered.notes.items())),
        )

    def _zone(self) -> str | None:
        """The time zone that the bundle names for the time at which it was made, as bundles of Careway do."""
        changed = fields(fields(self.bundle.get("meta")).get("_lastUpdated"))
        for one in items(changed.get("extension")):
            extension = fields(one)
            if extension.get("url") in _ZONE_EXTENSIONS:
                name = text(extension.get("valueCode"))
                return name if name is not None and _is_zone(name) else None
        return None

    def _set(self) -> str | None:
        """The parameter set for which the bundle asks, by a tag in Careway's own system."""
        for one in items(fields(self.bundle.get("meta")).get("tag")):
            tag = fields(one)
            name = text(tag.get("code")) or ""
            if _SETS.fullmatch(text(tag.get("system")) or "") and _NAME.fullmatch(name):
                return name
        return None

    def _person(self, wanted: str | None) -> tuple[set[str], str, Resource] | Diagnostic:
        """The addresses by which records refer to the patient, the label, and the patient's resource."""
        people = {id(one): one for one in self.resources if one.get("resourceType") == "Patient"}
        if wanted is not None:
            people = {key: one for key, one in people.items() if one.get("id") == wanted}
            if not people:
                return error("CW516", "the bundle holds no such patient", Span(0, 0))
        if len({text(one.get("id")) or key for key, one in people.items()}) > 1:
            help = "export one bundle for each patient, or choose one by its id"
            return error("CW516", f"the bundle holds {len(people)} patients", Span(0, 0), help=help)
        if people:
            person = next(iter(people.values()))
            addresses = {address for address, one in self.addresses.items() if one in people.values()}
            return addresses, _label(text(person.get("id")) or ""), person
        subjects = {text(fields(one.get("subject")).get("reference")) for one in self.resources}
        subjects.discard(None)
        if len(subjects) != 1:
            found = "no patient" if not subjects else "records of several patients"
            return error("CW516", f"the bundle holds {found}", Span(0, 0), help="export one patient's records")
        subject = str(subjects.pop())
        return {subject}, _label(subject.rpartition("/")[2]), {}

    def _gather(self, mine: list[Resource], gathered: _Gathered) -> None:
        for kind in ("Observation", "Condition", "MedicationStatement"):
            for versions in _versions([one for one in mine if one["resourceType"] == kind], gathered.notes):
                self._record(versions, gathered)
        for one in mine:
            if one["resourceType"] in DRUG_RECORDS and one["resourceType"] != "MedicationStatement":
                gathered.records.extend(self._read(one, gathered))

    def _read(self, one: Resource, gathered: _Gathered) -> list[RawRecord]:
        """The records of a resource; one that the guideline does not know is counted."""
        code = one.get("code")
        if one["resourceType"] == "Observation":
            known, found = read_observation(one, self.names, gathered.refused)
        elif one["resourceType"] == "Condition":
            known, found = read_condition(one, self.names, gathered.refused)
        else:
            code = self._medication(one)
            known, found = read_drug(one, code, self.names, gathered.refused, gathered.notes)
        if not known:
            self.names.unused[code_name(code)] += 1
        return found

    def _record(self, versions: list[Resource], gathered: _Gathered) -> None:
        """The versions of one resource, the first one first: each later one corrects the one before it."""
        mark = hashlib.sha256(identity(versions[0]).encode()).hexdigest()[:6] if len(versions) > 1 else ""
        before: dict[tuple[str, int], str] = {}
        for number, one in enumerate(versions, 1):
            found = self._read(one, gathered)
            changed = changed_at(one)
            if number > 1 and is_void(one):
                if changed is not None:
                    gathered.retractions.extend(RawRetraction(key, changed, None) for key in before.values())
                if changed is None:
                    gathered.records = [raw for raw in gathered.records if raw.id not in before.values()]
                before = {}
            own = own_key(one) if len(found) == 1 and not is_void(one) else None
            if own in self.own_keys:
                own = None
            elif own is not None:
                self.own_keys.add(own)
            counted: Counter[str] = Counter()
            for raw in found:
                name = raw.concept.name
                place = (name, counted[name])
                counted[name] += 1
                known = raw.known if number == 1 or changed is None else changed
                id: str | None = own
                if mark and id is None:
                    id = f"{name} {raw.at.text} version {number} of {mark}"
                gathered.records.append(replace(raw, known=known, id=id, corrects=before.get(place)))
                if id is not None:
                    before[place] = id

    def _medication(self, resource: Resource) -> object:
        """The code of the drug: its own, or that of the medication to which it refers."""
        own = resource.get("medicationCodeableConcept")
        reference = text(fields(resource.get("medicationReference")).get("reference"))
        if own is not None or reference is None:
            return own
        if reference.startswith("#"):
            for one in items(resource.get("contained")):
                if fields(one).get("id") == reference[1:]:
                    return fields(one).get("code")
        return fields(self.addresses.get(reference)).get("code")


def _address(resource: Resource) -> str | None:
    id = text(resource.get("id"))
    return None if id is None else f"{resource.get('resourceType')}/{id}"


def _same(reference: str, addresses: set[str]) -> bool:
    if reference in addresses:
        return True
    parts = reference.split("/_history/")[0].split("/")
    return len(parts) > 2 and "/".join(parts[-2:]) in addresses


def _label(id: str) -> str:
    return f"patient-{hashlib.sha256(id.encode()).hexdigest()[:8]}"


def _is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name) is not None
    except (OSError, ValueError, LookupError):
        return False
