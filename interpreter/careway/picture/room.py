"""The room that the panels of the picture share: the time axis, and the pieces that each is made of."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from careway.base.record import record
from careway.picture import palette
from careway.picture.measure import LETTER
from careway.picture.plot import At, Picture

Spec = dict[str, object]
Rows = list[dict[str, object]]

X: Spec = {"field": "at", "type": "temporal"}
X2: Spec = {"field": "until"}
TEXT: Spec = {"field": "text"}
RIM = 12
"""Pixels between the last time of the picture and its edge, so that what stands there is seen whole."""


@record
class Wide:
    """The room that panels have, and the time axis that they share."""

    picture: Picture
    width: int
    margin: int
    narrow: bool

    def x(self, at: At) -> float:
        """A time in pixels from the left."""
        start, end, here = (datetime.fromisoformat(t) for t in (self.picture.start, self.picture.end, at))
        return (here - start) / (end - start) * (self.width - RIM)

    def inside(self, at: At) -> At:
        """A time, or the edge of the picture that it lies beyond."""
        return max(self.picture.start, min(self.picture.end, at))

    def dress(self, panel: Spec, dates: Sequence[At], top: bool, bottom: bool) -> None:
        """Give a panel the time axis, its dates named at the top and bottom of the picture only, and its stops."""
        axis: Spec = {
            "values": [utc(at) for at in dates],
            "format": "%Y-%m-%d",
            "labels": top or bottom,
            "ticks": top or bottom,
            "orient": "top" if top and not bottom else "bottom",
            "title": None,
            "labelFlush": True,
            "labelOverlap": "greedy",
        }
        domain = [utc(self.picture.start), utc(self.edge)]
        layers = panel["layer"]
        assert isinstance(layers, list)
        ruled: Rows = [{"at": utc(stop.at), "what": "stop"} for stop in self.picture.stops if self._has(stop.at)]
        stop: Spec = {"type": "rule", "color": palette.STOP, "strokeWidth": 2}
        below = [_axis_of(axis, domain), layered(ruled, stop, x=X)]
        if self.picture.end > self.picture.now:
            now: Rows = [{"at": utc(self.picture.now), "what": "as of"}]
            below.append(layered(now, {"type": "rule", "color": palette.FAINT, "strokeDash": [2, 3]}, x=X))
        layers[:0] = below

    @property
    def edge(self) -> At:
        """The right edge: a little after the end, so that what stands there is seen whole."""
        start, end = datetime.fromisoformat(self.picture.start), datetime.fromisoformat(self.picture.end)
        beyond = (end - start) * RIM / (self.width - RIM)
        try:
            return (end + beyond).replace(microsecond=0).isoformat()
        except OverflowError:
            return self.picture.end

    def _has(self, at: At) -> bool:
        return self.picture.start <= at <= self.picture.end


def utc(at: At) -> str:
    """A wall-clock time for the drawing: said to be in UTC, so that no machine's zone moves it."""
    return f"{at}Z"


def _axis_of(axis: Spec, domain: list[str]) -> Spec:
    return {
        "data": {"values": [{"at": domain[0]}]},
        "mark": {"type": "point", "opacity": 0, "color": palette.INK},
        "encoding": {
            "x": {"field": "at", "type": "temporal", "axis": axis, "scale": {"type": "utc", "domain": domain}}
        },
    }


def floated(number: Fraction) -> float:
    return round(float(number), 6)


def layered(values: Rows, mark: Spec, **encoding: object) -> Spec:
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def rings(values: Rows, y: Spec, dy: int) -> list[Spec]:
    """The numbers of records, each in a ring at its record; the ring is named, so that it can be linked."""
    ring = {"type": "point", "shape": "circle", "size": 230, "filled": True, "fill": palette.PAPER}
    ring |= {"opacity": 1, "yOffset": dy, "aria": True}
    text = {"type": "text", "fontSize": 11, "fontWeight": "bold", "yOffset": dy}
    named: Spec = {"field": "name"}
    ink = if_decisive(palette.STOP, palette.INK)
    return [
        layered(values, ring, x=X, y=y, description=named, stroke=ink, strokeWidth=if_decisive(2.8, 1.2)),
        layered(values, text, x=X, y=y, text={"field": "number"}, color=ink),
    ]


def if_decisive(so: object, otherwise: object) -> Spec:
    """What made a stop true stands out: by its colour, and by a thicker ring."""
    return {"condition": {"test": "datum.decisive", "value": so}, "value": otherwise}


def badge(number: int) -> str:
    """The name of a number's ring in the picture."""
    return f"point-{number}"


def wrapped(text: str, room: Wide) -> list[str]:
    return textwrap.wrap(text, int((room.width + room.margin) / LETTER))


def pixels(field: str) -> Spec:
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def panel_of(title: str, told: list[str], layers: list[Spec], room: Wide, height: int) -> Spec:
    head: Spec = {"text": wrapped(title, room)}
    if any(told):
        head["subtitle"] = [line for text in told for line in wrapped(text, room)]
    return {
        "title": head,
        "width": room.width,
        "height": height,
        "layer": layers,
        "resolve": {"axis": {"x": "shared"}, "scale": {"x": "shared", "y": "shared"}},
    }
