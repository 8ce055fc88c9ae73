"""Places as a browser counts them: stretches cut out, and edits made, as the page does."""

from __future__ import annotations

from careway.studio.answers import Edits, Place
from careway.studio.questions import Text


def page_text(text: str, name: str = "small.care") -> Text:
    """A text of the page."""
    return Text(name, text)


def cut(text: str, place: Place) -> str:
    """The stretch of a text at a place, as a browser cuts it."""
    return text.encode("utf-16-le")[2 * place.start : 2 * place.end].decode("utf-16-le")


def place_of(text: str, mark: str, beyond: int = 0) -> int:
    """Where a mark stands, as a browser counts."""
    return len(text[: text.index(mark) + beyond].encode("utf-16-le")) // 2


def replaced(text: str, edits: Edits) -> str:
    """The text with edits, as a browser makes them."""
    units = text.encode("utf-16-le")
    for edit in sorted(edits.edits, key=lambda one: one.place.start, reverse=True):
        units = units[: 2 * edit.place.start] + edit.text.encode("utf-16-le") + units[2 * edit.place.end :]
    return units.decode("utf-16-le")
