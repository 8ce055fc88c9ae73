"""What became of the mutants of a guideline, and the same as plain values for JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from careway.base.record import record
from careway.mutants.mutant import Mutant
from careway.mutants.trial import Noticed

FORMAT = "careway-mutants/1"


@record
class Verdict:
    """One mutant: the case that notices it; or why it changes nothing; or, where neither is so, a case that would
    notice it, as text, if one was found."""

    mutant: Mutant
    noticed: Noticed | None = None
    equivalent: str | None = None
    example: str | None = None

    @property
    def survives(self) -> bool:
        """Whether nothing notices the mutant, and nothing shows that it changes nothing."""
        return self.noticed is None and self.equivalent is None


@record
class Verdicts:
    """All mutants of a guideline, in the order of its core."""

    guideline: str
    cases: int
    verdicts: tuple[Verdict, ...]

    @property
    def noticed(self) -> int:
        """How many mutants a case notices."""
        return sum(one.noticed is not None for one in self.verdicts)

    @property
    def equivalent(self) -> tuple[Verdict, ...]:
        """The mutants that change nothing, for a reason."""
        return tuple(one for one in self.verdicts if one.noticed is None and one.equivalent is not None)

    @property
    def survivors(self) -> tuple[Verdict, ...]:
        """The mutants that nothing notices."""
        return tuple(one for one in self.verdicts if one.survives)

    @property
    def share(self) -> Fraction:
        """The part, of the mutants that change something as far as is known, that a case notices."""
        told = self.noticed + len(self.survivors)
        return Fraction(self.noticed, told) if told else Fraction(1)


def document(every: Sequence[Verdicts]) -> dict[str, Any]:
    """The outcome as plain values (grammar/schema/mutants.schema.json)."""
    return {"format": FORMAT, "guidelines": [_guideline(one) for one in every]}


def _guideline(found: Verdicts) -> dict[str, Any]:
    sorts = Counter(one.mutant.sort.value for one in found.verdicts)
    missed = Counter(one.mutant.sort.value for one in found.survivors)
    return {
        "file": found.guideline,
        "cases": found.cases,
        "mutants": len(found.verdicts),
        "noticed": found.noticed,
        "changes_nothing": [{**_mutant(one.mutant), "because": one.equivalent} for one in found.equivalent],
        "survivors": [{**_mutant(one.mutant), "example": one.example} for one in found.survivors],
        "by_sort": {sort: {"mutants": sorts[sort], "survivors": missed[sort]} for sort in sorted(sorts)},
    }


def _mutant(mutant: Mutant) -> dict[str, Any]:
    return {"rule": mutant.rule, "line": mutant.line or None, "sort": mutant.sort.value, "change": mutant.words}
