"""A result as a clinician reads it: who ran on whom, the decision and its reasons, then the state, then the log.

Nothing is decided here: every sentence comes from the result. Sections with nothing to say are left out.
"""

from __future__ import annotations

from careway.cli import report_sections as sections
from careway.cli.layout import BLANK, Line, headline, paragraph, table
from careway.cli.report_decision import decisions, named
from careway.cli.terminal import Tone
from careway.evaluate.result import Admission, Phase, Result, Standing

OUT_OF_PERIOD = ("This guideline is effective only", "This guideline was effective only")
NOT_A_DEVICE = "decision support under development, not a medical device"


def report(result: Result, width: int, with_log: bool = True) -> list[Line]:
    """The whole report of one patient, wrapped to a width."""
    lines = _identity(result, width)
    for block in decisions(result, width):
        lines += [BLANK, *block]
    body = [
        ("What to do now", sections.advised(result, width)),
        ("Where the patient stands", sections.stands(result, width)),
        ("Next", sections.coming(result, width)),
        ("Cannot decide", sections.undecided(result, width)),
        ("Missed", sections.missed(result, width)),
        ("Not as advised", sections.deviations(result, width)),
        ("Records", sections.records(result, width)),
        ("Log", sections.log(result, width) if with_log else []),
        ("Sources", sections.sources(result, width)),
        ("Assumptions", sections.assumptions(result, width)),
        ("Parameters", sections.parameters(result, width)),
        ("Please note", _notices(result, width)),
    ]
    for heading, section in body:
        if section:
            lines += [BLANK, Line(heading, Tone.HEADING), *section]
    return lines


def _identity(result: Result, width: int) -> list[Line]:
    guideline = result.guideline
    identity = f"{guideline.title} · {guideline.version} {guideline.status} · {guideline.sha256[:8]}"
    lines = headline(identity, "", width, Tone.HEADING)
    lines += paragraph(f"{result.patient} · as of {result.as_of} · {NOT_A_DEVICE}", width, hanging="  ")
    if result.population:
        lines += paragraph(f"parameter set {named(result.population)}", width, hanging="  ")
    for notice in result.notices:
        if notice.startswith(OUT_OF_PERIOD):
            lines += [Line(line.text, Tone.STOP) for line in paragraph(notice, width, hanging="  ")]
    return lines


def _notices(result: Result, width: int) -> list[Line]:
    lines: list[Line] = []
    for notice in result.notices:
        lines += paragraph(notice, width, "  ", "  ")
    return lines


SUMMARY_COLUMNS = ("timeline", "decision", "step", "cannot decide", "missed", "deviations", "next due")


def status(result: Result) -> str:
    """The decision in a few words, as the summary of several patients shows it."""
    if result.stop is not None:
        return f"STOP {result.stop.at}"
    match result.eligibility.admission:
        case Admission.NOT_ELIGIBLE:
            return "NOT ELIGIBLE"
        case Admission.UNDECIDED:
            return "CANNOT DECIDE"
        case Admission.ELIGIBLE:
            pass
    if any(item.what == "stop" for item in result.undecided):
        return "CANNOT DECIDE"
    if result.cautions:
        return "CAUTION"
    return "-"


def summary_row(result: Result) -> tuple[str, ...]:
    """One patient in one row of the summary."""
    steps = ", ".join(
        pathway.step or pathway.phase.value if pathway.phase is Phase.ACTIVE else pathway.phase.value
        for pathway in result.pathways
    )
    missed = sum(item.standing is Standing.MISSED for item in result.occasions)
    due = [item.due for item in result.occasions if item.standing not in (Standing.MISSED, Standing.DONE)]
    counts = (str(len(result.undecided)), str(missed), str(len(result.deviations)))
    return (result.patient, status(result), steps, *counts, min(due, default="-"))


def summary(rows: list[tuple[str, ...]], width: int) -> list[Line]:
    """The summary of several patients: a table with a heading."""
    lines = table([SUMMARY_COLUMNS, *rows], width, indent="")
    return [Line(lines[0].text, Tone.HEADING), *lines[1:]]
