"""Lines of a report: paragraphs, headlines and tables, wrapped to a width. Plain values, written by a screen."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from careway.base.record import record
from careway.cli.terminal import Screen, Tone, clean


@record
class Line:
    """One line of output and its tone."""

    text: str
    tone: Tone = Tone.PLAIN


BLANK = Line("")


def paragraph(text: str, width: int, indent: str = "", hanging: str | None = None) -> list[Line]:
    """A text wrapped to the width; `hanging` indents every line but the first."""
    text = " ".join(clean(text).split())
    hanging = indent if hanging is None else hanging
    room = max(width, len(indent) + 20, len(hanging) + 20)
    if not text:
        return []
    wrapped = textwrap.wrap(
        text,
        room,
        initial_indent=indent,
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [Line(line.rstrip()) for line in wrapped]


def headline(text: str, right: str, width: int, tone: Tone) -> list[Line]:
    """A line of its own with something at the right margin (the citations), in a tone."""
    lines = paragraph(text, width - len(right) - 2 if right else width, hanging="  ")
    if right and lines:
        lines[0] = Line(lines[0].text.ljust(width - len(right)) + right)
    return [Line(line.text, tone) for line in lines]


def table(rows: Iterable[Sequence[str]], width: int, indent: str = "  ", gap: str = "  ") -> list[Line]:
    """Rows whose columns are aligned; the last column is wrapped under itself. All rows have as many columns."""
    cleaned = [[" ".join(clean(cell).split()) for cell in row] for row in rows]
    if not cleaned:
        return []
    widths = [max(len(row[column]) for row in cleaned) for column in range(len(cleaned[0]) - 1)]
    lines: list[Line] = []
    for row in cleaned:
        cells = [cell.ljust(widths[column]) for column, cell in enumerate(row[:-1])]
        start = indent + "".join(cell + gap for cell in cells)
        if row[-1]:
            lines += paragraph(row[-1], width, start, " " * len(start))
        else:
            lines.append(Line(start.rstrip()))
    return lines


def write(lines: Iterable[Line], screen: Screen) -> None:
    """Write lines to a screen."""
    for line in lines:
        screen.write(line.text, line.tone)
