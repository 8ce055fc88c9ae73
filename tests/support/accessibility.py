"""What axe finds in a page against WCAG 2.2 AA, as lines to read."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def violations(page: Page) -> list[str]:
    """Each place that breaks a rule: the rule, the place, and what is wrong there."""
    page.evaluate(_axe())  # not as a <script>, which a page's own policy may refuse
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", list(LEVELS)
    )
    assert found["passes"], "axe looked at nothing"
    return [
        f"{rule['id']} ({rule['impact']}): {_place(node)}: {' '.join(node['failureSummary'].split())}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def _place(node: dict[str, Any]) -> str:
    return " ".join(str(part) for part in node["target"])


@cache
def _axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
