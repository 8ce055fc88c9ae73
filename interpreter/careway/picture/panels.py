"""The panels of the picture: steps, one for each lab, one for each drug, findings, occasions."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from careway.base.record import record
from careway.evaluate.result import Standing
from careway.ir.wording import plain
from careway.model.quantity import show, show_number
from careway.picture import palette
from careway.picture.gather import limit_shown
from careway.picture.measure import LETTER, Scale, bounds, lanes, scale, spread
from careway.picture.plot import At, DosePanel, LabPanel, Limit, Picture, Point, Sort

Spec = dict[str, object]
Rows = list[dict[str, object]]

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
RIM = 12
_LAB_HEIGHT, _DOSE_HEIGHT, _ROW, _LANE = 120, 54, 30, 15


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
            "values": [_utc(at) for at in dates],
            "format": "%Y-%m-%d",
            "labels": top or bottom,
            "ticks": top or bottom,
            "orient": "top" if top and not bottom else "bottom",
            "title": None,
            "labelFlush": True,
            "labelOverlap": "greedy",
        }
        domain = [_utc(self.picture.start), _utc(self._edge())]
        layers = panel["layer"]
        assert isinstance(layers, list)
        ruled: Rows = [{"at": _utc(stop.at), "what": "stop"} for stop in self.picture.stops if self._has(stop.at)]
        stop: Spec = {"type": "rule", "color": palette.STOP, "strokeWidth": 2}
        below = [_axis_of(axis, domain), _layer(ruled, stop, x=_X)]
        if self.picture.end > self.picture.now:
            now: Rows = [{"at": _utc(self.picture.now), "what": "as of"}]
            below.append(_layer(now, {"type": "rule", "color": palette.FAINT, "strokeDash": [2, 3]}, x=_X))
        layers[:0] = below

    def _edge(self) -> At:
        """The right edge: a little after the end, so that what stands there is seen whole."""
        start, end = datetime.fromisoformat(self.picture.start), datetime.fromisoformat(self.picture.end)
        beyond = (end - start) * RIM / (self.width - RIM)
        return (end + beyond).replace(microsecond=0).isoformat()

    def _has(self, at: At) -> bool:
        return self.picture.start <= at <= self.picture.end


def _utc(at: At) -> str:
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


def _float(number: Fraction) -> float:
    return round(float(number), 6)


def _layer(values: Rows, mark: Spec, **encoding: object) -> Spec:
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


_X: Spec = {"field": "at", "type": "temporal"}
_X2: Spec = {"field": "until"}
_TEXT: Spec = {"field": "text"}


def _badges(values: Rows, y: Spec, dy: int) -> list[Spec]:
    """The numbers of records, each in a ring at its record; the ring is named, so that it can be linked."""
    ring = {"type": "point", "shape": "circle", "size": 230, "filled": True, "fill": palette.PAPER}
    ring |= {"opacity": 1, "yOffset": dy, "aria": True}
    text = {"type": "text", "fontSize": 11, "fontWeight": "bold", "yOffset": dy}
    named: Spec = {"field": "name"}
    ink = _if_decisive(palette.STOP, palette.INK)
    return [
        _layer(values, ring, x=_X, y=y, description=named, stroke=ink, strokeWidth=_if_decisive(2.8, 1.2)),
        _layer(values, text, x=_X, y=y, text={"field": "number"}, color=ink),
    ]


def _if_decisive(so: object, otherwise: object) -> Spec:
    """What made a stop true stands out: by its colour, and by a thicker ring."""
    return {"condition": {"test": "datum.decisive", "value": so}, "value": otherwise}


def badge(number: int) -> str:
    """The name of a number's ring in the picture."""
    return f"point-{number}"


