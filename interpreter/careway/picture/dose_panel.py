"""The panel of a drug: its dose as steps."""

from __future__ import annotations

from fractions import Fraction

from careway.picture import palette
from careway.picture.limit_lines import axis_y, limit_lines, limit_names, said_above
from careway.picture.measure import LETTER, Scale, bounds
from careway.picture.plot import DosePanel
from careway.picture.room import TEXT, X2, Rows, Spec, Wide, X, badge, floated, layered, panel_of, rings, utc

_HEIGHT = 54


def dose_scale(panel: DosePanel) -> Scale:
    """The scale of a drug: its doses and the limits beside them, with room for what is written above."""
    known = [max(bounds(piece.amount)) for piece in panel.pieces if piece.amount is not None and bounds(piece.amount)]
    of_limits = [bound for limit in panel.limits for s in limit.stretches for bound in bounds(s.value)]
    high = max([*known, *of_limits, Fraction(0)]) or Fraction(1)
    return Scale(Fraction(0), high * Fraction(3, 2), ())


def dose_panel(panel: DosePanel, room: Wide) -> Spec:
    """A drug's dose as steps; not taken as a line on the ground, a dose not known as a dashed frame."""
    shown = dose_scale(panel)
    y = axis_y(shown)
    y["axis"] = {"tickCount": 2, "title": None, "minExtent": 34, "maxExtent": 34}
    blocks: Rows = []
    ground: Rows = []
    open_: Rows = []
    texts: Rows = []
    badges: Rows = []
    for piece in panel.pieces:
        row: dict[str, object] = {"at": utc(piece.start), "until": utc(room.inside(piece.end)), "shown": piece.shown}
        row["key"] = piece.key
        bound = max(bounds(piece.amount)) if piece.amount is not None and bounds(piece.amount) else None
        top = floated(bound if bound is not None else shown.high * Fraction(2, 3))
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
    ends = {"x": X, "x2": X2, "y": y, "y2": {"field": "to"}}
    block: Spec = {"type": "rect", "color": palette.DOSE_GROUND, "stroke": palette.DOSE, "strokeWidth": 1}
    layers = [layered(blocks, block, **ends)]
    if ground:
        rule: Spec = {"type": "rule", "color": palette.DOSE, "strokeWidth": 2, "strokeDash": [1, 3]}
        layers.append(layered(ground, rule, x=X, x2=X2, y=y))
    if open_:
        frame: Spec = {"type": "rect", "color": palette.PAPER, "stroke": palette.DOSE, "strokeDash": [3, 3]}
        layers.append(layered(open_, frame, **ends))
    layers += limit_lines(list(panel.limits), (), y)
    layers += limit_names(panel.limits, shown, panel.unit, room, _HEIGHT)
    text: Spec = {"type": "text", "align": "left", "dx": 4, "dy": -8, "color": palette.DOSE, "fontWeight": "bold"}
    numbered = {row["key"] for row in badges}
    plain_ones: Rows = [row for row in texts if row["key"] not in numbered]
    beside: Rows = [row for row in texts if row["key"] in numbered]
    layers.append(layered(plain_ones, text, x=X, y=y, text=TEXT))
    if badges:
        layers.append(layered(beside, {**text, "dx": 18}, x=X, y=y, text=TEXT))
        layers += rings(badges, y, -9)
    told = said_above(panel.limits, panel.limits, (), panel.unit, room)
    return panel_of(f"{panel.title} · {panel.unit}", told, layers, room, _HEIGHT)
