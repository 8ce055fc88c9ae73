"""The document as a person gets it: as Markdown, as a page, compared with an older version, from the command line."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from careway.document.blocks import Chart, Table
from careway.document.compared import compared
from careway.document.content import document
from careway.document.drawing import drawing
from careway.document.html import html
from careway.document.markdown import markdown
from differences.small import SMALL, TEXT, changed
from document.shown import GUIDELINES, compiled, core, of_section, section, shown
from export.random_guidelines import guidelines
from support.command import careway

GOLDEN = Path(__file__).parent / "small.md"
NEWER = (
    ("version 1.0.0", "version 1.1.0"),
    ("ALT >= 300 U/L", "ALT >= 250 U/L"),
    ("normal up to 40 U/L current", "normal up to 45 U/L current"),
    (
        'caution elevated "Elevated"\n  when raised\n  advise order tests\n  only in treatment, later\n',
        'caution low "White cells low"\n  when WBC < 4 10*3/uL\n  advise order WBC\n',
    ),
)
VOID = {"meta", "link", "br", "hr", "img", "path", "rect", "circle"}


class Page(HTMLParser):
    """What a page is made of: its tags, ids and links, its text, and whether every tag is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.headings: list[int] = []
        self.text = ""
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


SMALL_PAGE = Page(html(document(SMALL), drawing))


def page(name: str) -> Page:
    return Page(html(shown(name), drawing))


# --- Markdown --------------------------------------------------------------------------------------------------------


def test_the_small_guideline_reads_as_its_golden(update: bool) -> None:
    text = markdown(document(SMALL))
    if update:
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


@given(st.text(alphabet=st.sampled_from(list('<>&|*_`[]()#\\@~!-+1.\n\x1b\u202e" aé')), min_size=1, max_size=30))
def test_no_text_of_a_guideline_becomes_markup(text: str) -> None:
    said = " ".join(text.replace('"', "'").replace("\n", " ").split())
    quoted = re.sub(r"[\x00-\x1f\u202e\\]", "", said).strip() or "x"
    made = document(compiled(TEXT.replace('"Rise with nausea"', f'"{quoted}"').replace("A draft.", quoted)))
    lines = markdown(made).split("\n")
    assert len(lines) == len(GOLDEN.read_text(encoding="utf-8").split("\n"))
    for line in lines:
        tags = re.findall(r"<[^>]*>?", re.sub(r"^> ", "", line))
        assert all(re.fullmatch(r'<a id="[A-Za-z0-9_-]+">|</a>|</?sub>', tag) for tag in tags), line
    parsed = Page(html(made, drawing))
    assert not parsed.unbalanced and not parsed.open
    assert sorted(parsed.tags) == sorted(SMALL_PAGE.tags)
    assert " ".join(quoted.split()) in " ".join(parsed.text.split())


def test_no_line_of_code_stands_in_it_unless_asked_for() -> None:
    plain, with_code = (markdown(document(SMALL, text)) for text in (None, TEXT))
    assert "  advise stop azathioprine" not in plain and "```care" not in plain
    assert '```care\nstop high "High" [1]\n  when ALT >= 300 U/L\n  advise stop azathioprine\n```' in with_code
    assert with_code.count("```care\n") == sum(len(one.entries) for one in document(SMALL).sections)


def test_a_rule_inside_a_step_has_its_own_lines() -> None:
    text = GUIDELINES["nodes"].read_text(encoding="utf-8")
    said = markdown(document(core("nodes"), text))
    assert "```care\nmonitor Hb as counted\n  weekly for 3 weeks\n  allow 1 day before and 2 days after\n" in said


@settings(max_examples=15)
@given(guidelines(), guidelines())
def test_any_guideline_can_be_shown_and_compared_and_every_link_leads_somewhere(older: str, newer: str) -> None:
    old, new = compiled(older), compiled(newer)
    for made in (document(new, newer), compared(old, new)):
        said, parsed = markdown(made), Page(html(made, drawing))
        anchors = re.findall(r'<a id="([^"]+)">', said)
        assert len(anchors) == len(set(anchors))
        assert set(re.findall(r"\]\(#([^)]+)\)", said)) <= set(anchors)
        assert not parsed.unbalanced and not parsed.open
        ids = [value for key, value in parsed.attributes if key == "id"]
        assert len(ids) == len(set(ids))
        assert {f"#{one}" for one in ids} >= {str(value) for key, value in parsed.attributes if key == "href"}


# --- words -----------------------------------------------------------------------------------------------------------