# --- steps -----------------------------------------------------------------------------------------------------------


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
        ends = {"at": _utc(room.inside(band.start)), "until": _utc(room.inside(band.end))}
        values.append({**ends, "top": top, "bottom": top + 14, "text": band.title, "fill": fill})
    texts: Rows = [
        {"x": round(begin, 1), "y": _LANE * (lines - 1 - lane) + 7, "text": text, "ink": ink}
        for begin, lane, (_, text, ink, _) in zip(begins, found, labels, strict=True)
    ]
    ticks: Rows = [
        {"at": _utc(room.inside(at)), "top": _LANE * (lines - 1 - lane) + 13, "bottom": lines * _LANE}
        for lane, (_, _, _, at) in zip(found, labels, strict=True)
    ]
    y, y2 = _pixels("top"), {"field": "bottom"}
    bar = {"type": "rect", "stroke": palette.FAINT, "strokeWidth": 0.8}
    colour = {"field": "fill", "type": "nominal", "scale": None}
    ink = {"field": "ink", "type": "nominal", "scale": None}
    layers = [
        _layer(values, bar, x=_X, x2=_X2, y=y, y2=y2, color=colour),
        _layer(ticks, {"type": "rule", "color": palette.FAINT, "strokeWidth": 0.8}, x=_X, y=y, y2=y2),
        _layer(
            texts,
            {"type": "text", "align": "left", "dx": 2, "fontWeight": "bold"},
            x=_pixels("x"),
            y=_pixels("y"),
            text=_TEXT,
            color=ink,
        ),
    ]
    return _panel("Steps", [], layers, room, height)


def _lines(text: str, room: Wide) -> list[str]:
    return textwrap.wrap(text, int((room.width + room.margin) / LETTER))


def _pixels(field: str) -> Spec:
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def _panel(title: str, told: list[str], layers: list[Spec], room: Wide, height: int) -> Spec:
    head: Spec = {"text": _lines(title, room)}
    if any(told):
        head["subtitle"] = [line for text in told for line in _lines(text, room)]
    return {
        "title": head,
        "width": room.width,
        "height": height,
        "layer": layers,
        "resolve": {"axis": {"x": "shared"}, "scale": {"x": "shared", "y": "shared"}},
    }


# --- labs ------------------------------------------------------------------------------------------------------------


def lab_panel(panel: LabPanel, picture: Picture, room: Wide) -> Spec:
    """A lab over time with the limits that the rules compare it with."""
    shown = scale(panel)
    y = _axis_y(shown)
    drawn = [limit for limit in (*panel.normal, *panel.limits) if limit not in shown.beyond]
    layers = _limits(drawn, panel.normal, y)
    layers += _labels(drawn, shown, panel.unit, room, _LAB_HEIGHT)
    layers += _results(panel.points, shown, panel.unit, y, room)
    name = plain(panel.concept)
    title = name if name.lower() == panel.title.lower() else f"{name} · {panel.title}"
    unit = "" if panel.unit == "1" else f" · {panel.unit}"
    if room.narrow:
        title = name
    told = _told(drawn, panel.limits, shown, panel.unit, room)
    return _panel(f"{title}{unit}", told, layers, room, _LAB_HEIGHT)


def _told(drawn: Sequence[Limit], limits: Sequence[Limit], shown: Scale | None, unit: str, room: Wide) -> list[str]:
    """What is said above a panel: the limits that are not drawn and why, and on a phone the names of those drawn."""
    told = []
    if room.narrow and drawn:
        told.append("lines: " + "; ".join(limit_shown(limit, unit) for limit in reversed(drawn)))
    if shown is not None and shown.beyond:
        told.append(f"above this picture: {', '.join(limit_shown(limit, unit) for limit in shown.beyond)}")
    unknown = [limit.label for limit in limits if limit.unknown]
    if unknown:
        told.append(f"not known, so not drawn: {', '.join(unknown)}")
    return told


def _axis_y(shown: Scale) -> Spec:
    return {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [_float(shown.low), _float(shown.high)], "nice": False, "zero": False},
        "axis": {"tickCount": 4, "title": None, "minExtent": 34, "maxExtent": 34},
    }


