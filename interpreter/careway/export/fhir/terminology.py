"""The codes of a guideline: one code system of its own concepts, and a value set for each concept.

Every concept has a code in the guideline's own system, also those that no published system knows, so that a value set
is never empty and records that Careway writes are always found.
"""

from __future__ import annotations

from careway.export import names
from careway.export.fhir.elements import Element, Resource, coding, concept, element
from careway.export.fhir.metadata import About, Export, head, standing
from careway.ir.wording import called
from careway.model.vocabulary import Concept, GroupKind


def own_code(export: Export, name: str, display: str | None = None) -> Element:
    """The guideline's own code of a concept, or of a group of concepts."""
    return coding(names.own_system(export.core), name, display)


def codes(export: Export, one: Concept) -> Element:
    """A concept with all its codes: the published ones first, as the guideline lists them, then its own."""
    published = [coding(names.SYSTEM_URLS[code.system], code.code) for code in one.codes]
    return concept([*published, own_code(export, one.name, one.title)], one.title)


def code_system(export: Export) -> Resource:
    """The guideline's own concepts and panels, and the answers that its tests and questions may have."""
    core = export.core
    about = About(
        "CodeSystem",
        export.identity.resource("concepts"),
        ("concepts",),
        f"Concepts of: {core.title}",
        f'The concepts that the guideline "{core.title}" speaks of, each under the name that it has there.',
        url=names.own_system(core),
    )
    listed = [
        element(code=one.name, display=one.title, definition=_definition(one)) for one in core.vocabulary.concepts
    ]
    listed += [
        element(
            code=group.name,
            display=group.title,
            definition=f"{'Panel' if group.kind is GroupKind.PANEL else 'Group'} of {', '.join(group.members)}",
        )
        for group in core.vocabulary.groups
    ]
    return (
        head(export, about)
        | standing(export, about)
        | element(caseSensitive=True, content="complete", count=len(listed), concept=listed)
    )


def _definition(one: Concept) -> str:
    parts = [one.kind.value.capitalize()]
    if one.unit is not None:
        parts.append(f"in {one.unit}")
    if one.values:
        parts.append(f"with the answers {', '.join(one.values)}")
    return " ".join(parts)


def value_sets(export: Export) -> list[Resource]:
    """One value set for each concept."""
    return [_value_set(export, one) for one in export.core.vocabulary.concepts]


def _value_set(export: Export, one: Concept) -> Resource:
    about = About(
        "ValueSet",
        value_set_id(export, one),
        ("codes of", one.name),
        f"Codes of {called(one)}",
        f"The codes under which records of {called(one)} are found.",
        url=names.value_set_url(export.core, one),
    )
    systems: dict[str, list[str]] = {}
    for code in one.codes:
        systems.setdefault(names.SYSTEM_URLS[code.system], []).append(code.code)
    systems[names.own_system(export.core)] = [one.name]
    include = [
        element(system=system, concept=[{"code": code} for code in dict.fromkeys(listed)])
        for system, listed in systems.items()
    ]
    return head(export, about) | standing(export, about) | {"compose": {"include": include}}


def value_set_id(export: Export, one: Concept) -> str:
    """The id of a concept's value set."""
    return export.identity.resource("codes", export.identity.part(one.name))
