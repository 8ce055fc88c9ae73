"""The whole report of one patient, as the terminal and the page show it: its parts, their headings and their order.

Nothing is decided here: every sentence comes from the result. Sections with nothing to say are left out.
"""

from __future__ import annotations

from careway.evaluate.result import Result
from careway.report import sections
from careway.report.decisions import decisions, named
from careway.report.nodes import Node, Report, Section, Sentence

OUT_OF_PERIOD = ("This guideline is effective only", "This guideline was effective only")
TO_DO = "What to do now"
NOT_A_DEVICE = "decision support under development, not a medical device"


def report(result: Result, with_log: bool = True) -> Report:
    """What a result says, in the order in which it is to be read."""
    guideline = result.guideline
    found: list[tuple[str, list[Node]]] = [
        (TO_DO, sections.advised(result)),
        ("Where the patient stands", sections.stands(result)),
        ("Next", sections.coming(result)),
        ("Cannot decide", sections.undecided(result)),
        ("Missed", sections.missed(result)),
        ("Not as advised", sections.deviations(result)),
        ("Records", sections.records(result)),
        ("Log", sections.log(result) if with_log else []),
        ("Sources", sections.sources(result)),
        ("Assumptions", sections.assumptions(result)),
        ("Parameters", sections.parameters(result)),
        ("Please note", [Sentence(notice, hangs=False) for notice in result.notices]),
    ]
    return Report(
        guideline=f"{guideline.title} · {guideline.version} {guideline.status} · {guideline.sha256[:8]}",
        patient=f"{result.patient} · as of {result.as_of} · {NOT_A_DEVICE}",
        population=f"parameter set {named(result.population)}" if result.population else None,
        warnings=tuple(notice for notice in result.notices if notice.startswith(OUT_OF_PERIOD)),
        decisions=tuple(tuple(block) for block in decisions(result)),
        sections=tuple(Section(heading, tuple(nodes)) for heading, nodes in found if nodes),
    )
