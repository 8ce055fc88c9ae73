"""The page of a run: the words of the report, links both ways, nothing from elsewhere, and readable by all."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from careway.page.make import page_of, picture_alone
from careway.page.style import STYLE
from careway.picture import palette
from careway.picture.draw import png, svg
from careway.report.nodes import Criterion, Headline, Rows, Sentence
from careway.report.whole import report
from page.runs import example, small

SHOWN = ["azathioprine/stopped-by-symptoms", "azathioprine/not-eligible", "clozapine/severe-rechallenge"]


@cache
def made(name: str) -> str:
    return page_of(example(name))


class Tags(HTMLParser):
    """Every element that is opened is closed, in order; ids, links and headings as they come."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.named: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.seen.add(tag)
        self.named.append((tag, told))
        self.ids += [str(told["id"])] if "id" in told else []
        self.links += [str(value) for name, value in told.items() if name in ("href", "src", "xlink:href")]
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag != "meta":
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def words(text: str) -> str:
    """What the page says outside of the picture, without the numbers of its points."""
    text = re.sub(r"<svg.*?</svg>|<style>.*?</style>", "", text, flags=re.S)
    text = re.sub(r'<span class="refs".*?</a></span>', "", text)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", re.sub(r"</(?:td|th|p|li|h\d)>", " ", text))).split())


# --- what it says ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHOWN)
def test_the_page_says_all_that_the_report_says_in_its_order(name: str) -> None:
    told = report(example(name).result)
    said = words(made(name))
    at = 0
    for block in told.decisions:
        for node in block:
            if isinstance(node, Headline | Sentence | Criterion):
                at = said.index(" ".join(node.text.split()), at)
    for section in told.sections:
        for node in section.nodes:
            cells = [cell for row in node.rows for cell in row] if isinstance(node, Rows) else []
            for text in [node.text] if isinstance(node, Sentence) else cells:
                assert " ".join(text.split()) in said, section.heading
    places = [made(name).index(f">{section.heading}</h2>") for section in told.sections]
    assert places == sorted(places)


@pytest.mark.parametrize("name", SHOWN)
def test_every_page_says_what_it_is(name: str) -> None:
    run = example(name)
    said = words(made(name))
    for text in (
        "Decision support under development, not a medical device.",
        run.core.disclaimer,
        run.core.version,
        run.core.sha256,
        run.result.timeline_sha256,
        run.result.as_of,
    ):
        assert text in said


@pytest.mark.parametrize(
    ("name", "legend", "value"),
    [
        ("azathioprine/stopped-by-symptoms", "Thick red rings: what made the stop true.", "AST 124 U/L on 2025-04-20"),
        ("azathioprine/not-eligible", "Thick red rings: what keeps the patient out.", "ALT 58 U/L on 2025-03-07"),
        ("azathioprine/tolerated", "", ""),
    ],
)
def test_the_numbers_of_what_decided_stand_out(name: str, legend: str, value: str) -> None:
    text = made(name)
    found = re.findall(r'([^<>]*)<span class="refs"[^>]*><a class="ref decisive', text)
    assert bool(found) is bool(legend) is ("Thick red rings" in text)
    assert legend in text and (not value or any(told.strip().endswith(value) for told in found))


def test_the_decision_stands_before_the_picture_and_the_rest_after_it() -> None:
    text = made("azathioprine/stopped-by-symptoms")
    places = [text.index(part) for part in ("STOP azathioprine", "<figure>", "Where the patient stands", "Log</h2>")]
    assert places == sorted(places)
    text = made("clozapine/severe-rechallenge")
    assert text.index("What to do now") < text.index("<figure>")


def test_a_number_stands_behind_the_very_value() -> None:
    text = made("azathioprine/stopped-by-symptoms")
    point = re.search(
        r'AST 124 U/L on 2025-04-20<span class="refs"[^>]*><a class="ref decisive wide" href="#wide-point-7">', text
    )
    assert point is not None
    assert re.search(
        r'\(31 U/L on 2025-03-07<span class="refs"[^>]*><a class="ref decisive wide" href="#wide-point-2">', text
    )
    assert 'href="#reason-7"' in text and 'id="reason-7"' in text


def test_what_would_decide_is_said_with_its_value() -> None:
    said = words(made("azathioprine/undecided-no-baseline"))
    assert "Obtain baseline ALT: 43 U/L or less would stop." in said
    assert "3 × baseline is not drawn" in said


