"""The cases of a guideline as situations: each is replayed at the instant at which it is judged."""

from __future__ import annotations

from careway.base.record import record
from careway.cases.run import Outcome
from careway.cases.suite import Suite
from careway.ingest.read import read_timelines
from careway.ir.nodes import Guideline
from careway.replay.situation import Situation, situation


@record
class Replayed:
    """A case by its name, its line in the cases file, and its situation."""

    name: str
    line: int
    situation: Situation


def situations(suite: Suite, core: Guideline) -> tuple[Replayed, ...]:
    """The cases of a file that was run, without those that are skipped. None of them may be invalid."""
    found = []
    for report in suite.reports:
        if report.outcome is Outcome.SKIPPED:
            continue
        case = report.case
        assert report.outcome is not Outcome.INVALID, "whoever ran the file has told of what is wrong with it"
        (timeline,) = read_timelines("case.yaml", case.document.text.encode(), core.vocabulary).timelines
        asked = situation(
            core, timeline, as_of=case.as_of, population=case.population, parameters=dict(case.parameters)
        )
        found.append(Replayed(case.name, suite.source.position(case.span.start)[0], asked))
    return tuple(found)
