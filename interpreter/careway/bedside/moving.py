"""The picture of a run with what can be moved in it: which panels, between which numbers and days, which records."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from careway.base.record import record
from careway.bedside.dragging import can_be_dragged, step
from careway.bedside.records import Row
from careway.picture.dose_panel import dose_scale
from careway.picture.measure import Scale, scale
from careway.picture.plot import At, Picture
from careway.picture.room import Spec
from careway.picture.spec import fitting
from careway.picture.words import in_words


@record
class Movable:
    """A panel in which records can be moved: its place from the top, the numbers at its edges, a step by which each
    of the records moves, and their keys."""

    place: int
    concept: str
    low: Fraction
    high: Fraction
    step: Fraction
    keys: tuple[str, ...]


@record
class Moving:
    """A picture: its specification, what it says in words, what is not in it, the times at its edges, and where
    records can be moved."""

    spec: Spec
    words: str
    notes: tuple[str, ...]
    start: At
    end: At
    panels: tuple[Movable, ...]


def moving(picture: Picture, rows: Iterable[Row], pixels: int) -> Moving:
    """A picture at most so many pixels wide, in which the records of the file can be moved that stand in it."""
    fitted = fitting(picture, pixels)
    steps = {
        row.key: step(row.raw.value, row.raw.concept)
        for row in rows
        if row.used and row.spot is not None and row.raw is not None and can_be_dragged(row.raw.value, row.raw.concept)
    }
    shown: list[tuple[str, Scale, list[str]]] = [
        (lab.concept, scale(lab), [point.key for point in lab.points]) for lab in picture.labs
    ]
    shown += [(drug.concept, dose_scale(drug), [piece.key for piece in drug.pieces]) for drug in picture.doses]
    panels = []
    for concept, edges, keys in shown:
        free = tuple(key for key in keys if key in steps)
        if free:
            widest = max(steps[key] for key in free)
            panels.append(Movable(fitted.places[concept], concept, edges.low, edges.high, widest, free))
    return Moving(fitted.spec, in_words(picture), picture.notes, picture.start, fitted.edge, tuple(panels))
