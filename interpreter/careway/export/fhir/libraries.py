"""The libraries: the guideline's logic in CQL and ELM, what it asks for and which data it needs, and the library that
reads the records, which is the same for all guidelines.

`content` is there when the texts are given (the CQL export writes them, the reference translator makes ELM of them);
without, a library still says what its definitions are called and which data they need.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from json import dumps

from careway.export import names
from careway.export.fhir.elements import TERMINOLOGY, Element, Resource, coding, concept, element
from careway.export.fhir.identity import Identity
from careway.export.fhir.metadata import (
    CRMI,
    STANDING,
    About,
    Export,
    citations,
    engine,
    head,
    narrative,
    standing,
)
from careway.export.fhir.release import Release
from careway.ir.nodes import Guideline, Parameter
from careway.ir.wording import plain, several
from careway.model.quantity import Quantity
from careway.model.vocabulary import Concept, Kind

RECORDS_ID = names.RECORDS_LIBRARY
RECORDS_URL = f"urn:careway:Library:{names.RECORDS_LIBRARY}"
"""The address of the library that reads records: it belongs to no guideline."""

_RESOURCES = {
    Kind.LAB: ("Observation",),
    Kind.VITAL: ("Observation",),
    Kind.TEST: ("Observation",),
    Kind.QUESTION: ("Observation",),
    Kind.SYMPTOM: ("Observation", "Condition"),
    Kind.CONDITION: ("Observation", "Condition"),
    Kind.DRUG: ("MedicationStatement",),
}
"""Where records of a concept are looked for."""


def library_id(core: Guideline, identity: Identity) -> str:
    """The id of the guideline's library: its name in CQL, where an id can be that."""
    return identity.part(names.library_name(core))


def requirements(release: Release, core: Guideline, concepts: Iterable[Concept]) -> list[Element]:
    """The data that are needed to judge by these concepts."""
    return [
        element(
            type=kind,
            codeFilter=[
                {
                    "path": release.medication_path if kind == "MedicationStatement" else "code",
                    "valueSet": names.value_set_url(core, one),
                }
            ],
        )
        for one in concepts
        for kind in _RESOURCES[one.kind]
    ]


def libraries(
    export: Export, definitions: Iterable[str], cql: Mapping[str, str], elm: Mapping[str, str]
) -> list[Resource]:
    """The library of the guideline, which has these definitions that are Boolean, and the one that reads records."""
    return [_logic(export, definitions, cql, elm), _records(export, cql, elm)]


def _logic(export: Export, definitions: Iterable[str], cql: Mapping[str, str], elm: Mapping[str, str]) -> Resource:
    core, name = export.core, names.library_name(export.core)
    about = About(
        "Library",
        library_id(core, export.identity),
        (),
        f"Logic of: {core.title}",
        _description(core),
        level="executable" if name in elm else "structured",
    )
    concepts = core.vocabulary.concepts
    related = [
        *citations(export, (source.key for source in core.sources)),
        element(type="depends-on", resource=f"{RECORDS_URL}|{names.RECORDS_VERSION}"),
        *_value_sets(export, concepts),
    ]
    return (
        head(export, about)
        | {"name": _cql_name(name, head(export, about))}
        | _type()
        | standing(export, about)
        | element(
            relatedArtifact=related,
            parameter=[*_inputs(core), *(_output(one) for one in definitions)],
            dataRequirement=[{"type": "Patient"}, *requirements(export.release, core, concepts)],
            content=_content(name, cql, elm),
        )
    )


def _records(export: Export, cql: Mapping[str, str], elm: Mapping[str, str]) -> Resource:
    """The library that reads records: the same whichever guideline it comes with, so nothing of one stands in it."""
    title = "Reading of records for guidelines of Careway"
    text = "Reads FHIR R4 resources into records and answers what a guideline of Careway asks of them."
    return element(
        resourceType="Library",
        id=RECORDS_ID,
        meta=element(profile=[f"{CRMI}-shareablelibrary"] if export.release.profiled else None, tag=[engine()]),
        text=narrative(title, text),
        url=RECORDS_URL,
        version=names.RECORDS_VERSION,
        name=RECORDS_ID,
        title=title,
        **_type(),
        status="active",
        experimental=False,
        description=text,
        usage=f"Included by the libraries of guidelines; it decides nothing by itself. {STANDING}",
        content=_content(RECORDS_ID, cql, elm),
    )


def _description(core: Guideline) -> str:
    parts = [f'The definitions of the guideline "{core.title}": one for each rule, and what its actions ask for.']
    if core.parameters:
        parts.append(f"It takes the guideline's parameters: {several(_told(one) for one in core.parameters)}.")
    for one in core.sets:
        settings = several(f"{plain(setting.parameter)} = {setting.value}" for setting in one.settings)
        parts.append(f"{one.title}: {settings}.")
    return "\n\n".join(parts)


def _told(one: Parameter) -> str:
    return f"{plain(one.name)} ({one.title}; {one.value} unless it is given)"


def _cql_name(name: str, made: Resource) -> str:
    """The name in CQL, which engines go by; where FHIR cannot hold it, a name made of the guideline's."""
    computed = made["name"]
    assert isinstance(computed, str)
    return name if name.isascii() else computed


def _type() -> Element:
    return {"type": concept([coding(f"{TERMINOLOGY}/library-type", "logic-library")])}


def _inputs(core: Guideline) -> list[Element]:
    as_of = element(
        name=names.AS_OF,
        use="in",
        min=0,
        max="1",
        documentation="The instant for which the guideline is asked; without it, now.",
        type="dateTime",
    )
    every = [as_of]
    if core.sets:
        told = several((f"`{one.name}` ({one.title})" for one in core.sets), "or")
        text = f"Whose values of the parameters hold: {told}; without it, the general ones."
        every.append(element(name=names.POPULATION, use="in", min=0, max="1", documentation=text, type="string"))
    return [*every, *(_input(one) for one in core.parameters)]


def _input(one: Parameter) -> Element:
    number = isinstance(one.value, Quantity)
    unit = one.value.unit if isinstance(one.value, Quantity) and one.value.unit != "1" else None
    what = f" in {unit}" if unit is not None else ""
    return element(
        name=one.name,
        use="in",
        min=0,
        max="1",
        documentation=f"{one.title}{what}; {one.value} unless it is given.",
        type="decimal" if number else "Quantity",
    )


def _output(definition: str) -> Element:
    return element(name=definition, use="out", min=0, max="1", type="boolean")


def _value_sets(export: Export, concepts: Iterable[Concept]) -> list[Element]:
    version = export.core.version
    return [
        element(type="depends-on", resource=f"{names.value_set_url(export.core, one)}|{version}") for one in concepts
    ]


def _content(name: str, cql: Mapping[str, str], elm: Mapping[str, str]) -> list[Element]:
    found = []
    if name in cql:
        found.append(element(contentType="text/cql", data=_base64(cql[name]), title=f"{name}.cql"))
    if name in elm:
        found.append(element(contentType="application/elm+json", data=_base64(_ascii(elm[name])), title=f"{name}.json"))
    return found


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def _ascii(json_text: str) -> str:
    """The same JSON in ASCII: there are engines that read an attachment byte by byte."""
    return "".join(one if one.isascii() else dumps(one)[1:-1] for one in json_text)