def _limits(drawn: Sequence[Limit], normal: Sequence[Limit], y: Spec) -> list[Spec]:
    """Limits as level lines, each while it was so: the limit of normal drawn through, those of rules dashed."""
    layers = []
    for of_normal in (True, False):
        values: Rows = []
        ranges: Rows = []
        for limit in drawn:
            if (limit in normal) is not of_normal:
                continue
            for one in limit.stretches:
                row: dict[str, object] = {"at": _utc(one.start), "until": _utc(one.end), "limit": limit.label}
                ends = [_float(bound) for bound in bounds(one.value)]
                values += [{**row, "value": end} for end in dict.fromkeys(ends)]
                if len(set(ends)) > 1:
                    ranges.append({**row, "value": ends[0], "to": ends[1]})
        mark: Spec = {"type": "rule", "color": palette.NORMAL, "strokeWidth": 1.2}
        if not of_normal:
            mark = {"type": "rule", "color": palette.LIMIT, "strokeWidth": 1.4, "strokeDash": [6, 3]}
        layers.append(_layer(values, mark, x=_X, x2=_X2, y=y))
        if ranges:
            area: Spec = {"type": "rect", "color": palette.LIMIT, "opacity": 0.15}
            layers.append(_layer(ranges, area, x=_X, x2=_X2, y=y, y2={"field": "to"}))
    return layers


def _labels(drawn: Sequence[Limit], shown: Scale, unit: str, room: Wide, height: int) -> list[Spec]:
    """The names of the limits right of their lines; on a phone, where they have no room, their numbers."""
    named = [limit for limit in drawn if limit.stretches and bounds(limit.stretches[-1].value)]
    heights = [_down(bounds(limit.stretches[-1].value)[0], shown, height) for limit in named]
    places = spread(heights, 13, 4, height - 4)
    values: Rows = []
    for limit, place in zip(named, places, strict=True):
        end = room.x(room.inside(limit.stretches[-1].end))
        x = end + 6 if end < room.width * 0.8 and not room.narrow else room.width + 4
        text = show_number(bounds(limit.stretches[-1].value)[0]) if room.narrow else limit_shown(limit, unit)
        ink = palette.LIMIT if limit.rules else palette.NORMAL
        values.append({"x": round(x, 1), "y": round(place, 1), "text": text, "ink": ink})
    mark: Spec = {"type": "text", "align": "left", "baseline": "middle", "limit": room.margin}
    ink_of = {"field": "ink", "type": "nominal", "scale": None}
    return [_layer(values, mark, x=_pixels("x"), y=_pixels("y"), text=_TEXT, color=ink_of)] if values else []


def _down(value: Fraction, shown: Scale, height: int) -> float:
    return _float((shown.high - value) / (shown.high - shown.low) * height)


