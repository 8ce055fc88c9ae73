"""The panel of a lab: its results over time, beside the limits that the rules compare it with."""

from __future__ import annotations

from collections.abc import Sequence

from careway.ir.wording import plain
from careway.model.quantity import show
from careway.picture import palette
from careway.picture.limit_lines import axis_y, limit_lines, limit_names, said_above
from careway.picture.measure import Scale, rounded, scale
from careway.picture.plot import LabPanel, Point
from careway.picture.room import (
    TEXT,
    X2,
    Rows,
    Spec,
    Wide,
    X,
    badge,
    floated,
    if_decisive,
    layered,
    panel_of,
    rings,
    utc,
)

_HEIGHT = 120


def lab_panel(panel: LabPanel, room: Wide) -> Spec:
    """A lab over time with the limits that the rules compare it with."""
    shown = scale(panel)
    y = axis_y(shown)
    drawn = [limit for limit in (*panel.normal, *panel.limits) if limit not in shown.beyond]
    layers = limit_lines(drawn, panel.normal, y)
    layers += limit_names(drawn, shown, panel.unit, room, _HEIGHT)
    layers += _results(panel.points, shown, panel.unit, y, room)
    name = plain(panel.concept)
    title = name if name.lower() == panel.title.lower() else f"{name} · {panel.title}"
    unit = "" if panel.unit == "1" else f" · {panel.unit}"
    if room.narrow:
        title = name
    told = said_above(drawn, panel.limits, shown.beyond, panel.unit, room)
    return panel_of(f"{title}{unit}", told, layers, room, _HEIGHT)


def _results(points: Sequence[Point], shown: Scale, unit: str, y: Spec, room: Wide) -> list[Spec]:
    """Results as points on a line; a range as a line to where it is open, one without a value as a cross below."""
    exact: Rows = []
    gone: Rows = []
    ranged: Rows = []
    blank: Rows = []
    badges: Rows = []
    told: Rows = []
    for point in points:
        row: dict[str, object] = {"at": utc(point.at), "shown": point.shown, "key": point.key}
        if point.until is not None:
            row["until"] = utc(room.inside(point.until))
        known = point.span.point if point.span is not None else None
        if point.span is None:
            at = floated(shown.low)
            blank.append({**row, "value": at})
        elif known is not None:
            at = floated(known)
            (gone if point.gone else exact).append({**row, "value": at})
        else:
            low, high = (point.span.low, point.span.high)
            at = floated(low if low is not None else high if high is not None else shown.low)
            upward = high is None
            ranged.append(
                {**row, "value": at, "to": floated(shown.high if upward else (low or shown.low)), "up": upward}
            )
        if point.number is not None:
            badges.append(
                {
                    **row,
                    "value": at,
                    "number": str(point.number),
                    "name": badge(point.number),
                    "decisive": point.decisive,
                }
            )
            side = -1 if room.x(point.at) > room.width * 0.8 else 1
            told.append({**row, "value": at, "text": _in_unit(point, unit), "side": side, "decisive": point.decisive})
        elif known is None:
            told.append({**row, "value": at, "text": _in_unit(point, unit), "side": 1})
    layers: list[Spec] = []
    line: Spec = {"type": "line", "color": palette.RESULT, "strokeWidth": 1.4}
    layers.append(layered(exact, line, x=X, y=y))
    layers.append(
        layered(exact, {"type": "point", "filled": True, "size": 36, "opacity": 1, "color": palette.RESULT}, x=X, y=y)
    )
    spans: Rows = [row for row in (*exact, *gone) if "until" in row]
    if spans:
        layers.append(layered(spans, {"type": "rule", "color": palette.RESULT, "strokeWidth": 3}, x=X, x2=X2, y=y))
    if gone:
        mark: Spec = {
            "type": "point",
            "filled": False,
            "size": 60,
            "opacity": 1,
            "color": palette.FAINT,
            "shape": "cross",
        }
        layers.append(layered(gone, mark, x=X, y=y))
    if ranged:
        rule: Spec = {"type": "rule", "color": palette.RESULT, "strokeDash": [2, 2], "strokeWidth": 2}
        layers.append(layered(ranged, rule, x=X, y=y, y2={"field": "to"}))
        shape = {"condition": {"test": "datum.up", "value": "triangle-up"}, "value": "triangle-down"}
        tip: Spec = {"type": "point", "filled": True, "size": 60, "opacity": 1, "color": palette.RESULT}
        layers.append(layered(ranged, tip, x=X, y=y, shape=shape))
    if blank:
        cross: Spec = {"type": "text", "text": "×", "fontSize": 15, "color": palette.RESULT, "dy": -5}
        layers.append(layered(blank, cross, x=X, y=y))
    for side, align in ((1, "left"), (-1, "right")):
        of_side: Rows = [row for row in told if row["side"] == side]
        if of_side:
            text: Spec = {"type": "text", "align": align, "dx": 11 * side, "dy": -15, "fontWeight": "bold"}
            ground: Spec = {"stroke": palette.PAPER, "strokeWidth": 4, "color": palette.PAPER}
            layers.append(layered(of_side, {**text, **ground}, x=X, y=y, text=TEXT))
            ink = if_decisive(palette.STOP, palette.RESULT)
            layers.append(layered(of_side, text, x=X, y=y, text=TEXT, color=ink))
    return layers + (rings(badges, y, -15) if badges else [])


def _in_unit(point: Point, unit: str) -> str:
    """A result as reported, or in the unit of the axis where that is another."""
    known = None if point.span is None else point.span.point
    if point.gone:
        return f"{point.shown}, corrected since"
    if known is None or point.shown.endswith(unit):
        return point.shown
    return show(rounded(known), unit) if rounded(known) == known else f"≈{show(rounded(known), unit)}"
