"""The vocabulary that the tests of reading use, and a short way to read."""

from __future__ import annotations

from fractions import Fraction

from careway.ingest.read import Read, read_timelines
from careway.model.quantity import Quantity
from careway.model.timeline import Event, Timeline
from careway.model.vocabulary import (
    Code,
    CodeSystem,
    Concept,
    Group,
    GroupKind,
    Kind,
    NormalRange,
    Vocabulary,
    Worse,
)


def loinc(code: str) -> tuple[Code, ...]:
    return (Code(CodeSystem.LOINC, code),)


def snomed(code: str) -> tuple[Code, ...]:
    return (Code(CodeSystem.SNOMED, code),)


VOCABULARY = Vocabulary(
    (
        Concept(
            "ALT",
            Kind.LAB,
            "alanine aminotransferase",
            "U/L",
            loinc("1742-6"),
            (NormalRange(None, Fraction(40)),),
            plausible=(Fraction(0), Fraction(20000)),
        ),
        Concept("AST", Kind.LAB, "aspartate aminotransferase", "U/L", loinc("1920-8")),
        Concept(
            "bilirubin",
            Kind.LAB,
            "total bilirubin",
            "mg/dL",
            (*loinc("1975-2"), *loinc("14631-6")),
            molar_mass=Quantity(Fraction("584.66"), "g/mol"),
        ),
        Concept("ANC", Kind.LAB, "neutrophils", "/uL", loinc("751-8"), worse=Worse.LOWER),
        Concept("INR", Kind.LAB, "INR", "1", loinc("6301-6")),
        Concept("base_excess", Kind.LAB, "base excess", "mmol/L", plausible=(Fraction(-50), Fraction(50))),
        Concept("temperature", Kind.VITAL, "body temperature", "Cel", loinc("8310-5")),
        Concept(
            "azathioprine",
            Kind.DRUG,
            "azathioprine",
            "mg/day",
            (Code(CodeSystem.RXNORM, "1256"), Code(CodeSystem.RXNORM, "197388")),
        ),
        Concept("allopurinol", Kind.DRUG, "allopurinol", "mg/day", (Code(CodeSystem.RXNORM, "519"),)),
        Concept("nausea", Kind.SYMPTOM, "nausea", codes=snomed("422587007")),
        Concept("vomiting", Kind.SYMPTOM, "vomiting", codes=snomed("422400008")),
        Concept("liver_disease", Kind.CONDITION, "liver disease", codes=snomed("235856003")),
        Concept("TPMT", Kind.TEST, "TPMT", codes=loinc("79713-4"), values=("normal", "intermediate", "deficient")),
        Concept("other_causes_excluded", Kind.QUESTION, "other causes excluded?", values=("yes", "no")),
    ),
    (
        Group("liver_symptoms", GroupKind.GROUP, "liver symptoms", ("nausea", "vomiting")),
        Group("liver_tests", GroupKind.PANEL, "liver tests", ("ALT", "AST", "bilirubin")),
        Group("drugs", GroupKind.GROUP, "drugs", ("azathioprine", "allopurinol")),
    ),
)


def read(text: str | bytes, name: str = "timeline.yaml", zone: str | None = None, patient: str | None = None) -> Read:
    data = text.encode() if isinstance(text, str) else text
    return read_timelines(name, data, VOCABULARY, zone=zone, patient=patient)


def timeline(text: str | bytes, name: str = "timeline.yaml", zone: str | None = None) -> Timeline:
    found = read(text, name, zone)
    assert found.diagnostics == ()
    (only,) = found.timelines
    return only


def of_events(*events: str, top: str = "") -> Timeline:
    return timeline(f"patient: example\n{top}events:\n" + "".join(f"  - {{{event}}}\n" for event in events))


def events(found: Timeline, concept: str | None = None) -> list[Event]:
    return [entry for entry in found.entries if isinstance(entry, Event) and concept in (None, entry.concept)]


def refusals(found: Timeline) -> dict[str, str]:
    return {one.record: one.reason for one in found.records.refused}


def codes(text: str | bytes, name: str = "timeline.yaml") -> list[str]:
    return [one.code for one in read(text, name).diagnostics]
