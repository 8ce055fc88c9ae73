"""The picture as a Vega-Lite specification: small panels under one another on one time axis.

In: a `Picture` and a width in pixels. Out: JSON that says by itself what is drawn where. Numbers become floats here and
nowhere before. Labels stand at what they name; where a result has a number, it is the number of its reason in the
report.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence

from careway.base.record import record
from careway.picture import palette
from careway.picture.dose_panel import dose_panel
from careway.picture.lab_panel import lab_panel
from careway.picture.measure import LETTER, ticks
from careway.picture.plot import At, Picture
from careway.picture.room import Spec, Wide
from careway.picture.row_panels import band_panel, finding_panel, mark_panel

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
WIDE, NARROW = 600, 262
_MARGIN_WIDE, _MARGIN_NARROW = 160, 32
_AROUND = 8 + 34 + 8
"""Pixels left and right of panels and margin: the padding, and the numbers of the axis."""
_ROOM_FOR_NAMES = 620
"""From so many pixels on, names of limits stand beside their lines."""
_LEAST = 200


@record
class Frame:
    """What stands above and below a picture that stands alone: whose it is, and what it is not."""

    heads: tuple[str, ...]
    foot: tuple[str, ...]


@record
class Fitted:
    """A specification, and where in it things lie: the last time that its panels show, and of each lab and drug the
    place of its panel, counted from the top."""

    spec: Spec
    edge: At
    places: Mapping[str, int]


def fitting(picture: Picture, pixels: int) -> Fitted:
    """The specification of a picture that is at most so many pixels wide, where there is any room."""
    narrow = pixels < _ROOM_FOR_NAMES
    margin = _MARGIN_NARROW if narrow else _MARGIN_WIDE
    room = Wide(picture, max(_LEAST, pixels - margin - _AROUND), margin, narrow)
    panels = _panels(picture, room)
    places = {concept: place for place, (concept, _) in enumerate(panels) if concept is not None}
    return Fitted(_stacked([panel for _, panel in panels], room), room.edge, places)


def spec(picture: Picture, narrow: bool = False, frame: Frame | None = None) -> Spec:
    """The specification of a picture, for a page (`narrow`: for a phone) or, with a frame, to stand alone."""
    width = NARROW if narrow else WIDE
    room = Wide(picture, width, _MARGIN_NARROW if narrow else _MARGIN_WIDE, narrow)
    found = _stacked([panel for _, panel in _panels(picture, room)], room)
    if frame is not None:
        panels = found["vconcat"]
        assert isinstance(panels, list)
        panels.append(_lines(frame.foot, width, room.margin))
        head, *rest = [line for text in frame.heads for line in _wrapped(text, width, room.margin)]
        found["title"] = {"text": head, "subtitle": rest, "anchor": "start", "frame": "group"}
    return found


def _stacked(panels: list[Spec], room: Wide) -> Spec:
    """Panels under one another on one time axis."""
    dates = ticks(room.picture.start, room.picture.end, 3 if room.narrow else 6)
    for place, panel in enumerate(panels):
        room.dress(panel, dates, top=place == 0, bottom=place == len(panels) - 1)
    return {
        "$schema": SCHEMA,
        "background": palette.PAPER,
        "padding": {"left": 8, "right": 8, "top": 8, "bottom": 8},
        "spacing": 14,
        "config": _CONFIG,
        "vconcat": panels,
    }


def _panels(picture: Picture, room: Wide) -> list[tuple[str | None, Spec]]:
    """The panels from the top, with the concept where it is one of a lab or drug."""
    panels: list[tuple[str | None, Spec | None]] = [(None, band_panel(picture, room))]
    panels += [(one.concept, lab_panel(one, room)) for one in picture.labs]
    panels += [(drug.concept, dose_panel(drug, room)) for drug in picture.doses]
    panels += [(None, finding_panel(picture, room)), (None, mark_panel(picture, room))]
    return [(concept, panel) for concept, panel in panels if panel is not None]


def _wrapped(text: str, width: int, margin: int) -> list[str]:
    return textwrap.wrap(text, int((width + margin) / LETTER)) or [""]


def _lines(texts: Iterable[str], width: int, margin: int) -> Spec:
    lines: Sequence[str] = [line for text in texts for line in _wrapped(text, width, margin)]
    values = [{"line": line, "y": 14 * place + 7} for place, line in enumerate(lines)]
    return {
        "width": width,
        "height": 14 * len(lines),
        "view": {"stroke": None},
        "data": {"values": values},
        "mark": {"type": "text", "align": "left", "color": palette.FAINT, "limit": 0},
        "encoding": {
            "text": {"field": "line"},
            "x": {"value": 0},
            "y": {"field": "y", "type": "quantitative", "scale": None},
        },
    }


_CONFIG: Spec = {
    "font": "sans-serif",
    "aria": False,
    "view": {"stroke": palette.GRID},
    "text": {"fontSize": 11, "color": palette.INK, "font": "sans-serif"},
    "title": {
        "fontSize": 12,
        "fontWeight": "bold",
        "anchor": "start",
        "frame": "group",
        "color": palette.INK,
        "subtitleColor": palette.FAINT,
        "subtitleFontSize": 11,
        "offset": 4,
    },
    "axis": {
        "labelColor": palette.FAINT,
        "labelFontSize": 11,
        "titleColor": palette.FAINT,
        "gridColor": palette.GRID,
        "domainColor": palette.GRID,
        "tickColor": palette.GRID,
        "labelFont": "sans-serif",
    },
}
