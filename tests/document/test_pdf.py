"""The document as PDF: it says all that the document says, to those who hear it too, in the same bytes each time."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from unittest import mock

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from careway.document.blocks import Document, Item, Listing, Row, Section, Table
from careway.document.compared import compared
from careway.document.content import document
from careway.document.pdf import pdf
from differences.small import SMALL, TEXT, changed
from document.shown import GUIDELINES, compiled, of_block, shown
from export.random_guidelines import guidelines
from support.command import careway

ALL = pytest.mark.parametrize("name", GUIDELINES)


@cache
def read(name: str) -> PdfReader:
    """A guideline's document."""
    return opened(shown(name))


def opened(made: Document) -> PdfReader:
    return PdfReader(io.BytesIO(pdf(made)))


def text_of(reader: PdfReader) -> str:
    """All that stands on its pages, without what lines and pages do to spaces."""
    return "".join("".join(page.extract_text().split()) for page in reader.pages)


def elements(reader: PdfReader) -> Iterator[DictionaryObject]:
    """The parts of the document as a screen reader meets them."""
    todo = [reader.root_object["/StructTreeRoot"]["/K"]]
    while todo:
        one = todo.pop().get_object()
        if isinstance(one, list):
            todo += one
        elif isinstance(one, DictionaryObject) and "/S" in one:
            yield one
            todo += [one["/K"]] if "/K" in one else []


@ALL
def test_all_that_the_document_says_is_in_it(name: str) -> None:
    texts = "".join(page.extract_text() for page in read(name).pages)
    words = set(texts.split())
    found = shown(name)
    said = [block for section in found.sections for block in (*section.blocks, *section.after)]
    said += [block for section in found.sections for entry in section.entries for block in entry.blocks]
    wanted = " ".join([*found.notices, *(f"{one} {two}" for one, two in found.facts), *map(of_block, said)])
    missing = {word for word in wanted.split() if word not in words and word not in "".join(texts.split())}
    assert len(wanted.split()) > 300
    assert missing == set()


@ALL
def test_every_page_says_what_it_is_and_what_it_is_not(name: str) -> None:
    facts = dict(shown(name).facts)
    reader = read(name)
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    for place, said in enumerate(pages, 1):
        assert shown(name).title in said
        assert f"{facts['Version']} · {facts['Status']}" in said
        assert "Decision support under development, not a medical device." in said
        assert f"SHA-256 {facts['SHA-256 of its text']}" in said
        assert f"page {place} of {len(pages)}" in said


@ALL
def test_it_can_be_heard(name: str) -> None:
    reader = read(name)
    root = reader.root_object
    assert root["/Lang"] == "en-GB" and root["/MarkInfo"]["/Marked"].value
    assert reader.metadata is not None and reader.metadata.title == shown(name).title
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    kinds = [str(one["/S"]) for one in elements(reader)]
    entries = sum(len(section.entries) for section in shown(name).sections)
    assert kinds.count("/H1") == len(shown(name).sections) and kinds.count("/H2") == entries
    assert {"/Table", "/TH", "/TD", "/L", "/LI", "/Link", "/Figure"} <= set(kinds)
    alternatives = [str(one["/Alt"]) for one in elements(reader) if one["/S"] == "/Figure"]
    assert alternatives and all("The same stands in words below." in one for one in alternatives)


@ALL
def test_its_sections_are_bookmarks_and_the_contents_lead_there(name: str) -> None:
    reader = read(name)
    titles = [section.title for section in shown(name).sections]
    assert [one.title for one in reader.outline if not isinstance(one, list)] == titles
    links = [one.get_object() for page in reader.pages for one in page.get("/Annots", ())]
    assert len([one for one in links if one["/Subtype"] == "/Link"]) > len(titles)


def test_what_changed_is_marked_in_words() -> None:
    made = compared(SMALL, changed(("ALT >= 300 U/L", "ALT >= 250 U/L"), ("  when raised\n", "  when ALT > 2 × ULN\n")))
    said = text_of(opened(made))
    assert "[changed]High" in said and "Whathaschanged" in said
    gone = changed(
        ('caution elevated "Elevated"\n  when raised\n  advise order tests\n  only in treatment, later\n', "")
    )
    assert "[gone]Elevated" in text_of(opened(compared(SMALL, gone)))
    assert "[new]Elevated" in text_of(opened(compared(gone, SMALL)))


