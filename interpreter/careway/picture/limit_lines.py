"""Limits in a panel: level lines while they were so, their names beside them, and what is not drawn and why."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from careway.model.quantity import show_number
from careway.picture import palette
from careway.picture.measure import Scale, bounds, rounded, spread
from careway.picture.plot import Limit
from careway.picture.room import TEXT, X2, Rows, Spec, Wide, X, floated, layered, pixels, utc
from careway.picture.words import limit_shown


def said_above(
    drawn: Sequence[Limit], limits: Sequence[Limit], beyond: Sequence[Limit], unit: str, room: Wide
) -> list[str]:
    """What is said above a panel: the limits that are not drawn and why, and on a phone the names of those drawn."""
    told = []
    if room.narrow and drawn:
        told.append("lines: " + "; ".join(limit_shown(limit, unit) for limit in reversed(drawn)))
    if beyond:
        told.append(f"above this picture: {', '.join(limit_shown(limit, unit) for limit in beyond)}")
    unknown = [limit.label for limit in limits if limit.unknown]
    if unknown:
        told.append(f"not known, so not drawn: {', '.join(unknown)}")
    return told


def axis_y(shown: Scale) -> Spec:
    return {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [floated(shown.low), floated(shown.high)], "nice": False, "zero": False},
        "axis": {"tickCount": 4, "title": None, "minExtent": 34, "maxExtent": 34},
    }


def limit_lines(drawn: Sequence[Limit], normal: Sequence[Limit], y: Spec) -> list[Spec]:
    """Limits as level lines, each while it was so: the limit of normal drawn through, those of rules dashed."""
    layers = []
    for of_normal in (True, False):
        values: Rows = []
        ranges: Rows = []
        for limit in drawn:
            if (limit in normal) is not of_normal:
                continue
            for one in limit.stretches:
                row: dict[str, object] = {"at": utc(one.start), "until": utc(one.end), "limit": limit.label}
                ends = [floated(bound) for bound in bounds(one.value)]
                values += [{**row, "value": end} for end in dict.fromkeys(ends)]
                if len(set(ends)) > 1:
                    ranges.append({**row, "value": ends[0], "to": ends[1]})
        mark: Spec = {"type": "rule", "color": palette.NORMAL, "strokeWidth": 1.2}
        if not of_normal:
            mark = {"type": "rule", "color": palette.LIMIT, "strokeWidth": 1.4, "strokeDash": [6, 3]}
        layers.append(layered(values, mark, x=X, x2=X2, y=y))
        if ranges:
            area: Spec = {"type": "rect", "color": palette.LIMIT, "opacity": 0.15}
            layers.append(layered(ranges, area, x=X, x2=X2, y=y, y2={"field": "to"}))
    return layers


def limit_names(drawn: Sequence[Limit], shown: Scale, unit: str, room: Wide, height: int) -> list[Spec]:
    """The names of the limits right of their lines; on a phone, where they have no room, their numbers."""
    named = [limit for limit in drawn if limit.stretches and bounds(limit.stretches[-1].value)]
    heights = [_down(bounds(limit.stretches[-1].value)[0], shown, height) for limit in named]
    places = spread(heights, 13, 4, height - 4)
    values: Rows = []
    for limit, place in zip(named, places, strict=True):
        end = room.x(room.inside(limit.stretches[-1].end))
        x = end + 6 if end < room.width * 0.8 and not room.narrow else room.width + 4
        text = show_number(rounded(bounds(limit.stretches[-1].value)[0])) if room.narrow else limit_shown(limit, unit)
        ink = palette.LIMIT if limit.rules else palette.NORMAL
        values.append({"x": round(x, 1), "y": round(place, 1), "text": text, "ink": ink})
    mark: Spec = {"type": "text", "align": "left", "baseline": "middle", "limit": room.margin}
    ink_of = {"field": "ink", "type": "nominal", "scale": None}
    return [layered(values, mark, x=pixels("x"), y=pixels("y"), text=TEXT, color=ink_of)] if values else []


def _down(value: Fraction, shown: Scale, height: int) -> float:
    return floated((shown.high - value) / (shown.high - shown.low) * height)
