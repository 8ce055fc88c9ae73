"""What reaches the terminal: cleaned text, colour where it is wanted, the width, and JSON as bytes.

Texts of guidelines, timelines and file names may hold control characters. Nothing of theirs is written raw: every
text passes `clean` first, and the only escape sequences written are those that are added here afterwards.
"""

from __future__ import annotations

import os
import sys
from enum import Enum
from typing import TextIO

from careway.base.rendering import Style, visible

_NARROWEST, _WIDEST, _UNKNOWN_WIDTH = 80, 110, 100


class Tone(Enum):
    """What a line is, for those who see colour; its value is the parameter of the terminal's colour sequence."""

    PLAIN = ""
    HEADING = "1"
    STOP = "1;31"
    WARNING = "1;33"
    GOOD = "32"
    FAINT = "2"


def clean(text: str) -> str:
    """The text with every control, direction-changing and invisible character made visible; lines are kept."""
    if text.isprintable():
        return text
    return "\n".join(visible(line) for line in text.expandtabs(4).split("\n"))


class Screen:
    """One output stream: whether it shows colour, how wide it is, and the one way to write lines to it."""

    def __init__(self, stream: TextIO, colour: str = "auto") -> None:
        self.stream = stream
        self.is_terminal = stream.isatty()
        wanted = self.is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        self.colour = colour == "always" or (colour == "auto" and wanted)

    @property
    def width(self) -> int:
        """The columns to wrap at: those of the terminal within reason, a fixed number for a file or a pipe."""
        if not self.is_terminal:
            return _UNKNOWN_WIDTH
        import shutil

        return max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size((_UNKNOWN_WIDTH, 24)).columns))

    def write(self, text: str = "", tone: Tone = Tone.PLAIN) -> None:
        """Write a text of one or more lines, cleaned, in its tone, with a line end."""
        text = clean(text)
        if self.colour and tone is not Tone.PLAIN and text:
            text = "\n".join(f"\x1b[{tone.value}m{line}\x1b[0m" if line else line for line in text.split("\n"))
        self.stream.write(text + "\n")

    def write_rendered(self, text: str) -> None:
        """Write a text that `base.rendering.render` made with this screen's `paint`: it is clean already."""
        self.stream.write(text + "\n")

    @property
    def paint(self) -> Style | None:
        """How a diagnostic is coloured here; None where it is not."""
        return _painted if self.colour else None


_ROLES = {
    "error": "1;31",
    "warning": "1;33",
    "title": "1",
    "place": "2",
    "first": "1;31",
    "second": "1;34",
    "help": "1;32",
}


def _painted(role: str, text: str) -> str:
    return f"\x1b[{_ROLES[role]}m{text}\x1b[0m" if role in _ROLES and text else text


def output(colour: str = "auto") -> Screen:
    """Standard output."""
    return Screen(sys.stdout, colour)


def errors(colour: str = "auto") -> Screen:
    """Standard error."""
    return Screen(sys.stderr, colour)


def write_document(text: str) -> None:
    """Write a document (JSON, a formatted text) to standard output as UTF-8, byte for byte, whatever the locale."""
    sys.stdout.flush()
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text)
    else:
        buffer.write(text.encode())
        buffer.flush()
