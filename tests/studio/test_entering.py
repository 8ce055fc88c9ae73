"""The page in a real browser, entered as the studio opens it: by an address that works once."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, expect

from support.browser import opened
from support.studio import Server, serving


def test_the_page_opens_by_a_ticket_and_keeps_its_place_over_a_reload(
    browser: Browser, desk: Path, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    os.mkfifo(told)
    program = tmp_path / "browser.py"
    program.write_text(f"import sys; open({str(told)!r}, 'w').write(sys.argv[1])")
    with serving(desk, "--port", "0", BROWSER=f"{sys.executable} {program} %s") as server:
        address = told.read_text()
        with opened(browser) as page:
            page.goto(address)
            expect(page.get_by_role("combobox", name="Guideline")).to_be_visible()
            assert page.url == f"http://127.0.0.1:{server.port}/"
            page.reload()
            expect(page.get_by_role("combobox", name="Guideline")).to_be_visible()
        with opened(browser, expected=("401",)) as page:
            page.goto(address)
            expect(page.get_by_role("alert")).to_contain_text("Open the address that careway studio has printed.")
            page.goto(server.address)
            page.reload()
            expect(page.get_by_role("combobox", name="Guideline")).to_be_visible()


def test_another_site_learns_nothing_and_shows_nothing(browser: Browser, server: Server, tmp_path: Path) -> None:
    """A page of elsewhere that knows the port: it can neither ask, nor frame the page, nor load its script."""
    start = f"http://127.0.0.1:{server.port}/"
    page_of_elsewhere = tmp_path / "elsewhere.html"
    page_of_elsewhere.write_text(
        f"<!doctype html><iframe src='{start}'></iframe><script>window.ran = true</script>"
        f"<script src='{start}page.js' onerror='window.refused = true'></script>"
    )
    complaints = ("ERR_BLOCKED_BY_RESPONSE|frame-ancestors|X-Frame-Options|403|CORS|Failed to load",)
    with opened(browser, expected=complaints) as page:
        page.goto(page_of_elsewhere.as_uri())
        page.wait_for_function("window.refused === true")
        asked = page.evaluate(
            """async (start) => {
              const said = [];
              for (const mode of ["cors", "no-cors"]) {
                try {
                  const type = mode === "cors" ? "application/json" : "text/plain";
                  const headers = { "Content-Type": type };
                  const body = '{"question":{"node":"list_files"}}';
                  const got = await fetch(start + "ask", { method: "POST", mode, headers, body });
                  said.push(await got.text());
                } catch (error) {
                  said.push("refused");
                }
              }
              return said;
            }""",
            start,
        )
        assert all(said in ("refused", "") for said in asked), asked
        framed = page.frames[1]
        assert "Careway" not in framed.content()
