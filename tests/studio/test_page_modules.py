"""What can be said of the page's modules without a browser."""

from __future__ import annotations

from support.node import node
from support.tree import ROOT

PAGE = ROOT / "editors" / "studio"


def test_the_types_of_the_page_are_sound() -> None:
    assert node(PAGE / "node_modules" / "typescript" / "bin" / "tsc", "-p", PAGE) == ""


def test_the_texts_of_the_page_are_lost_to_nobody_whatever_comes_between_two_questions() -> None:
    node(PAGE / "test" / "run.mjs")
