"""The names and codes of a vocabulary, for looking records up by them."""

from __future__ import annotations

import re
from collections import Counter

from careway.base.suggestions import nearest
from careway.model.vocabulary import CodeSystem, Concept, Group, Kind, Vocabulary

_FINDINGS = (Kind.SYMPTOM, Kind.CONDITION)
_FORMS = {
    CodeSystem.LOINC: re.compile(r"(?:LP|LA)?\d{1,7}-\d"),
    CodeSystem.SNOMED: re.compile(r"\d{1,18}"),
    CodeSystem.RXNORM: re.compile(r"\d{1,8}"),
    CodeSystem.ATC: re.compile(r"[A-Z](?:\d\d(?:[A-Z](?:[A-Z](?:\d\d)?)?)?)?"),
    CodeSystem.ICD10: re.compile(r"[A-Z]\d[\dA-Z](?:\.?[\dA-Z]{1,4})?"),
}
SYSTEMS = {
    "http://loinc.org": CodeSystem.LOINC,
    "urn:oid:2.16.840.1.113883.6.1": CodeSystem.LOINC,
    "http://snomed.info/sct": CodeSystem.SNOMED,
    "urn:oid:2.16.840.1.113883.6.96": CodeSystem.SNOMED,
    "http://www.nlm.nih.gov/research/umls/rxnorm": CodeSystem.RXNORM,
    "urn:oid:2.16.840.1.113883.6.88": CodeSystem.RXNORM,
    "http://www.whocc.no/atc": CodeSystem.ATC,
    "http://hl7.org/fhir/sid/icd-10": CodeSystem.ICD10,
    "http://hl7.org/fhir/sid/icd-10-cm": CodeSystem.ICD10,
    "http://fhir.de/CodeSystem/bfarm/icd-10-gm": CodeSystem.ICD10,
}
"""The addresses by which records name the code systems."""
_OWN_SYSTEM = re.compile(r"urn:careway:[^:\s]+:concepts")
"""The code system of a guideline's own concepts, in which the code of a concept is its name."""
MOST_UNUSED = 20


class Names:
    """What a vocabulary declares, by name and by code, and a count of what it does not."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.concepts: dict[str, Concept] = {concept.name: concept for concept in vocabulary.concepts}
        self.groups: dict[str, Group] = {group.name: group for group in vocabulary.groups}
        self.by_code: dict[tuple[CodeSystem, str], list[Concept]] = {}
        for concept in vocabulary.concepts:
            for code in concept.codes:
                self.by_code.setdefault((code.system, code.code), []).append(concept)
        self.unused: Counter[str] = Counter()

    def find(self, name: str) -> Concept | Group | None:
        """The concept or group of that name."""
        return self.concepts.get(name) or self.groups.get(name)

    def coded(self, system: str, code: str) -> list[Concept]:
        """The concepts for which a code stands in a system: a published one, or a guideline's own."""
        if _OWN_SYSTEM.fullmatch(system):
            return [self.concepts[code]] if code in self.concepts else []
        published = SYSTEMS.get(system)
        return [] if published is None else self.by_code.get((published, code), [])

    def members(self, group: Group) -> list[Concept]:
        """The members of a group."""
        return [self.concepts[name] for name in group.members if name in self.concepts]

    def resembling(self, name: str) -> str | None:
        """A declared name that was most likely meant. Short names that differ by a letter (ALT, AST) are two names."""
        folded = name.casefold().replace("-", "_").replace(" ", "_")
        known = [*self.concepts, *self.groups]
        for one in known:
            if one.casefold() == folded:
                return one
        return nearest(name, [one for one in known if len(one) >= 4]) if 4 <= len(name) <= 60 else None

    def unused_counts(self) -> tuple[tuple[str, int], ...]:
        """The names and codes that nobody asked for, the most frequent first."""
        ordered = sorted(self.unused.items(), key=lambda item: (-item[1], item[0]))
        rest = sum(count for _, count in ordered[MOST_UNUSED:])
        shown = ordered[:MOST_UNUSED]
        return tuple([*shown, ("others", rest)] if rest else shown)


def shown_code(system: CodeSystem, code: str) -> str:
    """A code as a report may repeat it: only what has the form of one of its system."""
    return code if _FORMS[system].fullmatch(code) else "code of another form"


def only_findings(concepts: list[Concept]) -> bool:
    """Whether all of these are symptoms and conditions, so that one word may speak for them together."""
    return all(concept.kind in _FINDINGS for concept in concepts)
