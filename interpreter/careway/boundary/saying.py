"""Boundaries in clinical words: where a patient stands, and what the guideline says of them.

In: a boundary, a place beside it, what the rule came to. Out: the name of a case, such as `ALT >= 300 U/L: 300 U/L,
exactly at the limit: stops (rise)`.
"""

from __future__ import annotations

from typing import assert_never

from careway.boundary.points import Brink, Question, Ruling, Sort
from careway.boundary.standing import Stand
from careway.coverage.edges import (
    Allowance,
    Clock,
    Deadline,
    Edged,
    Fringe,
    Limit,
    Order,
    Pause,
    Stretch,
    Validity,
    what_of,
)
from careway.ir import wording
from careway.ir.nodes import Transition
from careway.model.terms import EligibilityKind
from careway.model.truth import FALSE, TRUE, UNKNOWN, Truth


def case_name(ruling: Ruling, question: Question, brink: Brink | None, stand: Stand) -> str:
    """The name of a case at a place beside a boundary (`brink` None: with the question unknown)."""
    where = "not known" if brink is None else place(brink, stand)
    subject = asked(question) if brink is None or brink.own else _subject(question, brink)
    return f"{subject}: {where}: {outcome(ruling, stand.truth)}"


def asked(question: Question) -> str:
    """What is asked, in words."""
    node = question.node
    if isinstance(node, Transition):
        return "" if node.after is None else f"after {wording.length(node.after)}"
    return wording.criterion(node)


def _subject(question: Question, brink: Brink) -> str:
    whole, part = asked(question), brink.edge.subject
    told = part in whole or (isinstance(brink.edge.edged, Fringe) and not brink.shared)
    return whole if told else f"{whole} ({part})"


def place(brink: Brink, stand: Stand) -> str:
    """Where a patient stands beside a boundary."""
    return beside(brink.edge.edged, stand.point.offset, stand.shown)


def beside(edged: Edged, offset: int, shown: str | None = None) -> str:
    """A place beside a boundary, in words; `shown` is the number that stands there."""
    match edged:
        case Limit():
            words = {-1: "just below the limit", 0: "exactly at the limit", 1: "just above the limit"}[offset]
            return words if shown is None else f"{shown}, {words}"
        case Stretch(node=node):
            length = getattr(node, "duration", None) or getattr(node, "at_least", None)
            return _length("" if length is None else wording.length(length), offset)
        case Clock(way=way):
            return _length("" if way.after is None else wording.length(way.after), offset)
        case Order():
            return {-1: "the second the day before", 0: "both on one day", 1: "the second the day after"}[offset]
        case Fringe(ending=ending, of=of):
            edge, out, inner = ("last", "after", "before") if ending else ("first", "before", "after")
            words = {
                -1: f"on the day {out} the {edge} that counts",
                0: f"on the {edge} day that counts",
                1: f"on the day {inner} the {edge} that counts",
            }[offset]
            return f"{what_of(of)} {words}"
        case Validity():
            what = wording.plain(edged.concept.name)
            return {
                -1: f"on the first day on which the last {what} no longer counts",
                0: f"on the last day on which the last {what} counts",
                1: f"on the day before the last on which the last {what} counts",
            }[offset]
        case Allowance() | Pause() | Deadline():
            return ""
        case _:
            assert_never(edged)


def _length(length: str, offset: int) -> str:
    return {-1: f"a day short of {length}", 0: f"exactly {length}", 1: f"a day past {length}"}[offset]


def outcome(ruling: Ruling, truth: Truth) -> str:
    """What a rule comes to, in words."""
    if truth is UNKNOWN:
        return f"{ruling.name} cannot be decided"
    true = truth is TRUE
    name = ruling.heading.name
    match ruling.sort:
        case Sort.STOP:
            return f"{'stops' if true else 'does not stop'} ({name})"
        case Sort.CAUTION:
            return f"{'warns' if true else 'does not warn'} ({name})"
        case Sort.ELIGIBILITY:
            kind = getattr(ruling.owner, "kind", EligibilityKind.ELIGIBLE)
            keeps = (kind is EligibilityKind.ELIGIBLE) is (truth is FALSE)
            return f"{'not eligible' if keeps else 'not kept out'} ({name})"
        case Sort.WAY:
            to = ruling.what.removeprefix("the way to ")
            if ruling.what.startswith("the end"):
                return f"{'the pathway ends' if true else 'the pathway goes on'} ({name})"
            return f"{'goes on' if true else 'does not go on'} to {to} (from {name})"
        case Sort.ADVICE:
            return f"{ruling.what} is {'advised' if true else 'not advised'} ({name})"
        case Sort.SCHEDULE:
            return f"{ruling.what} {'has come' if true else 'has not come'} ({name})".replace(
                "being due has come", "due"
            ).replace("being due has not come", "not due")
        case Sort.AGAIN:
            return f"{'begins again' if true else 'does not begin again'} ({name})"
        case _:
            assert_never(ruling.sort)
