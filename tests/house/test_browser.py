"""The browser of the tests: it notices what a page does that it must not, and axe what a page lacks."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from support.accessibility import violations
from support.browser import opened

FRAME = "<!doctype html><html lang=en><meta charset=utf-8><title>A page</title><body><main>{}</main>"


def test_a_page_that_keeps_to_itself_passes(browser: Browser) -> None:
    with opened(browser) as page:
        page.set_content(FRAME.format("<h1>Quiet</h1><script>document.title = 'ran'</script>"))
        assert page.title() == "ran"


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ('<img alt="" src="https://example.org/a.png">', "asks another host: https://example.org/a.png"),
        ('<img alt="" src="http://localhost:9/a.png">', "asks another host: http://localhost:9/a.png"),
        ("<script>fetch('http://192.0.2.1/').catch(() => 0)</script>", "asks another host: http://192.0.2.1/"),
        ("<script>new WebSocket('ws://example.org/')</script>", "asks another host: ws://example.org/"),
        ("<script>console.error('something is wrong')</script>", "console: something is wrong"),
        ("<script>throw new Error('not caught')</script>", "uncaught: .*not caught"),
        (
            '<meta http-equiv="Content-Security-Policy" content="script-src \'none\'"><script>1</script>',
            "console: .*Content Security Policy",
        ),
    ],
)
def test_what_a_page_must_not_do_fails(browser: Browser, body: str, complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint), opened(browser) as page:
        page.set_content(FRAME.format(body))
        page.wait_for_timeout(300)


def test_an_error_that_is_expected_has_to_come(browser: Browser) -> None:
    with opened(browser, expected=["^console: as meant$"]) as page:
        page.set_content(FRAME.format("<script>console.error('as meant')</script>"))
    with pytest.raises(AssertionError, match="expected in the console"), opened(browser, expected=["wrong"]) as page:
        page.set_content(FRAME.format("nothing"))


def test_each_page_has_a_profile_of_its_own(browser: Browser) -> None:
    for _ in range(2):
        with opened(browser) as page:
            page.goto("about:blank")
            assert page.context.cookies() == []
            page.context.add_cookies([{"name": "a", "value": "b", "url": "http://127.0.0.1/"}])


def test_axe_names_the_rule_and_the_place(browser: Browser) -> None:
    with opened(browser) as page:
        page.set_content(FRAME.format("<h1>Good</h1><p>Text"))
        assert violations(page) == []
        page.set_content(FRAME.format('<h1>Poor</h1><img src="data:," id=shown><p style="color:#bbb">faint'))
        found = violations(page)
    assert [re.match(r"[a-z-]+ \(\w+\): \S+", line) is not None for line in found] == [True, True], found
    assert found[0].startswith("color-contrast (serious): p: ")
    assert found[1].startswith("image-alt (critical): #shown: ")
