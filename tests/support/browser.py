"""Pages in a real Chromium: nothing of another machine is asked for, and what a page complains of fails the test."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, WebError, expect, sync_playwright

from support.chromium import ADVICE, chromium_path

PATIENCE = 30_000
"""Milliseconds until a test gives up: other tests keep the machine busy."""
expect.set_options(timeout=PATIENCE)
HERE = "127.0.0.1"
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HERE}",
)
NO_NETWORK = ("file", "data", "blob", "about")
"""The schemes of addresses for which nothing leaves the browser."""


@contextmanager
def started() -> Iterator[Browser]:
    """A browser of its own; it is closed at the end. While it runs, its thread has an event loop that is busy."""
    path = chromium_path()
    assert path is not None, ADVICE
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, headless=True, chromium_sandbox=False, args=list(FLAGS)
        )
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(
    browser: Browser,
    *,
    width: int = 1280,
    height: int = 900,
    dark: bool = False,
    still: bool = True,
    expected: Sequence[str] = (),
) -> Iterator[Page]:
    """A page in a profile of its own, with what it downloads and says watched over.

    `still` asks for reduced motion. Each of `expected` is a pattern of an error that has to stand in the console (also
    one of the content security policy); any other error, and any request to another host, fails the test.
    """
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce" if still else "no-preference",
        locale="en-GB",
        timezone_id="UTC",
    )
    context.set_default_timeout(PATIENCE)
    errors = _watch(context)
    try:
        yield context.new_page()
    finally:
        context.close()
    unexpected = [error for error in errors if not any(re.search(pattern, error) for pattern in expected)]
    missing = [pattern for pattern in expected if not any(re.search(pattern, error) for error in errors)]
    assert unexpected == [], "the page complains: " + "; ".join(unexpected)
    assert missing == [], f"expected in the console: {missing}"


def _watch(context: BrowserContext) -> list[str]:
    errors: list[str] = []

    def ask(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in NO_NETWORK and parts.hostname != HERE:
            errors.append(f"asks another host: {url}")

    def say(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(f"console: {message.text}")

    def fail(failure: WebError) -> None:
        errors.append(f"uncaught: {failure.error}")

    def meet(page: Page) -> None:
        page.on("websocket", lambda socket: ask(socket.url))

    context.on("request", lambda request: ask(request.url))
    context.on("console", say)
    context.on("weberror", fail)
    context.on("page", meet)
    return errors
