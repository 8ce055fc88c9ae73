"""A FHIR R4 bundle to a chart. A tolerant reader: what it does not know it leaves out, and says how much.

One bundle is one patient. Records of another subject are refused. The label is a hash of the patient's id; neither
names nor numbers nor ids of a patient stand in any message, and the source that goes with an error shows no text.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from careway.base.diagnostics import Diagnostic
from careway.base.source import Source, Span
from careway.ingest.chart import Chart, RawRecord, RawRetraction
from careway.ingest.document import error
from careway.ingest.fhir_drugs import DRUG_RECORDS, read_drug
from careway.ingest.fhir_findings import read_condition, read_observation
from careway.ingest.fhir_json import Resource, blank, code_name, codings, fields, items, moment, parse, text
from careway.ingest.moments import Moment
from careway.ingest.names import Names
from careway.model.timeline import Refused
from careway.model.vocabulary import Sex, Vocabulary

_READ = ("Observation", "Condition", *DRUG_RECORDS)


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
            records=tuple(gathered.records),
            retractions=tuple(gathered.retractions),
            refused=tuple(gathered.refused),
            unused=self.names.unused_counts(),
            notes=tuple(note if n == 1 else f"{note} ({n} records)" for note, n in sorted(gathered.notes.items())),
        )

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
        observations = [one for one in mine if one["resourceType"] == "Observation"]
        for versions in _versions(observations, gathered.notes):
            self._observation(versions, gathered)
        for one in mine:
            kind = str(one["resourceType"])
            if kind == "Condition":
                known, found = read_condition(one, self.names, gathered.refused)
                code = one.get("code")
            elif kind in DRUG_RECORDS:
                code = self._medication(one)
                known, found = read_drug(one, code, self.names, gathered.refused, gathered.notes)
            else:
                continue
            if not known:
                self.names.unused[code_name(code)] += 1
            gathered.records.extend(found)

    def _observation(self, versions: list[Resource], gathered: _Gathered) -> None:
        """The versions of one observation, the first one first: each later one corrects the one before it."""
        mark = hashlib.sha256(_identity(versions[0]).encode()).hexdigest()[:6] if len(versions) > 1 else ""
        before: dict[str, str] = {}
        for number, one in enumerate(versions, 1):
            known, found = read_observation(one, self.names, gathered.refused)
            if not known:
                self.names.unused[code_name(one.get("code"))] += 1
            changed = _changed(one)
            if number > 1 and one.get("status") in ("entered-in-error", "cancelled"):
                for id in before.values():
                    if changed is not None:
                        gathered.retractions.append(RawRetraction(id, changed, None))
                if changed is None:
                    gathered.records = [raw for raw in gathered.records if raw.id not in before.values()]
                before = {}
            for raw in found:
                if not mark:
                    gathered.records.append(raw)
                    continue
                id = f"{raw.concept.name} {raw.at.text} version {number} of {mark}"
                gathered.records.append(
                    RawRecord(
                        raw.concept, raw.at, raw.value, raw.at_last, raw.until,
                        raw.known if number == 1 or changed is None else changed,
                        raw.limits, raw.status, id, before.get(raw.concept.name), 0, raw.notes,
                    )
                )  # fmt: skip
                before[raw.concept.name] = id

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


def _versions(observations: list[Resource], notes: Counter[str]) -> Iterable[list[Resource]]:
    """Observations in groups of versions of one and the same, in the order in which they were issued."""
    ids = Counter(text(one.get("id")) for one in observations)
    groups: dict[str, list[Resource]] = {}
    for number, one in enumerate(observations):
        id = text(one.get("id"))
        key = f"id {id}" if id is not None and ids[id] > 1 else _identity(one) or f"number {number}"
        group = groups.setdefault(key, [])
        if one in group:
            notes["the same observation stands in the bundle twice: counted once"] += 1
        else:
            group.append(one)
    for group in groups.values():
        group.sort(key=_version_order)
        yield group


def _identity(observation: Resource) -> str:
    """What says that two observations are versions of one: the business identifier, for one code and time."""
    for one in items(observation.get("identifier")):
        identifier = fields(one)
        value = text(identifier.get("value"))
        if value is not None:
            codes = sorted(f"{coding.system}|{coding.code}" for coding in codings(observation.get("code")))
            when = text(observation.get("effectiveDateTime")) or ""
            return "\n".join((text(identifier.get("system")) or "", value, when, *codes))
    return ""


def _version_order(observation: Resource) -> tuple[str, str, int, int]:
    changed = _changed(observation)
    at = "" if changed is None else f"{changed.instant if changed.instant is not None else 0:020} {changed.text}"
    version = text(fields(observation.get("meta")).get("versionId")) or ""
    later = observation.get("status") in ("amended", "corrected", "appended", "entered-in-error", "cancelled")
    return (at, version.rjust(20, "0"), int(later), int(observation.get("status") in ("entered-in-error", "cancelled")))


def _changed(observation: Resource) -> Moment | None:
    return moment(observation.get("issued")) or moment(fields(observation.get("meta")).get("lastUpdated"))


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