def _results(points: Sequence[Point], shown: Scale, unit: str, y: Spec, room: Wide) -> list[Spec]:
    """Results as points on a line; a range as a line to where it is open, one without a value as a cross below."""
    exact: Rows = []
    gone: Rows = []
    ranged: Rows = []
    blank: Rows = []
    badges: Rows = []
    told: Rows = []
    for point in points:
        row: dict[str, object] = {"at": _utc(point.at), "shown": point.shown, "key": point.key}
        if point.until is not None:
            row["until"] = _utc(room.inside(point.until))
        known = point.span.point if point.span is not None else None
        if point.span is None:
            at = _float(shown.low)
            blank.append({**row, "value": at})
        elif known is not None:
            at = _float(known)
            (gone if point.gone else exact).append({**row, "value": at})
        else:
            low, high = (point.span.low, point.span.high)
            at = _float(low if low is not None else high if high is not None else shown.low)
            upward = high is None
            ranged.append(
                {**row, "value": at, "to": _float(shown.high if upward else (low or shown.low)), "up": upward}
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
    layers.append(_layer(exact, line, x=_X, y=y))
    layers.append(
        _layer(exact, {"type": "point", "filled": True, "size": 36, "opacity": 1, "color": palette.RESULT}, x=_X, y=y)
    )
    spans: Rows = [row for row in (*exact, *gone) if "until" in row]
    if spans:
        layers.append(_layer(spans, {"type": "rule", "color": palette.RESULT, "strokeWidth": 3}, x=_X, x2=_X2, y=y))
    if gone:
        mark: Spec = {
            "type": "point",
            "filled": False,
            "size": 60,
            "opacity": 1,
            "color": palette.FAINT,
            "shape": "cross",
        }
        layers.append(_layer(gone, mark, x=_X, y=y))
    if ranged:
        rule: Spec = {"type": "rule", "color": palette.RESULT, "strokeDash": [2, 2], "strokeWidth": 2}
        layers.append(_layer(ranged, rule, x=_X, y=y, y2={"field": "to"}))
        shape = {"condition": {"test": "datum.up", "value": "triangle-up"}, "value": "triangle-down"}
        tip: Spec = {"type": "point", "filled": True, "size": 60, "opacity": 1, "color": palette.RESULT}
        layers.append(_layer(ranged, tip, x=_X, y=y, shape=shape))
    if blank:
        cross: Spec = {"type": "text", "text": "×", "fontSize": 15, "color": palette.RESULT, "dy": -5}
        layers.append(_layer(blank, cross, x=_X, y=y))
    for side, align in ((1, "left"), (-1, "right")):
        of_side: Rows = [row for row in told if row["side"] == side]
        if of_side:
            text: Spec = {"type": "text", "align": align, "dx": 11 * side, "dy": -15, "fontWeight": "bold"}
            ground: Spec = {"stroke": palette.PAPER, "strokeWidth": 4, "color": palette.PAPER}
            layers.append(_layer(of_side, {**text, **ground}, x=_X, y=y, text=_TEXT))
            ink = _if_decisive(palette.STOP, palette.RESULT)
            layers.append(_layer(of_side, text, x=_X, y=y, text=_TEXT, color=ink))
    return layers + (_badges(badges, y, -15) if badges else [])


def _in_unit(point: Point, unit: str) -> str:
    """A result as reported, or in the unit of the axis where that is another."""
    known = None if point.span is None else point.span.point
    if point.gone:
        return f"{point.shown}, corrected since"
    if known is None or point.shown.endswith(unit):
        return point.shown
    return show(rounded(known), unit) if rounded(known) == known else f"≈{show(rounded(known), unit)}"


def rounded(number: Fraction) -> Fraction:
    """A number to three significant places, for a label."""
    places = 0
    while places < 9 and 0 < abs(number) * 10**places < 100:
        places += 1
    return Fraction(round(number * 10**places), 10**places)


# --- doses -----------------------------------------------------------------------------------------------------------


def dose_panel(panel: DosePanel, picture: Picture, room: Wide) -> Spec:
    """A drug's dose as steps; not taken as a line on the ground, a dose not known as a dashed frame."""
    known = [max(bounds(piece.amount)) for piece in panel.pieces if piece.amount is not None and bounds(piece.amount)]
    of_limits = [bound for limit in panel.limits for s in limit.stretches for bound in bounds(s.value)]
    high = max([*known, *of_limits, Fraction(0)]) or Fraction(1)
    shown = Scale(Fraction(0), high * Fraction(3, 2), ())
    y = _axis_y(shown)
    y["axis"] = {"tickCount": 2, "title": None, "minExtent": 34, "maxExtent": 34}
    blocks: Rows = []
    ground: Rows = []
    open_: Rows = []
    texts: Rows = []
    badges: Rows = []
    for piece in panel.pieces:
        row: dict[str, object] = {"at": _utc(piece.start), "until": _utc(room.inside(piece.end)), "shown": piece.shown}
        row["key"] = piece.key
        bound = max(bounds(piece.amount)) if piece.amount is not None and bounds(piece.amount) else None
        top = _float(bound if bound is not None else high)
        if not piece.taken:
            ground.append({**row, "value": 0.0, "to": 0.0})
            top = 0.0
        else:
            (open_ if bound is None else blocks).append({**row, "value": 0.0, "to": top})
        length = room.x(room.inside(piece.end)) - room.x(piece.start)
        label = piece.shown.removesuffix(f" {panel.unit}")
        if length >= len(label) * LETTER + 4 + 18 * (piece.number is not None):
            texts.append({**row, "value": top, "text": label, "dx": 4})
        if piece.number is not None:
            badges.append(
                {
                    **row,
                    "value": top,
                    "number": str(piece.number),
                    "name": badge(piece.number),
                    "decisive": piece.decisive,
                }
            )
    ends = {"x": _X, "x2": _X2, "y": y, "y2": {"field": "to"}}
    block: Spec = {"type": "rect", "color": palette.DOSE_GROUND, "stroke": palette.DOSE, "strokeWidth": 1}
    layers = [_layer(blocks, block, **ends)]
    if ground:
        rule: Spec = {"type": "rule", "color": palette.DOSE, "strokeWidth": 2, "strokeDash": [1, 3]}
        layers.append(_layer(ground, rule, x=_X, x2=_X2, y=y))
    if open_:
        frame: Spec = {"type": "rect", "color": palette.PAPER, "stroke": palette.DOSE, "strokeDash": [3, 3]}
        layers.append(_layer(open_, frame, **ends))
    layers += _limits(list(panel.limits), (), y)
    layers += _labels(panel.limits, shown, panel.unit, room, _DOSE_HEIGHT)
    text: Spec = {"type": "text", "align": "left", "dx": 4, "dy": -8, "color": palette.DOSE, "fontWeight": "bold"}
    numbered = {row["key"] for row in badges}
    plain_ones: Rows = [row for row in texts if row["key"] not in numbered]
    beside: Rows = [row for row in texts if row["key"] in numbered]
    layers.append(_layer(plain_ones, text, x=_X, y=y, text=_TEXT))
    if badges:
        layers.append(_layer(beside, {**text, "dx": 18}, x=_X, y=y, text=_TEXT))
        layers += _badges(badges, y, -9)
    told = _told(panel.limits, panel.limits, None, panel.unit, room)
    return _panel(f"{panel.title} · {panel.unit}", told, layers, room, _DOSE_HEIGHT)


# --- findings and occasions ------------------------------------------------------------------------------------------


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
        row: dict[str, object] = {"at": _utc(at), "until": _utc(until), "top": top, "bottom": top + 10, "key": bar.key}
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
    mid = _pixels("mid")
    layers = [_row_names(rows)]
    bar_mark: Spec = {"type": "rect", "color": palette.FINDING, "stroke": palette.FINDING, "strokeWidth": 3}
    if present:
        layers.append(_layer(present, bar_mark, x=_X, x2=_X2, y=_pixels("top"), y2={"field": "bottom"}))
    ring: Spec = {"type": "point", "filled": False, "size": 50, "opacity": 1, "color": palette.FINDING}
    if absent:
        layers.append(_layer(absent, ring, x=_X, y=mid))
    if answers:
        layers.append(_layer(answers, {**ring, "shape": "diamond"}, x=_X, y=mid))
        text: Spec = {"type": "text", "align": "left", "dx": 11, "color": palette.FINDING}
        layers.append(_layer(answers, text, x=_X, y=mid, text=_TEXT))
    if badges:
        layers += _badges(badges, mid, 0)
    told = [word for word, found in (("▬ present", present), ("○ absent", absent), ("◇ answer", answers)) if found]
    return _panel("Findings", ["   ".join(told)], layers, room, _ROW * len(rows) + 4)


def _row_names(rows: Sequence[str]) -> Spec:
    values: Rows = [{"y": _ROW * place + 7, "text": row} for place, row in enumerate(rows)]
    mark: Spec = {"type": "text", "align": "left", "color": palette.INK, "limit": 0}
    return _layer(values, mark, x={"value": 3}, y=_pixels("y"), text=_TEXT)


def mark_panel(picture: Picture, room: Wide) -> Spec | None:
    """The occasions of monitors and tasks, each by its sign on the day on which it was due or done."""
    rows = list(dict.fromkeys(mark.row for mark in picture.marks))
    if not rows:
        return None
    layers = [_row_names(rows)]
    told = []
    for standing, (shape, colour, filled, sign) in SIGNS.items():
        values: Rows = [
            {"at": _utc(mark.at), "y": _ROW * rows.index(mark.row) + 20, "standing": standing.value, "row": mark.row}
            for mark in picture.marks
            if mark.standing is standing
        ]
        if values:
            told.append(f"{sign} {standing.value}")
            dot: Spec = {"type": "point", "shape": shape, "filled": filled, "size": 80, "opacity": 1, "color": colour}
            if standing is Standing.MISSED:
                dot |= {"angle": 45, "size": 110}
            layers.append(_layer(values, dot, x=_X, y=_pixels("y")))
    return _panel("Monitoring and tasks", ["   ".join(told)], layers, room, _ROW * len(rows) + 4)


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
