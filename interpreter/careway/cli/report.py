"""A report in the terminal: wrapped to its width, indented, in tones; and the summary of several patients.

What it says is made in the room `report`, for the page too.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from careway.cli.layout import BLANK, Line, headline, paragraph, table
from careway.cli.terminal import Tone
from careway.evaluate.result import Admission, Phase, Result, Standing
from careway.report import whole
from careway.report.nodes import Bullet, Criterion, Headline, Node, Remainder, Rows, Sentence, Weight

_TONES = {Weight.STOP: Tone.STOP, Weight.WARNING: Tone.WARNING, Weight.PLAIN: Tone.PLAIN}


def report(result: Result, width: int, with_log: bool = True) -> list[Line]:
    """The whole report of one patient, wrapped to a width."""
    told = whole.report(result, with_log)
    lines = headline(told.guideline, "", width, Tone.HEADING)
    lines += paragraph(told.patient, width, hanging="  ")
    if told.population:
        lines += paragraph(told.population, width, hanging="  ")
    for warning in told.warnings:
        lines += [Line(line.text, Tone.STOP) for line in paragraph(warning, width, hanging="  ")]
    for block in told.decisions:
        lines += [BLANK, *laid_out(block, width)]
    for section in told.sections:
        lines += [BLANK, Line(section.heading, Tone.HEADING), *laid_out(section.nodes, width)]
    return lines


def laid_out(nodes: Iterable[Node], width: int) -> list[Line]:
    """The nodes of a report as lines."""
    return [line for node in nodes for line in _lines(node, width)]


def _lines(node: Node, width: int) -> list[Line]:
    match node:
        case Headline():
            return headline(node.text, node.cites, width, _TONES[node.weight])
        case Sentence():
            indent = "  " * node.depth
            lines = paragraph(node.text, width, indent, indent + "  " * node.hangs)
            return [Line(line.text, _TONES[node.weight]) for line in lines]
        case Criterion():
            start = "  " * (node.depth + 1) + f"{node.word:{node.room}}  "
            return paragraph(node.text, width, start, " " * len(start))
        case Remainder():
            return [Line("  " * (node.depth + 1) + node.text)]
        case Bullet():
            return paragraph(f"- {node.text}", width, "    ", "      ")
        case Rows():
            return table(node.rows, width, "  " * node.depth)
        case _:
            assert_never(node)


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
