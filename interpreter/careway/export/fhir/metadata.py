"""What every resource says of itself: address, version, status, dates, sources, what was assumed, and whose text it is.

All of it comes from the guideline. It names no publisher and no author, since the guideline's language has none; the
profiles that are claimed ask for neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from careway.base.record import record
from careway.export.fhir.elements import CORE, Element, Resource, coding, concept, element, extension
from careway.export.fhir.identity import Identity, computer_name
from careway.export.fhir.release import Release
from careway.ir.nodes import Guideline, Heading, Source
from careway.model.terms import Certainty, SourceKind, Status, Strength
from careway.version import ENGINE, VERSION

STANDING = (
    "Decision support under development, not a medical device. Exported from a guideline text by Careway; what runs is "
    "the CQL library named here. An action that says that something cannot be decided is no all-clear: obtain the data "
    "that it names."
)
"""Careway's own disclaimer, beside the guideline's."""

HASH_SYSTEM = "urn:careway:sha256"
"""The identifier system of the SHA-256 of the guideline's text."""
ENGINE_SYSTEM = "urn:careway:engine"
"""The tag system that says which version of Careway wrote a resource."""
CRMI = "http://hl7.org/fhir/uv/crmi/StructureDefinition/crmi"
"""What the addresses of the profiles for knowledge artifacts begin with."""

_STRENGTHS = {Strength.STRONG: "strong", Strength.CONDITIONAL: "weak"}
_CERTAINTIES = {
    Certainty.HIGH: "high",
    Certainty.MODERATE: "moderate",
    Certainty.LOW: "low",
    Certainty.VERY_LOW: "very-low",
}
_KINDS = {
    SourceKind.GUIDELINE: "Guideline",
    SourceKind.RESEARCH: "Research",
    SourceKind.LABEL: "Prescribing information",
    SourceKind.OPINION: "Opinion",
    SourceKind.UNLISTED: "Not listed by the guideline's source",
}


@record
class Export:
    """What all builders are given: the guideline, the release, and how things are called."""

    core: Guideline
    release: Release
    identity: Identity


@record
class About:
    """What a resource says of itself beyond what all resources of a guideline share. `name` is made of its parts;
    `level` is how far it can run: `executable` is a library with ELM."""

    kind: str
    resource_id: str
    name: tuple[str, ...]
    title: str
    description: str
    profiles: tuple[str, ...] = ()
    url: str | None = None
    level: str = "structured"


def canonical(export: Export, kind: str, resource_id: str, *, pinned: bool = False) -> str:
    """The address of a resource of this export, with its version where it is `pinned`.

    What an engine has to resolve to run is not pinned: the engine that the exports are proven with finds no address
    that has a version behind it.
    """
    url = export.identity.url(kind, resource_id)
    return f"{url}|{export.core.version}" if pinned else url


def head(export: Export, about: About) -> Resource:
    """The fields with which a resource begins, up to its title."""
    core = export.core
    profiles = (*_crmi(export, about.kind), *about.profiles) if export.release.profiled else ()
    return element(
        resourceType=about.kind,
        id=about.resource_id,
        meta=element(profile=list(profiles), tag=[engine()]),
        text=narrative(about.title, about.description),
        extension=_capabilities(core, about),
        url=about.url or export.identity.url(about.kind, about.resource_id),
        identifier=[element(use="official", system=HASH_SYSTEM, value=core.sha256)],
        version=core.version,
        name=computer_name(core.id, *about.name),
        title=about.title,
    )


def standing(export: Export, about: About) -> Element:
    """Status, date, description and terms of use: the fields that follow the type of a resource."""
    core = export.core
    terms = " ".join(part for part in (core.disclaimer, STANDING) if part)
    terminology = about.kind in ("CodeSystem", "ValueSet")
    return element(
        status=core.status.value,
        experimental=core.status is Status.DRAFT,
        date=core.date.isoformat() if core.date is not None else None,
        description=about.description,
        **({"purpose": terms} if terminology else {"usage": terms}),
        effectivePeriod=None if terminology else effective(core),
    )


def effective(core: Guideline) -> Element | None:
    """The days on which the guideline is in force, as far as it says."""
    start, end = core.effective_from, core.effective_until
    return (
        element(start=start.isoformat() if start else None, end=end.isoformat() if end else None)
        if start is not None or end is not None
        else None
    )


# --- sources and evidence --------------------------------------------------------------------------------------------


def citations(export: Export, keys: Iterable[str]) -> list[Element]:
    """The cited sources, in the guideline's order; what a source is not about is said in words."""
    wanted = frozenset(keys)
    return [_citation(export.release, source) for source in export.core.sources if source.key in wanted]


def _citation(release: Release, source: Source) -> Element:
    told = [source.title, source.by, str(source.year) if source.year is not None else None]
    text = f"{_KINDS[source.kind]}: {'. '.join(part for part in told if part)}"
    if source.indirect:
        text += f". Indirect evidence: {source.indirect}"
    display = source.title + (f" (indirect: {source.indirect})" if source.indirect else "")
    return element(type="citation", label=source.key, display=display, citation=text) | release.address(source.url)


def assumptions(heading: Heading) -> list[Element]:
    """The readings that the formalisation added to the source, one justification each."""
    return [element(type="justification", display=f"Assumed in formalising: {text}") for text in heading.assuming]


def composed_of(export: Export, kind: str, resource_ids: Iterable[str]) -> list[Element]:
    """The parts of a resource, each with its version."""
    return [element(type="composed-of", resource=canonical(export, kind, one, pinned=True)) for one in resource_ids]


def evidence(heading: Heading) -> list[Element]:
    """Strength of the recommendation and certainty of its evidence, where the guideline grades them (GRADE)."""
    found = []
    if heading.strength is not None:
        system = "http://terminology.hl7.org/CodeSystem/recommendation-strength"
        graded = concept([coding(system, _STRENGTHS[heading.strength])], heading.strength.value)
        found.append(extension(f"{CORE}/cqf-strengthOfRecommendation", valueCodeableConcept=graded))
    if heading.certainty is not None:
        system = "http://terminology.hl7.org/CodeSystem/evidence-quality"
        graded = concept([coding(system, _CERTAINTIES[heading.certainty])], heading.certainty.value)
        found.append(extension(f"{CORE}/cqf-qualityOfEvidence", valueCodeableConcept=graded))
    return found


# --- parts of the head -----------------------------------------------------------------------------------------------


def _crmi(export: Export, kind: str) -> list[str]:
    # Shareable asks for address, version, title and description; publishable for a date besides.
    levels = ["shareable", "publishable"] if export.core.date is not None else ["shareable"]
    return [f"{CRMI}-{level}{kind.lower()}" for level in levels]


def _capabilities(core: Guideline, about: About) -> list[Element]:
    if about.kind not in ("PlanDefinition", "Library"):
        return []
    levels = ["shareable", "computable"]
    levels += ["publishable"] if core.date is not None else []
    levels += ["executable"] if about.level == "executable" else []
    found = [extension(f"{CORE}/cqf-knowledgeCapability", valueCode=level) for level in levels]
    return [*found, extension(f"{CORE}/cqf-knowledgeRepresentationLevel", valueCode=about.level)]


def engine() -> Element:
    """The tag that says which Careway wrote a resource."""
    return coding(ENGINE_SYSTEM, VERSION, f"written by {ENGINE}")


def narrative(title: str, description: str) -> Element:
    """Title and description for a person to read."""
    lines = dict.fromkeys([title, *description.split("\n\n")])
    body = "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line)
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{body}</div>'}
