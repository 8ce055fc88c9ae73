"""What proofs give: findings with their witnesses, what was shown to be so, and what was left open. Plain data,
published as JSON (grammar/schema/prove.schema.json)."""

from __future__ import annotations

from careway.base.record import record
from careway.evaluate.result import Identity
from careway.model.terms import FindingKind

FORMAT = "careway-prove/1"


@record
class Witness:
    """A patient who shows a finding: `shows` says of what, `says` what the guideline says of them at the end of the day
    `as_of`. `timeline` is the patient in Careway's own form: running the guideline on it gives just that."""

    shows: str
    timeline: str
    as_of: str
    says: str


@record
class Finding:
    """Something an author should mend, or stand by (`accepted`, with the author's reason). `line` is that of the rule
    or of the criterion in it; `because` names what of the guideline makes it so, by rule and line."""

    kind: FindingKind
    rule: str
    title: str
    line: int
    sentence: str
    because: tuple[tuple[str, int], ...] = ()
    witnesses: tuple[Witness, ...] = ()
    accepted: str | None = None


@record
class Shown:
    """Something that is so of every patient within the bounds."""

    kind: FindingKind
    rule: str
    line: int
    sentence: str


@record
class Unsettled:
    """A question to which there is neither a proof nor a patient, and why."""

    kind: FindingKind
    rule: str
    line: int
    sentence: str


Said = Finding | Shown | Unsettled


@record
class Proof:
    """Everything that was asked of a guideline with the values of one population (None: its own)."""

    population: str | None
    title: str
    findings: tuple[Finding, ...]
    shown: tuple[Shown, ...]
    unsettled: tuple[Unsettled, ...]


@record
class Unneeded:
    """An acceptance in the guideline that no finding answers to."""

    rule: str
    kind: FindingKind | None
    because: str
    line: int


@record
class Proofs:
    """What was proved of a guideline and found in it, for each population; `within` are the bounds in plain words."""

    format: str
    engine: str
    guideline: Identity
    notices: tuple[str, ...]
    within: tuple[str, ...]
    proofs: tuple[Proof, ...]
    unneeded: tuple[Unneeded, ...]
