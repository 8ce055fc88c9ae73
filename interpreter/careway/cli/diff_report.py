"""A comparison of two guidelines as lines on a terminal: by rule, for whom, and one patient with both logs."""

from __future__ import annotations

from collections.abc import Iterable

from careway.cli.layout import BLANK, Line, paragraph, table
from careway.cli.terminal import Tone, clean
from careway.differences import sentences
from careway.differences.change import Change
from careway.differences.document import Compared, Difference, asked
from careway.differences.logs import Row, Who, around, beside
from careway.differences.of_patients import ForWhom, Unlike
from careway.differences.sides import Ran

_UNLIKE = 10
"""Patients that are listed without being asked for."""
_TONES = {Who.BOTH: Tone.FAINT, Who.OLD: Tone.WARNING, Who.NEW: Tone.GOOD}


def report(found: Difference, width: int) -> list[Line]:
    """The whole comparison."""
    lines = [Line(f"{_name(found.old)} → {_name(found.new)}", Tone.HEADING)]
    if not found.differs:
        lines += [BLANK, Line("Nothing that runs has changed.", Tone.GOOD)]
    if found.changes:
        lines += [BLANK, Line("By rule", Tone.HEADING), *_changes(found.changes, width)]
    if found.for_whom is not None:
        lines += [BLANK, Line(f"For whom: {asked(found.patients)}", Tone.HEADING), *_patients(found.for_whom, width)]
    if found.wording:
        lines += [BLANK, Line("Wording only", Tone.HEADING), *_changes(found.wording, width)]
    return lines


def _name(one: Compared) -> str:
    population = f" with {one.population}" if one.population is not None else ""
    return clean(f"{one.name}{population} ({one.id} {one.version})")


def _changes(changes: Iterable[Change], width: int) -> list[Line]:
    lines: list[Line] = []
    for one in changes:
        head = sentences.change(one)
        where = sentences.place(one)
        lines += paragraph(f"{head}{f' ({where})' if where else ''}", width, "  ", "    ")
        for sentence in one.sentences:
            lines += paragraph(sentence, width, "      ", "        ")
        reaches = sentences.reaches(one)
        if reaches:
            lines += [Line(line.text, Tone.FAINT) for line in paragraph(reaches, width, "      ", "        ")]
    return lines


def _patients(found: ForWhom, width: int) -> list[Line]:
    lines = paragraph(sentences.headline(found), width, "  ", "    ")
    for refusals, which in ((found.refused_by_old, "old"), (found.refused_by_new, "new")):
        if refusals:
            lines += paragraph(sentences.refused(refusals, which), width, "  ", "    ")
    if found.other_records:
        lines += paragraph(sentences.others(found), width, "  ", "    ")
    if found.rules:
        direct = [one for one in found.rules if not one.follows]
        lines += [
            BLANK,
            *_wide([(sentences.subject(one.part, one.rule), sentences.rule(one)) for one in direct], width),
        ]
        if sentences.following(found):
            lines += [Line(line.text, Tone.FAINT) for line in paragraph(sentences.following(found), width, "  ")]
    if found.unlike:
        lines += [BLANK, Line("The most telling patients", Tone.HEADING)]
        for one in found.unlike[:_UNLIKE]:
            lines += _unlike(one, width, 3)
        more = len(found.unlike) - _UNLIKE
        if more > 0:
            lines.append(Line(f"  and {more} more; --show N shows N of them whole", Tone.FAINT))
    return lines


def _wide(rows: list[tuple[str, str]], width: int) -> list[Line]:
    """Two columns where the first leaves room for the second, else one above the other."""
    if max((len(row[0]) for row in rows), default=0) <= width // 2:
        return table(rows, width)
    return [line for head, text in rows for line in (Line(f"  {clean(head)}"), *paragraph(text, width, "      "))]


def _unlike(one: Unlike, width: int, most: int) -> list[Line]:
    shifts = sentences.own(one.shifts)
    lines = paragraph(f"{one.patient}: {sentences.shift(shifts[0])}", width, "  ", "    ")
    for shift in shifts[1:most]:
        lines += paragraph(sentences.shift(shift), width, "    ", "      ")
    more = len(shifts) - most
    return [*lines, Line(f"    and {more} more")] if more > 0 else lines


def patient(one: Unlike, text: str | None, ran: Ran, width: int) -> list[Line]:
    """One patient: what is different, the timeline (where it is to be shown), and both logs beside each other."""
    lines = [Line(clean(f"{one.patient} ({one.file})"), Tone.HEADING)]
    for shift in one.shifts:
        lines += paragraph(sentences.shift(shift), width, "  ", "    ")
    if text is not None:
        lines += [BLANK, Line("The timeline", Tone.HEADING)]
        lines += [Line(f"  {clean(line)}".rstrip()) for line in text.splitlines()[:_LINES]]
        more = len(text.splitlines()) - _LINES
        if more > 0:
            lines.append(Line(f"  and {more} more lines", Tone.FAINT))
    if ran.old is not None and ran.new is not None:
        lines += [BLANK, Line("Both logs: what only one of the two says is marked", Tone.HEADING)]
        lines += _logs(around(beside(ran.old.log, ran.new.log)), width)
    return lines


_LINES = 60


def _logs(rows: Iterable[Row | None], width: int) -> list[Line]:
    shown = list(rows)
    cells = [
        ("", "", "", "…") if row is None else (row.who.value, row.entry.at, row.entry.kind.value, _entry(row))
        for row in shown
    ]
    widths = [max(len(cell[column]) for cell in cells) for column in range(3)] if cells else []
    lines: list[Line] = []
    for row, cell in zip(shown, cells, strict=True):
        start = "  " + "".join(text.ljust(widths[column]) + "  " for column, text in enumerate(cell[:3]))
        tone = Tone.FAINT if row is None else _TONES[row.who]
        lines += [Line(line.text, tone) for line in paragraph(cell[3], width, start, " " * len(start))]
    return lines or [Line("  both logs are the same: the difference is in what holds at the end", Tone.FAINT)]


def _entry(row: Row) -> str:
    return f"{row.entry.rule}: {row.entry.text}"
