"""From the specification to SVG and PNG, by vl-convert: no browser, no network, the same bytes each time.

The rings of numbers get names and links, so that a reason leads to its point and the point to its reason.
"""

from __future__ import annotations

import json
import re
from importlib.util import find_spec
from xml.etree import ElementTree

from careway.picture.room import Spec

MISSING = "the picture needs vl-convert: install careway[report]"
_SVG, _LINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
_NUMBERED = re.compile(r"point-(\d+)")
_SHARPNESS = 2


def is_available() -> bool:
    """Whether the library that draws is installed."""
    return find_spec("vl_convert") is not None


def svg(spec: Spec) -> str:
    """The picture as SVG that stands alone."""
    import vl_convert

    text: str = vl_convert.vegalite_to_svg(json.dumps(spec), vl_version="6.4", allowed_base_urls=[])
    return text


def png(spec: Spec) -> bytes:
    """The picture as PNG, sharp enough for print."""
    import vl_convert

    data: bytes = vl_convert.vegalite_to_png(json.dumps(spec), vl_version="6.4", scale=_SHARPNESS, allowed_base_urls=[])
    return data


def inline(text: str, prefix: str, label: str, links: dict[int, str]) -> str:
    """SVG as part of a page: named by `label`, each numbered ring a link to what `links` says, and with the id
    `{prefix}-point-3`. It scales to the width of its place."""
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _LINK)
    root = ElementTree.fromstring(text)
    width, height = root.get("width"), root.get("height")
    for name in ("width", "height", "class"):
        root.attrib.pop(name, None)
    root.set("viewBox", f"0 0 {width} {height}")
    root.set("class", f"picture {prefix}")
    root.set("style", f"max-width:{width}px")
    root.set("role", "group")
    root.set("aria-label", label)
    for parent in list(root.iter()):
        _without_roles(parent)
        for place, child in enumerate(list(parent)):
            found = _NUMBERED.fullmatch(child.get("aria-label", ""))
            if found is None:
                continue
            number = int(found[1])
            link = ElementTree.Element(f"{{{_SVG}}}a", {"id": f"{prefix}-point-{number}"})
            if number in links:
                link.set("href", links[number])
            link.set("aria-label", f"{number}, to its reason")
            for name in ("aria-label", "role", "aria-roledescription"):
                child.attrib.pop(name, None)
            parent.remove(child)
            link.append(child)
            parent.insert(place, link)
    return ElementTree.tostring(root, encoding="unicode")


def _without_roles(element: ElementTree.Element) -> None:
    """Take off what names every group of the drawing to a screen reader: the label and the table say it better."""
    for name in ("role", "aria-roledescription", "aria-hidden"):
        if element.get("aria-label") is None and not element.get("class", "").startswith("picture"):
            element.attrib.pop(name, None)
