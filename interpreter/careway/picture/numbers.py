"""The numbers by which reasons and points are tied: each record that a told reason rests on has one.

They go by time, so that they run from left to right in the picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from careway.evaluate.result import Admission, Datum, Reason, Result
from careway.model.terms import EligibilityKind
from careway.model.truth import FALSE, TRUE
from careway.report.decisions import settling
from careway.report.nodes import Criterion, Node, Report, Sentence

Numbers = dict[str, int]
"""From a record's key to its number."""


def data_of(nodes: Iterable[Node]) -> Iterator[Datum]:
    """The records that nodes speak of."""
    for node in nodes:
        if isinstance(node, Sentence | Criterion):
            yield from node.data


def told(report: Report) -> list[Datum]:
    """The records that a report's decisions, and what it cannot decide, speak of: each once, by time."""
    found: dict[str, Datum] = {}
    for nodes in (*report.decisions, *(section.nodes for section in report.sections)):
        for datum in data_of(nodes):
            found.setdefault(datum.key, datum)
    return sorted(found.values(), key=lambda datum: (datum.at, datum.concept, datum.key))


def numbered(report: Report) -> Numbers:
    """The number of each record that is told."""
    return {datum.key: place for place, datum in enumerate(told(report), 1)}


def decisive(result: Result) -> frozenset[str]:
    """The keys of the records that made the stop in force true; without a stop, of those that keep a patient out."""
    found: set[str] = set()
    stack = _decided(result)
    while stack:
        reason = stack.pop()
        found.update(datum.key for datum in reason.data)
        stack += settling(reason)
    return frozenset(found)


def _decided(result: Result) -> list[Reason]:
    """The reasons for the decision that stands first."""
    if result.stop is not None:
        return [result.stop.reason]
    state = result.eligibility
    if state.admission is not Admission.NOT_ELIGIBLE:
        return []
    out = {EligibilityKind.ELIGIBLE: FALSE, EligibilityKind.EXCLUDED: TRUE}
    return [one.reason for one in state.reasons if one.reason.truth is out[one.kind]]
