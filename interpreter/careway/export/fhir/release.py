"""The two releases of FHIR, and everything in which what Careway writes differs between them.

All builders write one thing and ask here where R4 (4.0.1) and R5 (5.0.0) part; there is no second copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from careway.export.fhir.elements import Element, element


class Release(Enum):
    """A release of FHIR."""

    R4 = "r4"
    R5 = "r5"

    @property
    def target(self) -> str:
        """The name of the export, as the command line and the limits have it."""
        return f"fhir-{self.value}"

    @property
    def number(self) -> str:
        """The version of the specification."""
        return {Release.R4: "4.0.1", Release.R5: "5.0.0"}[self]

    @property
    def profiled(self) -> bool:
        """Whether the profiles of CRMI and CPG-on-FHIR are of this release; both are of R4 only."""
        return self is Release.R4

    @property
    def medication_path(self) -> str:
        """The element of a MedicationStatement that holds the drug: a choice in R4, a CodeableReference in R5."""
        return {Release.R4: "medication", Release.R5: "medication.concept"}[self]

    def action_code(self, code: Element) -> list[Element] | Element:
        """`PlanDefinition.action.code`: a list in R4, one in R5."""
        return [code] if self is Release.R4 else code

    def action_link(self, action_id: str) -> str | None:
        """`PlanDefinition.action.linkId`, by which R5 refers to an action."""
        return None if self is Release.R4 else action_id

    def alternative(self, definition: str) -> Element:
        """A definition for an engine that reads `text/cql` as a piece of CQL: R5 has a language for names, R4 has the
        name in quotation marks."""
        if self is Release.R5:
            return {"language": "text/cql-identifier", "expression": definition}
        quoted = definition.replace("\\", "\\\\").replace('"', '\\"')
        return {"language": "text/cql", "expression": f'"{quoted}"'}

    def after(self, action_id: str) -> Element:
        """A `relatedAction`: begins when that action has ended. Its target is called otherwise in each release."""
        if self is Release.R4:
            return {"actionId": action_id, "relationship": "after-end"}
        return {"targetId": action_id, "relationship": "after-end"}

    def inputs(self, requirements: Sequence[Element]) -> list[Element]:
        """`PlanDefinition.action.input`: data requirements themselves in R4, wrapped in R5."""
        return list(requirements) if self is Release.R4 else [{"requirement": one} for one in requirements]

    def address(self, url: str | None) -> Element:
        """Where a cited source is to be found: R5 has no `RelatedArtifact.url`, only a document with one."""
        if url is None:
            return {}
        return {"url": url} if self is Release.R4 else {"document": element(url=url)}
