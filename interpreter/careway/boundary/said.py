"""What is said of a place beside a boundary: a case to be confirmed, or why there is none. Plain data."""

from __future__ import annotations

from careway.base.record import record


@record
class Offer:
    """A patient beside a boundary, as the text of a case; `id` tells the place from the others."""

    id: str
    rule: str
    title: str
    line: int
    name: str
    text: str


@record
class Left:
    """A place for which there is no patient: `never` where that is proved. The sentence says of what, and why."""

    rule: str
    line: int
    sentence: str
    never: bool


Said = Offer | Left
