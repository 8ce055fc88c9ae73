"""A flow chart as SVG: laid out and written by graphlay, a layered layout that gives the same drawing each time.

Sizes are worked out here, from the number of characters, because no font is at hand; a box has room to spare. Colours
are `currentColor`, so that the chart follows the page by night and on paper.
"""

from __future__ import annotations

from html import escape
from textwrap import wrap
from typing import Any

from careway.base.rendering import visible
from careway.document.blocks import Chart
from careway.document.statements import anchor

_WIDE, _LABEL_WIDE = 26, 24
_CHARACTER, _LINE = 7.6, 18.0
_LABEL_CHARACTER, _LABEL_LINE = 6.4, 15.0
_FONT, _LABEL_FONT = 13.5, 12.0
INK, PAPER = "currentColor", "var(--paper, #ffffff)"


def drawing(chart: Chart) -> str:
    """The chart as an `svg` element."""
    import graphlay

    graph = graphlay.Graph()
    boxes = [_lines(node.text, _WIDE) for node in chart.nodes]
    labels = [_lines(arrow.text, _LABEL_WIDE) for arrow in chart.arrows]
    for node, lines in zip(chart.nodes, boxes, strict=True):
        width, height = _size(lines, _CHARACTER, _LINE)
        graph.node(node.name, width=width + 30, height=height + 18)
    order = {node.name: place for place, node in enumerate(chart.nodes)}
    for arrow, lines in zip(chart.arrows, labels, strict=True):
        fields: dict[str, Any] = {"reverse_for_ranking": order[arrow.source] > order[arrow.target]}
        if lines:
            width, height = _size(lines, _LABEL_CHARACTER, _LABEL_LINE)
            fields["label_size"] = {"width": width + 8, "height": height + 4}
        graph.edge(arrow.source, arrow.target, **fields)
    laid_out = graphlay.layout(graph, preset="process_map")
    scene = laid_out.sketch_scene(background=None, padding=14.0)
    model = scene["nodes"][0]
    text = model["content"][0]
    for node, lines, drawn in zip(chart.nodes, boxes, scene["nodes"], strict=True):
        drawn["fill"] = PAPER
        drawn["stroke"] = {**drawn["stroke"], "paint": INK}
        drawn["shape"] = {"kind": "rect", "corner_radius": drawn["rect"]["h"] / 2 if node.ends else 6.0}
        drawn["content"] = _texts(text, lines, _FONT, _LINE)
    for edge, lines, drawn in zip(laid_out.edges, labels, scene["edges"], strict=True):
        drawn["stroke"] = {**drawn["stroke"], "paint": INK, "width": 1.4}
        drawn["marker_end"] = {**drawn["marker_end"], "color": INK}
        if lines and edge["label_anchor"] is not None:
            scene["nodes"].append(_label(model, text, lines, edge["label_anchor"]))
    return _finished(str(graphlay.render_scene(scene)), chart)


def printed(chart: Chart) -> str:
    """The same in black on white, for where there is no page whose colours it could follow."""
    return drawing(chart).replace(f'"{INK}"', '"#000000"').replace(f'"{PAPER}"', '"#ffffff"')


def _label(model: dict[str, Any], text: dict[str, Any], lines: list[str], at: dict[str, Any]) -> dict[str, Any]:
    """What stands at an arrow, on the ground of the page: a box without a border."""
    width, height = _size(lines, _LABEL_CHARACTER, _LABEL_LINE)
    rect = {"x": at["x"] - width / 2, "y": at["y"] - height / 2, "w": width, "h": height}
    stroke = {**model["stroke"], "paint": "none"}
    content = _texts(text, lines, _LABEL_FONT, _LABEL_LINE)
    shape = {"kind": "rect", "corner_radius": 2.0}
    return {**model, "rect": rect, "fill": PAPER, "stroke": stroke, "shape": shape, "content": content}


def _texts(model: dict[str, Any], lines: list[str], size: float, height: float) -> list[dict[str, Any]]:
    """Lines of a text, centred."""
    top = -(len(lines) - 1) * height / 2
    return [
        {**model, "text": line, "dy": top + place * height, "size": size, "color": INK, "wrap": None}
        for place, line in enumerate(lines)
    ]


def _lines(text: str, width: int) -> list[str]:
    return wrap(visible(" ".join(text.split())), width)


def _size(lines: list[str], character: float, height: float) -> tuple[float, float]:
    return max(len(line) for line in lines) * character, len(lines) * height


def _finished(svg: str, chart: Chart) -> str:
    """The element for a page: no declaration, ids of its own, and a name for those who hear it."""
    element = svg[svg.index("<svg") :].strip()
    element = (
        element.replace("gl-mk-", anchor("arrow", chart.nodes[0].name, ""))
        .replace(' id="edges"', "")
        .replace(' id="nodes"', "")
    )
    return element.replace("<svg ", f'<svg role="img" aria-label="{escape(visible(chart.title))}" ', 1)
