"""The drugs of the picture, as recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from careway.evaluate.records_in_words import shown
from careway.model.quantity import exactly
from careway.model.timeline import Dose, Event, Off
from careway.model.vocabulary import Concept, Kind
from careway.picture.labs import limits_of
from careway.picture.plot import DosePanel, DosePiece
from careway.picture.stage import Stage, local


def doses_of(stage: Stage, concepts: Iterable[Concept]) -> list[DosePanel]:
    panels = []
    for concept in concepts:
        if concept.kind is not Kind.DRUG:
            continue
        events = [event for event in stage.events if event.concept == concept.name and event.key not in stage.gone]
        pieces = [piece for piece in _dose_pieces(stage, events) if piece.end > stage.start]
        if any(piece.taken for piece in pieces):
            limits = limits_of(stage, concept)
            panels.append(DosePanel(concept.name, concept.title, concept.unit or "1", tuple(pieces), limits))
    return panels


def _dose_pieces(stage: Stage, events: Sequence[Event]) -> list[DosePiece]:
    pieces = []
    for place, event in enumerate(events):
        following = stage.at(events[place + 1].when) if place + 1 < len(events) else stage.now
        end = following
        if event.until is not None:
            end = min(following, local(stage.calendar, event.until.last + 1))
        match event.value:
            case Dose(amount):
                taken = amount is None or amount.point != 0
            case Off():
                taken, amount = False, exactly(0)
            case _:
                continue
        start = max(stage.at(event.when), stage.start)
        piece = DosePiece(
            start=start,
            end=end,
            taken=taken,
            amount=amount,
            shown=shown(event),
            dated=stage.dated(event),
            key=event.key,
            number=stage.numbers.get(event.key),
            decisive=event.key in stage.decisive,
        )
        if end > start or (end == start == stage.now):
            pieces.append(piece)
    return pieces