def test_criteria_of_several_labs_are_said_as_one_and_denials_are_not() -> None:
    text = TEXT.replace(
        "  when raised\n", "  when any of\n    - ALT not recorded within 7 days\n    - AST not recorded within 7 days\n"
    )
    cautions = of_section(section(document(compiled(text)), "cautions"))
    assert "ALT is not recorded within 7 days AST is not recorded within 7 days" in cautions
    stops = of_section(section(document(SMALL), "stops"))
    assert "ALT or AST is at least 3 × its baseline" in stops
    assert "Nausea or fever is present within 7 days" in stops


def test_what_is_denied_or_has_to_last_is_no_limit_of_its_own() -> None:
    text = TEXT.replace(
        "  when ALT >= 300 U/L\n",
        "  when all of\n    - none of signs present\n    - WBC < 4 10*3/uL for at least 2 days\n"
        "    - not raised\n    - ALT >= 300 U/L\n",
    )
    (table,) = (block for block in section(document(compiled(text)), "stops").blocks if isinstance(block, Table))
    rows = [tuple(cell.text for cell in row.cells[1:3]) for row in table.rows if row.cells[0].text == "High"]
    assert rows == [
        ("ALT", "at least 300 U/L"),
        ("It is not so that (nausea or fever is present)", "is so"),
        ("For at least 2 days without a break: WBC is below 4 10*3/uL", "is so"),
        ("Not raised", "is so"),
    ]


def test_brackets_show_what_belongs_together() -> None:
    text = TEXT.replace("  go to later after 3 days without nausea\n", "  go to later when {}\n")
    for written, said in (
        ("nausea present and (fever present or agreed)", "nausea is present and (fever is present or"),
        ("not (nausea present and agreed) and fever present", "it is not so that (nausea is present and the answer"),
        ("any of ALT, AST > ULN and nausea present", "(ALT or AST is above its ULN) and nausea is present"),
    ):
        course = of_section(section(document(compiled(text.replace("{}", written))), "course"))
        assert said in course, course


def test_a_calendar_counts_what_is_due_in_each_week() -> None:
    said = markdown(document(SMALL))
    # weekly for a month: days 7, 14, 21, 28; then monthly from day 30: days 60, 91
    assert "| 1 to 13 | 1 | 1 | 1 | 1 | · | · | · | · | 1 | · | · | · | 1 |" in said


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", GUIDELINES)
def test_a_page_stands_alone_and_every_link_in_it_leads_somewhere(name: str) -> None:
    found = page(name)
    assert not found.unbalanced and not found.open
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(found.tags)
    ids = [value for key, value in found.attributes if key == "id"]
    assert len(ids) == len(set(ids)) > 50
    hrefs = {str(value) for key, value in found.attributes if key == "href"}
    assert all(href.startswith("#") and href[1:] in ids for href in hrefs)
    assert not [key for key, _ in found.attributes if key in ("src", "srcset") or key.startswith("on")]
    style = re.findall(r"<style>(.*?)</style>", html(shown(name), drawing), re.DOTALL)
    assert len(style) == 1 and "url(" not in style[0] and "@import" not in style[0]


@pytest.mark.parametrize("name", GUIDELINES)
def test_headings_go_down_one_level_at_a_time_and_tables_have_headers(name: str) -> None:
    found = page(name)
    assert found.headings[0] == 1 and found.headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(found.headings, found.headings[1:], strict=False))
    assert found.tags.count("table") == found.tags.count("caption") == found.tags.count("thead")
    assert found.text.count("Decision support under development, not a medical device.") == 2


def test_the_chart_is_drawn_with_each_step_and_follows_the_page_by_night() -> None:
    charts = [block for block in section(shown("clozapine"), "course").blocks if isinstance(block, Chart)]
    svg = drawing(charts[0])
    parsed = Page(svg)
    words = " ".join(parsed.text.split())
    for node in charts[0].nodes:
        assert all(word in words for word in node.text.split())
    for arrow in charts[0].arrows:
        assert all(label in words for label in arrow.text.split(", "))
    assert "currentColor" in svg and not re.search(r"#[0-9a-f]{6}", re.sub(r"var\([^)]*\)", "", svg))
    assert svg == drawing(charts[0])


