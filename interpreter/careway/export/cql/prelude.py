"""The library of CQL that reads FHIR resources: one text, the same for every guideline.

CQL has no names for types, so that a function must spell out the whole type of a record each time; here they have
names, and are spelled out when the text is exported.
"""

from __future__ import annotations

from functools import cache

from careway.export.names import RECORDS_VERSION
from careway.resources import text_of

_RECORD = (
    "id System.String, first System.DateTime, last System.DateTime, order System.Decimal, orderLast System.Decimal, "
    "rank System.Decimal, "
    "seen System.DateTime, known System.DateTime, gone System.DateTime, "
    "untilFirst System.DateTime, untilLast System.DateTime, says System.String, place System.Integer, "
    "low System.Decimal, high System.Decimal, lowOpen System.Boolean, highOpen System.Boolean, "
    "lln System.Decimal, uln System.Decimal, settled System.Boolean, inside System.Boolean"
)
_SPELL = "first System.DateTime, last System.DateTime, stopFirst System.DateTime, stopLast System.DateTime"
_STAY = (
    "pathway System.String, step System.String, first System.DateTime, last System.DateTime, "
    "entered System.DateTime, left System.DateTime, number System.Integer, begins System.Boolean"
)
_CLOCK = "pathway System.String, way System.String, reacting System.Boolean, since System.DateTime"
_END = "pathway System.String, phase System.String"
_DUE = "due System.Date, floor System.Date, next System.Date"
_WINDOW = "due System.Date, earliest System.Date, late System.Date, last System.Date"
_OCCASION = "due System.Date, earliest System.Date, last System.Date, standing System.String, gone System.Boolean"
_SPAN = "since System.DateTime, till System.DateTime, over System.Boolean, opening System.Boolean"
_SEGMENT = (
    "anchor System.Date, since System.DateTime, ceiling System.Date, "
    "till System.DateTime, upto System.DateTime, over System.Boolean, again System.Boolean"
)
TYPES = {
    "Due": f"Tuple {{ {_DUE} }}",
    "Window": f"Tuple {{ {_WINDOW} }}",
    "Occasion": f"Tuple {{ {_OCCASION} }}",
    "Segment": f"Tuple {{ {_SEGMENT} }}",
    "Seen": "Tuple { now System.DateTime, number System.Integer, newest System.Date, long System.Date, "
    "fits System.Date }",
    "Gaps": f"Tuple {{ done List<Tuple {{ {_SEGMENT} }}>, anchor System.Date, since System.DateTime, "
    "left System.DateTime, number System.Integer, again System.Boolean }",
    "Span": f"Tuple {{ {_SPAN} }}",
    "Truth": "System.Boolean",
    "Time": "System.DateTime",
    "State": f"Tuple {{ stays List<Tuple {{ {_STAY} }}>, stoppedBy System.String, also List<System.String>, "
    f"ends List<Tuple {{ {_END} }}>, armed List<System.String>, clocks List<Tuple {{ {_CLOCK} }}>, "
    "spent List<System.String>, visited List<System.String>, moved System.Boolean, "
    "lengths List<System.Quantity>, wakes List<System.DateTime>, reached System.DateTime }",
    "End": f"Tuple {{ {_END} }}",
    "Clock": f"Tuple {{ {_CLOCK} }}",
    "Reaction": "Tuple { pathway System.String, way System.String, truth System.Boolean }",
    "Way": "Tuple { pathway System.String, place System.String, target System.String, steps List<System.String>, "
    "open System.Boolean }",
    "Again": "Tuple { pathway System.String, step System.String, holds System.Boolean }",
    "Records": f"List<Tuple {{ {_RECORD} }}>",
    "Record": f"Tuple {{ {_RECORD} }}",
    "Moment": "Tuple { come System.Boolean, first System.DateTime, last System.DateTime }",
    "Number": "Tuple { low System.Decimal, high System.Decimal, lowOpen System.Boolean, highOpen System.Boolean }",
    "Spell": f"Tuple {{ {_SPELL} }}",
    "Taking": f"Tuple {{ spells List<Tuple {{ {_SPELL} }}>, first System.DateTime, last System.DateTime, "
    "untilFirst System.DateTime, untilLast System.DateTime }",
    "Judged": "Tuple { id System.String, rank System.Decimal, order System.Decimal, orderLast System.Decimal, "
    "inside System.Boolean, satisfied System.Boolean }",
    "Look": "Tuple { now System.DateTime, truth System.Boolean, inside System.Boolean }",
    "Stay": f"Tuple {{ {_STAY} }}",
    "At": f"Tuple {{ now System.DateTime, told System.DateTime, order System.Decimal, "
    f"stays List<Tuple {{ {_STAY} }}> }}",
    "Version": "Tuple { key System.String, changed System.DateTime, number System.Integer, rank System.Integer }",
    "Asked": "Tuple { now System.DateTime, moment Tuple { come System.Boolean, first System.DateTime, "
    "last System.DateTime } }",
    "Errand": "Tuple { anchor Tuple { come System.Boolean, first System.DateTime, last System.DateTime }, "
    "till System.DateTime, over System.Boolean }",
    "Done": "Tuple { standing System.String, over System.Boolean }",
    "Unit": "Tuple { units List<System.String>, times System.Decimal, over System.Decimal, plus System.Decimal }",
}
"""The types of the records library, by the names that stand in its source after a `$`."""


@cache
def records_library() -> str:
    """The CQL text of the records library."""
    text = text_of("careway.export.cql", "CarewayRecords.cql.in")
    for name, spelled in sorted(TYPES.items(), key=lambda item: -len(item[0])):
        text = text.replace(f"${name}", spelled)
    assert f"version '{RECORDS_VERSION}'" in text
    return text
