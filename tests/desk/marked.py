"""Texts with a cursor, `|`: below the base of the checker's tests, or whole."""

from __future__ import annotations

from pathlib import Path

from careway.desk.completion import Offers, completion
from careway.desk.view import View, look
from support.checking import BASE, ROOT

GUIDELINES = (
    ROOT / "guideline/azathioprine/reintroduction.care",
    ROOT / "guideline/clozapine/anc_monitoring.care",
    ROOT / "tests/agreement/guidelines/nodes.care",
)


def read(path: Path) -> View:
    """The view of a file."""
    return look(path.read_text(encoding="utf-8"), path.name)


def at_cursor(fragment: str, base: str = BASE) -> tuple[View, int]:
    """The view of a fragment below the base, and the offset of its cursor."""
    text = f"{base}\n{fragment}"
    offset = text.index("|")
    return look(text[:offset] + text[offset + 1 :]), offset


def offered(fragment: str, base: str = BASE) -> list[str]:
    """What may be written at the cursor of a fragment."""
    return [offer.text for offer in offers(fragment, base).offers]


def offers(fragment: str, base: str = BASE) -> Offers:
    """The same with all that is said of it."""
    return completion(*at_cursor(fragment, base))
