"""What a time can be: a moment, not yet, or unclear. The same for a record that is selected."""

from __future__ import annotations

from careway.model.time import When
from careway.model.timeline import Event


class NotYet:
    """A time that has not come."""


class Unclear:
    """A time, or a record, of which the data do not say when or which."""


NOT_YET, UNCLEAR = NotYet(), Unclear()
Moment = When | NotYet | Unclear
Picked = Event | NotYet | Unclear
