"""The names that the exports share: of libraries and their definitions, of code systems, value sets and resources.

The FHIR resources refer to definitions of the CQL by these names, the replay asks for them, and so each is spelled
here and nowhere else.
"""

from __future__ import annotations

from careway.ir.nodes import Guideline
from careway.model.vocabulary import CodeSystem, Concept

RECORDS_LIBRARY = "CarewayRecords"
"""The library that reads FHIR resources into records; every exported guideline includes it."""
RECORDS_VERSION = "1.0.0"

SYSTEM_URLS = {
    CodeSystem.LOINC: "http://loinc.org",
    CodeSystem.SNOMED: "http://snomed.info/sct",
    CodeSystem.RXNORM: "http://www.nlm.nih.gov/research/umls/rxnorm",
    CodeSystem.ATC: "http://www.whocc.no/atc",
    CodeSystem.ICD10: "http://hl7.org/fhir/sid/icd-10",
}
"""The addresses of the code systems, as FHIR registers them (http://hl7.org/fhir/R4/terminologies-systems.html)."""

AS_OF = "As Of"
"""The parameter that says for which instant the guideline is asked; without it, now."""


POPULATION = "Population"
"""The parameter that names the set of parameter values that holds."""


def library_name(core: Guideline) -> str:
    """The CQL library of a guideline: `AzathioprineReintroduction` for `azathioprine_reintroduction`."""
    return "".join(part.capitalize() for part in core.id.split("_"))


def canonical_base(core: Guideline) -> str:
    """What the canonical addresses of a guideline's resources begin with."""
    return f"urn:careway:{core.id}"


def own_system(core: Guideline) -> str:
    """The code system of a guideline's own concepts; the code of a concept is its name. Every concept has one, also
    those that no published code system knows."""
    return f"{canonical_base(core)}:concepts"


def value_set(concept: Concept) -> str:
    """The value set of a concept's codes, as the CQL calls it."""
    return f"{concept.name} codes"


def value_set_url(core: Guideline, concept: Concept) -> str:
    """The canonical address of a concept's value set."""
    return f"{canonical_base(core)}:ValueSet:{concept.name}"


# --- definitions of the exported library; truths are Boolean, null where unknown, unless it says otherwise ----------

ELIGIBILITY = "Eligibility"
"""String: `eligible`, `not eligible` or `cannot decide`."""
ELIGIBLE = "Eligible"
"""Boolean, never null: every criterion for entering is met."""
NOT_ELIGIBLE = "Not Eligible"
"""Boolean, never null: a criterion keeps the patient out."""
ELIGIBILITY_UNDECIDED = "Eligibility cannot be decided"
"""Boolean, never null: data are missing that would decide it."""
STOPPED_BY = "Stopped By"
"""String: the name of the stop in force, or null."""
STOPPED = "Stopped"
"""Boolean, never null: a stop is in force."""


def rule(name: str) -> str:
    """The criterion of an eligibility rule, a stop or a caution as it stands now (eligibility: as at the beginning)."""
    return f"{name} now"


def holds(name: str) -> str:
    """Boolean, never null: the rule speaks now. A stop: it is in force. A caution: it is in force, in its steps."""
    return f"{name} holds"


def undecided(name: str) -> str:
    """Boolean, never null: data are missing that would decide the rule (only while it is asked)."""
    return f"{name} cannot be decided"


def defined(name: str) -> str:
    """What a definition of the guideline gives now: a truth, a number (Tuple of low, high, lowOpen, highOpen) or a time
    (Tuple of come, first, last)."""
    return f"{name} now"


def step(pathway: str) -> str:
    """String: the active step of a pathway, or null."""
    return f"Step of {pathway}"


def phase(pathway: str) -> str:
    """String: `not begun`, `active`, `stopped` or `finished`."""
    return f"Phase of {pathway}"


def in_step(name: str) -> str:
    """Boolean, never null: the step is active."""
    return f"In step {name}"


def advice(rule: str, number: int) -> str:
    """Boolean, never null: the `number`-th piece of advice (from 1) of a step, stop, caution or `after stop` holds."""
    return f"{rule} advises {number}"


def advice_undecided(rule: str, number: int) -> str:
    """Boolean, never null: its own criterion cannot be decided while its rule speaks."""
    return f"{rule} advises {number} cannot be decided"


def occasions(monitor: str) -> str:
    """List of Tuple{due, earliest, last Date; standing String; done Date}: the occasions of a monitor so far, and
    the next one. `standing` is one of `coming`, `open`, `due`, `late`, `missed`, `done`."""
    return f"Occasions of {monitor}"


def is_due(name: str) -> str:
    """Boolean, never null: an occasion of the monitor, or the task, is open, due or late now."""
    return f"{name} is due"


def is_missed(name: str) -> str:
    """Boolean, never null: an occasion of the monitor, or the task, was missed."""
    return f"{name} is missed"


def standing(task: str) -> str:
    """String: where a task stands, its latest instance: `open`, `done`, `missed`, `unclear`, or null where it was
    never asked for."""
    return f"Standing of {task}"
