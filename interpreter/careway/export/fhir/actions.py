"""Actions of a plan: an id that names the rule, a definition of the Library as its condition, and why.

A condition's language is `text/cql` and its expression the bare name of a definition, as the engine that the exports
are proven with wants it. For engines that take `text/cql` as a piece of CQL the same stands in the standard extension
for alternatives, as they want it. The definitions are never null, so that no action depends on what an engine
makes of null.
"""

from __future__ import annotations

from collections.abc import Sequence

from careway.export.fhir.activities import Activity
from careway.export.fhir.elements import CORE, TERMINOLOGY, Element, coding, concept, element, extension
from careway.export.fhir.metadata import Export, assumptions, canonical, citations, evidence
from careway.ir.nodes import Heading

COMMON_PROCESSES = "http://hl7.org/fhir/uv/cpg/CodeSystem/cpg-common-process-cs"


def expression(export: Export, library: str, name: str) -> Element:
    """A reference to a definition of the guideline's library."""
    where = canonical(export, "Library", library)
    alternative = export.release.alternative(name) | {"reference": where}
    return element(
        extension=[extension(f"{CORE}/cqf-alternativeExpression", valueExpression=alternative)],
        language="text/cql",
        expression=name,
        reference=where,
    )


def condition(export: Export, library: str, name: str, kind: str = "applicability") -> Element:
    """A condition that a definition of the library holds."""
    return element(kind=kind, expression=expression(export, library, name))


def process(code: str) -> Element:
    """What kind of work an action is, in CPG's words."""
    return concept([coding(COMMON_PROCESSES, code)])


CREATE: Element = {"coding": [{"system": f"{TERMINOLOGY}/action-type", "code": "create"}]}


def documentation(export: Export, heading: Heading | None, cites: Sequence[str]) -> list[Element]:
    """The sources of an action and the readings that were added to them."""
    return [*citations(export, cites), *(assumptions(heading) if heading is not None else [])]


def action(
    export: Export,
    action_id: str,
    title: str,
    *,
    description: str | None = None,
    text: str | None = None,
    code: Element | None = None,
    heading: Heading | None = None,
    cites: Sequence[str] = (),
    when: Element | None = None,
    inputs: Sequence[Element] = (),
    after: str | None = None,
    timing: Element | None = None,
    definition: str | None = None,
    actions: Sequence[Element] = (),
) -> Element:
    """An action. `heading` gives the sources, readings and grades of its rule; `cites` the sources of one piece of
    advice; `after` the action whose end it waits for."""
    release = export.release
    creates = definition is not None and "ActivityDefinition" in definition
    return element(
        id=action_id,
        extension=evidence(heading) if heading is not None else None,
        linkId=release.action_link(action_id),
        title=title,
        description=description,
        textEquivalent=text,
        code=release.action_code(code) if code is not None else None,
        documentation=documentation(export, heading, heading.cites if heading is not None else cites),
        condition=[when] if when is not None else None,
        input=release.inputs(inputs),
        relatedAction=[release.after(after)] if after is not None else None,
        timingTiming=timing,
        type=CREATE if creates else None,
        definitionCanonical=definition,
        action=list(actions),
    )


def doing(
    export: Export,
    action_id: str,
    activities: Sequence[Activity],
    *,
    cites: Sequence[str] = (),
    when: Element | None = None,
    text: str | None = None,
) -> Element:
    """An action that does something: one activity itself, several as actions inside it."""
    urls = [canonical(export, "ActivityDefinition", one.resource_id) for one in activities]
    title = "; ".join(dict.fromkeys(one.title for one in activities))
    if len(activities) == 1:
        return action(export, action_id, title, text=text, cites=cites, when=when, definition=urls[0])
    inside = [
        action(export, export.identity.action(action_id, str(number)), one.title, definition=url)
        for number, (one, url) in enumerate(zip(activities, urls, strict=True), 1)
    ]
    return action(export, action_id, title, text=text, cites=cites, when=when, actions=inside)