def test_lines_of_code_stand_in_it_where_they_are_asked_for() -> None:
    assert "advisestopazathioprine" not in text_of(opened(document(SMALL)))
    assert 'stophigh"High"[1]whenALT>=300U/Ladvisestopazathioprine' in text_of(opened(document(SMALL, TEXT)))


@settings(max_examples=10)
@given(st.text(alphabet=st.sampled_from(list('#$*_`[]()<>@\\"~=-/+:;,aé')), min_size=1, max_size=30))
def test_no_text_of_a_guideline_becomes_markup(text: str) -> None:
    said = text.replace('"', "'").replace("\\", "/").strip() or "x"
    made = document(compiled(TEXT.replace('"Rise with nausea"', f'"{said}"').replace("A draft.", said)))
    assert "".join(said.split()) in text_of(opened(made))


def test_however_deep_criteria_lie_in_criteria_each_is_said() -> None:
    inner = Item("innermost")
    for place in range(60):
        inner = Item(f"level {place}", (inner, Item(f"beside {place}")))
    made = document(SMALL)
    told = (Listing((inner,)), Table("deep", "Deep", ("a",), (Row("deep", (inner,)),)))
    said = text_of(opened(replace(made, sections=(Section("deep", "Deep", told),))))
    for word in ("innermost", *(f"level{place}" for place in range(60)), *(f"beside{place}" for place in range(60))):
        assert said.count(word) >= 2, word


@settings(max_examples=5)
@given(guidelines(), guidelines())
def test_any_guideline_can_be_set(older: str, newer: str) -> None:
    for made in (document(compiled(newer), newer), compared(compiled(older), compiled(newer))):
        assert pdf(made).startswith(b"%PDF")


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.care"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_neither_the_zone_of_the_machine_nor_chance_moves_a_byte(small: Path, tmp_path: Path) -> None:
    for name, zone, seed in (("a", "Asia/Tokyo", "1"), ("b", "America/New_York", "2")):
        command = [sys.executable, "-m", "careway", "show", str(small), "-o", str(tmp_path / f"{name}.pdf")]
        environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed}
        subprocess.run(command, env=environment, check=True, capture_output=True)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes() == pdf(document(compiled(TEXT)))


def test_the_command_compares_and_shows_code(small: Path, tmp_path: Path) -> None:
    newer, target = tmp_path / "newer.care", tmp_path / "new version.PDF"
    newer.write_text(TEXT.replace("ALT >= 300 U/L", "ALT >= 250 U/L"), encoding="utf-8")
    ran = careway("show", newer, "--compare", small, "--code", "-o", target)
    assert ran.code == 0 and ran.out == ran.err == ""
    said = text_of(PdfReader(target))
    assert "[changed]High" in said and "whenALT>=250U/L" in said


def test_a_pdf_goes_into_a_file(small: Path) -> None:
    ran = careway("show", small, "--format", "pdf")
    assert ran.code == 2 and "name it with -o FILE" in ran.err and ran.out == ""


def test_without_the_library_it_says_what_to_install(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("careway.cli.show.find_spec", lambda name: None if name == "typst" else object())
    ran = careway("show", small, "-o", tmp_path / "a.pdf")
    assert ran.code == 2 and "pip install 'careway[pdf]'" in ran.err
    assert not (tmp_path / "a.pdf").exists()
    assert careway("show", small, "-o", tmp_path / "a.html").code == 0


def test_letters_that_no_font_has_are_named_and_nothing_is_written(small: Path, tmp_path: Path) -> None:
    small.write_text(TEXT.replace('"High"', '"High 高"'), encoding="utf-8")
    own = typst.Compiler
    with mock.patch("typst.Compiler", lambda ignore_system_fonts: own(ignore_system_fonts=True)):
        ran = careway("show", small, "-o", tmp_path / "a.pdf")
    assert ran.code == 2 and "高" in ran.err and "Traceback" not in ran.err
    assert not (tmp_path / "a.pdf").exists()
