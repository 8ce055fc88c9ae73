"""What a proof gives: findings with their witnesses, what was shown to be so, and what was left open. Plain data."""

from __future__ import annotations

from careway.base.record import record
from careway.ingest.native_text import Written
from careway.model.terms import FindingKind


@record
class Witness:
    """A patient who shows a finding: `shows` says of what, `says` what the guideline says of them at the end of the day
    `as_of`. Running the guideline on the records gives just that."""

    shows: str
    written: Written
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
    within: tuple[str, ...]
    """The bounds, in plain sentences."""
    findings: tuple[Finding, ...]
    shown: tuple[Shown, ...]
    unsettled: tuple[Unsettled, ...]
