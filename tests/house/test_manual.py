"""The manual is made whole: each command does what its page says, each link leads somewhere, anyone can read it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser

from careway import api
from careway.base.diagnostics import Severity
from careway.base.source import Source
from careway.cli.main import COMMANDS
from careway.pipeline import compile_source
from manual.blocks import blocks
from manual.build import main, sources, walks
from manual.transcripts import ROOT
from support.accessibility import violations
from support.browser import opened

PHONE = 360


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manual as `make manual` makes it: every command is run, every link followed, or there is none."""
    made = tmp_path_factory.mktemp("manual") / "site"
    assert main([str(made)]) == 0
    return made


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where a plain server shows it."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def words(page: Path) -> str:
    """What stands on a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8")).split())


def test_outputs_and_pictures_are_those_of_the_commands(site: Path) -> None:
    run = words(site / "tutorial/2-run.html")
    assert "STOP lithium · 2026-03-24" in run
    assert "CANNOT DECIDE whether to stop: Toxic level" in run
    assert "<svg" in (site / "tutorial/2-run/course.svg").read_text(encoding="utf-8")
    assert "Lithium: levels and kidneys" in words(site / "tutorial/4-show/lithium.html")
    assert "error[CW206] lithium.care" in words(site / "tutorial/1-write.html")


def test_no_output_is_left_out(site: Path) -> None:
    pages = (page.read_text(encoding="utf-8") for page in (site.parent / "site-pages/pages").rglob("*.md"))
    shown = [
        match[2] for page in pages for match in re.finditer(r"^(`{3,})(?:console|text)\n(.*?)^\1$", page, re.M | re.S)
    ]
    assert len(shown) > 60
    assert [text for text in shown if re.search(r"^\.\.\.$", text, re.MULTILINE)] == []


def test_guidelines_are_in_colour(site: Path) -> None:
    page = (site / "tutorial/1-write.html").read_text(encoding="utf-8")
    assert re.search(r'<span class="k\w*">guideline</span>', page)


def test_nothing_is_missing_from_the_reference(site: Path) -> None:
    for code in sorted((ROOT / "grammar/explain").glob("*.md")):
        page = site / f"reference/findings-{code.stem[:3].lower()}.html"
        assert f'id="{code.stem.lower()}"' in page.read_text(encoding="utf-8")
    commands = words(site / "reference/commands.html")
    assert [name for name in COMMANDS if f"Usage: careway {name} " not in commands] == []
    interface = (site / "reference/interface.html").read_text(encoding="utf-8")
    assert [name for name in api.__all__ if f'id="{name.lower()}"' not in interface] == []


def test_every_page_can_be_found(site: Path) -> None:
    pages = {path.relative_to(site).as_posix() for path in site.rglob("*.html")} - {"404.html"}
    found = {entry["location"].partition("#")[0] for entry in json.loads((site / "search.json").read_text())["items"]}
    listed = set(re.findall(r"\S+\.md$", (ROOT / "docs/manual/mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE))
    written = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert {page.replace(".md", ".html") for page in listed} <= pages
    assert {page for page in written if not page.startswith("decisions/")} - listed == set()
    assert {page.replace(".md", ".html") for page in written} <= found


@pytest.mark.parametrize("page", ["index", "tutorial/2-run", "promises", "reference/findings", "reference/commands"])
@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, PHONE)], ids=["by day", "by night on a phone"])
def test_everyone_can_read_it(browser: Browser, address: str, page: str, dark: bool, width: int) -> None:
    with opened(browser, dark=dark, width=width) as shown:
        shown.goto(f"{address}/{page}.html")
        assert violations(shown) == []
        assert shown.evaluate("document.documentElement.scrollWidth") <= width


def test_a_page_that_was_opened_as_a_file_can_search(browser: Browser, site: Path) -> None:
    with opened(browser) as page:
        page.goto((site / "index.html").as_uri())
        page.keyboard.press("Control+k")
        page.keyboard.type("baseline", delay=30)
        page.get_by_text("Compare with a baseline").locator("visible=true").first.wait_for()


def test_whole_guidelines_on_the_pages_are_free_of_errors() -> None:
    pages = sources()
    right = [text for place, text in pages.items() if not place.startswith("reference/findings")]
    texts = [block.text for text in right for block in blocks(text) if block.language == "care"]
    assert len(texts) >= 2
    for text in texts:
        found = compile_source(Source("page.care", text))
        assert [one.title for one in found.diagnostics if one.severity is Severity.ERROR] == []


def test_the_pages_of_the_tutorial_are_one_walk() -> None:
    first, *others = walks(sources())
    assert [place.partition("/")[0] for place in first] == ["tutorial"] * 4
    assert all(len(group) == 1 for group in others)