@pytest.mark.parametrize("ground", ["light", "dark"])
def test_every_colour_of_the_page_can_be_read(ground: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 between text and what it stands on."""
    from careway.document.page_style import STYLE

    light, dark = (dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", part)) for part in STYLE.split("@media")[:2])
    colours = light if ground == "light" else dark
    assert {"ink", "paper", "faint", "link", "ground", "due"} <= set(colours)
    for text, below in (("ink", "paper"), ("faint", "paper"), ("link", "paper"), ("link", "ground"), ("ink", "due")):
        assert contrast(colours[text], colours[below]) >= 4.5, (text, below)
    assert contrast(colours["ink"], colours["ground"]) >= 4.5


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(luminance(colour) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# --- compared --------------------------------------------------------------------------------------------------------


def test_what_is_new_changed_and_gone_is_marked_in_words_where_it_stands() -> None:
    said = markdown(compared(SMALL, changed(*NEWER)))
    assert "### **\\[changed\\]** High" in said and "“ALT ≥ 250 U/L”" in said
    assert "### **\\[new\\]** White cells low" in said
    gone = said[said.index("### **\\[gone\\]** Elevated") :]
    assert "ALT or AST is above its ULN" in gone.split("###")[1]
    assert "(before: Normal range: up to 40 U/L)" in said
    assert "Version: 1.1.0 (was: 1.0.0)" in said
    anchors = re.findall(r'<a id="([^"]+)">', said)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\]\(#([^)]+)\)", said)) <= set(anchors)


def test_the_page_marks_the_same_without_colour() -> None:
    found = Page(html(compared(SMALL, changed(*NEWER)), drawing))
    assert not found.unbalanced and not found.open
    for mark in ("[+ new] White cells low", "[△ changed] High", "[✕ gone] Elevated"):
        assert mark in found.text


@pytest.mark.parametrize("name", GUIDELINES)
def test_a_guideline_compared_with_itself_has_no_mark(name: str) -> None:
    said = markdown(compared(core(name), core(name)))
    assert "Nothing that is done has changed." in said
    assert "**\\[" not in said


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.care"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_the_command_writes_the_same_bytes_to_a_file_and_to_standard_output(small: Path, tmp_path: Path) -> None:
    assert careway("show", small).out == GOLDEN.read_text(encoding="utf-8")
    for name, form in (("a.md", "markdown"), ("a.html", "html")):
        target = tmp_path / name
        ran = careway("show", small, "-o", target)
        assert ran.code == 0 and ran.out == ran.err == ""
        assert target.read_bytes().decode() == careway("show", small, "--format", form).out
    assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_an_exported_core_shows_the_same_document(small: Path, tmp_path: Path) -> None:
    exported = tmp_path / "core.json"
    assert careway("export", small, "--to", "json", "-o", exported).code == 0
    assert careway("show", exported).out == careway("show", small).out
    ran = careway("show", exported, "--code")
    assert ran.code == 2 and "an exported core has none" in ran.err


def test_comparing_from_the_command_line(small: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer.care"
    newer.write_text(TEXT.replace("ALT >= 300 U/L", "ALT >= 250 U/L"), encoding="utf-8")
    ran = careway("show", newer, "--compare", small)
    assert ran.code == 0 and "### **\\[changed\\]** High" in ran.out


@pytest.mark.parametrize("broken", ["older", "newer"])
def test_a_guideline_with_errors_is_shown_as_wrong_and_nothing_is_written(
    small: Path, tmp_path: Path, broken: str
) -> None:
    wrong, target = tmp_path / "wrong.care", tmp_path / "out.md"
    wrong.write_text(TEXT.replace("ALT >= 300 U/L", "ALTT >= 300 U/L"), encoding="utf-8")
    given_ = (wrong,) if broken == "newer" else (small, "--compare", wrong)
    ran = careway("show", *given_, "-o", target)
    assert ran.code == 2 and "ALTT" in ran.err and ran.out == ""
    assert not target.exists()


def test_bad_input_is_told_with_exit_code_2(tmp_path: Path) -> None:
    for arguments in (("nowhere.care",), (tmp_path,), ("nowhere.care", "--format", "docx")):
        ran = careway("show", *arguments)
        assert ran.code == 2 and ran.err.startswith(("error:", "Usage:")) and "Traceback" not in ran.err


def test_a_page_without_the_library_of_charts_says_what_to_install(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("careway.cli.show.find_spec", lambda name: None)
    ran = careway("show", small, "-o", tmp_path / "a.html")
    assert ran.code == 2 and "pip install 'careway[document]'" in ran.err
    assert not (tmp_path / "a.html").exists()
    assert careway("show", small).code == 0


def test_help_says_what_it_is_for() -> None:
    ran = careway("show", "--help")
    assert ran.code == 0
    assert all(option in ran.out for option in ("--code", "--compare", "--format", "-o"))
