"""A diagnostic as a person reads it, and as a tool does. Nothing from the text reaches a terminal unescaped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from careway.base.diagnostics import Diagnostic, Label
from careway.base.source import Source, Span

Style = Callable[[str, str], str]
"""Colours a text by its role: `error`, `warning`, `title`, `place`, `first`, `second`, `help`."""

_TAB = 4
_LONGEST_LINE = 160


def _plain(_role: str, text: str) -> str:
    return text


def visible(text: str) -> str:
    """The text with control characters and terminal escapes made harmless: `\\x1b` is shown as `␛`."""
    if text.isprintable():
        return text
    shown = []
    for character in text:
        code = ord(character)
        if character.isprintable():
            shown.append(character)
        elif code < 0x20:
            shown.append(chr(0x2400 + code))
        else:
            shown.append("␡" if code == 0x7F else "\ufffd")
    return "".join(shown)


def render(diagnostic: Diagnostic, source: Source, style: Style | None = None) -> str:
    """The diagnostic in full: what is wrong and where, the lines with carets, and what to write instead."""
    paint = style or _plain
    line, column = source.position(_start(diagnostic.label.span, source))
    head = paint(diagnostic.severity.value, f"{diagnostic.severity.value}[{diagnostic.code}]")
    place = paint("place", f"{visible(source.name)}:{line}:{column}")
    out = [f"{head} {place}  {paint('title', visible(diagnostic.title))}"]
    labels = [(diagnostic.label, True), *((label, False) for label in diagnostic.because)]
    lines = sorted({source.position(_start(label.span, source))[0] for label, _ in labels})
    gutter = max(5, len(str(lines[-1])) + 1)
    previous: int | None = None
    for number in lines:
        if previous is not None and number > previous + 1:
            out.append(paint("place", " " * (gutter - 3) + "..."))
        previous = number
        out.extend(_line_with_labels(number, gutter, labels, source, paint))
    page = paint("place", f"careway explain {diagnostic.code}")
    margin = " " * (gutter - 2)
    if diagnostic.help:
        out.append(f"{margin}{paint('help', 'help:')} {visible(diagnostic.help)}")
    out.append(f"{margin}{page}")
    return "\n".join(out)


def _start(span: Span, source: Source) -> int:
    return min(span.start, len(source.text))


def _line_with_labels(
    number: int, gutter: int, labels: list[tuple[Label, bool]], source: Source, paint: Style
) -> list[str]:
    raw = source.line(number)
    columns = _columns(raw)
    marks: list[tuple[int, int, str, bool]] = []
    for label, first in labels:
        start_line, start = source.position(_start(label.span, source))
        if start_line != number:
            continue
        end_line, end = source.position(min(label.span.end, len(source.text)))
        stop = end - 1 if end_line == number else len(raw)
        begin = columns[min(start - 1, len(raw))]
        marks.append((begin, max(begin + 1, columns[min(stop, len(raw))]), label.text, first))
    shift, text = _cut("".join(_wide(raw)), min(mark[0] for mark in marks))
    marks = [
        (max(0, begin - shift), max(1, min(end - shift, len(text) + 1)), words, f) for begin, end, words, f in marks
    ]
    bar = paint("place", "|")
    out = [f"{paint('place', str(number).rjust(gutter))} {bar} {text}".rstrip()]
    marks.sort(key=lambda mark: (mark[0], not mark[3]))
    underline: list[str] = []
    at = 0
    for begin, end, _, first in sorted(marks, key=lambda mark: (mark[0], not mark[3])):
        if begin < at:
            continue
        underline.append(" " * (begin - at))
        underline.append(paint("first" if first else "second", ("^" if first else "-") * (end - begin)))
        at = end
    empty = " " * gutter + f" {bar} "
    last = marks[-1]
    inline = last[2] and all(mark[1] <= last[0] for mark in marks[:-1])
    out.append((empty + "".join(underline) + (f" {visible(last[2])}" if inline else "")).rstrip())
    rest = marks[:-1] if inline else marks
    out.extend(empty + " " * begin + visible(words) for begin, _, words, _ in reversed(rest) if words)
    return out


def _wide(raw: str) -> list[str]:
    """Each character as shown: a tab as the spaces to the next stop, a control character by its picture."""
    out: list[str] = []
    at = 0
    for character in raw:
        shown = " " * (_TAB - at % _TAB) if character == "\t" else visible(character)
        out.append(shown)
        at += len(shown)
    return out


def _columns(raw: str) -> list[int]:
    """For each offset in a line (and its end) the column at which it is shown, counted from 0."""
    columns = [0]
    for shown in _wide(raw):
        columns.append(columns[-1] + len(shown))
    return columns


def _cut(text: str, begin: int) -> tuple[int, str]:
    """A line too long to show is cut around the place that matters."""
    if len(text) <= _LONGEST_LINE:
        return 0, text
    shift = max(0, min(begin - _LONGEST_LINE // 2, len(text) - _LONGEST_LINE))
    return shift, text[shift : shift + _LONGEST_LINE]


def to_json(diagnostic: Diagnostic, source: Source) -> dict[str, Any]:
    """The diagnostic for tools: lines and columns counted from 1, the end not included."""
    out: dict[str, Any] = {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "title": diagnostic.title,
        **_range(diagnostic.label.span, source),
        "label": diagnostic.label.text,
        "because": [{**_range(label.span, source), "label": label.text} for label in diagnostic.because],
        "help": diagnostic.help,
        "edit": None,
    }
    if diagnostic.edit is not None:
        out["edit"] = {**_range(diagnostic.edit.span, source), "text": diagnostic.edit.text}
    return out


def _range(span: Span, source: Source) -> dict[str, int]:
    line, column = source.position(_start(span, source))
    end_line, end_column = source.position(min(span.end, len(source.text)))
    return {"line": line, "column": column, "endLine": end_line, "endColumn": end_column}
