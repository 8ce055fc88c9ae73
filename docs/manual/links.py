"""What does not hold together in a finished site: links and anchors that lead nowhere, and whatever needs a network."""

from __future__ import annotations

import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

_FETCHED = {"src", "srcset", "poster", "data"}
_WEB = re.compile(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(/\S*)?")


class _Page(HTMLParser):
    """The anchors of a page, what it links to, and what it fetches."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("id", "name") and value:
                self.ids.add(value)
            elif name in _FETCHED and value:
                self.fetched.append(value)
            elif name == "href" and value:
                relation = dict(attrs).get("rel") or ""
                (self.fetched if tag == "link" and relation != "canonical" else self.links).append(value)


def problems(site: Path) -> list[str]:
    """What is wrong, each with its page."""
    pages = {
        path.relative_to(site).as_posix(): _Page(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
        if path.name != "404.html"  # it is shown at any address, and links by absolute paths
    }
    found = [] if len(pages) > 1 else [f"{site} has {len(pages)} pages"]
    for name, page in pages.items():
        for target in page.fetched:
            if re.match(r"(https?:)?//", target):
                found.append(f"{name} fetches {target}")
            elif not target.startswith("data:"):
                found += _leads_nowhere(name, target, site, pages)
        for target in page.links:
            if re.match(r"[a-z]+:", target):
                if not _WEB.fullmatch(target):
                    found.append(f"{name}: {target} is not the address of a page")
            else:
                found += _leads_nowhere(name, target, site, pages)
    return found


def _leads_nowhere(name: str, target: str, site: Path, pages: dict[str, _Page]) -> list[str]:
    file, _, anchor = unquote(target).partition("#")
    file = file.partition("?")[0]
    meant = posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name
    if (site / meant).is_dir():
        meant = posixpath.join(meant, "index.html")
    if not (site / meant).is_file():
        return [f"{name} leads to {target}, which is not there"]
    if anchor and meant in pages and anchor not in pages[meant].ids:
        return [f"{name} leads to {target}, where {meant} has no such place"]
    return []
