"""The instants that a run visits: far more than are needed, and none that could matter left out."""

from __future__ import annotations

from naive.evaluator.chart import Node
from naive.evaluator.reading import Patient
from naive.evaluator.times import by_clock, seconds


def instants(core: Node, patient: Patient, end: int) -> list[int]:
    """All instants up to the end at which anything that the records and the calendar decide may change: of records,
    the starts of days, and both moved by every length of hours or minutes that the guideline names."""
    calendar = patient.calendar
    found = {one.usable for one in (*patient.records, *patient.retractions)} | set(patient.others)
    for record in patient.records:
        for when in (record.when, record.until or record.when):
            found |= {when.first, when.last, when.last + 1}
    if not found:
        return []
    first, last = calendar.day_of(min(found)), calendar.day_of(end)
    days = {calendar.start(day) for day in range(first, last + 1)}
    lengths = sorted({seconds(one) for one in durations(core) if by_clock(one)})
    moved = found | {base + 1 for base in found} | days
    for base in found:
        for one in lengths:
            for two in (0, *lengths):
                for sign in (1, -1):
                    moved |= {base + one + sign * two + more for more in (-1, 0, 1)}
    for base in days:
        moved |= {base + length + more for length in lengths for more in (-1, 0, 1)}
    begin = min(found)
    return sorted(instant for instant in moved if begin <= instant <= end)


def durations(node: object) -> list[Node]:
    """Every duration that a guideline names."""
    if isinstance(node, list):
        return [one for item in node for one in durations(item)]
    if not isinstance(node, dict):
        return []
    if "amount" in node and "unit" in node:
        return [node]
    return [one for item in node.values() for one in durations(item)]
