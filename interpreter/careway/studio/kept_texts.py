"""The last few texts as the desk sees them: at a keystroke the page asks several things of one text, and it is parsed,
checked and compiled once."""

from __future__ import annotations

from functools import lru_cache

from careway.base.source import Source
from careway.desk.view import View
from careway.studio.questions import Text

_MOST = 6


@lru_cache(maxsize=_MOST)
def view_of(guideline: Text) -> View:
    """A guideline's text as the desk sees it; its core is `view_of(...).compiled.core`."""
    return View(Source(guideline.name, guideline.text))
