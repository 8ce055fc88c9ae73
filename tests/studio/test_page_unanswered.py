"""The page while the studio does not answer: nothing that is not known is claimed, and nothing is lost."""

from __future__ import annotations

import json
import socket
from pathlib import Path

from playwright.sync_api import Browser, Page, Route, expect

from careway.cli.scaffold import files
from support.browser import opened
from support.studio import serving

GONE = r"ERR_\w+"


def made(folder: Path) -> Path:
    """A folder as `careway new` makes it."""
    folder.mkdir()
    for name, text in files("few", "Few").items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "few.care"


def type_first(page: Page, text: str) -> None:
    """Write at the beginning of the guideline."""
    page.locator(".cm-content").first.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type(text)


def test_until_the_text_was_looked_at_nothing_is_said_of_it(browser: Browser, tmp_path: Path) -> None:
    made(tmp_path / "desk")
    held: list[Route] = []
    holding = True

    def hold(route: Route) -> None:
        asked = json.loads(route.request.post_data or "{}")["question"]["node"]
        if asked == "look" and holding:
            held.append(route)
        else:
            route.continue_()

    with serving(tmp_path / "desk") as server, opened(browser) as page:
        page.route("**/ask", hold)
        page.goto(server.address)
        findings = page.get_by_role("region", name="Findings")
        expect(findings).to_contain_text("Checking …")
        holding = False  # not `unroute`, which continues by itself what is still under way
        for one in held:
            one.continue_()
        expect(findings).to_contain_text("No findings")


def test_a_text_outlives_the_studio_and_is_saved_in_the_next_one(browser: Browser, tmp_path: Path) -> None:
    guideline = made(tmp_path / "desk")
    before = guideline.read_text(encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    options = ("--no-browser", "--port", port)
    with opened(browser, expected=(GONE, "401")) as page:
        with serving(guideline.parent, *options) as server:
            page.goto(server.address)
            findings = page.get_by_role("region", name="Findings")
            expect(findings).to_contain_text("No findings")
        type_first(page, "# mine\n")
        expect(findings).to_contain_text("Not checked")
        page.keyboard.press("Control+s")
        expect(page.get_by_role("alert").filter(has_text="few.care")).to_contain_text(
            "Is careway studio still running?"
        )
        with serving(guideline.parent, *options) as server:
            page.keyboard.press("Control+s")
            expect(page.get_by_role("alert").filter(has_text="few.care")).to_contain_text(
                "Open the address that careway studio has printed."
            )
            page.goto("about:blank")
            page.goto(server.address)
            expect(page.locator(".cm-content").first).to_contain_text("# mine")
            assert guideline.read_text(encoding="utf-8") == before
            page.get_by_role("button", name="Save").click()
            expect(page.get_by_text("All saved")).to_be_visible()
            assert guideline.read_text(encoding="utf-8") == "# mine\n" + before
