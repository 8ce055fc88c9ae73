"""A timeline as a FHIR R4 bundle, for engines that know FHIR and not Careway; and what the bundle says otherwise.

In: the core (its vocabulary names the codes and units) and a timeline. Out: a collection of one Patient and a resource
for each version of each record. Numbers are `Decimal`s, never floats; `bundle_json` writes them digit by digit. The
patient's id is the timeline's pseudonym. Two things that belong to the whole timeline stand in the bundle's `meta`: its
time zone (HL7's extension `tz-code`) and its parameter set (a tag). Nothing is dropped in silence: `unsaid` lists it.
"""

from __future__ import annotations

import hashlib
import re

from careway.export.names import canonical_base
from careway.export.records.dates import Between, Dates
from careway.export.records.json_text import Json, Resource, json_text
from careway.export.records.resources import Made, Maker
from careway.export.records.versions import Fate, Version, usable_from, versions
from careway.ir.nodes import Guideline
from careway.model.time import Instant, When
from careway.model.timeline import Entry, Override, Timeline

ZONE_EXTENSION = "http://hl7.org/fhir/StructureDefinition/tz-code"
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


def bundle(core: Guideline, timeline: Timeline, as_of: Instant | None = None) -> Resource:
    """Everything that is known of the patient up to an instant (None: everything), as a Bundle of plain values."""
    return _Writer(core, timeline, as_of).bundle()


def bundle_json(core: Guideline, timeline: Timeline, as_of: Instant | None = None) -> str:
    """The same as JSON text, with the exact digits of every number."""
    return json_text(bundle(core, timeline, as_of))


def unsaid(core: Guideline, timeline: Timeline) -> tuple[str, ...]:
    """What the bundle of a whole timeline says otherwise, in plain words, by record and date; empty where it says all
    that the timeline says."""
    return _Writer(core, timeline, None).unsaid()


def sets_system(core: Guideline) -> str:
    """The system of the tags that name a parameter set."""
    return f"{canonical_base(core)}:sets"


class _Writer:
    def __init__(self, core: Guideline, timeline: Timeline, as_of: Instant | None) -> None:
        self.core = core
        self.timeline = timeline
        self.as_of = as_of
        self.dates = Dates(timeline.calendar)
        label = timeline.patient.label
        self.id = label if _ID.fullmatch(label) else f"patient-{hashlib.sha256(label.encode()).hexdigest()[:8]}"
        maker = Maker(core, self.dates, self.id)
        found = versions(timeline.entries, timeline.calendar, as_of, maker.alike)
        self.made: list[tuple[Version, Made]] = [(version, maker.make(version)) for version in found]
        self.remarks: list[str] = []
        self.patient = self._patient()

    def bundle(self) -> Resource:
        meta: Resource = {}
        if self.timeline.calendar.zone is not None:
            zone: Json = {"url": ZONE_EXTENSION, "valueCode": str(self.timeline.calendar.zone)}
            meta["_lastUpdated"] = {"extension": [zone]}
        if self.timeline.population is not None:
            meta["tag"] = [{"system": sets_system(self.core), "code": self.timeline.population}]
        resources: list[Json] = [self.patient, *(made.resource for _, made in self.made)]
        entries: list[Json] = [{"resource": one} for one in resources]
        head: Resource = {"resourceType": "Bundle", **({"meta": meta} if meta else {}), "type": "collection"}
        return head | {"entry": entries}

    def unsaid(self) -> tuple[str, ...]:
        found = list(self.remarks)
        calendar = self.timeline.calendar
        if not self.dates.keep_the_calendar():
            found.append(
                "local time: its offset from UTC changed with a record that is not in the bundle; dates without a time "
                "of day may begin at another instant"
            )
        known = [usable_from(entry, calendar) for entry in self.timeline.entries if not _overrides(entry)]
        counted = [version.issued for version, _ in self.made if version.fate is not Fate.NEVER]
        if known and (not counted or min(known) < min(counted)):
            found.append(
                f"{calendar.show_instant(min(known))}: the first thing known is that a record counts for "
                "nothing; a reader of the bundle begins with the first record that counts"
            )
        for entry in self.timeline.entries:
            if isinstance(entry, Override):
                found.append(f"{entry.rule} overridden on {calendar.show(entry.when)}: not in the bundle")
        for version, made in self.made:
            on = calendar.show(version.event.when)
            if version.instead is not None:
                found.append(
                    f"{version.event.concept} on {on}: it corrects that of {calendar.show(version.instead.when)}, "
                    "said in another form; the bundle says that one was entered in error, and this one new"
                )
            for remark in made.remarks:
                if version.fate not in (Fate.TAKEN_BACK, Fate.NEVER):
                    found.append(f"{version.event.concept} on {on}: {remark}")
        return tuple(found)

    def _patient(self) -> Resource:
        patient = self.timeline.patient
        found: Resource = {"resourceType": "Patient", "id": self.id}
        if patient.sex is not None:
            found["gender"] = patient.sex.value
        if patient.born is not None:
            born = self._one(patient.born, "birth")
            found["birthDate"] = born.partition("T")[0]
            if "T" in born:
                self.remarks.append("birth: the bundle says the day and not the time of day")
        if patient.died is not None and (self.as_of is None or patient.died.first <= self.as_of):
            found["deceasedDateTime"] = self._one(patient.died, "death")
        return found

    def _one(self, when: When, what: str) -> str:
        # Birth and death may lie far from the records and must not set the offsets of their calendar.
        written = Dates(self.timeline.calendar).when(when)
        if isinstance(written, Between):
            self.remarks.append(
                f"{what}: at some moment from {written.start} to {written.end}; the bundle says the first"
            )
            return written.start
        return written


def _overrides(entry: Entry) -> bool:
    return isinstance(entry, Override)
