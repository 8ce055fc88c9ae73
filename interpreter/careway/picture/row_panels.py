"""The panels of rows: steps as bands, findings as bars, occasions as signs."""

from __future__ import annotations

from collections.abc import Sequence

from careway.evaluate.result import Standing
from careway.picture import palette
from careway.picture.measure import LETTER, lanes
from careway.picture.plot import Picture, Sort
from careway.picture.room import TEXT, X2, Rows, Spec, Wide, X, badge, layered, panel_of, pixels, rings, utc

SIGNS = {
    Standing.DONE: ("circle", palette.GOOD, True, "●"),
    Standing.MISSED: ("cross", palette.STOP, True, "✖"),
    Standing.LATE: ("triangle-up", palette.WARNING, True, "▲"),
    Standing.DUE: ("diamond", palette.INK, True, "◆"),
    Standing.OPEN: ("diamond", palette.INK, False, "◇"),
    Standing.COMING: ("circle", palette.FAINT, False, "○"),
    Standing.UNCLEAR: ("square", palette.WARNING, False, "□"),
}
"""How an occasion is marked: the shape, its colour, whether it is filled, and the sign for it in a text."""
_ROW, _LANE = 30, 15


def band_panel(picture: Picture, room: Wide) -> Spec | None:
    """The steps of the pathways as bands, each with its title above where it begins, and the stops by their dates."""
    bands = [band for band in picture.bands if band.end >= picture.start]
    labels = [(room.x(room.inside(band.start)), band.title, palette.INK, band.start) for band in bands]
    labels += [(room.x(s.at), f"STOP {s.dated}", palette.STOP, s.at) for s in picture.stops if s.at >= picture.start]
    if not labels:
        return None
    labels.sort(key=lambda label: label[0])
    widths = [len(text) * LETTER + 8 for _, text, _, _ in labels]
    begins = [max(0.0, min(x, room.width + room.margin - w)) for (x, _, _, _), w in zip(labels, widths, strict=True)]
    found = lanes(begins, widths)
    lines = max(found) + 1
    height = lines * _LANE + 18 * len(dict.fromkeys(band.row for band in bands))
    rows = list(dict.fromkeys(band.row for band in bands))
    values: Rows = []
    for place, band in enumerate(bands):
        top = lines * _LANE + 18 * rows.index(band.row)
        fill = (palette.STEP_GROUND, palette.STEP_OTHER)[place % 2]
        ends = {"at": utc(room.inside(band.start)), "until": utc(room.inside(band.end))}
        values.append({**ends, "top": top, "bottom": top + 14, "text": band.title, "fill": fill})
    texts: Rows = [
        {"x": round(begin, 1), "y": _LANE * (lines - 1 - lane) + 7, "text": text, "ink": ink}
        for begin, lane, (_, text, ink, _) in zip(begins, found, labels, strict=True)
    ]
    ticks: Rows = [
        {"at": utc(room.inside(at)), "top": _LANE * (lines - 1 - lane) + 13, "bottom": lines * _LANE}
        for lane, (_, _, _, at) in zip(found, labels, strict=True)
    ]
    y, y2 = pixels("top"), {"field": "bottom"}
    bar = {"type": "rect", "stroke": palette.FAINT, "strokeWidth": 0.8}
    colour = {"field": "fill", "type": "nominal", "scale": None}
    ink = {"field": "ink", "type": "nominal", "scale": None}
    layers = [
        layered(values, bar, x=X, x2=X2, y=y, y2=y2, color=colour),
        layered(ticks, {"type": "rule", "color": palette.FAINT, "strokeWidth": 0.8}, x=X, y=y, y2=y2),
        layered(
            texts,
            {"type": "text", "align": "left", "dx": 2, "fontWeight": "bold"},
            x=pixels("x"),
            y=pixels("y"),
            text=TEXT,
            color=ink,
        ),
    ]
    return panel_of("Steps", [], layers, room, height)


def finding_panel(picture: Picture, room: Wide) -> Spec | None:
    """Symptoms and conditions as bars, those asked for and absent as rings, answers as diamonds."""
    rows = list(dict.fromkeys(bar.row for bar in picture.bars))
    if not rows:
        return None
    present: Rows = []
    absent: Rows = []
    answers: Rows = []
    badges: Rows = []
    for bar in picture.bars:
        top = _ROW * rows.index(bar.row) + 15
        at, until = room.inside(bar.start), room.inside(bar.end)
        row: dict[str, object] = {"at": utc(at), "until": utc(until), "top": top, "bottom": top + 10, "key": bar.key}
        row |= {"mid": top + 5, "text": bar.shown, "row": bar.row}
        match bar.sort:
            case Sort.PRESENT:
                present.append(row)
            case Sort.ABSENT:
                if bar.start >= picture.start:
                    absent.append(row)
            case Sort.ANSWER:
                answers.append(row)
        if bar.number is not None:
            badges.append(
                {
                    **row,
                    "value": top + 5,
                    "number": str(bar.number),
                    "name": badge(bar.number),
                    "decisive": bar.decisive,
                }
            )
    mid = pixels("mid")
    layers = [_row_names(rows)]
    bar_mark: Spec = {"type": "rect", "color": palette.FINDING, "stroke": palette.FINDING, "strokeWidth": 3}
    if present:
        layers.append(layered(present, bar_mark, x=X, x2=X2, y=pixels("top"), y2={"field": "bottom"}))
    ring: Spec = {"type": "point", "filled": False, "size": 50, "opacity": 1, "color": palette.FINDING}
    if absent:
        layers.append(layered(absent, ring, x=X, y=mid))
    if answers:
        layers.append(layered(answers, {**ring, "shape": "diamond"}, x=X, y=mid))
        text: Spec = {"type": "text", "align": "left", "dx": 11, "color": palette.FINDING}
        layers.append(layered(answers, text, x=X, y=mid, text=TEXT))
    if badges:
        layers += rings(badges, mid, 0)
    told = [word for word, found in (("▬ present", present), ("○ absent", absent), ("◇ answer", answers)) if found]
    return panel_of("Findings", ["   ".join(told)], layers, room, _ROW * len(rows) + 4)


def _row_names(rows: Sequence[str]) -> Spec:
    values: Rows = [{"y": _ROW * place + 7, "text": row} for place, row in enumerate(rows)]
    mark: Spec = {"type": "text", "align": "left", "color": palette.INK, "limit": 0}
    return layered(values, mark, x={"value": 3}, y=pixels("y"), text=TEXT)


def mark_panel(picture: Picture, room: Wide) -> Spec | None:
    """The occasions of monitors and tasks, each by its sign on the day on which it was due or done."""
    rows = list(dict.fromkeys(mark.row for mark in picture.marks))
    if not rows:
        return None
    layers = [_row_names(rows)]
    told = []
    for standing, (shape, colour, filled, sign) in SIGNS.items():
        values: Rows = [
            {"at": utc(mark.at), "y": _ROW * rows.index(mark.row) + 20, "standing": standing.value, "row": mark.row}
            for mark in picture.marks
            if mark.standing is standing
        ]
        if values:
            told.append(f"{sign} {standing.value}")
            dot: Spec = {"type": "point", "shape": shape, "filled": filled, "size": 80, "opacity": 1, "color": colour}
            if standing is Standing.MISSED:
                dot |= {"angle": 45, "size": 110}
            layers.append(layered(values, dot, x=X, y=pixels("y")))
    return panel_of("Monitoring and tasks", ["   ".join(told)], layers, room, _ROW * len(rows) + 4)
