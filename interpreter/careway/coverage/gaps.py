"""What no case shows, in sentences: the objectives missing of a unit, those of like questions on one line together.

In: a unit as measured. Out: gaps in the order of the text, each with its line, the questions that it is about and what
is lacking of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from careway.base.record import record
from careway.coverage.measure import UnitMeasured
from careway.coverage.objectives import Objective

_ALONE = "never alone decisive: "


@record
class Gap:
    """What is lacking of some questions of one line: `never true; never alone decisive: no case in which ...`."""

    line: int
    subjects: tuple[str, ...]
    lacks: str

    @property
    def sentence(self) -> str:
        """The gap in one sentence, without its line."""
        return f"{', '.join(self.subjects)}: {self.lacks}"


def gaps(unit: UnitMeasured) -> tuple[Gap, ...]:
    """The gaps of a unit, by line."""
    return gaps_among(unit.missing)


def gaps_among(missing: Iterable[Objective]) -> tuple[Gap, ...]:
    """The gaps that missing objectives are, by line."""
    by_subject: dict[tuple[int, str], list[Objective]] = {}
    for objective in missing:
        by_subject.setdefault((objective.line, objective.subject), []).append(objective)
    alike: dict[tuple[int, str], list[str]] = {}
    for (line, subject), objectives in by_subject.items():
        alike.setdefault((line, _together(objective.lacks for objective in objectives)), []).append(subject)
    found = [Gap(line, tuple(subjects), lacks) for (line, lacks), subjects in alike.items()]
    return tuple(sorted(found, key=lambda gap: gap.line))


def _together(lacks: Iterable[str]) -> str:
    """What is lacking of one question: `never true, never unknown; never alone decisive: ...`."""
    every = list(dict.fromkeys(lacks))
    alone = [one.removeprefix(_ALONE) for one in every if one.startswith(_ALONE)]
    short = [one for one in every if not one.startswith(_ALONE)]
    parts = [", ".join(short)] if short else []
    if alone:
        parts.append(_ALONE + ", and ".join(alone))
    return "; ".join(parts)
