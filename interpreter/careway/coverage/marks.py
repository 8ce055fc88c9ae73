"""Which parts of a guideline's text its cases show, and what of each they do not: for the page and for editors.

In: objectives as judged, and where the nodes of the core stand. Out: the smallest stretches of which something is
asked, in order, each with how much of it is shown; and for an editor, what is lacking there in sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import Enum

from careway.base.record import record
from careway.base.source import Span
from careway.coverage.gaps import gaps_among
from careway.coverage.measure import Judged, Measured, tally

SpanOf = Callable[[object], Span | None]


class Shade(Enum):
    """How much of what a part of a text could show is shown."""

    ALL = "all"
    SOME = "some"
    NOTHING = "nothing"


@record
class Piece:
    """A stretch of the text with all that is asked of it."""

    span: Span
    judged: tuple[Judged, ...]

    @property
    def shade(self) -> Shade:
        """How much of it is shown."""
        return how_much(self.judged)


@record
class Told:
    """A stretch of the text, how much of it is shown, and what is lacking, a sentence each."""

    span: Span
    shade: Shade
    lacks: tuple[str, ...]


def how_much(judged: Iterable[Judged]) -> Shade:
    """How much of what is asked is shown."""
    counted = tally(judged)
    if counted.met == counted.of:
        return Shade.ALL
    return Shade.SOME if counted.met else Shade.NOTHING


def pieces_of(judged: Iterable[Judged], span_of: SpanOf) -> list[Piece]:
    """The smallest stretches of which something is asked, in order; one that holds a smaller one has no mark."""
    found = _by_span(judged, span_of)
    return [Piece(span, tuple(found[span])) for span in _smallest(found)]


def told(measured: Measured, text: str, span_of: SpanOf) -> tuple[Told, ...]:
    """What an editor marks: the smallest stretches of which something is asked, and for what is asked of a larger one,
    its first line."""
    found = _by_span(measured.judged, span_of)
    smallest = set(_smallest(found))
    return tuple(
        Told(span if span in smallest else _first_line(span, text), how_much(judged), tuple(_lacks(judged)))
        for span, judged in sorted(found.items(), key=lambda one: (one[0].start, -one[0].end))
    )


def _by_span(judged: Iterable[Judged], span_of: SpanOf) -> dict[Span, list[Judged]]:
    found: dict[Span, list[Judged]] = {}
    for item in judged:
        span = span_of(item.objective.node)
        if span is not None:
            found.setdefault(span, []).append(item)
    return found


def _smallest(spans: Iterable[Span]) -> list[Span]:
    ordered = sorted(spans, key=lambda span: (span.start, -span.end))
    smallest: list[Span] = []
    for place, span in enumerate(ordered):
        following = ordered[place + 1] if place + 1 < len(ordered) else None
        if following is None or following.start >= span.end:
            smallest.append(span)
    return smallest


def _first_line(span: Span, text: str) -> Span:
    end = text.find("\n", span.start, span.end)
    return span if end < 0 else Span(span.start, end)


def _lacks(judged: Iterable[Judged]) -> Iterator[str]:
    every = list(judged)
    yield from (gap.sentence for gap in gaps_among(one.objective for one in every if one.lacking))
    for one in every:
        if one.impossible is not None:
            yield f"{one.objective.subject}: cannot be {one.objective.aspect}: {one.impossible}"