# --- one file that harms nobody --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHOWN)
def test_the_page_needs_nothing_else(name: str) -> None:
    tags = Tags(made(name))
    assert not tags.seen & {"script", "link", "img", "iframe", "object"}
    outside = {link for link in tags.links if not link.startswith("#")}
    assert outside == {source.url for source in example(name).core.sources if source.url}
    assert {link[1:] for link in tags.links if link.startswith("#")} <= set(tags.ids)
    assert len(tags.ids) == len(set(tags.ids))
    assert "default-src 'none'" in made(name) and not re.search(r"@import|url\(", made(name))


EVIL = """
step treatment "<script>alert(1)</script> & 'single' ”double”" [1]
  begin at first start of aza
  advise "Say <b>no</b> & 'stop'"
stop rise "Rise '><img src=x onerror=alert(2)>" [1]
  when ALT >= 300 U/L
  advise stop aza
"""


def test_nothing_of_a_guideline_or_a_patient_is_taken_for_the_page() -> None:
    run = small(EVIL, "at: 2025-03-01, aza: 50 mg/day, ALT: 4 U/L", "at: 2025-03-08, ALT: 310 U/L")
    named = replace(run.result, patient='"><script>alert(3)</script>')
    text = page_of(replace(run, result=named))
    tags = Tags(text)
    assert not tags.seen & {"script", "img", "b"}
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text and "&quot;&gt;&lt;script&gt;alert(3)" in text
    assert "'><img src=x onerror=alert(2)>" in words(text)
    assert not [name for _, told in tags.named for name in told if name.startswith("on")]


@pytest.mark.parametrize("url", ["javascript:alert(1)", 'https://example.org/"><script>'])
def test_the_address_of_a_source_is_a_link_and_nothing_else(url: str) -> None:
    run = small(EVIL, "at: 2025-03-01, aza: 50 mg/day")
    sources = tuple(replace(source, url=url) for source in run.core.sources)
    tags = Tags(page_of(replace(run, core=replace(run.core, sources=sources))))
    assert {link for link in tags.links if not link.startswith("#")} == ({url} if url.startswith("https:") else set())
    assert "script" not in tags.seen


def test_the_same_run_gives_the_same_bytes() -> None:
    run = example("clozapine/severe-rechallenge")
    assert page_of(run) == made("clozapine/severe-rechallenge")
    assert png(picture_alone(run)) == png(picture_alone(run))


# --- readable by all -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHOWN)
def test_headings_are_in_order_and_parts_have_names(name: str) -> None:
    tags = Tags(made(name))
    assert tags.headings[0] == 1 and tags.headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(tags.headings))
    assert {"header", "main", "footer"} <= tags.seen and 'lang="en"' in made(name)
    for tag, told in tags.named:
        if tag == "section":
            assert told["aria-labelledby"] in tags.ids
        if tag == "svg":
            assert str(told["aria-label"]).startswith("Picture: The course from ")
        if told.get("role") == "region":
            assert told["aria-label"] and told["tabindex"] == "0"


def _light(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((_light(one), _light(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


INKS = (
    palette.INK, palette.FAINT, palette.RESULT, palette.DOSE, palette.LIMIT, palette.NORMAL, palette.STOP,
    palette.WARNING, palette.GOOD, palette.FINDING,
)  # fmt: skip


@pytest.mark.parametrize("ink", INKS)
def test_what_is_written_in_the_picture_can_be_read_by_day_and_by_night(ink: str) -> None:
    assert contrast(ink, palette.PAPER) >= 4.5
    assert contrast(palette.BY_NIGHT[ink], palette.BY_NIGHT[palette.PAPER]) >= 4.5


def test_the_texts_of_the_page_can_be_read_by_day_and_by_night() -> None:
    for ground in re.findall(r":root \{(.*?)\}", STYLE, flags=re.S):
        colours = dict(re.findall(r"--([\w-]+): (#\w{6})", ground))
        for ink in ("ink", "faint", "link", "stop", "warn", "good"):
            for paper in ("paper", "stop-ground", "warn-ground"):
                assert contrast(colours[ink], colours[paper]) >= 4.5, (ink, paper)


def test_each_colour_of_the_drawing_has_one_for_the_night() -> None:
    drawn = set(re.findall(r'(?:fill|stroke)="(#\w+)"', made("azathioprine/undecided-no-baseline")))
    assert drawn and drawn <= set(palette.BY_NIGHT)
    assert len(set(palette.BY_NIGHT)) == len(palette.BY_NIGHT)


def test_a_picture_alone_says_whose_it_is_and_what_it_is_not() -> None:
    run = example("azathioprine/stopped-by-symptoms")
    said = " ".join(unescape(re.sub(r"<[^>]+>", " ", svg(picture_alone(run)))).split())
    assert "STOP azathioprine · 2025-04-20" in said and run.core.sha256 in said
    assert "Decision support under development, not a medical device." in said
    assert "neither clinical judgement" in said
