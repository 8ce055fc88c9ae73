"""The picture in words and as tables: what it shows, for who cannot see it or wants the numbers."""

from __future__ import annotations

from careway.base.record import record
from careway.ir.wording import plain, several
from careway.model.quantity import show
from careway.picture.plot import At, DosePanel, LabPanel, Limit, Picture, Sort


@record
class Cell:
    """A cell: its text, and the number of its record where a reason rests on it."""

    text: str
    number: int | None = None


@record
class Table:
    """A table behind the picture."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def in_words(picture: Picture) -> str:
    """What the picture shows, in a few sentences."""
    told = [f"The course from {_date(picture.start)} to {_date(picture.end)}."]
    if picture.bands:
        told.append(f"Steps: {'; '.join(f'{band.title} from {_date(band.start)}' for band in picture.bands)}.")
    for panel in picture.labs:
        told.append(_of_lab(panel))
    for drug in picture.doses:
        taken = [f"{piece.shown} from {_date(piece.start)}" for piece in drug.pieces]
        told.append(f"{drug.title}: {'; '.join(taken)}.")
    present = [f"{bar.row} on {bar.dated}" for bar in picture.bars if bar.sort is Sort.PRESENT]
    if present:
        told.append(f"Present: {'; '.join(present)}.")
    told += [f"Stop on {stop.dated}: {stop.title}." for stop in picture.stops]
    return " ".join(told)


def _of_lab(panel: LabPanel) -> str:
    last = panel.points[-1]
    count = "1 result" if len(panel.points) == 1 else f"{len(panel.points)} results"
    told = f"{plain(panel.concept)}: {count}, the last {last.shown} on {last.dated}"
    drawn = [limit_shown(limit, panel.unit) for limit in (*panel.normal, *panel.limits) if limit.stretches]
    return f"{told}; beside {several(drawn)}." if drawn else f"{told}."


def _date(at: At) -> str:
    return at[:10] if at.endswith(("T00:00:00", "T23:59:59")) else at[:16].replace("T", " ")


def tables(picture: Picture) -> list[Table]:
    """The same data as tables."""
    found = [Table("Steps", ("step", "from", "until"), tuple(_steps(picture)))]
    found += [_lab(panel) for panel in picture.labs]
    found += [_drug(panel) for panel in picture.doses]
    bars = [
        (
            Cell(bar.row, bar.number),
            Cell(bar.dated),
            Cell(_date(bar.end) if bar.end > bar.start else ""),
            Cell(bar.shown),
        )
        for bar in picture.bars
    ]
    found.append(Table("Findings", ("what", "recorded", "drawn until", "found"), tuple(bars)))
    marks = [
        (Cell(mark.row), Cell(mark.dated), Cell(f"{mark.standing.value}{f' ({mark.told})' if mark.told else ''}"))
        for mark in picture.marks
    ]
    found.append(Table("Monitoring and tasks", ("what", "date", "how it stands"), tuple(marks)))
    return [table for table in found if table.rows]


def _steps(picture: Picture) -> list[tuple[Cell, ...]]:
    return [
        (Cell(band.title), Cell(_date(band.start)), Cell("" if band.ongoing else _date(band.end)))
        for band in picture.bands
    ]


def _lab(panel: LabPanel) -> Table:
    limits = (*panel.normal, *panel.limits)
    rows = []
    for point in panel.points:
        shown = f"{point.shown} (corrected since)" if point.gone else point.shown
        beside = [Cell(limit_value(limit, point.at, panel.unit) or _none(limit, point.at)) for limit in limits]
        rows.append((Cell(point.dated, point.number), Cell(shown), *beside))
    title = plain(panel.concept)
    return Table(title, ("date", "result", *(limit.label for limit in limits)), tuple(rows))


def _none(limit: Limit, at: At) -> str:
    return "not known" if any(start <= at <= end for start, end in limit.unknown) else "–"


def _drug(panel: DosePanel) -> Table:
    rows = [(Cell(piece.dated, piece.number), Cell(_date(piece.end)), Cell(piece.shown)) for piece in panel.pieces]
    return Table(panel.title, ("recorded", "until", "dose"), tuple(rows))


def limit_shown(limit: Limit, unit: str) -> str:
    """A limit as its label says it: its name, and its last value where the name is not the value."""
    if not limit.stretches:
        return limit.label
    value = limit.stretches[-1].value.point
    if value is None or limit.label.startswith(show(value, unit)):
        return limit.label
    return f"{limit.label} = {show(value, unit)}"


def limit_value(limit: Limit, at: At, unit: str) -> str:
    """What a limit was at a time, in words; empty where it was none."""
    for one in limit.stretches:
        if one.start <= at <= one.end:
            point = one.value.point
            low, high = one.value.low, one.value.high
            if point is not None:
                return show(point, unit)
            ends = [show(bound, unit) for bound in (low, high) if bound is not None]
            return " to ".join(ends)
    return ""
