"""The page: whole, harmless, and the same each time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from html.parser import HTMLParser

from careway.base.source import Source
from careway.coverage.document import Covered
from careway.coverage.measure import measured
from careway.coverage.page import PageOf, page
from careway.coverage.planning import plan
from careway.pipeline import compile_source
from case_coverage.shown import STEP, coverage, patient
from evaluate.small import VOCABULARY

TEXT = f"""{STEP}
  advise "Beware of <script>alert(1)</script> & co"
stop rise "Rise <b>" [1]
  when all of
    - any of ALT, AST >= 300 U/L
    - any of nausea,
        itch present
  advise stop aza
"""


class Tags(HTMLParser):
    """Every element that is opened is closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: dict[str, int] = {}
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen[tag] = self.seen.get(tag, 0) + 1
        told = dict(attrs)
        self.ids += [told["id"]] if told.get("id") else []  # type: ignore[list-item]
        self.links += [told["href"]] if told.get("href") else []  # type: ignore[list-item]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def made(text: str = TEXT, *, with_text: bool = True, impossible: Mapping[str, str] | None = None) -> str:
    source = Source("small.care", VOCABULARY + text)
    compiled = compile_source(source)
    assert compiled.core is not None
    found = measured(coverage(compiled.core, [patient("at: 2025-03-08, ALT: 300 U/L, nausea: present")]), impossible)
    assert [unit.unit.key for unit in found.units] == [unit.key for unit in plan(compiled.core).units]
    covered = Covered("small.care", "small", 1, found)
    return page([PageOf(covered, source if with_text else None, compiled.origins.span)])


def parsed(text: str) -> Tags:
    tags = Tags()
    tags.feed(text)
    assert tags.open == []
    return tags


def test_the_page_is_whole_and_needs_nothing_else() -> None:
    text = made()
    tags = parsed(text)
    assert "script" not in tags.seen and "link" not in tags.seen and "img" not in tags.seen
    assert not re.search(r"https?://|src=|@import|url\(", text)
    assert "default-src 'none'" in text and "prefers-color-scheme: dark" in text and "@media print" in text
    assert {link.removeprefix("#") for link in tags.links} <= set(tags.ids)
    assert len(tags.ids) == len(set(tags.ids))


def test_nothing_of_a_guideline_is_taken_for_the_page() -> None:
    text = made()
    assert "<script" not in text and "Rise <b>" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in text


def test_the_text_stands_there_line_by_line_with_its_marks() -> None:
    text = made()
    lines = (VOCABULARY + TEXT).split("\n")
    assert [f"g1-{number}" for number in range(1, len(lines) + 1)] == [one for one in parsed(text).ids if one[0] == "g"]
    plain = unescape(re.sub(r"<[^>]+>", "", re.sub(r'<span class="sign"[^>]*>.</span>', "", text)))
    assert [line for line in lines if line not in plain] == []


TAKEN_APART = re.compile(r'<mark class="(\w+)"[^>]*>([^<]*)')


def test_a_mark_says_how_much_is_shown() -> None:
    def marks() -> dict[str, str]:
        return {said: name for name, said in TAKEN_APART.findall(made())}

    found = marks()
    assert found["any of ALT, AST &gt;= 300 U/L"] == "some"
    assert found["any of nausea,"] == found["itch present"] == "some"  # one condition over two lines
    assert 'aria-label="shown in part">◐' in made()


def test_a_core_without_a_text_has_a_page_too() -> None:
    text = made(with_text=False)
    assert parsed(text).links == []
    assert "no text to show" in text and "rise" in text


def test_what_cannot_be_is_said_with_its_reason() -> None:
    text = made(impossible={"stop.rise.when.1.2:true": "AST is never <that> high"})
    assert text.count("AST is never &lt;that&gt; high") == 2  # by rule, and in the text
    assert "cannot be" in text and "cannot be" not in made()
