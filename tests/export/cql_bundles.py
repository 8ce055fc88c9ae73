"""FHIR bundles as hospitals send them, written by hand, and what both engines say of them.

The patient of all bundles took azathioprine, had a moderate liver injury, paused, and takes it again since 8 March
2025; what a test adds is the record that it is about. None of it goes through the bundles that Careway writes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from careway.base.source import Source
from careway.export import names
from careway.export.cql.to_cql import to_cql
from careway.ingest.read import read_timelines
from careway.ir.nodes import Guideline
from careway.pipeline import compile_source
from careway.replay.answers import NotSaid, Said, Theirs, said_by_other
from careway.replay.chain import find_chain
from careway.replay.engine import Answer, Replay, request
from careway.replay.questions import questions
from careway.replay.situation import instant_text, situation, stand
from careway.replay.translation import Translation, translate
from careway.replay.verify import definitions_of, engine_setup
from support.checking import ROOT

Resource = dict[str, Any]
LOINC, SNOMED, ATC = "http://loinc.org", "http://snomed.info/sct", "http://www.whocc.no/atc"
UCUM = "http://unitsofmeasure.org"
ALT, AST, ALP, BILIRUBIN = "1742-6", "1920-8", "6768-6", "1975-2"
NAUSEA, VOMITING = "422587007", "422400008"
PRESENT, ABSENT = "52101004", "2667000"
AS_OF = "2025-03-22"

RISE, RISE_WITH_SYMPTOMS, RAISED_BILIRUBIN = (
    names.rule(stop) for stop in ("rise_without_symptoms", "rise_with_symptoms", "raised_bilirubin")
)
STOPPED_BY = names.STOPPED_BY

_numbers = iter(range(1, 10**9))


def number(digits: str) -> str:
    """A number that stands in the JSON with these very digits."""
    return f"#{digits}#"


def as_json(value: object) -> str:
    """JSON in which numbers stand as they were written."""
    return re.sub(r'"#([^"]*)#"', r"\1", json.dumps(value, ensure_ascii=False))


def quantity(digits: str, unit: str | None = "U/L", comparator: str | None = None, **more: Any) -> Resource:
    """A Quantity; its unit is coded in UCUM, unless `more` says otherwise."""
    found: Resource = {"value": number(digits)}
    if comparator is not None:
        found["comparator"] = comparator
    if unit is not None:
        found |= {"unit": unit, "system": UCUM, "code": unit}
    return {key: one for key, one in (found | more).items() if one is not None}


def coded(system: str, code: str, **more: Any) -> Resource:
    return {"coding": [{"system": system, "code": code}], **more}


def observation(code: str | Resource, at: str | None, value: Resource | None = None, **more: Any) -> Resource:
    """A final Observation of the patient with a LOINC code; a field given as None is left out."""
    found: Resource = {
        "resourceType": "Observation",
        "id": f"o{next(_numbers)}",
        "status": "final",
        "code": coded(LOINC, code) if isinstance(code, str) else code,
        "subject": {"reference": "Patient/p"},
        "effectiveDateTime": at,
        "valueQuantity": value,
    }
    return {key: one for key, one in (found | more).items() if one is not None}


def finding(code: str, at: str, says: str = PRESENT, **more: Any) -> Resource:
    """That a symptom is present or absent."""
    return observation(coded(SNOMED, code), at, valueCodeableConcept=coded(SNOMED, says), **more)


def dosage(digits: str | None, unit: str | None = "mg", *, per: str | None = "d", **more: Any) -> list[Resource]:
    """One dosage, once each `per`."""
    found: Resource = {}
    if per is not None:
        found["timing"] = {"repeat": {"frequency": 1, "period": 1, "periodUnit": per}}
    if digits is not None:
        found["doseAndRate"] = [{"doseQuantity": quantity(digits, unit)}]
    return [{**found, **more}]


def drug(kind: str, code: str = "L04AX01", **more: Any) -> Resource:
    """A medication resource of the patient, by ATC code."""
    found: Resource = {
        "resourceType": kind,
        "id": f"m{next(_numbers)}",
        "subject": {"reference": "Patient/p"},
        "medicationCodeableConcept": coded(ATC, code),
    }
    return {key: one for key, one in (found | more).items() if one is not None}


def taken(digits: str, start: str, end: str | None = None, code: str = "L04AX01", **more: Any) -> Resource:
    """A drug taken at a dose a day, in milligrams."""
    period = {"start": start} if end is None else {"start": start, "end": end}
    found: Resource = {"status": "active", "effectivePeriod": period, "dosage": dosage(digits)}
    return drug("MedicationStatement", code, **(found | more))


def condition(snomed: str = "235856003", **more: Any) -> Resource:
    """A confirmed, active Condition; by default chronic liver disease since 2020."""
    system = "http://terminology.hl7.org/CodeSystem/condition-"
    found: Resource = {
        "resourceType": "Condition",
        "id": f"c{next(_numbers)}",
        "subject": {"reference": "Patient/p"},
        "code": coded(SNOMED, snomed),
        "clinicalStatus": coded(f"{system}clinical", "active"),
        "verificationStatus": coded(f"{system}ver-status", "confirmed"),
        "onsetDateTime": "2020-05-01",
    }
    return {key: one for key, one in (found | more).items() if one is not None}


def history(
    *,
    alt: str | None = "30",
    ast: str | None = "28",
    again: Iterable[Resource] | None = None,
    before: Iterable[Resource] | None = None,
) -> list[Resource]:
    """Injury on 10 February at 150 mg/day of azathioprine (`before`: how that was recorded), break from 12 February,
    normal results on 5 March (`alt` and `ast` are the baselines, in U/L), azathioprine again from 8 March (`again`)."""
    normal = [
        observation(code, "2025-03-05", quantity(digits))
        for code, digits in ((ALT, alt), (AST, ast))
        if digits is not None
    ]
    return [
        condition("310701003"),
        *([taken("150", "2025-01-01", "2025-02-12")] if before is None else before),
        observation(ALT, "2025-02-10", quantity("200")),
        observation(AST, "2025-02-10", quantity("120")),
        observation(ALP, "2025-02-10", quantity("80")),
        observation(BILIRUBIN, "2025-02-10", quantity("0.8", "mg/dL")),
        *normal,
        *([taken("50", "2025-03-08")] if again is None else again),
    ]


def bundle(*resources: Resource, patient: Mapping[str, Any] | None = None) -> str:
    """The bundle of the patient with these resources."""
    person = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1985-06-01", **(patient or {})}
    entries = [
        {"fullUrl": f"urn:x:{one['resourceType']}/{one.get('id')}", "resource": one} for one in (person, *resources)
    ]
    return as_json({"resourceType": "Bundle", "type": "collection", "entry": entries})


# --- both engines -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Both:
    """What both engines say of one bundle, by definition."""

    ours: Mapping[str, Said]
    theirs: Mapping[str, Theirs]

    def differences(self) -> dict[str, tuple[Said, Theirs]]:
        """The definitions of which they say different things: ours, theirs."""
        return {name: (said, self.theirs[name]) for name, said in self.ours.items() if said != self.theirs[name]}


def shipped(name: str) -> Guideline:
    """The core of a guideline that comes with Careway."""
    file = ROOT / "guideline" / f"{name}.care"
    found = compile_source(Source(file.name, file.read_text(encoding="utf-8"))).core
    assert found is not None
    return found


@cache
def guideline() -> Guideline:
    return shipped("azathioprine/reintroduction")


def translated(core: Guideline) -> Translation:
    """The exported libraries in ELM."""
    sources = {name.removesuffix(".cql"): text for name, text in to_cql(core).files.items()}
    return translate(find_chain(), sources, names.library_name(core))


class Engines:
    """Asks Careway and cql-execution about the same bundle."""

    def __init__(self, core: Guideline, elm: Mapping[str, Any], replay: Replay) -> None:
        self.core = core
        self.replay = replay
        defined = frozenset(definitions_of(elm[names.library_name(core)]))
        self.questions = tuple(one for one in questions(core) if one.definition in defined)

    def ask(self, text: str, as_of: str = AS_OF) -> Both:
        """Both answers. The bundle is read by Careway itself, and given to the other engine as it stands."""
        read = read_timelines("bundle.json", text.encode(), self.core.vocabulary)
        assert not read.diagnostics, [one.title for one in read.diagnostics]
        (timeline,) = read.timelines
        asked = situation(self.core, timeline, as_of=as_of)
        instant = instant_text(asked.as_of, timeline.calendar)
        definitions = [one.definition for one in self.questions]
        (answer,) = self.replay.ask([request(text, instant, {}, definitions)])
        ours = stand(asked)
        return Both(
            {one.definition: one.ours(ours) for one in self.questions},
            {name: _said(answer, name) for name in definitions},
        )


def _said(answer: Answer, name: str) -> Theirs:
    if answer.values is None:
        return NotSaid(str(answer.error))
    return NotSaid(answer.failed[name]) if name in answer.failed else said_by_other(answer.values.get(name))


@contextmanager
def engines(core: Guideline) -> Iterator[Engines]:
    """Both engines, made ready for a guideline."""
    found = translated(core)
    assert not found.errors, found.errors[:3]
    elm = {name: json.loads(text) for name, text in found.elm.items()}
    with Replay(find_chain(), "execute.mjs", engine_setup(core, elm), processes=1) as replay:
        yield Engines(core, elm, replay)


def agree(found: Both, expected: Mapping[str, Said]) -> None:
    """Both say what is expected, and of everything else the same."""
    for engine, said in (("Careway itself", found.ours), ("the exported CQL", found.theirs)):
        wrong = {name: (one, said[name]) for name, one in expected.items() if said[name] != one}
        assert not wrong, f"{engine}, expected and said: {wrong}"
    left = found.differences()
    assert not left, f"Careway and the exported CQL say of the same bundle: {left}"
