"""Records in words: what one says, when it was, and how a reason names it."""

from __future__ import annotations

from typing import assert_never

from careway.evaluate.judge import Judge
from careway.evaluate.result import Datum
from careway.model.quantity import show
from careway.model.time import When
from careway.model.timeline import Answer, Dose, Event, Finding, Measured, NoValue, Off


def shown(event: Event) -> str:
    """What a record says, as reported."""
    match event.value:
        case Measured() | Dose() | Off():
            return event.value.shown
        case NoValue():
            return "no value"
        case Finding():
            return event.value.presence.value
        case Answer():
            return event.value.value.replace("_", " ")
        case _:
            assert_never(event.value)


class RecordsInWords:
    """Names the records that the judge uses."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge

    def datum(self, event: Event) -> Datum:
        """A record as a reason names it."""
        return Datum(event.concept, self.date(event.when), shown(event), event.key, event.line)

    def date(self, when: When) -> str:
        """A date, with the time of day where it is known."""
        return self.judge.calendar.show(when)

    def result(self, event: Event) -> str:
        """A result with its date: `31 U/L on 2025-03-07`, with its conversion where it was reported otherwise."""
        text = shown(event)
        concept = self.judge.chart.concepts[event.concept]
        if isinstance(event.value, Measured) and concept.unit is not None and not text.endswith(concept.unit):
            point = event.value.span.point
            if point is not None:
                text += f" ({show(point, concept.unit)})"
        return f"{text} on {self.date(event.when)}"
