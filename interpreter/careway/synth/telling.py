"""What a set of patients shows of its guideline: how many began, which rules spoke, what was never seen.

In: a core and the results of its patients. Out: a summary in numbers, by the names of the guideline, in its own order.
Each count is of patients.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from careway.base.record import record
from careway.evaluate.result import Admission, Kind, Phase, Result
from careway.ir.nodes import Guideline
from careway.version import ENGINE

FORMAT = "careway-synth/1"


@record
class Count:
    """A rule, by name and title, and for how many patients it spoke."""

    rule: str
    title: str
    patients: int


@record
class Telling:
    """What a set of synthetic patients shows. `seed` and `population` are those with which it was drawn.

    `begun`, `stopped` and `finished` count the patients of whom it was so at some time; `undecided` those of whom some
    rule could not be decided at some time; `missed` those with an occasion that was missed, `deviations` those with
    something done against advice, `corrected` those with a record that was corrected or taken back.
    """

    format: str
    engine: str
    guideline: str
    sha256: str
    seed: int
    population: str | None
    patients: int
    records: int
    refused: int
    eligible: int
    not_eligible: int
    eligibility_undecided: int
    begun: int
    stopped: int
    finished: int
    undecided: int
    missed: int
    deviations: int
    corrected: int
    stops: tuple[Count, ...]
    steps: tuple[Count, ...]
    cautions: tuple[Count, ...]


_COUNTED = {
    Kind.STOP: "stopped",
    Kind.FINISHED: "finished",
    Kind.UNDECIDED: "undecided",
    Kind.MISSED: "missed",
    Kind.TASK_MISSED: "missed",
    Kind.DEVIATION: "deviations",
    Kind.CORRECTION: "corrected",
}
_ADMISSIONS = {
    Admission.ELIGIBLE: "eligible",
    Admission.NOT_ELIGIBLE: "not_eligible",
    Admission.UNDECIDED: "eligibility_undecided",
}


def telling(core: Guideline, seed: int, population: str | None, results: Iterable[Result]) -> Telling:
    """What a set of patients shows, by their results."""
    counts: Counter[str] = Counter()
    stops: Counter[str] = Counter()
    steps: Counter[str] = Counter()
    cautions: Counter[str] = Counter()
    for result in results:
        kinds = {entry.kind for entry in result.log}
        seen = {_COUNTED[kind] for kind in kinds if kind in _COUNTED} | {_ADMISSIONS[result.eligibility.admission]}
        if result.undecided:
            seen.add("undecided")
        if any(state.phase is not Phase.NOT_BEGUN for state in result.pathways):
            seen.add("begun")
        counts.update(seen)
        counts.update({"patients": 1, "records": result.records.used, "refused": len(result.records.refused)})
        stops.update({name for entry in result.log if entry.kind is Kind.STOP for name in [entry.rule]})
        steps.update({stay.step for state in result.pathways for stay in state.stays})
        cautions.update({entry.rule for entry in result.log if entry.kind is Kind.CAUTION})
    return Telling(
        format=FORMAT,
        engine=ENGINE,
        guideline=core.id,
        sha256=core.sha256,
        seed=seed,
        population=population,
        patients=counts["patients"],
        records=counts["records"],
        refused=counts["refused"],
        eligible=counts["eligible"],
        not_eligible=counts["not_eligible"],
        eligibility_undecided=counts["eligibility_undecided"],
        begun=counts["begun"],
        stopped=counts["stopped"],
        finished=counts["finished"],
        undecided=counts["undecided"],
        missed=counts["missed"],
        deviations=counts["deviations"],
        corrected=counts["corrected"],
        stops=tuple(Count(one.heading.name, one.heading.title, stops[one.heading.name]) for one in core.stops),
        steps=tuple(
            Count(step.heading.name, step.heading.title, steps[step.heading.name])
            for pathway in core.pathways
            for step in pathway.steps
        ),
        cautions=tuple(Count(one.heading.name, one.heading.title, cautions[one.heading.name]) for one in core.cautions),
    )


def unseen(told: Telling) -> list[str]:
    """The rules that no patient shows, in words."""
    return [
        f"{kind} {count.rule}"
        for kind, counted in (("stop", told.stops), ("step", told.steps), ("caution", told.cautions))
        for count in counted
        if not count.patients
    ]
